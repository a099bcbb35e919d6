"""Exact texts to rationals, and balls to decimal texts that still enclose.

Nothing is rounded on the way in; on the way out the radius grows by what the rounding of the midpoint costs.
"""

from __future__ import annotations

from fractions import Fraction

import sympy
from flint import arb, fmpz

from spectral_proofs.errors import InputError
from spectral_proofs.results import Enclosure


def to_enclosure(value: arb, digits: int) -> Enclosure:
    """Decimal midpoint with a few guard digits, and a radius that also covers the rounding to decimals."""
    mid, rad, exponent = (int(part) for part in value.mid_rad_10exp(digits + 6))
    return Enclosure(_scientific(mid, exponent), _scientific(rad, exponent), True)


def _scientific(integer: int, exponent: int) -> str:
    """Exact decimal text of integer * 10^exponent, one digit before the point.

    >>> _scientific(-12345, -7)
    '-1.2345e-3'
    """
    sign, text = "-" * (integer < 0), str(abs(integer))
    power = exponent + len(text) - 1
    fraction = text[1:].rstrip("0")
    body = text[0] + ("." + fraction if fraction else "")
    return f"{sign}{body}" + (f"e{fmpz(power)}" if power and integer else "")  # str(int) stops at 4300 digits


def parse_time(t: sympy.Rational | str | int) -> Fraction:
    """Exact positive rational from a number or from text such as 3/2, 2.5, 1e30 or 10**100; raises InputError."""
    try:
        value = Fraction(int(t.p), int(t.q)) if isinstance(t, sympy.Rational) else _parse_text(str(t).strip())
    except (ValueError, ZeroDivisionError):
        value = Fraction(0)
    if value <= 0:
        raise InputError(f"t = {t!s:.60}: not a positive number; write it as 1000, 5/2, 1e30 or 10**100")
    return value


def _parse_text(text: str) -> Fraction:
    base, power, exponent = text.partition("**")
    if power:
        if abs(int(exponent)) > 100_000 or len(base) > 100:
            raise ValueError(text)
        return Fraction(base) ** int(exponent)
    mantissa, e, exponent = text.lower().partition("e")
    if e:
        if abs(int(exponent)) > 100_000:
            raise ValueError(text)
        return Fraction(mantissa) * Fraction(10) ** int(exponent)
    return Fraction(text)


def to_ball(value: Enclosure) -> arb:
    """The enclosure as a ball at the current precision; raises ValueError where it is infinite or unknown."""
    if value.infinite or value.unknown:
        raise ValueError(f"{value.mid} is no number")
    return arb(value.mid) + arb(0, arb(value.rad).upper())
