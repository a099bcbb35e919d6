"""``claims``: what the claims say, and how those that are false as printed should read."""

from __future__ import annotations

import argparse

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "the claims: what each says, the audit's rows about it, and how it should read"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="printed")
    command.add_argument("names", nargs="*", type=values.word, metavar="ID", help="claims, such as thm2 (default: all)")


def run(arguments: argparse.Namespace) -> int:
    """Print what is known of the claims whatever g is."""
    from spectral_proofs.cli.output import show
    from spectral_proofs.prepare import require_claims
    from spectral_proofs.reporters.statements import statements

    require_claims(arguments.names)
    show(statements(arguments.names))
    return ExitStatus.FINE
