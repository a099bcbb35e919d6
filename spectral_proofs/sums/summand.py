"""Kernels in balls: F(g), and t times its derivative by t.  With d = t dg/dt:

kernel   F                  t dF/dt
DECAY    exp(-2g)           -2 d exp(-2g)
RISE     1 - exp(-g)        d exp(-g)
ENERGY   (1 - exp(-g))^2    2 d (1 - exp(-g)) exp(-g)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from flint import acb, arb, fmpq

from spectral_proofs.sums.modes import Kernel, ModeSum
from spectral_proofs.sums.operations import Ball

_PLAIN = 65536.0  # midpoints below which exp(x) is as good as it can be
_SMALL = 0.25  # |g| below which 1 - exp(-g) is not taken from exp(-g)


class Samples(tuple[Sequence[Ball], ...]):
    """Outputs of g at points that are narrow balls, and what the kernels have in common there."""

    @cached_property
    def decays(self) -> tuple[list[Ball], list[Ball]]:
        """exp(-g) and 1 - exp(-g) at the points: one function call each, which L, S and their slopes share."""
        decays, rises = list[Ball](), list[Ball]()
        for values in self:
            g = values[0]
            size = float(g.real)
            if -_SMALL < size < _SMALL and (isinstance(g, arb) or -_SMALL < float(g.imag) < _SMALL):
                rise = -(-g).expm1()
                decay = 1 - rise
            else:
                decay = (-g).exp() if -_PLAIN < size < _PLAIN else _exp(-g)
                rise = 1 - decay
            decays.append(decay)
            rises.append(rise)
        return decays, rises


@dataclass(frozen=True)
class Summand:
    """h(x) = c x^exponent F(g, d) at real or complex x; ``slope`` picks t dF/dt in place of F.

    ONE has no g: its sums are zeta functions (`abel_plana.powers`), and it never gets here.
    """

    kernel: Kernel
    slope: bool
    exponent: Fraction  # the power of x in front
    coefficient: Fraction = Fraction(1)  # c
    weight: int = 0  # which output, counted from the end, is a further factor of F; 0: none

    @classmethod
    def of(cls, modes: ModeSum, slope: bool = False) -> Summand:
        """The summand of a sum, or of t times its t-derivative."""
        return cls(modes.kernel, slope, modes.power, modes.coefficient, modes.weight)

    @property
    def order_of_g(self) -> int:
        """F = O(g^n) as g -> 0, t dF/dt = O(d g^(n-1)) for n > 0."""
        return {Kernel.RISE: 1, Kernel.ENERGY: 2}.get(self.kernel, 0)

    def shape(self, values: Sequence[Ball]) -> Ball:
        """F(g), or t dF/dt, from balls of g and d; times the weight."""
        return self._bare(values) * values[-self.weight] if self.weight else self._bare(values)

    def _bare(self, values: Sequence[Ball]) -> Ball:
        g = values[0]
        if self.kernel is Kernel.DECAY:
            decay = _exp(-2 * g)
            return -2 * values[1] * decay if self.slope else decay
        if self.kernel is Kernel.RISE:
            return values[1] * _exp(-g) if self.slope else -(-g).expm1()
        if self.slope:
            return -2 * values[1] * (-g).expm1() * _exp(-g)
        rise = -(-g).expm1()
        return rise * rise

    def shapes(self, points: Sequence[Sequence[Ball]]) -> list[Ball]:
        """The same at many points."""
        bare = self._bare_shapes(points)
        return [x * values[-self.weight] for x, values in zip(bare, points, strict=True)] if self.weight else bare

    def _bare_shapes(self, points: Sequence[Sequence[Ball]]) -> list[Ball]:
        if not isinstance(points, Samples):  # on wide balls the square of exp(-g) is a worse bound than exp(-2g)
            return [self._bare(values) for values in points]
        decays, rises = points.decays
        if self.slope:
            others = {Kernel.RISE: decays, Kernel.DECAY: [-2 * x * x for x in decays]}.get(self.kernel)
            others = others or [2 * x * y for x, y in zip(decays, rises, strict=True)]
            return [values[1] * other for values, other in zip(points, others, strict=True)]
        if self.kernel is Kernel.RISE:
            return rises
        return [x * x for x in (decays if self.kernel is Kernel.DECAY else rises)]

    def settled(self, decays: Sequence[arb]) -> tuple[int, list[arb]]:
        """What F tends to for large g, 0 or 1, and bounds of its distance from that where |exp(-g)| is so large.

        |exp(-2g)| = d^2, |(1 - exp(-g))^2 - 1| <= d (2 + d), d = |exp(-g)|; infinite for slopes and weights.
        """
        if self.slope or self.weight:
            return 0, [arb.pos_inf() for _ in decays]
        if self.kernel is Kernel.DECAY:
            return 0, [d * d for d in decays]
        return 1, list(decays) if self.kernel is Kernel.RISE else [d * (2 + d) for d in decays]

    def power_integral(self, left: arb, right: arb) -> arb:
        """Integral of x^(exponent+1) d log x over [left, right]."""
        rate = ball(self.exponent + 1)
        return right - left if rate == 0 else (left * rate).exp() * ((right - left) * rate).expm1() / rate

    def range(self, ranges: Sequence[tuple[arb, arb]]) -> arb:
        """All values of F, or of t dF/dt, for g and d in intervals; times the weight."""
        bare = self._bare_range(ranges)
        return bare * _hull(ranges[-self.weight]) if self.weight else bare

    def _bare_range(self, ranges: Sequence[tuple[arb, arb]]) -> arb:
        low, high = ranges[0]
        if self.kernel is Kernel.DECAY:
            decay = _hull((_end(-2 * low), _end(-2 * high)))
            return -2 * _hull(ranges[1]) * decay if self.slope else decay
        decays = _end(-low), _end(-high)
        rise = (1 - decays[0]).union(1 - decays[1])
        if self.kernel is Kernel.RISE:
            return _hull(ranges[1]) * _hull(decays) if self.slope else rise
        plain: arb = rise * rise
        return 2 * _hull(ranges[1]) * rise * _hull(decays) if self.slope else plain


def ball(r: Fraction) -> arb:
    """Enclosure of a rational at the current precision."""
    return arb(fmpq(r.numerator, r.denominator))


def _end(x: arb) -> arb:
    """exp(x), also at minus infinity."""
    value: arb = arb(0) if x == arb.neg_inf() else _exp(x)
    return value


def _hull(ends: tuple[arb, arb]) -> arb:
    return ends[0].union(ends[1])


def _exp(x: Ball) -> Ball:
    """exp(x); a ball wide beside 1 but narrow beside its midpoint is split, as Arb rounds its ends to 30 bits."""
    real = x.real
    if -_PLAIN < float(real) < _PLAIN:
        return x.exp()
    middle = real.mid()
    if not real.rad() * 65536 < abs(middle):
        return x.exp()
    if real.rad() > 65536:  # no digit is left: |exp x| <= exp(sup Re x)
        size = arb(0, real.upper().exp().upper())
        return size if isinstance(x, arb) else acb(size, size)
    return (x - middle).exp() * middle.exp()
