"""Is a TOML file a check file?  Asked of every ``*.toml`` that a pytest session comes across.

1. A file of more than 1 MB, or without a line that could set ``g`` (or ``residual``) or open ``[expect]``, is none.
2. It is one when, at its top level, ``g`` is a text in which ``lambda`` (lam, λ) or ``t`` is named, or when
   its [expect] table names an exponent or ``verdicts``.
3. A text that is not TOML is one when a line sets ``g`` to such a text: its author must hear of the mistake.

Other people's files (pyproject.toml, settings with ``g = 9.81`` or ``g = "git status"``) are thus left alone.
Left out: a check file whose every telling name is misspelt.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

MAX_BYTES = 1_000_000
_TEXT = re.compile(r"""\"(?:[^"\\\n]|\\.)*"|'[^'\n]*'""")
_DOTTED = re.compile(r"(?:\.[\w-]*){17}")
_POSSIBLE = re.compile(r"""^\s*(["']?(?:g|residual)["']?\s*=|\[\s*["']?expect|["']?expect["']?\s*[.=])""", re.MULTILINE)
_VARIABLE = re.compile(r"(?<![\w.])(lambda|lam|λ|t)(?!\w)")
_LINE = re.compile(r"""^\s*["']?(?:g|residual)["']?\s*=\s*["'](.*)""", re.MULTILINE)
_EXPECTED = {"rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log", "verdicts"}


def read_toml(text: str) -> dict[str, Any]:
    """The table that ``text`` describes; decimals stay texts.

    Keys of many dotted parts are refused before they are read: tomllib's time and memory grow with their square.

    >>> read_toml("a.b = 1.50")
    {'a': {'b': '1.50'}}

    Raises:
        ValueError: no TOML, or TOML that no check file needs; a TOMLDecodeError in the first case.
        RecursionError: nested too deeply.
    """
    import tomllib  # pytest sessions without check files never need it

    for number, line in enumerate(text.split("\n"), 1):
        if line.count(".") > 16 and _DOTTED.search(re.sub(r"\s+", "", _TEXT.sub("", line))):
            raise ValueError(f"line {number}: a key of more than 16 parts")
    return tomllib.loads(text, parse_float=str)


def is_check_file(path: Path) -> bool:
    """Whether the file at ``path`` is meant as a check file; one that cannot be read is not."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
        text = data.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return False
    return len(data) <= MAX_BYTES and is_check_text(text)


def is_check_text(text: str) -> bool:
    """Whether ``text`` is meant as a check file.

    >>> is_check_text('g = "lambda*t"'), is_check_text("g = 9.81"), is_check_text('[tool.x]\\ng = "t"')
    (True, False, False)
    """
    if not _POSSIBLE.search(text):
        return False
    try:
        table = read_toml(text)
    except (ValueError, RecursionError):  # TOMLDecodeError is a ValueError
        return any(_VARIABLE.search(line) for line in _LINE.findall(text))
    candidate = any(_is_evolution(table.get(key)) for key in ("g", "residual"))
    expect = table.get("expect")
    expected = isinstance(expect, dict) and not _EXPECTED.isdisjoint(expect)
    return candidate or expected or _is_mixture(table.get("branches"))


def _is_evolution(g: Any) -> bool:
    return isinstance(g, str) and bool(_VARIABLE.search(g))


def _is_mixture(branches: Any) -> bool:
    return isinstance(branches, list) and any(isinstance(one, dict) and _is_evolution(one.get("g")) for one in branches)
