"""Ball evaluation at t = exp(T) for T up to 10^4096: g itself, and the expressions of a trace.

1. g is written as a list of operations once (:mod:`.programs`); the expressions of a trace, whose symbols may be
   others, are walked as trees.
2. Anything is evaluated at growing precision until the ball has the wanted relative accuracy.

Left out: functions without ball arithmetic, for which there is no value (None).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

import sympy
from flint import arb, ctx, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.program_functions import CONSTANTS, Point
from spectral_proofs.verifier.programs import Program, program_of

WANTED = 70  # bits
_PRECISIONS = (0, 256, 1200, 6000, 24_000)
_TINY = 2.0**-WANTED

Time = int | Fraction  # T = log t
Environment = Mapping[sympy.Expr, arb]


def accurate(compute: Callable[[], arb], size: int = 0, absolute: bool = False) -> arb | None:
    """The ball of ``compute`` to ``WANTED`` bits, from ``size`` + 200 bits of working precision on; None if never.

    The bits are relative to the value, or to 1 where that is larger if ``absolute``.
    """
    for extra in _PRECISIONS:
        with working_precision(size + 200 + extra):
            try:
                value = compute()
            except (UndecidedError, ValueError, OverflowError, ZeroDivisionError):
                return None
            if not value.is_finite():
                continue
            if value.rel_accuracy_bits() >= WANTED or value.is_zero() or (absolute and value.rad() < _TINY):
                return value
    return None


def log_rise(x: arb) -> arb:
    """log(1 - exp(-x)) for x > 0; python-flint's expm1 has 28 bits where x has an exponent of more than a word.

    1 - x <= (1 - exp(-x))/x <= 1, and log(1 - x) >= -2x for x <= 1/2.
    """
    if x > 0 and x < arb(2) ** -ctx.prec:
        return x.log() + (-2 * x).union(arb(0))
    return (-(-x).expm1()).log()


def ball(number: Time) -> arb:
    """An exact number as a ball."""
    return arb(number) if isinstance(number, int) else arb(fmpq(number.numerator, number.denominator))


def rational(number: sympy.Rational) -> arb:
    """A rational as a ball."""
    return arb(fmpq(int(number.p), int(number.q)))


class Function:
    """An expression in lambda and t, ready for evaluation at (t, log lambda)."""

    def __init__(self, expr: sympy.Expr) -> None:
        self.expr = expr
        self.program: Program | None = None
        self.refusal: UndecidedError | None = None
        try:
            self.program = program_of(expr)
        except UndecidedError as error:
            self.refusal = error

    def __call__(self, t: arb, log_lambda: arb) -> arb:
        """The value; UndecidedError where there is no ball arithmetic for the expression."""
        if self.program is None:
            raise self.refusal or UndecidedError("no ball arithmetic")
        found: arb = self.program(Point(t, log_lambda))
        return found


def value(expr: sympy.Expr, environment: Environment) -> arb:
    """A ball around the expression's value; UndecidedError naming a piece without ball arithmetic."""
    return _Walk(environment)(expr)


def values(exprs: Sequence[sympy.Expr], environment: Environment) -> list[arb]:
    """Balls around several expressions at one point, what they have in common evaluated once."""
    walk = _Walk(environment)
    return [walk(expr) for expr in exprs]


def number(expr: sympy.Expr, size: int = 0) -> arb | None:
    """A number to about twenty digits, None where it has no value."""
    return accurate(lambda: value(expr, {}), size)


class _Walk:
    """The expression as a directed acyclic graph."""

    def __init__(self, environment: Environment) -> None:
        self.memo: dict[sympy.Expr, arb] = dict(environment)

    def __call__(self, expr: sympy.Expr) -> arb:
        if expr not in self.memo:
            self.memo[expr] = self._compute(expr)
        return self.memo[expr]

    def _compute(self, expr: sympy.Expr) -> arb:
        if expr.is_Rational:
            return rational(expr)
        if expr.is_Add or expr.is_Mul:
            return self._fold(expr)
        if isinstance(expr, sympy.exp):
            return self(expr.args[0]).exp()
        if expr.is_Pow:
            return self._power(expr)
        if expr in CONSTANTS:
            return CONSTANTS[expr]()
        if isinstance(expr, (sympy.Max, sympy.Min)):
            return _extreme([self(arg) for arg in expr.args], isinstance(expr, sympy.Max))
        if expr.func is sympy.besselj and expr.args[0].is_Integer:
            return self(expr.args[1]).bessel_j(int(expr.args[0]))
        if expr.func is sympy.polygamma and expr.args[0] == 0:
            return self(expr.args[1]).digamma()
        method = _METHODS.get(expr.func)
        if method is None or len(expr.args) != 1:
            raise UndecidedError(f"no ball arithmetic for {expr.func.__name__}")
        return method(self(expr.args[0]))

    def _fold(self, expr: sympy.Expr) -> arb:
        first, *others = (self(arg) for arg in expr.args)
        for other in others:
            first = first + other if expr.is_Add else first * other
        return first

    def _power(self, expr: sympy.Expr) -> arb:
        base = self(expr.base)
        if expr.exp.is_Integer:
            return base ** arb(int(expr.exp))
        return base ** self(expr.exp)


def _extreme(values: Iterable[arb], largest: bool) -> arb:
    first, *others = values
    for other in others:
        first = first.max(other) if largest else first.min(other)
    return first


_ALIKE = "log sin cos tan cot acos asin sinh cosh tanh asinh acosh atanh atan erf erfc erfi gamma zeta"
_METHODS: dict[Any, Callable[[arb], arb]] = {
    **{getattr(sympy, name): getattr(arb, name) for name in _ALIKE.split()},
    sympy.Ei: arb.ei,
    sympy.loggamma: arb.lgamma,
    sympy.LambertW: arb.lambertw,
    sympy.Abs: abs,
    sympy.sign: arb.sgn,
}
