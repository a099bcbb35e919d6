"""A law for readers: the number beside a constant in closed form."""

from __future__ import annotations

import sympy

from spectral_proofs.results import Asymptotics
from spectral_proofs.text.wording import tidied

_DIGITS = 5
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
    whole, _, decimals = str(number).partition(".")
    zeros = len(decimals) - len(decimals.lstrip("0")) if whole in ("0", "-0") else 0
    return f"{whole}.{decimals[: _DIGITS - len(whole.lstrip('-0')) + zeros]}..."
