"""The commands, each a module of this package named as the command is.

A command is a module with a line in :data:`NAMES`. It imports only argparse and what describes options: what it needs
to run is imported in ``run``, so that ``--help`` answers at once.
"""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Protocol, cast

NAMES = (  # in the order of --help
    "check", "evaluate", "derive", "optimum", "sweep", "compare", "plot", "report", "claims", "audit", "verify",
    "certificate", "new", "fit", "lab", "schema", "list", "completion",
)  # fmt: skip


class Command(Protocol):
    """What the module of a command holds."""

    SUMMARY: str

    def add_arguments(self, command: argparse.ArgumentParser) -> None:
        """Describe its arguments to its own parser."""

    def run(self, arguments: argparse.Namespace) -> int:
        """Do it and return the exit status."""


def commands() -> dict[str, Command]:
    """All of them by name."""
    return {name: cast(Command, import_module(f"{__name__}.{name}")) for name in NAMES}
