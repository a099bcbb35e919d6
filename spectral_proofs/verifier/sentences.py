"""Laws as people read them, such as ``L ~ (2/3) t^(-1/4) log t``, turned back into expressions in t.

1. ``^`` is a power, ``log t`` the logarithm of t, and parts beside one another are factors.
2. What is then left is read by the grammar of traces; nothing is evaluated as code.
"""

from __future__ import annotations

import re
from itertools import pairwise

import sympy

from spectral_proofs.verifier.reader import UnreadableError, read

_OPERATORS = ("+", "-", "*", "/")


def read_law(text: str) -> sympy.Expr:
    """The expression that a law states.

    >>> read_law("(1/2) t^(-3/4) (log t)^(2)")
    log(t)**2/(2*t**(3/4))

    Raises:
        UnreadableError: it is no such law.
    """
    plain = re.sub(r"\blog t\b", "log(t)", text.replace("^", "**"))
    parts = _parts(plain)
    if not parts:
        raise UnreadableError("a law is missing")
    product = parts[0]
    for before, part in pairwise(parts):
        beside = before not in _OPERATORS and part not in _OPERATORS
        product += f"*{part}" if beside else f" {part}"
    return read(product)


def _parts(text: str) -> list[str]:
    """Split at blanks outside parentheses."""
    parts, depth, current = [], 0, ""
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == " " and depth == 0:
            parts.append(current)
            current = ""
        else:
            current += character
    return [part for part in (*parts, current) if part]
