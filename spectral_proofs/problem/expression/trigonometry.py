"""A normal form of trigonometric polynomials: sums of sines and cosines as one Fourier sum.

1. Every argument of sin and cos is written as a sum of rational multiples of *angles*: log(lambda t) is
   log lambda + log t, and 2 log t is twice the angle log t. A rational multiple of pi is an exact constant.
2. Products become sums (cos x cos y = (cos(x-y) + cos(x+y))/2 and the like), so that each vector k of
   frequencies keeps one coefficient A of cos(k . angles) and one B of sin(k . angles).
3. If all coefficients vanish, the expression does. The converse needs angles that are independent over the
   rationals; a dependence that step 1 does not see costs a zero that is not recognised, never a false one.

Only identities that hold for all complex angles are used (Euler's formula).

Left out: sin and cos below a division, a root or another function; such a part is a coefficient.
"""

from __future__ import annotations

from functools import reduce
from typing import TypeAlias

import sympy

Frequencies: TypeAlias = "tuple[tuple[sympy.Expr, sympy.Rational], ...]"
Fourier: TypeAlias = "dict[Frequencies, tuple[sympy.Expr, sympy.Expr]]"

_MOST_TERMS = 200
_MOST_WAVES = 40
_HIGHEST_POWER = 12
_ZERO, _HALF = sympy.S.Zero, sympy.S.Half


class NoFourierError(Exception):
    """Too many terms to be written as one Fourier sum."""


def fourier(expr: sympy.Expr) -> Fourier:
    """The Fourier sum of ``expr``: vectors of frequencies with the coefficients of cos and sin.

    >>> x = sympy.Symbol("x", real=True)
    >>> fourier(2 * sympy.sin(x) * sympy.cos(x) + 1)
    {(): (1, 0), ((x, 2),): (0, 1)}

    Raises NoFourierError where the sum becomes too long.
    """
    return {key: pair for key, pair in _expanded(expr).items() if pair != (0, 0)}


def reduced(expr: sympy.Expr) -> sympy.Expr:
    """``expr`` as its Fourier sum where that needs fewer sines and cosines, else ``expr`` itself.

    >>> x = sympy.Symbol("x", real=True)
    >>> reduced(4 + sympy.sin(2 * x) - 2 * sympy.sin(x) * sympy.cos(x))
    4
    """
    if not 1 < occurrences(expr) <= _MOST_WAVES:
        return expr
    try:
        found = rebuilt(fourier(expr))
    except NoFourierError:
        return expr
    return found if occurrences(found) < occurrences(expr) else expr


def reduced_within(expr: sympy.Expr) -> sympy.Expr:
    """``expr`` with every real trigonometric polynomial in it reduced, the innermost first."""
    if not expr.has(sympy.sin, sympy.cos) or not expr.args:
        return expr
    args = [reduced_within(arg) for arg in expr.args]
    whole = expr if tuple(args) == expr.args else expr.func(*args)
    real = all(wave.args[0].is_real for wave in whole.atoms(sympy.sin, sympy.cos))
    return reduced(whole) if real and (whole.is_Add or whole.is_Mul) else whole


def vanishes(expr: sympy.Expr) -> bool:
    """Whether the Fourier sum has no coefficient that is not zero; False proves nothing."""
    try:
        return not fourier(sympy.numer(sympy.together(expr)))
    except NoFourierError:
        return False


def occurrences(expr: sympy.Expr) -> int:
    """How often sin and cos are written, powers counted as products."""
    if isinstance(expr, (sympy.sin, sympy.cos)):
        return 1
    inner = sum(map(occurrences, expr.args))
    return inner * int(expr.exp) if expr.is_Pow and expr.exp.is_Integer and expr.exp > 1 else inner


def rebuilt(terms: Fourier) -> sympy.Expr:
    """The expression that a Fourier sum stands for."""
    parts = []
    for frequencies, (cosine, sine) in terms.items():
        angle = _joined(frequencies)
        parts += [cosine * sympy.cos(angle), sine * sympy.sin(angle)]
    return sympy.Add(*parts)


def _joined(frequencies: Frequencies) -> sympy.Expr:
    """The angle; log lambda + log t as one logarithm."""
    shares = {q for _, q in frequencies}
    if len(frequencies) > 1 and len(shares) == 1 and all(isinstance(a, sympy.log) for a, _ in frequencies):
        return shares.pop() * sympy.log(sympy.Mul(*(a.args[0] for a, _ in frequencies)))
    return sympy.Add(*(q * a for a, q in frequencies))


def linear_form(argument: sympy.Expr) -> tuple[dict[sympy.Expr, sympy.Rational], sympy.Rational]:
    """(rational multiples of angles, multiple of pi) whose sum the argument is.

    >>> lam, t = sympy.symbols("lam t", positive=True)
    >>> linear_form(sympy.log(lam * t) / 2 + sympy.pi / 3)
    ({log(lam): 1/2, log(t): 1/2}, 1/3)
    """
    angles: dict[sympy.Expr, sympy.Rational] = {}
    half_turns = _ZERO
    for term in sympy.Add.make_args(sympy.expand(sympy.expand_log(argument))):
        q, angle = term.as_coeff_Mul()
        if not q.is_Rational:
            q, angle = sympy.S.One, term
        if angle == sympy.pi:
            half_turns += q
        else:
            angles[angle] = angles.get(angle, _ZERO) + q
    return {angle: q for angle, q in angles.items() if q}, half_turns


def _expanded(expr: sympy.Expr) -> Fourier:
    if not expr.has(sympy.sin, sympy.cos):
        return {(): (expr, _ZERO)}
    if isinstance(expr, (sympy.sin, sympy.cos)):
        return _wave(expr)
    if expr.is_Add:
        return _collected([item for arg in expr.args for item in _expanded(arg).items()])
    if expr.is_Mul:
        return reduce(_product, map(_expanded, expr.args))
    if expr.is_Pow and expr.exp.is_Integer and 0 < expr.exp <= _HIGHEST_POWER:
        return reduce(_product, [_expanded(expr.base)] * int(expr.exp))
    return {(): (expr, _ZERO)}


def _wave(expr: sympy.Expr) -> Fourier:
    angles, half_turns = linear_form(expr.args[0])
    cosine, sine = sympy.cos(sympy.pi * half_turns), sympy.sin(sympy.pi * half_turns)
    pair = (cosine, -sine) if isinstance(expr, sympy.cos) else (sine, cosine)
    return dict([_signed(angles, pair)])


def _signed(
    angles: dict[sympy.Expr, sympy.Rational], pair: tuple[sympy.Expr, sympy.Expr]
) -> tuple[Frequencies, tuple[sympy.Expr, sympy.Expr]]:
    """One of k and -k stands for both: the first frequency is positive."""
    key = tuple(sorted(((a, q) for a, q in angles.items() if q), key=lambda item: sympy.default_sort_key(item[0])))
    if not key:
        return key, (pair[0], _ZERO)
    if key[0][1] < 0:
        return tuple((a, -q) for a, q in key), (pair[0], -pair[1])
    return key, pair


def _product(left: Fourier, right: Fourier) -> Fourier:
    if len(left) * len(right) > _MOST_TERMS:
        raise NoFourierError
    return _collected([item for x in left.items() for y in right.items() for item in _term_product(x, y)])


def _term_product(
    left: tuple[Frequencies, tuple[sympy.Expr, sympy.Expr]], right: tuple[Frequencies, tuple[sympy.Expr, sympy.Expr]]
) -> list[tuple[Frequencies, tuple[sympy.Expr, sympy.Expr]]]:
    (k, (a, b)), (m, (c, d)) = left, right
    if not k or not m:
        scale = a if not k else c
        own, (p, q) = (m, (c, d)) if not k else (k, (a, b))
        return [(own, (scale * p, scale * q))]
    both = [dict(k), dict(k)]
    for angle, q in m:
        both[0][angle] = both[0].get(angle, _ZERO) + q
        both[1][angle] = both[1].get(angle, _ZERO) - q
    added = (_HALF * (a * c - b * d), _HALF * (a * d + b * c))
    subtracted = (_HALF * (a * c + b * d), _HALF * (b * c - a * d))
    return [_signed(both[0], added), _signed(both[1], subtracted)]


def _collected(items: list[tuple[Frequencies, tuple[sympy.Expr, sympy.Expr]]]) -> Fourier:
    total: dict[Frequencies, list[list[sympy.Expr]]] = {}
    for key, (cosine, sine) in items:
        cosines, sines = total.setdefault(key, [[], []])
        cosines.append(cosine)
        sines.append(sine)
    if len(total) > _MOST_TERMS:
        raise NoFourierError
    return {key: (_sum(cosines), _sum(sines)) for key, (cosines, sines) in total.items()}


def _sum(parts: list[sympy.Expr]) -> sympy.Expr:
    nonzero = [part for part in parts if part != 0]
    return _ZERO if not nonzero else nonzero[0] if len(nonzero) == 1 else sympy.expand(sympy.Add(*nonzero))
