"""Oscillating factors at all phases at once: whether they vanish, and a proof of g > 0 from those that do not.

1. A polynomial in sines and cosines of multiples of one phase, with rational coefficients, is a rational function of
   u = tan(phase/2), whose real roots are counted exactly (Sturm).
2. Otherwise each argument of a sine or a cosine is an angle of its own, and a factor that has nothing but such angles
   in it is enclosed on the torus of all angles, by halving the longest side.
3. Every other factor of a product must be positive on the quadrant (:mod:`.quadrant`).

Left out: waves with amplitudes that vary; that two angles may never come to a place together; the roots for other
coefficients, of which only multiples of pi/12 are tried.
"""

from __future__ import annotations

import sympy
from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.verifier import exact, quadrant
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.ranges import Range, Ranges

WAVES = (sympy.sin, sympy.cos)
_COS, _SIN, _HALF = sympy.Dummy("cos"), sympy.Dummy("sin"), sympy.Dummy("u")
_OVERTONES = 12
_TRIED = tuple(sympy.pi * n / 12 for n in range(24))
_PIECES = 2000
_ANGLES = 3
_BITS = 96
_ROUND = (0.0, 6.5)  # more than a turn


def positive(product: sympy.Expr, corner: tuple[sympy.Rational, sympy.Rational]) -> bool:
    """Whether each factor is proved positive on the quadrant with this corner."""
    bases = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(product)]
    if not any(base.has(*WAVES) for base in bases):
        return False
    return all(
        base.is_positive
        or _at_one_phase(base)
        or _on_torus(base)
        or quadrant.proved(base, corner, sympy.S.Zero, strict=True)
        for base in bases
    )


def _at_one_phase(factor: sympy.Expr) -> bool:
    found = in_one_phase(factor)
    if found is None or vanishes(found[0]) is not False:
        return False
    return bool(found[0].subs({_COS: 1, _SIN: 0}) > 0)


def in_one_phase(base: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(polynomial in the cosine and the sine of a phase, the phase); None where there are other phases, or none."""
    waves = sorted(base.atoms(*WAVES), key=str)
    if not waves:
        return None
    first = waves[0].args[0]
    ratios = [sympy.simplify(wave.args[0] / first) for wave in waves]
    if not all(ratio.is_Rational for ratio in ratios):
        return None
    unit = sympy.gcd_list(ratios)
    multiples = [int(ratio / unit) for ratio in ratios]
    if max(map(abs, multiples)) > _OVERTONES:
        return None
    put = {wave: _overtone(wave.func, n) for wave, n in zip(waves, multiples, strict=True)}
    polynomial = base.xreplace(put)
    plain = polynomial.free_symbols <= {_COS, _SIN} and polynomial.is_polynomial(_COS, _SIN)
    return (polynomial, first * unit) if plain else None


def _overtone(function: sympy.Expr, n: int) -> sympy.Expr:
    """cos(n x) or sin(n x) by cos(x) and sin(x)."""
    if function is sympy.cos:
        return sympy.chebyshevt(abs(n), _COS)
    return sympy.sign(n) * _SIN * sympy.chebyshevu(abs(n) - 1, _COS)


def vanishes(polynomial: sympy.Expr) -> bool | None:
    """Whether such a polynomial is zero at some angle; None without a root seen, and for other coefficients."""
    square = _HALF**2
    rational = sympy.together(polynomial.subs({_COS: (1 - square) / (1 + square), _SIN: 2 * _HALF / (1 + square)}))
    numerator = sympy.Poly(sympy.numer(rational), _HALF)
    if numerator.domain.is_ZZ or numerator.domain.is_QQ:
        at_pi = polynomial.subs({_COS: -1, _SIN: 0})  # u = oo
        return bool(at_pi == 0) or bool(numerator.count_roots() > 0)
    places = ({_COS: sympy.cos(angle), _SIN: sympy.sin(angle)} for angle in _TRIED)
    return any(exact.equal(polynomial.subs(place), sympy.S.Zero) for place in places) or None


def _on_torus(factor: sympy.Expr) -> bool:
    """Whether the factor is positive at all angles."""
    waves = factor.atoms(*WAVES)
    angles = {argument: sympy.Dummy(real=True) for argument in sorted({wave.args[0] for wave in waves}, key=str)}
    turned = factor.xreplace({wave: wave.func(angles[wave.args[0]]) for wave in waves})
    letters = list(angles.values())
    if not waves or len(letters) > _ANGLES or not turned.free_symbols <= set(letters):
        return False
    with working_precision(_BITS):
        try:
            return _search(turned, letters)
        except (UndecidedError, ValueError, OverflowError, ZeroDivisionError):
            return False


def _search(turned: sympy.Expr, letters: list[sympy.Symbol]) -> bool:
    waiting = [tuple(_ROUND for _ in letters)]
    for _ in range(_PIECES):
        if not waiting:
            return True
        piece = waiting.pop()
        sides = dict(zip(letters, (Range(arb(low), arb(high)) for low, high in piece), strict=True))
        if Ranges({**sides})(turned).low > 0:
            continue
        longest = max(range(len(piece)), key=lambda i: piece[i][1] - piece[i][0])
        low, high = piece[longest]
        middle = (low + high) / 2
        waiting += [(*piece[:longest], part, *piece[longest + 1 :]) for part in ((low, middle), (middle, high))]
    return not waiting
