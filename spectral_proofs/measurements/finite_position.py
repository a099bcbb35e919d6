"""Certified spectral position of a model with finitely many modes, and the depth lambda_N/sum lambda it cannot pass.

pos(t) = sum lambda_k r_k / (sum lambda_k sum r_k), r_k = lambda_k w_k^2 exp(-2g), over the model's own modes; energy
that is never learned is not among them. Added mode by mode where they are few or measured.

Left out: g that outgrows t^4, whose exp(-2g) has no digits left; the first N modes of formulas, and geometric ones.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial

import sympy
from flint import arb, fmpq

from spectral_proofs.balls.decimals import parse_time, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.measurements.position import DIGITS, divided, position_at
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.evaluate import Program
from spectral_proofs.sums.modes import Kernel, ModeSum, fraction
from spectral_proofs.sums.summand import ball

_BITS = bits_for_digits(DIGITS) + 80
_LEAST = 20  # bits of a position worth showing
_FEW = 5000  # modes of exact powers that are added one by one
_Found = tuple[Enclosure, tuple[tuple[str, Enclosure], ...]]


def finite_positions(g: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str]) -> _Found:
    """The depth, and the position by time; raises UndecidedError on other modes."""
    if isinstance(spectrum, FirstModes) and isinstance(spectrum.whole, Spectrum):
        whole, modes = spectrum.whole, spectrum.modes
        return _one_by_one(g, partial(_powers, whole, modes), times) if modes <= _FEW else _many(g, whole, modes, times)
    if isinstance(spectrum, Measured) and spectrum.tail is None:
        return _one_by_one(g, partial(_measured, spectrum), times)
    raise UndecidedError("the position is enclosed on measured modes and on the first modes of exact powers")


def _many(g: sympy.Expr, spectrum: Spectrum, modes: int, times: Sequence[str]) -> _Found:
    sums = Sums(g, spectrum, certified_only=True)
    last = ModeSum(Kernel.ONE, -fraction(spectrum.b), fraction(spectrum.Lambda), modes, modes)
    every = ModeSum.eigenvalues(spectrum, 1, modes)
    depth = divided(*(sums.enclose(one, "1", DIGITS) for one in (last, every)))
    return depth, tuple((t, position_at(sums, t, modes)) for t in times)


def _measured(spectrum: Measured) -> Iterator[tuple[arb, arb]]:
    yield from zip(map(ball, spectrum.eigenvalues), map(ball, spectrum.energies), strict=True)


def _powers(spectrum: Spectrum, modes: int) -> Iterator[tuple[arb, arb]]:
    a, b, Lambda, W = (ball(fraction(x)) for x in (spectrum.a, spectrum.b, spectrum.Lambda, spectrum.W))
    yield from ((Lambda * arb(k) ** -b, W * arb(k) ** -a) for k in range(1, modes + 1))


def _one_by_one(g: sympy.Expr, pairs: Callable[[], Iterator[tuple[arb, arb]]], times: Sequence[str]) -> _Found:
    """``pairs`` gives eigenvalues and energies at the precision in force."""
    program = compile_expression(g.rewrite(sympy.Abs) if g.has(sympy.Min, sympy.Max) else g, kinks=True)
    with working_precision(_BITS):
        eigenvalues = [x for x, _ in pairs()]
        depth = to_enclosure(eigenvalues[-1] / sum(eigenvalues, arb(0)), DIGITS)
    return depth, tuple((t, _position(program, pairs, parse_time(t))) for t in times)


def _position(program: Program, pairs: Callable[[], Iterator[tuple[arb, arb]]], time: Fraction) -> Enclosure:
    size = abs(time.numerator.bit_length() - time.denominator.bit_length())
    with working_precision(_BITS + 4 * size):  # exp(-2g) to a relative accuracy, for g up to t^4
        eigenvalues, energies = (list(column) for column in zip(*pairs(), strict=True))
        q = program.denominator
        roots = eigenvalues if q == 1 else [x ** ball(1 / q) for x in eigenvalues]
        values = program.bind(fmpq(time.numerator, time.denominator)).at_roots(roots)
        left = [c * (-2 * g).exp() for c, (g, *_) in zip(energies, values, strict=True)]
        top = sum((x * r for x, r in zip(eigenvalues, left, strict=True)), arb(0))
        found = top / (sum(eigenvalues, arb(0)) * sum(left, arb(0)))
        return to_enclosure(found, DIGITS) if found.rel_accuracy_bits() > _LEAST else Enclosure("nan", "inf", False)
