"""Exponents of compute-optimal training on modes that are no exact powers of k (:mod:`.parameters.optimum`).

With L = Theta(t^-chi (log t)^-chi_log), chi > 0, T(N) = Theta(N^(1-a) (log N)^alpha) and
max(L(t), T(N)) <= L(N, t) <= L(t) + T(N), every best N at C = N t balances the two:

    N* = Theta(C^nu (log C)^n), nu = chi/(chi+a-1), n = (chi_log + alpha)/(chi+a-1), L* = Theta(T(N*)),
    k_* = Theta(t^(rho/b) (log t)^((rho_log+beta)/b)) at t* = C/N*.

Geometric modes: T(N) = Theta(e^(-p kappa N)), so that N* = Theta(log C) and L* = Theta(L(C/log C)).

Left out: chi = 0; limits and constants (:mod:`.further_on_modes`).
"""

from __future__ import annotations

import sympy

from spectral_proofs.derivation.on_modes import OnModes
from spectral_proofs.derivation.parameters.optimum import Exponents
from spectral_proofs.derivation.residual_on_modes import ResidualOnModes

ZERO, ONE = sympy.S.Zero, sympy.S.One


def exponents_on(found: OnModes | ResidualOnModes) -> Exponents:
    """Powers of C and log C; none, with a note, where L is of no order on these scales."""
    loss, level, modes, powers = found.derivation.loss, found.derivation.frontier.level, found.modes, found.powers
    if not loss.theta.holds or loss.index is None or loss.log_index is None:
        return Exponents(note=f"undecided: {loss.theta.reason}")
    chi, log = -loss.index, -loss.log_index
    if not bool(chi > 0):
        return Exponents(note=f"undecided: {loss.formula} falls by no power of t")
    if modes.geometric:
        return Exponents(ZERO, ONE, -chi, ONE, -ONE, chi - log, balanced=-ONE)
    if modes.open or modes.alpha is None or modes.beta is None:
        return Exponents(note=f"undecided: {modes.open}")
    whole, fall = chi + powers.a - 1, powers.a - 1
    size, size_log = chi / whole, (log + modes.alpha) / whole
    density = density_log = None
    if level.theta.holds and level.index is not None and level.log_index is not None:
        rho, rho_log = -level.index, -level.log_index
        density = (1 - size) * rho / powers.b - size
        density_log = (rho_log + modes.beta - rho * size_log) / powers.b - size_log
    return Exponents(
        size,
        1 - size,
        -fall * size,
        size_log,
        -size_log,
        modes.alpha - fall * size_log,
        density,
        density_log,
        2 * size - 1,
    )
