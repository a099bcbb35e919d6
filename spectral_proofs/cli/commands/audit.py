"""``audit``: the paper as printed and as corrected."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_format, status_help
from spectral_proofs.errors import ExitStatus
from spectral_proofs.text.plain import plain

if TYPE_CHECKING:
    from spectral_proofs.audit.base import Finding

SUMMARY = "the paper's statements, as printed and as corrected, re-derived"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(
        _0="every row reproduces",
        _4="a row does not reproduce, or another internal error",
        _130="interrupted (Ctrl-C); the rows that were complete are printed",
    )
    command.add_argument(
        "--item",
        type=values.word,
        metavar="ID",
        help="rows with their whole argument: A9 or 9, an equation (eq7), a claim (thm2)",
    )
    add_format(command)


def run(arguments: argparse.Namespace) -> int:
    """Reproduce the rows of the audit and print them; a row that does not reproduce is an internal error."""
    from spectral_proofs.audit.registry import ITEMS, find  # builds formulas at import
    from spectral_proofs.audit.run import audit as work_through
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.reporters import audit as audit_report
    from spectral_proofs.reporters import json
    from spectral_proofs.reporters.progress import progress

    items = list(find(arguments.item)) if arguments.item is not None else list(ITEMS.values())
    findings: list[Finding] = []
    interrupted = False
    try:
        with progress(sys.stderr, len(items), arguments.format == "table") as advance:
            for item, work in zip(items, work_through(items), strict=True):
                advance(len(findings), f"{item.id}, {item.reference}")
                findings.append(work())
    except KeyboardInterrupt:
        interrupted = True
    if arguments.format == "json":
        write(json.dump(audit_report.document(findings, interrupted)))
    elif arguments.item is not None and findings:
        show([part for finding in findings for part in audit_report.full(finding)])
    else:
        show(audit_report.table(findings, len(items)))
    return _status(findings, len(items), interrupted)


def _status(findings: Sequence[Finding], total: int, interrupted: bool) -> int:
    for finding in findings:
        if finding.error:
            sys.stderr.write(f"spectral-proofs: internal error: {plain(finding.error)}\n")
    if any(finding.error for finding in findings):
        return ExitStatus.INTERNAL_ERROR
    if interrupted:
        sys.stderr.write(f"interrupted: {len(findings)} of {total} rows completed\n")
        return ExitStatus.INTERRUPTED
    return ExitStatus.FINE
