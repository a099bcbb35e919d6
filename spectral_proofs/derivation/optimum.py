"""Compute-optimal training under a scaling function: what the best model of N modes at C = N t tends to.

1. L(t) ~ W/b Lambda^(-w) l^w int_0^oo x^(w-1) e^(-2 G(x)) dx, l = t^(-rho) (log t)^(-v), w = (a-1)/b, is to be the
   derived law of L, constant and all: by Theorem 1 the head condition holds exactly then. Beside logarithms of k there
   is a power of log k_* more.
2. L(N, t) ~ W k^(1-a) Phi(N/k) then, uniformly for N/k in compact sets: Phi decreases and is continuous, and each
   L(N, t) decreases in N (a theorem of Polya).
3. max(L(t), T(N)) <= L(N, t) <= L(t) + T(N), T(N) the sum of lambda_j w_j^2 beyond N, keeps N/k of the best models in a
   compact set, so that it tends to the minimum of nu^e Phi(nu) (:mod:`spectral_proofs.bounds.optimum`).

Source: docs/theory.md, Theorem 13. Left out: the limits where the scale has an iterated logarithm, rho = 0, or G is not
known to increase.
"""

from __future__ import annotations

from spectral_proofs.bounds.optimum import Slow, compute_optimum
from spectral_proofs.derivation.carried import carried_by
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.scaling import profile_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Derivation
from spectral_proofs.results.further import Optimum
from spectral_proofs.results.modes import ModeOrders
from spectral_proofs.results.rigour import ENCLOSED, weakest

_PURE = ModeOrders()


def optimum(context: Context, known: Derivation, modes: ModeOrders = _PURE) -> Optimum:
    """The limits on modes ~ those of the context times powers of log k; raises UndecidedError with what is missing."""
    loss, level, spectrum = known.loss, known.frontier.level, context.spectrum
    if not loss.equivalent.holds or loss.constant is None:
        raise UndecidedError(f"L has no constant: {loss.equivalent.reason}")
    if level.log_index is None or level.powers is None or any(power != 0 for power in level.powers[2:]):
        raise UndecidedError(f"more than a power of t and log t is left in {level.formula}")
    if modes.alpha is None or modes.beta is None:
        raise UndecidedError(modes.open)
    slow = Slow(-level.log_index, modes.beta, modes.alpha)
    scaling = profile_of(context, known.frontier)
    if scaling is None:
        raise UndecidedError("no scaling function of rho > 0 that ends like a power")
    fall = spectrum.a - 1
    if not carried_by(known.frontier, loss, spectrum, slow.energies - fall * slow.eigenvalues / spectrum.b):
        raise UndecidedError("the frontier alone does not carry L, with the constant of its scaling function")
    found = compute_optimum(scaling, spectrum, slow)
    rigours = loss.rigour, loss.constant_rigour, loss.equivalent.rigour, level.rigour
    return Optimum(*found, weakest(ENCLOSED, *rigours))
