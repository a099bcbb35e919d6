"""Trigonometric polynomials that touch zero: exact double roots.

1. f(p) = sum_k a_k cos(k p) + b_k sin(k p), the coefficients algebraic numbers, becomes N(z)/(1 + z^2)^d with
   z = tan(p/2); f vanishes at p = pi iff N has a lower degree than 2d.
2. N = c prod S_j^j with square-free, coprime S_j (Yun). Where the S_j of odd j have no zero on the circle, f has
   one sign, weakly, and f is zero exactly where an S_j of even j is. At p = pi the multiplicity is 2d - deg N.
3. Real zeros of the S_j are counted by Sturm sequences (exact rationals; other coefficients are left out unless N
   is c S^2 with a quadratic or linear S, whose discriminant decides).

Source: von zur Gathen and Gerhard, Modern Computer Algebra, ch. 4.8 and 14.6.
"""

from __future__ import annotations

import sympy

from spectral_proofs.problem.expression.trigonometry import Fourier

_Z = sympy.Symbol("z", real=True)
_HIGHEST = 8


def touches(terms: Fourier, angle: sympy.Symbol) -> bool | None:
    """Whether the sum in one angle has one sign and is zero somewhere; None where that is not decided.

    ``terms`` are those of :func:`.fourier`. False: it takes both signs, or has no zero at all.
    """
    numerator, degree = _numerator(terms, angle)
    if numerator is None:
        return None
    coefficients = numerator.all_coeffs()
    if not all(c.is_Rational for c in coefficients):
        return _touches_algebraically(numerator, degree)
    at_pi = 2 * degree - numerator.degree()
    if at_pi % 2:
        return False
    zero = bool(at_pi > 0)
    for factor, multiplicity in numerator.sqf_list()[1]:
        if int(factor.count_roots()) > 0:
            if multiplicity % 2:
                return False
            zero = True
    return zero


def _numerator(terms: Fourier, angle: sympy.Symbol) -> tuple[sympy.Poly | None, int]:
    """N and d for the angle in units in which all frequencies are integers."""
    frequencies = [dict(key) for key in terms]
    if any(set(key) - {angle} for key in frequencies):
        return None, 0
    scale = sympy.ilcm(1, 1, *(key[angle].q for key in frequencies if key))
    steps = [int(key.get(angle, sympy.S.Zero) * scale) for key in frequencies]
    degree = max(map(abs, steps), default=0)
    if not 0 < degree <= _HIGHEST:
        return None, degree
    total = sympy.S.Zero
    for step, (cosine, sine) in zip(steps, terms.values(), strict=True):
        if not (cosine.is_algebraic and sine.is_algebraic and cosine.is_number and sine.is_number):
            return None, degree
        power = sympy.expand((1 + sympy.I * _Z) ** (2 * step)) * (1 + _Z**2) ** (degree - step)  # e^(i step p)
        real, imaginary = sympy.expand(power).as_real_imag()
        total += cosine * real + sine * imaginary
    return sympy.Poly(sympy.expand(total), _Z, extension=True), degree


def _touches_algebraically(numerator: sympy.Poly, degree: int) -> bool | None:
    """For N = c S^2 with S linear or quadratic."""
    if numerator.degree() != 2 * degree:
        return None
    parts = numerator.sqf_list()[1]
    if len(parts) != 1 or parts[0][1] % 2:
        return None
    factor = parts[0][0]
    if factor.degree() == 1:
        return True
    return bool(sympy.simplify(factor.discriminant()).is_nonnegative) if factor.degree() == 2 else None
