"""Solutions on a ray: where G(x) = 1, and where a rate is largest (multiprecision, unique by scan).

The functions here find points, they prove nothing: a crossing of an increasing G is unique by the
standing hypothesis (of others a fine net is looked at), a maximum is accepted only when no second one
comes near it in height.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import mpmath
import numpy
import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.numeric import function_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.degrees import exact_power
from spectral_proofs.results.rigour import EXACT, Rigour, Sampled

_REACH = 60  # natural logarithm of the range of x that is searched
_STEPS = 4  # samples per unit of log x
_DIGITS = 30
_FAR_REACH = 3000  # the same for a root that small coefficients move away
_FAR_DIGITS = 60
_DENOMINATOR = 10**6
_MULTIPLE = 6  # beside a root of this multiplicity, values are the sixth power of the distance
_AROUND = 12.0  # log x
_FINE = 24_000
_BESIDE = 1e-4
_ROUGHLY = 1e-9  # floats
_NOISE = 1e-24  # a limit that is only approached is no crossing


def located_numbers(*exprs: sympy.Expr | None) -> Rigour:
    """How expressions that may hold points found by this module are known: as the points are.

    >>> print(located_numbers(sympy.pi, None), "/", located_numbers(sympy.Float(2) * sympy.pi))
    exact / sampled: points located in multiprecision
    """
    found = any(expr is not None and expr.has(sympy.Float) for expr in exprs)
    return Sampled("points located in multiprecision") if found else EXACT


def crossing(expr: sympy.Expr, domain: Domain) -> sympy.Expr | None:
    """Solution of expr = 0 in the open interval (expr increasing in x), exact for a x^m + c x^n; None without one.

    Raises UndecidedError where parameters leave nothing to search in.
    """
    p = domain.parameter
    assert p is not None
    powers = _power_terms(expr, p)
    if powers is not None and (len(powers) < 2 or all(c.is_positive for c in powers.values())):
        return None
    exact = None if powers is None else _power_solution(powers)
    if exact is not None:
        # a kink's point belongs to both of its rays
        return exact if domain.contains(exact) or exact in (domain.low, domain.high) else None
    if expr.free_symbols - {p} or domain.low.free_symbols | domain.high.free_symbols:
        raise UndecidedError(f"{expr} = 0 is solved in numbers only, and parameters are left in it")
    samples = [(x, v) for x, v in zip(*_scan(expr, domain), strict=True) if abs(v) > _NOISE]
    for (left, f_left), (right, f_right) in pairwise(samples):
        if f_left * f_right < 0:
            with mpmath.workdps(_DIGITS + 10):
                root = sympy.Float(str(_between(function_of(p, expr), left, right)), _DIGITS)
            _refuse_smaller(expr, domain, float(sympy.log(root)))
            return _exact_or(expr, p, root)
    return _far_crossing(expr, domain)


def _refuse_smaller(expr: sympy.Expr, domain: Domain, log_root: float) -> None:
    """Raise UndecidedError where expr changes its sign below a root already, on a fine net."""
    try:
        with numpy.errstate(all="ignore"):
            net = numpy.exp(log_root - numpy.linspace(_AROUND, _BESIDE, _FINE))
            net = net[net > float(domain.low)]
            values = numpy.asarray(sympy.lambdify(domain.parameter, expr, "numpy")(net))
    except (
        TypeError,
        NameError,
        AttributeError,
        ValueError,
        OverflowError,
    ):  # numpy lacks a function, floats the range
        return
    if values.shape != net.shape or values.dtype.kind != "f":
        return
    signs = numpy.sign(values[numpy.abs(values) > _ROUGHLY])
    if (signs[1:] != signs[:-1]).any():
        raise UndecidedError(f"{expr} = 0 at several points of the ray")


def _exact_or(expr: sympy.Expr, p: sympy.Symbol, root: sympy.Float) -> sympy.Expr:
    """The rational number that the located root stands for, where it solves expr = 0 exactly."""
    rational = sympy.Rational(str(root)).limit_denominator(_DENOMINATOR)
    near = abs(rational - sympy.Rational(str(root))) < sympy.Rational(1, 10**20)
    return rational if near and sympy.simplify(expr.subs(p, rational)) == 0 else root


def _between(f: Callable[[mpmath.mpf], mpmath.mpf], left: mpmath.mpf, right: mpmath.mpf) -> mpmath.mpf:
    """The zero of f, real with values that may be written as complex numbers, where its sign changes.

    Bisection: a root of higher multiplicity stops every faster method short of it.
    """
    with mpmath.workdps(_MULTIPLE * _DIGITS):
        rising = mpmath.re(f(right)) > mpmath.re(f(left))
        for _ in range(int(3.4 * (_DIGITS + 6))):
            middle = (left + right) / 2
            value = mpmath.re(f(middle))
            if not value:
                return middle
            left, right = (left, middle) if (value > 0) is rising else (middle, right)
        return (left + right) / 2


def _far_crossing(expr: sympy.Expr, domain: Domain) -> sympy.Expr | None:
    """Bisection in log x for an increasing expr on (0, oo) whose coefficients put the root far out."""
    if domain.low != 0 or domain.high is not sympy.oo:
        return None
    f = function_of(domain.parameter, expr)
    with mpmath.workdps(_FAR_DIGITS):
        low, high = mpmath.mpf(-_FAR_REACH), mpmath.mpf(_FAR_REACH)
        try:
            changes = f(mpmath.exp(low)) < -_NOISE and f(mpmath.exp(high)) > _NOISE
        except OverflowError:  # erfc of exp(3000)
            return None
        if not changes:
            return None
        for _ in range(110):
            middle = (low + high) / 2
            low, high = (middle, high) if f(mpmath.exp(middle)) < 0 else (low, middle)
        return sympy.Float(mpmath.nstr(mpmath.exp(low), _DIGITS), 25)


def _power_terms(expr: sympy.Expr, p: sympy.Symbol) -> dict[sympy.Expr, sympy.Expr] | None:
    """{m: c} where expr is the sum of c x^m, else None."""
    collected: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(expr)):
        coefficient, power = term.as_independent(p, as_Add=False)
        base, exponent = (p, sympy.S.Zero) if power == 1 else power.as_base_exp()
        if base != p or exponent.free_symbols:
            return None
        collected[exponent] = collected.get(exponent, sympy.S.Zero) + coefficient
    return collected


def _power_solution(powers: dict[sympy.Expr, sympy.Expr]) -> sympy.Expr | None:
    """The positive root of a x^m + c x^n."""
    if len(powers) != 2:
        return None
    (m, a), (n, c) = powers.items()
    target = -c / a
    return sympy.simplify(exact_power(target, 1 / (m - n))) if target.is_positive else None


def largest_maximum(expr: sympy.Expr, domain: Domain, centre: float = 0.0) -> tuple[sympy.Expr, float]:
    """(x, log of the value) where the positive function expr is largest on the closed interval.

    ``centre`` is the log x around which it is looked for on (0, oo).

    Raises UndecidedError when two maxima are equally high or none is seen.
    """
    p = domain.parameter
    assert p is not None
    points, values = _scan(sympy.log(expr), domain, centre)
    if len(points) < 3:
        raise UndecidedError(f"maximum of {expr}")
    peaks = [i for i in range(1, len(points) - 1) if values[i] >= values[i - 1] and values[i] >= values[i + 1]]
    peaks += [
        i
        for i, end, inner in ((0, domain.low, 1), (len(points) - 1, domain.high, -2))
        if end not in (0, sympy.oo) and values[i] > values[inner]
    ]
    if not peaks:
        raise UndecidedError(f"maximum of {expr}")
    peaks.sort(key=lambda i: values[i], reverse=True)
    best = peaks[0]
    if any(abs(i - best) > 1 and values[best] - values[i] < 1e-6 for i in peaks[1:]):
        raise UndecidedError(f"two maxima of {expr} are equally high")
    if best in (0, len(points) - 1):
        return (domain.low if best == 0 else domain.high), float(values[best])
    with mpmath.workdps(_DIGITS + 10):
        slope = function_of(p, sympy.diff(sympy.log(expr), p))
        root = _between(slope, points[best - 1], points[best + 1])
        return sympy.Float(str(root), _DIGITS), float(values[best])


def _scan(expr: sympy.Expr, domain: Domain, centre: float = 0.0) -> tuple[list[mpmath.mpf], list[mpmath.mpf]]:
    """Samples of expr at points geometric in x, where it is real and finite."""
    f = function_of(domain.parameter, expr)
    points, values = [], []
    with mpmath.workdps(_DIGITS):
        for x in _grid(domain, centre):
            try:
                value = f(x)
            except (ValueError, ZeroDivisionError, OverflowError):
                continue
            if isinstance(value, mpmath.mpf) and mpmath.isfinite(value):
                points.append(x)
                values.append(value)
    return points, values


def _grid(domain: Domain, centre: float) -> list[mpmath.mpf]:
    low, high = domain.low, domain.high
    if low == 0 and high is sympy.oo:
        return [mpmath.exp(centre + mpmath.mpf(i) / _STEPS) for i in range(-_STEPS * _REACH, _STEPS * _REACH + 1)]
    if low.is_positive and high is sympy.oo:
        start = mpmath.mpf(str(low.evalf(30)))
        return [start * mpmath.exp(mpmath.mpf(i) / _STEPS) for i in range(_STEPS * _REACH)]
    if high is sympy.oo or low is -sympy.oo:
        start = (
            mpmath.mpf(0)
            if low is -sympy.oo and high is sympy.oo
            else mpmath.mpf(str((low if high is sympy.oo else high).evalf(30)))
        )
        sign = 1 if high is sympy.oo else -1
        return sorted(
            start + sign * mpmath.exp(mpmath.mpf(i) / _STEPS) for i in range(-_STEPS * _REACH, _STEPS * _REACH + 1)
        )
    a, b = (mpmath.mpf(str(e.evalf(30))) for e in (low, high))
    if a == 0:
        return [b * mpmath.exp(mpmath.mpf(-i) / _STEPS) for i in range(_STEPS * _REACH, 0, -1)] + [b]
    return [a + (b - a) * i / 400 for i in range(1, 400)]
