"""Where g lives on a complex cone |arg lambda| <= beta, 0 < |lambda| <= epsilon, at a fixed t.

This is a proof system in small.  Each subexpression v gets a *sector*: exact
rational bounds (in units of pi) for arg v on the upper half of the cone, and
factored bounds lower |lambda|^p <= |v| <= upper |lambda|^r.  The lower half
follows by conjugation, all functions being real on the real axis.  A sector is
issued only if v is analytic on the cone, so a derivation proves analyticity.

1. Products and powers add and scale arguments and exponents.
2. A sum of sectors within one half-plane lies in their hull, and its modulus is
   at least that of either when the hull is at most a right angle wide.  Where
   sectors oppose, the dominant term must win: |b| <= r |a| with r < 1 moves
   arg a by at most asin r.
3. F(v) = integral_0^1 F'(sv) v ds gives sector rules.  log(1+v): arg v/(1+sv)
   lies between 0 and arg v, and |log(1+v)| >= cos(arg v / 2) log(1+|v|).  asinh
   (arg <= pi/4), atan (<= pi/4) and LambertW (<= pi/2) likewise.  tanh keeps
   |arg| <= |arg v| because tan arg tanh(x+iy) = sin 2y / sinh 2x.  erf keeps a
   positive real part for |arg v| <= pi/8: on the ray the real part is an
   alternating sum of lobes of W(w) cos(arg v - w), W(w) = exp(-w cot(2 arg v)) w^(-1/2),
   the first lobe exceeding the second ((exp(pi/2)+1)/2 > 2).
4. Near zero, |F(v)/(F'(0) v) - 1| <= M(|v|)/|v| - 1 with M the majorant series
   (tan for tanh, asin for asinh, erfi for erf, ...); used where it is below 1/2.
5. log(1+X) <= X^d/d turns logarithms of unbounded arguments into powers.
6. An irrational power of lambda lies between rational ones; log cosh v = integral_0^1 tanh(sv) v ds, and
   log cosh(x)/x^2 decreases.

7. |sin v|, |cos v| <= cosh(Im v), and Im log v = arg v: what oscillates with log lambda stays bounded on a narrow cone.

With beta = 0 the same rules bound g on the real interval (0, epsilon], and the
bounds tighten to g ~ c lambda^mu as epsilon -> 0 unless g carries a logarithm.

Left out: oscillating functions of arguments whose imaginary part is not bounded on a cone, as powers of lambda
that blow up; kinks; UndecidedError names the operation.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, ctx, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.evaluate import Bound, Node
from spectral_proofs.sums.sector import HALF, Cone, Sector
from spectral_proofs.sums.sector_logarithms import cosine
from spectral_proofs.sums.sector_rules import RULES

__all__ = ["Cone", "Location", "Sector", "locate"]


@dataclass(frozen=True)
class Location:
    """Sectors of the outputs of a program on a cone, with a lower bound of each output's real part."""

    cone: Cone
    outputs: tuple[Sector, ...]
    real_lower: tuple[arb, ...]


def locate(bound: Bound, cone: Cone) -> Location:
    """Sector of every output of a bound program.  Raises UndecidedError where a rule is missing."""
    values: list[Sector | None] = []
    for node, ball in zip(bound.program.nodes, bound.free_values, strict=True):
        values.append(_constant(ball) if node.free else _apply(node, values, cone, bound))
    found = [values[i] for i in bound.program.outputs]
    outputs = tuple(v for v in found if v is not None)
    if len(outputs) < len(found):
        raise UndecidedError("a constant that is not finite")
    real = tuple(_real_lower(i, bound, values, cone) for i in bound.program.outputs)
    return Location(cone, outputs, real)


def _real_lower(index: int, bound: Bound, values: list[Sector | None], cone: Cone) -> arb:
    """Lower bound of Re v, sharper for sums and positive multiples than what the sector alone says."""
    node, v, ball = bound.program.nodes[index], values[index], bound.free_values[index]
    if ball is not None:
        lower: arb = ball.lower()
        return lower
    if node.op == "add":
        return (_real_lower(node.args[0], bound, values, cone) + _real_lower(node.args[1], bound, values, cone)).lower()
    if node.op == "mul":
        factor = bound.free_values[node.args[0]]
        if factor is not None and factor > 0:
            return arb(factor * _real_lower(node.args[1], bound, values, cone)).lower()
    if v is None:
        return arb.neg_inf()
    if v.width > HALF:
        return -cone.sup(v)
    return (cone.inf(v) * cosine(v.width)).lower().max(arb(0))


def _constant(ball: Any) -> Sector | None:
    if ball.is_zero():
        return Sector(Fraction(0), arb(0), Fraction(0), arb(0), (Fraction(0), Fraction(0)))
    if not ball.is_finite():
        return None
    if ball.contains(0):
        return Sector(Fraction(0), arb(0), Fraction(0), abs(ball).upper(), None)
    angle = Fraction(0) if ball > 0 else Fraction(1)
    return Sector(Fraction(0), abs(ball).lower(), Fraction(0), abs(ball).upper(), (angle, angle))


def _apply(node: Node, values: list[Sector | None], cone: Cone, bound: Bound) -> Sector:
    args = [values[a] for a in node.args]
    if any(a is None for a in args):
        raise UndecidedError(f"a constant below {node.op} that is not finite")
    if node.op == "lam":
        angle = node.data * cone.beta
        return Sector(node.data, arb(1), node.data, arb(1), (min(angle, Fraction(0)), max(angle, Fraction(0))))
    if node.op == "lamreal":
        return _real_power(bound.free_values[node.args[1]], cone)
    rule = RULES.get(node.op)
    if rule is None:
        raise UndecidedError(f"no sector rule for {node.op} of an argument that depends on lambda")
    try:
        return rule(cone, node.data, *args)
    except UndecidedError:
        if node.op not in ("sin", "cos"):
            raise
        size = _height(node.args[0], bound, values, cone).cosh().upper()
        if not size.is_finite():
            raise
        return Sector(Fraction(0), arb(0), Fraction(0), size, None)


def _height(index: int, bound: Bound, values: list[Sector | None], cone: Cone) -> arb:
    """Upper bound of |Im v| on the cone, infinite where none is known."""
    node, v = bound.program.nodes[index], values[index]
    if node.free or cone.beta == 0:
        return arb(0)
    if node.op == "add":
        return (_height(node.args[0], bound, values, cone) + _height(node.args[1], bound, values, cone)).upper()
    factor = bound.free_values[node.args[0]] if node.op == "mul" else None
    if factor is not None:
        scaled: arb = abs(factor) * _height(node.args[1], bound, values, cone)
        return scaled.upper()
    inner = values[node.args[0]] if node.op in ("log", "log1p") else None
    if inner is not None and inner.width < 1:  # of log1p: 1 + v lies between v and the positive axis
        return (arb.pi() * arb(fmpq(inner.width.numerator, inner.width.denominator))).upper()
    return arb.pos_inf() if v is None else cone.sup(v)


def _real_power(p: Any, cone: Cone) -> Sector:
    """lambda^p with rational powers on both sides: |lambda|^p = |lambda|^r |lambda|^(p-r), and |lambda| <= epsilon."""
    bits = ctx.prec - 16
    mid = Fraction(int((p.mid() * 2**bits).floor().fmpz()), 2**bits)
    slack = Fraction(1, 2 ** (bits - 1))
    low, high = mid + slack, mid - slack  # |lambda|^low <= |lambda|^p <= |lambda|^high where |lambda| <= 1
    if not (p < arb(fmpq(low.numerator, low.denominator)) and p > arb(fmpq(high.numerator, high.denominator))):
        raise UndecidedError("a power of lambda known to too few digits")
    stretch = cone.epsilon.max(arb(1)) ** arb(fmpq((2 * slack).numerator, (2 * slack).denominator))
    ends = sorted((low * cone.beta, high * cone.beta))
    return Sector(
        low, (1 / stretch).lower(), high, stretch.upper(), (min(ends[0], Fraction(0)), max(ends[1], Fraction(0)))
    )
