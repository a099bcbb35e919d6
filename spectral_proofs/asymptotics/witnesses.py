"""A point at which a coefficient is certainly negative, for as long as t grows: what makes a hypothesis fail.

1. Where: the parameter of a cell stays fixed while t -> oo, and the phase of one oscillation takes every value
   again and again. A tail (fixed t) gives no such point, several phases none that is known to recur.
2. The lowest value on a net of parameters and phases, improved by thirds, is a guess.
3. The guess as rational numbers is evaluated in balls; only a ball below zero counts.

Left out: coefficients with a part that has no real ball; they have no witness here.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import partial
from itertools import product

import mpmath
import sympy

from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Domain
from spectral_proofs.asymptotics.numeric import function_of_two
from spectral_proofs.asymptotics.numeric_balls import NoBallError, enclose
from spectral_proofs.errors import UndecidedError

_BITS = (128, 640)
_PHASES = [sympy.Rational(k, 4) for k in range(26)]  # once around, and a little more
_STEPS = 40
_THIRDS = 60
_DENOMINATOR = 10**9
_BESIDE = sympy.Rational(1, 10**20)  # relative distance from a root that is known to twenty digits and more

_Value = Callable[[mpmath.mpf, mpmath.mpf], mpmath.mpf]


def negative_for_ever(expr: sympy.Expr, domain: Domain) -> str:
    """A point in words at which ``expr`` is certainly negative as t -> oo, or an empty string."""
    phases = [s for s in expr.free_symbols if s.name.startswith(PHASE_PREFIX)]
    p = domain.parameter
    fixed = p is None or p not in expr.free_symbols
    if len(phases) > 1 or expr.free_symbols - {p, *phases} or (domain.eventual is not None and not fixed):
        return ""
    x = sympy.Dummy("x", real=True) if fixed else p
    angle = phases[0] if phases else sympy.Dummy("angle", real=True)
    net = product([sympy.S.One] if fixed else _points(domain), _PHASES if phases else [sympy.S.Zero])
    found = _lowest(expr, x, angle, list(net))
    if found is None:
        return ""
    names = ([] if fixed else [(p, found[0])]) + ([(angle, found[1])] if phases else [])
    inside = fixed or domain.contains(found[0])
    words = ", ".join(f"{'the phase' if s in phases else s} = {value}" for s, value in names)
    return (words or "every point") if inside and _certainly_negative(expr, dict(names)) else ""


def crosses_zero(expr: sympy.Expr, p: sympy.Symbol, root: sympy.Expr) -> bool:
    """Whether enclosures just beside a located root have different signs: a continuous ``expr`` vanishes between."""
    if expr.free_symbols != {p}:
        return False
    middle = sympy.Rational(str(root.evalf(30)))
    sides = [middle * (1 - _BESIDE), middle * (1 + _BESIDE)]
    signs = [(_certainly_negative(expr, {p: side}), _certainly_negative(-expr, {p: side})) for side in sides]
    return signs in ([(True, False), (False, True)], [(False, True), (True, False)])


def _points(domain: Domain) -> list[sympy.Rational]:
    """Rational points of the interval, dense towards both ends."""
    low, high = domain.low, domain.high
    powers = [sympy.Rational(2) ** sympy.Rational(k) for k in range(-_STEPS // 2, _STEPS // 2)]
    powers += [3 * power / 2 for power in powers]
    if low is -sympy.oo and high is sympy.oo:
        return [sign * power for sign in (1, -1) for power in powers]
    if high is sympy.oo:
        return [_rational(low + power) for power in powers]
    if low is -sympy.oo:
        return [_rational(high - power) for power in powers]
    return [_rational(low + (high - low) * power / (1 + power)) for power in powers]


def _rational(number: sympy.Expr) -> sympy.Rational:
    return number if number.is_Rational else sympy.Rational(str(number.evalf(30))).limit_denominator(_DENOMINATOR)


def _lowest(
    expr: sympy.Expr, x: sympy.Symbol, angle: sympy.Symbol, net: list[tuple[sympy.Rational, sympy.Rational]]
) -> tuple[sympy.Rational, sympy.Rational] | None:
    """Where ``expr`` seems lowest, None where it has no real value on the net."""
    try:
        f = function_of_two(x, angle, expr)
    except UndecidedError:
        return None
    with mpmath.workdps(30):
        seen = [(value, point) for point in net if (value := _at(f, *map(_mpf, point))) is not None]
        if not seen:
            return None
        lowest, (at, phase) = min(seen, key=lambda pair: pair[0])
        if lowest < 0:
            return at, phase
        left, right = _beside(at, sorted({a for a, _ in net})), _beside(phase, sorted({b for _, b in net}))
        for _ in range(2):
            at = _thirds(partial(_swapped, f, _mpf(phase)), at, left)
            phase = _thirds(partial(_at, f, _mpf(at)), phase, right)
    return at, phase


def _beside(value: sympy.Rational, values: list[sympy.Rational]) -> tuple[sympy.Rational, sympy.Rational]:
    i = values.index(value)
    return values[max(i - 1, 0)], values[min(i + 1, len(values) - 1)]


def _thirds(
    f: Callable[[mpmath.mpf], mpmath.mpf | None], start: sympy.Rational, ends: tuple[sympy.Rational, sympy.Rational]
) -> sympy.Rational:
    """Where f is lowest between the ends, as a rational number; the start where f has no value there."""
    left, right = map(_mpf, ends)
    if left == right:
        return start
    for _ in range(_THIRDS):
        third = (right - left) / 3
        low, high = f(left + third), f(right - third)
        if low is None or high is None:
            return start
        left, right = (left, right - third) if low < high else (left + third, right)
    middle = Fraction(str(mpmath.nstr((left + right) / 2, 25))).limit_denominator(_DENOMINATOR)
    return sympy.Rational(middle.numerator, middle.denominator)


def _mpf(number: sympy.Rational) -> mpmath.mpf:
    return mpmath.mpf(int(number.p)) / int(number.q)


def _at(f: _Value, at: mpmath.mpf, phase: mpmath.mpf) -> mpmath.mpf | None:
    try:
        value = f(at, phase)
    except (ValueError, ZeroDivisionError, OverflowError, TypeError):
        return None
    return mpmath.re(value) if mpmath.isfinite(value) and not mpmath.im(value) else None


def _swapped(f: _Value, phase: mpmath.mpf, at: mpmath.mpf) -> mpmath.mpf | None:
    return _at(f, at, phase)


def _certainly_negative(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> bool:
    for bits in _BITS:
        try:
            ball = enclose(expr, point, bits)
        except NoBallError:
            continue
        if ball < 0:
            return True
    return False
