"""What tests of the sums share: assorted g, plain spectra, and when a ball holds a truth or meets another value."""

from __future__ import annotations

from dataclasses import dataclass

import mpmath
import sympy
from sympy import LambertW, Rational, asinh, atan, erf, exp, log, sin, sqrt, tanh

from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.results import Enclosure

ASSORTED = {
    "kernel": lam * t,
    "newton polygon": lam * t + lam**2 * t**3,
    "ridge": log(1 + lam * t),
    "rational": lam * t / (1 + lam),
    "discrete descent": -t * log(1 - lam / 2),
    "preconditioned": sqrt(lam) * t,
    "infinite energy": lam ** Rational(1, 4) * t,
    "tanh": tanh(lam) * t,
    "1/t rate": lam * log(1 + t),
    "log-periodic": lam * t * (2 + sin(log(1 + t))),
    "asinh": asinh(lam * t),
    "root of log": sqrt(log(1 + lam * t)),
    "erf": erf(lam * t),
    "two logs": log(1 + lam * t) + log(1 + lam**2 * t),
    "log in lambda": lam * t * log(1 + 1 / lam),
    "expm1": (exp(lam) - 1) * t,
    "qualification": 3 * log(1 + lam * t / 3),
    "weight decay": -log(1 - lam / (lam + Rational(1, 10)) * (1 - exp(-(lam + Rational(1, 10)) * t))),
    "bounded": lam * t / (1 + lam * t),
    "saturating": tanh(lam * t),
    "root minus one": sqrt(1 + lam * t) - 1,
    "Lambert": LambertW(lam * t),
    "arctangent": t * atan(lam),
}


@dataclass(frozen=True)
class Powers:
    a: sympy.Rational
    b: sympy.Rational
    Lambda: sympy.Rational
    W: sympy.Rational


def spectrum(a: str = "3/2", b: str = "2", Lambda: int = 1, W: int = 1) -> Powers:
    return Powers(Rational(a), Rational(b), Rational(Lambda), Rational(W))


def interval(e: Enclosure) -> tuple[mpmath.mpf, mpmath.mpf]:
    return mpmath.mpf(e.mid), mpmath.mpf(e.rad)


def assert_encloses(e: Enclosure, truth: object, digits: int = 30, slack: object = 0) -> None:
    """The ball holds the truth, and is narrow."""
    with mpmath.workdps(80):
        mid, rad = interval(e)
        assert e.certified
        assert abs(mid - truth) <= rad + slack, (e, truth)
        assert rad <= abs(mid) * mpmath.mpf(10) ** -digits, e


def agree(ball: Enclosure, other: Enclosure) -> bool:
    if ball.infinite or other.infinite:
        return ball.infinite and other.infinite
    with mpmath.workdps(50):
        difference = abs(mpmath.mpf(ball.mid) - mpmath.mpf(other.mid))
        allowed = mpmath.mpf(ball.rad) + 20 * mpmath.mpf(other.rad)
        return bool(difference <= allowed and mpmath.mpf(other.rad) <= mpmath.mpf("1e-13") * mpmath.mpf(other.mid))
