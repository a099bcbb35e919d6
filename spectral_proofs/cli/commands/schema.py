"""``schema``: the JSON Schemas of what commands print."""

from __future__ import annotations

import argparse

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "the JSON Schema of an output, such as run/1; without NAME, all names"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="printed")
    command.add_argument("name", type=values.word, metavar="NAME", nargs="?", help='the word after "spectral-proofs/"')


def run(arguments: argparse.Namespace) -> int:
    """Print a JSON Schema, or the names of all."""
    from spectral_proofs.cli.output import write
    from spectral_proofs.reporters import json, schemas

    if arguments.name is None:
        write("\n".join(schemas.names()))
    else:
        write(json.dump(schemas.load(arguments.name)))
    return ExitStatus.FINE
