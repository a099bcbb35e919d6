"""The conditions at the frontier for one g as a Coq theorem ``frontier_condition``.

1. g is written in the coordinates of its frontier, below and above it (:mod:`at_frontier`).
2. From t >= 3, 10, 100, 1000, whichever is first, both sides have bounds (:mod:`frontier_sides`).
3. The Coq text (:mod:`frontier_text`) carries these over to all lambda and t.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy
from flint import arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import rounded_up
from spectral_proofs.bounds.numbers import ball
from spectral_proofs.certificate import frontier_text
from spectral_proofs.certificate.at_frontier import Frontier, Side, coq_scale, on_side
from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.certificate.frontier_sides import (
    NAMES_ABOVE,
    NAMES_BELOW,
    Box,
    above_frontier,
    below_frontier,
    filled_in,
)
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum

_STARTS = (3, 10, 100, 1000)


@dataclass(frozen=True)
class FrontierProof:
    """The constants of ``at_frontier``, those of the first mode where it is known, and the Coq text."""

    frontier: Frontier
    t0: sympy.Rational
    kappa: sympy.Rational
    mu: sympy.Rational
    theta: sympy.Rational
    M: sympy.Rational
    r: sympy.Rational
    first: sympy.Rational | None  # M1: e^(-2g) >= M1 (l/Lambda)^r at the first mode
    text: str


def frontier_proof(g: sympy.Expr, spectrum: Spectrum, frontier: Frontier) -> FrontierProof:
    """From the first start at which both sides have bounds.

    Raises UndecidedError: none has; the message says what is missing at the last one.
    """
    below, above = on_side(g, frontier, above=False), on_side(g, frontier, above=True)
    reason = ""
    for start in _starts(spectrum, frontier):
        box = Box(_inverse_root(start, frontier.D))
        try:
            return _filled(spectrum, frontier, start, box, below, above)
        except UndecidedError as error:
            reason = str(error)
    raise UndecidedError(reason)


def _starts(spectrum: Spectrum, frontier: Frontier) -> Iterator[sympy.Rational]:
    """Times from which on the frontier is in the spectrum."""
    if frontier.p == 0 and spectrum.Lambda < 1:
        raise UndecidedError("the frontier 1/log t is not yet in the spectrum at the times tried")
    needed = sympy.ceiling(spectrum.Lambda ** (-1 / frontier.rho)) + 1 if frontier.p else sympy.S.Zero
    yield from sorted({sympy.Max(sympy.Integer(t), needed) for t in _STARTS})


def _inverse_root(t0: sympy.Rational, D: int) -> sympy.Rational:
    """A little above t0^(-1/D)."""
    with working_precision(64):
        return rounded_up(ball(t0 ** sympy.Rational(-1, D)) * (1 + arb(2) ** -12))


def _filled(
    spectrum: Spectrum, frontier: Frontier, t0: sympy.Rational, box: Box, under: Side, over: Side
) -> FrontierProof:
    below, above = below_frontier(under, box), above_frontier(over, box, spectrum, frontier.E)
    mu = sympy.Rational(below.m, frontier.E)
    numbers = {
        "Lambda": spectrum.Lambda,
        "t0": t0,
        "v0": box.v0,
        "kappa": below.kappa,
        "mu": mu,
        "theta": above.theta,
        "M": above.M,
        "r": above.r,
        "M1": above.first or sympy.S.Zero,
    }
    texts = {name: coq_text(value, {}) for name, value in numbers.items()} | above.values
    texts |= {"rho": coq_text(frontier.rho, {}), "p": str(frontier.p)}
    texts |= {"D": str(frontier.D), "E": str(frontier.E), "frontier": frontier.text, "scale": coq_scale(frontier)}
    texts |= {"below": coq_text(under.expression, NAMES_BELOW), "above": coq_text(over.expression, NAMES_ABOVE)}
    texts |= {"to_below": _replacing(under), "to_above": _replacing(over), "m_below": str(below.m)}
    texts |= {
        "below_bounds": filled_in(below.text, {**texts, "m": str(below.m)}),
        "above_bounds": filled_in(above.bounds, texts),
    }
    texts["by_above"] = filled_in(above.by, texts)
    parts = [frontier_text.COORDINATES, frontier_text.CONDITION, *([frontier_text.FIRST] if above.first else [])]
    text = "\n".join(filled_in(part, texts) for part in parts)
    first = above.first
    return FrontierProof(frontier, t0, below.kappa, mu, above.theta, above.M, above.r, first, text)


def _replacing(side: Side) -> str:
    return "".join(f"  replace {r.old} with {r.new} by ({r.tactic}).\n" for r in side.replacements)
