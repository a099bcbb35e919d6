"""An expression in Coq's real numbers.

1. Rationals are quotients of integers; sums, products and integer powers are Coq's own.
2. Other powers are ``Rpower``, and only of what SymPy knows to be positive: Coq's is exp(y ln x), with ln x = 0 for
   x <= 0.
3. exp, log, sin, cos, tan, atan are the standard library's; sinh, cosh, tanh are written with exp, and sqrt as a power.

Left out: every other function; the refusal names it.  That the text means what the expression means is not proved by
anything: it is one of the things that a reader of a certificate trusts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce

import sympy

from spectral_proofs.errors import UndecidedError

_FUNCTIONS: dict[type[sympy.Basic], str] = {
    sympy.exp: "exp",
    sympy.log: "ln",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.tan: "tan",
    sympy.atan: "atan",
}
Names = Mapping[sympy.Symbol, str]


def coq_text(expression: sympy.Expr, names: Names) -> str:
    """The expression in Coq, symbols called as ``names`` says; compound parts stand in parentheses.

    >>> x = sympy.Symbol("x", positive=True)
    >>> coq_text(-x * sympy.log(1 - x / 2) + x**3, {x: "x"})
    '((x ^ 3) - (x * (ln (1 - (x / 2)))))'
    >>> coq_text(sympy.sqrt(x) / (x + 1), {x: "x"})
    '((Rpower x (1 / 2)) / (x + 1))'

    Raises UndecidedError: a function, a constant or a power that has no translation.
    """
    if expression.is_Rational:
        return _rational(expression)
    if expression in names:
        return names[expression]
    if expression is sympy.E:
        return "(exp 1)"
    if expression is sympy.pi:
        return "PI"
    if expression.is_Add:
        return _sum(expression, names)
    if expression.is_Mul:
        return _product(expression, names)
    if expression.is_Pow:
        return _power(expression, names)
    return _call(expression, names)


def exponentials_only(expression: sympy.Expr) -> sympy.Expr:
    """sinh, cosh and tanh written with exp."""
    for function, rewritten in _HYPERBOLIC.items():
        expression = expression.replace(function, rewritten)
    return expression


_HYPERBOLIC: dict[type[sympy.Basic], Callable[[sympy.Expr], sympy.Expr]] = {
    sympy.sinh: lambda x: (sympy.exp(x) - sympy.exp(-x)) / 2,
    sympy.cosh: lambda x: (sympy.exp(x) + sympy.exp(-x)) / 2,
    sympy.tanh: lambda x: (1 - sympy.exp(-2 * x)) / (1 + sympy.exp(-2 * x)),
}


def _rational(value: sympy.Rational) -> str:
    if value.q == 1:
        return str(value.p) if value.p >= 0 else f"(- {-value.p})"
    return f"({value.p} / {value.q})" if value.p > 0 else f"(- ({-value.p} / {value.q}))"


def _sum(expression: sympy.Expr, names: Names) -> str:
    terms = sorted(expression.as_ordered_terms(), key=lambda term: bool(term.could_extract_minus_sign()))

    def joined(text: str, term: sympy.Expr) -> str:
        return f"{text} - {coq_text(-term, names)}" if _negative(term) else f"{text} + {coq_text(term, names)}"

    return f"({reduce(joined, terms[1:], coq_text(terms[0], names))})"


def _negative(term: sympy.Expr) -> bool:
    return bool(term.as_coeff_Mul()[0].is_negative)


def _product(expression: sympy.Expr, names: Names) -> str:
    if _negative(expression):
        return f"(- {coq_text(-expression, names)})"
    above, below = sympy.fraction(expression, exact=True)  # exp(-x) stays a factor
    if below == 1:
        factors = [coq_text(factor, names) for factor in above.as_ordered_factors()]
        return f"({' * '.join(factors)})" if len(factors) > 1 else factors[0]
    return f"({coq_text(above, names)} / {coq_text(below, names)})"


def _power(expression: sympy.Expr, names: Names) -> str:
    base, exponent = expression.as_base_exp()
    if exponent.is_Integer and exponent < 0:
        inverse = base if exponent == -1 else base ** (-exponent)
        return f"(/ {coq_text(inverse, names)})"
    if exponent.is_Integer:
        return f"({coq_text(base, names)} ^ {exponent})"
    if base is sympy.E:
        return f"(exp {coq_text(exponent, names)})"
    if not base.is_positive:
        raise UndecidedError(
            f"{expression} is a power of what is not plainly positive, which Coq's Rpower is not made for"
        )
    return f"(Rpower {coq_text(base, names)} {coq_text(exponent, names)})"


def _call(expression: sympy.Expr, names: Names) -> str:
    if expression.func in _HYPERBOLIC:
        return coq_text(exponentials_only(expression), names)
    name = _FUNCTIONS.get(expression.func)
    if name is None:
        what = expression.func.__name__ if expression.is_Function else str(expression)
        raise UndecidedError(f"{what} has no translation into Coq's real numbers here")
    return f"({name} {coq_text(expression.args[0], names)})"
