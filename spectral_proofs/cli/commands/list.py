"""``list``: the names of the catalogue."""

from __future__ import annotations

import argparse
import shutil
import textwrap

from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "the names of the catalogue, each a TARGET"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="printed")


def run(arguments: argparse.Namespace) -> int:
    """Print each name with its title, and below it its g."""
    from spectral_proofs.cli.output import write
    from spectral_proofs.problem import catalogue
    from spectral_proofs.problem.check_file import read_file
    from spectral_proofs.problem.check_file.mixture_file import any_of_text
    from spectral_proofs.reporters.asked import function
    from spectral_proofs.text.plain import plain

    width = shutil.get_terminal_size().columns
    checks = [read_file(catalogue.find(name), any_of_text) for name in catalogue.catalogue_names()]
    indent = max(len(check.name) for check in checks) + 2
    lines = []
    for check in checks:
        said = (plain(check.title), " = ".join(function(plain(check.g))))
        shown = [line for part in said for line in textwrap.wrap(part, max(width - indent, 40), break_on_hyphens=False)]
        lines.append(f"{check.name:<{indent}}" + f"\n{'':<{indent}}".join(shown))
    write("\n".join(lines))
    return ExitStatus.FINE
