"""Rational points of a case or of a regime, at which formulas with parameters can be checked.

1. Random values, a and b above 1, everything else positive; a and b as the problem has them where it has numbers.
2. Equalities are solved for a parameter that occurs linearly; what is then inadmissible is drawn again.

Left out: that a case without such points is empty; the search gives up after some thousand tries.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Step
from spectral_proofs.verifier.reader import Relation, holds, read, symbol
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.subject import Subject

Point = Mapping[sympy.Symbol, sympy.Rational]

_TRIES = 4000
_OFF = sympy.Rational(1, 1000)  # relative distance from a border
_ROWS = 8  # of a Hadamard matrix
_BORDER_TRIES = 40
_HOLE_TRIES = 60  # each solves an equation
_A, _B = symbol("a"), symbol("b")


def floor_of(s: sympy.Symbol) -> int:
    """What a parameter is above by the standing assumptions."""
    return 1 if s in (_A, _B) else 0


def parameters(subject: Subject) -> list[sympy.Symbol]:
    """The symbols of the problem and of its case besides lambda and t."""
    texts = subject.trace.of("problem")[0].input
    facts = [fact for step in subject.trace.of("case") for fact in facts_of(step)]
    exprs = [*map(read, (texts["g"], texts["a"], texts["b"])), *facts]
    found = set().union(*(expr.free_symbols for expr in exprs))
    return sorted(found - {LAMBDA, TIME}, key=str)


def given(subject: Subject) -> dict[sympy.Symbol, sympy.Expr]:
    """a and b where the problem gives them another value than the letter itself."""
    texts = subject.trace.of("problem")[0].input
    return {s: own for s in (_A, _B) if (own := read(texts[s.name])) != s}


def _draws(
    symbols: Sequence[sympy.Symbol], seed: int, tries: int = _TRIES
) -> Iterator[dict[sympy.Symbol, sympy.Rational]]:
    """Random points; all parameters positive, a and b above 1. The second half of the tries looks farther out."""
    generator = random.Random(seed)
    for n in range(tries):
        largest, parts = (40, 8) if 2 * n < tries else ((1000, 4), (400, 97), (40, 397))[n % 3]
        yield {s: sympy.Rational(generator.randint(1, largest), parts) + floor_of(s) for s in symbols}


def _fixed(point: dict[sympy.Symbol, sympy.Rational], values: Mapping[sympy.Symbol, sympy.Expr]) -> None:
    """Put the problem's own a and b into the point."""
    for s, own in values.items():
        point[s] = own.subs({other: x for other, x in point.items() if other not in values})


def _admissible(point: Point, values: Mapping[sympy.Symbol, sympy.Expr] = MappingProxyType({})) -> bool:
    """Rational, above the standing bounds, and with the problem's own a and b."""
    in_range = all(x.is_Rational and bool(x > floor_of(s)) for s, x in point.items())
    return in_range and all(s not in point or own.subs(point) == point[s] for s, own in values.items())


def holes(steps: Iterable[Step]) -> list[sympy.Expr]:
    """What is zero where a formula in pieces takes another form."""
    texts = {text for step in steps for text in step.output.values() if "Piecewise" in text}
    pieces = {piece for text in sorted(texts) for piece in read(text).atoms(sympy.Piecewise)}
    found = {when.lhs - when.rhs for piece in pieces for _, when in piece.args if isinstance(when, sympy.Eq)}
    return sorted(found, key=str)


def case_points(subject: Subject, count: int, hole: sympy.Expr | None = None) -> list[Point]:
    """Rational points of the case, where ``hole`` is zero; fewer than ``count`` where they are hard to find."""
    step = subject.trace.of("case")[0]
    equalities, facts, values = equalities_of(step), facts_of(step), given(subject)
    found: list[Point] = []
    for point in _draws(parameters(subject), 7, _TRIES if hole is None else _HOLE_TRIES):
        _fixed(point, values)
        for old, new in reversed(equalities):
            point[old] = new.subs(point)
        if hole is not None:
            _solve(hole, point)
        on_hole = hole is None or hole.subs(point) == 0
        if on_hole and _admissible(point, values) and all(bool(f.subs(point) > 0) for f in facts):
            found.append(point)
        if len(found) == count or not point.keys() - values.keys():
            break
    return found


def facts_of(step: Step) -> list[sympy.Expr]:
    """What is positive in the case."""
    return [read(f) for f in step.output.get("positive", "").split(";") if f.strip()]


def equalities_of(step: Step) -> list[tuple[sympy.Symbol, sympy.Expr]]:
    """The parameters that the case replaces, in its order."""
    found = []
    for text in step.output.get("equalities", "").split(";"):
        if text.strip():
            old, mark, new = text.partition("=")
            require(mark and old.strip().isidentifier(), f"{text.strip()[:40]!r} is no equality of a parameter")
            found.append((symbol(old.strip()), read(new)))
    return found


def points_of(conditions: Sequence[Relation], subject: Subject, count: int, seed: int) -> list[Point]:
    """Points at which relations hold; equalities are solved for a symbol that occurs linearly."""
    found: list[Point] = []
    values = given(subject)
    for point in _draws(parameters(subject), seed):
        _fixed(point, values)
        for expr, operator in conditions:
            if operator == "==":
                _solve(expr, point)
        if _admissible(point, values) and holds(tuple(conditions), point):
            found.append(point)
        if len(found) == count or not point.keys() - values.keys():
            break
    return found


def corner_points(conditions: Sequence[Relation], subject: Subject) -> list[Point]:
    """Points at which each parameter is small or large, every pair of parameters in all four ways.

    Eight rows of a Hadamard matrix serve up to seven parameters; what random draws from the middle would miss, such
    as a small product, is among them.
    """
    symbols, values = parameters(subject), given(subject)
    found: list[Point] = []
    for row in range(_ROWS):
        point = {}
        for n, s in enumerate(symbols):
            small = bin(row & (n % (_ROWS - 1) + 1)).count("1") % 2 == 0
            size = sympy.Rational(1, 8) + sympy.Rational(n, 97) if small else 6 + sympy.Rational(n, 7)
            point[s] = floor_of(s) + size
        found += _kept(point, conditions, values)
    return found


def border_points(conditions: Sequence[Relation], subject: Subject) -> list[Point]:
    """Points of the regime that are close to each of its borders, from one parameter moved off it by a thousandth."""
    values = given(subject)
    found: list[Point] = []
    for border, operator in conditions:
        if operator not in ("<", "<=", ">", ">="):
            continue
        near: list[Point] = []
        for point in _draws(parameters(subject), 29, _BORDER_TRIES):
            _fixed(point, values)
            _solve(border, point)
            for s in sorted(border.free_symbols, key=str):
                for factor in (1 + _OFF, 1 - _OFF):
                    if s in point and s not in values:
                        moved = {**point, s: floor_of(s) + (point[s] - floor_of(s)) * factor}
                        near += _kept(moved, conditions, values)
            if near:
                break
        found += near[:1]
    return found


def _kept(
    point: dict[sympy.Symbol, sympy.Rational], conditions: Sequence[Relation], values: Mapping[sympy.Symbol, sympy.Expr]
) -> list[Point]:
    """The point with its equations solved, if it is admissible and the conditions hold there."""
    _fixed(point, values)
    for expr, operator in conditions:
        if operator == "==":
            _solve(expr, point)
    return [point] if _admissible(point, values) and holds(tuple(conditions), point) else []


def _solve(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Rational]) -> None:
    """Move one coordinate so that expr = 0 there."""
    for s in sorted(expr.free_symbols, key=str):
        others = {other: x for other, x in point.items() if other != s}
        rest = sympy.together(expr.subs(others))
        numerator = sympy.fraction(rest)[0]
        if numerator.is_polynomial(s) and sympy.degree(numerator, s) == 1:
            slope, offset = sympy.Poly(numerator, s).all_coeffs()
            if (-offset / slope).is_Rational and _admissible({s: -offset / slope}):
                point[s] = -offset / slope
                return
