"""Sums of monomials: the Newton polygon instead of the cells.

For g = sum C_i lambda^(m_i) t^(n_i) with C_i, m_i, n_i > 0:

1. rho = max n_i/m_i. At lambda = x t^(-rho) every term with a smaller n_i/m_i tends to zero, so that
   g -> G(x) = sum of C_i x^(m_i) over the terms that attain the maximum.
2. L ~ (W/b) (Lambda t^rho)^(-w) int_0^oo x^(w-1) exp(-2G) dx, w = (a-1)/b: g bounds each of its terms from above,
   which dominates exp(-2g) on the whole ray, and at fixed lambda it falls faster than every power of t.
3. S = oo for every t iff s >= 2 b min m_i, s = 1+b-a (g ~ lambda^(min m_i) as lambda -> 0 at fixed t). Otherwise
   S ~ (W/Lambda) (1/b) (Lambda t^rho)^(s/b) int_0^oo x^(-s/b-1) (1 - exp(-G))^2 dx for s > 0,
   (W/Lambda) (rho/b) log t for s = 0 and (W/Lambda) zeta(a-b) for s < 0.

Only the comparisons in 1 and 3 are split on, so that several monomials with symbolic exponents have few cases, where
the cells would ask for more signs than the answer needs. (theory: section 3; instances are derived from the cells,
independently.)

Left out: every other g.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.domain import CaseSplit, Domain
from spectral_proofs.asymptotics.kernels import ray_integral
from spectral_proofs.asymptotics.monomial import power_of
from spectral_proofs.asymptotics.roots import located_numbers
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context, show_monomial
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.degrees import exact_power
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Fact, Frontier, Laws, Truth, unsettled
from spectral_proofs.results.rigour import EXACT

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


def by_polygon(context: Context) -> Laws | None:
    """Frontier, L and S of a sum of monomials; None for any other g.

    Raises CaseSplit: which term leads, or whether S is finite, depends on the parameters.
    """
    terms = monomials(context.g, context.point)
    if terms is None:
        return None
    found = polygon(terms, context.point)
    yes = Fact(Truth.YES, f"g -> G(x) = {found.scaling} on lambda = x t^({-found.rho})", EXACT)
    level = _law("lambda_*", -found.rho, sympy.S.Zero, found.level, yes)
    asked = unsettled("not asked")
    return Laws(Frontier(level, found.scaling, None, asked, asked, yes), _loss(context, found), _energy(context, found))


def monomials(g: sympy.Expr, point: Domain) -> list[Term] | None:
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
    positive = all(_known_positive(part, point) for term in terms for part in (term.c, term.m, term.n))
    return terms if positive and len(terms) <= _MAX_TERMS else None


def _known_positive(expr: sympy.Expr, point: Domain) -> bool:
    try:
        return sign(expr, point) > 0
    except (CaseSplit, UndecidedError):
        return False


def polygon(terms: list[Term], point: Domain) -> Polygon:
    """rho and G; raises CaseSplit where the parameters decide which n/m is largest."""
    best = terms[:1]
    for term in terms[1:]:
        side = sign(term.n * best[0].m - best[0].n * term.m, point)
        best = best if side < 0 else [*best, term] if side == 0 else [term]
    scaling = sympy.Add(*(term.c * RAY_SYMBOL**term.m for term in best))
    level = exact_power(best[0].c, -1 / best[0].m) if len(best) == 1 else None
    if level is not None and level.free_symbols:  # numbers would be collected under one root
        level = sympy.powdenest(level, force=True)
    return Polygon(best[0].n / best[0].m, scaling, level, tuple(term.m for term in terms))


def _law(name: str, index: sympy.Expr, log: sympy.Expr, constant: sympy.Expr | None, theta: Fact) -> Asymptotics:
    monomial = power_of(0, index) * power_of(1, log)
    equivalent = unsettled("G = 1 has no closed solution") if constant is None else theta
    return Asymptotics(
        index,
        log,
        theta,
        constant,
        equivalent,
        f"{name} ~ {'c' if constant is None else f'({constant})'} {show_monomial(monomial)}",
        powers=monomial.powers,
        rigour=EXACT,
        constant_rigour=located_numbers(constant),
    )


def _loss(context: Context, found: Polygon) -> Asymptotics:
    """L ~ constant t^(-rho (a-1)/b)."""
    sp = context.spectrum
    w = (sp.a - 1) / sp.b
    moment = _moment(context, RAY_SYMBOL ** (w - 1) * sympy.exp(-2 * found.scaling))
    carried = Fact(Truth.YES, "carried by the frontier's ray", EXACT)
    return _law("L", -found.rho * w, sympy.S.Zero, sp.W / sp.b * sp.Lambda ** (-w) * moment, carried)


def _energy(context: Context, found: Polygon) -> Asymptotics:
    """S ~ constant t^(rho s/b), constant log t or a constant, as s is positive, zero or negative; or oo.

    Raises CaseSplit: it depends on the parameters.
    """
    sp, zero, point = context.spectrum, sympy.S.Zero, context.point
    side, scale = sign(sp.s, point), sp.W / sp.Lambda
    if side == 0:
        carried = Fact(Truth.YES, "every scale carries the same", EXACT)
        return _law("S", zero, sympy.S.One, scale * found.rho / sp.b, carried)
    if side < 0:
        carried = Fact(Truth.YES, "carried by single modes", EXACT)
        return _law("S", zero, zero, scale * sympy.zeta(sp.a - sp.b), carried)
    if any(sign(sp.s - 2 * sp.b * m, point) >= 0 for m in found.least):
        reason = f"S = oo for all large t: 1+b-a = {sp.s} is too large for the decay of g as lambda -> 0"
        return Asymptotics.without(Fact(Truth.NO, reason, EXACT), "S = oo", infinite=True)
    z = sp.s / sp.b
    moment = _moment(context, RAY_SYMBOL ** (-z - 1) * (1 - sympy.exp(-found.scaling)) ** 2)
    carried = Fact(Truth.YES, "carried by the frontier's ray", EXACT)
    return _law("S", found.rho * z, zero, scale / sp.b * sp.Lambda**z * moment, carried)


def _moment(context: Context, integrand: sympy.Expr) -> sympy.Expr:
    return ray_integral(integrand, RAY_SYMBOL, Domain(RAY_SYMBOL, oracle=context.oracle))
