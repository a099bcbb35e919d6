"""L and S of a self-similar residual r = R(lambda t^rho) on modes that are formulas in k, or geometric.

Notation as in :mod:`.residual`: |R| = O(Y^-eta), R = 1 + O(Y^v) at 0.

1. *Formulas.* lambda_k = A k^-b (log k)^beta, c_k = C k^-a (log k)^alpha, A and C numbers or between positive bounds,
   p = (a-1)/b, s = 1+b-a, e = alpha - p beta. R, analytic, has no zero on some 0 < Y <= delta, and the energies of
   the modes with delta/M <= lambda_k t^rho <= delta, M large, are no less than c t^(-rho p) (log t)^e. For
   2 eta > p this is the order of L: summands are O(c_k min(1, (lambda_k t^rho)^(-2 eta))). Where A and C are numbers
   the sum is a Riemann sum as on exact powers, dominated by Potter's bounds:
   L ~ (C/b) A^-p t^(-rho p) ((rho/b) log t)^e int Y^(p-1) R^2 dY.
2. Likewise S, of w_k^2 = (C/A) k^(b-a) (log k)^(alpha-beta), for 0 < s < 2vb, with int Y^(p-2) (1-R)^2 dY; where A
   and C only lie between bounds R has to tend to 0. For s >= 2vb S is infinite iff the sum of w_k^2 lambda_k^(2v) is
   (Bertrand). If R -> 0: s = 0 gives S ~ (C/A) times the sum of (log k)^(alpha-beta)/k up to k_*, and for s < 0 S
   tends to the sum of all w_k^2.
3. *Geometric modes*: sums over a grid of period kappa in log lambda in place of the integrals. L t^(rho p) for
   2 eta > p, and S t^(-rho (1-p)) for 0 < 1-p < 2v, R -> 0, follow functions of log t with a period, positive and
   continuous. Hence Theta. 1-p >= 2v gives S = oo; if R -> 0, p = 1 gives S ~ (W/Lambda)(rho/kappa) log t, and p > 1
   a limit.

Source: regular variation (Bingham, Goldie, Teugels). Left out: 2 eta <= p, where the first modes decide by phases.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.derivation.bessel_moments import Moments
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import eventually_positive
from spectral_proofs.derivation.on_modes import both, first_eigenvalue
from spectral_proofs.derivation.other_modes import form_of, leading, require_decay, require_order
from spectral_proofs.derivation.pulled import Pulled
from spectral_proofs.derivation.residual import SelfSimilar, assembled, known, left_open, ordered, self_similar
from spectral_proofs.derivation.tradeoff import by_laws
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Fact, Truth
from spectral_proofs.results.further import FurtherLaws
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import EXACT

_FIRST_MODES = "the first modes decide, by their phases: derived on exact powers of k only"


@dataclass(frozen=True)
class ResidualOnModes:
    """The laws, and what the modes have in common with exact powers."""

    derivation: Derivation
    further: FurtherLaws
    powers: Spectrum
    form: Fact
    modes: ModeOrders


def sign_on(residual: sympy.Expr, spectrum: Expressions | Geometric) -> Fact:
    """Whether r > 0 on 0 < lambda <= lambda_1 for all large t."""
    facts = []
    for largest in first_eigenvalue(spectrum):
        context = Context(residual, Spectrum(2, 2, largest))
        facts.append(eventually_positive(context, residual, "the residual"))
    return both(*facts)


def derive_residual_on(residual: sympy.Expr, spectrum: Expressions | Geometric, positive: Fact) -> ResidualOnModes:
    """The laws on these modes; ``positive`` says what is known of the residual's sign.

    Raises UndecidedError: the residual is not self-similar, has no bound by its form, or the modes have no order.
    """
    found = self_similar(residual)
    return (
        _on_geometric(found, spectrum, positive)
        if isinstance(spectrum, Geometric)
        else _on_formulas(found, spectrum, positive)
    )


@dataclass(frozen=True)
class _Orders:
    """Those of the modes (step 1)."""

    a: sympy.Rational
    b: sympy.Rational
    alpha: sympy.Expr
    beta: sympy.Expr
    A: sympy.Expr
    C: sympy.Expr
    steady: bool  # A and C are numbers

    @property
    def p(self) -> sympy.Expr:
        return (self.a - 1) / self.b

    @property
    def s(self) -> sympy.Expr:
        return 1 + self.b - self.a

    @property
    def log_power(self) -> sympy.Expr:
        """e."""
        return self.alpha - self.p * self.beta

    def front(self, rho: sympy.Expr, integral: sympy.Expr | None) -> sympy.Expr | None:
        if integral is None:
            return None
        return self.C / self.b * self.A**-self.p * (rho / self.b) ** self.log_power * integral


def _on_formulas(found: SelfSimilar, spectrum: Expressions, positive: Fact) -> ResidualOnModes:
    pulled = Pulled.of(LAMBDA * TIME, spectrum)
    require_order(spectrum, pulled)
    eigenvalues, energies = orders = pulled.orders(spectrum)
    require_decay(*orders)
    if not (eigenvalues.bounded and energies.bounded):
        raise UndecidedError("lambda_k or lambda_k w_k^2 over its power of k is not known to stay between bounds")
    of = _Orders(
        -energies.index,
        -eigenvalues.index,
        energies.log_index,
        eigenvalues.log_index,
        eigenvalues.coefficient,
        energies.coefficient,
        eigenvalues.steady and energies.steady,
    )
    form = form_of(*orders)
    derivation = assembled(found, positive, _loss(found, of), _energy(found, of))
    alike, powers = leading(orders) if form.holds else None, Spectrum(of.a, of.b)
    trade = by_laws(derivation, alike or powers, of.log_power, constants=alike is not None)
    modes = ModeOrders(of.beta, of.alpha, exact=False)
    return ResidualOnModes(derivation, FurtherLaws(trade_off=trade), powers, form, modes)


def _loss(found: SelfSimilar, of: _Orders) -> Asymptotics:
    if not bool(2 * found.decay > of.p):
        index = -found.rho * of.p if 2 * found.decay == of.p else None
        return left_open(f"L: R = O(x^-{found.decay}) and 2*{found.decay} <= (a-1)/b = {of.p}: {_FIRST_MODES}", index)
    moments = Moments.of(found.profile)
    integral = None if moments is None else moments.square(of.p)
    return _law("L", -found.rho * of.p, of, of.front(found.rho, integral))


def _energy(found: SelfSimilar, of: _Orders) -> Asymptotics:
    s, rho, v, vanishes = of.s, found.rho, found.order, bool(found.decay > 0)
    excess = s - 2 * v * of.b
    if bool(excess > 0) or (excess == 0 and bool(of.alpha - of.beta + 2 * v * of.beta >= -1)):
        return _infinite(f"1 - r ~ c lambda^({v}) as lambda -> 0, and sum w_k^2 lambda_k^({2 * v}) = oo")
    if excess == 0:
        return left_open("S: 1+b-a = 2vb, decided by a logarithm", None)
    if bool(found.decay < 0) or (not vanishes and not (of.steady and bool(s > 0))):
        return left_open("S: R is not known to tend to 0", None)
    if bool(s > 0):
        moments = Moments.of(found.profile)
        integral = None if moments is None or not vanishes else moments.rest(of.p - 1)
        return _law("S", rho * s / of.b, of, of.front(rho, integral))
    if bool(s < 0):
        return known(sympy.S.Zero, None, "S -> sum of all w_k^2")
    power = of.alpha - of.beta + 1
    if not of.steady or not bool(power > 0):
        return left_open("S: sum of w_k^2 to k_* at 1+b-a = 0 is derived for ~ and a growing logarithm", None)
    return known(sympy.S.Zero, of.C / of.A * (rho / of.b) ** power / power, f"S ~ c (log t)^({power})", power)


def _law(name: str, index: sympy.Expr, of: _Orders, constant: sympy.Expr | None) -> Asymptotics:
    logs = "" if of.log_power == 0 else f" (log t)^({of.log_power})"
    if of.steady:
        return known(index, constant, f"{name} ~ c t^({index}){logs}", of.log_power)
    why = f"the modes over their powers of k keep moving, and whether {name} over its order does is open"
    return ordered(index, f"{name} = Theta(t^({index}){logs})", why, of.log_power)


def _on_geometric(found: SelfSimilar, spectrum: Geometric, positive: Fact) -> ResidualOnModes:
    p, rho, v = spectrum.p, found.rho, found.order
    if not p.is_Rational:
        raise UndecidedError(f"p = {p} is not rational")
    periodic = "a function of log t with a period, which may be constant"
    if bool(2 * found.decay > p):
        loss = ordered(-rho * p, f"L = Theta(t^({-rho * p}))", f"L over its order follows {periodic}")
    else:
        index = -rho * p if 2 * found.decay == p else None
        loss = left_open(f"L: R = O(x^-{found.decay}) and 2*{found.decay} <= p = {p}: {_FIRST_MODES}", index)
    if bool(1 - p >= 2 * v):
        energy = _infinite(f"1 - r ~ c lambda^({v}) as lambda -> 0, and 1-p = {1 - p} >= {2 * v}")
    elif not bool(found.decay > 0):
        energy = left_open("S: R is not known to tend to 0", None)
    elif bool(p < 1):
        index = rho * (1 - p)
        energy = ordered(index, f"S = Theta(t^({index}))", f"S over its order follows {periodic}")
    elif p == 1:
        constant = spectrum.W / spectrum.Lambda * rho / spectrum.kappa
        energy = known(sympy.S.Zero, constant, "S ~ c log t", sympy.S.One)
    else:
        energy = known(sympy.S.Zero, None, "S -> sum of all w_k^2")
    powers = Spectrum(1 + 2 * p, 2)
    form = Fact(Truth.NO, f"(16) fails: lambda_k is geometric, e^(-{spectrum.kappa} k)", EXACT)
    derivation = assembled(found, positive, loss, energy)
    trade = by_laws(derivation, powers, constants=False)
    modes = ModeOrders(geometric=True, exact=False)
    return ResidualOnModes(derivation, FurtherLaws(trade_off=trade), powers, form, modes)


def _infinite(reason: str) -> Asymptotics:
    reason = f"S = oo: {reason}"
    return Asymptotics.without(Fact(Truth.NO, reason, EXACT), "S = oo", reason, infinite=True)
