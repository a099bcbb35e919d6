"""Values of a quantity at single phases, in balls: that it does not converge needs two that lie apart.

1. A quantity that is f(phases) up to o(1), with values of f in two disjoint balls at two points of the torus which
   recur for ever (:func:`.domain.recur`), has two limit points at least.
2. Along G(x, phases) = 1 the root x at one point of the torus is enclosed by a change of sign of G - 1 between
   two rational numbers; f is evaluated on the whole ball between them.
3. Of int f(x, y(x)) dx or sum f(k, y(k)), f monotone in y, two phases give different values where y is larger for one
   of them at every x. No quadrature is needed.

Left out: limit sets as a whole; only some of their points are found.
"""

from __future__ import annotations

from itertools import combinations

import mpmath
import sympy
from flint import arb

from spectral_proofs.asymptotics.domain import Domain, OscillatesError, Split, phases_of, recur
from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose, enclose_at
from spectral_proofs.asymptotics.roots import crossing
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.torus import Point, explore, periods, sign_at
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError

_COUNT = 8
_BITS = 120
_WIDTH = sympy.Rational(1, 10**15)
_Y = sympy.Symbol("y", positive=True)


def points(expr: sympy.Expr) -> list[Point]:
    """A few points of the torus, spread over the periods of the phases."""
    phases = phases_of(expr)
    found: list[Point] = []
    for k in range(_COUNT):
        turns = [sympy.Rational(k, _COUNT) + sympy.Rational(i * k, 11) for i in range(len(phases))]
        spans = [2 * sympy.pi * period for period in periods(expr, phases)]
        found.append({p: turn * span for p, turn, span in zip(phases, turns, spans, strict=True)})
    return found


def values(expr: sympy.Expr, scaling: sympy.Expr | None = None, domain: Domain | None = None) -> list[arb]:
    """Balls of ``expr`` at the points, along G = 1 where it depends on x as well; none for a point that fails."""
    found = []
    for point in points(expr if scaling is None else expr + scaling):
        try:
            found.append(_value(expr, point, scaling, domain))
        except (NoBallError, UndecidedError, Split):
            continue
    return found


def _value(expr: sympy.Expr, point: Point, scaling: sympy.Expr | None, domain: Domain | None) -> arb:
    at_point = expr.subs(point)
    if domain is None or scaling is None or domain.parameter not in at_point.free_symbols:
        return enclose(at_point, {}, _BITS)
    root = root_ball(scaling.subs(point) - 1, domain)
    with working_precision(_BITS):
        return enclose_at(at_point, {domain.parameter: root})


def root_ball(expr: sympy.Expr, domain: Domain) -> arb:
    """A ball with a zero of expr, whose sign changes from one end of it to the other.

    Raises NoBallError where none is found.
    """
    root = crossing(expr, domain)
    if root is None:
        raise NoBallError("no root")
    if not root.has(sympy.Float):
        return enclose(root, {}, _BITS)
    near = sympy.Rational(str(root))
    low, high = near * (1 - _WIDTH), near * (1 + _WIDTH)
    p = domain.parameter
    if sign_at(expr, {p: low}) * sign_at(expr, {p: high}) >= 0:
        raise NoBallError("no change of sign")
    with working_precision(_BITS):
        ball: arb = enclose(low, {}, _BITS).union(enclose(high, {}, _BITS))
        return ball


def apart(expr: sympy.Expr, found: list[arb]) -> bool:
    """Whether two of the values of ``expr`` are known to differ at phases that recur."""
    return recur(phases_of(expr)) and any(not one.overlaps(other) for one, other in combinations(found, 2))


def crosses_for_ever(scaling: sympy.Expr, domain: Domain) -> bool:
    """Whether some x has G(x) < 1 and G(x) > 1 at phases that recur: the solution of G = 1 has no limit."""
    roots = []
    for point in points(scaling):
        root = crossing(scaling.subs(point) - 1, domain)
        if root is not None:
            roots.append(mpmath.mpf(str(root.evalf(20))))
    if len(roots) < 2:
        return False
    x = sympy.Rational(mpmath.nstr(mpmath.sqrt(min(roots) * max(roots)), 10))
    found = explore(scaling.subs(domain.parameter, x) - 1, phases_of(scaling))
    return found.above is not None and found.below is not None and recur(phases_of(scaling))


def reaches_one(scaling: sympy.Expr, domain: Domain) -> bool:
    """Whether G = 1 has a solution on the ray at every phase: G < 1 at one x for all phases, G > 1 at a larger one.

    Raises UndecidedError where that is open, also where it is so at some phases only.
    """
    roots = [crossing(scaling.subs(point) - 1, domain) for point in points(scaling)]
    if roots.count(None) == len(roots):
        _one_side(scaling, domain)
        return False
    if None in roots:
        raise UndecidedError("whether g reaches 1 depends on the phase of an oscillation")
    found = [sympy.Rational(mpmath.nstr(mpmath.mpf(str(root.evalf(20))), 10)) for root in roots if root is not None]
    _bracket(scaling, domain, min(found), -1)
    _bracket(scaling, domain, max(found), 1)
    return True


def _one_side(scaling: sympy.Expr, domain: Domain) -> None:
    try:
        sign(scaling - 1, domain)
    except (OscillatesError, Split) as error:
        raise UndecidedError("whether g reaches 1 depends on the phase of an oscillation") from error


def _bracket(scaling: sympy.Expr, domain: Domain, x: sympy.Rational, side: int) -> None:
    """Look for an x beyond the roots that were found with G - 1 on the one side at all phases."""
    for step in (sympy.Rational(11, 10), sympy.Integer(2), sympy.Integer(16)):
        place = x * step**side
        at_place = scaling.subs(domain.parameter, place) - 1
        if domain.contains(place) and explore(at_place, phases_of(at_place)).sign == side:
            return
    raise UndecidedError("whether g reaches 1 at every phase of an oscillation")


def sums_differ(constant: sympy.Expr) -> bool:
    """Whether a constant made of integrals and sums has different values at two phases that recur."""
    phases = phases_of(constant)
    if not recur(phases):
        return False
    if not constant.has(sympy.Integral, sympy.Sum):
        return apart(constant, values(constant))
    some = points(constant)
    return any(_ordered(constant, one, other) for one, other in combinations(some[::2], 2))


def _ordered(constant: sympy.Expr, one: Point, other: Point) -> bool:
    directions = set()
    for term in sympy.Add.make_args(constant):
        if not phases_of(term):
            continue
        parts = [part for part in sympy.Mul.make_args(term) if isinstance(part, (sympy.Integral, sympy.Sum))]
        rest = term / sympy.Mul(*parts)
        if len(parts) != 1 or phases_of(rest) or not (rest.is_positive or rest.is_negative):
            return False
        direction = _direction(parts[0], one, other)
        directions.add(direction if rest.is_positive else -direction)
    return directions in ({1}, {-1})


def _direction(part: sympy.Expr, one: Point, other: Point) -> int:
    """1 or -1 where the integrand is larger, or smaller, at the one phase for every x; 0 where that is open."""
    integrand, (x, low, high) = part.function, part.limits[0]
    powers = [e for e in integrand.atoms(sympy.exp) if phases_of(e)]
    if len(powers) != 1 or phases_of(integrand.subs(powers[0], _Y)):
        return 0
    # y = exp(-q) = 1/(1 + w) lies in (0, 1)
    slope = sympy.factor(sympy.diff(integrand.subs(powers[0], _Y), _Y).subs(_Y, 1 / (1 + _Y)))
    monotone = 1 if slope.is_positive else -1 if slope.is_negative else 0
    decay = -powers[0].args[0]
    p = sympy.Symbol("x", positive=True)
    domain = Domain(p, low if isinstance(part, sympy.Integral) else sympy.S.Zero, high)
    try:
        positive = all(sign(decay.subs(point).subs(x, p), domain) > 0 for point in (one, other))
        larger = sign((decay.subs(other) - decay.subs(one)).subs(x, p), domain)
    except (UndecidedError, Split):
        return 0
    return monotone * larger if positive and not domain.assumed else 0
