"""Appendix B: the expansion of the excess loss, from exact moments of independent noise."""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Equation, Limit, Summable

_sigma, _tau, _u = (sympy.Symbol(name, positive=True) for name in ("sigma", "tau", "u"))
_f, _phi, _eta, _eps = sympy.symbols("f phi eta epsilon", real=True)
_f1, _f2, _eps1, _eps2 = sympy.symbols("f_1 f_2 epsilon_1 epsilon_2", real=True)
_error = (_f + _eta) * (_phi + _eps) - z.w * _phi
_excess = sympy.expand(_error**2 - (_f - z.w) ** 2 * _phi**2)
_terms = _sigma**2 * _f**2 + _tau**2 * _u * z.lam + _sigma**2 * _tau**2 * _u


def mean(polynomial: sympy.Expr, variances: Mapping[sympy.Symbol, sympy.Expr]) -> sympy.Expr:
    """Expectation of a polynomial of degree at most 3 in each of some independent zero-mean symmetric variables.

    >>> mean((_eta + 2) ** 2, {_eta: _tau})
    tau + 4
    """
    poly = sympy.Poly(sympy.expand(polynomial), *variances)
    total = sympy.S.Zero
    for powers, coefficient in poly.terms():
        if max(powers) > 3:
            raise ValueError(f"{polynomial} needs moments beyond the variances")
        if all(power in (0, 2) for power in powers):
            total += coefficient * sympy.prod(v for v, power in zip(variances.values(), powers, strict=True) if power)
    return sympy.expand(total)


_NOISE = {_eps: _sigma**2, _eta: _tau**2 * _u}
_EQUAL = {_eps: _sigma**2, _eta: _tau**2}
_third, _fourth = (_eta * _phi) ** 2, (_eta * _eps) ** 2

ITEMS = (
    Item(
        id="appB-error",
        reference="Appendix B, total error",
        printed="f̃ − f* = Σ(f_k − w_k)φ_k + Σ f_k ε_k + Σ η_k φ_k + Σ η_k ε_k",
        brief="true",
        corrected="f̃ − f* = Σ[(f_k − w_k)φ_k + f_k ε_k + η_k φ_k + η_k ε_k].",
        recorded=Ruling.CONFIRMED,
        clauses=(Equation(PRINTED, "mode by mode", _error, (_f - z.w) * _phi + _f * _eps + _eta * _phi + _eta * _eps),),
    ),
    Item(
        id="appB-cross",
        reference="App. B, expanding the square; Thm 2",
        printed="in E_x[(f̃ − f*)²] − L all cross terms vanish",
        brief="only in the mean over the noise η, ε too",
        corrected=(
            "The mean must be over x, ε and η. Over x and ε alone 2[(f_k − w_k)λ_k + σ²f_k]η_k stays, and ΔL may be "
            "negative: η_k = w_k − f_k cancels the whole loss. Terms of different modes vanish because the φ_k are "
            "uncorrelated."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "E_x over φ and ε alone, η given: no term linear in η (its coefficient is 0)",
                sympy.expand(mean(_excess, {_phi: z.lam, _eps: _sigma**2})).coeff(_eta, 1),
                sympy.S.Zero,
            ),
            Equation(
                CORRECTED,
                "with η = w − f and ε = 0 the change is −λ(f − w)²: all of the loss",
                mean(_excess.subs({_eta: z.w - _f, _eps: 0}), {_phi: z.lam}),
                -z.lam * (_f - z.w) ** 2,
            ),
            Equation(
                CONDITION,
                "averaged over η as well the four sums remain",
                mean(_excess, {_phi: z.lam, **_NOISE}),
                _terms,
            ),
        ),
    ),
    Item(
        id="A11",
        reference="Appendix B, last display of ΔL",
        printed="terms 3 and 4 are τ² Σ Θ(k^(−b)) and σ²τ² Σ Θ(k^(−b))",
        brief="E φ_k² = λ_k, Var η_k = τ²u_k: τ²Σu_kλ_k, σ²τ²Σu_k",
        corrected=(
            "With E φ_k² = λ_k, Var ε_k = σ², Var η_k = τ²u_k: ΔL = σ² Σ f_k² + τ² Σ u_k λ_k + σ²τ² Σ u_k. With "
            "orthonormal φ_k and equal variances (u_k = 1), as printed, terms 3 and 4 are τ² Σ 1 and σ²τ² Σ 1, both "
            "infinite. Finite for Σ u_k < ∞; for u_k = λ_k = k^(−b) they are τ²ζ(2b) and σ²τ²ζ(b)."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "term 3 for orthonormal φ_k (E φ_k² = 1) and Var η_k = τ² is τ²λ_k",
                mean(_third, {_phi: sympy.S.One, **_EQUAL}),
                _tau**2 * z.lam,
            ),
            Equation(
                PRINTED,
                "term 4 for Var η_k = τ², Var ε_k = σ² is σ²τ²λ_k",
                mean(_fourth, _EQUAL),
                _sigma**2 * _tau**2 * z.lam,
            ),
            Summable(PRINTED, "σ²τ² Σ 1 converges", sympy.S.Zero),
            Equation(
                CORRECTED,
                "E φ_k² = λ_k, Var η_k = τ²u_k: term 3 is τ²u_kλ_k",
                mean(_third, {_phi: z.lam, **_NOISE}),
                _tau**2 * _u * z.lam,
            ),
            Equation(CORRECTED, "term 4 is σ²τ²u_k", mean(_fourth, _NOISE), _sigma**2 * _tau**2 * _u),
            Equation(CORRECTED, "all of ΔL, mode by mode", mean(_excess, {_phi: z.lam, **_NOISE}), _terms),
        ),
        argument=(
            "Second moments of independent zero-mean variables; fourth moments do not occur, as η and ε enter once "
            "each."
        ),
    ),
    Item(
        id="appB-const",
        theorems=("PowerTails.power_tail",),
        reference="Appendix B, Σ Θ(k^(−b))",
        printed="Σ_k Θ(k^(−b)) ~ ∫_1^∞ k^(−b) dk = O(1)",
        brief="true as a bound, for b > 1",
        corrected=(
            "Σ k^(−b) = ζ(b) ≤ 1 + 1/(b−1) for b > 1; the integral, 1/(b−1), is a bound of its tail and not its value."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "∫_1^K k^(−b) dk = (1 − K^(1−b))/(b−1)",
                sympy.diff((1 - z.K ** (1 - z.b)) / (z.b - 1), z.K),
                z.K ** (-z.b),
            ),
            Limit(
                PRINTED,
                "which tends to 1/(b−1)",
                (1 - z.K ** (1 - z.b)) / (z.b - 1),
                z.K,
                sympy.oo,
                value=1 / (z.b - 1),
                at={z.b: sympy.S(2)},
            ),
        ),
    ),
)

#: Two modes whose basis noise has correlation c: the mean square of sum f_k epsilon_k.
correlated = _sigma**2 * (_f1**2 + _f2**2 + 2 * z.c * _f1 * _f2)
independent = mean((_f1 * _eps1 + _f2 * _eps2) ** 2, {_eps1: _sigma**2, _eps2: _sigma**2})
