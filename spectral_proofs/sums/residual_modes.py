"""The modes that sums of a residual run over, kind by kind: single modes, where they are small, and their moments.

The moment of order r beyond K is the sum over k > K of c_k lambda_k^r, c_k = lambda_k w_k^2. As w_k^2 = c_k/lambda_k,
moments of order r - 1 are those of the w_k^2.

1. Exact powers of k: W Lambda^r zeta(a + r b, K + 1), Hurwitz's zeta function, whose differences are finite sums for
   every order.
2. Geometric modes: geometric series.
3. Formulas: sums of :mod:`spectral_proofs.sums.enclosures` with c_k lambda_k^r as their weight, in mu = 1/k; lambda_k
   beyond K has the bound of :mod:`.cone` on 0 < mu <= 1/(K+1).
4. Measured modes have none: all are added one by one, and those of a tail are exact powers.

Of the first N modes moments end at N, and the floor is the moment of order 0 beyond N.

Left out: moments over k <= N that would diverge without N, of geometric modes and of formulas whose sums say so.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Protocol

import sympy
from flint import arb, ctx

from spectral_proofs.balls.decimals import to_ball
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.problem.spectra.expressions import Expressions, K
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.cone import Cone, locate
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite import powers
from spectral_proofs.sums.modes import Kernel, ModeSum, fraction
from spectral_proofs.sums.spectra.expressions import RECIPROCALS
from spectral_proofs.sums.spectra.geometric import Scales
from spectral_proofs.sums.summand import ball

MOST_MODES = 200_000
_GUARD = 20  # bits of the working precision that a moment may lack

Columns = tuple[Sequence[arb], Sequence[arb]]


def few_at_all_times(spectrum: ModeSpectrum) -> bool:
    """Whether no time asks for more than ``MOST_MODES`` modes."""
    finite = spectrum.modes is not None and spectrum.modes <= MOST_MODES
    return finite or isinstance(spectrum, Geometric)


class ResidualModes(Protocol):
    """Modes k = 1, 2, ..., to the current precision."""

    #: bits by which lambda^(1/q) beyond the modes added one by one is smaller than the radius that a series needs: the
    #: more it is, the fewer moments are asked for
    depth: int

    def first(self, count: int) -> Columns:
        """lambda_k and c_k of the modes k <= count."""

    def reach(self, largest: arb) -> int:
        """K such that lambda_k <= largest for all k > K; ``MOST_MODES`` + 1 where it is not below that."""

    def moment(self, order: Fraction, after: int, last: int | None) -> arb | None:
        """The sum over after < k <= last of c_k lambda_k^order; None where it is infinite."""


def modes_of(spectrum: ModeSpectrum) -> tuple[ResidualModes, int | None]:
    """The modes of a spectrum of any kind, and how many there are of them."""
    if isinstance(spectrum, FirstModes):
        return modes_of(spectrum.whole)[0], spectrum.modes
    if isinstance(spectrum, Spectrum):
        return PowerModes(spectrum), None
    if isinstance(spectrum, Geometric):
        return GeometricModes(spectrum), None
    if isinstance(spectrum, Expressions):
        return FormulaModes(spectrum), None
    assert isinstance(spectrum, Measured)
    return MeasuredModes(spectrum), spectrum.modes


@dataclass(frozen=True)
class PowerModes:
    """Step 1."""

    spectrum: Spectrum
    depth = 0

    def first(self, count: int) -> Columns:
        """Of exact powers."""
        return self.between(0, count)

    def between(self, after: int, count: int) -> Columns:
        """The same of the modes after < k <= count."""
        sp = self.spectrum
        places = [arb(k) for k in range(after + 1, count + 1)]
        b, a, Lambda, W = (ball(fraction(x)) for x in (-sp.b, -sp.a, sp.Lambda, sp.W))
        return [Lambda * k**b for k in places], [W * k**a for k in places]

    def reach(self, largest: arb) -> int:
        """By the power of k."""
        ratio = float((ball(fraction(self.spectrum.Lambda)) / largest).log().mid()) / float(self.spectrum.b)
        return MOST_MODES + 1 if ratio > 40 else max(0, math.ceil(math.exp(ratio) * (1 + 1e-9)) - 1)

    def moment(self, order: Fraction, after: int, last: int | None) -> arb | None:
        """Hurwitz's zeta function."""
        sp = self.spectrum
        exponent = fraction(sp.a) + order * fraction(sp.b)
        if last is None and exponent <= 1:
            return None
        s = ball(exponent)
        total = s.zeta(arb(after + 1)) if last is None else powers(s, after + 1, last + 1)
        scale: arb = ball(fraction(sp.W)) * ball(fraction(sp.Lambda)) ** ball(order)
        return scale * total


@dataclass(frozen=True)
class GeometricModes:
    """Step 2."""

    spectrum: Geometric
    depth = 0

    def first(self, count: int) -> Columns:
        """Of exponentials."""
        scales = Scales.of(self.spectrum)
        decay = -scales.p * scales.kappa
        numbers = range(1, count + 1)
        return [scales.log_lambda(k).exp() for k in numbers], [scales.W * (decay * k).exp() for k in numbers]

    def reach(self, largest: arb) -> int:
        """By the rate."""
        scales = Scales.of(self.spectrum)
        ratio = float(((scales.log_Lambda - largest.log()) / scales.kappa).upper())
        return MOST_MODES + 1 if ratio > MOST_MODES else max(0, math.ceil(ratio) + 1)

    def moment(self, order: Fraction, after: int, last: int | None) -> arb | None:
        """A geometric series."""
        scales = Scales.of(self.spectrum)
        exact = sympy.simplify(self.spectrum.p + sympy.Rational(order.numerator, order.denominator))
        rate = (scales.p + ball(order)) * scales.kappa
        if exact == 0 or rate < 0:
            _require_all(last)
            return None
        total = scales.geometric_series(rate, after + 1)
        if total is None:
            raise UndecidedError(f"the sign of p + {order} is not settled")
        if last is not None:
            total -= (-rate * (last - after)).exp() * total
        scale: arb = scales.W * (scales.log_Lambda * ball(order)).exp()
        return scale * total


class FormulaModes:
    """Step 3."""

    depth = 2

    def __init__(self, spectrum: Expressions) -> None:
        self.spectrum = spectrum
        pair = (spectrum.eigenvalues, spectrum.energies)
        self._single = compile_expression(*(x.subs(K, LAMBDA) for x in pair), kinks=True)
        b, eigenvalue = spectrum.split_eigenvalues
        a, energy = spectrum.split_energies
        self._split = (a, energy, b, eigenvalue)
        self._moments: dict[Fraction, tuple[Sums, Fraction]] = {}

    @cached_property
    def _pulled(self) -> sympy.Expr:
        _, _, b, eigenvalue = self._split
        return LAMBDA**b * eigenvalue

    def first(self, count: int) -> Columns:
        """Of formulas, number by number."""
        if not count:
            return [], []
        rate = ball(1 / self._single.denominator)
        found = self._single.bind(None).at_roots([arb(k) ** rate for k in range(1, count + 1)])
        eigenvalues, energies = zip(*found, strict=True)
        return list(eigenvalues), list(energies)

    def reach(self, largest: arb) -> int:
        """By bounds on 0 < mu <= 1/(K+1)."""
        bound = compile_expression(self._pulled).bind(None)

        def small(k: int) -> bool:
            cone = Cone(1 / arb(k + 1), Fraction(0))
            return bool(cone.sup(locate(bound, cone).outputs[0]) <= largest)

        low, high = 0, 1
        if small(0):
            return 0
        while not small(high):
            if high > MOST_MODES:
                return MOST_MODES + 1
            low, high = high, 2 * high
        while high - low > 1 + low // 20:
            middle = (low + high) // 2
            low, high = (low, middle) if small(middle) else (middle, high)
        return high

    def moment(self, order: Fraction, after: int, last: int | None) -> arb | None:
        """A certified sum of c_k lambda_k^order."""
        if order not in self._moments:
            a, energy, b, eigenvalue = self._split
            power = sympy.Rational(order.numerator, order.denominator)
            weights = [energy * eigenvalue**power]
            sums = Sums(sympy.S.Zero, RECIPROCALS, certified_only=True, weights=weights)
            self._moments[order] = sums, fraction(-a - b * power)
        sums, exponent = self._moments[order]
        digits = int((ctx.prec - _GUARD) * math.log10(2))
        found = sums.enclose(ModeSum(Kernel.DECAY, exponent, Fraction(1), after + 1, last, 1), "1", digits)
        if found.infinite:
            _require_all(last)
            return None
        if found.unknown:
            raise UndecidedError(f"the sum of lambda_k w_k^2 lambda_k^({order}) beyond k = {after}: {found.note}")
        return to_ball(found)


class MeasuredModes:
    """Step 4."""

    depth = 0

    def __init__(self, spectrum: Measured) -> None:
        self.spectrum = spectrum
        self.tail = None if spectrum.tail is None else PowerModes(spectrum.tail)

    def first(self, count: int) -> Columns:
        """As they were written, and beyond the last one those of the tail."""
        own = self.spectrum.eigenvalues[:count], self.spectrum.energies[:count]
        eigenvalues, energies = ([ball(x) for x in column] for column in own)
        if self.tail is None:
            return eigenvalues, energies
        more = self.tail.between(len(eigenvalues), count)
        return [*eigenvalues, *more[0]], [*energies, *more[1]]

    def reach(self, largest: arb) -> int:
        """All measured ones."""
        number = len(self.spectrum.eigenvalues)
        return number if self.tail is None else max(number, self.tail.reach(largest))

    def moment(self, order: Fraction, after: int, last: int | None) -> arb | None:
        """Of the tail, or the floor."""
        if self.tail is not None:
            return self.tail.moment(order, after, last)
        return ball(self.spectrum.floor) if order == 0 else arb(0)


def _require_all(last: int | None) -> None:
    """Of finitely many modes a sum that would be infinite is only not known."""
    if last is not None:
        raise UndecidedError(f"a model with more than {MOST_MODES} modes, of which S would not converge")
