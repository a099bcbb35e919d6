"""Condition (2) for one g as a Coq theorem ``condition2``: three ways, tried in this order.

1. Ratio: g = ratio * lambda^m t^n.  Factors of the ratio that have a limit as u = 1/t -> 0 are written in u, the others
   in t; coq-interval bounds the whole on the box 0 <= lambda <= Lambda, 0 <= u <= 1/t0 and t >= t0.
2. Shape: g = F(lambda^m t^n) with F(0) = 0; exponentials in F' are written with e^(-kappa z), which lies in [0, 1].
3. Slope (m = 1): g(0, t) = 0 and the derivative in lambda, divided by t^n, is bounded as in 1.

Left out: g with fractional powers of lambda or t that are not one monomial; slopes for m other than 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import divided, rounded_down, rounded_up, sharpened_range
from spectral_proofs.bounds.region import as_exact
from spectral_proofs.certificate.coq_text import coq_text, exponentials_only
from spectral_proofs.certificate.growth_text import RATIO, SHAPE, SLOPE
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Growth

_INVERSE = sympy.Symbol("u", positive=True)
_POINT = sympy.Symbol("z", positive=True)
_DECAY = LAMBDA  # stands for e^(-kappa z) too: both range over 0 < y <= 1
_TOLERANCE = Fraction(1, 1000)
_EFFORT = 2000
#: What constants are moved outward by: interval arithmetic over boxes cannot prove a best constant.
_SLACK = sympy.Rational(1, 1000)


@dataclass(frozen=True)
class Setting:
    """What is to be proved: g between c1 and c2 times lambda^m t^n on 0 < lambda <= Lambda, t >= t0."""

    g: sympy.Expr
    Lambda: sympy.Rational
    growth: Growth
    t0: sympy.Rational

    @property
    def m(self) -> sympy.Rational:
        """The power of lambda."""
        return self.growth.m

    @property
    def n(self) -> sympy.Rational:
        """The power of t."""
        return self.growth.n


@dataclass(frozen=True)
class GrowthProof:
    """A proof of condition (2) with rational constants, as Coq text that ends with the theorem ``condition2``."""

    way: str  # ratio, shape or slope
    c1: sympy.Rational
    c2: sympy.Rational
    t0: sympy.Rational
    text: str


def growth_proof(g: sympy.Expr, Lambda: sympy.Rational, growth: Growth) -> GrowthProof:
    """The first way that applies.

    Raises UndecidedError: none does; the message has the reason of each.
    """
    reasons = []
    for way in (_by_ratio, _by_shape, _by_slope):
        try:
            return way(Setting(exponentials_only(g), Lambda, growth, growth.t0))
        except UndecidedError as error:
            reasons.append(str(error))
    raise UndecidedError("; ".join(dict.fromkeys(reasons)))


def _by_ratio(setting: Setting) -> GrowthProof:
    ratio = divided(setting.g, setting.m, setting.n)
    constant = not ratio.free_symbols
    _require_integer_powers(setting, constant)
    shown = ratio if constant else _in_inverse_time(ratio, setting)
    exact = bool(constant and ratio.is_Rational)
    ends = (ratio, ratio) if exact else _widened(setting.growth.c1, setting.growth.c2)
    names = {LAMBDA: "lambda", TIME: "t", _INVERSE: "(/ t)"}
    return _filled(RATIO, "ratio", setting, ends, ratio=coq_text(shown, names), boxes=_boxes(shown, "lambda"))


def _by_shape(setting: Setting) -> GrowthProof:
    _require_integer_powers(setting, False)
    shape = sympy.powsimp(setting.g.xreplace({LAMBDA: (_POINT * TIME ** (-setting.n)) ** (1 / setting.m)}))
    if shape.has(TIME):
        raise UndecidedError("g is no function of lambda^m t^n alone")
    _require_zero(shape.subs(_POINT, 0))
    slope, kappa = _slope_of_shape(shape)
    ends = _widened(*_range(slope, sympy.S.One, sympy.S.One))
    names = {_POINT: "z"}
    rate = coq_text(kappa * _POINT, names)
    texts = {"shape": coq_text(shape, names), "slope": coq_text(slope, {_DECAY: f"(exp (- {rate}))"}), "rate": rate}
    return _filled(SHAPE, "shape", setting, ends, **texts)


def _by_slope(setting: Setting) -> GrowthProof:
    _require_integer_powers(setting, False)
    if setting.m != 1:
        raise UndecidedError("the mean value theorem in lambda needs m = 1")
    _require_zero(setting.g.subs(LAMBDA, 0))
    slope = sympy.diff(setting.g, LAMBDA) * TIME ** (-setting.n)
    shown = _in_inverse_time(slope, setting)
    ends = _widened(*_range(slope, setting.Lambda, setting.t0))
    names = {LAMBDA: "z", TIME: "t", _INVERSE: "(/ t)"}
    return _filled(SLOPE, "slope", setting, ends, slope=coq_text(shown, names), boxes=_boxes(shown, "z"))


def _boxes(shown: sympy.Expr, name: str) -> str:
    """How coq-interval divides the box: along what the expression depends on; one variable alone by derivatives too."""
    along = [text for symbol, text in ((LAMBDA, name), (_INVERSE, "u")) if shown.has(symbol)]
    options = [f"i_bisect {text}" for text in along] + [f"i_autodiff {text}" for text in along if len(along) == 1]
    return ", ".join(["i_prec 40", *options, "i_depth 24"])


def _filled(
    template: str, way: str, setting: Setting, ends: tuple[sympy.Rational, sympy.Rational], **texts: str
) -> GrowthProof:
    t0 = _start(setting, ends[0])
    values = {"Lambda": setting.Lambda, "m": setting.m, "n": setting.n, "c1": ends[0], "c2": ends[1], "t0": t0}
    power = _power("t", setting.n)
    rewriting = {"power": power, "powers": _power("lambda", setting.m) + power}
    numbers = {name: coq_text(value, {}) for name, value in values.items()}
    return GrowthProof(way, *ends, t0, template.format(**texts, **numbers, **rewriting))


def _require_integer_powers(setting: Setting, monomial: bool) -> None:
    if monomial:
        return
    fractional = [p for p in setting.g.atoms(sympy.Pow) if p.base in (LAMBDA, TIME) and not p.exp.is_Integer]
    if fractional or not (setting.m.is_Integer and setting.n.is_Integer):
        raise UndecidedError("a fractional power of lambda or t beside other terms")


def _require_zero(value: sympy.Expr) -> None:
    if value != 0:
        raise UndecidedError("g does not vanish with lambda")


def _in_inverse_time(ratio: sympy.Expr, setting: Setting) -> sympy.Expr:
    """The ratio with what has a limit as u = 1/t -> 0 written in u; all of it must be regular at lambda = 0."""
    factors = sympy.Mul.make_args(sympy.factor_terms(sympy.powsimp(ratio)))
    waves = [factor for factor in factors if any(f.has(TIME) for f in factor.atoms(sympy.Function))]
    rest = sympy.Mul(*(factor for factor in factors if factor not in waves))
    shown = sympy.Mul(*(_regular(factor, setting) for factor in (rest, *waves)))
    for value in (sympy.S.Zero, setting.Lambda):
        _require_finite(shown.subs(LAMBDA, value), f"g/(lambda^m t^n) as written is not regular at lambda = {value}")
    return shown


def _regular(factor: sympy.Expr, setting: Setting) -> sympy.Expr:
    """A factor in u where it is regular at u = 0; functions are left as they are, rational parts cancelled."""
    if not factor.has(TIME):
        return factor
    kept = {f: sympy.Dummy(positive=True) for f in factor.atoms(sympy.Function) if not f.has(TIME)}
    moved = sympy.cancel(sympy.together(factor.xreplace(kept).xreplace({TIME: 1 / _INVERSE})))
    moved = moved.xreplace({dummy: f for f, dummy in kept.items()})
    try:
        _require_finite(moved.subs({LAMBDA: setting.Lambda, _INVERSE: 0}), "")
    except UndecidedError:
        return factor
    return moved


def _require_finite(value: sympy.Expr, reason: str) -> None:
    if value.has(sympy.nan, sympy.zoo, sympy.oo, -sympy.oo, sympy.AccumBounds):
        raise UndecidedError(reason)


def _slope_of_shape(shape: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """F' as a rational function of y = e^(-kappa z), and kappa."""
    rates = [_rate(exponential) for exponential in shape.atoms(sympy.exp)]
    if not rates:
        raise UndecidedError("F' is no function of exponentials")
    kappa = sympy.gcd_list([abs(rate) for rate in rates])
    derivative = sympy.diff(shape, _POINT).replace(sympy.exp, lambda x: _DECAY ** (-x / (kappa * _POINT)))
    derivative = sympy.cancel(sympy.together(derivative))
    if derivative.has(_POINT) or not derivative.is_rational_function(_DECAY):
        raise UndecidedError("F' is not rational in one exponential")
    return derivative, kappa


def _rate(exponential: sympy.Expr) -> sympy.Rational:
    rate = exponential.args[0] / _POINT
    if not rate.is_Rational:
        raise UndecidedError(f"{exponential} is no exponential of a rational multiple of lambda^m t^n")
    return rate


def _range(expression: sympy.Expr, Lambda: sympy.Rational, t0: sympy.Rational) -> tuple[sympy.Rational, sympy.Rational]:
    if not expression.free_symbols:
        raise UndecidedError("the slope of g is constant")
    found = sharpened_range(compile_expression(expression), as_exact(Lambda), as_exact(t0), _TOLERANCE, _EFFORT)
    return rounded_down(found.lo), rounded_up(found.hi)


def _widened(low: sympy.Expr, high: sympy.Expr) -> tuple[sympy.Rational, sympy.Rational]:
    """Rationals around two positive constants."""
    return _short(low * (1 - _SLACK), rounded=-1), _short(high * (1 + _SLACK), rounded=1)


def _short(value: sympy.Expr, rounded: int) -> sympy.Rational:
    """Four significant digits or so, on the safe side."""
    digits = 5 - int(sympy.floor(sympy.log(value, 10).evalf()))
    scaled = value * sympy.Integer(10) ** digits
    whole = sympy.floor(scaled) if rounded < 0 else sympy.ceiling(scaled)
    return sympy.Rational(whole, 1) / sympy.Integer(10) ** digits


def _start(setting: Setting, c1: sympy.Rational) -> sympy.Rational:
    """The first whole t from the growth's t0 on with c1 Lambda^m t^n >= 1, and a little more."""
    least = (c1 * setting.Lambda**setting.m) ** (-1 / setting.n)
    return sympy.Max(setting.t0, sympy.S.One, sympy.ceiling(least * (1 + _SLACK)) if least > 1 else sympy.S.One)


def _power(name: str, exponent: sympy.Rational) -> str:
    """A rewriting of x^k, k a positive integer, from Rpower to a product."""
    if not exponent.is_Integer:
        return ""
    return f"rewrite (Rpower_nat {name} {exponent} {exponent}) by (simpl; lra). "
