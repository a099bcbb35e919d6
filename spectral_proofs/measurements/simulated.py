"""The perturbed model of appendix B with three modes, simulated (:mod:`spectral_proofs.measurements.simulation`).

f_k is taken at t = 1, where the first modes of a usual g are partly learned; both normalisations, with equal variances
and with Var eta_k = tau^2 lambda_k, four terms and their sum: twenty z-scores.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.measurements.arrays import eigenvalues, evolution, targets
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.gaussian import NU, SIGMA2, F, V, W, excess
from spectral_proofs.measurements.simulation import INPUTS, LIMIT, MODES, SEED, Model, z_scores

TIME_OF_MODEL = 1.0
_LEAST = 1e-150  # of an eigenvalue: its square is a float


@dataclass(frozen=True)
class Simulation:
    """Largest |z| over all terms, and whether it stood beyond ``limit`` in two independent samples."""

    largest: float
    limit: float
    refuted: bool
    modes: int
    inputs: int
    seed: int


def simulation(setting: Setting) -> Simulation:
    """Compare all terms; raises UndecidedError where g, or a square of lambda_k, is no positive float for k <= 3."""
    lam, w = eigenvalues(setting.spectrum, MODES), targets(setting.spectrum, MODES)
    if not (lam > _LEAST).all():
        raise UndecidedError(f"the first {MODES} eigenvalues are too small for floats")
    f = w * -np.expm1(-evolution(setting.g, lam, TIME_OF_MODEL))
    largest, refuted = 0.0, False
    for nu in (lam, np.ones(MODES)):
        for u in (lam, np.ones(MODES)):
            model = Model(f, w, nu, u)
            predicted = predicted_terms(model)
            found = max(map(abs, z_scores(model, predicted)))
            again = found > LIMIT and max(map(abs, z_scores(model, predicted, SEED + 1))) > LIMIT
            largest, refuted = max(largest, found), refuted or again
    return Simulation(largest, LIMIT, refuted, MODES, INPUTS, SEED)


def predicted_terms(model: Model) -> tuple[float, float, float, float]:
    """L and the three other sums of appendix B for finitely many modes, from the symbolic expansion."""
    terms = excess()
    symbols = (F, W, NU, V, SIGMA2)
    values: tuple[Any, ...] = (model.f, model.w, model.nu, model.tau**2 * model.u, model.sigma**2)
    found = []
    for term in (terms.clean, terms.features, terms.coefficients, terms.both):
        summand = sympy.lambdify(symbols, term, modules="numpy")(*values)
        found.append(float(np.sum(np.broadcast_to(summand, model.f.shape))))
    return found[0], found[1], found[2], found[3]
