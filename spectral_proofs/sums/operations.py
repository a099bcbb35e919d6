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

from spectral_proofs.balls.functions import ENTRIES, NOWHERE, Function, Refused
from spectral_proofs.errors import UndecidedError

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


def _powm1(root: Any, analytic: bool, p: Fraction, x: Ball) -> Ball:
    return (_log1p(root, analytic, None, x) * fmpq(p.numerator, p.denominator)).expm1()


@dataclass(frozen=True, slots=True)
class Power:
    """A power of lambda, in the forms in which it is used: lambda^exponent = (lambda^(1/q))^whole."""

    exponent: Fraction
    rate: fmpq
    whole: int

    @classmethod
    def of(cls, exponent: Fraction, q: Fraction) -> Power:
        """Q is the program's denominator."""
        return cls(exponent, fmpq(exponent.numerator, exponent.denominator), int(exponent * q))


def _lam(root: LambdaPowers, analytic: bool, power: Power) -> Ball:
    if root.root is None:
        return box_exp(root.log * power.rate)
    if power.whole == 1:
        return root.root
    if not isinstance(root.log, arb):
        return root.root**power.whole
    return (root.log * power.rate).exp()  # powers of a wide real ball would lose its ends


def _pow(root: Any, analytic: bool, r: Fraction, x: Ball) -> Ball:
    top, bottom = r.numerator, r.denominator
    if bottom == 1:
        return x**top
    if isinstance(x, arb):
        return x.sqrt() if (top, bottom) == (1, 2) else x ** arb(fmpq(top, bottom))
    return x.sqrt(analytic=analytic) if (top, bottom) == (1, 2) else x.pow(acb(fmpq(top, bottom)), analytic=analytic)


def raised(points: list[Ball], r: Fraction, analytic: bool) -> list[Ball]:
    """The power of each."""
    if r == -1:
        return [1 / x for x in points]
    if r == 2:
        return [x * x for x in points]
    return [_pow(None, analytic, r, x) for x in points]


def _log(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    return x.log() if isinstance(x, arb) else x.log(analytic=analytic)


def _log1p(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    if isinstance(x, acb) and analytic and not (x.real > -1) and x.imag.contains(0):
        return NOWHERE
    return x.log1p()


def _lamreal(root: LambdaPowers, analytic: bool, data: Any, x: Ball, p: Ball) -> Ball:
    """lambda^p, p an irrational constant."""
    if root.log is None:  # from lambda itself, which may be a ball around 0
        return (p * _log(root, analytic, None, x)).exp()
    return box_exp(root.log * p) if root.root is None else (root.log * p).exp()


def _logmix(root: Any, analytic: bool, c: Fraction, x: Ball) -> Ball:
    """log(1 + c (exp(x) - 1)), 0 < c < 1, continued from the real axis.

    With w = (1-c)/c exp(-x) it is x + log c + log(1 + w), and |w| < 1 far to the right; elsewhere the argument
    (1-c) + c exp(x) is not a negative number while |Im x| < pi, so the principal value continues.
    """
    weight = arb(fmpq(c.numerator, c.denominator))
    if x.real > ((1 - weight) / weight).log() + 0.5:
        return x + weight.log() + ((1 - weight) / weight * (-x).exp()).log1p()
    if isinstance(x, acb) and not abs(x.imag) < arb.pi():
        return NOWHERE
    return _log1p(root, analytic, None, weight * x.expm1())


def _logcosh(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
    """log cosh x without overflow or cancellation, continued from the real axis into the right half-plane."""
    if x.real > 1 or (isinstance(x, arb) and x > 0.5):
        return x + (-2 * x).exp().log1p() - arb(2).log()
    if isinstance(x, arb) and x < 0:
        return _logcosh(root, analytic, data, -x)
    if isinstance(x, acb) and not abs(x.imag) < arb.pi():
        return NOWHERE  # the principal value need not be the continuation there
    half = (x / 2).sinh()
    return _log1p(root, analytic, None, 2 * half * half)


def _applied(function: Function) -> Callable[..., Ball]:
    rule = function.complex

    def apply(root: Any, analytic: bool, data: Any, x: Ball) -> Ball:
        if isinstance(x, arb):
            return function.real(x)
        if isinstance(rule, Refused):
            raise UndecidedError(f"{function.name} in the complex plane: {rule.reason}")
        return rule(x, analytic)

    return apply


#: The functions that a compiled expression may hold, by the names of their entries.
APPLIED = {entry.name: _applied(entry) for entry in ENTRIES}

OPERATIONS: dict[str, Callable[..., Ball]] = {
    **APPLIED,
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
