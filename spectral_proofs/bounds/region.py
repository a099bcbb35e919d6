"""Regions of the quadrant: convex polyhedra in the plane of (log lambda, log t).

A region is conv(vertices) + cone(rays).  A monomial lambda^alpha t^beta is the
exponential of a linear function there, so its exact range is read off:

1. at a vertex, lambda^alpha t^beta is a number;
2. along a ray (du, dv), which means lambda -> lambda 2^(-r du), t -> t 2^(r dv)
   with r >= 0, it grows, stays or falls as beta dv - alpha du is > 0, = 0, < 0;
3. the supremum is the largest vertex value, or +inf if some ray grows; the
   infimum is the smallest vertex value, or 0 if some ray falls.

A box {lam_lo < lambda <= lam_hi, t_lo <= t <= t_hi} is the case of axis-parallel
sides, with ray (1, 0) when lam_lo = 0 and (0, 1) when t is unbounded.  The
closure is used throughout: bounds on it hold on the box.
Fans of cones are what decides bounds "for all lambda and t at once" (tropical
geometry: G. Mikhalkin, "Tropical geometry and its applications", ICM 2006).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.interval import INF, ZERO, Interval, greatest, least
from spectral_proofs.bounds import numbers

Ray = tuple[int, int]  # (du, dv): lambda falls by 2^-du, t grows by 2^dv, per unit


@dataclass(frozen=True, slots=True)
class Vertex:
    """The point lambda = lam 2^(-u), t = time 2^v; lam, time > 0 and u, v exact."""

    lam: Fraction
    time: Fraction
    u: Fraction = Fraction(0)
    v: Fraction = Fraction(0)

    def moved(self, ray: Ray, distance: Fraction) -> Vertex:
        """The point ``distance`` units along a ray."""
        return Vertex(self.lam, self.time, self.u + ray[0] * distance, self.v + ray[1] * distance)

    def value(self, alpha: sympy.Expr, beta: sympy.Expr) -> Interval:
        """lambda^alpha t^beta here."""
        product = _power(self.lam, alpha) * _power(self.time, beta)
        shift = numbers.plus(
            numbers.times(beta, numbers.as_rational(self.v)), numbers.times(alpha, numbers.as_rational(-self.u))
        )
        return Interval.of(product * _power(Fraction(2), shift))

    def coordinates(self) -> tuple[Interval, Interval]:
        """lambda and t as intervals."""
        return self.value(sympy.S.One, sympy.S.Zero), self.value(sympy.S.Zero, sympy.S.One)


@dataclass(frozen=True)
class Region:
    """conv(vertices) + cone(rays); at most four vertices and two rays are ever used.

    Where the region is to be searched (``cover``), its vertices are one point, moved: they share lam and time.
    """

    vertices: tuple[Vertex, ...]
    rays: tuple[Ray, ...] = ()
    _ranges: dict[tuple[sympy.Expr, sympy.Expr], Interval] = field(default_factory=dict, compare=False, repr=False)

    def monomial(self, alpha: sympy.Expr, beta: sympy.Expr) -> Interval:
        """Range of lambda^alpha t^beta: within (0, inf), ends 0 and +inf where a ray leads there."""
        key = (alpha, beta)
        known = self._ranges.get(key)
        if known is None:
            known = self._ranges[key] = self._monomial(alpha, beta)
        return known

    def _monomial(self, alpha: sympy.Expr, beta: sympy.Expr) -> Interval:
        slopes = [slope(ray, alpha, beta) for ray in self.rays]
        values = [vertex.value(alpha, beta) for vertex in self.vertices]
        low = ZERO if -1 in slopes else least([x.lo for x in values])
        high = INF if 1 in slopes else greatest([x.hi for x in values])
        return Interval(low, high)

    def bounded(self, alpha: sympy.Expr, beta: sympy.Expr) -> bool:
        """The monomial stays below a constant."""
        return all(slope(ray, alpha, beta) <= 0 for ray in self.rays)

    def vanishes(self, alpha: sympy.Expr, beta: sympy.Expr) -> bool:
        """The monomial is bounded and tends to 0 along some ray."""
        slopes = [slope(ray, alpha, beta) for ray in self.rays]
        return bool(slopes) and max(slopes) <= 0 and min(slopes) < 0


@dataclass(frozen=True)
class Box:
    """{lam_lo < lambda <= lam_hi, t_lo <= t <= t_hi}: lam_lo may be 0; t_hi None means t is unbounded.

    Equal ends fix that variable.  Any exact rational type that Fraction accepts will do.
    """

    lam_lo: Fraction
    lam_hi: Fraction
    t_lo: Fraction
    t_hi: Fraction | None = None

    def region(self) -> Region:
        """The same set as a polyhedron."""
        lows, highs = as_exact(self.lam_lo), as_exact(self.lam_hi)
        first, last = as_exact(self.t_lo), None if self.t_hi is None else as_exact(self.t_hi)
        lams = sorted({highs} if lows == 0 else {lows, highs})
        times = sorted({first} if last is None else {first, last})
        if lams[0] <= 0 or times[0] <= 0 or lows > highs or (last is not None and last < first):
            raise ValueError(f"not a box of positive numbers: {self}")
        rays: tuple[Ray, ...] = ((1, 0),) * (lows == 0) + ((0, 1),) * (last is None)
        return Region(tuple(Vertex(x, y) for x in lams for y in times), rays)


def as_exact(value: object) -> Fraction:
    """Fraction from int, Fraction, str or a SymPy Rational."""
    if isinstance(value, sympy.Rational):
        return Fraction(int(value.p), int(value.q))
    if isinstance(value, int | str | Fraction):
        return Fraction(value)
    raise TypeError(f"exact rational expected, got {value!r}")


def slope(ray: Ray, alpha: sympy.Expr, beta: sympy.Expr) -> int:
    """Sign of d log(lambda^alpha t^beta) along a ray: 1 grows, 0 constant, -1 falls."""
    if ray == (1, 0):
        return -numbers.sign(alpha)
    if ray == (0, 1):
        return numbers.sign(beta)
    across = numbers.times(alpha, sympy.Integer(-ray[0]))
    return numbers.sign(numbers.plus(across, numbers.times(beta, sympy.Integer(ray[1]))))


def _power(base: Fraction, exponent: sympy.Expr) -> arb:
    if base == 1 or exponent is sympy.S.Zero:
        return arb(1)
    number = arb(fmpq(base.numerator, base.denominator))
    fraction = numbers.as_fraction(exponent)
    if fraction is None:
        return number ** numbers.ball(exponent)
    if fraction.denominator == 1:
        return number ** int(fraction)
    return number ** fmpq(fraction.numerator, fraction.denominator)
