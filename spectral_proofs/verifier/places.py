"""Where a step takes place: a curve lambda(t) with a free parameter, read from the step's texts.

ray, head:  lambda = x t^-u0 (log t)^-u1 ...;  sector: the next exponent after the given ones is the parameter;
mode:       lambda fixed;  tail: lambda -> 0 with t fixed, where exp(-T) is lambda and t the parameter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.balls import Environment, Time, ball, value
from spectral_proofs.verifier.reader import symbol
from spectral_proofs.verifier.result import require

KINDS = ("head", "ray", "sector", "tail", "mode")
_SOON = tuple(map(sympy.Rational, ("1/31", "3/7", "2", "17", "300")))
_FRACTIONS = tuple(sympy.Rational(n, 97) for n in (31, 11, 83))


@dataclass(frozen=True)
class Place:
    """A cell of the quadrant; the parameter runs through the open interval (low, high).

    ``late`` is log10 of the t from which on what is said of the tail at fixed t is meant, as are all statements.
    """

    kind: str
    exponents: tuple[sympy.Expr, ...]
    parameter: sympy.Symbol
    low: sympy.Expr
    high: sympy.Expr
    late: int = 0

    def samples(self) -> tuple[sympy.Rational, ...]:
        """Interior values of the parameter, away from the ends."""
        if self.kind == "mode":
            return (self.low,)
        if self.kind == "tail":
            return tuple(sympy.Integer(10) ** (self.late + power) for power in (6, 9, 15))  # where kinks are passed
        low, high = self.low, self.high
        if low is -sympy.oo and high is sympy.oo:
            return tuple(sympy.Rational(n, 10) for n in (-13, 7, 31))
        if high is sympy.oo:
            return tuple(low + sympy.Rational(n, 10) for n in (7, 13, 31))
        if low is -sympy.oo:
            return tuple(high - sympy.Rational(n, 10) for n in (7, 13, 31))
        return tuple(low + (high - low) * f for f in _FRACTIONS)

    def soon(self) -> tuple[sympy.Rational, ...]:
        """Small and moderate t of the tail, where what is lost at large t still shows; none elsewhere."""
        return tuple(self.low + f for f in _SOON) if self.kind == "tail" and self.low.is_Rational else ()

    def point(self, sample: sympy.Expr, T: Time) -> tuple[arb, arb, Environment]:
        """(t, log lambda, values of the symbols) at one value of the parameter, the large variable being exp(T)."""
        p, large = value(sample, {}), ball(T)
        if self.kind == "tail":
            t, log_lambda = p, -large
        elif self.kind == "mode":
            t, log_lambda = large.exp(), p.log()
        else:
            t, log_lambda = large.exp(), self._log_lambda(p, large)
        return t, log_lambda, {TIME: t, LAMBDA: log_lambda.exp(), self.parameter: p}

    def log_lambda(self, sample: sympy.Expr, T: Time) -> arb:
        """log lambda at one value of the parameter of a ray, a head or a sector."""
        return self._log_lambda(value(sample, {}), ball(T))

    def _log_lambda(self, p: arb, large: arb) -> arb:
        exponents = [value(u, {}) for u in self.exponents]
        result = arb(0)
        if self.kind == "sector":
            exponents.append(p)
        else:
            result = p.log()
        scale = large
        for u in exponents:
            result -= u * scale
            scale = scale.log()
        return result


def place_of(texts: Mapping[str, str], read: Callable[[str], sympy.Expr], late: int = 0) -> Place:
    """The place that a step's input describes, its tail looked at from t = 10^late on."""
    kind = texts.get("place", "")
    require(kind in KINDS, f"there is no place {kind!r}")
    listed = texts.get("exponents", "")
    exponents = tuple(read(part) for part in listed.split(";")) if listed.strip() else ()
    name = texts.get("parameter", "x")
    parameter = TIME if kind == "tail" else symbol(name)
    require(kind != "tail" or name == "t", "the parameter of the tail is t")
    low, high = read(texts.get("low", "0")), read(texts.get("high", "oo"))
    if kind == "mode":
        low = high = read(texts.get("point", ""))
    return Place(kind, exponents, parameter, low, high, late)
