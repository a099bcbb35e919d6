"""The command line: arguments, commands, the pytest plugin."""

from spectral_proofs.cli.program import PROGRAM, main, parser

__all__ = ["PROGRAM", "main", "parser"]
