"""A residual near lambda = 0: its first terms in z = lambda^(1/q), exactly, and proof that it is analytic in a disc.

1. Sums, products and whole positive powers are those of truncated Laurent series with exact coefficients in t.
2. A function at an argument without a pole is its Taylor series at the argument's value at z = 0. It is analytic where
   the argument is if it is entire; otherwise all of it is evaluated on the disc, where a finite ball proves the same.
   Powers that are no whole positive ones are treated likewise.
3. What is then analytic but for a pole at 0, and has no term of negative order, is analytic (Riemann).

Left out: a pole whose terms cancel beyond those that are computed, and functions of something with a pole.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import acb, arb, fmpq

from spectral_proofs.balls.functions import Function
from spectral_proofs.balls.functions.entry import X
from spectral_proofs.balls.walker import Walker
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.sums.compiler import compile_expression

_TERMS = 10


@dataclass(frozen=True)
class FirstTerms:
    """The sum of coefficients[j] z^(order + j), and what is of order ``order + len(coefficients)`` or higher."""

    order: int
    coefficients: tuple[sympy.Expr, ...]

    @property
    def stripped(self) -> FirstTerms:
        """Without leading terms that are zero.

        Raises UndecidedError where all known ones are.
        """
        zeros = next((j for j, c in enumerate(self.coefficients) if c != 0), None)
        if zeros is None:
            raise UndecidedError(f"all terms up to order {self.order + len(self.coefficients)} at lambda = 0 cancel")
        return FirstTerms(self.order + zeros, self.coefficients[zeros:])

    def __add__(self, other: FirstTerms) -> FirstTerms:
        first = min(self.order, other.order)
        end = min(part.order + len(part.coefficients) for part in (self, other))
        return FirstTerms(first, tuple(sympy.expand(self.at(j) + other.at(j)) for j in range(first, end)))

    def __mul__(self, other: FirstTerms) -> FirstTerms:
        count = min(len(self.coefficients), len(other.coefficients))
        x, y = self.coefficients, other.coefficients
        products = (sum((x[i] * y[j - i] for i in range(j + 1)), sympy.S.Zero) for j in range(count))
        return FirstTerms(self.order + other.order, tuple(map(sympy.expand, products)))

    def at(self, j: int) -> sympy.Expr:
        """The coefficient of z^j, j below the first that is not known."""
        return self.coefficients[j - self.order] if j >= self.order else sympy.S.Zero


class NearZero(Walker[FirstTerms]):
    """The first terms of whatever it is called with, in z = lambda^(1/q); ``suspects`` have to be tried on a disc."""

    def __init__(self, q: Fraction) -> None:
        super().__init__({TIME: _constant(TIME)})
        self.q = q
        self.suspects: list[sympy.Expr] = []
        self.known[LAMBDA] = self._monomial(sympy.S.One)

    def rational(self, expr: sympy.Basic) -> FirstTerms:
        """A constant."""
        return _constant(expr)

    def constant(self, expr: sympy.Basic) -> FirstTerms:
        """pi, e and Euler's constant."""
        return self.unknown(expr) if expr.free_symbols else _constant(expr)

    def compute(self, expr: sympy.Basic) -> FirstTerms:
        """What is free of lambda is a constant."""
        return super().compute(expr) if expr.has(LAMBDA) else _constant(expr)

    def power(self, expr: sympy.Basic) -> FirstTerms:
        """Of lambda, to whole positive powers, and of what does not vanish at 0."""
        if expr.base == LAMBDA and expr.exp.is_Rational:
            return self._monomial(expr.exp)
        if expr.exp.is_Integer and expr.exp > 0:
            result = base = self(expr.base)
            for _ in range(int(expr.exp) - 1):
                result = result * base
            return result
        if expr.exp.has(LAMBDA):
            return self.unknown(expr)
        base = self(expr.base).stripped
        if base.order != 0:
            self.refuse(f"{expr.base} has a zero or a pole at lambda = 0")
        self.suspects.append(expr)
        return _composed(X**expr.exp, base)

    def apply(self, function: Function, expr: sympy.Basic) -> FirstTerms:
        """By Taylor's series."""
        argument = self(expr.args[-1]).stripped
        if argument.order < 0:
            self.refuse(f"{expr} has an essential singularity at lambda = 0")
        if not function.entire:
            self.suspects.append(expr)
        return _composed(function(X), argument)

    def extreme(self, values: list[FirstTerms], largest: bool) -> FirstTerms:
        """They have kinks."""
        self.refuse("Min and Max are not analytic at lambda = 0")

    def _monomial(self, exponent: sympy.Rational) -> FirstTerms:
        order = Fraction(int(exponent.p), int(exponent.q)) * self.q
        return FirstTerms(int(order), (sympy.S.One, *[sympy.S.Zero] * (_TERMS - 1)))


def _constant(value: sympy.Expr) -> FirstTerms:
    return FirstTerms(0, (value, *[sympy.S.Zero] * (_TERMS - 1)))


def _composed(outer: sympy.Expr, argument: FirstTerms) -> FirstTerms:
    """Taylor's series of ``outer``, in ``X``, at an argument of order 0 or higher."""
    start = argument.at(0) if argument.order == 0 else sympy.S.Zero
    rest = argument + _constant(-start)
    total, power, derivative = _constant(sympy.S.Zero), _constant(sympy.S.One), outer
    for j in range(_TERMS):
        value = derivative.subs(X, start)
        if value.has(sympy.zoo, sympy.oo, sympy.nan):
            raise UndecidedError(f"{outer} is not analytic at {start}")
        total = total + power * _constant(value / sympy.factorial(j))
        power, derivative = power * rest, derivative.diff(X)
    return total


def analytic_on_disc(suspects: list[sympy.Expr], q: Fraction, time: fmpq, radius: arb) -> bool:
    """Whether each of these is finite and analytic for |z| <= radius."""
    side = arb(0, radius.upper())
    for expr in suspects:
        program = compile_expression(expr)
        box = acb(side, side) ** int(q / program.denominator)
        (value,) = program.bind(time).at_roots([box], True)[0]
        if not acb(value).is_finite():
            return False
    return True
