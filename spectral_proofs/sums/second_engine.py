"""L(t) and S(t) by plain multiprecision arithmetic: a second road, independent of the rigorous one.

Nothing is proved here; the radii are estimates.  No python-flint and no code of
the rigorous engine, so that agreement of the two means something.

Method (Gregory's formula instead of Abel-Plana):

1. Terms k < N are added directly; then, with Gregory's coefficients G_j
   (1/2, -1/12, 1/24, -19/720, ...) and forward differences D at N,
   sum_{k>=N} h(k) = integral_N^oo h(x) dx + sum_{j>=0} G_{j+1} D^j h(N).
2. The integral in y = log x is taken over panels with 16 Gauss-Legendre points,
   starting from the frontier g = 1 and marching both ways until panels are negligible;
   a panel is halved while one rule on it and two on its halves disagree.
3. Outwards, a ratio of successive panels that settles is a power law, and the
   remainder a geometric series; a settled ratio >= 1 means that the sum is infinite. Points out to
   log k = 10^109 must bear this out, and show no hump where the marches ended; else the error is infinite.
   A ratio that nears 1 like 1 - c/log x is a power of log x: the same again in log log x.
4. Working digits grow with log(1/lambda) and log t, which covers cancellation such as log(1+x) and exp(-2g) of large g.
   Guard digits are added until random errors in every operation of g (`perturbed`) leave 20 digits unchanged,
   at the head, about the frontier, and far out; where that takes too many, nothing is answered.

Reference: F. B. Hildebrand, Introduction to Numerical Analysis, 5.9 (Gregory's formula).

The work is bounded by counts, never by a clock: UndecidedError once the evaluations, or the operations in them,
weighted by their precision, exceed what :mod:`spectral_proofs.sums.workload` allows.

Left out: sums whose tail neither dies nor settles within a few hundred panels (error estimate infinite).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import mpmath
import sympy

from spectral_proofs.balls.functions import MODULES
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.modes import ModeSum, SpectrumLike
from spectral_proofs.sums.quadrature import gregory
from spectral_proofs.sums.second_marches import march_inwards, march_outwards
from spectral_proofs.sums.second_model import DIGITS, FIRST, SMOOTH, Model, Term
from spectral_proofs.sums.workload import Exponents

_DIFFERENCES = 22
_KINKS = (sympy.Min, sympy.Max, sympy.Abs, sympy.sign)


def reference_sums(
    g: sympy.Expr, spectrum: SpectrumLike, t: sympy.Rational, digits: int = 15, wanted: tuple[bool, bool] = (True, True)
) -> tuple[Enclosure, Enclosure]:
    """L(t) and S(t), never certified; ``rad`` is an error estimate.  At most about 18 digits are believable.

    What is not ``wanted`` is unknown.
    """
    both = ModeSum.loss(spectrum), ModeSum.energy(spectrum)
    found = iter(reference_values(g, spectrum, t, [one for one, ask in zip(both, wanted, strict=True) if ask], digits))
    loss, energy = (next(found) if ask else Enclosure("nan", "inf", False) for ask in wanted)
    return loss, energy


def reference_values(
    g: sympy.Expr, spectrum: SpectrumLike, t: sympy.Rational, modes: Sequence[ModeSum], digits: int = 15
) -> tuple[Enclosure, ...]:
    """Each of the sums at time t, as :func:`reference_sums` does."""
    kinked = g.has(*_KINKS)
    with mpmath.workdps(DIGITS):
        start = _start(g, sympy.Rational(spectrum.b), sympy.Rational(spectrum.Lambda), sympy.Rational(t))
        if isinstance(start, str):
            raise UndecidedError(start)
        model, crossing = start[0].again(), start[1]
        return tuple(
            _present(_sum(model.term(one), crossing, one, model.node_digits), crossing, kinked, digits) for one in modes
        )


@lru_cache(maxsize=4)
def _start(g: sympy.Expr, b: sympy.Rational, Lambda: sympy.Rational, t: sympy.Rational) -> tuple[Model, Any] | str:
    """The guarded model, or why there is none: shared by all sums at one time, whatever they sum."""
    try:
        evolution = sympy.lambdify((LAMBDA, TIME), g, modules=MODULES)
        return Model(g, evolution, Exponents.of(g), b, Lambda, t).guarded()
    except UndecidedError as error:
        return str(error)


def _sum(h: Term, crossing: Any, modes: ModeSum, node_digits: int) -> tuple[Any, Any]:
    """Sum over the modes of h(log k)/k and an error estimate; (inf, 0) for a divergent power law."""

    def term(k: int) -> Any:
        with mpmath.workdps(node_digits):
            y = mpmath.log(k)
        try:
            return h(y) / k
        except ZeroDivisionError:  # sin(h)/h at h = 0, which only a limit could fill
            raise UndecidedError(f"g has no value at mode {k}") from None

    begin, last = max(FIRST, modes.first), modes.last
    if last is not None and last < begin + _DIFFERENCES:
        total = mpmath.fsum(term(k) for k in range(modes.first, last + 1))
        return total, abs(total) * mpmath.mpf(10) ** -17
    head = mpmath.fsum(term(k) for k in range(modes.first, begin))
    start = mpmath.log(begin)
    edge, error = gregory([term(begin + j) for j in range(_DIFFERENCES + 1)])
    if last is None:
        inner, error1 = march_inwards(h, max(crossing, start), start, head)
        outer, error2 = march_outwards(h, max(crossing, start), head + inner)
    else:  # the sum up to ``last`` is the sum from ``begin`` less the sum from last + 1, term by term of the formula
        far, error3 = gregory([term(last + 1 + j) for j in range(_DIFFERENCES + 1)])
        edge, error, end = edge - far, error + error3, mpmath.log(last + 1)
        middle = min(max(crossing, start), end)
        inner, error1 = march_inwards(h, middle, start, head)
        outer, error2 = march_inwards(h, end, middle, head + inner)
    if outer == mpmath.inf:
        return outer, mpmath.mpf(0)
    total = head + inner + outer + edge
    error += _unsmooth(term, crossing) if crossing > start and (last is None or crossing < mpmath.log(last)) else 0
    return total, error + error1 + error2 + abs(total) * mpmath.mpf(10) ** -17


def _unsmooth(term: Callable[[int], Any], crossing: Any) -> Any:
    """What sum and integral may differ by where the terms change within few modes of the frontier.

    Terms that vary over w modes differ from their integral by about exp(-2 pi w) of themselves (Poisson);
    w is read off second differences, two modes being taken off to be safe.
    """
    if crossing > SMOOTH:
        return mpmath.mpf(0)
    k = int(mpmath.exp(crossing))
    terms = [abs(term(k + j)) for j in range(-3, 5)]
    largest = max(terms)
    bends = max(abs(a - 2 * b + c) for a, b, c in zip(terms, terms[1:], terms[2:], strict=False))
    if not largest or not bends:
        return mpmath.mpf(0)
    return largest * mpmath.exp(-2 * mpmath.pi * max(mpmath.sqrt(largest / bends) - 2, 0))


def _present(found: tuple[Any, Any], crossing: Any, kinked: bool, digits: int) -> Enclosure:
    value, error = found
    if value == mpmath.inf:
        return Enclosure("inf", "0", False)
    if (
        not value or not mpmath.isfinite(value) or error == mpmath.inf
    ):  # these sums are positive: a zero is beyond what is written down
        return Enclosure("nan", "inf", False)
    if kinked:  # a kink at the frontier spoils the comparison of sum and integral
        error = error + abs(value) * mpmath.exp(-2 * crossing)
    return Enclosure(mpmath.nstr(value, max(digits, 15) + 8), mpmath.nstr(error, 3), False)
