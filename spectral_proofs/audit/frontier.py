"""Sections 3.1 and 3.2: the evolution function, the learning frontier and the elasticities."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Limit, Regime
from spectral_proofs.audit.introduction import LOG_PERIODIC, MONOMIAL

_g = sympy.Function("g", positive=True)(z.lam, z.t)
_learned = z.w * (1 - sympy.exp(-_g))
_nu = (z.a - z.b) / (2 * z.b)
_rate = z.w * sympy.exp(-_g) * sympy.diff(_g, z.t)
_weighted = _rate.subs(z.w, z.lam**_nu)
_stationarity = -sympy.diff(_g, z.lam) + sympy.diff(_g, z.lam, z.t) / sympy.diff(_g, z.t)
_monomial_rate = z.lam**_nu * sympy.exp(-z.monomial) * sympy.diff(z.monomial, z.t)
_kappa = 1 + (z.a - z.b) / (2 * z.b * z.m)
_front = (_kappa / z.C / z.t**z.n) ** (1 / z.m)
_u = sympy.Symbol("u", real=True)
_twisted = z.lam * z.t * (3 + sympy.sin(sympy.log(z.lam * z.t**2)))
_clock = z.t * (2 + sympy.sin(sympy.log(1 + z.t)))
_TWISTED = "lambda*t*(3+sin(log(lambda*t**2)))"


def _level(nu: sympy.Expr) -> sympy.Expr:
    """kappa on the frontier of the twisted g, as a function of the phase u = log(lambda t^2)."""
    ratio = (z.elasticity(sympy.diff(_twisted, z.t), z.lam) + nu) / z.elasticity(_twisted, z.lam)
    return sympy.simplify(ratio.subs(z.lam, sympy.exp(_u) / z.t**2))


ITEMS = (
    Item(
        id="eq1",
        reference="§3.1, eq. (1)",
        printed="f_λ(t) = w_λ(1 − e^(−g(λ,t;β)))",
        brief="definition; needs g(λ, 0) = 0 for f(0) = 0",
        corrected="Definition: f is the solution of ∂_t f = (w − f) ∂_t g with f = 0 where g = 0.",
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED, "∂_t f = (w − f) ∂_t g", sympy.diff(_learned, z.t), (z.w - _learned) * sympy.diff(_g, z.t)
            ),
        ),
    ),
    Item(
        id="eq2",
        reference="§3.1, eq. (2)",
        printed="g ≍ C λ^m t^n, m, n > 0; includes the NTK (1, 1) and feature learning (1, p)",
        brief="definition; the two examples satisfy it",
        corrected=(
            "Definition: there are m, n > 0 and 0 < c₁ ≤ c₂ with c₁λ^m t^n ≤ g ≤ c₂λ^m t^n for all 0 < λ ≤ Λ, t ≥ t₀ "
            "(Appendix A states it so); g smooth, increasing in both arguments."
        ),
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Claim(PRINTED, "λt satisfies (2)", "growth", "lambda*t"),
            Claim(PRINTED, "λt^p satisfies (2)", "growth", "lambda*t**p", parameters=(("p", "8/5"),)),
        ),
    ),
    Item(
        id="s3.1-frontier",
        reference="§3.1, below eq. (2)",
        printed="any g under (2) induces a learning frontier between learned and unlearned modes",
        brief="true: the level set g = κ",
        corrected=(
            "For each κ > 0 and t large enough g(λ_*, t) = κ has exactly one solution λ_* (g is continuous, increases "
            "in λ, tends to 0 as λ → 0 and to ∞ with t at λ = Λ), and λ_* ≍ t^(−n/m)."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Claim(PRINTED, "a monomial with m < 1", "lemma5", "lambda**(1/4)*t"),
            Claim(PRINTED, "no scaling limit", "lemma5", LOG_PERIODIC),
            Limit(
                PRINTED,
                "the upper bound c₂λ^m t^n vanishes as λ → 0",
                z.monomial,
                z.lam,
                sympy.S.Zero,
                value=sympy.S.Zero,
                at={z.C: 3, z.m: sympy.Rational(1, 4), z.n: 1, z.t: 100},
            ),
        ),
    ),
    Item(
        id="s3.1-rate",
        reference="§3.1, learning rate",
        printed="R = ∂_t f_λ = w_λ e^(−g) ∂_t g",
        brief="true",
        corrected="R(λ, t) = ∂_t f_λ(t) = w_λ e^(−g) ∂_t g.",
        recorded=Ruling.CONFIRMED,
        clauses=(Equation(PRINTED, "∂_t f = w e^(−g) ∂_t g", sympy.diff(_learned, z.t), _rate),),
    ),
    Item(
        id="A2",
        reference="§3.1, stationarity",
        printed="∂_λ ln R = −∂_λ g + ∂_λ∂_t g/∂_t g = 0 at λ_* = argmax R",
        brief="∂_λ ln w_λ is missing; max only if a > b(1−2m)",
        corrected=(
            "∂_λ ln R = ν/λ − ∂_λ g + ∂_λ∂_t g/∂_t g with ν = (a−b)/(2b), from w_λ ∝ λ^ν. Hence κ = (E_λ(∂_t g) + "
            "ν)/E_λ(g) at the argmax; for g = Cλ^m t^n, κ = 1 + (a−b)/(2bm), and an interior maximum exists iff a > b(1"
            " − 2m). Otherwise only the level set g = κ defines a frontier. κ changes, the scaling λ_* ∝ t^(−n/m) does "
            "not."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "∂_λ ln R = −∂_λ g + ∂_λ∂_t g/∂_t g with w_λ ∝ λ^((a−b)/(2b))",
                sympy.diff(sympy.log(_weighted), z.lam),
                _stationarity,
            ),
            Claim(PRINTED, "an argmax of R exists, with g → κ there", "eq3", "lambda**(1/4)*t", a="11/10", b="3"),
            Equation(
                CORRECTED,
                "∂_λ ln R = ν/λ − ∂_λ g + ∂_λ∂_t g/∂_t g",
                sympy.diff(sympy.log(_weighted), z.lam),
                _stationarity + _nu / z.lam,
            ),
            Equation(
                CORRECTED,
                "the monomial is stationary where g = κ = 1 + (a−b)/(2bm)",
                z.elasticity(_monomial_rate, z.lam).subs(z.lam**z.m, _kappa / z.C / z.t**z.n),
                sympy.S.Zero,
            ),
            Equation(CORRECTED, "λ_* ∝ t^(−n/m) all the same", sympy.diff(sympy.log(_front), z.t) * z.t, -z.n / z.m),
            Claim(CORRECTED, "κ = 7/8 for g = λt", "eq3", "lambda*t"),
        ),
        argument=(
            "λ w_λ² = k^(−a) with k = λ^(−1/b) gives w_λ = λ^((a−b)/(2b)): w depends on λ unless a = b. For a monomial "
            "λ∂_λ ln R = ν + m − mg, so g = 1 + ν/m > 0 iff a > b(1 − 2m); otherwise R increases for ever as λ → 0."
        ),
    ),
    Item(
        id="A3",
        reference="§3.1, eq. (3)",
        printed="asymptotically the argmax selects a level set g(λ_*, t) = κ",
        brief="iff κ(t) = (E_λ(∂_t g)+ν)/E_λ(g) converges",
        corrected=(
            "Along the argmax g(λ_*, t) = κ(t) := (E_λ(∂_t g) + ν)/E_λ(g), ν = (a−b)/(2b). It is a level set "
            "asymptotically iff κ(t) converges to a κ > 0; it does where E_λ(g) and E_λ(∂_t g) converge along the "
            "frontier (E_t need not)."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(CORRECTED, "λt(3 + sin log λt²) satisfies (2)", "growth", _TWISTED),
            Equation(
                PRINTED,
                "κ at the phases log(λ_*t²) = 0 and π/2 is the same, ν dropped as printed",
                _level(sympy.S.Zero).subs(_u, 0),
                _level(sympy.S.Zero).subs(_u, sympy.pi / 2),
            ),
            Claim(PRINTED, "g tends to a κ along the argmax, ν kept", "eq3", _TWISTED),
            Claim(CONDITION, "elasticities converge: level set", "eq3", "lambda*t/(1+lambda)"),
            Claim(CONDITION, "E_t oscillates, E_λ does not: level set", "eq3", LOG_PERIODIC),
        ),
        argument=(
            "Stationarity reads g E_λ(g) = E_λ(∂_t g) + ν. For g = λt(3 + sin u), u = log(λt²), 2λt ≤ g ≤ 4λt and both "
            "sides depend on u alone, so κ is a function κ(u) that is not constant. If g(λ_*, t) → κ, then λ_*t lies in"
            " [κ/4, κ/2] up to o(1), so u follows log t within a window of length log 2, and must stay near solutions "
            "of κ(u) = κ; a trigonometric equation of degree 2 has at most 4 of them in a period, so two are 2π/4 > log"
            " 2 apart somewhere, and u cannot pass. Hence g along the argmax does not converge."
        ),
    ),
    Item(
        id="s3.2-elasticity",
        reference="§3.2, first display",
        printed="E_λ(g) = ∂_{log λ} log g, E_t(g) = ∂_{log t} log g",
        brief="definition; (m, n) for a monomial",
        corrected="Definition. E_λ = m and E_t = n for g = Cλ^m t^n.",
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(PRINTED, "E_λ = m", z.elasticity(z.monomial, z.lam), z.m),
            Equation(PRINTED, "E_t = n", z.elasticity(z.monomial, z.t), z.n),
        ),
    ),
    Item(
        id="eq5",
        theorems=("FrontierBounds.frontier_under_growth",),
        reference="§3.2, eq. (5)",
        printed="λ_*(t) ∝ t^(−ρ)",
        brief="≍ under (2); ∝ where a scaling limit exists",
        corrected=(
            "Under (2), λ_*(t) ≍ t^(−n/m) (Lemma 5, row A22). A proportion λ_* ~ c t^(−ρ) holds where g(x t^(−ρ), t) → "
            "G(x)."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "λ_* t = 1/(2 + sin φ), φ = log(1+t), for the log-periodic g: the same at φ = π/2 and 3π/2",
                1 / (2 + sympy.sin(sympy.pi / 2)),
                1 / (2 + sympy.sin(3 * sympy.pi / 2)),
            ),
            Equation(
                CORRECTED, "g = λt(2 + sin log(1+t)) is 1 there", (z.lam * _clock).subs(z.lam, 1 / _clock), sympy.S.One
            ),
            Claim(CORRECTED, "λ_* ≍ t^(−1)", "lemma5", LOG_PERIODIC),
            Regime(CONDITION, "λ_* ~ c t^(−n/m) for g = Cλ^m t^n", MONOMIAL, z.rho, z.n / z.m),
        ),
        argument="The level set g = 1 of λt(2 + sin log(1+t)) is solved exactly; λ_* t runs through [1/3, 1] for ever.",
    ),
    Item(
        id="s3.2-cases",
        reference="§3.2, special cases",
        printed="ρ = 1 for λt, ρ = p for λt^p, ρ = n/m for λ^m t^n",
        brief="true with A1's sign",
        corrected="ρ = E_t/E_λ = 1, p and n/m respectively.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Regime(PRINTED, "ρ = 1", "lambda*t", z.rho, sympy.S.One),
            Regime(PRINTED, "ρ = p", "lambda*t**p", z.rho, sympy.Symbol("p", positive=True)),
            Regime(PRINTED, "ρ = n/m", MONOMIAL, z.rho, z.n / z.m),
        ),
    ),
)
