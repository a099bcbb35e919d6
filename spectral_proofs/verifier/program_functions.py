"""The functions of a program: how each takes a ball, and where it leaves its branch."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sympy
from flint import acb, arb, fmpq

from spectral_proofs.errors import UndecidedError

Ball = Any  # arb or acb
Operation = Callable[..., Ball]
NOWHERE = acb(arb.nan(), arb.nan())


@dataclass(frozen=True)
class Point:
    """Where a program is evaluated."""

    t: Ball
    log_lambda: Ball
    analytic: bool = False


def power_of_lambda(power: fmpq) -> Operation:
    """lambda^power, from log lambda."""
    return lambda point: (point.log_lambda * power).exp()


def _log(point: Point, x: Ball) -> Ball:
    return x.log() if isinstance(x, arb) else x.log(analytic=point.analytic)


def _sqrt(point: Point, x: Ball) -> Ball:
    return x.sqrt() if isinstance(x, arb) else x.sqrt(analytic=point.analytic)


def _log1p(point: Point, x: Ball) -> Ball:
    if isinstance(x, acb) and point.analytic and x.imag.contains(0) and not x.real > -1:
        return NOWHERE
    return x.log1p()


def _log_cosh(point: Point, x: Ball) -> Ball:
    """x + log((1 + e^(-2x))/2) to the right, which neither overflows nor cancels; else 2 sinh(x/2)^2 = cosh x - 1."""
    if isinstance(x, arb) and x < 0:
        return _log_cosh(point, -x)
    if x.real > 1 or (isinstance(x, arb) and x > 1):
        return x + (-2 * x).exp().log1p() - arb(2).log()
    if isinstance(x, acb) and not abs(x.imag) < arb.pi():
        return NOWHERE
    half = (x / 2).sinh()
    return _log1p(point, 2 * half * half)


def _asinh(point: Point, x: Ball) -> Ball:
    """log(x + sqrt(1 + x^2)) for Re x > 0, where acb's own function loses digits far out."""
    if isinstance(x, arb):
        return x.asinh()
    if x.real > 0 and abs(x) > 0.5:
        return (x + (1 + x * x).sqrt(analytic=point.analytic)).log(analytic=point.analytic)
    return NOWHERE if point.analytic and _beyond_i(x) else x.asinh()


def extreme(x: Ball, y: Ball, largest: bool) -> Ball:
    """The larger or the smaller of two real balls."""
    if isinstance(x, acb) or isinstance(y, acb):
        raise UndecidedError("a kink on complex balls")
    return x.max(y) if largest else x.min(y)


def _beyond_i(x: acb) -> bool:
    return bool(x.real.contains(0)) and not abs(x.imag) < 1


def _outside_unit(x: acb) -> bool:
    return bool(x.imag.contains(0)) and not abs(x.real) < 1


_CUTS: dict[str, Callable[[acb], bool]] = {
    "atan": _beyond_i,
    "atanh": _outside_unit,
    "acos": _outside_unit,
    "asin": _outside_unit,
    "lgamma": lambda x: bool(x.imag.contains(0)) and not x.real > 0,
    "acosh": lambda x: bool(x.imag.contains(0)) and not x.real > 1,
    "lambertw": lambda x: bool(x.imag.contains(0)) and not x.real > -arb(-1).exp(),
}


def plain(name: str) -> Operation:
    """A function by its name in Arb; nowhere where its argument may meet the branch cut."""
    cut = _CUTS.get(name)

    def apply(point: Point, x: Ball) -> Ball:
        if cut is not None and point.analytic and isinstance(x, acb) and cut(x):
            return NOWHERE
        return getattr(x, name)()

    return apply


def of_order(expr: sympy.Expr) -> Operation | None:
    """J_n, and psi; what else has an order would cost too much where there are many digits."""
    if expr.func is sympy.polygamma and expr.args[0] == 0:
        return lambda point, x: x.digamma()
    if expr.func is sympy.besselj and expr.args[0].is_Integer:
        n = int(expr.args[0])
        return lambda point, x: x.bessel_j(n if isinstance(x, arb) else acb(n))
    return None


def _ei(point: Point, x: Ball) -> Ball:
    """The principal value leaves the real one to the left of 0."""
    return x.ei() if isinstance(x, arb) or x.real > 0 else NOWHERE


def _kinked(name: str) -> Operation:
    def apply(point: Point, x: Ball) -> Ball:
        if isinstance(x, acb):
            raise UndecidedError("a kink on complex balls")
        return abs(x) if name == "abs" else x.sgn()

    return apply


CONSTANTS: Mapping[sympy.Expr, Callable[[], arb]] = {
    sympy.pi: arb.pi,
    sympy.E: arb.const_e,
    sympy.EulerGamma: arb.const_euler,
}
_SMOOTH = (
    *("sin", "cos", "tan", "cot", "acos", "asin", "sinh", "cosh", "tanh", "acosh", "atanh", "atan"),
    *("erf", "erfc", "erfi", "gamma", "zeta"),
)
FUNCTIONS: dict[Any, Operation] = {getattr(sympy, name): plain(name) for name in _SMOOTH} | {
    sympy.loggamma: plain("lgamma"),
    sympy.Ei: _ei,
    sympy.LambertW: plain("lambertw"),
    sympy.asinh: _asinh,
    sympy.Abs: _kinked("abs"),
    sympy.sign: _kinked("sgn"),
}
