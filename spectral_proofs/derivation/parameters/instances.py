"""Exact rational instances of a regime, near its borders and far from them.

1. A regime is a union of cases (one for each choice of signs that its clauses allow, beside the assumptions).
2. In each case, parameters are drawn from short fractions until the facts of the case hold; its equalities give
   the other parameters. Where no draw succeeds, the case's own witness is the only point.
3. Chosen are: the point of least height; the point farthest from the borders, where the smallest of the facts,
   each relative to the size of its terms, is largest; then points near a border, which are the first point with one
   parameter moved until one fact is 1/32 of the size of its terms.

The choice is the same in every run. Left out: instances with irrational parameters.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import sympy

from spectral_proofs.derivation.parameters.parameter_case import STANDING, A, B, ParameterCase
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem
from spectral_proofs.errors import UndecidedError

Point = dict[sympy.Symbol, sympy.Rational]

_DRAWS = 4000
_TURNS = 3  # some turns repeat a point
_POOL = 80
_NEAR = sympy.Rational(1, 32)
_LONGEST = 64  # numerator or denominator
_FRACTIONS = tuple(
    sympy.Rational(p, q)
    for p, q in (
        (1, 1),
        (1, 2),
        (2, 1),
        (3, 2),
        (1, 3),
        (2, 3),
        (3, 1),
        (3, 4),
        (1, 4),
        (4, 3),
        (5, 2),
        (4, 1),
        (1, 8),
        (6, 1),
    )
)


def instances(theorem: Theorem, regime: Regime, count: int) -> list[Point]:
    """At most ``count`` points of the regime that value all parameters, a and b; fewer where fewer are found."""
    pools = [pool for case in regime_cases(theorem, regime) if (pool := Pool(theorem, case)).points]
    found: list[Point] = []
    for turn in range(_TURNS * count):
        for pool in pools:
            point = pool.choice(turn)
            if point is not None and point not in found and len(found) < count and regime.holds(point):
                found.append(point)
    return found


def regime_cases(theorem: Theorem, regime: Regime) -> list[ParameterCase]:
    """The cases that make up the regime."""
    found = []
    for base in theorem.bases:
        for signs in product(*(allowed for _, allowed in regime.clauses)):
            case: ParameterCase | None = base
            try:
                for (expr, _), sign in zip(regime.clauses, signs, strict=True):
                    case = None if case is None else case.extended(expr, sign)
            except UndecidedError:
                continue
            if case is not None:
                found.append(case)
    return found


@dataclass(frozen=True)
class Pool:
    """Points of one case, ``size`` at most."""

    theorem: Theorem
    case: ParameterCase
    size: int = _POOL

    @cached_property
    def symbols(self) -> tuple[sympy.Symbol, ...]:
        """The parameters that no equality of the case gives."""
        return tuple(s for s in self.case.symbols(*self._wanted) if s in self.theorem.parameters)

    @cached_property
    def conditions(self) -> tuple[sympy.Expr, ...]:
        """The facts of the case, without those about an a or b that has a value."""
        known = set(self.theorem.parameters)
        return tuple(fact for fact in self.case.facts if fact.free_symbols <= known)

    @property
    def _wanted(self) -> tuple[sympy.Expr, ...]:
        return (*self.theorem.parameters, self.theorem.a, self.theorem.b)

    @cached_property
    def points(self) -> list[Point]:
        """Admissible points, the simplest first."""
        generator, pool = random.Random(7), list[Point]()
        plausible = self._filter()
        for draw in range(_DRAWS):
            values = [self._draw(s, generator, simple=draw < _DRAWS // 2) for s in self.symbols]
            if plausible(values):
                point = self.completed(dict(zip(self.symbols, values, strict=True)))
                if point is not None and point not in pool:
                    pool.append(point)
            if len(pool) >= self.size or not self.symbols:
                break
        if not pool:
            witness = self.case.witness(*self._wanted)
            point = None if witness is None else self.completed(dict(witness))
            pool = [] if point is None else [point]
        return sorted(pool, key=_height)

    def _draw(self, s: sympy.Symbol, generator: random.Random, simple: bool) -> sympy.Rational:
        value = _FRACTIONS[min(int(generator.expovariate(0.3)), len(_FRACTIONS) - 1)]
        if not simple:
            value = sympy.Rational(generator.randrange(1, 60), generator.randrange(1, 13))
        return value + 1 if s in (A, B) else value

    def _filter(self) -> Callable[[Sequence[sympy.Rational]], bool]:
        """A quick floating-point look at the facts; :meth:`completed` decides exactly."""
        tests = sympy.lambdify(self.symbols, list(self.conditions), modules=["math"])

        def plausible(values: Sequence[sympy.Rational]) -> bool:
            try:
                return all(value > 0 for value in tests(*map(float, values)))
            except (ValueError, ZeroDivisionError, OverflowError, TypeError):
                return False

        return plausible

    def completed(self, point: Point) -> Point | None:
        """The point with the parameters that equalities give; None unless it is rational and lies in the case."""
        full = dict(point)
        if any(fact.subs(full).is_positive is not True for fact in self.conditions):
            return None
        for old, new in reversed(self.case.substitution):
            value = new.subs(full)
            if not value.is_Rational or value <= 0:
                return None
            full[old] = value
        return {s: full[s] for s in self.theorem.parameters if s in full}

    def choice(self, turn: int) -> Point | None:
        """The ``turn``-th instance."""
        if turn == 0:
            return self.points[0]
        if turn == 1:
            return max(self.points, key=lambda point: (self.margin(point), -_height(point)))
        near = self.near
        return near[turn - 2] if turn - 2 < len(near) else self.points[turn % len(self.points)]

    def margin(self, point: Point) -> sympy.Rational:
        """How far the nearest border is, relative to the terms that meet there."""
        return min((_relative(fact, point) for fact in self.facts), default=sympy.S.One)

    @property
    def facts(self) -> tuple[sympy.Expr, ...]:
        """The borders of the case; those of the spectrum only where there are no others."""
        own = tuple(fact for fact in self.conditions if fact not in STANDING and not fact.is_Symbol)
        return own or tuple(fact for fact in self.conditions if fact in STANDING)

    @cached_property
    def near(self) -> list[Point]:
        """Points close to each border."""
        found: list[Point] = []
        for fact in self.facts:
            moved = [point for s in self.symbols if (point := self._moved(fact, s)) is not None]
            found += sorted(moved, key=_height)[:1]
        return sorted(found, key=self.margin)

    def _moved(self, fact: sympy.Expr, s: sympy.Symbol) -> Point | None:
        """The simplest point with ``s`` changed until ``fact`` is small."""
        start = {t: v for t, v in self.points[0].items() if t in self.symbols}
        line = fact.subs({t: v for t, v in start.items() if t != s})
        if not line.is_polynomial(s) or sympy.degree(line, s) != 1 or not line.subs(s, 1).is_Rational:
            return None
        small = _NEAR * sum(abs(term.subs(start)) for term in sympy.Add.make_args(fact))
        slope, rest = sympy.Poly(line, s).all_coeffs()
        value = (small - rest) / slope
        if max(abs(value.p), value.q) > _LONGEST:
            value = value.limit_denominator(_LONGEST)
        return self.completed(start | {s: value}) if value > 0 else None


def _relative(fact: sympy.Expr, point: Mapping[sympy.Symbol, sympy.Rational]) -> sympy.Rational:
    terms = [term.subs(point) for term in sympy.Add.make_args(sympy.expand(fact))]
    return sum(terms) / sum(map(abs, terms))


def _height(point: Mapping[sympy.Symbol, sympy.Rational]) -> int:
    """Sum of numerators and denominators."""
    return sum(value.p + value.q for value in point.values())
