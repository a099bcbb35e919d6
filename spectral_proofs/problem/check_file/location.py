"""Where a mistake is: the file and the key before the message of an InputError."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from spectral_proofs.errors import InputError

_MAX_PATH = 60


class Located(AbstractContextManager[None]):
    """Puts ``file: key: `` before the message of an InputError."""

    def __init__(self, path: Path | None, key: str = "") -> None:
        self.prefix = (f"{shown_path(path)}: " if path else "") + (f"{key}: " if key else "")

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InputError):
            raise InputError(self.prefix + str(error)) from None


def shown_path(path: Path) -> str:
    """The end of a path, which tells files apart."""
    line = printable(str(path))
    return line if len(line) <= _MAX_PATH else f"...{line[3 - _MAX_PATH :]}"


def printable(text: str) -> str:
    """The text with a question mark for whatever does not print."""
    return "".join(c if c.isprintable() else "?" for c in text)
