"""L and S of a self-similar residual r = R(lambda t^rho), which may change sign, so that there is no g.

Notation: p = (a-1)/b, s = 1+b-a, Y = lambda t^rho, k_* = (Lambda t^rho)^(1/b).

1. *Recognition.* For each quotient rho of the powers of t and lambda in a part of r, lambda = Y t^-rho is put in; r is
   self-similar iff t is gone for one of them.
2. *Size.* |R| = O(Y^-eta) for Y >= 1 by its form: |J_n(y)| = O(y^(-1/2)) and |J_n|, |sin|, |cos| <= 1 (NIST DLMF
   10.14, 10.17); sums, products, powers of positive sums. Near 0, R = R(0) + O(Y^v) by exact series.
3. *Loss.* L = W k_*^(1-a) times a Riemann sum, of step 1/k_*, of u^-a R(u^-b)^2. For 2 eta > p, u^(2 eta b - a)
   dominates it at 0 and u^-a at infinity: L ~ (W/b) Lambda^-p t^(-rho p) int Y^(p-1) R^2 dY, a positive integral.
   For 2 eta < p the modes that were learned first decide: sum k^(2 eta b - a) converges, L = O(t^(-2 eta rho)), and
   no more is proved of it from above; from below L >= c t^(-rho p), by step 3 on 1/M <= u <= M. Where R is as in
   step 5, Y^eta R does not tend to 0, so that the first mode alone keeps t^(2 eta rho) L from tending to 0.
   *Phases.* R = A Y^-kappa J_n(c Y^mu) is A (2/(pi c))^(1/2) Y^-eta (cos(c Y^mu - phi) + O(Y^-mu)), eta = kappa + mu/2,
   phi = pi (2n+1)/4 (DLMF 10.17.3). With theta = c (Lambda t^rho)^mu the mode k has the phase theta k^(-b mu), and for
   b mu = N/M the mode 2^M has theta 2^-N. Modes 1 and 2^M can vanish together only if (2^N - 1)(2n+3)/4 is an integer
   (which it is for no integer n); else cos^2(2^N psi - phi) + const cos^2(psi - phi) has a positive minimum over psi,
   and L = Theta(t^(-2 eta rho)).
   For 2 eta = p the modes k <= k_* have k^-1 times the mean A^2/(pi c) of their squares and an oscillating part: over
   K < k <= 2K, K >= theta^eps, its sum is O(K^-delta) by van der Corput's derivative tests, near k_* O((K/k_*)^(b mu))
   (Graham and Kolesnik, Van der Corput's Method of Exponential Sums, Theorems 2.8 and 2.1), below theta^eps at most
   eps log theta; eps is any number, so that L ~ W Lambda^-p (A^2/(pi c)) (rho/b) t^(-rho p) log t.
4. *Energy.* The same for u^(b-a) (1-R)^2, dominated by u^(b-a) at 0 and u^(b-a-2vb) at infinity: for 0 < s < 2vb
   S ~ (W/b) Lambda^-p t^(rho (1-p)) int Y^(p-2) (1-R)^2 dY. For s >= 2vb S is infinite. If R -> 0, then
   S ~ (W/Lambda)(rho/b) log t for s = 0, and S -> (W/Lambda) zeta(a-b) for s < 0.
5. *Constants* for R = A Y^-kappa J_n(c Y^mu): :mod:`.bessel_moments`.

Left out: the index of L for 2 eta < p, and the logarithm for 2 eta = p, of other R; other closed forms; modes that are
no exact powers of k (:mod:`.residual_on_modes`).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.balls.walker import RealBalls
from spectral_proofs.derivation.bessel_moments import Moments, power_of
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.derivation.tradeoff import by_laws
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Frontier, Growth, Hypotheses, Truth, unsettled
from spectral_proofs.results.further import FurtherLaws
from spectral_proofs.results.rigour import EXACT, OPEN
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.near_zero_modes import NearZero, analytic_on_disc

NO_G = "the residual is not positive throughout: there is no g"
_ARGUMENT = sympy.Symbol("x", positive=True)
_BITS = 100
_HALVINGS = 60


@dataclass(frozen=True)
class SelfSimilar:
    """r(lambda, t) = R(lambda t^rho): R in LAMBDA, which stands for Y."""

    profile: sympy.Expr
    rho: sympy.Rational
    decay: sympy.Expr  # eta; infinite where R falls faster than every power
    order: sympy.Rational  # v, 0 where R(0) is not 1


def residual_sign(residual: sympy.Expr, spectrum: Spectrum) -> Fact:
    """Whether r > 0 on 0 < lambda <= Lambda for all large t, so that it is that of g = -log r."""
    return eventually_positive(Context(residual, spectrum), residual, "the residual")


def derive_residual(residual: sympy.Expr, spectrum: Spectrum, positive: Fact) -> tuple[Derivation, FurtherLaws]:
    """The laws, and S beside S_R; ``positive`` says what is known of its sign.

    Raises UndecidedError: the residual is not self-similar, or has no bound by its form.
    """
    found = self_similar(residual)
    derivation = assembled(found, positive, _loss(found, spectrum), _energy(found, spectrum))
    return derivation, FurtherLaws(trade_off=by_laws(derivation, spectrum))


def assembled(found: SelfSimilar, positive: Fact, loss: Asymptotics, energy: Asymptotics) -> Derivation:
    """A derivation with these laws and without a g."""
    law = f"r = R(lambda t^({found.rho})), R(x) = {found.profile.subs(LAMBDA, _ARGUMENT)}"
    level = known(-found.rho, sympy.S.One, f"l_* = t^(-{found.rho}), as {law}")
    no_g = positive.implies(Truth.NO, NO_G) if positive.truth is Truth.NO else unsettled(positive.reason)
    frontier = Frontier(level, None, None, no_g, no_g, no_g)
    hypotheses = Hypotheses(no_g, no_g, no_g, Fact(Truth.YES, "the residual is analytic", EXACT))
    given = (hypotheses, Growth(no_g), frontier, loss, energy, no_g.reason, (law,))
    return Derivation(sympy.nan, *given, rigour=EXACT)  # no g


def self_similar(residual: sympy.Expr) -> SelfSimilar:
    """R, rho, eta and v; raises UndecidedError where one of them is not found."""
    for rho in _ratios(residual):
        profile = sympy.expand(residual.subs(LAMBDA, LAMBDA * TIME**-rho))
        if TIME not in profile.free_symbols:
            size = _Size()(profile)
            return SelfSimilar(profile, rho, -size, _order(profile))
    raise UndecidedError("the residual is not of the form R(lambda^m t^n): no law is derived")


def _ratios(residual: sympy.Expr) -> list[sympy.Rational]:
    """Quotients n/m of monomials lambda^m t^n in it."""
    found = []
    for part in residual.atoms(sympy.Mul):
        powers = part.as_powers_dict()
        m, n = powers.get(LAMBDA, sympy.S.Zero), powers.get(TIME, sympy.S.Zero)
        if m.is_Rational and n.is_Rational and m != 0 and n / m > 0:
            found.append(n / m)
    return list(dict.fromkeys(found))


def _order(profile: sympy.Expr) -> sympy.Rational:
    """v with 1 - R = c Y^v + ..., c != 0, by exact series."""
    q = compile_expression(profile).denominator
    near = NearZero(q)
    difference = near(1 - profile).stripped
    if difference.order < 0:
        raise UndecidedError("the residual has a pole at lambda = 0")
    radii = (arb(fmpq(1, 2**j)) for j in range(_HALVINGS))
    with working_precision(_BITS):
        if near.suspects and not any(analytic_on_disc(near.suspects, q, fmpq(1), radius) for radius in radii):
            raise UndecidedError("the residual is not known to be analytic at lambda = 0")
        if RealBalls({})(difference.coefficients[0]).contains(0):
            raise UndecidedError("the first term of 1 - r at lambda = 0 has no sign")
    order = Fraction(difference.order) / q
    return sympy.Rational(order.numerator, order.denominator)


class _Size:
    """The power of Y that bounds an expression for Y >= 1, where it is continuous on Y > 0 by its form."""

    def __call__(self, expr: sympy.Expr) -> sympy.Expr:
        """It is O(Y^index); -oo below every power."""
        if not expr.has(LAMBDA):
            return sympy.S.Zero
        if expr == LAMBDA:
            return sympy.S.One
        if expr.is_Add:
            return sympy.Max(*map(self, expr.args))
        if expr.is_Mul:
            return sympy.Add(*map(self, expr.args))
        if isinstance(expr, sympy.exp):
            return self._exponential(expr.args[0])
        if expr.is_Pow:
            return self._power(expr.base, expr.exp)
        if isinstance(expr, sympy.besselj):
            argument = power_of(expr.args[1])
            self(expr.args[1])
            return -argument / 2 if argument is not None and argument > 0 else sympy.S.Zero
        if isinstance(expr, sympy.sin | sympy.cos | sympy.erf):
            self(expr.args[0])
            return sympy.S.Zero
        raise UndecidedError(f"no bound of {expr.func.__name__} at infinity by its form")

    def _exponential(self, argument: sympy.Expr) -> sympy.Expr:
        self(argument)
        orders = [power_of(-term) for term in sympy.Add.make_args(argument) if term.has(LAMBDA)]
        if None in orders:
            raise UndecidedError(f"no bound of exp({argument}) at infinity by its form")
        return -sympy.oo if any(order is not None and order > 0 for order in orders) else sympy.S.Zero

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> sympy.Expr:
        if base == LAMBDA and exponent.is_Rational:
            return exponent
        if exponent.is_Integer and exponent > 0:
            return exponent * self(base)
        terms = sympy.Add.make_args(base)
        orders = [power_of(term) if term.has(LAMBDA) else sympy.S.Zero for term in terms]
        if exponent.is_Rational and all(term.is_positive for term in terms) and None not in orders:
            return exponent * sympy.Max(*orders)
        raise UndecidedError(f"no bound of a power of {base} at infinity by its form")


def _loss(found: SelfSimilar, spectrum: Spectrum) -> Asymptotics:
    p, rho, eta = (spectrum.a - 1) / spectrum.b, found.rho, found.decay
    moments = Moments.of(found.profile)
    if bool(2 * eta > p):
        integral = None if moments is None else moments.square(p)
        return known(-rho * p, _front(spectrum, integral), f"L ~ c t^({-rho * p})")
    below = f"L >= c t^({-rho * p})"
    if moments is not None and 2 * eta == p:
        mean = spectrum.W * spectrum.Lambda**-p * moments.mean * rho / spectrum.b
        return known(-rho * p, mean, f"L ~ c t^({-rho * p}) log t", sympy.S.One)
    if bool(2 * eta < p) and moments is not None and moments.apart(spectrum.b):
        said = f"L = Theta(t^({-2 * eta * rho})): the phases of no two modes vanish together"
        return ordered(-2 * eta * rho, said, "the phases of the strongest modes move the constant")
    if 2 * eta == p:
        reason = f"L = O(t^({-rho * p}) log t) and {below}: R^2 = O(x^-{p}) leaves the logarithm open"
        return left_open(reason, -rho * p)
    sharp = f", t^({2 * eta * rho}) L does not tend to 0" if moments else ""
    decide = f"the strongest modes decide, as R = O(x^-{eta}) and 2*{eta} < (a-1)/b = {p}"
    reason = f"L = O(t^({-2 * eta * rho})){sharp}, and {below}: {decide}; how their phases meet is open"
    return left_open(reason, None)


def _energy(found: SelfSimilar, spectrum: Spectrum) -> Asymptotics:
    s, b, rho, v = spectrum.s, spectrum.b, found.rho, found.order
    p, vanishes = (spectrum.a - 1) / b, bool(found.decay > 0)
    if bool(s >= 2 * v * b):
        reason = f"S = oo: 1 - r ~ c lambda^({v}) as lambda -> 0, and 1+b-a = {s} >= {2 * v * b}"
        return Asymptotics.without(Fact(Truth.NO, reason, EXACT), "S = oo", reason, infinite=True)
    if bool(found.decay < 0) or (bool(s <= 0) and not vanishes):
        return left_open("S: R is not known to tend to 0", None)
    if bool(s > 0):
        moments = Moments.of(found.profile)
        integral = None if moments is None or not vanishes else moments.rest(p - 1)
        return known(rho * s / b, _front(spectrum, integral), f"S ~ c t^({rho * s / b})")
    ratio = spectrum.W / spectrum.Lambda
    if s == 0:
        return known(sympy.S.Zero, ratio * rho / b, "S ~ c log t", sympy.S.One)
    return known(sympy.S.Zero, ratio * sympy.zeta(spectrum.a - b), "S -> (W/Lambda) zeta(a-b)")


def known(
    index: sympy.Expr, constant: sympy.Expr | None, formula: str, log_index: sympy.Expr = sympy.S.Zero
) -> Asymptotics:
    """A law with a constant, in closed form or not."""
    holds = Fact(Truth.YES, formula, EXACT)
    powers = (index, log_index) if log_index != 0 else (index,)
    return Asymptotics(
        index, log_index, holds, constant, holds, formula, powers=powers, rigour=EXACT, constant_rigour=EXACT
    )


def ordered(index: sympy.Expr, formula: str, why: str, log_index: sympy.Expr = sympy.S.Zero) -> Asymptotics:
    """An order; whether there is a limit is open."""
    theta = Fact(Truth.YES, formula, EXACT)
    return Asymptotics(
        index,
        log_index,
        theta,
        None,
        unsettled(why),
        formula,
        powers=(index, log_index) if log_index != 0 else (index,),
        rigour=EXACT,
        constant_rigour=OPEN,
    )


def left_open(reason: str, index: sympy.Expr | None) -> Asymptotics:
    """No order; the index, where that is known."""
    return Asymptotics.without(unsettled(reason), reason, reason, index=index)


def _front(spectrum: Spectrum, integral: sympy.Expr | None) -> sympy.Expr | None:
    p = (spectrum.a - 1) / spectrum.b
    return None if integral is None else spectrum.W / spectrum.b * spectrum.Lambda**-p * integral
