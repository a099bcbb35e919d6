"""Exact times, evenly spaced in log t."""

from __future__ import annotations

import mpmath
import sympy

from spectral_proofs.errors import InputError

_DIGITS = 12  # of a time between the ends: it is exact as written, where it lies between them is not


def spaced(first: sympy.Rational, last: sympy.Rational, count: int) -> list[str]:
    """``count`` exact times from ``first`` to ``last``, both included, evenly in log t.

    >>> spaced(sympy.Integer(1), sympy.Integer(10) ** 8, 5)
    ['1', '1e2', '1e4', '1e6', '1e8']

    Raises InputError: times that are not positive or not in order.
    """
    if not 0 < first <= last:
        raise InputError(f"times from {first} to {last}: give a positive first time and a later last one")
    if count == 1 or first == last:
        return [str(first)]
    with mpmath.workdps(_DIGITS + 20):
        low, high = (mpmath.log10(mpmath.mpf(int(t.p)) / int(t.q)) for t in (first, last))
        inner = [_text(mpmath.power(10, low + (high - low) * i / (count - 1))) for i in range(1, count - 1)]
    return [_exact(first), *inner, _exact(last)]


def _exact(t: sympy.Rational) -> str:
    text = str(t)
    zeros = len(text) - len(text.rstrip("0"))
    return f"{text[:-zeros]}e{zeros}" if zeros > 1 else text


def _text(value: mpmath.mpf) -> str:
    digits, _, power = mpmath.nstr(value, _DIGITS, min_fixed=0, max_fixed=0, strip_zeros=True).partition("e")
    return f"{digits.removesuffix('.0')}e{int(power or 0)}".removesuffix("e0")
