"""Keys, texts, tables and exact numbers of TOML, or one line that says what is wrong with them."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.sizes import MAX_BITS, bits
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.spectrum import exact_number

_MAX_TEXT = 500


def require_known(table: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    """Raises InputError for a key that is not allowed, with the nearest one that is."""
    allowed = tuple(allowed)
    for key in table:
        if key not in allowed:
            close = difflib.get_close_matches(key, allowed, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"known here are {', '.join(allowed)}"
            raise InputError(f"{where}{shorten(key)}: unknown key; {remedy}")


def subtable(table: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
    """The table of this key, empty where there is none; raises InputError for what is no table."""
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise InputError(f"{where}{key}: must be a table; write [{where}{key}] on a line of its own")
    return value


def text_of(value: object, key: str, limit: int = _MAX_TEXT) -> str:
    """The value as one printable line; raises InputError for what is none."""
    if not isinstance(value, str):
        raise InputError(f'{key}: is a {type(value).__name__}; write a text in quotes, such as "lambda*t"')
    if len(value) > limit or (limit == _MAX_TEXT and not value.isprintable()):
        raise InputError(f"{key}: must be one printable line of at most {limit} characters; shorten it")
    return value


def number_text(value: object) -> str:
    """The exact number that the value is, as text; raises InputError for what is none."""
    number = exact_number(value, "the value")
    if bits(number) > MAX_BITS:
        raise InputError(f"the value has more than {MAX_BITS} bits; use a smaller number")
    return str(number)
