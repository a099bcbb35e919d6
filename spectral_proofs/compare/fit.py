"""Log-log slopes of L and S by least squares.

1. Take logarithms of the enclosures' midpoints with mpmath (values reach 1e-5000, far outside a float).
2. Remove what the derivation predicts besides the power: a constant next to it
   (zeta(a-b) in S, which slows a plain fit down), and a power of log t.
3. Use the times of the last decade of log t: log t >= log(t_max)/10, at least three points.
4. The slope is numpy's least-squares slope; its uncertainty is the larger of the
   standard error and the drift to the slope over the upper half of the window.

Source: section 2 of the theory (L and S are a power, plus a constant, plus terms
beyond all orders).  Leaves out: next-order powers, so a mixed candidate's slope
drifts; the uncertainty says by how much.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import sympy

from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.results import Asymptotics, Enclosure, Fit, SumValues

MIN_POINTS = 3
_DIGITS = 60
_LOSS, _ENERGY = "L", "S"


@dataclass(frozen=True)
class _Points:
    """Fitted data: x = log t, y = log of the power law alone; ``labels`` are the times as written."""

    labels: tuple[str, ...]
    x: np.ndarray[Any, np.dtype[np.float64]]
    y: np.ndarray[Any, np.dtype[np.float64]]


def fit_sums(
    sums: Sequence[SumValues], loss: Asymptotics | None = None, energy: Asymptotics | None = None
) -> tuple[Fit, ...]:
    """Fits of L and of S over ``sums``; a quantity with too few finite positive values is left out.

    Args:
        sums: values at increasing t.
        loss, energy: what the derivation predicts, None where it predicts nothing.
    """
    last = sums[-1] if sums else None
    fits = (
        fit_power(_LOSS, [(v.t, v.loss) for v in sums], loss, last.loss_slope if last else None),
        fit_power(_ENERGY, [(v.t, v.energy) for v in sums], energy, last.energy_slope if last else None),
    )
    return tuple(fit for fit in fits if fit is not None)


def fit_power(
    quantity: str,
    values: Sequence[tuple[str, Enclosure]],
    predicted: Asymptotics | None = None,
    local_exponent: Enclosure | None = None,
) -> Fit | None:
    """Fit Q(t) = A t^p (log t)^l + offset for p, with l and the offset as ``predicted``.

    Args:
        quantity: "L" or "S", copied to the result.
        values: (t, enclosure of Q(t)) at increasing exact times.
        predicted: asymptotics of Q, or None for a plain power.
        local_exponent: enclosure of t Q'/Q at the largest t, copied to the result.

    Returns:
        None when fewer than three values are finite, positive and at t > 1.
    """
    if predicted is not None and predicted.infinite:
        return None
    offset = _known(predicted.offset if predicted else None)
    logs = _known(predicted.log_index if predicted else None)
    points = _window(_logarithms(values, offset, logs))
    if len(points.labels) < MIN_POINTS:
        return None
    slope = _slope(points.x, points.y)
    index = predicted.index if predicted else None
    return Fit(
        quantity=quantity,
        slope=slope,
        uncertainty=_uncertainty(points, slope),
        window=(points.labels[0], points.labels[-1]),
        points=len(points.labels),
        model=_model(offset, logs),
        predicted=None if index is None else str(index),
        local_exponent=local_exponent,
        distance=None if index is None else abs(slope - float(index)),
    )


def _known(value: sympy.Expr | None) -> sympy.Expr | None:
    """``value`` if it is a real number other than 0."""
    return value if value is not None and value.is_real and value.is_nonzero else None


def _logarithms(values: Sequence[tuple[str, Enclosure]], offset: sympy.Expr | None, logs: sympy.Expr | None) -> _Points:
    labels, x, y = [], [], []
    with mpmath.workdps(_DIGITS):
        shift = _number(offset)
        power = _number(logs)
        for label, enclosure in values:
            exact = parse_time(label)
            time = mpmath.mpf(exact.numerator) / exact.denominator
            rest = None if enclosure.infinite else mpmath.mpf(enclosure.mid) - shift
            if rest is None or not rest > 0 or time <= 1:  # also leaves out nan: no engine had a value
                continue
            labels.append(label)
            x.append(float(mpmath.log(time)))
            y.append(float(mpmath.log(rest) - power * mpmath.log(mpmath.log(time))))
    return _Points(tuple(labels), np.array(x), np.array(y))


def _number(value: sympy.Expr | None) -> mpmath.mpf:
    return mpmath.mpf(0) if value is None else mpmath.mpf(str(sympy.N(value, _DIGITS)))


def _window(points: _Points) -> _Points:
    if not points.labels:
        return points
    start = int(np.searchsorted(points.x, points.x[-1] / 10))
    start = max(0, min(start, len(points.labels) - MIN_POINTS))
    return _Points(points.labels[start:], points.x[start:], points.y[start:])


def _slope(x: np.ndarray[Any, np.dtype[np.float64]], y: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    centred = x - x.mean()
    return float(centred @ (y - y.mean()) / (centred @ centred))


def _uncertainty(points: _Points, slope: float) -> float:
    x, y = points.x, points.y
    residuals = y - y.mean() - slope * (x - x.mean())
    spread = float(((x - x.mean()) ** 2).sum())
    standard_error = math.sqrt(float(residuals @ residuals) / (len(x) - 2) / spread)
    half = min(len(x) // 2, len(x) - 2)
    drift = abs(_slope(x[half:], y[half:]) - slope)
    return max(standard_error, drift)


def _model(offset: sympy.Expr | None, logs: sympy.Expr | None) -> str:
    model = "A t^p"
    if logs is not None:
        model += f" (log t)^({logs})"
    if offset is not None:
        sign = "+" if offset > 0 else "-"
        model += f" {sign} {float(abs(offset)):.4g}"
    return model
