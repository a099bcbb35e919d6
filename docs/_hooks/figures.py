"""Draws the gallery's figures by the commands that stand above them, before the site is built."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

from spectral_proofs import cli
from spectral_proofs.errors import ExitStatus

_COMMAND = re.compile(r"^    \$ spectral-proofs (.*--out (\S+\.svg).*)$", flags=re.MULTILINE)


def on_pre_build(config: Any) -> None:
    """Run every command of the gallery that writes a figure, with the figure beside the page."""
    folder = Path(config["docs_dir"])
    for command, name in _COMMAND.findall((folder / "gallery.md").read_text(encoding="utf-8")):
        arguments = [str(folder / name) if part == name else part for part in shlex.split(command)]
        if cli.main(arguments) is not ExitStatus.FINE:
            raise SystemExit(f"the gallery's command failed: spectral-proofs {command}")
