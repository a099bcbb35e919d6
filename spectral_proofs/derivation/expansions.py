"""Expansions of L and S that terminate: exact up to terms smaller than every power.

If g(lambda, t) = G(lambda u(t)) with u -> oo and G a finite sum of positive multiples of positive powers
(monomials, and sums of monomials whose powers of t and lambda are all proportional), then

1. L = W sum k^(-a) phi(Lambda k^(-b) u) with phi = exp(-2G). The Mellin transform of phi has no pole to the
   right of Re z = 0 and falls faster than every power along vertical lines, zeta grows like a power: moving the
   line of integration to the right picks up the pole of zeta(a - bz) alone. With w = (a-1)/b

       L = (W/b) (Lambda u)^(-w) int_0^oo x^(w-1) exp(-2G) dx.

2. S = (W/Lambda) sum k^(b-a) psi(Lambda k^(-b) u) with psi = (1 - exp(-G))^2 = 1 + (smaller than every power)
   has one more pole, at z = 0, which gives zeta(a-b). With z = s/b, s = 1+b-a,

       S = (W/Lambda) [ (1/b) (Lambda u)^z M(z) + zeta(a-b) ],   M(z) = int_0^oo x^(-z-1) psi dx for z > 0,
       M(z) = int_0^oo x^(-z-1) (psi - 1) dx for z < 0 (the same function, continued);

   at s = 0 the two poles meet, and S = (W/Lambda) [ (log(Lambda u) + c)/b + Euler's constant ] with
   c = int_0^1 psi dx/x + int_1^oo (psi - 1) dx/x.

3. Where the cells leave the order of L or S open (u = t exp(sqrt(log t)), say), it is that of these formulas.

The remainders are smaller than every power of u. (Flajolet, Gourdon, Dumas, Mellin transforms and asymptotics:
harmonic sums, Theor. Comput. Sci. 144, 1995; theory: section 2.)

Left out: every other g. For log(1 + lambda t), or for sums of monomials that are not so balanced, the
expansions do not end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.domain import PHASE_PREFIX, CaseSplit, Domain
from spectral_proofs.asymptotics.kernels import learned_moment, ray_integral
from spectral_proofs.asymptotics.laplace import indices
from spectral_proofs.asymptotics.monomial import UNIT, compare
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context, show_monomial
from spectral_proofs.derivation.sums import infinite_energy, nothing
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.degrees import exact_power
from spectral_proofs.results import Asymptotics, Fact, Truth
from spectral_proofs.results.rigour import EXACT, read_off

_RAY = sympy.Symbol("x", positive=True)
_MAX_TERMS = 12


@dataclass(frozen=True)
class Balanced:
    """g = sum of c (lambda^m u^m) over ``powers`` = {m: c}; ``base`` = u^m1 for the first m1, as g has it."""

    base: sympy.Expr
    powers: Mapping[sympy.Expr, sympy.Expr]

    @property
    def first(self) -> sympy.Expr:
        """m1, for which c = 1."""
        return next(iter(self.powers))

    @property
    def scaling(self) -> sympy.Expr:
        """G(x)."""
        return sympy.Add(*(c * _RAY**m for m, c in self.powers.items()))


@dataclass(frozen=True)
class Expansions:
    """L and S as functions of t; what is left out is smaller than every power of ``base``."""

    base: sympy.Expr
    loss: sympy.Expr
    energy: sympy.Expr | None  # None: infinite, or not known to be finite


def terminating(context: Context, finite: bool) -> Expansions | None:
    """The complete expansions, None where g is not of the form above.

    Args:
        context: g and the spectrum; free parameters are allowed, and never split on.
        finite: S is known to be finite.
    """
    try:
        found = balanced(context.g, context.point)
        if found is None or not _tends_to_infinity(context, found.base):
            return None
        side = sign(context.spectrum.s, context.point) if finite else None
    except (CaseSplit, UndecidedError):
        return None
    energy = None if side is None else _energy(context, found, side)
    return Expansions(found.base, _loss(context, found), energy)


def _tends_to_infinity(context: Context, u: sympy.Expr) -> bool:
    coefficient, monomial = context.eventual_order(u)
    return compare(monomial, UNIT, context.point) > 0 and sign(coefficient, context.point) > 0


def balanced(g: sympy.Expr, point: Domain) -> Balanced | None:
    """g as a function of lambda u(t), None where it is none of the kind described above.

    Args:
        g: in lambda and t, free parameters are allowed.
        point: a single point, with the oracle that answers about the parameters.

    Raises:
        CaseSplit, UndecidedError: the sign of an exponent or of a coefficient is open.
    """
    groups = _by_power(g)
    if not groups or any(sign(m, point) <= 0 for m in groups):
        return None
    (first, base), *others = groups.items()
    powers = {first: sympy.S.One}
    for m, factor in others:
        number, rest = base.as_coeff_Mul()
        c = sympy.powsimp(sympy.powdenest(factor / rest ** (m / first), force=True)) * exact_power(number, -m / first)
        if TIME in c.free_symbols or sign(c, point) <= 0:
            return None
        powers[m] = c
    return Balanced(base, powers)


def _by_power(g: sympy.Expr) -> dict[sympy.Expr, sympy.Expr]:
    """{power of lambda: factor in t}, empty where g is no such sum."""
    groups: dict[sympy.Expr, sympy.Expr] = {}
    whole = g.as_independent(LAMBDA, as_Add=False)
    plain = whole[1].as_base_exp()[0] == LAMBDA
    for term in (g,) if plain else sympy.Add.make_args(sympy.expand(g)):
        factor, rest = term.as_independent(LAMBDA, as_Add=False)
        base, exponent = rest.as_base_exp()
        if base != LAMBDA or exponent.has(LAMBDA, TIME) or len(groups) > _MAX_TERMS:
            return {}
        groups[exponent] = groups.get(exponent, sympy.S.Zero) + factor
    return groups


def by_expansion(context: Context, quantity: str) -> Asymptotics | None:
    """The order of L or S from its complete expansion; None where there is none, or u oscillates."""
    try:
        with context.reading() as read:
            if context.g_cells[0].value.order <= 0 or (quantity == "S" and infinite_energy(context)):
                return None
            found = balanced(context.g, context.point)
            law = None if found is None else _order(context, found, quantity)
        return None if law is None else law.weakened(read_off(read))
    except (CaseSplit, UndecidedError):
        return None


def _order(context: Context, found: Balanced, quantity: str) -> Asymptotics | None:
    side = sign(context.spectrum.s, context.point) if quantity == "S" else 1
    whole = _energy(context, found, side) if quantity == "S" else _loss(context, found)
    if side < 0:
        constant, monomial = sympy.zeta(context.spectrum.a - context.spectrum.b), UNIT
    elif side == 0:
        constant, monomial = context.eventual_order(sympy.log(found.base) / (found.first * context.spectrum.b))
    else:
        moment, power = _leading_part(context, found, quantity)
        coefficient, monomial = context.eventual_order(found.base)
        constant, monomial = moment * coefficient**power, monomial**power
    if any(s.name.startswith(PHASE_PREFIX) for s in constant.free_symbols):
        return None
    context.journal[f"{quantity} in full"] = whole
    index, log_index, complete = indices(monomial, context.point)
    if index is None:
        return nothing(f"{quantity} = {whole}, which no power of t bounds on both sides")
    scale = context.spectrum.W / context.spectrum.Lambda if quantity == "S" and side <= 0 else sympy.S.One
    order = show_monomial(monomial)
    reason = f"{quantity} = {whole} up to terms smaller than every power of {found.base}"
    return Asymptotics(
        index,
        log_index,
        Fact(Truth.YES, reason, EXACT) if complete else Fact(Truth.NO, f"{quantity} has the order {order}", EXACT),
        scale * constant,
        Fact(Truth.YES, reason, EXACT),
        f"{quantity} ~ ({scale * constant}) {order}",
        powers=None if monomial.extra else monomial.powers,
        reason=reason,
        rigour=EXACT,
        constant_rigour=EXACT,
    )


def _leading_part(context: Context, found: Balanced, quantity: str) -> tuple[sympy.Expr, sympy.Expr]:
    """(c, e) with L ~ c base^e, or S for s > 0."""
    sp = context.spectrum
    if quantity == "L":
        power = -(sp.a - 1) / sp.b
        return sp.W / sp.b * sp.Lambda**power * _residual_moment(context, found, -power), power / found.first
    power = sp.s / sp.b
    return sp.W / sp.Lambda / sp.b * sp.Lambda**power * _moment(context, found, power, 1), power / found.first


def _loss(context: Context, found: Balanced) -> sympy.Expr:
    sp = context.spectrum
    w = (sp.a - 1) / sp.b
    return sp.W / sp.b * _residual_moment(context, found, w) * _scale(context, found, -w)


def _whole_ray(context: Context) -> Domain:
    return Domain(_RAY, oracle=context.oracle)


def _residual_moment(context: Context, found: Balanced, w: sympy.Expr) -> sympy.Expr:
    """int_0^oo x^(w-1) exp(-2G) dx."""
    return ray_integral(_RAY ** (w - 1) * sympy.exp(-2 * found.scaling), _RAY, _whole_ray(context))


def _scale(context: Context, found: Balanced, power: sympy.Expr) -> sympy.Expr:
    """(Lambda u)^power."""
    exponent = sympy.factor(power / found.first)
    number, rest = found.base.as_coeff_Mul()  # together they would be collected under one root
    whole = sympy.powdenest(sympy.expand_power_base(rest**exponent, force=True), force=True)
    return context.spectrum.Lambda**power * exact_power(number, exponent) * whole


def _energy(context: Context, found: Balanced, side: int) -> sympy.Expr:
    """S, where s has the sign ``side``."""
    sp = context.spectrum
    if side == 0:
        log = sympy.expand_log(sympy.log(found.base), force=True) / found.first + sympy.log(sp.Lambda)
        return sp.W / sp.Lambda * ((log + _finite_part(found)) / sp.b + sympy.EulerGamma)
    z = sp.s / sp.b
    constant = sympy.zeta(sp.a - sp.b)
    return sp.W / sp.Lambda * (_moment(context, found, z, side) * _scale(context, found, z) / sp.b + constant)


def _moment(context: Context, found: Balanced, z: sympy.Expr, side: int) -> sympy.Expr:
    """M(z)."""
    if len(found.powers) == 1:
        return learned_moment(z / found.first, context.oracle) / found.first
    learned = 1 - sympy.exp(-found.scaling)
    if side > 0:
        return ray_integral(_RAY ** (-z - 1) * learned**2, _RAY, _whole_ray(context))
    return sympy.Integral(_RAY ** (-z - 1) * (learned**2 - 1), (_RAY, 0, sympy.oo))


def _finite_part(found: Balanced) -> sympy.Expr:
    """The constant c at s = 0."""
    if len(found.powers) == 1:
        return (sympy.EulerGamma - sympy.log(2)) / found.first
    learned = (1 - sympy.exp(-found.scaling)) ** 2
    rest = sympy.exp(-2 * found.scaling) - 2 * sympy.exp(-found.scaling)
    below = sympy.Integral(learned / _RAY, (_RAY, 0, 1))
    return below + sympy.Integral(rest / _RAY, (_RAY, 1, sympy.oo))
