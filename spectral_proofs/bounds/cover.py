"""Branch and bound over the whole quadrant 0 < lambda <= Lambda, t >= t0.

1. Start from one cone: apex (Lambda, t0), rays "lambda falls" and "t grows".
2. Enclose the expression on every piece; the hull of all enclosures is a proof.
3. Split the worst piece: a cone along a ray on which two terms balance (a hint
   of the enclosure), or into a strip and a smaller cone; a strip into two
   strips, or into a bounded parallelogram and a strip further out; a
   parallelogram into two.  Of two ways to split, the narrower result stays.
4. Points of the pieces give certified values, hence inner bounds; stop when
   inner and outer bounds agree to the tolerance, or when the effort is spent: enclosures are
   counted, each as many times as the expression has operations, so that no clock
   decides what is found.  What is returned is true in either case.

Source: interval branch and bound, R. B. Kearfott, "Rigorous Global Search",
1996; cones as in ``region``.  Slow cases use monotonicity (``slopes``).  Left out: Newton tests.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import count, pairwise

import sympy

from spectral_proofs.balls.interval import WHOLE, Interval, greatest, least
from spectral_proofs.bounds.factored import looseness
from spectral_proofs.bounds.monomial import ratio_range
from spectral_proofs.bounds.nodes import Node
from spectral_proofs.bounds.region import Ray, Region, Vertex
from spectral_proofs.bounds.slopes import Slopes, extreme_face, narrowed
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

#: How far along a ray a point stands for infinity, in factors of two.
FAR = Fraction(2**12)
#: Splits before derivatives are worth their cost: when both bounds are sought, and when one is.
PATIENCE = (12, 2)


@dataclass(frozen=True)
class Piece:
    """A region, the enclosure on it, and the width of the next strip to cut off."""

    region: Region
    range: Interval
    hints: frozenset[Ray] = frozenset()
    stride: int = 1


@dataclass
class Cover:
    """Pieces that cover the quadrant, and the certified values met so far."""

    node: Node
    measure: Callable[[Node, Region], tuple[Interval, set[Ray]]] = ratio_range
    pieces: list[tuple[float, int, Piece]] = field(default_factory=list)
    settled: list[Piece] = field(default_factory=list)
    smallest: Interval | None = None  # certified value at the point where the expression is smallest so far
    largest: Interval | None = None
    lowest_point: Vertex | None = None
    highest_point: Vertex | None = None
    slopes: Slopes | None = None
    splits: int = 0
    spent: int = 0  # enclosures times operations
    side: int = 0  # 1 or -1: only lower or only upper ends of the pieces' ranges are proved bounds
    _seen: set[Vertex] = field(default_factory=set)
    _order: count[int] = field(default_factory=count)

    @cached_property
    def price(self) -> int:
        """Effort of one enclosure."""
        return 2 + int(sympy.count_ops(self.node.expression))

    def bounds(self) -> Interval:
        """Proved bounds on the whole quadrant (one of them when the cover is one-sided)."""
        everything = [piece for _, _, piece in self.pieces] + self.settled
        result = everything[0].range
        for piece in everything[1:]:
            result = result.hull(piece.range)
        return result

    def enclose(self, region: Region, stride: int = 1) -> Piece:
        """Enclosure of the expression on a region; unbounded where nothing is known."""
        self.spent += self.price
        try:
            found, hints = self.measure(self.node, region)
        except UndecidedError:
            found, hints = WHOLE, set()
        return Piece(region, found, frozenset(hints), stride)

    def sharpen(self, piece: Piece) -> Piece:
        """The piece with bounds from its extreme faces, once splitting has proved slow."""
        if self.slopes is None or self.splits < PATIENCE[self.side != 0] or self.measure is not ratio_range:
            return piece
        if self.side:
            return self._one_sided(piece, self.slopes)
        low, high = extreme_face(self.slopes, piece.region, 1), extreme_face(self.slopes, piece.region, -1)
        if low is piece.region and high is piece.region:
            return piece
        found = narrowed(piece.range, self.enclose(low).range, self.enclose(high).range)
        return replace(piece, range=found)

    def _one_sided(self, piece: Piece, slopes: Slopes) -> Piece:
        face = extreme_face(slopes, piece.region, self.side)
        if face is piece.region:
            return piece
        found = self.enclose(face)
        low = greatest([found.range.lo, piece.range.lo]) if self.side > 0 else found.range.lo
        high = found.range.hi if self.side > 0 else least([found.range.hi, piece.range.hi])
        return Piece(face, Interval(low, greatest([low, high])), found.hints, piece.stride)

    def one_sided(self, side: int) -> Cover:
        """A copy whose pieces may shrink to the faces that matter for one bound: 1 lower, -1 upper."""
        copy = Cover(self.node, self.measure, slopes=self.slopes, side=side)
        copy.smallest, copy.largest = self.smallest, self.largest
        copy.lowest_point, copy.highest_point = self.lowest_point, self.highest_point
        copy.settled = [piece for _, _, piece in self.pieces] + self.settled
        return copy

    def push(self, piece: Piece, urgency: float) -> None:
        """Queue a piece; larger urgency is split sooner."""
        heapq.heappush(self.pieces, (-urgency, next(self._order), piece))

    def sample(self, region: Region) -> None:
        """Certified values at the vertices and far out along the rays."""
        for vertex in region.vertices:
            for point in (vertex, *(vertex.moved(ray, FAR) for ray in region.rays)):
                if point not in self._seen:
                    self._seen.add(point)
                    self._record(point)

    def _record(self, point: Vertex) -> None:
        value = self.enclose(Region((point,))).range
        if not value.finite:
            return
        if self.smallest is None or value.hi < self.smallest.hi:
            self.smallest, self.lowest_point = value, point
        if self.largest is None or value.lo > self.largest.lo:
            self.largest, self.highest_point = value, point


def quadrant(largest: Fraction, t0: Fraction) -> Region:
    """The closed quadrant 0 <= lambda <= largest, t >= t0 as a cone."""
    return Region((Vertex(largest, t0),), ((1, 0), (0, 1)))


class Goal:
    """What a cover is refined for: ``urgency`` of a piece, 0 when it needs no more work."""

    def urgency(self, cover: Cover, piece: Piece) -> float:
        """0 when the piece is good enough, else larger for what to split first."""
        raise NotImplementedError

    def hopeless(self, cover: Cover) -> bool:
        """Certified values already exclude success."""
        raise NotImplementedError


def refine(cover: Cover, goal: Goal, effort: int) -> bool:
    """Split pieces until none is urgent (True) or the effort is spent or the goal is out of reach (False)."""
    _requeue(cover, goal)
    end = cover.spent + effort
    while cover.pieces:
        if goal.hopeless(cover) or cover.spent > end:
            return False
        _, _, piece = heapq.heappop(cover.pieces)
        piece = cover.sharpen(piece)
        if goal.urgency(cover, piece) == 0 or _is_point(piece.region):
            cover.settled.append(piece)
            continue
        cover.splits += 1
        for child in split(cover, piece):
            cover.sample(child.region)
            cover.push(child, goal.urgency(cover, child))
    return not goal.hopeless(cover)


def _is_point(region: Region) -> bool:
    return len(region.vertices) == 1 and not region.rays


def _requeue(cover: Cover, goal: Goal) -> None:
    everything = [piece for _, _, piece in cover.pieces] + cover.settled
    cover.pieces, cover.settled = [], []
    for piece in everything:
        cover.sample(piece.region)
        cover.push(piece, goal.urgency(cover, piece))


def start(
    node: Node,
    largest: Fraction,
    t0: Fraction,
    measure: Callable[[Node, Region], tuple[Interval, set[Ray]]] = ratio_range,
) -> Cover:
    """A cover of one piece, enclosed by ``measure``; a variable that does not occur stays fixed, losing nothing."""
    whole = quadrant(largest, t0)
    present = node.expression.free_symbols
    rays = tuple(ray for ray, axis in zip(whole.rays, (LAMBDA, TIME), strict=True) if axis in present)
    cover = Cover(node, measure, slopes=Slopes(node.expression))
    cover.push(cover.enclose(Region(whole.vertices, rays)), 1.0)
    return cover


def split(cover: Cover, piece: Piece) -> list[Piece]:
    """Two pieces with the same union; the better of the ways that the shape offers."""
    ways = _ways(piece)
    outcomes = [[cover.sharpen(cover.enclose(region, stride)) for region, stride in way] for way in ways]
    return min(outcomes, key=lambda pieces: sum(looseness(piece.range) for piece in pieces))


Way = list[tuple[Region, int]]


def _ways(piece: Piece) -> list[Way]:
    region, stride = piece.region, piece.stride
    if len(region.rays) == 2:
        return _split_cone(piece)
    if len(region.rays) == 1:
        return [_halved(region, stride), _cut(region, stride)] if len(region.vertices) == 2 else [_cut(region, stride)]
    if len(region.vertices) == 2:
        return [_halved(region, stride)]
    straight, turned = _halved(region, stride), _halved(_turned(region), stride)
    return [straight, turned] if _side(region) >= _side(_turned(region)) else [turned, straight]


def _side(region: Region) -> Fraction:
    start, end = region.vertices[0], region.vertices[2]
    return abs(start.u - end.u) + abs(start.v - end.v)


def _split_cone(piece: Piece) -> list[Way]:
    (apex,), (first, second), stride = piece.region.vertices, piece.region.rays, piece.stride
    inside = sorted((ray for ray in piece.hints if _between(first, ray, second)), key=sum)
    if inside:
        rays = [first, *sorted(inside, key=lambda ray: Fraction(ray[1], ray[0])), second]
        return [[(Region((apex,), pair), stride) for pair in pairwise(rays)]]
    ways = [_peel(apex, first, second, stride), _peel(apex, second, first, stride)]
    return ways if stride.bit_length() % 2 else ways[::-1]  # on a tie, take turns


def _between(first: Ray, ray: Ray, second: Ray) -> bool:
    """Strictly inside; cones are kept with the flatter ray first."""
    return _cross(first, ray) > 0 and _cross(ray, second) > 0


def _cross(x: Ray, y: Ray) -> int:
    return x[0] * y[1] - x[1] * y[0]


def _peel(apex: Vertex, along: Ray, other: Ray, stride: int) -> Way:
    moved = apex.moved(along, Fraction(stride))
    rays = (along, other) if _cross(along, other) > 0 else (other, along)
    return [(Region((apex, moved), (other,)), 1), (Region((moved,), rays), _next(stride))]


def _halved(region: Region, stride: int) -> Way:
    """Cut the segment between the first and second half of the vertices at its middle."""
    half = len(region.vertices) // 2
    lows, highs = region.vertices[:half], region.vertices[half:]
    middle = tuple(_midpoint(x, y) for x, y in zip(lows, highs, strict=True))
    return [(Region(lows + middle, region.rays), stride), (Region(middle + highs, region.rays), stride)]


def _turned(region: Region) -> Region:
    a, b, c, d = region.vertices
    return Region((a, c, b, d), region.rays)


def _midpoint(x: Vertex, y: Vertex) -> Vertex:
    return Vertex(x.lam, x.time, (x.u + y.u) / 2, (x.v + y.v) / 2)


def _cut(region: Region, stride: int) -> Way:
    (ray,) = region.rays
    moved = tuple(vertex.moved(ray, Fraction(stride)) for vertex in region.vertices)
    return [(Region(region.vertices + moved), 1), (Region(moved, region.rays), _next(stride))]


def coordinates(point: Vertex) -> str:
    """The point for people, five digits."""
    lam, time = (axis.ball().str(5, radius=False) for axis in point.coordinates())
    return f"lambda = {lam}, t = {time}"


def _next(stride: int) -> int:
    return min(2 * stride, FAR.numerator)
