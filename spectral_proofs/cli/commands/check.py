"""``check``: judge candidates, or derive their general theorem and judge instances of it."""

from __future__ import annotations

import argparse

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import (
    CHECK_STATUS,
    add_amount,
    add_assume,
    add_explain,
    add_format,
    add_machine_check,
    add_model,
    add_residual,
    add_spectrum,
    add_targets,
    some_targets,
)

SUMMARY = "derive, evaluate and judge candidates"

_FREE = """free parameters:
  A parameter of g without a value is free, and then a and b are free too unless --a or --b or the check
  file gives them; --a free and --b free do that for any g. The general theorem is derived, and instances
  are certified in every regime."""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = f"{_FREE}\n\n{CHECK_STATUS}"
    add_targets(command, alone=False)
    add_residual(command)
    add_model(command)
    add_spectrum(command)
    add_assume(command)
    command.add_argument(
        "--instances",
        type=values.whole("instances", 20),
        default=3,
        metavar="N",
        help="where parameters are free: certify N instances in every regime (default 3)",
    )
    add_format(command, "junit")
    add_amount(command)
    add_explain(command)
    add_machine_check(command)


def run(arguments: argparse.Namespace) -> int:
    """Judge every target, print one report, and return the status of all."""
    from spectral_proofs.cli.checking import check

    arguments.targets = some_targets(arguments)
    return check(arguments)
