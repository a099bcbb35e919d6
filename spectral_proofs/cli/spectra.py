"""The modes that a command is asked for, beside those of its check."""

from __future__ import annotations

import argparse

from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file import CheckFile
from spectral_proofs.problem.spectra.selection import Selection

_OPTIONS = {"spectrum": "file", "lambda_k": "lambda_k", "power_k": "power_k", "modes": "modes"}


def selected(checks: list[CheckFile], arguments: argparse.Namespace) -> list[CheckFile]:
    """The checks on the modes that the command line names.

    Raises InputError: a or b beside modes that have none.
    """
    given = {field: getattr(arguments, option, None) for option, field in _OPTIONS.items()}
    selection = Selection(**given).at(dict(arguments.parameters))
    for check in checks:
        for name in ("a", "b"):
            if getattr(arguments, name) is not None and check.selection.replaced(selection).replaces:
                raise InputError(f"--{name} says nothing of modes from a file or formulas; leave out one of them")
    return [check.selecting(selection) for check in checks]
