"""Decimal logarithms of certified numbers: what is drawn reaches 1e-5000, far outside a float."""

from __future__ import annotations

import math
from decimal import Decimal

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.results import Asymptotics, Enclosure

LOWEST = -2000.0  # what lies below is off every chart


def log10_of(value: Enclosure | None) -> float | None:
    """log10 of the midpoint; None where it is not a finite positive number.

    >>> log10_of(Enclosure("1e-3000", "1e-3030", True))
    -3000.0
    """
    if value is None or value.infinite or value.unknown or value.mid.startswith("-"):
        return None
    mantissa, _, exponent = value.mid.lower().partition("e")
    number = Decimal(mantissa)
    return float(int(exponent or "0")) + math.log10(number) if number > 0 and len(exponent) < 9 else None


def log10_time(t: str) -> float:
    """log10 of an exact time.

    >>> log10_time("1e100"), log10_time("1/100")
    (100.0, -2.0)
    """
    exact = parse_time(t)
    return math.log10(exact.numerator) - math.log10(exact.denominator)


def time_text(t: str) -> str:
    """A time for a caption.

    >>> time_text("1e8"), time_text("1e0"), time_text("3.16e2")
    ('10^8', '1', '3.16e2')
    """
    power = log10_time(t)
    return ("1" if power == 0 else f"10^{power:g}") if power == round(power) else t


def log10_law(law: Asymptotics, x: float) -> float | None:
    """log10 of the derived law at log10 t = x, the next-order constant included; None where it is incomplete."""
    if x <= 0 and law.log_index:  # log t is 0 or negative there
        return None
    constant = None if law.constant is None else decimal(law.constant)
    if constant is None or law.index is None or law.log_index is None or not constant > 0:
        return None
    with mpmath.workdps(20):
        log_t = x * mpmath.log(10)
        leading = (
            mpmath.log(constant)
            + _real(law.index) * log_t
            + (_real(law.log_index) * mpmath.log(log_t) if law.log_index else 0)
        )
        if law.offset is None:
            return float(leading / mpmath.log(10))
        total = mpmath.exp(leading) + _real(law.offset)
        return float(mpmath.log10(total)) if total > 0 else None


def _real(expr: sympy.Expr) -> mpmath.mpf:
    return mpmath.mpf(str(sympy.N(expr, 20)))


def relative_radius(value: Enclosure) -> str:
    """The radius beside the midpoint, as a power of ten rounded up, or "0".

    >>> relative_radius(Enclosure("0.25", "3e-32", True))
    '1e-30'
    """
    if not Decimal(value.rad.lower().partition("e")[0]):
        return "0"
    radius, middle = log10_of(Enclosure(value.rad, "0", True)), log10_of(value)
    return "unknown" if radius is None or middle is None else f"1e{math.ceil(radius - middle)}"
