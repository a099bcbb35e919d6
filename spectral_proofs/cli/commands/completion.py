"""``completion``: the script with which a shell completes commands, options and names."""

from __future__ import annotations

import argparse

from spectral_proofs.cli.arguments import status_help
from spectral_proofs.errors import ExitStatus

SUMMARY = "the script that makes bash, zsh or fish complete commands, options and names"

_SETUP = """set it up, in the file that your shell reads at its start:
  bash  ~/.bashrc                   eval "$(spectral-proofs completion bash)"
  zsh   ~/.zshrc, after compinit    eval "$(spectral-proofs completion zsh)"
  fish  ~/.config/fish/config.fish  spectral-proofs completion fish | source"""


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = f"{_SETUP}\n\n{status_help(_0='printed')}"
    command.add_argument("shell", choices=("bash", "zsh", "fish"), metavar="SHELL", help="bash, zsh or fish")


def run(arguments: argparse.Namespace) -> int:
    """Print the script."""
    from spectral_proofs.cli.completing import script
    from spectral_proofs.cli.output import write

    write(script(arguments.shell).strip())
    return ExitStatus.FINE
