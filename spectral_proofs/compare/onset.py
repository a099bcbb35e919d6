"""From which t on a law for t -> oo can be looked for at all.

t^(1/10^9) has hardly moved at t = 10^1000, and lambda t + 10^(-3000) lambda t^2 changes over at t = 10^3000; values
at earlier t say nothing about either. Two powers whose exponents differ by delta, with coefficients of H decimal
digits, change over near t = 10^(H/delta).

1. delta is the least difference, zero included, between the exponents in g, and the least of |s|/b and |s/b - 2m| over
   the exponents m, which are not zero: how far the spectrum is from where S changes its law.
2. H is the number of decimal digits of the largest or smallest coefficient in g, W or Lambda, or of a constant in the
   laws that were derived: lambda t/(1 + lambda t/1000) stops at g = 1000, and L at e^(-2000).
3. Where a sum has a term with a factor (log ...)^p and another whose coefficient is larger by H digits, as
   1 + 10^(-200) log t, they change over where log t is about 10^(H/p).

Left out: what exponents become by being multiplied or nested (u = lambda^(1/7) t^(1/9), u^(1/11)). The answer keeps
false alarms away; no verdict rests on it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import mpmath
import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.balls.functions import function_of
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics

_DIGITS = 2  # of everyday coefficients


def onset(g: sympy.Expr, spectrum: Spectrum, laws: Iterable[Asymptotics] = ()) -> mpmath.mpf:
    """log10 of the t at which differences between the powers in g show, and the constants of the laws derived.

    >>> from spectral_proofs.problem.candidate import LAMBDA, TIME
    >>> int(onset(LAMBDA * TIME ** sympy.Rational(1, 1000), Spectrum("3/2", "2")))
    2000
    """
    exponents = {p.exp for p in g.atoms(sympy.Pow)}
    powers = sorted({abs(p) for p in exponents if p.is_Rational} | {sympy.S.Zero, sympy.S.One})
    gaps = [later - earlier for earlier, later in pairwise(powers)]
    gaps += [abs(spectrum.s / spectrum.b - 2 * p) for p in powers]
    delta = min(gap for gap in gaps if gap > 0)
    digits = max(_digits(g, spectrum, exponents), *map(_constant, laws), mpmath.mpf(0))
    return max(digits * delta.q / mpmath.mpf(int(delta.p)), *_logarithmic(g), mpmath.mpf(0))


def _constant(law: Asymptotics) -> mpmath.mpf:
    """Digits of the constant of a law, which may be an exponential of those in g."""
    found = decimal(law.constant) if law.constant is not None and law.theta.holds else None
    return abs(mpmath.log10(found)) if found is not None and found > 0 else mpmath.mpf(0)


def _logarithmic(g: sympy.Expr) -> Iterator[mpmath.mpf]:
    """Point 3, for every pair of terms."""
    for node in sympy.preorder_traversal(g):
        terms = [arg.as_coeff_Mul() for arg in node.args] if node.is_Add else []
        for coefficient, rest in terms:
            for p in _log_powers(rest):
                most = max(abs(_size(abs(coefficient)) - _size(abs(other))) for other, _ in terms)
                yield mpmath.mpf(10) ** (most * int(p.q) / int(p.p)) if most else mpmath.mpf(0)


def _log_powers(term: sympy.Expr) -> list[sympy.Rational]:
    """The sizes of the exponents of the logarithms among its factors."""
    factors = [factor.as_base_exp() for factor in sympy.Mul.make_args(term)]
    return [abs(p) for base, p in factors if _is_logarithm(base) and p.is_Rational]


def _size(number: sympy.Rational) -> mpmath.mpf:
    return mpmath.log10(int(number.p)) - mpmath.log10(int(number.q))


def _digits(g: sympy.Expr, spectrum: Spectrum, exponents: set[sympy.Expr]) -> mpmath.mpf:
    numbers = [abs(c) for c in g.atoms(sympy.Rational) if c and c not in exponents]
    scales = (*numbers, spectrum.W, spectrum.Lambda)
    return max(mpmath.mpf(_DIGITS), *(abs(_size(c)) for c in scales))


def _is_logarithm(base: sympy.Expr) -> bool:
    function = function_of(base)
    return function is not None and function.logarithmic
