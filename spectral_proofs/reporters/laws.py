"""A law for readers: the number beside a constant in closed form."""

from __future__ import annotations

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal as approximately
from spectral_proofs.results import Asymptotics
from spectral_proofs.text.exact import exact_text
from spectral_proofs.text.wording import tidied

_DIGITS = 5
_SMALL = -5  # the power of ten from which on a number is written as one
_SPARE = 15  # digits beyond those shown, so that cutting shows true ones
_LONGEST = 60  # operations; a larger constant is not evaluated


def with_value(law: Asymptotics) -> str:
    """The formula, and its constant as a number where that is closed and no number yet.

    >>> from spectral_proofs.results import Fact, Truth
    >>> from spectral_proofs.results.rigour import EXACT
    >>> yes, known = Fact(Truth.YES, "", EXACT), {"rigour": EXACT, "constant_rigour": EXACT}
    >>> with_value(Asymptotics(sympy.Integer(1), sympy.Integer(0), yes, sympy.pi / 4, yes, "S ~ (pi/4) t", **known))
    'S ~ (pi/4) t = 0.78539... t'
    """
    formula = tidied(law.formula)
    head = f"~ ({law.constant})"
    value = "" if law.constant is None else decimal(law.constant)
    if not value or head not in law.formula:
        return formula
    rest = law.formula.split(head, 1)[1].strip()
    return f"{formula} = {value}{'' if rest in ('', '1') else f' {tidied(rest)}'}"


def law_text(quantity: str, law: Asymptotics) -> str:
    """What is known of a quantity on one line: the constant in closed form and as a number.

    >>> from spectral_proofs.results import Fact, Truth
    >>> from spectral_proofs.results.rigour import EXACT
    >>> yes, known = Fact(Truth.YES, "", EXACT), {"rigour": EXACT, "constant_rigour": EXACT}
    >>> law_text("S", Asymptotics(sympy.Integer(2), sympy.Integer(1), yes, sympy.pi / 4, yes, "S", **known))
    'S ~ 0.78539... t^2 log t, 0.78539... = pi/4'
    """
    if law.infinite or law.constant is None or law.index is None or not law.equivalent.holds or _slower(law):
        return tidied(law.formula)
    closed = exact_text(law.constant)
    plain = not law.constant.has(sympy.Integral, sympy.Sum, sympy.Float) and len(closed) <= _LONGEST
    value = decimal(law.constant) if plain else _numeric(law.constant)
    shown = " ".join(filter(None, [value or closed, _power("t", law.index), _power("log t", law.log_index)]))
    shown = shown.removeprefix("1 ") if shown != "1" else shown
    return f"{quantity} ~ {shown}" + (f", {value} = {closed}" if value and plain else "")


def _slower(law: Asymptotics) -> bool:
    """Powers of log log t, or of what lies between the powers of t, are left."""
    return law.log_index is None or any(power != 0 for power in (law.powers or ())[2:])


def _power(name: str, exponent: sympy.Expr | None) -> str:
    if exponent is None or exponent == 0:
        return ""
    if exponent == 1:
        return name
    base = f"({name})" if " " in name else name
    return f"{base}^{exponent}" if exponent.is_Integer and exponent > 0 else f"{base}^({exponent})"


def _numeric(constant: sympy.Expr) -> str:
    """The first digits of a constant that has no closed form here; empty where it has no value."""
    value = approximately(constant)
    return "" if value is None else _first_digits(value)


def _first_digits(value: mpmath.mpf) -> str:
    """The number cut, not rounded, after its first digits.

    >>> [_first_digits(mpmath.mpf(x)) for x in ("22026.4657", "-0.0174011", "3.14159265", "0.00001234567", "987654321")]
    ['22026...', '-0.017401...', '3.1415...', '1.2345...*10^-5', '9.8765...*10^8']
    """
    scientific = mpmath.nstr(
        value, _DIGITS + _SPARE, strip_zeros=False, min_fixed=1, max_fixed=0, show_zero_exponent=True
    )
    mantissa, exponent = scientific.split("e")
    sign, digits, power = "-" * (value < 0), mantissa.lstrip("-").replace(".", "")[:_DIGITS], int(exponent)
    if power >= _DIGITS or power <= _SMALL:
        return f"{sign}{digits[0]}.{digits[1:]}...*10^{power}"
    padded = "0" * -power + digits  # 0.00ddddd
    whole = max(power, 0) + 1
    return f"{sign}{padded[:whole]}{'.' * (len(padded) > whole)}{padded[whole:]}..."


def decimal(constant: sympy.Expr) -> str:
    """The first digits of a constant in closed form; empty where it is rational, a decimal already, or not closed.

    >>> decimal(sympy.pi), decimal(sympy.Rational(1, 3)), decimal(sympy.Integral(sympy.Symbol("x")))
    ('3.1415...', '', '')
    """
    closed = constant.is_number and not constant.has(sympy.Float, sympy.Integral, sympy.Sum, sympy.Limit)
    if not closed or constant.is_Rational or constant.count_ops() > _LONGEST:
        return ""
    number = sympy.N(constant, _DIGITS + _SPARE)
    if not number.is_Float or abs(number) < sympy.Rational(1, 1000) or abs(number) >= 1000:
        return ""
    return _first_digits(mpmath.mpf(str(number)))
