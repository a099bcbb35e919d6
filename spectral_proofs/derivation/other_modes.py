"""Exponents on modes that are formulas in k, or geometric (:mod:`.geometric_modes`): only their energies matter.

1. L = sum c_k exp(-2g) and S = sum w_k^2 (1 - exp(-g))^2 are ordered on the exact powers next to the modes
   (:mod:`.pulled`).
2. Hypothesis (16) with ~ as ratio -> 1 holds iff lambda_k ~ A k^(-b) and c_k ~ C k^(-a), A and C numbers, a, b > 1; it
   fails with a power of log k, or where the quotient takes two different values for ever.
3. rho, condition (2) and the standing hypotheses are those of g alone, on 0 < lambda <= lambda_1.
4. Under (16) with ~, and (2): on lambda = x lambda_* the summands of pruning are those of exact powers times 1 + o(1),
   and the modes beyond are bounded by those of the monomial cases, so that Delta L_P/k_*^s and its share of S have the
   limits of exact powers, up to the scales. The learning rate R likewise: its argmax tends to that of its limit, which
   falls off to both sides, so that g there has the same limit kappa; at a = b(1-2m) it does not, and that is left open.
5. The argmax also where lambda_k ~ A k^(-b) (log k)^beta, c_k ~ C k^(-a) (log k)^alpha: w_k/w_* is what it is on exact
   powers, times 1 + o(1) on compact sets of x and x^(+-eps) beyond (slow variation, Potter's bounds).

6. Pruning there, under (2) and for s < 2mb: w_k^2 is k^(b-a) (log k)^delta, delta = alpha - beta, so that
   Delta L_P = Theta(k_*^s (log k_*)^delta), and ~ (C/A) (log k_*)^delta times the curve of exact powers where that
   converges; S >= c max(1, k_*^s (log k_*)^delta), and the share of S beyond Theta k_* is O(Theta^(s - 2mb + eps)).

Left out: lambda_k that are found to increase somewhere: nothing is derived then. Explicit theorems; the argmax and
pruning without (2) or beside waves.
"""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.asymptotics.weights import learned_factor, residual_factor
from spectral_proofs.bounds.ordered_modes import in_order
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.geometric_modes import on_geometric
from spectral_proofs.derivation.hypotheses import decide_hypotheses, eventually_positive
from spectral_proofs.derivation.on_modes import BESIDE, OnModes, alone, joined
from spectral_proofs.derivation.pulled import Order, Pulled
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import TIME
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Fact, Truncation, Truth, unsettled
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import ENCLOSED, EXACT, proves


def derive_on(g: sympy.Expr, spectrum: Expressions | Geometric) -> OnModes:
    """Exponents and orders of a resolved g on these modes.

    Raises UndecidedError with the first fact that is missing where the modes have no order to start from.
    """
    return on_geometric(g, spectrum) if isinstance(spectrum, Geometric) else _on_formulas(g, spectrum)


def _on_formulas(g: sympy.Expr, spectrum: Expressions) -> OnModes:
    pulled = Pulled.of(g, spectrum)
    require_order(spectrum, pulled)
    eigenvalues, energies = orders = pulled.orders(spectrum)
    form = form_of(*orders)
    require_decay(*orders)
    powers, own = alone(g, spectrum, (-energies.index, -eigenvalues.index))
    loss = pulled.sum("L", residual_factor(pulled.context.g), pulled.weight, pulled.a0)
    energy = pulled.sum("S", learned_factor(pulled.context.g), pulled.square, pulled.a0 - pulled.b0)
    regime = f"modes by formulas, ordered by mu = k^(-{pulled.b0})"
    alike = form.holds and own.growth.fact.holds
    slow = all(order.plain and order.steady for order in orders)
    argmax = _argmax(own, powers) if slow and own.growth.fact.holds else (BESIDE, None)
    truncation = own.truncation if alike else None
    if slow and not alike:
        truncation = _pruned_beside(own, powers, energies.log_index - eigenvalues.log_index)
    found = joined(own, loss, energy, regime, argmax, truncation or _not_pruned())
    beta, alpha = (order.log_index if order.bounded else None for order in orders)
    return OnModes(found, powers, form, pulled.context.g, ModeOrders(beta, alpha, exact=False), leading(orders))


def require_decay(eigenvalues: Order, energies: Order) -> None:
    """Raises UndecidedError unless both decay like powers of k below -1, up to powers of log k."""
    for order, name in ((eigenvalues, "lambda_k"), (energies, "lambda_k w_k^2")):
        if not (order.plain and order.index.is_Rational):
            raise UndecidedError(f"that {name} decays like k^-a, a, b > 1, up to powers of log k is not known")
        if not order.index < -1:
            found = f"k^({order.index})" + (f" (log k)^({order.log_index})" if order.log_index != 0 else "")
            raise UndecidedError(f"{name} has the order {found}: exponents are derived for a, b > 1")


def require_order(spectrum: Expressions, pulled: Pulled) -> None:
    """Positive modes in descending order: by bounds on the formulas, or on the cells of mu; else UndecidedError."""
    order = in_order(spectrum)
    if order.truth is Truth.UNKNOWN:
        powers, energy = pulled.context.spectrum, pulled.weight * TIME
        on_cells = decide_hypotheses(Context(pulled.eigenvalue * TIME, powers))
        energies = eventually_positive(Context(energy, powers), energy, "power_k")
        facts = [on_cells.increasing_in_lambda, on_cells.positive, energies]
        order = order if not all(f.holds and proves(f.rigour) for f in facts) else facts[0]
    if not order.holds:
        raise UndecidedError(order.reason)


def form_of(eigenvalues: Order, energies: Order) -> Fact:
    """Hypothesis (16) with ~ as ratio -> 1, up to the scales Lambda and W."""
    for order, name in ((eigenvalues, "lambda_k"), (energies, "lambda_k w_k^2")):
        if not order.plain:
            return unsettled(f"whether {name} is ~ a power of k")
        if order.log_index != 0:
            reason = f"(16) fails: {name} has the order k^({order.index}) (log k)^({order.log_index})"
            return Fact(Truth.NO, reason, EXACT)
        if not order.index < -1:
            return Fact(Truth.NO, f"(16) fails: {name} has the order k^({order.index})", EXACT)
        if order.wanders:
            return Fact(Truth.NO, f"(16) fails: {name}/k^({order.index}) keeps oscillating", ENCLOSED)
        if not order.steady:
            return unsettled(f"(16): {name} over its power of k is not known to converge")
    return Fact(Truth.YES, f"(16): lambda_k ~ k^({eigenvalues.index}), lambda_k w_k^2 ~ k^({energies.index})", EXACT)


def _argmax(own: Derivation, powers: Spectrum) -> tuple[Fact, sympy.Expr | None]:
    """What carries over (step 4)."""
    frontier, m = own.frontier, own.growth.m
    if frontier.argmax.holds:
        return frontier.argmax, frontier.kappa
    if m is not None and bool(powers.a < powers.b * (1 - 2 * m)):
        return frontier.argmax, None
    return BESIDE, None


def _pruned_beside(own: Derivation, powers: Spectrum, delta: sympy.Expr) -> Truncation | None:
    """Step 6; None without (2), or where S is infinite or decided by logarithms."""
    known, growth = own.truncation, own.growth
    if known is None or growth.m is None or not (growth.fact.holds and bool(powers.s < 2 * growth.m * powers.b)):
        return None
    if delta == 0:
        return known
    moving = growth.fact.implies(Truth.NO, f"Delta L_P = Theta(k_*^({powers.s}) (log k_*)^({delta}))")
    return replace(known, collapse=moving, critical=moving)


def _not_pruned() -> Truncation:
    """Nothing is known of pruning."""
    open_ = unsettled("pruning was derived where (2) holds and lambda_k, lambda_k w_k^2 are ~ powers of k and log k")
    return Truncation(open_, open_, open_, open_, rigour=open_.rigour)


def leading(orders: tuple[Order, Order]) -> Spectrum | None:
    """The exact powers that the modes are ~ to, times powers of log k."""
    (b, Lambda), (a, W) = ((-order.index, order.coefficient) for order in orders)
    known = all(order.plain and order.log_index.is_Rational for order in orders)
    return Spectrum(a, b, Lambda, W) if known and Lambda.is_Rational and W.is_Rational else None
