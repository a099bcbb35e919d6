"""Constants of condition (2) where they matter for large t: on 0 < lambda <= edge, t >= T.

The global c1, c2 of (2) cannot meet when g/(lambda^m t^n) is one thing at lambda = Lambda and
another as lambda -> 0 (lambda t/(1+lambda): 1/2 and 1).  The sums only need them together near the frontier:

1. edge is so small that the modes above it are learned: c1 edge^m T^n >= DEPTH + 2 (chi + |gamma|) log T,
   with the global c1; above the edge g >= c1 edge^m t^n is all that is used.
2. Below it g/(lambda^m t^n) is enclosed by the branch and bound of ``cover``, to TOLERANCE,
   on the whole quadrant 0 < lambda <= edge, t >= T.

L then lies between the monomial cases of the two new constants, up to W zeta(a) e^(-2 c1 edge^m t^n)
from the modes above the edge, and S up to (W/Lambda) 2 e^(-c1 edge^m t^n) sum_{k <= K} k^(s-1),
K = (Lambda/edge)^(1/b).  For every monomial the edge is Lambda: nothing is split off.

Left out: a g whose ratio to lambda^m t^n has no limit on the frontier (oscillations, G not a
power); its constants stay apart, and the theorems as wide as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

import sympy

from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import GrowthConstants, divided, exact_end, sharpened_range
from spectral_proofs.bounds.monomial_case import PowerSpectrum
from spectral_proofs.bounds.region import as_exact
from spectral_proofs.errors import UndecidedError

#: -log of what the modes above the edge may still contribute.
DEPTH = 64
TOLERANCE = Fraction(1, 10**5)
_EFFORT = 800  # for each of the two bounds


@dataclass(frozen=True)
class Nearby:
    """growth.c1 lambda^m t^n <= g <= growth.c2 lambda^m t^n for 0 < lambda <= edge, t >= growth.t0: proved.

    For edge < lambda <= Lambda, g >= floor lambda^m t^n.
    """

    growth: GrowthConstants
    edge: sympy.Rational
    floor: sympy.Expr


def everywhere(growth: GrowthConstants, spectrum: PowerSpectrum) -> Nearby:
    """The global constants, with nothing split off."""
    return Nearby(growth, spectrum.Lambda, growth.c1)


def nearby(g: sympy.Expr, growth: GrowthConstants, spectrum: PowerSpectrum, t0: sympy.Rational) -> Nearby:
    """The constants from t0 on, below an edge that leaves only learned modes above; at worst the global ones.

    Args:
        g: the evolution function, of which ``growth`` is proved.
        growth: condition (2) on the whole quadrant.
        spectrum: the power laws.
        t0: at least growth.t0.
    """
    later = replace(growth, t0=t0)
    if growth.c1 == growth.c2:
        return everywhere(later, spectrum)
    edge = _edge(growth, spectrum, t0)
    try:
        found = _range(g, growth, edge, t0)
    except UndecidedError:
        return everywhere(later, spectrum)
    c1, c2 = (numbers.as_rational(end) for end in found)
    return Nearby(replace(later, c1=max(c1, growth.c1), c2=min(c2, growth.c2)), edge, growth.c1)


def _edge(growth: GrowthConstants, spectrum: PowerSpectrum, t0: sympy.Rational) -> sympy.Rational:
    """A power of two times Lambda, not above Lambda."""
    indices = growth.n * (abs(spectrum.a - 1) + abs(1 + spectrum.b - spectrum.a)) / (growth.m * spectrum.b)
    with working_precision(numbers.PRECISION):
        time = numbers.ball(t0)
        wanted = DEPTH + 2 * numbers.ball(indices) * time.log()
        lam = (wanted / (numbers.ball(growth.c1) * time ** numbers.ball(growth.n))) ** (1 / numbers.ball(growth.m))
        halvings = -(lam / numbers.ball(spectrum.Lambda)).log() / numbers.ball(sympy.Integer(2)).log()
        count = int(float(halvings.lower().floor()))
    return spectrum.Lambda / sympy.Integer(2) ** max(count, 0)


def _range(
    g: sympy.Expr, growth: GrowthConstants, edge: sympy.Rational, t0: sympy.Rational
) -> tuple[Fraction, Fraction]:
    node = compile_expression(divided(g, growth.m, growth.n))
    found: Interval = sharpened_range(node, as_exact(edge), as_exact(t0), TOLERANCE, _EFFORT)
    return exact_end(found.lo), exact_end(found.hi)
