"""The operations of a compiled expression on real and complex balls.

On complex balls a function with a branch cut returns a non-finite ball when the ball meets the
cut and the caller asked for analyticity, as `acb.integral` and the disc of `circle` require.

Left out: kinks in lambda, which `evaluate` refuses.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flint import acb, arb, fmpq

Ball = Any  # arb or acb: python-flint ships no useful types for mixed arithmetic


WIDE = 2.0**-12


def box_exp(z: acb) -> acb:
    """exp on a box: the smallest box around the annular sector (ball arithmetic would be several times wider)."""
    real, low, high, pi = z.real, z.imag.lower(), z.imag.upper(), arb.pi()
    if not (low > -pi and high < pi):
        return z.exp()
    cosines, sines = [low.cos(), high.cos()], [low.sin(), high.sin()]
    if not (low > 0 or high < 0):
        cosines.append(arb(1))
    sines += [arb(sign) for sign in (-1, 1) if not (low > sign * pi / 2 or high < sign * pi / 2)]
    ends = [real.lower().exp(), real.upper().exp()]
    return acb(_product_hull(ends, cosines), _product_hull(ends, sines))


def _product_hull(a: list[arb], b: list[arb]) -> arb:
    products = [x * y for x in a for y in b]
    result = products[0]
    for p in products[1:]:
        result = result.union(p)
    return result


@dataclass(frozen=True, slots=True)
class LambdaPowers:
    """lambda^r for rational r: out of one exponential, but for wide balls (and all real ones) tightly, one by one."""

    root: Ball  # None for wide complex balls
    log: Ball  # None where lambda may vanish
    denominator: Fraction
    shift: arb | None = None  # added to ``log``, a box whose powers are remembered in ``memo``
    memo: dict[Fraction, acb] | None = None
    given: dict[Fraction, acb] | None = None  # all the powers, where nothing else is known


def _powm1(root: Any, analytic: bool, p: Fraction, x: Ball) -> Ball:
    return (_log1p(root, analytic, None, x) * fmpq(p.numerator, p.denominator)).expm1()


def _box_power(root: LambdaPowers, r: Fraction) -> acb:
    rate = fmpq(r.numerator, r.denominator)
    if root.memo is None or root.shift is None:
        return box_exp(root.log * rate)
    if r not in root.memo:
        root.memo[r] = box_exp(root.log * rate)
    return root.memo[r] * (root.shift * rate).exp()


def _lam(root: LambdaPowers, analytic: bool, r: Fraction) -> Ball:
    if root.given is not None:
        return root.given[r]
    if root.root is None:
        return _box_power(root, r)
    if r * root.denominator == 1:
        return root.root
    if not isinstance(root.log, arb):
        return root.root ** int(r * root.denominator)
    return (root.log * fmpq(r.numerator, r.denominator)).exp()  # powers of a wide real ball would lose its ends


def _pow(root: Any, analytic: bool, r: Fraction, x: Ball) -> Ball:
    if r.denominator == 1:
        return x**r.numerator
    if isinstance(x, arb):
        if r == Fraction(1, 2):
            return x.sqrt()
        return x ** arb(fmpq(r.numerator, r.denominator))
    if r == Fraction(1, 2):
        return x.sqrt(analytic=analytic)
    return x.pow(acb(fmpq(r.numerator, r.denominator)), analytic=analytic)


def _log(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    return x.log() if isinstance(x, arb) else x.log(analytic=analytic)


def _log1p(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    if isinstance(x, acb) and analytic and not (x.real > -1) and x.imag.contains(0):
        return _NAN
    return x.log1p()


def _lamreal(root: LambdaPowers, analytic: bool, data: Any, x: Ball, p: Ball) -> Ball:
    """lambda^p, p an irrational constant."""
    if root.log is None:  # from lambda itself, which may be a ball around 0
        return (p * _log(root, analytic, None, x)).exp()
    u = root.log if root.shift is None else root.log + root.shift
    return box_exp(u * p) if root.root is None else (u * p).exp()


def _erf(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    """erf, on wide complex balls by |1 - erf z| <= exp(-Re z^2)/(sqrt(pi) Re z), Re z > 0.

    For 1 - erf z is 2/sqrt(pi) times the integral of exp(-(z+s)^2) over s >= 0, and |exp(-(z+s)^2)| <=
    exp(-Re z^2 - 2 s Re z).
    """
    if isinstance(x, acb) and x.real > 4 and x.real.rad() > WIDE:
        low = x.real.lower()
        size = (x.imag * x.imag - low * low).exp() / low
        if size < 1:
            rest = arb(0, size.upper())
            return acb(1 + rest, rest)
    return x.erf()


def _logmix(root: Any, analytic: bool, c: Fraction, x: Ball) -> Ball:
    """log(1 + c (exp(x) - 1)), 0 < c < 1, continued from the real axis.

    With w = (1-c)/c exp(-x) it is x + log c + log(1 + w), and |w| < 1 far to the right; elsewhere the argument
    (1-c) + c exp(x) is not a negative number while |Im x| < pi, so the principal value continues.
    """
    weight = arb(fmpq(c.numerator, c.denominator))
    if x.real > ((1 - weight) / weight).log() + 0.5:
        return x + weight.log() + ((1 - weight) / weight * (-x).exp()).log1p()
    if isinstance(x, acb) and not abs(x.imag) < arb.pi():
        return _NAN
    return _log1p(root, analytic, None, weight * x.expm1())


def _logcosh(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    """log cosh x without overflow or cancellation, continued from the real axis into the right half-plane."""
    if x.real > 1 or (isinstance(x, arb) and x > 0.5):
        return x + (-2 * x).exp().log1p() - arb(2).log()
    if isinstance(x, arb) and x < 0:
        return _logcosh(root, analytic, data, -x)
    if isinstance(x, acb) and not abs(x.imag) < arb.pi():
        return _NAN  # the principal value need not be the continuation there
    half = (x / 2).sinh()
    return _log1p(root, analytic, None, 2 * half * half)


_NAN = acb(arb.nan(), arb.nan())


def _cut_imaginary(z: acb) -> bool:
    """The ball may meet the cuts {iy: |y| >= 1}."""
    return bool(z.real.contains(0)) and not abs(z.imag) < 1


def _cut_real_outside(z: acb) -> bool:
    """The ball may meet the cuts {x: |x| >= 1}."""
    return bool(z.imag.contains(0)) and not abs(z.real) < 1


def _cut_acosh(z: acb) -> bool:
    return bool(z.imag.contains(0)) and not z.real > 1


def _cut_lambertw(z: acb) -> bool:
    return bool(z.imag.contains(0)) and not z.real > arb(-1).exp().neg()


_CUTS: dict[str, Callable[[acb], bool]] = {
    "atan": _cut_imaginary,
    "atanh": _cut_real_outside,
    "asin": _cut_real_outside,
    "acos": _cut_real_outside,
    "acosh": _cut_acosh,
    "LambertW": _cut_lambertw,
}
KINKED = frozenset({"Abs", "sign"})
UNARY = {
    "sin": "sin", "cos": "cos", "tan": "tan", "sinh": "sinh", "cosh": "cosh", "tanh": "tanh",
    "asinh": "asinh", "acosh": "acosh", "atanh": "atanh", "asin": "asin", "acos": "acos", "atan": "atan",
    "erf": "erf", "erfc": "erfc", "LambertW": "lambertw", "gamma": "gamma", "Abs": "__abs__", "sign": "sgn",
}  # fmt: skip


def _asinh(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    """acb.asinh loses all digits far from zero; log(x + sqrt(1 + x^2)) is sound for Re x > 0."""
    if isinstance(x, acb):
        if x.real > 0 and abs(x) > 0.5:
            return (x + (1 + x * x).sqrt(analytic=analytic)).log(analytic=analytic)
        if analytic and _cut_imaginary(x):
            return _NAN
    return x.asinh()


def _unary(name: str) -> Callable[..., Ball]:
    method = UNARY[name]
    cut = _CUTS.get(name)

    def apply(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
        if cut is not None and analytic and isinstance(x, acb) and cut(x):
            return _NAN
        return getattr(x, method)()

    return apply


OPERATIONS: dict[str, Callable[..., Ball]] = {
    "lam": _lam,
    "add": lambda root, analytic, data, x, y: x + y,
    "mul": lambda root, analytic, data, x, y: x * y,
    "pow": _pow,
    "exp": lambda root, analytic, data, x: x.exp(),
    "expm1": lambda root, analytic, data, x: x.expm1(),
    "log": _log,
    "log1p": _log1p,
    "powm1": _powm1,
    "lamreal": _lamreal,
    "logcosh": _logcosh,
    "logmix": _logmix,
}
OPERATIONS.update({name: _unary(name) for name in UNARY})
OPERATIONS["asinh"] = _asinh
OPERATIONS["erf"] = _erf
