"""What is known of one function of the expression language: an entry of the table.

Every rule of an entry is a function of one kind of values, or a :class:`Refused` with the reason why there is none;
whoever needs it raises that reason.  Rules hold plain data only, so that the layers above read expansions and shapes
without being read here: an expansion is a sum of SymPy expressions in ``X``, times power series of known coefficients.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy
from flint import acb, arb, arb_series, ctx, fmpq

from spectral_proofs.balls.exact import Undefined, Value, ball
from spectral_proofs.balls.interval import Interval
from spectral_proofs.balls.precision import working_precision

#: The argument in derivatives and expansions; the distance from the point in expansions at a point.
X = sympy.Dummy("x", real=True)
#: The value so far, in an :class:`Iteration`.
Y = sympy.Dummy("y", real=True)

_AFFORDED = 800  # bits

Coefficient = Callable[[int], sympy.Expr]
Range = Callable[[Interval], Interval]
Inverse = Callable[[sympy.Expr], sympy.Expr | None]


@dataclass(frozen=True, slots=True)
class Refused:
    """There is no such rule, for this reason."""

    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """``factor`` times the sum over k of coefficient(k) ``variable``^k, expressions in ``X``.

    ``variable`` tends to 0; the sum up to k = K leaves O(variable^(K+1)).  Without ``coefficient`` the factor is all.
    """

    factor: sympy.Expr
    variable: sympy.Expr = sympy.S.Zero
    coefficient: Coefficient | None = None


@dataclass(frozen=True, slots=True)
class Expansion:
    """The sum of some parts."""

    parts: tuple[Part, ...]

    @classmethod
    def of(cls, *parts: Part | sympy.Expr) -> Expansion:
        """Of parts and of expressions that are exact."""
        return cls(tuple(part if isinstance(part, Part) else Part(part) for part in parts))


@dataclass(frozen=True, slots=True)
class Iteration:
    """The limit of y -> ``step`` from y = ``start`` on; each step is off by less than the one before changed."""

    start: sympy.Expr
    step: sympy.Expr  # in X and Y


@dataclass(frozen=True, slots=True)
class Point:
    """An expansion where the argument tends to a number at which ``vanishing``, an expression in ``X``, is 0.

    ``regular``: it is Taylor's series in a shorter form, and the function is analytic there.
    """

    vanishing: sympy.Expr
    expansion: Expansion
    regular: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A function on real intervals, infinite ones among them.

    ``value`` and ``slope`` give the range of f and f' (UndecidedError outside the domain); ``curvature`` is +1
    (convex), -1 (concave) or 0 (unknown) on an interval; ``interior`` tells whether f is smooth at a point.
    """

    value: Range
    slope: Range
    curvature: Callable[[Interval], int]
    interior: Callable[[arb], bool] = lambda _: True
    at: Callable[[arb], arb] | None = None  # where the entry's own rule for balls costs too much far out


def _on_values(number: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """An mpmath function of one number on an array of floats."""
    return np.vectorize(lambda x: float(mpmath.re(number(mpmath.mpf(float(x))))), otypes=[np.float64])


@dataclass(frozen=True, kw_only=True, eq=False)
class Function:
    """One function.

    - ``head``: its SymPy class; ``order``: of a family with an order as first argument, which one.
    - ``real``: on real balls, at the precision in force; not finite where the ball leaves the domain.
    - ``outside``: why a value certainly has no real image, or nothing; ``exactly``: rational values at rationals.
    - ``complex``: on complex balls; where the second argument asks for an analytic function, a ball that meets a branch
      cut or a pole has a value that is not finite.
    - ``number``: in mpmath; ``array``: in numpy (by mpmath, value by value, unless given).
    - ``series``: of a real power series.
    - ``derivative``: in ``X``, unless SymPy's own will do.
    - ``shape``: on real intervals.
    - ``infinity``, ``minus_infinity``: expansions there, the latter in the modulus of the argument; ``points``: at
      points where Taylor's series ends or SymPy's derivatives have no values.
    - ``breaks``: in ``X``; it is continuous wherever this is real and not zero, or wherever it is real.
    - ``entire``: analytic in the whole complex plane. ``everywhere``: an open interval that holds all values, where it
      is smooth on the whole real line; ``beyond_zero``: one that holds those at positive arguments.
    - ``signed``: it is zero at 0 and increases, wherever it is real; ``supremum``: the number that it then tends to.
    - ``rises_from``: where it begins to increase on the real line; ``cost``: its operations, in additions.
    - ``inverse``: the one argument at which it has a value, an expression, or None unless that is known to be a value;
      where it is one-to-one.
    - ``logarithmic``: it holds a logarithm of its argument; ``exponential``: an exponential, of which only ordinary
      arguments can be written down; ``exponential_sum``: it is a sum of exponentials of multiples of its argument.
    """

    name: str
    head: Any
    real: Callable[[arb], arb]
    number: Callable[[Any], Any]
    order: int | None = None
    also: tuple[Any, ...] = ()  # other SymPy classes of the same function
    array: Callable[[Any], Any] | None = None
    outside: Callable[[Value], str] = lambda _: ""
    exactly: Callable[[fmpq], fmpq | None] = lambda _: None
    complex: Callable[[acb, bool], acb] | Refused
    series: Callable[[arb_series], arb_series] | Refused = Refused("its power series is not built")
    derivative: sympy.Expr | Refused | None = None
    shape: Shape | Refused = Refused("its range on unbounded intervals is not built")
    infinity: Expansion | Iteration | Refused
    minus_infinity: Expansion | Refused = Refused("no expansion at minus infinity")
    points: tuple[Point, ...] = ()
    breaks: sympy.Expr | None = None
    odd: bool = False
    everywhere: tuple[float, float] | None = None
    beyond_zero: tuple[float, float] | None = None
    signed: bool = False
    supremum: sympy.Expr | None = None
    entire: bool = False
    rises_from: float | None = None
    cost: int = 200
    inverse: Inverse | None = None
    logarithmic: bool = False
    exponential: bool = False
    exponential_sum: bool = False

    @classmethod
    def named(cls, head: Any, cut: Callable[[acb], bool] | None = None, arb_name: str = "", **rules: Any) -> Function:
        """A function that Arb and mpmath know by the name of ``head``; ``cut`` tells where it is not analytic."""
        name = head.__name__
        at = arb_name or name
        given: dict[str, Any] = {
            "real": getattr(arb, at, None),
            "number": getattr(mpmath, name, None),
            "complex": method(at, cut),
        }
        return cls(name=name, head=head, **(given | rules))

    def __call__(self, argument: sympy.Expr) -> sympy.Expr:
        """The function of an expression."""
        return self.head(argument) if self.order is None else self.head(self.order, argument)

    def on_array(self, x: Any) -> Any:
        """At an array of floats."""
        return (self.array or _on_values(self.number))(x)

    def enclose(self, x: Value) -> Value:
        """At a rational or a ball; :class:`~spectral_proofs.balls.exact.Undefined` where it has no real value."""
        reason = self.outside(x)
        if reason:
            raise Undefined(reason)
        known = self.exactly(x) if isinstance(x, fmpq) else None
        return self.real(ball(x)) if known is None else known

    def at(self, x: arb) -> arb:
        """At a real ball, however far out."""
        own = self.shape.at if isinstance(self.shape, Shape) else None
        return (own or self.real)(x)


NOWHERE = acb(arb.nan(), arb.nan())


def method(name: str, cut: Callable[[acb], bool] | None = None) -> Callable[[acb, bool], acb]:
    """A rule for complex balls by its name in Arb; ``cut`` tells whether the ball may meet where it is not analytic."""

    def apply(z: acb, analytic: bool) -> acb:
        return NOWHERE if cut is not None and analytic and cut(z) else getattr(z, name)()

    return apply


def affordable(rule: Callable[[arb], arb]) -> Callable[[arb], arb]:
    """A rule whose cost grows fast with the precision: its balls have no more than ``_AFFORDED`` bits."""

    def value(x: arb) -> arb:
        with working_precision(min(int(ctx.prec), _AFFORDED)):
            return rule(x)

    return value


def guarded(number: Callable[..., Any]) -> Callable[..., Any]:
    """An mpmath function that has no value at a pole and where it does not converge, by an ArithmeticError."""

    def value(*args: Any) -> Any:
        try:
            return number(*args)
        except (ValueError, mpmath.libmp.NoConvergence) as error:
            raise ArithmeticError(str(error)) from error

    return value


def values_at(known: dict[int, int]) -> Callable[[fmpq], fmpq | None]:
    """Rational values at some whole numbers."""
    return lambda x: fmpq(known[int(x.p)]) if x.q == 1 and int(x.p) in known else None


def within(limit: sympy.Expr, inverse: Callable[[sympy.Expr], sympy.Expr]) -> Inverse:
    """The inverse of a function with values in (-limit, limit)."""
    return lambda y: inverse(y) if (limit - y).is_positive and (limit + y).is_positive else None


def on_imaginary_cut(z: acb) -> bool:
    """The ball may meet {iy: |y| >= 1}."""
    return bool(z.real.contains(0)) and not abs(z.imag) < 1


def on_outer_cut(z: acb) -> bool:
    """The ball may meet {x: |x| >= 1}."""
    return bool(z.imag.contains(0)) and not abs(z.real) < 1


def left_of(edge: Callable[[], arb]) -> Callable[[acb], bool]:
    """The ball may meet {x: x <= edge}."""
    return lambda z: bool(z.imag.contains(0)) and not z.real > edge()
