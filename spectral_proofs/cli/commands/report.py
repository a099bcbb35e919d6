"""``report``: judge candidates and write a report of each run."""

from __future__ import annotations

import argparse

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import CHECK_STATUS, add_machine_check, add_model, add_targets

SUMMARY = "judge candidates and write HTML, Markdown, LaTeX and JSON reports"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = CHECK_STATUS
    add_targets(command)
    add_model(command)
    add_machine_check(command)
    command.add_argument(
        "--out", type=values.word, default="reports", metavar="FOLDER", help="folder (default: reports)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Judge every target and write a report of each run, and an index; return the status that ``check`` has."""
    from spectral_proofs.cli.reporting import report

    return report(arguments)
