"""``new``: a check file to start from."""

from __future__ import annotations

import argparse
from pathlib import Path

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus, InputError

SUMMARY = "write a commented check file to start from"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="written")
    command.add_argument("name", type=values.word, metavar="NAME", help="file name without .toml")


def run(arguments: argparse.Namespace) -> int:
    """Write a check file to start from and say where it is."""
    from spectral_proofs.cli.output import write
    from spectral_proofs.cli.template import template

    content = template(arguments.name)
    folder = Path("checks")
    path = (folder if folder.is_dir() else Path()) / f"{arguments.name}.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(f"{path} exists already; choose another name or remove it") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); run this where you may write") from None
    write(f"wrote {path}; check it with: spectral-proofs check {path}")
    return ExitStatus.FINE
