"""Bounds of g on a whole real interval of lambda, however wide: endpoints through monotone operations.

Each node gets (low, high), lower and upper bounds of its values for
lambda in [exp(u0), exp(u1)].  Powers, exp, log, tanh and their like are monotone, so their
ends are enough; sums and products follow interval arithmetic; anything else is evaluated on a
ball that covers the interval.  Unlike balls, the two ends may differ by thousands of orders of
magnitude, which is what skips the dead head of a sum in a few steps.

Left out: dependence between the operands (x/(1+x) on a wide interval); callers bisect.
"""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from spectral_proofs.balls.functions import ENTRIES
from spectral_proofs.sums.evaluate import Bound
from spectral_proofs.sums.operations import OPERATIONS

Range = tuple[arb, arb]
_HIGHEST = arb(10) ** 9
_REALS = (arb.neg_inf(), arb.pos_inf())

# increasing on the real axis, and from where on
_INCREASING: dict[str, float | None] = {
    **{entry.name: entry.rises_from for entry in ENTRIES},
    "expm1": float("-inf"),
    "log1p": -1.0,
    "logcosh": 0.0,
    "logmix": float("-inf"),
}


def ranges(bound: Bound, low: arb, high: arb) -> list[Range]:
    """(low, high) of every output for log lambda between two balls; ends may be infinite."""
    values: list[Range] = []
    for node, free in zip(bound.program.nodes, bound.free_values, strict=True):
        if node.free:
            values.append((free.lower(), free.upper()))
        elif node.op in ("lam", "lamreal"):
            power = _ball(node.data) if node.op == "lam" else bound.free_values[node.args[1]]
            ends = [(u * power).exp() for u in (low, high)]
            rising = _ordered(ends[0].lower(), ends[1].upper(), ends[1].lower(), ends[0].upper(), bool(power > 0))
            values.append(_REALS if power.contains(0) else rising)
        else:
            values.append(_apply(node.op, node.data, [values[i] for i in node.args]))
    return [values[i] for i in bound.program.outputs]


def _ordered(a: arb, b: arb, c: arb, d: arb, increasing: bool) -> Range:
    return (a, b) if increasing else (c, d)


def _ball(r: Any) -> arb:
    return arb(fmpq(r.numerator, r.denominator))


def _apply(op: str, data: Any, args: list[Range]) -> Range:
    if any(a.is_nan() or b.is_nan() for a, b in args):
        return _REALS
    if op == "add":
        return _clean((args[0][0] + args[1][0]).lower(), (args[0][1] + args[1][1]).upper())
    if op == "mul":
        return _product(*args)
    low, high = args[0]
    if op == "pow" and (low > 0 or (low >= 0 and data > 0)):
        ends = [OPERATIONS[op](None, False, data, x) for x in (low, high)]
        return _clean(*_ordered(ends[0].lower(), ends[1].upper(), ends[1].lower(), ends[0].upper(), data > 0))
    start = -1.0 if op == "powm1" else _INCREASING.get(op)
    if start is not None and (low > start or (low >= start and op == "cosh")):
        if op in ("exp", "expm1"):
            low = low.min(_HIGHEST)  # the exponential of more may be too large to be written down
        ends = [OPERATIONS[op](None, False, data, x) for x in (low, high)]
        rising = op != "powm1" or data > 0
        return _clean(*_ordered(ends[0].lower(), ends[1].upper(), ends[1].lower(), ends[0].upper(), rising))
    if not (low.is_finite() and high.is_finite()):
        return _REALS
    value = OPERATIONS[op](None, False, data, low.union(high))
    return _clean(value.lower(), value.upper()) if value.is_finite() else _REALS


def _clean(low: arb, high: arb) -> Range:
    return (arb.neg_inf() if low.is_nan() else low, arb.pos_inf() if high.is_nan() else high)


def _product(x: Range, y: Range) -> Range:
    if x[0] >= 0 and y[0] >= 0:
        return _clean((x[0] * y[0]).lower().max(arb(0)), (x[1] * y[1]).upper())
    products = [a * b for a in x for b in y]
    if any(p.is_nan() for p in products):
        return _REALS
    low, high = products[0].lower(), products[0].upper()
    for p in products[1:]:
        low, high = low.min(p.lower()), high.max(p.upper())
    return _clean(low, high)
