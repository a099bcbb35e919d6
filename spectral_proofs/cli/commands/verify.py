"""``verify``: a document of ``check`` or ``derive`` checked again."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_limits, status_help
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError

SUMMARY = (
    "re-check the steps of derivations that check or derive wrote with --explain --format json, and compare "
    "everything else in the document with them"
)


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(
        _0="nothing is false; what is not covered is named",
        _3="nothing to check",
        _1="a step, or a statement beside the traces, is false",
    )
    command.add_argument("file", type=values.word, metavar="FILE", help="JSON document; - reads it from standard input")
    add_limits(command, "stop each run or regime after this time and call it undecided")


def run(arguments: argparse.Namespace) -> int:
    """Verify the traces of a JSON document that ``check`` or ``derive`` wrote, and compare the rest of it with them."""
    from spectral_proofs import verifier
    from spectral_proofs.claims import TRACED
    from spectral_proofs.cli.output import show
    from spectral_proofs.reporters import comparison
    from spectral_proofs.worker import Worker

    content, found = _content(arguments.file), []
    with Worker(arguments.memory) as worker:
        try:
            titles = worker.call("reading", arguments.timeout, verifier.titles, content)
        except UndecidedError as error:
            raise InputError(f"{error}; give more with --timeout and --memory") from None
        for number, title in enumerate(titles):
            try:
                part = worker.call(title, arguments.timeout, verifier.examined, content, number, TRACED)
            except UndecidedError as error:
                part = verifier.given_up(title, str(error))
            found.append(part)
            show(comparison.examined(part))
    show(comparison.totals(found))
    if any(part.failed for part in found):
        return ExitStatus.FAILED
    return ExitStatus.UNDECIDED if any(part.open for part in found) else ExitStatus.FINE


def _content(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({error}); give a file that --explain --format json wrote") from None
