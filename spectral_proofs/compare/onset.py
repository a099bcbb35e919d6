"""From which t on a law for t -> oo can be looked for at all.

t^(1/10^9) has hardly moved at t = 10^1000, and lambda t + 10^(-3000) lambda t^2 changes over at t = 10^3000; values
at earlier t say nothing about either. Two powers whose exponents differ by delta, with coefficients of H decimal
digits, change over near t = 10^(H/delta).

1. delta is the least difference, zero included, between the exponents in g, and the least of |s|/b and |s/b - 2m| over
   the exponents m, which are not zero: how far the spectrum is from where S changes its law.
2. H is the number of decimal digits of the largest or smallest coefficient in g, W or Lambda.

Left out: what exponents become by being multiplied or nested (u = lambda^(1/7) t^(1/9), u^(1/11)). The answer keeps
false alarms away; no verdict rests on it.
"""

from __future__ import annotations

from itertools import pairwise

import mpmath
import sympy

from spectral_proofs.candidate import Spectrum

_DIGITS = 2  # of everyday coefficients


def onset(g: sympy.Expr, spectrum: Spectrum) -> mpmath.mpf:
    """log10 of the t at which differences between the powers in g show.

    >>> from spectral_proofs.candidate import LAMBDA, TIME, Spectrum
    >>> int(onset(LAMBDA * TIME ** sympy.Rational(1, 1000), Spectrum("3/2", "2")))
    2000
    """
    exponents = {p.exp for p in g.atoms(sympy.Pow)}
    powers = sorted({abs(p) for p in exponents if p.is_Rational} | {sympy.S.Zero, sympy.S.One})
    gaps = [later - earlier for earlier, later in pairwise(powers)]
    gaps += [abs(spectrum.s / spectrum.b - 2 * p) for p in powers]
    delta = min(gap for gap in gaps if gap > 0)
    return _digits(g, spectrum, exponents) * delta.q / mpmath.mpf(int(delta.p))


def _digits(g: sympy.Expr, spectrum: Spectrum, exponents: set[sympy.Expr]) -> mpmath.mpf:
    numbers = [abs(c) for c in g.atoms(sympy.Rational) if c and c not in exponents]
    scales = (*numbers, spectrum.W, spectrum.Lambda)
    return max(mpmath.mpf(_DIGITS), *(abs(mpmath.log10(int(c.p)) - mpmath.log10(int(c.q))) for c in scales))
