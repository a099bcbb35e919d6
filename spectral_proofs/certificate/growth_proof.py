"""Condition (2) for one g as a Coq lemma ``condition2``: three ways, tried in this order.

1. Ratio: g = ratio * lambda^m t^n.  Factors of the ratio that have a limit as u = 1/t -> 0 are written in u, the others in
   t; coq-interval bounds the whole on the box 0 <= lambda <= Lambda, 0 <= u <= 1/t0 and t >= t0.
2. Shape: g = F(lambda^m t^n) with F(0) = 0; exponentials in F' are written with e^(-kappa z), which lies in [0, 1].
3. Slope (m = 1): g(0, t) = 0 and the derivative in lambda, divided by t^n, is bounded as in 1.

Left out: g with fractional powers of lambda or t that are not one monomial; slopes for m other than 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import sympy

from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import divided, rounded_down, rounded_up, sharpened_range
from spectral_proofs.bounds.region import as_exact
from spectral_proofs.certificate.coq_text import coq_text, exponentials_only
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
_NAMES = {LAMBDA: "lambda", TIME: "t"}
_BISECT = "interval with (i_prec 40, i_bisect {0}, i_bisect u, i_depth 24)"


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
    """A proof of condition (2) with rational constants, as lines of Coq that end with the lemma ``condition2``."""

    way: str  # ratio, shape or slope
    c1: sympy.Rational
    c2: sympy.Rational
    t0: sympy.Rational
    lines: tuple[str, ...]


def growth_proof(g: sympy.Expr, Lambda: sympy.Rational, growth: Growth) -> GrowthProof:
    """The first way that applies.

    Raises:
        UndecidedError: none does; the message has the reason of each.
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
    c1, c2 = (ratio, ratio) if exact else _widened(setting.growth.c1, setting.growth.c2)
    t0 = _start(setting, c1)
    u = "(/ t)"
    names = _NAMES | {_INVERSE: u}
    return GrowthProof(
        "ratio",
        c1,
        c2,
        t0,
        (
            f"Definition ratio (lambda t : R) : R := {coq_text(shown, names)}.",
            "Lemma ratio_bounds lambda t : "
            f"0 < lambda <= {_text(setting.Lambda)} -> {_text(t0)} <= t -> {_text(c1)} <= ratio lambda t <= {_text(c2)}.",
            "Proof.",
            f"  intros Hl Ht. pose proof (inverse_time {_text(t0)} t ltac:(lra) Ht) as Hu.",
            "  unfold ratio. set (u := / t) in *. clearbody u. assert (Hl0 : 0 <= lambda <= "
            f"{_text(setting.Lambda)}) by lra. clear Hl.",
            f"  split; first [lra | {_BISECT.format('lambda')}].",
            "Qed.",
            "Lemma g_is_ratio lambda t : "
            f"0 < lambda <= {_text(setting.Lambda)} -> {_text(t0)} <= t -> "
            f"g lambda t = ratio lambda t * (Rpower lambda {_text(setting.m)} * Rpower t {_text(setting.n)}).",
            f"Proof. intros Hl Ht. {_powers(setting)}unfold g, ratio. first [ring | field; side]. Qed.",
            *_condition(setting, c1, c2, t0),
            f"Proof. apply (growth_of_ratio {_arguments(setting, c1, c2, t0)} g ratio). exact g_is_ratio. exact ratio_bounds. Qed.",
        ),
    )


def _by_shape(setting: Setting) -> GrowthProof:
    _require_integer_powers(setting, False)
    shape = sympy.powsimp(setting.g.xreplace({LAMBDA: (_POINT * TIME ** (-setting.n)) ** (1 / setting.m)}))
    if shape.has(TIME):
        raise UndecidedError("g is no function of lambda^m t^n alone")
    _require_zero(shape.subs(_POINT, 0))
    slope, kappa = _slope_of_shape(shape)
    low, high = _range(slope, sympy.S.One, sympy.S.One)
    c1, c2 = _widened(low, high)
    t0 = _start(setting, c1)
    names = {_POINT: "z"}
    rate = coq_text(kappa * _POINT, names)
    return GrowthProof(
        "shape",
        c1,
        c2,
        t0,
        (
            f"Definition shape (z : R) : R := {coq_text(shape, names)}.",
            f"Definition slope (z : R) : R := {coq_text(slope, {_DECAY: f'(exp (- {rate}))'})}.",
            f"Lemma slope_bounds z : 0 <= z -> {_text(c1)} <= slope z <= {_text(c2)}.",
            "Proof. intros Hz. unfold slope. split; interval with (i_prec 40). Qed.",
            "Lemma slope_derives z : 0 <= z -> is_derive shape z (slope z).",
            "Proof.",
            "  intros Hz. unfold shape, slope. auto_derive; [side|].",
            f"  replace (exp (- {rate})) with (/ exp {rate}) by (rewrite <- exp_Ropp; f_equal; ring). field. side.",
            "Qed.",
            "Lemma g_is_shape lambda t : "
            f"0 < lambda <= {_text(setting.Lambda)} -> {_text(t0)} <= t -> "
            f"g lambda t = shape (Rpower lambda {_text(setting.m)} * Rpower t {_text(setting.n)}).",
            f"Proof. intros Hl Ht. {_powers(setting)}unfold g, shape. same. Qed.",
            "Lemma shape_at_0 : shape 0 = 0.",
            "Proof. unfold shape. at_zero. Qed.",
            *_condition(setting, c1, c2, t0),
            f"Proof. apply (growth_of_shape {_arguments(setting, c1, c2, t0)} g shape slope). exact g_is_shape. "
            "exact shape_at_0. exact slope_derives. exact slope_bounds. Qed.",
        ),
    )


def _by_slope(setting: Setting) -> GrowthProof:
    _require_integer_powers(setting, False)
    if setting.m != 1:
        raise UndecidedError("the mean value theorem in lambda needs m = 1")
    _require_zero(setting.g.subs(LAMBDA, 0))
    slope = sympy.diff(setting.g, LAMBDA) * TIME ** (-setting.n)
    shown = _in_inverse_time(slope, setting)
    low, high = _range(slope, setting.Lambda, setting.t0)
    c1, c2 = _widened(low, high)
    t0 = _start(setting, c1)
    names = {LAMBDA: "z", TIME: "t", _INVERSE: "(/ t)"}
    box = f"0 <= z <= {_text(setting.Lambda)} -> {_text(t0)} <= t"
    return GrowthProof(
        "slope",
        c1,
        c2,
        t0,
        (
            f"Definition slope (z t : R) : R := {coq_text(shown, names)}.",
            f"Lemma slope_bounds z t : {box} -> {_text(c1)} <= slope z t <= {_text(c2)}.",
            "Proof.",
            f"  intros Hz Ht. pose proof (inverse_time {_text(t0)} t ltac:(lra) Ht) as Hu.",
            "  unfold slope. set (u := / t) in *. clearbody u.",
            f"  split; {_BISECT.format('z')}.",
            "Qed.",
            f"Lemma slope_derives z t : {box} -> is_derive (fun z => g z t) z (slope z t * Rpower t {_text(setting.n)}).",
            f"Proof. intros Hz Ht. {_power('t', setting.n)}unfold g, slope. auto_derive; [side|field; side]. Qed.",
            f"Lemma g_at_0 t : {_text(t0)} <= t -> g 0 t = 0.",
            "Proof. intros Ht. unfold g. at_zero. Qed.",
            *_condition(setting, c1, c2, t0),
            f"Proof. apply (growth_of_slope {_arguments(setting, c1, c2, t0, m=False)} g slope). exact g_at_0. "
            "exact slope_derives. exact slope_bounds. Qed.",
        ),
    )


def _condition(setting: Setting, c1: sympy.Rational, c2: sympy.Rational, t0: sympy.Rational) -> Iterator[str]:
    yield "(* Condition (2). *)"
    yield f"Theorem condition2 : growth {_arguments(setting, c1, c2, t0)} g."


def _arguments(setting: Setting, *rest: sympy.Rational, m: bool = True) -> str:
    exponents = (setting.m, setting.n) if m else (setting.n,)
    return " ".join(_text(value) for value in (setting.Lambda, *exponents, *rest))


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
    """The ratio with those factors in u = 1/t that have a limit as u -> 0; all must be regular at lambda = 0."""
    factors = sympy.Mul.make_args(sympy.factor_terms(sympy.together(sympy.powsimp(ratio))))
    shown = sympy.Mul(*(_regular(factor, setting) for factor in factors))
    for value in (sympy.S.Zero, setting.Lambda):
        _require_finite(shown.subs(LAMBDA, value), f"g/(lambda^m t^n) as written is not regular at lambda = {value}")
    return shown


def _regular(factor: sympy.Expr, setting: Setting) -> sympy.Expr:
    moved = sympy.cancel(sympy.together(factor.xreplace({TIME: 1 / _INVERSE})))
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


def _powers(setting: Setting) -> str:
    return _power("lambda", setting.m) + _power("t", setting.n)


def _power(name: str, exponent: sympy.Rational) -> str:
    """A rewriting of x^k, k a positive integer, from Rpower to a product."""
    if not exponent.is_Integer:
        return ""
    return f"rewrite (Rpower_nat {name} {exponent} {exponent}) by (simpl; lra). "


def _text(value: sympy.Rational) -> str:
    return coq_text(value, {})


Way = Callable[[Setting], GrowthProof]
