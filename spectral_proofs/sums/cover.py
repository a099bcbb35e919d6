"""Re g >= 0 on a cone by covering it with boxes, where no sector rule covers g.

On |arg lambda| <= beta pi, 0 < |lambda| <= epsilon:

1. `cone.locate` answers for |lambda| <= exp(u0), u0 a little below the frontier, where every argument is small.
2. The rest, u0 <= log |lambda| <= log epsilon, 0 <= arg lambda <= beta pi, is covered by boxes in log lambda.
   On each, the program is evaluated with the flag that makes functions refuse their branch cuts;
   a finite value proves analyticity, its real part and modulus are the bounds.  The lower half follows by conjugation.

The cost grows with the logarithm of epsilon exp(-u0), but boxes widen where g allows it.

Left out: g with singularities in every cone (poles or zeros that crowd towards the real axis).
"""

from __future__ import annotations

from fractions import Fraction

from flint import acb, arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.cone import Location, locate
from spectral_proofs.sums.sector import HALF, Sector
from spectral_proofs.sums.summand import ball
from spectral_proofs.sums.tails import Problem

_BOXES = 300
_DESCENTS = 6
_SMALLEST, _LARGEST = 0.02, 16.0


def cover(problem: Problem, log_x: arb, beta: Fraction, frontier: float) -> Location:
    """Bounds of the outputs on the cone |x| >= exp(log_x), |arg lambda| <= beta pi; raises UndecidedError."""
    cone = problem.cone_at(log_x, beta)
    start = float(problem.log_lambda(log_x).upper())
    small, bottom = _near_zero(problem, beta, min(start, float(problem.log_lambda(arb(frontier)).mid())))
    angle = arb.pi() * ball(beta)
    top, step, count = start + 1e-9 * (1 + abs(start)), 0.25, 0
    real = [v.min(arb(10) ** 30) for v in small.real_lower]
    uppers = [v.upper for v in small.outputs]
    halves = [(angle / 2) * arb("0.5", "0.5001"), (angle / 2) * arb("1.5", "0.5001")]
    while top > bottom:
        low = max(top - step, bottom - 1e-9)
        boxes = [problem.bound(acb(arb((top + low) / 2, (top - low) / 2 * (1 + 1e-9)), h), True) for h in halves]
        count += 1
        if count > _BOXES:
            raise UndecidedError("too many boxes to cover a complex neighbourhood of the spectrum")
        if not all(v.is_finite() for values in boxes for v in values) or not all(b[0].real > 0 for b in boxes):
            step /= 2
            if step < _SMALLEST:
                raise UndecidedError("Re g >= 0 on no complex neighbourhood of the spectrum")
            continue
        for i, v in enumerate(small.outputs):
            real[i] = min([real[i]] + [b[i].real.lower() for b in boxes], key=lambda x: x.mid())
            scale = max((-ball(v.high) * u).exp().upper() for u in (arb(top), arb(low)))
            uppers[i] = max([uppers[i]] + [(abs(b[i]) * scale).upper() for b in boxes])
        top, step = low, min(1.5 * step, _LARGEST)
    outputs = tuple(
        Sector(Fraction(0), arb(0), v.high, upper, (-HALF, HALF) if i == 0 else None)
        for i, (v, upper) in enumerate(zip(small.outputs, uppers, strict=True))
    )
    return Location(cone, outputs, tuple(real))


def _near_zero(problem: Problem, beta: Fraction, top: float) -> tuple[Location, float]:
    """What the sector rules prove near 0, and the log |lambda| up to which they do."""
    obstacle = UndecidedError("Re g >= 0 on no complex neighbourhood of 0")
    for i in range(_DESCENTS):
        bottom = top - 1 - 2 * i
        try:
            place = locate(problem.bound, problem.cone_below(arb(bottom), beta))
        except UndecidedError as error:
            obstacle = error
            continue
        if place.outputs[0].width <= HALF and all(v.upper.is_finite() for v in place.outputs):
            return place, bottom
    raise obstacle
