"""Decimal strings of certified numbers, cut to what a reader can use.  Works on text: values reach 1e-5000.

A shortened number is rounded, so only the unshortened pair (mid, rad) is an enclosure.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_HALF_EVEN, ROUND_UP, Context, Decimal

from spectral_proofs.model import Enclosure


def short(number: str, digits: int) -> str:
    """``number`` rounded to ``digits`` significant digits.

    >>> short("24.114142478025541", 6), short("-0.25", 6), short("1.5e-400", 3)
    ('24.1141', '-0.25', '1.5e-400')
    >>> short("0.99999999", 4), short("0", 4)
    ('1', '0')
    """
    return _rounded(number, digits, ROUND_HALF_EVEN)


def radius(number: str) -> str:
    """``number`` rounded up to two digits, so that a radius stays a bound.

    >>> radius("1213e-9")
    '1.3e-6'
    """
    return _rounded(number, 2, ROUND_UP)


def _rounded(number: str, digits: int, rounding: str) -> str:
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=rounding)
    return _written(context.create_decimal(number).normalize(context), digits)


def full(number: str) -> str:
    """``number`` with all its digits, in a form for people.

    >>> full("24114e-3"), full("5e-34"), full("15e-400"), full("1e3"), full("inf")
    ('24.114', '5e-34', '1.5e-399', '1000', 'inf')
    """
    return _written(Decimal(number), 30)


def _written(value: Decimal, longest: int) -> str:
    if not value.is_finite():
        return str(value).lower().replace("infinity", "inf")
    if not value:
        return "0"
    return f"{value:f}" if -5 <= value.adjusted() < longest else f"{value:e}".replace("e+", "e")


def negated(value: Enclosure) -> Enclosure:
    """The enclosure of minus the number.

    >>> negated(Enclosure("-0.25", "0.1", True)).mid
    '0.25'
    """
    middle = value.mid[1:] if value.mid.startswith("-") else f"-{value.mid}"
    return Enclosure(middle, value.rad, value.certified)


def certified_digits(enclosure: Enclosure) -> int:
    """Number of significant digits of ``mid`` that ``rad`` leaves untouched, at least 0.

    >>> certified_digits(Enclosure("24.114142478", "1e-6", True))
    7
    """
    middle, radius = Decimal(enclosure.mid), Decimal(enclosure.rad)
    if not (middle and middle.is_finite() and radius.is_finite()):
        return 0
    if not radius:
        return len(middle.as_tuple().digits)
    return max(0, middle.adjusted() - radius.adjusted())


def show(enclosure: Enclosure | None, digits: int = 30) -> str:
    """An enclosure for people: its certified digits (at most ``digits``), or mid ± rad when there are none.

    >>> show(Enclosure("24.114142478", "1e-6", True), 4), show(Enclosure("inf", "0", True)), show(None)
    ('24.11', '∞', '–')
    >>> show(Enclosure("0.5", "2", False))
    '0.5 ± 2'
    """
    if enclosure is None:
        return "–"
    if enclosure.infinite:
        return "∞"
    known = certified_digits(enclosure)
    if not Decimal(enclosure.mid).is_finite():
        return "unknown"
    if known or not Decimal(enclosure.rad):
        return short(enclosure.mid, min(max(known, 1), digits))
    return f"{short(enclosure.mid, 3)} ± {radius(enclosure.rad)}"
