"""Sector rules of functions: steps 3 to 5 of the proof system described in `cone`.

Left out: any function without an entry in ``RULES``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from flint import arb, fmpq

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.sector import HALF, Cone, Sector, add, multiply, normal, raise_to, spread, widen
from spectral_proofs.sums.sector_logarithms import _concave_lower, cosine, log, log1p, near_zero

_ANY = (Fraction(-1), Fraction(1))


def _sector_function(
    name: str, slope: arb, majorant: Callable[[arb], arb], limit: float, widest: Fraction
) -> Callable[[Cone, Any, Sector], Sector]:
    """Rule of an increasing concave function with |F(v)| <= slope |v| in the sector |arg v| <= widest * pi."""

    def rule(cone: Cone, data: Any, v: Sector) -> Sector:
        small = near_zero(cone, v, slope, majorant, limit)
        if small is not None:
            return small
        if v.arg is None or v.width > widest or v.high < 0:
            raise UndecidedError(f"{name} of an argument outside the sector of angle {widest} pi")
        low, lower, arg = _FUNCTIONS[name](cone, v)
        return Sector(low, lower, v.high, (slope * v.upper).upper(), arg)

    return rule


def _tanh(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = cosine(v.width).lower()
    return *_concave_lower(cone, v, lambda x: (x * c).tanh()), (-v.width, v.width)


def _atan(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = cosine(v.width).lower()
    return *_concave_lower(cone, v, lambda x: x.atan() * c), (-v.width, v.width)


def _asinh(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    c = cosine(v.width / 2).lower()
    return *_concave_lower(cone, v, lambda x: x.asinh() * c), _toward_zero(v)


def _lambertw(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    return *_concave_lower(cone, v, lambda x: x.lambertw()), _toward_zero(v)


def _erf(cone: Cone, v: Sector) -> tuple[Fraction, arb, tuple[Fraction, Fraction]]:
    if cone.beta == 0 and v.width == 0:
        return *_concave_lower(cone, v, lambda x: x.erf()), (Fraction(0), Fraction(0))
    return Fraction(0), arb(0), (-HALF, HALF)


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
    upper = r.exp().upper() if sign >= 0 else (-cone.inf(v) * cosine(_from_negative(v))).exp().upper()
    angle = (r / arb.pi()).upper()
    arg = None
    if cone.beta == 0 and v.arg is not None and v.arg[0] == v.arg[1] and v.arg[0] in (0, 1, -1):
        arg = (Fraction(0), Fraction(0))
    elif angle < 0.99:
        arg = spread((Fraction(0), Fraction(0)), angle)
    return Sector(Fraction(0), lower, Fraction(0), upper, arg)


def _from_negative(v: Sector) -> Fraction:
    """Largest angle from the negative axis, in units of pi (2 when unknown)."""
    if v.arg is None:
        return Fraction(2)
    rotated = normal((v.arg[0] - 1, v.arg[1] - 1))
    return Fraction(2) if rotated is None else max(abs(rotated[0]), abs(rotated[1]))


def _half_plane(v: Sector) -> int:
    """1 if Re v >= 0 on the cone, -1 if Re v <= 0, 0 if unknown."""
    if v.width <= HALF:
        return 1
    return -1 if _from_negative(v) <= HALF else 0


def _expm1(cone: Cone, data: Any, v: Sector) -> Sector:
    small = near_zero(cone, v, arb(1), lambda r: r.expm1(), 2.0)
    if small is not None:
        return small
    r = cone.sup(v)
    side = _half_plane(v)
    if side < 0:
        return _one_minus_decay(cone, v)
    if side > 0 and r.is_finite() and v.arg is not None:
        turn = spread((Fraction(0), Fraction(0)), arb(0) if cone.beta == 0 else r / arb.pi())[1]
        arg = (min(v.arg[0], v.arg[0] - turn), max(v.arg[1], v.arg[1] + turn))
        lower = v.lower if cone.beta == 0 else arb(0)
        return Sector(v.low, lower, v.high, (v.upper * r.expm1() / r).upper(), normal(arg))
    raise UndecidedError("exp(x) - 1 of an argument that leaves both half-planes or grows without bound")


def _one_minus_decay(cone: Cone, v: Sector) -> Sector:
    """exp(v) - 1 for v = -w, w = x + iy, x >= 0.

    tan arg(1 - exp(-w)) = sin y/(exp(x) - cos y) <= |y|/x, so |arg(1 - exp(-w))| <= |arg w|; and
    1 - exp(-|w| cos arg w) <= |1 - exp(-w)| <= |w|.  Where exp(-w) is uniformly small, 1 dominates.
    """
    angle = _from_negative(v)
    c = cosine(angle).lower().max(arb(0))
    small = (-cone.inf(v) * c).exp().upper()
    if angle < HALF or cone.beta == 0:
        low, lower = _concave_lower(cone, v, lambda x: -(-x * c).expm1())
    else:
        low, lower = Fraction(0), (1 - small).lower().max(arb(0))
    turn = min(angle, spread((Fraction(0), Fraction(0)), small.asin() / arb.pi())[1]) if small < 1 else angle
    high, upper = (v.high, v.upper) if v.high > 0 else (Fraction(0), (1 + small).upper())
    if cone.beta == 0:
        turn = Fraction(0)
        upper = upper if v.high > 0 else (-(-cone.sup(v)).expm1()).upper()
    return Sector(low, lower, high, upper, normal((1 - turn, 1 + turn)))


def _powm1(cone: Cone, p: Fraction, v: Sector) -> Sector:
    """(1+v)^p - 1 = p integral_0^1 v (1+sv)^(p-1) ds; for 0 < p < 1 concave, with argument in [p, 1] arg v."""
    small = near_zero(cone, v, arb(1), lambda r: (-(-r).log1p() * _ball(abs(p))).expm1() / _ball(abs(p)), 0.9)
    if small is not None:
        scale = Sector(Fraction(0), _ball(abs(p)), Fraction(0), _ball(abs(p)), (Fraction(p < 0), Fraction(p < 0)))
        return multiply(cone, None, scale, small)
    if not 0 < p < 1 or v.arg is None or v.width > HALF or v.high < 0:
        raise UndecidedError(f"(1 + x)^({p}) - 1 of an argument outside the right half-plane")
    low, lower = _concave_lower(cone, v, lambda x: (x.log1p() * _ball(p)).expm1() * cosine(v.width / 2).lower())
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
        return Sector(Fraction(0), (1 - d).lower(), Fraction(0), (1 + d).upper(), widen(zero, d, cone))

    return rule


def _only_small(name: str, majorant: Callable[[arb], arb], limit: float) -> Callable[[Cone, Any, Sector], Sector]:
    def rule(cone: Cone, data: Any, v: Sector) -> Sector:
        small = near_zero(cone, v, arb(1), majorant, limit)
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
RULES: dict[str, Callable[..., Sector]] = {
    "add": add,
    "mul": multiply,
    "pow": raise_to,
    "exp": _exp,
    "expm1": _expm1,
    "powm1": _powm1,
    "log": log,
    "log1p": log1p,
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
    "LambertW": _sector_function("LambertW", arb(1), _tree, 0.3, HALF),
}


def _logcosh(cone: Cone, data: Any, v: Sector) -> Sector:
    """log cosh v = integral_0^1 tanh(sv) v ds: argument at most doubled, tanh(|z| cos arg z) <= |tanh z| <= |z|."""
    if v.arg is None or v.width >= _QUARTER or not v.low > 0 or v.high < 0:
        raise UndecidedError("log cosh of an argument outside the sector of angle 1/4 pi")
    c, turn = cosine(v.width).lower(), cosine(2 * v.width).lower()
    top = (v.lower * c * cone.power(v.low)).upper()
    size = (-2 * top).exp().log1p() + top - arb(2).log() if top > 0.5 else (2 * (top / 2).sinh() ** 2).log1p()
    lower = turn * v.lower**2 * c * size / top**2 if top > 0 else arb(0)
    upper = v.upper**2 / 2
    return Sector(2 * v.low, lower.lower().max(arb(0)), 2 * v.high, upper.upper(), (-2 * v.width, 2 * v.width))


def _logmix(cone: Cone, c: Fraction, v: Sector) -> Sector:
    weight = Sector(Fraction(0), _ball(c), Fraction(0), _ball(c), (Fraction(0), Fraction(0)))
    return log1p(cone, None, multiply(cone, None, weight, _expm1(cone, None, v)))


RULES["logcosh"] = _logcosh
RULES["logmix"] = _logmix


def _erf_rule(cone: Cone, data: Any, v: Sector) -> Sector:
    slope = 2 / arb.pi().sqrt()  # at the working precision, hence not a table entry
    return _sector_function("erf", slope, _erfi_majorant, 2.0, Fraction(1, 8))(cone, data, v)


RULES["erf"] = _erf_rule
