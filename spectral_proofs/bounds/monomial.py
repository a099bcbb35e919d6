"""Rigorous enclosure of g(lambda, t) as a monomial times an interval, on bounded and unbounded boxes.

``enclose(expr, box)`` gives exact exponents alpha, beta and lo <= hi with
lambda^alpha t^beta lo <= expr <= lambda^alpha t^beta hi at every point of the
box.  With t fixed and 0 < lambda <= eps the exponent alpha is the order of
vanishing of g, and lo, hi close in on its leading coefficient as eps -> 0.

Algorithm: compile (``nodes``), evaluate on the region (``factored``,
``elementary``, ``region``).  Source: interval arithmetic with the dominant
monomial pulled out; R. E. Moore, "Interval Analysis", 1966.
Left out: logarithms that grow without bound on the box (UndecidedError), and
complex arguments.
"""

from __future__ import annotations

from functools import lru_cache

import sympy

from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds import numbers
from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.factored import Factored, Scene, without_monomial
from spectral_proofs.bounds.nodes import Node, collapse
from spectral_proofs.bounds.region import Box, Ray, Region
from spectral_proofs.errors import UndecidedError

__all__ = ["Box", "Factored", "Interval", "Region", "enclose", "ratio_range"]


def enclose(expr: sympy.Expr, box: Box | Region) -> Factored:
    """expr = lambda^alpha t^beta * r with lo <= r <= hi on the whole box.

    Where the box fixes t, beta is 0 (the power of t is part of r).  Raises
    UndecidedError naming the smallest subexpression without a finite bound.
    """
    with working_precision(numbers.PRECISION):
        region = box.region() if isinstance(box, Box) else box
        scene = Scene(region)
        node = _compiled(expr)
        result = _without_fixed(scene, node.pure(scene))
        if not result.range.finite:
            raise UndecidedError(f"no bound for {_culprit(node, scene)} on the box")
        return result


def ratio_range(node: Node, region: Region) -> tuple[Interval, set[Ray]]:
    """Range of a compiled expression on a region, with rays on which its terms balance (hints to subdivide)."""
    with working_precision(numbers.PRECISION):
        scene = Scene(region)
        value = node.value(scene)
        return value.plain.intersect(scene.spread(collapse(scene, value))), scene.hints


def sign_range(node: Node, region: Region) -> tuple[Interval, set[Ray]]:
    """An interval whose sign is the expression's: its range divided by a positive monomial; hints as in ratio_range."""
    with working_precision(numbers.PRECISION):
        scene = Scene(region)
        value = node.value(scene)
        reduced = collapse(scene, value).range
        return (value.plain if value.plain.positive or value.plain.negative else reduced), scene.hints


@lru_cache(maxsize=64)
def _compiled(expr: sympy.Expr) -> Node:
    return compile_expression(expr)


def _without_fixed(scene: Scene, result: Factored) -> Factored:
    """Absorb the power of a variable that the region holds fixed."""
    if scene.region.rays and any(ray[1] for ray in scene.region.rays):
        return result
    if len({(v.time, v.v) for v in scene.region.vertices}) > 1:
        return result
    moved = without_monomial(scene, result, result.alpha, sympy.S.Zero)
    return Factored(result.alpha, sympy.S.Zero, moved)


def _culprit(node: Node, scene: Scene) -> sympy.Expr:
    for child in node.children():
        known = scene.memo.get(id(child))
        if known is not None and not child.pure(scene).range.finite:
            return _culprit(child, scene)
    return node.expression
