"""The perturbation energy between two lines: slope * phi(t) + offset, for all t >= t0.

phi = t^(n s/q), or log t when s = 1 + b - a = 0; q = m b, y = c Lambda^m (so Y = y t^n), s < 2q.

1. S[c1] - H <= S <= S[c2] + H with the constants of ``nearby``, H from the modes above the edge.
2. ``remainders``: S[c] = (W/Lambda) (J y^(s/q) t^(n s/q) + zeta(a-b) + r), and the logarithm for s = 0.
3. Where they are sharper (small t), the algebraic bounds of ``theorems`` replace zeta(a-b) + r:
   it lies in [-1/s, 0] for 0 < s < 1, and in the interval stated there for s = 0, Y >= 1.
4. Divided by phi (by 1 for s < 0), each line is monotone in t: its extremes over t >= t0
   are at t0 and at infinity.  For s >= 1 and s < 0 the algebraic bounds are compared here.

Source: as ``theorems``.  Left out: errors of the next order in c1, c2, which stay constants.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from flint import arb

from spectral_proofs.balls.interval import greatest, least
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.monomial_case import PowerSpectrum, Setting, setting
from spectral_proofs.bounds.near_zero import Nearby
from spectral_proofs.bounds.remainders import energy_remainder
from spectral_proofs.errors import UndecidedError


@dataclass(frozen=True)
class Line:
    """slope * phi(t) + offset."""

    slope: arb
    offset: arb


def energy_lines(near: Nearby, spectrum: PowerSpectrum) -> tuple[Line, Line]:
    """A line below S and one above it, for all t >= near.growth.t0."""
    x, s = setting(near.growth, spectrum), sympy.Rational(1 + spectrum.b - spectrum.a)
    front = x.W / x.Lambda
    slack = _learned(x, near, spectrum)
    (low, _), (_, high) = (_offsets(x, x.scale(c) * _power(near, x), s) for c in (x.c1, x.c2))
    if s == 0:
        logs = [(x.scale(c).log() + arb.const_euler() - arb.const_log2()) / x.q for c in (x.c1, x.c2)]
        slopes = [x.n / x.q, x.n / x.q]
        low, high = low + logs[0], high + logs[1]
    else:
        integral = energy_integral(x, s, near.growth.m * spectrum.b)
        slopes = [integral * x.scale(c) ** (x.s / x.q) for c in (x.c1, x.c2)]
    return Line(front * slopes[0], front * (low - slack)), Line(front * slopes[1], front * (high + slack))


def energy_ends(near: Nearby, spectrum: PowerSpectrum) -> tuple[arb, arb]:
    """C1 and C2 with C1 Phi(t) <= S(t) <= C2 Phi(t) for all t >= near.growth.t0, Phi = phi for s >= 0, else 1."""
    s = sympy.Rational(1 + spectrum.b - spectrum.a)
    if s == 0 and not near.growth.t0 > 1:
        raise UndecidedError("log t is not positive at t0")
    x = setting(near.growth, spectrum)
    below, above = energy_lines(near, spectrum)
    phi = numbers.ball(near.growth.t0).log() if s == 0 else _power(near, x) ** (x.s / x.q)
    lows, highs = (_extremes(line, phi, bool(s < 0)) for line in (below, above))
    low, high = least([end.lower() for end in lows]), greatest([end.upper() for end in highs])
    other = _algebraic(x, near, spectrum, s)
    return (low, high) if other is None else (greatest([other[0].lower(), low]), least([other[1].upper(), high]))


def energy_integral(x: Setting, s: sympy.Expr, q: sympy.Expr) -> arb:
    """J = int_0^oo x^(s-1) (1 - e^(-x^-q))^2 dx, continued to s < 0."""
    if sympy.expand(s - q) == 0:
        return 2 * arb.const_log2() / x.q
    ratio = x.s / x.q
    return (-ratio).gamma() * (arb(2) ** ratio - 2) / x.q


def _power(near: Nearby, x: Setting) -> arb:
    return numbers.ball(near.growth.t0) ** x.n


def _extremes(line: Line, phi: arb, bounded: bool) -> list[arb]:
    """The line over Phi at t0 and at infinity."""
    return [line.offset, line.offset + line.slope * phi] if bounded else [line.slope, line.slope + line.offset / phi]


def _offsets(x: Setting, y: arb, s: sympy.Rational) -> tuple[arb, arb]:
    """Bounds of zeta(a-b) + r (of gamma_E + r for s = 0) at Y >= y."""
    rest = energy_remainder(x, y)
    if s == 0:
        extra = 2 * arb(1).expint(arb(1)) / x.q + 1  # gamma_E + r is within [0, extra] for Y >= 1
        exact = (arb.const_euler() - rest, arb.const_euler() + rest)
        return (greatest([arb(0), exact[0].lower()]), least([extra, exact[1].upper()])) if y >= 1 else exact
    middle = (1 - x.s).zeta()
    if 0 < s < 1:
        return greatest([-1 / x.s, (middle - rest).lower()]), least([arb(0), (middle + rest).upper()])
    return middle - rest, middle + rest


def _learned(x: Setting, near: Nearby, spectrum: PowerSpectrum) -> arb:
    """2 e^(-c1 edge^m t^n) sum_{k <= K} k^(s-1), K = (Lambda/edge)^(1/b): what the modes above the edge may change."""
    if near.edge == spectrum.Lambda:
        return arb(0)
    count = numbers.ball(spectrum.Lambda / near.edge) ** (1 / x.b)
    rate = numbers.ball(near.floor) * numbers.ball(near.edge) ** x.m * _power(near, x)
    return 2 * (-rate).exp() * greatest([count, count**x.s])


def _algebraic(x: Setting, near: Nearby, spectrum: PowerSpectrum, s: sympy.Rational) -> tuple[arb, arb] | None:
    """The ends by unimodality, which need no large Y: s >= 1 and s < 0."""
    if 0 <= s < 1 or near.edge != spectrum.Lambda:
        return None
    ys, time, front = [x.scale(c) for c in (x.c1, x.c2)], _power(near, x), x.W / x.Lambda
    if s < 0:
        total = (1 - x.s).zeta()
        return front * (total - _unlearned(x, ys[0] * time)), front * total
    integral = energy_integral(x, s, near.growth.m * spectrum.b)
    errors = [(y * time) ** (-1 / x.q) / integral for y in ys]
    slopes = [front * integral * y ** (x.s / x.q) for y in ys]
    return slopes[0] * (1 - errors[0]), slopes[1] * (1 + errors[1])


def _unlearned(x: Setting, y: arb) -> arb:
    """Upper bound of sum_k k^(s-1) 2 e^(-Y k^-q), s < 0, by the Lemma of ``theorems``."""
    order = 1 - x.s
    integral = ((order - 1) / x.q).gamma() * y ** (-(order - 1) / x.q) / x.q
    return 2 * (integral + (y * x.q * arb.const_e() / order) ** (-order / x.q))
