"""Values of expressions in lambda and t at astronomically large and small arguments, by balls (Arb).

1. The expression is flattened once into a list of operations; equal parts share one.
2. It is replayed at lambda = exp(log_lambda), t = exp(log_t) with growing precision, until the ball
   has the bits asked for.

Left out: functions not in ``_UNARY``; a value that stays unresolved is None.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.problem.candidate import LAMBDA, TIME

_BITS = 60
_FIRST_BITS = 160
_HUGE = 1e300
NOTHING = -1e300  # stands for the logarithm of zero
_LEAST, _MOST_BITS = 10_000, 3_000_000
_UNARY = {
    sympy.exp: "exp",
    sympy.log: "log",
    sympy.sin: "sin",
    sympy.cos: "cos",
    sympy.sinh: "sinh",
    sympy.cosh: "cosh",
    sympy.tanh: "tanh",
    sympy.asinh: "asinh",
    sympy.acosh: "acosh",
    sympy.atan: "atan",
    sympy.erf: "erf",
    sympy.erfc: "erfc",
    sympy.LambertW: "lambertw",
    sympy.Abs: "__abs__",
}

Step = tuple[Callable[..., arb], tuple[int, ...]]


class Unreadable(Exception):
    """The expression has a part that cannot be evaluated here."""


class Function:
    """One expression, flattened."""

    def __init__(self, expr: sympy.Expr) -> None:
        self._steps: list[Step] = []
        self._places: dict[sympy.Expr, int] = {LAMBDA: 0, TIME: 1}
        self._result = self._place(expr)

    def __call__(self, log_lam: float, log_t: float) -> arb | None:
        """The value with ``_BITS`` relative bits, None where it is not finite or not resolved."""
        full = 200 + int(1.5 * (abs(log_lam) + abs(log_t)))
        most = 10 * full + _LEAST  # a difference that is smaller still vanishes for every purpose here
        bits = _FIRST_BITS  # enough where nothing cancels, and fifty times as fast
        while bits < min(most, _MOST_BITS):
            with working_precision(bits):
                value = self._replay(arb(log_lam).exp(), arb(log_t).exp())
            if value.is_finite() and value.rel_accuracy_bits() >= _BITS:
                return value
            bits = 4 * bits if bits == _FIRST_BITS else max(full, 3 * bits)
        return None

    def log(self, log_lam: float, log_t: float) -> float | None:
        """log of the value, ``NOTHING`` where it is exactly zero, None where it is not known or negative."""
        value = self(log_lam, log_t)
        if value is not None and value.is_zero():
            return NOTHING
        return None if value is None or not value > 0 else min(float(value.log().mid()), _HUGE)

    def _replay(self, lam: arb, t: arb) -> arb:
        values = [lam, t]
        for operation, arguments in self._steps:
            values.append(operation(*(values[i] for i in arguments)))
        return values[self._result]

    def _place(self, expr: sympy.Expr) -> int:
        if expr not in self._places:
            operation, parts = _operation(expr)
            step = operation, tuple(map(self._place, parts))
            self._steps.append(step)
            self._places[expr] = len(self._steps) + 1
        return self._places[expr]


def _operation(expr: sympy.Expr) -> tuple[Callable[..., arb], tuple[sympy.Expr, ...]]:
    if expr.is_Rational:
        value = fmpq(int(expr.p), int(expr.q))
        return lambda: arb(value), ()
    if expr is sympy.E:
        return lambda: arb(1).exp(), ()
    if expr is sympy.pi:
        return arb.pi, ()
    if isinstance(expr, sympy.log) and expr.args[0].is_Add and sympy.S.One in expr.args[0].args:
        return arb.log1p, (expr.args[0] - 1,)
    if isinstance(expr, sympy.log) and isinstance(expr.args[0], sympy.cosh):
        return lambda x: (2 * (x / 2).sinh() ** 2).log1p(), expr.args[0].args
    if expr.is_Add and expr.args[0] is sympy.S.NegativeOne and len(expr.args) == 2:
        if isinstance(expr + 1, sympy.exp):
            return arb.expm1, (expr + 1).args
        base, power = (expr + 1).as_base_exp()
        if base.is_Add and sympy.S.One in base.args and power.is_Rational:
            return lambda x, p: (x.log1p() * p).expm1(), (base - 1, power)
    if expr.is_Add:
        return lambda *x: sum(x[1:], x[0]), expr.args
    if expr.is_Mul:
        return _product, expr.args
    if expr.is_Pow:
        if expr.exp.is_Integer:
            power = int(expr.exp)
            return lambda x: x**power, (expr.base,)
        return lambda x, y: x**y, (expr.base, expr.exp)
    if isinstance(expr, sympy.Max):
        return lambda *x: _fold(arb.max, x), expr.args
    if isinstance(expr, sympy.Min):
        return lambda *x: _fold(arb.min, x), expr.args
    if isinstance(expr, (sympy.Heaviside, sympy.sign)):
        low = 0 if isinstance(expr, sympy.Heaviside) else -1
        return lambda x, *_: arb(1) if x > 0 else arb(low) if x < 0 else arb("nan"), expr.args
    if isinstance(expr, sympy.Piecewise):
        return _first_true, tuple(part for value, condition in expr.args for part in (value, _margin(condition)))
    if expr.func not in _UNARY:
        raise Unreadable(str(expr.func))
    name = _UNARY[expr.func]
    return lambda x: getattr(x, name)(), expr.args


def _margin(condition: sympy.Basic) -> sympy.Expr:
    """An expression that is positive where the condition holds, and negative where it does not."""
    if condition in (sympy.true, sympy.false):
        return sympy.Integer(1 if condition else -1)
    if not isinstance(condition, (sympy.Gt, sympy.Ge, sympy.Lt, sympy.Le)):
        raise Unreadable(str(condition.func))
    return condition.gts - condition.lts


def _first_true(*pieces: arb) -> arb:
    for value, margin in zip(pieces[::2], pieces[1::2], strict=True):
        if margin > 0:
            return value
        if not margin < 0:
            break
    return arb("nan")


def _product(*factors: arb) -> arb:
    result = factors[0]
    for factor in factors[1:]:
        result = result * factor
    return result


def _fold(choose: Any, values: tuple[arb, ...]) -> arb:
    result = values[0]
    for value in values[1:]:
        result = choose(result, value)
    return result
