"""Sign of a coefficient for every admissible value of its parameter.

Algorithm (for an expression in at most one parameter p on an open interval,
and any number of free phases in [0, 2 pi)):

1. A constant has a sign by balls, or is proved to be zero (:mod:`.constant_sign`).
2. Where only large values of the parameter matter (t in the tail), its expansion as t -> oo decides.
   Otherwise an expression affine in p changes sign at one point: inside the interval this
   raises :class:`Split`, otherwise one evaluation decides.
3. Where phases occur, :mod:`.wave_signs` decides.
4. Otherwise the expression is sampled. If all samples vanish it must simplify to
   zero. If the signs differ, an exact root (:mod:`.exact_roots`) raises
   ``Split``; without one, balls at two points show the change, or the question is undecided.
5. If all samples agree, a proof is tried (:mod:`.sign_proofs`); else
   interval arithmetic over the whole interval (:mod:`.interval_proof`). Without a
   proof the sampled sign is used and *recorded* in :attr:`Domain.assumed`, so that
   nothing that rests on it is ever called proved.

Left out: roots that are not known exactly; they end in ``UndecidedError``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache

import mpmath
import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.asymptotics.domain import ChangesSignError, Domain, Split, TouchesZeroError, phases_of
from spectral_proofs.asymptotics.exact_form import exact_form
from spectral_proofs.asymptotics.exact_roots import algebraic_roots, binomial_root, chain_roots
from spectral_proofs.asymptotics.numeric import function_of, stable_value
from spectral_proofs.asymptotics.sign_proofs import proved_sign
from spectral_proofs.asymptotics.torus import sign_at
from spectral_proofs.asymptotics.wave_signs import sign_of_wave, waves, without_waves
from spectral_proofs.balls.functions import SIGNED
from spectral_proofs.bounds.interval_proof import positive_on_interval
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression import trigonometry

_NOISE = mpmath.mpf("1e-25")
_SIMPLIFIABLE = 40  # operations beyond which simplification takes longer than the rest of the derivation
_DENSE_DIGITS = 60
_TOUCH = mpmath.mpf("1e-9")  # depth of a dip, relative to its shoulders, that may be a zero


def is_zero(expr: sympy.Expr, domain: Domain) -> bool:
    """Whether the coefficient vanishes identically.

    Raises UndecidedError when it looks like zero but does not simplify to it.
    """
    if expr.is_Rational:
        return bool(expr == 0)
    if not expr.free_symbols:
        return _constant_sign(expr, domain) == 0
    if expr.is_positive or expr.is_negative:
        return False
    answer = None if domain.oracle is None else domain.oracle.vanishes(expr, domain)
    if answer is not None:
        return answer
    if expr.has(sympy.sin, sympy.cos) and trigonometry.vanishes(expr):
        return True
    if any(value != 0 for value in _values(expr, domain, limit=2)):
        return False
    if sympy.count_ops(expr) > _SIMPLIFIABLE:
        if any(value != 0 for value in _values(expr, domain)):
            return False
        domain.assumed.append("a coefficient that vanishes to all digits at every sample")
        return True
    expanded = sympy.expand(expr)
    if expanded == 0 or sympy.simplify(expanded) == 0:
        return True
    raise UndecidedError(f"cannot decide whether {expr} is zero")


def sign(expr: sympy.Expr, domain: Domain) -> int:
    """-1, 0 or 1: the sign of ``expr`` on the whole open interval.

    Raises Split where it changes inside the interval, UndecidedError when neither
    a sign nor an exact point of change can be given.
    """
    if expr.is_Rational:
        return int(bool(expr > 0)) - int(bool(expr < 0))
    if not expr.free_symbols:
        return _constant_sign(expr, domain)
    answer = None if domain.oracle is None else domain.oracle.sign(expr, domain)
    if answer is not None:
        return answer
    if domain.eventual is not None and expr.free_symbols == {domain.parameter}:
        return domain.eventual(expr)
    affine = _affine_sign(expr, domain)
    if affine is not None:
        return affine
    if isinstance(expr, sympy.log):  # what has balls and factors, where the logarithm has none
        return sign(expr.args[0] - 1, domain)
    if isinstance(expr, SIGNED) and not waves(expr):
        return sign(expr.args[0], domain)
    if waves(expr):
        decided = sign_of_wave(expr, domain, sign)
        return _sampled_sign(expr, domain) if decided is None else decided
    if expr.has(sympy.tanh, sympy.erf):
        expr = exact_form(expr)
    plain = without_waves(sympy.factor_terms(expr) if expr.has(sympy.sin, sympy.cos) else expr)
    if plain.is_positive or plain.is_negative:
        return 1 if plain.is_positive else -1
    return _sampled_sign(expr, domain)


def _constant_sign(expr: sympy.Expr, domain: Domain) -> int:
    found = constant_sign(expr)
    if found is not None:
        return found
    try:
        value = mpmath.re(stable_value(expr, {}))
    except (ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
        raise UndecidedError(f"cannot evaluate {expr}") from error
    if value == 0 or not mpmath.isfinite(value):
        raise UndecidedError(f"cannot decide the sign of {expr}")
    domain.assumed.append(f"the sign of {expr}")
    return 1 if value > 0 else -1


def _affine_sign(expr: sympy.Expr, domain: Domain) -> int | None:
    p = domain.parameter
    if p is None or expr.free_symbols != {p} or not (expr.is_Add or expr.is_Mul or expr.is_Symbol):
        return None
    decided = _affine(expr, p, domain.low, domain.high)
    if isinstance(decided, Split):
        raise Split(decided.point)
    return None if decided is None else _constant_sign(decided, domain)


@lru_cache(maxsize=20_000)
def _affine(expr: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> sympy.Expr | Split | None:
    """A value of c0 + c1 p inside (low, high), the point where it changes sign, or None for another expression."""
    slope = expr.diff(p)
    if slope.free_symbols or constant_sign(slope) == 0:
        return None
    root = sympy.expand(-expr.subs(p, 0) / slope)
    domain = Domain(p, low, high)
    return Split(root) if domain.contains(root) else expr.subs(p, domain.samples()[0])


def _values(expr: sympy.Expr, domain: Domain, limit: int | None = None) -> Iterator[mpmath.mpf]:
    """Real parts at the sample points and, for each, at several phases."""
    phases = phases_of(expr)
    turns = [sympy.Rational(n, 8) for n in (3, 6, 2, 4, 0, 7, 1, 5)] if phases else [sympy.S.Zero]
    for i, point in enumerate(domain.samples()[:limit]):
        fixed = {} if domain.parameter is None else {domain.parameter: point}
        for turn in turns:
            angles = {p: 2 * sympy.pi * (turn + sympy.Rational(i * k, 11)) for k, p in enumerate(phases)}
            yield _value(expr, fixed | angles)


def _value(expr: sympy.Expr, point: dict[sympy.Symbol, sympy.Expr]) -> mpmath.mpf:
    try:
        value = stable_value(expr, point)
    except (ValueError, ZeroDivisionError, OverflowError, TypeError) as error:
        raise UndecidedError(f"cannot evaluate {expr} at {point}") from error
    if not mpmath.isfinite(value):
        raise UndecidedError(f"cannot evaluate {expr} at {point}")
    if abs(mpmath.im(value)) > _NOISE * (1 + abs(value)):
        raise UndecidedError(f"{expr} is not real at {point}")
    return mpmath.re(value)


def _sampled_sign(expr: sympy.Expr, domain: Domain) -> int:
    values = list(_values(expr, domain))
    positive, negative = any(v > 0 for v in values), any(v < 0 for v in values)
    if not positive and not negative and is_zero(expr, domain):
        return 0
    if positive and negative:
        _raise_at_root(expr, domain, *domain.samples())
    if 2 * sum(v == 0 for v in values) > len(values):
        raise UndecidedError(f"{expr} is too small to sample")
    found = 1 if positive else -1
    if not _proved(expr, domain, found) and not enclosed_away_from_zero(found * expr, domain):
        _refuse_touching(expr, domain, found)
        domain.assumed.append(f"the sign of {expr}")
    return found


def _refuse_touching(expr: sympy.Expr, domain: Domain, expected: int) -> None:
    """Without a proof: split at exact zeros, refuse where the samples come close to one."""
    p = domain.parameter
    if p is None or expr.free_symbols != {p}:
        return
    roots = [r for r in algebraic_roots(sympy.numer(sympy.together(expr)), p) if domain.contains(r)]
    if roots:
        raise Split(roots[0])
    _dense_check(expr, domain, expected)


def enclosed_away_from_zero(expr: sympy.Expr, domain: Domain) -> bool:
    """Interval arithmetic proves expr > 0 on the whole interval."""
    return not waves(expr) and positive_on_interval(expr, domain.parameter, domain.low, domain.high)


def _dense_check(expr: sympy.Expr, domain: Domain, expected: int) -> None:
    """A fine grid: a sign against the samples is a change inside, a deep dip may be a zero."""
    f = function_of(domain.parameter, expected * expr)
    points = _fine_grid(domain)
    with mpmath.workdps(_DENSE_DIGITS):  # a coefficient may cancel near the ends
        values = [_real_value(f, x) for x in points]
        for i in range(1, len(points) - 1):
            left, middle, right = values[i - 1 : i + 2]
            if middle < -(mpmath.mpf(10) ** (-_DENSE_DIGITS // 2)):
                _raise_at_root(expr, domain, *domain.samples(), sympy.Rational(mpmath.nstr(points[i], 40)))
            if middle < left and middle < right and _dip(f, points[i - 1], points[i + 1]) < _TOUCH * min(left, right):
                raise TouchesZeroError(f"{expr} seems to touch zero near {mpmath.nstr(points[i], 6)}", expected)


def _real_value(f: Callable[[mpmath.mpf], mpmath.mpf], x: mpmath.mpf) -> mpmath.mpf:
    try:
        value = f(x)
    except (OverflowError, ZeroDivisionError, ValueError):
        return mpmath.nan
    return mpmath.re(value) if mpmath.im(value) == 0 else mpmath.nan


def _fine_grid(domain: Domain) -> list[mpmath.mpf]:
    low, high = domain.low, domain.high
    if low is -sympy.oo or high is sympy.oo:
        steps = [mpmath.exp(mpmath.mpf(i) / 6) for i in range(-60, 40)]
        if low is -sympy.oo and high is sympy.oo:
            return [-x for x in reversed(steps)] + steps
        start = mpmath.mpf(str((low if high is sympy.oo else high).evalf(30)))
        return [start + x for x in steps] if high is sympy.oo else [start - x for x in reversed(steps)]
    a, width = (mpmath.mpf(str(e.evalf(30))) for e in (low, high - low))
    inner = [a + width * (i + mpmath.mpf("0.1234")) / 150 for i in range(150)]
    return [a + width * mpmath.exp(-mpmath.mpf(i) / 2) / 150 for i in range(20, 1, -1)] + inner


def _dip(f: Callable[[mpmath.mpf], mpmath.mpf], left: mpmath.mpf, right: mpmath.mpf) -> mpmath.mpf:
    """Smallest value found by ternary search between two grid points."""
    for _ in range(60):
        third = (right - left) / 3
        if f(left + third) < f(right - third):
            right -= third
        else:
            left += third
    return abs(f((left + right) / 2))


def _raise_at_root(expr: sympy.Expr, domain: Domain, *points: sympy.Expr) -> None:
    """Raise Split at an exact root, else ChangesSignError where balls at the points show both signs."""
    p = domain.parameter
    numerator = sympy.numer(sympy.together(expr))
    if waves(expr):
        raise UndecidedError(f"{expr} seems to take both signs, which no ball shows")
    if p is not None and numerator.free_symbols == {p}:
        roots = [r for r in (*algebraic_roots(numerator, p), *chain_roots(expr, p)) if domain.contains(r)]
        if roots:
            raise Split(min(roots, key=lambda r: abs(r - domain.samples()[0])))
    if p is None or {1, -1} <= {sign_at(expr, {p: point}) for point in points}:
        raise ChangesSignError(f"{expr} changes sign")
    raise UndecidedError(f"{expr} seems to change sign, which no ball shows")


def _proved(expr: sympy.Expr, domain: Domain, expected: int) -> bool:
    p = domain.parameter
    if p is None or waves(expr) or domain.low is -sympy.oo:
        return False
    if _has_its_only_root_outside(expr, p, domain):
        return sign_at(expr, {p: domain.samples()[0]}) == expected
    return proved_sign(expr, p, domain.low, domain.high) == expected


def _has_its_only_root_outside(expr: sympy.Expr, p: sympy.Symbol, domain: Domain) -> bool:
    """c p^m + d p^n vanishes at one p > 0 at most, however long its exponents are."""
    root = binomial_root(expr, p) if expr.is_Add and len(expr.args) == 2 else None
    return root is not None and not domain.contains(root)
