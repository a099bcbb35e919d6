"""``list``: the names of the catalogue."""

from __future__ import annotations

import argparse

from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "the names of the catalogue, each a TARGET"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="printed")


def run(arguments: argparse.Namespace) -> int:
    """Print each name with its g and title."""
    from spectral_proofs.cli.output import write
    from spectral_proofs.problem import catalogue
    from spectral_proofs.problem.check_file import read_file
    from spectral_proofs.problem.check_file.mixture_file import any_of_text
    from spectral_proofs.text.plain import plain

    checks = [read_file(catalogue.find(name), any_of_text) for name in catalogue.catalogue_names()]
    width = max(len(check.name) for check in checks) + 2
    write("\n".join(f"{check.name:<{width}}{plain(check.title)}: {plain(check.g)}" for check in checks))
    return ExitStatus.FINE
