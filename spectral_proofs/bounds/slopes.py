"""Monotonicity on a piece: bounds are attained on its faces.

With u = -log2 lambda and v = log2 t, the derivative of h along (du, dv) is
log 2 * (dv t dh/dt - du lambda dh/dlambda).  If its sign is settled on a region
that is swept along (du, dv), the infimum lies on the face where the sweep
starts (or ends), and so on for the face: at best only vertices remain.  h must be continuous on the region
(:mod:`spectral_proofs.problem.expression.continuity`): 2 + atan(1/(1/2 - lambda)) falls at lambda = 1/2.

Source: the monotonicity test of interval branch and bound, R. B. Kearfott,
"Rigorous Global Search", 1996, sec. 5.2.  Left out: large expressions, whose
derivatives would cost more than the splitting that they save.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from math import gcd, lcm

import sympy

from spectral_proofs.balls.interval import Interval
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.monomial import sign_range
from spectral_proofs.bounds.nodes import Node
from spectral_proofs.bounds.region import Ray, Region, Vertex
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.continuity import may_vanish
from spectral_proofs.problem.expression.degrees import moderate
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

LARGEST = 120  # operations; beyond, factoring derivatives is slow


@dataclass(frozen=True)
class Sweep:
    """A region as the face ``start`` moved along ``direction``, up to ``end`` (None: for ever)."""

    direction: Ray
    start: Region
    end: Region | None


@dataclass
class Slopes:
    """Signs of the directional derivatives of one expression."""

    expression: sympy.Expr
    _nodes: dict[Ray, Node | None] = field(default_factory=dict)

    @cached_property
    def _breaks(self) -> list[Node] | None:
        """Where they have a sign, the expression is continuous; None where one of them has no enclosure."""
        try:
            return [compile_expression(part) for part in may_vanish(self.expression)]
        except UndecidedError:
            return None

    def sign(self, direction: Ray, region: Region) -> int | None:
        """1 non-decreasing, -1 non-increasing, 0 constant along the direction; None unknown."""
        node = self._node(direction)
        if node is None:
            return None
        try:
            found = sign_range(node, region)[0]
            if self._breaks is None or any(sign_range(part, region)[0].contains_zero() for part in self._breaks):
                return None
        except UndecidedError:
            return None
        if found.lo >= 0:
            return 0 if found.hi <= 0 else 1
        return -1 if found.hi <= 0 else None

    def _node(self, direction: Ray) -> Node | None:
        if direction not in self._nodes:
            self._nodes[direction] = _derivative(self.expression, direction)
        return self._nodes[direction]


def _derivative(expression: sympy.Expr, direction: Ray) -> Node | None:
    if sympy.count_ops(expression) > LARGEST or expression.atoms(sympy.Max, sympy.Min, sympy.Abs):
        return None
    slope = direction[1] * TIME * sympy.diff(expression, TIME) - direction[0] * LAMBDA * sympy.diff(expression, LAMBDA)
    try:
        return compile_expression(factored_form(slope))
    except UndecidedError:
        return None


def factored_form(expression: sympy.Expr) -> sympy.Expr:
    """The expression over one denominator, factored, when it is small enough; else unchanged."""
    if sympy.count_ops(expression) > 3 * LARGEST:
        return expression
    try:
        fraction = sympy.together(expression)
        return sympy.factor(fraction) if moderate(fraction) else fraction
    except (sympy.PolynomialError, NotImplementedError):
        return expression


def sweeps(region: Region) -> list[Sweep]:
    """Every way in which the region is swept by one of its faces."""
    result = [_ray_sweep(region, ray) for ray in region.rays]
    if len(region.vertices) == 4:
        a, b, c, d = region.vertices
        result += [_edge_sweep(region, (a, b), (c, d)), _edge_sweep(region, (a, c), (b, d))]
    elif len(region.vertices) == 2:
        result.append(_edge_sweep(region, region.vertices[:1], region.vertices[1:]))
    return result


def _ray_sweep(region: Region, ray: Ray) -> Sweep:
    others = tuple(x for x in region.rays if x != ray)
    return Sweep(ray, Region(region.vertices, others), None)


def _edge_sweep(region: Region, start: tuple[Vertex, ...], end: tuple[Vertex, ...]) -> Sweep:
    if (start[0].lam, start[0].time) != (end[0].lam, end[0].time):
        raise ValueError("the vertices of a region that is searched must be one point, moved")
    du, dv = end[0].u - start[0].u, end[0].v - start[0].v
    return Sweep(_primitive(du, dv), Region(start, region.rays), Region(end, region.rays))


def _primitive(du: Fraction, dv: Fraction) -> Ray:
    scale = lcm(du.denominator, dv.denominator)
    x, y = int(du * scale), int(dv * scale)
    common = gcd(x, y) or 1
    return x // common, y // common


def extreme_face(slopes: Slopes, region: Region, towards: int) -> Region:
    """A face on which the expression is as small (towards 1) or as large (-1) as on the whole region."""
    for sweep in sweeps(region):
        sign = slopes.sign(sweep.direction, region)
        if sign is None:
            continue
        if sign in (0, towards):
            return extreme_face(slopes, sweep.start, towards)
        if sweep.end is not None:
            return extreme_face(slopes, sweep.end, towards)
    return region


def narrowed(found: Interval, low: Interval, high: Interval) -> Interval:
    """The enclosure, with its lower end from one face and its upper end from another."""
    return found.intersect(Interval(low.lo, high.hi)) if low.lo <= high.hi else found
