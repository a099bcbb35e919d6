"""Compute-optimal training under a scaling function: what the best model of N modes at C = N t tends to.

1. L(t) ~ W/b Lambda^(-w) l^w int_0^oo x^(w-1) e^(-2 G(x)) dx, l = t^(-rho), w = (a-1)/b, is to be the derived law of L,
   constant and all: by Theorem 1 the head condition holds exactly then.
2. L(N, t) ~ W k^(1-a) Phi(N/k) then, uniformly for N/k in compact sets: Phi decreases and is continuous, and each
   L(N, t) decreases in N (a theorem of Polya).
3. max(L(t), T(N)) <= L(N, t) <= L(t) + T(N), T(N) the sum of lambda_j w_j^2 beyond N, keeps N/k of the best models in a
   compact set, so that it tends to the minimum of nu^e Phi(nu) (:mod:`spectral_proofs.bounds.optimum`).

Source: docs/theory.md, Theorem 13. Left out: the limits where the scale has a slowly varying factor, or G is not known
to increase.
"""

from __future__ import annotations

from spectral_proofs.bounds.optimum import compute_optimum
from spectral_proofs.derivation.carried import carried_by
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.scaling import scaling_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Derivation
from spectral_proofs.results.further import Optimum
from spectral_proofs.results.rigour import ENCLOSED, weakest


def optimum(context: Context, known: Derivation) -> Optimum:
    """The limits; raises UndecidedError with what is missing for them."""
    loss, level, spectrum = known.loss, known.frontier.level, context.spectrum
    if not loss.equivalent.holds or loss.constant is None:
        raise UndecidedError(f"L has no constant: {loss.equivalent.reason}")
    if loss.log_index != 0 or level.log_index != 0:
        raise UndecidedError("a power of log t is left in L or lambda_*")
    scaling = scaling_of(context, known.frontier)
    if scaling is None:
        raise UndecidedError("no scaling function with powers at its ends")
    if not carried_by(scaling.G, loss, spectrum):
        raise UndecidedError("the frontier alone does not carry L, with the constant of its scaling function")
    found = compute_optimum(scaling, spectrum)
    rigours = loss.rigour, loss.constant_rigour, loss.equivalent.rigour, level.rigour
    return Optimum(*found, weakest(ENCLOSED, *rigours))
