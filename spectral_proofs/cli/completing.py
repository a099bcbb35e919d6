"""Completion in shells, by argcomplete: it asks the parser itself, so that no list of options can fall behind.

1. The shell runs the program with ``_ARGCOMPLETE`` set and the line so far in ``COMP_LINE``.
2. argcomplete answers from the parser of all commands, and ends the process before any command runs.

Without argcomplete, an extra, nothing is completed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from spectral_proofs.errors import InputError
from spectral_proofs.problem.catalogue import catalogue_names

ASKED = "_ARGCOMPLETE"
_PROGRAM = "spectral-proofs"
_TARGETS = ("TARGET", "EXPRESSION")


def script(shell: str) -> str:
    """What ``shell`` (bash, zsh or fish) has to read; raises InputError where argcomplete is not installed."""
    try:
        import argcomplete
    except ImportError:
        remedy = "in the project's folder: pip install -e '.[completion]'"
        raise InputError(f"completion needs argcomplete; {remedy}") from None
    return str(argcomplete.shellcode([_PROGRAM], shell=shell))


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks, and end the process; return where none asks or argcomplete is not installed."""
    if ASKED not in os.environ:
        return
    try:
        import argcomplete
        from argcomplete.completers import FilesCompleter
    except ImportError:
        return
    files = FilesCompleter()
    for action in _actions(parser):
        if action.metavar in _TARGETS:
            action.completer = lambda prefix, **rest: [*catalogue_names(), *files(prefix, **rest)]  # type: ignore[attr-defined]  # argcomplete reads it
    argcomplete.autocomplete(parser)


def _actions(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    """Those of a parser and of its commands."""
    for action in parser._actions:
        yield action
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                yield from _actions(command)
