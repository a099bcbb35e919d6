"""Expressions in lambda and t as lists of ball operations, for one value or for thousands.

1. Every subexpression becomes one operation on earlier results. lambda enters through its logarithm only, so that
   powers of it are entire, and the same list serves real balls (``arb``) and complex ones (``acb``).
2. What would cancel where lambda and t are extreme is written otherwise: log(1+x), e^x - 1, (1+x)^p - 1,
   sinh/cosh, log cosh.
3. Where ``analytic`` is asked for, a complex ball that meets a branch cut has no value (not a finite ball), which
   quadrature with a bound needs.

Left out: kinks on complex balls, and functions without ball arithmetic (UndecidedError).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.program_functions import (
    CONSTANTS,
    FUNCTIONS,
    Ball,
    Operation,
    Point,
    _kinked,
    _log,
    _log1p,
    _log_cosh,
    _sqrt,
    extreme,
    of_order,
    power_of_lambda,
)


@dataclass(frozen=True)
class Program:
    """Operations in order, each with the places of what it works on; the value is the last one's."""

    steps: tuple[tuple[Operation, tuple[int, ...], bool], ...]  # the last says: depends on lambda

    def __call__(self, point: Point) -> Ball:
        """The value at one point."""
        return self._run(point, [None] * len(self.steps), False)

    def at(self, t: arb) -> Callable[..., Ball]:
        """The value as a function of (log lambda, analytic) at a fixed t and precision."""
        fixed: list[Ball] = [None] * len(self.steps)
        for place, (operation, arguments, moves) in enumerate(self.steps):
            if not moves:
                fixed[place] = operation(Point(t, None), *(fixed[i] for i in arguments))

        def value(log_lambda: Ball, analytic: bool = False) -> Ball:
            return self._run(Point(t, log_lambda, analytic), list(fixed), True)

        return value

    def _run(self, point: Point, values: list[Ball], only_moving: bool) -> Ball:
        for place, (operation, arguments, moves) in enumerate(self.steps):
            if moves or not only_moving:
                values[place] = operation(point, *(values[i] for i in arguments))
        return values[-1]


def program_of(expr: sympy.Expr) -> Program:
    """The program of an expression in LAMBDA and TIME.

    Raises UndecidedError: naming what has no ball arithmetic.
    """
    writer = _Writer()
    last = writer.place_of(expr)
    if last != len(writer.steps) - 1:
        writer.push(("copy", last), lambda point, x: x, last)
    return Program(tuple(writer.steps))


class _Writer:
    def __init__(self) -> None:
        self.steps: list[tuple[Operation, tuple[int, ...], bool]] = []
        self.places: dict[object, int] = {}

    def push(self, key: object, operation: Operation, *arguments: int, moves: bool = False) -> int:
        if key not in self.places:
            moving = moves or any(self.steps[i][2] for i in arguments)
            self.places[key] = len(self.steps)
            self.steps.append((operation, arguments, moving))
        return self.places[key]

    def place_of(self, expr: sympy.Expr) -> int:
        if expr not in self.places:
            self.places[expr] = self._written(expr)
        return self.places[expr]

    def _written(self, expr: sympy.Expr) -> int:
        if expr == LAMBDA:
            return self.push(("lam", 1), power_of_lambda(fmpq(1)), moves=True)
        if expr == TIME:
            return self.push("t", lambda point: point.t)
        if expr.is_Rational:
            number = fmpq(int(expr.p), int(expr.q))
            return self.push(("number", expr), lambda point: arb(number))
        if expr in CONSTANTS:
            constant = CONSTANTS[expr]
            return self.push(("constant", expr), lambda point: constant())
        if expr.is_Add:
            return self._sum(expr)
        if expr.is_Mul:
            return self._product(expr)
        if isinstance(expr, sympy.exp):
            return self._applied(expr, lambda point, x: x.exp(), expr.args[0])
        if expr.is_Pow:
            return self._power(expr)
        return self._function(expr)

    def _applied(self, key: object, operation: Operation, *arguments: sympy.Expr) -> int:
        return self.push(("of", key), operation, *map(self.place_of, arguments))

    def _sum(self, expr: sympy.Expr) -> int:
        constant, rest = expr.as_coeff_Add()
        if constant != 0:
            for term in sympy.Add.make_args(rest):
                without = self._less_one(term, -constant)
                if without is not None:
                    others = rest - term
                    return without if others == 0 else self._add(expr, self.place_of(others), without)
        return self._folded(expr, lambda point, x, y: x + y)

    def _add(self, key: object, first: int, second: int) -> int:
        return self.push(("sum", key), lambda point, x, y: x + y, first, second)

    def _folded(self, expr: sympy.Expr, operation: Operation) -> int:
        places = sorted((self.place_of(arg) for arg in expr.args), key=lambda i: self.steps[i][2])
        found = places[0]
        for place in places[1:]:
            found = self.push((expr.func, found, place), operation, found, place)
        return found

    def _less_one(self, term: sympy.Expr, c: sympy.Expr) -> int | None:
        """term - c where term is c e^x or c (1+x)^p."""
        factor, core = term.as_coeff_Mul()
        if factor != c:
            return None
        if isinstance(core, sympy.exp):
            found = self._applied(("expm1", core), lambda point, x: x.expm1(), core.args[0])
        elif core.is_Pow and core.base.is_Add and core.base.as_coeff_Add()[0] == 1 and core.exp.is_Rational:
            p = fmpq(int(core.exp.p), int(core.exp.q))
            operation: Operation = lambda point, x: (_log1p(point, x) * p).expm1()  # noqa: E731  # p is bound here
            found = self._applied(("powm1", core), operation, core.base - 1)
        else:
            return None
        return found if c == 1 else self.push(("scaled", term), lambda point, x, y: x * y, self.place_of(c), found)

    def _product(self, expr: sympy.Expr) -> int:
        for factor in expr.args:
            inverse = factor.args[0] if isinstance(factor, sympy.sinh) else None
            if inverse is not None and 1 / sympy.cosh(inverse) in expr.args:
                return self.place_of(expr / factor * sympy.cosh(inverse) * sympy.tanh(inverse))
        return self._folded(expr, lambda point, x, y: x * y)

    def _power(self, expr: sympy.Expr) -> int:
        base, exponent = expr.base, expr.exp
        if base == LAMBDA and exponent.is_Rational:
            power = fmpq(int(exponent.p), int(exponent.q))
            return self.push(("lam", exponent), power_of_lambda(power), moves=True)
        if base == LAMBDA:
            return self.push(
                ("of", expr), lambda point, p: (point.log_lambda * p).exp(), self.place_of(exponent), moves=True
            )
        if exponent.is_Integer and abs(exponent) < 2**31:
            n = int(exponent)
            return self._applied(expr, lambda point, x: x**n, base)
        if exponent == sympy.S.Half:
            return self._applied(expr, _sqrt, base)
        logarithm, times = self._log(base), self.place_of(exponent)
        return self.push(("of", expr), lambda point, x, p: (x * p).exp(), logarithm, times)

    def _log(self, argument: sympy.Expr) -> int:
        if argument == LAMBDA:
            return self.push("log lam", lambda point: point.log_lambda, moves=True)
        if isinstance(argument, sympy.cosh):
            return self._applied(("logcosh", argument), _log_cosh, argument.args[0])
        if argument.is_Add and argument.as_coeff_Add()[0] == 1:
            return self._applied(("log1p", argument), _log1p, argument - 1)
        return self._applied(("log", argument), _log, argument)

    def _function(self, expr: sympy.Expr) -> int:
        if isinstance(expr, sympy.log) and len(expr.args) == 1:
            return self._log(expr.args[0])
        if isinstance(expr, (sympy.Max, sympy.Min)):
            largest = isinstance(expr, sympy.Max)
            return self._folded(expr, lambda point, x, y: extreme(x, y, largest))
        if isinstance(expr, sympy.Heaviside):
            return self._applied(expr, lambda point, x: (_kinked("sgn")(point, x) + 1) / 2, expr.args[0])
        found = FUNCTIONS.get(expr.func) if len(expr.args) == 1 else of_order(expr)
        if found is None:
            raise UndecidedError(f"no ball arithmetic for {expr.func.__name__}")
        return self._applied(expr, found, expr.args[-1])
