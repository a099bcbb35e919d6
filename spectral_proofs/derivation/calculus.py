"""Derivatives of g in a form that transseries can expand, and what carries their sign.

1. lambda dg/dlambda and t dg/dt are taken symbolically; 1 - tanh(y)^2 becomes
   4 exp(-2y)/(1 + exp(-2y))^2, because its two terms cancel beyond all orders as y -> oo.
2. Where lambda and t enter only through one part u, g = F(u), the chain rule with F' in simplest form
   loses nothing to cancellation: (u/(1 + u))' = u'/(1 + u)^2.
3. A common positive factor (an exponential, a power of lambda or t, ...) says nothing about a sign.
   Without it, exp(-y^2) dy/dlambda has a leading term even where y has infinitely many large terms.

Left out: positive factors that no rewriting as a product shows.
"""

from __future__ import annotations

import mpmath
import sympy

from spectral_proofs.asymptotics.derivatives import derivative
from spectral_proofs.asymptotics.numeric import stable_value
from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose
from spectral_proofs.problem.expression.degrees import moderate, tidy
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_POINTS = tuple((sympy.Rational(p, 97), sympy.Rational(q)) for p, q in ((13, 11), (2, 257), (71, 3)))
_DIFFERENT = 1e-6
_U = sympy.Symbol("U", real=True)
_MOST_PARTS = 80
_DENOMINATOR = 10**6
_BITS = 128  # of a first look


def log_derivative(g: sympy.Expr, variable: sympy.Symbol) -> sympy.Expr:
    """variable * dg/dvariable."""
    constant, moving = g.as_independent(variable, as_Add=False)
    if constant != 1 and moving != 1:
        return constant * log_derivative(moving, variable)
    inner = _inner(g)
    if inner is not None:
        outer, part = inner
        return _factored(without_cancellation(derivative(outer, _U))).subs(_U, part) * log_derivative(part, variable)
    return without_cancellation(variable * derivative(g, variable))


def power_of(scaling: sympy.Expr, x: sympy.Symbol) -> sympy.Expr | None:
    """The m of a function c x^m, x > 0; None where it is no such function.

    Balls often show at once that it is none, where SymPy simplifies without end.

    >>> x = sympy.Symbol("x", positive=True)
    >>> power_of(3 * x**2, x), power_of(sympy.log(1 + x) + x / 10**300, x)
    (2, None)
    """
    rate = x * sympy.diff(scaling, x) / scaling
    try:
        one, two = (enclose(rate, {x: sympy.Integer(k)}, _BITS) for k in (1, 2))
    except NoBallError:
        pass  # a part without a ball says nothing
    else:
        if not one.overlaps(two):
            return None
    rate = sympy.simplify(rate)
    return None if rate.free_symbols else rate


def excess_over_one(g: sympy.Expr) -> sympy.Expr:
    """g - 1, in simplest form where lambda and t enter only through one part."""
    inner = _inner(g)
    if inner is not None:
        outer, part = inner
        return _factored(without_cancellation(outer - 1)).subs(_U, part)
    return without_cancellation(g - 1)


def _inner(g: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(F, u) with g = F(u) and F not a power or a single function: u occurs more than once."""
    parts = [p for p in sympy.preorder_traversal(g) if p.args and p.free_symbols & {LAMBDA, TIME}]
    if len(parts) > _MOST_PARTS:
        return None
    for part in dict.fromkeys(parts[1:]):
        outer = g.subs(part, _U)
        if outer.free_symbols == {_U} and outer.count(_U) > 1:
            return outer, part
    return None


def _factored(expr: sympy.Expr) -> sympy.Expr:
    return sympy.factor(sympy.together(expr)) if moderate(expr) else expr


def constant_elasticity(g: sympy.Expr) -> sympy.Expr | None:
    """E_lambda(g) where it is one number on the whole quadrant, else None.

    Three points show at once that it is none; powers like lambda^(1001/1000) are polynomials of degree
    1001 to the exact simplification, which therefore comes last.
    """
    elasticity = LAMBDA * sympy.diff(g, LAMBDA) / g
    if not elasticity.free_symbols:
        return elasticity
    try:
        values = [mpmath.re(stable_value(elasticity, {LAMBDA: lam, TIME: t})) for lam, t in _POINTS]
    except (ValueError, ZeroDivisionError, OverflowError, TypeError):
        values = []
    if any(abs(value - values[0]) > _DIFFERENT * abs(values[0]) for value in values[1:]):
        return None
    if values:
        m = sympy.Rational(str(values[0])).limit_denominator(_DENOMINATOR)
        if sympy.expand(LAMBDA * sympy.diff(g, LAMBDA) - m * g) == 0:
            return m
    m = sympy.cancel(sympy.together(elasticity)) if moderate(elasticity) else tidy(elasticity)
    return None if m.free_symbols else m


def sign_carrier(expr: sympy.Expr) -> sympy.Expr:
    """A factor of ``expr`` with the same sign everywhere: positive factors are left out."""
    if expr.is_Add and expr.has(sympy.exp):
        product = sympy.factor_terms(expr)
    else:
        product = sympy.Mul(*(_with_powers_outside(factor) for factor in sympy.Mul.make_args(expr)))
    factors = [factor for factor in sympy.Mul.make_args(product) if not _positive(factor)]
    return sympy.Mul(*factors)


def _with_powers_outside(factor: sympy.Expr) -> sympy.Expr:
    """A sum with common powers such as lambda^(1/t), whose exponents move, as a product."""
    powers = factor.atoms(sympy.Pow) if factor.is_Add else ()
    moving = any(power.exp.free_symbols & {LAMBDA, TIME} for power in powers)
    return sympy.factor_terms(factor) if moving else factor


def _positive(factor: sympy.Expr) -> bool:
    # g is real on the quadrant, so are its parts (the candidate's validation), hence exp(part) > 0
    base, exponent = factor.as_base_exp()
    return (
        bool(factor.is_positive)
        or base is sympy.E
        or isinstance(factor, sympy.erfc)
        or bool(base.is_positive and exponent.is_real)
    )


def without_cancellation(expr: sympy.Expr) -> sympy.Expr:
    """1 - tanh(y)^2, tanh(y) - 1 and erf(y) - 1 as one exponentially small term each."""
    expr = expr.replace(_is_sech_squared, _sech_squared) if expr.has(sympy.tanh) else expr
    if not expr.is_Add or sympy.S.NegativeOne not in expr.args:
        return expr
    for part in expr.args:
        if isinstance(part, sympy.erf):
            return expr - part + 1 - sympy.erfc(part.args[0])
        if isinstance(part, sympy.tanh):
            decay = sympy.exp(-2 * part.args[0])
            return expr - part + 1 - 2 * decay / (1 + decay)
    return expr


def _is_sech_squared(part: sympy.Expr) -> bool:
    if not part.is_Add or len(part.args) != 2 or sympy.S.One not in part.args:
        return False
    rest = -(part - 1)
    return bool(rest.is_Pow and rest.exp == 2 and isinstance(rest.base, sympy.tanh))


def _sech_squared(part: sympy.Expr) -> sympy.Expr:
    decay = sympy.exp(-2 * (1 - part).base.args[0])
    return 4 * decay / (1 + decay) ** 2
