"""Decimal strings of certified numbers, cut to what a reader can use.  Works on text: values reach 1e-5000.

A shortened number is rounded, so only the unshortened pair (mid, rad) is an enclosure.
"""

from __future__ import annotations

from decimal import MAX_EMAX, MIN_EMIN, ROUND_CEILING, ROUND_HALF_EVEN, ROUND_UP, Context, Decimal

from spectral_proofs.results import Enclosure

_LONG_EXPONENT = 10**15  # a longer one is no help to a reader


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
    mantissa, exponent = _parts(number)
    context = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=rounding)
    return _written(context.plus(mantissa).normalize(context), exponent, digits)


def full(number: str) -> str:
    """``number`` with all its digits, in a form for people.

    >>> full("24114e-3"), full("5e-34"), full("15e-400"), full("1e3"), full("inf")
    ('24.114', '5e-34', '1.5e-399', '1000', 'inf')
    >>> full("15e-100000000000000000000000")
    '1.5e-99999999999999999999999'
    """
    return _written(*_parts(number), 30)


def in_full(value: Enclosure) -> str:
    """All digits: a rounded midpoint would no longer be that of an enclosure."""
    if value.infinite:
        return "∞"
    return "unknown" if value.unknown else f"{full(value.mid)} ± {radius(value.rad)}"


def _parts(number: str) -> tuple[Decimal, int]:
    """Mantissa and exponent apart: exp(-2e100) is far below the exponents that Decimal takes."""
    mantissa, _, exponent = number.lower().partition("e")
    return Decimal(mantissa), int(exponent or "0")


def _leading(mantissa: Decimal, exponent: int) -> int:
    """The power of ten of the first digit."""
    return mantissa.adjusted() + exponent


def _written(mantissa: Decimal, exponent: int, longest: int) -> str:
    if not mantissa.is_finite():
        return str(mantissa).lower().replace("infinity", "inf")
    if not mantissa:
        return "0"
    sign, digits, own = mantissa.as_tuple()
    assert isinstance(own, int)
    leading = _leading(mantissa, exponent)
    if -5 <= leading < longest:
        return f"{Decimal((sign, digits, own + exponent)):f}"
    return f"{Decimal((sign, digits, 1 - len(digits))):f}e{leading}"


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
    (middle, shift), (radius, radius_shift) = _parts(enclosure.mid), _parts(enclosure.rad)
    if not (middle and middle.is_finite() and radius.is_finite()):
        return 0
    if not radius:
        return len(middle.as_tuple().digits)
    return max(0, _leading(middle, shift) - _leading(radius, radius_shift))


def _extreme(number: str) -> bool:
    mantissa, exponent = _parts(number)
    return bool(mantissa) and abs(_leading(mantissa, exponent)) >= _LONG_EXPONENT


def _by_exponents(enclosure: Enclosure) -> str:
    """A number so small or large that its exponent needs rounding too, the radius to a bound."""
    mantissa, exponent = _parts(enclosure.mid)
    spread, shift = _parts(enclosure.rad)
    if certified_digits(enclosure) or not spread:
        sign = "-" if mantissa < 0 else ""
        return f"about {sign}10^({short(str(_leading(mantissa, exponent)), 3)})"
    above = _rounded(str(_leading(spread, shift) + 1), 3, ROUND_CEILING)
    middle = short(enclosure.mid, 3) if not _extreme(enclosure.mid) else "0"
    return f"{middle} to within 10^({above})"


def show(enclosure: Enclosure | None, digits: int = 30) -> str:
    """An enclosure for people: its certified digits (at most ``digits``), or mid ± rad when there are none.

    >>> show(Enclosure("24.114142478", "1e-6", True), 4), show(Enclosure("inf", "0", True)), show(None)
    ('24.11', '∞', '–')
    >>> show(Enclosure("0.5", "2", False)), show(Enclosure("15e-86858896380650365530", "1e-90000000000000000000", True))
    ('0.5 ± 2', 'about 10^(-8.69e19)')
    >>> show(Enclosure("0", "52e-93568257312521979848", True))
    '0 to within 10^(-9.35e19)'
    """
    if enclosure is None:
        return "–"
    if enclosure.infinite:
        return "∞"
    if enclosure.unknown:
        return "unknown"
    known = certified_digits(enclosure)
    if _extreme(enclosure.mid) or (not known and _extreme(enclosure.rad)):
        return _by_exponents(enclosure)
    if known or not _parts(enclosure.rad)[0]:
        return short(enclosure.mid, min(max(known, 1), digits))
    return f"{short(enclosure.mid, 3)} ± {radius(enclosure.rad)}"
