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

With beta = 0 the same rules bound g on the real interval (0, epsilon], and the
bounds tighten to g ~ c lambda^mu as epsilon -> 0 unless g carries a logarithm.

Left out: oscillating functions of unbounded lambda-dependent arguments,
irrational powers of lambda, kinks; UndecidedError names the operation.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from spectral_proofs.enclosure.evaluate import Bound, Node
from spectral_proofs.errors import UndecidedError

_HALF = Fraction(1, 2)
_DELTA = Fraction(1, 8)  # exponent spent on bounding a logarithm by a power
_ANY = (Fraction(-1), Fraction(1))


@dataclass(frozen=True)
class Sector:
    """lower |lam|^low <= |v| <= upper |lam|^high, and arg v in [arg[0], arg[1]] * pi on the upper half cone.

    ``arg`` is None where nothing is known about the argument.
    """

    low: Fraction
    lower: arb
    high: Fraction
    upper: arb
    arg: tuple[Fraction, Fraction] | None

    @property
    def width(self) -> Fraction:
        """Largest angle from the positive axis, in units of pi (2 when unknown)."""
        return Fraction(2) if self.arg is None else max(abs(self.arg[0]), abs(self.arg[1]))


@dataclass(frozen=True)
class Cone:
    """The region |arg lambda| <= beta * pi, 0 < |lambda| <= epsilon."""

    epsilon: arb
    beta: Fraction

    def power(self, r: Fraction) -> arb:
        """epsilon^r as an enclosure."""
        return arb(1) if r == 0 else self.epsilon ** arb(fmpq(r.numerator, r.denominator))

    def sup(self, v: Sector) -> arb:
        """Supremum bound of |v| on the cone (infinite when v may blow up as lambda -> 0)."""
        return arb.pos_inf() if v.high < 0 else (v.upper * self.power(v.high)).upper()

    def inf(self, v: Sector) -> arb:
        """Infimum bound of |v| on the cone (0 when v may vanish as lambda -> 0)."""
        return arb(0) if v.low > 0 else (v.lower * self.power(v.low)).lower()


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
        values.append(_constant(ball) if node.free else _apply(node, values, cone))
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
    if v.width > _HALF:
        return -cone.sup(v)
    return (cone.inf(v) * _cosine(v.width)).lower().max(arb(0))


def _constant(ball: Any) -> Sector | None:
    if ball.is_zero():
        return Sector(Fraction(0), arb(0), Fraction(0), arb(0), (Fraction(0), Fraction(0)))
    if not ball.is_finite():
        return None
    if ball.contains(0):
        return Sector(Fraction(0), arb(0), Fraction(0), abs(ball).upper(), None)
    angle = Fraction(0) if ball > 0 else Fraction(1)
    return Sector(Fraction(0), abs(ball).lower(), Fraction(0), abs(ball).upper(), (angle, angle))


def _apply(node: Node, values: list[Sector | None], cone: Cone) -> Sector:
    args = [values[a] for a in node.args]
    if any(a is None for a in args):
        raise UndecidedError(f"a constant below {node.op} that is not finite")
    if node.op == "lam":
        angle = node.data * cone.beta
        return Sector(node.data, arb(1), node.data, arb(1), (min(angle, Fraction(0)), max(angle, Fraction(0))))
    rule = _RULES.get(node.op)
    if rule is None:
        raise UndecidedError(f"no sector rule for {node.op} of an argument that depends on lambda")
    return rule(cone, node.data, *args)


# --- arithmetic ---------------------------------------------------------------------------------------------


def _normal(arg: tuple[Fraction, Fraction] | None) -> tuple[Fraction, Fraction] | None:
    """Shift by full turns so that the middle lies in (-1, 1]; None if the sector is a full turn wide."""
    if arg is None or arg[1] - arg[0] >= 2:
        return None
    middle = (arg[0] + arg[1]) / 2
    turns = -2 * ((1 - middle) // 2)
    return (arg[0] - turns, arg[1] - turns)


def _widen(arg: tuple[Fraction, Fraction] | None, ratio: arb, cone: Cone) -> tuple[Fraction, Fraction] | None:
    """Argument after multiplication with 1 + d, |d| <= ratio < 1 (d is real when the cone is a real interval)."""
    if arg is None or cone.beta == 0:
        return arg
    return _normal(_spread(arg, ratio.asin() / arb.pi()))


def _spread(arg: tuple[Fraction, Fraction], by: arb) -> tuple[Fraction, Fraction]:
    extra = Fraction(int((by * 2**30).upper().ceil().fmpz()), 2**30)
    return (arg[0] - extra, arg[1] + extra)


def _multiply(cone: Cone, data: Any, a: Sector, b: Sector) -> Sector:
    arg = None
    if a.arg is not None and b.arg is not None:
        arg = _normal((a.arg[0] + b.arg[0], a.arg[1] + b.arg[1]))
    return Sector(a.low + b.low, (a.lower * b.lower).lower(), a.high + b.high, (a.upper * b.upper).upper(), arg)


def _power(cone: Cone, r: Fraction, a: Sector) -> Sector:
    integer = r.denominator == 1
    if not integer and (a.arg is None or a.width >= 1):
        raise UndecidedError(f"the base of a power {r} may meet the branch cut")
    if r < 0 and not a.lower > 0:
        raise UndecidedError("a denominator that is not bounded away from zero")
    e = arb(fmpq(r.numerator, r.denominator))
    ends = [(a.low, a.lower), (a.high, a.upper)] if r > 0 else [(a.high, a.upper), (a.low, a.lower)]
    (low, lower), (high, upper) = [(p * r, _raise(v, e)) for p, v in ends]
    arg = None if a.arg is None else _normal((min(a.arg[0] * r, a.arg[1] * r), max(a.arg[0] * r, a.arg[1] * r)))
    return Sector(low, lower.lower(), high, upper.upper(), arg)


def _raise(v: arb, e: arb) -> arb:
    return arb(0) if v.is_zero() else v**e


def _add(cone: Cone, data: Any, a: Sector, b: Sector) -> Sector:
    high = min(a.high, b.high)
    upper = (a.upper * cone.power(a.high - high) + b.upper * cone.power(b.high - high)).upper()
    hull = _hull(a, b)
    if hull is not None and hull[1] - hull[0] <= _HALF:
        low, lower = _larger(a, b, cone, exact=hull[0] == hull[1])
        return Sector(low, lower, high, upper, _normal(hull))
    for big, small in ((a, b), (b, a)):
        result = _dominated(cone, big, small)
        if result is not None:
            return result
    arg = _normal(hull) if hull is not None and hull[1] - hull[0] < 1 else None
    if arg is not None:
        low, lower = _larger(a, b, cone, exact=False)
        return Sector(low, (lower * (arb.pi() * float(arg[1] - arg[0])).sin() * arb("0.999")).lower(), high, upper, arg)
    return Sector(Fraction(0), arb(0), high, upper, None)


def _hull(a: Sector, b: Sector) -> tuple[Fraction, Fraction] | None:
    if a.arg is None or b.arg is None:
        return None
    candidates = [
        (min(a.arg[0], b.arg[0] + k), max(a.arg[1], b.arg[1] + k)) for k in (Fraction(-2), Fraction(0), Fraction(2))
    ]
    return min(candidates, key=lambda c: c[1] - c[0])


def _larger(a: Sector, b: Sector, cone: Cone, exact: bool) -> tuple[Fraction, arb]:
    """Lower bound of |a + b| that is at least max(|a|, |b|): the slower power, or their sum if both are positive."""
    if a.low == b.low:
        lower = a.lower + b.lower if exact else a.lower.max(b.lower)
        return a.low, lower.lower()
    slow, fast = (a, b) if a.low < b.low else (b, a)
    return (slow.low, slow.lower) if slow.lower > 0 else (fast.low, fast.lower)


def _dominated(cone: Cone, big: Sector, small: Sector) -> Sector | None:
    if not big.lower > 0 or small.high < big.low:
        return None
    ratio = (small.upper / big.lower * cone.power(small.high - big.low)).upper()
    if not ratio < 1:
        return None
    arg = _widen(big.arg, ratio, cone)
    return Sector(big.low, (big.lower * (1 - ratio)).lower(), big.high, (big.upper * (1 + ratio)).upper(), arg)


# --- functions ----------------------------------------------------------------------------------------------


def _near_zero(cone: Cone, v: Sector, slope: arb, majorant: Callable[[arb], arb], limit: float) -> Sector | None:
    """Rule 4: F(v) = slope * v * (1 + d) with |d| <= majorant(r)/r - 1, r = sup |v| < limit."""
    r = cone.sup(v)
    if not r < limit:
        return None
    d = (majorant(r) / r - 1).upper() if r > 0 else arb(0)
    if not d < 0.5:
        return None
    arg = _widen(v.arg, d, cone)
    return Sector(v.low, (slope * v.lower * (1 - d)).lower(), v.high, (slope * v.upper * (1 + d)).upper(), arg)


def _concave_lower(cone: Cone, v: Sector, f: Callable[[arb], arb]) -> tuple[Fraction, arb]:
    """Factored lower bound of f(|v|) for increasing concave f with f(0) = 0."""
    if v.low <= 0:
        return Fraction(0), f((v.lower * cone.power(v.low)).lower()).lower()
    top = (v.lower * cone.power(v.low)).upper()
    return v.low, (v.lower * f(top) / top).lower() if top > 0 else arb(0)


def _cosine(angle: Fraction) -> arb:
    return (arb.pi() * arb(fmpq(angle.numerator, angle.denominator))).cos()


def _log_upper(cone: Cone, v: Sector, scale: int = 1) -> tuple[Fraction, arb]:
    """Factored upper bound of log(1 + scale |v|), not tight when v vanishes with lambda."""
    top = v.upper * scale
    if v.high > 0:
        return Fraction(0), (1 + top * cone.power(v.high)).log().upper()
    if v.high == 0:
        return Fraction(0), (1 + top).log().upper()
    d = arb(fmpq(_DELTA.numerator, _DELTA.denominator))
    return v.high * _DELTA, (top**d / d).upper()


def _log1p(cone: Cone, data: Any, v: Sector) -> Sector:
    small = _near_zero(cone, v, arb(1), lambda r: -(-r).log1p(), 1.0)
    if v.arg is None or v.width >= 1:
        if small is None:
            raise UndecidedError("the argument of a logarithm may meet the branch cut")
        return small
    low, lower = _concave_lower(cone, v, lambda x: x.log1p())
    lower = (lower * _cosine(v.width / 2)).lower()
    arg = (min(v.arg[0], Fraction(0)), max(v.arg[1], Fraction(0)))
    high, upper = _log_upper(cone, v)
    if cone.beta != 0:
        high, upper = high, (upper + arb.pi() * cone.power(-high)).upper()
    if v.high > 0 and v.width <= _HALF:
        high, upper = v.high, v.upper
    if small is not None and small.arg is not None and small.width < v.width:
        arg = small.arg
    return Sector(low, lower, high, upper, arg)


def _log(cone: Cone, data: Any, v: Sector) -> Sector:
    if v.arg is None or v.width >= 1 or not v.lower > 0:
        raise UndecidedError("the argument of a logarithm may meet the branch cut")
    turn = arb.pi() * float(v.width) * arb("1.0001")
    if cone.inf(v) > 1:  # log |v| > 0
        size, high, upper = cone.inf(v).log(), *_log_upper(cone, v)
        arg = (Fraction(0), Fraction(0))
    elif cone.sup(v) < 1:  # log |v| = -log(1/|v|) < 0
        inverse = _power(cone, Fraction(-1), v)
        size, high, upper = cone.inf(inverse).log(), *_log_upper(cone, inverse)
        arg = (Fraction(1), Fraction(1))
    else:
        raise UndecidedError("a logarithm whose sign changes with lambda")
    if cone.beta != 0:
        upper = (upper + turn * cone.power(-high)).upper()
        arg = _spread(arg, (turn / size).atan() / arb.pi())
    return Sector(Fraction(0), size.lower(), high, upper, arg)


def _sector_function(
    name: str, slope: arb, majorant: Callable[[arb], arb], limit: float, widest: Fraction
) -> Callable[[Cone, Any, Sector], Sector]:
    """Rule of an increasing concave function with |F(v)| <= slope |v| in the sector |arg v| <= widest * pi."""

    def rule(cone: Cone, data: Any, v: Sector) -> Sector:
        small = _near_zero(cone, v, slope, majorant, limit)
        if small is not None:
            return small
        if v.arg is None or v.width > widest or v.high < 0:
            raise UndecidedError(f"{name} of an argument outside the sector of angle {widest} pi")
        low, lower, arg = _FUNCTIONS[name](cone, v)
        return Sector(low, lower, v.high, (slope * v.upper).upper(), arg)

    return rule


def _tanh(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = _cosine(v.width).lower()
    return *_concave_lower(cone, v, lambda x: (x * c).tanh()), (-v.width, v.width)


def _atan(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = _cosine(v.width).lower()
    return *_concave_lower(cone, v, lambda x: x.atan() * c), (-v.width, v.width)


def _asinh(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = _cosine(v.width / 2).lower()
    return *_concave_lower(cone, v, lambda x: x.asinh() * c), _toward_zero(v)


def _lambertw(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    return *_concave_lower(cone, v, lambda x: x.lambertw()), _toward_zero(v)


def _erf(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    if cone.beta == 0 and v.width == 0:
        return *_concave_lower(cone, v, lambda x: x.erf()), (Fraction(0), Fraction(0))
    return Fraction(0), arb(0), (-_HALF, _HALF)


def _toward_zero(v: Sector) -> tuple[Fraction, Fraction]:
    low, high = v.arg if v.arg is not None else _ANY
    return (min(low, Fraction(0)), max(high, Fraction(0)))


_FUNCTIONS: dict[str, Callable[[Cone, Sector], tuple[Fraction, arb, tuple[Fraction, Fraction]]]] = {
    "tanh": _tanh,
    "atan": _atan,
    "asinh": _asinh,
    "LambertW": _lambertw,
    "erf": _erf,
}


def _exp(cone: Cone, data: Any, v: Sector) -> Sector:
    """|exp v| = exp(Re v); the argument is Im v, known only while |v| stays bounded."""
    r = cone.sup(v)
    sign = 0 if v.arg is None else _half_plane(v)
    lower = (-r).exp().lower() if sign <= 0 else arb(1)
    upper = r.exp().upper() if sign >= 0 else (-cone.inf(v) * _cosine(_from_negative(v))).exp().upper()
    angle = (r / arb.pi()).upper()
    arg = None
    if cone.beta == 0 and v.arg is not None and v.arg[0] == v.arg[1] and v.arg[0] in (0, 1, -1):
        arg = (Fraction(0), Fraction(0))
    elif angle < 0.99:
        arg = _spread((Fraction(0), Fraction(0)), angle)
    return Sector(Fraction(0), lower, Fraction(0), upper, arg)


def _from_negative(v: Sector) -> Fraction:
    """Largest angle from the negative axis, in units of pi (2 when unknown)."""
    if v.arg is None:
        return Fraction(2)
    rotated = _normal((v.arg[0] - 1, v.arg[1] - 1))
    return Fraction(2) if rotated is None else max(abs(rotated[0]), abs(rotated[1]))


def _half_plane(v: Sector) -> int:
    """1 if Re v >= 0 on the cone, -1 if Re v <= 0, 0 if unknown."""
    if v.width <= _HALF:
        return 1
    return -1 if _from_negative(v) <= _HALF else 0


def _expm1(cone: Cone, data: Any, v: Sector) -> Sector:
    small = _near_zero(cone, v, arb(1), lambda r: r.expm1(), 2.0)
    if small is not None:
        return small
    r = cone.sup(v)
    side = _half_plane(v)
    if side < 0:
        return _one_minus_decay(cone, v)
    if side > 0 and r.is_finite() and v.arg is not None:
        turn = _spread((Fraction(0), Fraction(0)), arb(0) if cone.beta == 0 else r / arb.pi())[1]
        arg = (min(v.arg[0], v.arg[0] - turn), max(v.arg[1], v.arg[1] + turn))
        lower = v.lower if cone.beta == 0 else arb(0)
        return Sector(v.low, lower, v.high, (v.upper * r.expm1() / r).upper(), _normal(arg))
    raise UndecidedError("exp(x) - 1 of an argument that leaves both half-planes or grows without bound")


def _one_minus_decay(cone: Cone, v: Sector) -> Sector:
    """exp(v) - 1 for v = -w, w = x + iy, x >= 0.

    tan arg(1 - exp(-w)) = sin y/(exp(x) - cos y) <= |y|/x, so |arg(1 - exp(-w))| <= |arg w|; and
    1 - exp(-|w| cos arg w) <= |1 - exp(-w)| <= |w|.  Where exp(-w) is uniformly small, 1 dominates.
    """
    angle = _from_negative(v)
    cosine = _cosine(angle).lower().max(arb(0))
    small = (-cone.inf(v) * cosine).exp().upper()
    if angle < _HALF or cone.beta == 0:
        low, lower = _concave_lower(cone, v, lambda x: -(-x * cosine).expm1())
    else:
        low, lower = Fraction(0), (1 - small).lower().max(arb(0))
    turn = min(angle, _spread((Fraction(0), Fraction(0)), small.asin() / arb.pi())[1]) if small < 1 else angle
    high, upper = (v.high, v.upper) if v.high > 0 else (Fraction(0), (1 + small).upper())
    if cone.beta == 0:
        turn = Fraction(0)
        upper = upper if v.high > 0 else (-(-cone.sup(v)).expm1()).upper()
    return Sector(low, lower, high, upper, _normal((1 - turn, 1 + turn)))


def _powm1(cone: Cone, p: Fraction, v: Sector) -> Sector:
    """(1+v)^p - 1 = p integral_0^1 v (1+sv)^(p-1) ds; for 0 < p < 1 concave, with argument in [p, 1] arg v."""
    small = _near_zero(cone, v, arb(1), lambda r: (-(-r).log1p() * _ball(abs(p))).expm1() / _ball(abs(p)), 0.9)
    if small is not None:
        scale = Sector(Fraction(0), _ball(abs(p)), Fraction(0), _ball(abs(p)), (Fraction(p < 0), Fraction(p < 0)))
        return _multiply(cone, None, scale, small)
    if not 0 < p < 1 or v.arg is None or v.width > _HALF or v.high < 0:
        raise UndecidedError(f"(1 + x)^({p}) - 1 of an argument outside the right half-plane")
    low, lower = _concave_lower(cone, v, lambda x: (x.log1p() * _ball(p)).expm1() * _cosine(v.width / 2).lower())
    return Sector(low, lower, v.high, (v.upper * _ball(p)).upper(), _toward_zero(v))


def _ball(r: Fraction) -> arb:
    return arb(fmpq(r.numerator, r.denominator))


def _around_one(majorant: Callable[[arb], arb]) -> Callable[[Cone, Any, Sector], Sector]:
    """cos and cosh: 1 + d with |d| <= cosh(r) - 1 < 1."""

    def rule(cone: Cone, data: Any, v: Sector) -> Sector:
        d = (majorant(cone.sup(v)) - 1).upper()
        if not d < 1:
            raise UndecidedError("cos or cosh of an unbounded argument that depends on lambda")
        zero = (Fraction(0), Fraction(0))
        return Sector(Fraction(0), (1 - d).lower(), Fraction(0), (1 + d).upper(), _widen(zero, d, cone))

    return rule


def _only_small(name: str, majorant: Callable[[arb], arb], limit: float) -> Callable[[Cone, Any, Sector], Sector]:
    def rule(cone: Cone, data: Any, v: Sector) -> Sector:
        small = _near_zero(cone, v, arb(1), majorant, limit)
        if small is None:
            raise UndecidedError(f"{name} of a large argument that depends on lambda")
        return small

    return rule


def _erfi_majorant(r: arb) -> arb:
    return r.erfi() * arb.pi().sqrt() / 2


def _tree(r: arb) -> arb:
    """Majorant of LambertW: -W(-r), valid for r < 1/e."""
    return -(-r).lambertw()


_QUARTER = Fraction(1, 4)
_RULES: dict[str, Callable[..., Sector]] = {
    "add": _add,
    "mul": _multiply,
    "pow": _power,
    "exp": _exp,
    "expm1": _expm1,
    "powm1": _powm1,
    "log": _log,
    "log1p": _log1p,
    "cos": _around_one(lambda r: r.cosh()),
    "cosh": _around_one(lambda r: r.cosh()),
    "sin": _only_small("sin", lambda r: r.sinh(), 2.0),
    "sinh": _only_small("sinh", lambda r: r.sinh(), 2.0),
    "tan": _only_small("tan", lambda r: r.tan(), 1.5),
    "atanh": _only_small("atanh", lambda r: r.atanh(), 0.9),
    "asin": _only_small("asin", lambda r: r.asin(), 0.9),
    "tanh": _sector_function("tanh", arb(1), lambda r: r.tan(), 1.5, _QUARTER),
    "asinh": _sector_function("asinh", arb(1), lambda r: r.asin(), 0.9, _QUARTER),
    "atan": _sector_function("atan", arb(1), lambda r: r.atanh(), 0.9, _QUARTER),
    "LambertW": _sector_function("LambertW", arb(1), _tree, 0.3, _HALF),
}


def _erf_rule(cone: Cone, data: Any, v: Sector) -> Sector:
    slope = 2 / arb.pi().sqrt()  # at the working precision, hence not a table entry
    return _sector_function("erf", slope, _erfi_majorant, 2.0, Fraction(1, 8))(cone, data, v)


_RULES["erf"] = _erf_rule
