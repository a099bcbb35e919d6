"""One walk over a SymPy expression, whatever the values are: rationals, balls, mpmath numbers, arrays, series.

1. Every subexpression has one value, from the leaves up; equal ones are met once.
2. A kind of values says how it takes numbers, sums, products, powers and which rule of a function's entry it applies.

Left out: functions without an entry, and those whose entry refuses the rule; ``refuse`` is told which and why.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import add, mul
from typing import Any, Generic, NoReturn, TypeVar

import mpmath
import sympy
from flint import arb, fmpq, fmpz

from spectral_proofs.balls import exact
from spectral_proofs.balls.exact import Value
from spectral_proofs.balls.functions import Function, Refused, function_of
from spectral_proofs.errors import UndecidedError

T = TypeVar("T")
R = TypeVar("R")


class Walker(Generic[T]):
    """The values of the subexpressions of whatever it is called with; ``known`` gives those of the symbols."""

    def __init__(self, known: Mapping[Any, T]) -> None:
        self.known: dict[sympy.Basic, T] = dict(known)

    def __call__(self, expr: sympy.Basic) -> T:
        """The value of one expression."""
        found = self.known.get(expr)
        if found is None:
            found = self.known[expr] = self.compute(expr)
        return found

    def compute(self, expr: sympy.Basic) -> T:
        """The same without what is known of the whole."""
        if expr.is_Rational:
            return self.rational(expr)
        if expr.is_Add:
            return self.sum(expr)
        if expr.is_Mul:
            return self.product(expr)
        if expr.is_Pow and expr.base is not sympy.E:
            return self.power(expr)
        if not expr.args:
            return self.constant(expr)
        if isinstance(expr, (sympy.Max, sympy.Min)):
            return self.extreme([self(arg) for arg in expr.args], isinstance(expr, sympy.Max))
        function = function_of(expr)
        if function is None:
            return self.unknown(expr)
        return self.apply(function, expr)

    def sum(self, expr: sympy.Basic) -> T:
        """Of two or more terms."""
        return reduce(add, [self(arg) for arg in expr.args])

    def product(self, expr: sympy.Basic) -> T:
        """Of two or more factors."""
        return reduce(mul, [self(arg) for arg in expr.args])

    def rational(self, expr: sympy.Basic) -> T:
        """Of an exact number."""
        raise NotImplementedError

    def constant(self, expr: sympy.Basic) -> T:
        """Of a symbol that is not known, or a number like pi."""
        return self.unknown(expr)

    def power(self, expr: sympy.Basic) -> T:
        """Of base ** exponent, the base not being e."""
        raise NotImplementedError

    def extreme(self, values: list[T], largest: bool) -> T:
        """Max or Min."""
        raise NotImplementedError

    def apply(self, function: Function, expr: sympy.Basic) -> T:
        """Of a function that has an entry."""
        raise NotImplementedError

    def unknown(self, expr: sympy.Basic) -> T:
        """Of anything else."""
        self.refuse(f"no rule for {expr.func.__name__ if expr.args else expr}")

    def refuse(self, reason: str) -> NoReturn:
        """There is no value, for this reason."""
        raise UndecidedError(reason)

    def rule(self, function: Function, rule: R | Refused) -> R:
        """The rule, unless the entry refuses it."""
        if isinstance(rule, Refused):
            self.refuse(f"{function.name}: {rule.reason}")
        return rule


def rational(expr: sympy.Basic) -> fmpq:
    """A SymPy rational as one of Flint."""
    return fmpq(fmpz(int(expr.p)), fmpz(int(expr.q)))


_CONSTANTS = {sympy.pi: arb.pi, sympy.E: lambda: arb(1).exp(), sympy.EulerGamma: arb.const_euler}
_NUMBERS = {sympy.pi: mpmath.pi, sympy.E: mpmath.e, sympy.EulerGamma: mpmath.euler}


class RealBalls(Walker[arb]):
    """Real balls at the precision in force; a ball that meets the edge of a domain becomes infinite."""

    def rational(self, expr: sympy.Basic) -> arb:
        """A ball around it."""
        return arb(rational(expr))

    def constant(self, expr: sympy.Basic) -> arb:
        """pi, e and Euler's constant."""
        return _CONSTANTS[expr]() if expr in _CONSTANTS else self.unknown(expr)

    def power(self, expr: sympy.Basic) -> arb:
        """Of any ball to a whole number, of positive ones to others."""
        base, exponent = self(expr.base), expr.exp
        if exponent.is_Integer and exponent > 0 and base.contains(0):
            return _power_about_zero(base, int(exponent))
        result: arb = base ** self(exponent)
        return result

    def extreme(self, values: list[arb], largest: bool) -> arb:
        """Max or Min."""
        return reduce(arb.max if largest else arb.min, values)

    def apply(self, function: Function, expr: sympy.Basic) -> arb:
        """By the entry's rule for balls."""
        return function.real(self(expr.args[-1]))


def _power_about_zero(base: arb, exponent: int) -> arb:
    """base^exponent for a ball that contains zero, which Arb refuses."""
    largest: arb = arb(base.abs_upper()) ** arb(exponent)
    return arb(0).union(largest) if exponent % 2 == 0 else (-largest).union(largest)


class ExactBalls(Walker[Value]):
    """Rationals for as long as the operations are rational, balls afterwards; nothing is proved by a ball that is nan.

    Raises :class:`~spectral_proofs.balls.exact.Undefined` where there is certainly no real value.
    """

    def rational(self, expr: sympy.Basic) -> Value:
        """Itself."""
        return rational(expr)

    def constant(self, expr: sympy.Basic) -> Value:
        """pi, e and Euler's constant."""
        return _CONSTANTS[expr]() if expr in _CONSTANTS else self.unknown(expr)

    def sum(self, expr: sympy.Basic) -> Value:
        """Of two or more terms."""
        return reduce(exact.add, [self(arg) for arg in expr.args])

    def product(self, expr: sympy.Basic) -> Value:
        """Of two or more factors."""
        return reduce(exact.multiply, [self(arg) for arg in expr.args])

    def power(self, expr: sympy.Basic) -> Value:
        """Of base ** exponent."""
        return exact.power(self(expr.base), self(expr.exp))

    def extreme(self, values: list[Value], largest: bool) -> Value:
        """Max or Min."""
        return exact.largest(values) if largest else exact.smallest(values)

    def apply(self, function: Function, expr: sympy.Basic) -> Value:
        """By the entry's rule, which knows its domain."""
        return function.enclose(self(expr.args[-1]))

    def unknown(self, expr: sympy.Basic) -> Value:
        """Nothing is known of it."""
        return arb("nan")


class Numbers(Walker[Any]):
    """mpmath numbers, real or complex, at the precision in force; nothing certified rests on them."""

    def rational(self, expr: sympy.Basic) -> Any:
        """The nearest number."""
        return mpmath.mpf(int(expr.p)) / int(expr.q)

    def constant(self, expr: sympy.Basic) -> Any:
        """pi, e and Euler's constant."""
        return +_NUMBERS[expr] if expr in _NUMBERS else self.unknown(expr)

    def sum(self, expr: sympy.Basic) -> Any:
        """Rounded once."""
        return mpmath.fsum(self(arg) for arg in expr.args)

    def product(self, expr: sympy.Basic) -> Any:
        """Rounded once."""
        return mpmath.fprod(self(arg) for arg in expr.args)

    def power(self, expr: sympy.Basic) -> Any:
        """Of base ** exponent."""
        return self(expr.base) ** (int(expr.exp) if expr.exp.is_Integer else self(expr.exp))

    def extreme(self, values: list[Any], largest: bool) -> Any:
        """Max or Min."""
        return max(values) if largest else min(values)

    def apply(self, function: Function, expr: sympy.Basic) -> Any:
        """By the entry's rule for numbers."""
        return function.number(self(expr.args[-1]))
