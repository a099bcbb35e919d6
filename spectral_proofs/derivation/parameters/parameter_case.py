"""A case: what is known about the free parameters, and which signs follow from it.

All symbols are positive, a > 1 and b > 1. A case adds strict inequalities (facts f > 0, f a polynomial) and equalities
(solved for one symbol and substituted).

1. Signs follow from the facts by certificates (:mod:`.certificates`).
2. What is not decided is split on: :class:`~spectral_proofs.asymptotics.signs.CaseSplit` carries the factor, and
   :meth:`ParameterCase.extended` makes the cases f > 0, f = 0 and f < 0 of it.
3. A case is dropped only when the same certificates show that its facts contradict each other.

Left out: equalities in which no symbol occurs linearly, nor its logarithm beside numbers alone.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import sympy

from spectral_proofs.asymptotics.domain import CaseSplit
from spectral_proofs.derivation.parameters.certificates import (
    contradictory,
    factor_list,
    factor_sign,
    factors,
    fraction,
    known_sign,
    symbolic_power,
)
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.parser import symbol

A, B = symbol("a"), symbol("b")
STANDING = (A - 1, B - 1)
_TRIES = 3000

Condition = tuple[sympy.Expr, int]
Witness = tuple[tuple[sympy.Symbol, sympy.Rational], ...]


@dataclass(frozen=True)
class ParameterCase:
    """Conditions (expression, sign) in the order in which they were made, and what follows from them."""

    conditions: tuple[Condition, ...] = ()
    facts: tuple[sympy.Expr, ...] = STANDING
    substitution: tuple[tuple[sympy.Symbol, sympy.Expr], ...] = field(default=(), compare=False)

    def apply(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` with the equalities of the case substituted."""
        for old, new in self.substitution:
            expr = expr.subs(old, new)
        return expr

    def sign(self, expr: sympy.Expr) -> int:
        """Sign of an expression in the parameters.

        Raises CaseSplit: it depends on the factor carried by the exception.
        """
        decided = self.known_sign(expr)
        if decided is None:
            numerator, denominator = fraction(expr)
            for factor in (*factors(denominator), *factors(numerator)):
                if self._factor_sign(factor) is None:
                    raise CaseSplit(self._deciding(factor))
        assert decided is not None
        return decided

    def _deciding(self, factor: sympy.Expr) -> sympy.Expr:
        """What the sign of a factor depends on; raises UndecidedError for the logarithm of what is not positive."""
        if symbolic_power(factor):
            return factor.base
        if not isinstance(factor, sympy.log):
            return factor
        inner = self.known_sign(factor.args[0])
        if inner is not None and inner <= 0:
            raise UndecidedError(f"{factor} is not real")
        return factor.args[0] if inner is None else factor.args[0] - 1

    def known_sign(self, expr: sympy.Expr) -> int | None:
        """The sign, None when it does not follow."""
        return known_sign(expr, self.facts)

    def _factor_sign(self, factor: sympy.Expr) -> int | None:
        return factor_sign(factor, self.facts)

    def extended(self, expr: sympy.Expr, sign: int) -> ParameterCase | None:
        """The case in which ``expr`` also has this sign; None when that is impossible.

        Raises UndecidedError: an equality cannot be solved for any symbol.
        """
        path = (*self.conditions, (expr, sign))
        current = self.apply(expr)
        known = self.known_sign(current)
        if known is not None:
            return replace(self, conditions=path) if known == sign else None
        if sign != 0:
            facts = (*self.facts, *self._new_facts(sign * current))
            found = replace(self, conditions=path, facts=tuple(dict.fromkeys(facts)))
            return None if contradictory(found.facts) else found
        return self._solved(current, path)

    def _new_facts(self, expr: sympy.Expr) -> list[sympy.Expr]:
        """Polynomials whose positivity says that expr > 0; factors of known sign are dropped."""
        numerator, denominator = fraction(expr)
        sign, unknown = 1, sympy.S.One
        for part in (numerator, denominator):
            content = factor_list(part)
            sign *= 1 if content[0] > 0 else -1
            for factor, power in content[1]:
                if power % 2 == 0:
                    continue
                found = self._factor_sign(factor)
                if found is None:
                    unknown *= factor
                else:
                    sign *= found
        return [] if unknown == 1 and sign > 0 else [sympy.expand(sign * unknown)]

    def _solved(self, expr: sympy.Expr, path: tuple[Condition, ...]) -> ParameterCase | None:
        numerator, _ = fraction(expr)
        unknown = [f for f in factors(numerator) if self._factor_sign(f) is None]
        if len(unknown) != 1:
            raise UndecidedError(f"the case {expr} = 0 has several branches")
        solved = self._solve(unknown[0])
        if solved is None:
            raise UndecidedError(f"{unknown[0]} = 0 is not solved for a parameter")
        old, new = solved
        blank = replace(self, conditions=path, facts=())
        facts: list[sympy.Expr] = []
        for fact in (old, *self.facts):
            image = fact.subs(old, new)
            known = blank.known_sign(image)
            if known is not None and known <= 0:
                return None
            if known is None:
                facts += blank._new_facts(image)
        substitution = (*self.substitution, (old, new))
        found = ParameterCase(path, tuple(dict.fromkeys(facts)), substitution)
        return None if contradictory(found.facts) else found

    def _solve(self, factor: sympy.Expr) -> tuple[sympy.Symbol, sympy.Expr] | None:
        choices = []
        for s in sorted(factor.free_symbols, key=str):
            polynomial = sympy.Poly(factor, s) if factor.is_polynomial(s) else None
            if polynomial is None or polynomial.degree() != 1:
                continue
            slope, rest = polynomial.all_coeffs()
            if slope.is_number:
                value = sympy.expand(-rest / slope)
                choices.append((value.could_extract_minus_sign(), len(value.args) if value.is_Add else 1, s, value))
            elif self.known_sign(slope) in (1, -1):
                choices.append((True, 100, s, sympy.cancel(-rest / slope)))
        if not choices:
            return None
        # two solutions can look alike: prefer short ones, and keep the order of names otherwise
        _, _, old, new = min(choices, key=lambda choice: choice[:2])
        return old, new

    def symbols(self, *more: sympy.Expr) -> tuple[sympy.Symbol, ...]:
        """Parameters that remain, those of ``more`` included."""
        found = set().union(*(e.free_symbols for e in (*self.facts, *map(self.apply, more))))
        return tuple(sorted(found, key=str))

    def witness(self, *more: sympy.Expr) -> Witness | None:
        """One rational point of the case that also values the symbols of ``more``; None when none is found."""
        return _witness(self.facts, self.symbols(*more))


@lru_cache(maxsize=2000)
def _witness(facts: tuple[sympy.Expr, ...], symbols: tuple[sympy.Symbol, ...]) -> Witness | None:
    """Random rationals of moderate size, then moves of single coordinates towards fewer violations."""
    if not symbols:
        return ()
    generator = random.Random(20)  # the same point in every run
    tests = sympy.lambdify(symbols, list(facts), modules=["math"])

    def violations(point: list[Fraction]) -> float:
        try:
            return float(sum(max(0.0, 1e-9 - value) for value in tests(*map(float, point))))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return float("inf")

    def draw(s: sympy.Symbol) -> Fraction:
        base = Fraction(max(1, round(2 ** generator.gauss(5, 1.6))), 32)
        return 1 + base if s in (A, B) else base

    best: list[Fraction] = []
    least = float("inf")
    for attempt in range(_TRIES):
        if attempt < _TRIES // 3 or not best:
            point = [draw(s) for s in symbols]
        else:
            point = list(best)
            i = generator.randrange(len(point))
            point[i] = max(Fraction(1, 1024), point[i] * Fraction(generator.randrange(1, 96), 32))
        value = violations(point)
        if value < least:
            best, least = point, value
        if least == 0:
            break
    if not best:  # numbers beyond a float
        return None
    found = tuple((s, sympy.Rational(x.numerator, x.denominator)) for s, x in zip(symbols, best, strict=True))
    exact = [fact.subs(found) for fact in facts]
    return found if all(value.is_positive for value in exact) else None
