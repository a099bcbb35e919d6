"""What the claims of sections 4 and 5 ask of g beyond the core derivation, derived when a claim asks for it.

Facts and laws say how they are known; other answers come with that. UndecidedError where SymPy cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import sympy

from spectral_proofs.claims.base import StageResults
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.modes import mode_number
from spectral_proofs.derivation.orthonormal import orthonormal_loss
from spectral_proofs.derivation.position import descent, weighted_residual
from spectral_proofs.derivation.reach import Reach, reach
from spectral_proofs.derivation.rounding import correlation_diverges, fixed_point_cost
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Fact, Growth, Hypotheses
from spectral_proofs.results.rigour import OPEN, Rigour, read_off

R = TypeVar("R")
_KEPT = 8


def learned_modes(results: StageResults) -> Asymptotics:
    """The effective mode number N(t) = sum (1 - exp(-g))."""
    return _learned_modes(results.derivation.g, results.spectrum, results.derivation.growth)


def position_numerator(results: StageResults) -> Asymptotics:
    """sum lambda_k^2 w_k^2 exp(-2g)."""
    return _position_numerator(results.derivation.g, results.spectrum, results.derivation.growth)


def position_falls(results: StageResults) -> Fact:
    """Whether the spectral position decreases for all large t."""
    return _asked(results.derivation.g, results.spectrum, descent)


def reach_of_modes(results: StageResults) -> Reach:
    """Loss floor and deepest position of N modes."""
    derivation = results.derivation
    increasing = derivation.hypotheses.increasing_in_lambda
    return _asked(derivation.g, results.spectrum, lambda context: reach(context, derivation.growth, increasing))


def orthonormal(results: StageResults) -> Fact:
    """Whether sum w_k^2 exp(-2g) is finite."""
    return _orthonormal(results.derivation.g, results.spectrum, results.derivation.hypotheses)


def coefficient_rounding(results: StageResults) -> tuple[str, bool | None, Rigour]:
    """Cost of rounding the coefficients alone to a fixed step, and whether eq. (10) then diverges (None: open)."""
    return _asked(results.derivation.g, results.spectrum, _coefficient_rounding)


def _coefficient_rounding(context: Context) -> tuple[str, bool | None, Rigour]:
    """The rigour is that of the divergence."""
    try:
        order = fixed_point_cost(context)[0]
    except UndecidedError as error:
        order = f"not derived: {error}"
    try:
        with context.reading() as read:
            diverges = correlation_diverges(context)
    except UndecidedError:
        return order, None, OPEN
    return order, diverges, read_off(read)


@lru_cache(maxsize=_KEPT)
def _learned_modes(g: sympy.Expr, spectrum: Spectrum, growth: Growth) -> Asymptotics:
    return _asked(g, spectrum, lambda context: mode_number(context, growth))


@lru_cache(maxsize=_KEPT)
def _position_numerator(g: sympy.Expr, spectrum: Spectrum, growth: Growth) -> Asymptotics:
    return _asked(g, spectrum, lambda context: weighted_residual(context, growth))


@lru_cache(maxsize=_KEPT)
def _orthonormal(g: sympy.Expr, spectrum: Spectrum, hypotheses: Hypotheses) -> Fact:
    return _asked(g, spectrum, lambda context: orthonormal_loss(context, hypotheses))


def _asked(g: sympy.Expr, spectrum: Spectrum, question: Callable[[Context], R]) -> R:
    context = Context(g, spectrum)
    try:
        return question(context)
    except (NotImplementedError, RecursionError) as error:  # how SymPy says that it cannot
        raise UndecidedError(f"symbolic derivation failed: {type(error).__name__} {error}".rstrip()) from error
