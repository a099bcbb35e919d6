"""Closed forms of the integrals and sums that leading constants consist of.

Known kernels on a ray (Mellin transforms, NIST DLMF 5.9.1, 5.12.3):
x^(w-1) exp(-c x^m), x^(w-1) (1 - exp(-c x^m))^j for j = 1, 2, x^(w-1) (1 + c x^m)^(-p); powers of k at the head
(Riemann's zeta). Everything else stays an unevaluated, exact ``Integral`` or ``Sum``.
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.domain import CaseSplit, Domain, Oracle
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.degrees import exact_power, moderate
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

NODE = sympy.Symbol("k", integer=True, positive=True)


def mode_sum(summand: sympy.Expr, point: Domain) -> sympy.Expr:
    """sum over k >= 1, through zeta where the summand is a power of k; its exponent is a question at ``point``."""
    summand = sympy.powsimp(sympy.powdenest(summand, force=True))
    coefficient, powers = summand.as_independent(NODE)
    exponent = None
    if powers.is_Pow and powers.base == NODE:
        exponent = -powers.exp
    elif powers == NODE:
        exponent = -sympy.S.One
    if exponent is not None and not exponent.has(LAMBDA, TIME) and sign(exponent - 1, point) > 0:
        return coefficient * sympy.zeta(exponent)
    return sympy.Sum(summand, (NODE, 1, sympy.oo))


def elementary_integral(integrand: sympy.Expr, p: sympy.Symbol, domain: Domain) -> sympy.Expr:
    """Integral over a plateau; unevaluated unless the integrand is constant."""
    if p not in integrand.free_symbols:
        return integrand * (domain.high - domain.low)
    return sympy.Integral(integrand, (p, domain.low, domain.high))


def ray_integral(integrand: sympy.Expr, x: sympy.Symbol, domain: Domain) -> sympy.Expr:
    """int over the ray, by Mellin transforms where the integrand is a known kernel.

    Known kernels: x^(w-1) exp(-c x^m), x^(w-1) (1 - exp(-c x^m))^j for j = 1, 2, x^(w-1) (1 + c x^m)^(-p).
    """
    if domain.low == 0 and domain.high is sympy.oo:
        forms = [integrand]
        if not integrand.has(sympy.exp, sympy.log) and moderate(integrand):
            forms.append(sympy.powsimp(sympy.powdenest(sympy.factor(sympy.together(integrand)), force=True)))
        for form in forms:
            for rule in (_gamma_kernel, _learned_kernel, _beta_kernel):
                value = rule(form, x, domain.single_point())
                if value is not None:
                    return value
    return sympy.Integral(integrand, (x, domain.low, domain.high))


def _kernel_parts(integrand: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr]:
    """(constant, w - 1, rest) with integrand = constant x^(w-1) rest."""
    constant, depends = sympy.powsimp(integrand).as_independent(x, as_Add=False)
    exponent, rest = sympy.S.Zero, sympy.S.One
    for factor in sympy.Mul.make_args(depends):
        base, power = factor.as_base_exp()
        if base == x:
            exponent += power
        else:
            rest *= factor
    return constant, exponent, rest


def _monomial_in(expr: sympy.Expr, x: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(c, m) with expr = c x^m."""
    parts = [term.as_independent(x, as_Add=False) for term in sympy.Add.make_args(expr)]
    if len({power for _, power in parts}) != 1:
        return None
    base, m = parts[0][1].as_base_exp()
    constant = sympy.Add(*(coefficient for coefficient, _ in parts))
    return (constant, m) if base == x and not m.free_symbols & {x} else None


def _gamma_kernel(integrand: sympy.Expr, x: sympy.Symbol, point: Domain) -> sympy.Expr | None:
    constant, exponent, rest = _kernel_parts(integrand, x)
    if not isinstance(rest, sympy.exp):
        return None
    found = _monomial_in(-rest.args[0], x)
    if found is None:
        return None
    c, m = found
    z = (exponent + 1) / m
    return constant * sympy.gamma(z) / _size(m, point) * exact_power(c, -z)


def _learned_kernel(integrand: sympy.Expr, x: sympy.Symbol, point: Domain) -> sympy.Expr | None:
    constant, exponent, rest = _kernel_parts(integrand, x)
    base, power = rest.as_base_exp()
    if power not in (1, 2) or not base.is_Add:
        return None
    inner = 1 - base
    if not isinstance(inner, sympy.exp):
        return None
    found = _monomial_in(-inner.args[0], x)
    if found is None:
        return None
    c, m = found
    z = -(exponent + 1) / m  # = s/q, in (0, power)
    moment = learned_moment(z, point.oracle) if power == 2 else -sympy.gamma(-z)
    return constant * moment * exact_power(c, z) / _size(m, point)


def _size(m: sympy.Expr, point: Domain) -> sympy.Expr:
    """|m|: substituting c x^m for x turns the ray around where m < 0."""
    return m * sign(m, point)


def learned_moment(z: sympy.Expr, oracle: Oracle | None = None) -> sympy.Expr:
    """Gamma(-z) (2^z - 2) = int_0^oo x^(-z-1) (1 - exp(-x))^2 dx for 0 < z < 2, and its continuation to z < 0.

    At z = 1 it is the limit 2 log 2, and a ``Piecewise`` says so where z has free parameters and may be 1
    (``oracle`` is asked).

    >>> learned_moment(sympy.S.One), learned_moment(-sympy.S.One)
    (2*log(2), -3/2)
    """
    general, limit = sympy.gamma(-z) * (2**z - 2), 2 * sympy.log(2)
    try:
        return general if sign(z - 1, Domain(None, oracle=oracle)) else limit
    except (CaseSplit, UndecidedError):
        return sympy.Piecewise((limit, _equation(z - 1)), (general, True))


def _equation(expr: sympy.Expr) -> sympy.Basic:
    """expr = 0 with positive terms on both sides."""
    terms = sympy.Add.make_args(sympy.expand(sympy.numer(sympy.together(expr))))
    left = sympy.Add(*(term for term in terms if not term.could_extract_minus_sign()))
    right = sympy.Add(*(-term for term in terms if term.could_extract_minus_sign()))
    return sympy.Eq(left, right)


def _beta_kernel(integrand: sympy.Expr, x: sympy.Symbol, point: Domain) -> sympy.Expr | None:
    constant, exponent, rest = _kernel_parts(integrand, x)
    base, power = rest.as_base_exp()
    if not (base.is_Add and power.is_negative):
        return None
    offset, growing = base.as_independent(x, as_Add=True)
    found = _monomial_in(growing, x)
    if found is None or not offset.is_positive:
        return None
    c, m = found
    z = (exponent + 1) / m
    ratio = offset / c
    return (
        constant
        * offset**power
        * exact_power(ratio, z)
        / _size(m, point)
        * sympy.gamma(z)
        * sympy.gamma(-power - z)
        / sympy.gamma(-power)
    )
