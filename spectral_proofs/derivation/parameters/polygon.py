"""Sums of monomials: the Newton polygon instead of the cells.

For g = sum C_i lambda^(m_i) t^(n_i) with C_i, m_i, n_i > 0:

1. rho = max n_i/m_i. At lambda = x t^(-rho) every term with a smaller n_i/m_i tends to zero, so that
   g -> G(x) = sum of C_i x^(m_i) over the terms that attain the maximum.
2. L ~ (W/b) (Lambda t^rho)^(-w) int_0^oo x^(w-1) exp(-2G) dx, w = (a-1)/b: g bounds each of its terms from above,
   which dominates exp(-2g) on the whole ray, and at fixed lambda it falls faster than every power of t.
3. S = oo for every t iff s >= 2 b min m_i, s = 1+b-a (g ~ lambda^(min m_i) as lambda -> 0 at fixed t). Otherwise
   S ~ (W/Lambda) (1/b) (Lambda t^rho)^(s/b) int_0^oo x^(-s/b-1) (1 - exp(-G))^2 dx for s > 0,
   (W/Lambda) (rho/b) log t for s = 0 and (W/Lambda) zeta(a-b) for s < 0.

Only the comparisons in 1 and 3 are split on, so that several monomials with symbolic exponents have few cases.
(theory: section 3; instances are derived from the cells, independently.)

Left out: every other g.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.kernels import ray_integral
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.problem.expression.degrees import exact_power
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum

_MAX_TERMS = 12


@dataclass(frozen=True)
class Term:
    """C lambda^m t^n."""

    c: sympy.Expr
    m: sympy.Expr
    n: sympy.Expr


@dataclass(frozen=True)
class Polygon:
    """What the maximum of n/m decides."""

    rho: sympy.Expr
    scaling: sympy.Expr  # G(x)
    level: sympy.Expr | None  # x1 with G(x1) = 1 where it has a closed form
    least: tuple[sympy.Expr, ...]  # all m


def monomials(g: sympy.Expr, case: ParameterCase) -> list[Term] | None:
    """The terms of g, None where it is no sum of monomials that are all known to have C, m, n > 0."""
    found: dict[tuple[sympy.Expr, sympy.Expr], sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(g)):
        c, rest = term.as_independent(LAMBDA, TIME, as_Add=False)
        powers = rest.as_powers_dict()
        if not set(powers) <= {LAMBDA, TIME} or any(power.has(LAMBDA, TIME) for power in powers.values()):
            return None
        key = sympy.cancel(powers.get(LAMBDA, sympy.S.Zero)), sympy.cancel(powers.get(TIME, sympy.S.Zero))
        found[key] = found.get(key, sympy.S.Zero) + c
    terms = [Term(c, m, n) for (m, n), c in found.items()]
    positive = all(case.known_sign(part) == 1 for term in terms for part in (term.c, term.m, term.n))
    return terms if positive and len(terms) <= _MAX_TERMS else None


def polygon(terms: list[Term], case: ParameterCase) -> Polygon:
    """rho and G.

    Raises:
        CaseSplit: which n/m is largest depends on the parameters.
    """
    best = terms[:1]
    for term in terms[1:]:
        side = case.sign(term.n * best[0].m - best[0].n * term.m)
        best = best if side < 0 else [*best, term] if side == 0 else [term]
    scaling = sympy.Add(*(term.c * RAY_SYMBOL**term.m for term in best))
    level = exact_power(best[0].c, -1 / best[0].m) if len(best) == 1 else None
    if level is not None and level.free_symbols:  # numbers would be collected under one root
        level = sympy.powdenest(level, force=True)
    return Polygon(best[0].n / best[0].m, scaling, level, tuple(term.m for term in terms))


def loss_constant(found: Polygon, sp: Spectrum, point: Domain) -> sympy.Expr:
    """lim L t^(rho (a-1)/b)."""
    w = (sp.a - 1) / sp.b
    integrand = RAY_SYMBOL ** (w - 1) * sympy.exp(-2 * found.scaling)
    moment = ray_integral(integrand, RAY_SYMBOL, Domain(RAY_SYMBOL, oracle=point.oracle))
    return sp.W / sp.b * sp.Lambda ** (-w) * moment


def energy_sign(found: Polygon, sp: Spectrum, case: ParameterCase) -> int | None:
    """The sign of s; None where S is infinite.

    Raises:
        CaseSplit: it depends on the parameters.
    """
    side = case.sign(case.apply(sp.s))
    if side > 0 and any(case.sign(sp.s - 2 * sp.b * m) >= 0 for m in found.least):
        return None
    return side


def energy_constant(found: Polygon, sp: Spectrum, side: int, point: Domain) -> sympy.Expr:
    """lim S/(t^(rho s/b)), S/log t or S, as s is positive, zero or negative."""
    scale = sp.W / sp.Lambda
    if side == 0:
        return scale * found.rho / sp.b
    if side < 0:
        return scale * sympy.zeta(sp.a - sp.b)
    z = sp.s / sp.b
    integrand = RAY_SYMBOL ** (-z - 1) * (1 - sympy.exp(-found.scaling)) ** 2
    return scale / sp.b * sp.Lambda**z * ray_integral(integrand, RAY_SYMBOL, Domain(RAY_SYMBOL, oracle=point.oracle))
