"""Section 4.2: the pruned predictor and what pruning costs, equations (14) to (20)."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Equation, Limit, Regime, Summable
from spectral_proofs.audit.introduction import MONOMIAL
from spectral_proofs.audit.values import Value

_h = sympy.Function("h", positive=True)(z.lam * z.t)
_f, _v, _phi1, _phi2 = sympy.symbols("f v phi_1 phi_2", real=True)
_learned = z.w * (1 - sympy.exp(-z.y))

ITEMS = (
    Item(
        id="eq14",
        reference="§4.2, eqs. (14), (17)",
        printed="f_k = w_k(1 − e^(−g(λ_k t; β))): g a function of the product λt",
        brief="g(λ_k, t); g(λt) forces m = n, ρ = 1",
        corrected=(
            "f_k = w_k(1 − e^(−g(λ_k, t; β))), as in (1). A g of the product λt has E_λ = E_t, so ρ = 1, and (18) could"
            " hold for ρ = 1 only."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "the g = Cλ^m t^n of (2) is a function of λt: E_λ = E_t",
                z.elasticity(z.monomial, z.lam),
                z.elasticity(z.monomial, z.t),
            ),
            Equation(
                CORRECTED, "any h(λt) has E_λ = E_t", z.lam * sympy.diff(_h, z.lam) / _h, z.t * sympy.diff(_h, z.t) / _h
            ),
        ),
    ),
    Item(
        id="A12",
        reference="§3.4, §4; §4.2, eq. (15)",
        printed="φ_k orthonormal, L = Σ(f_k − v_k)²",
        brief="E φ_k² = λ_k; (15) is infinite iff a ≤ b+1",
        corrected=(
            "E φ_k² = λ_k, so that L = Σ λ_k (f_k − w_k)² is (6), and v_k = w_k. With E φ_k² = 1 the loss (15) is Σ "
            "w_k² e^(−2g) = Σ k^(b−a) e^(−2g), infinite iff a ≤ b+1: everywhere in the regime s > 0 of (22), and at s ="
            " 0."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "(15) is (6): w_k² e^(−2g) = λ_k w_k² e^(−2g)",
                (_learned - z.w) ** 2,
                z.lam * (_learned - z.w) ** 2,
            ),
            Summable(
                PRINTED, "Σ k^(b−a) e^(−2g) converges where s = 1+b−a = c > 0", (z.b - z.a).subs(z.a, 1 + z.b - z.c)
            ),
            Limit(
                CORRECTED,
                "e^(−2g) → 1 as k → ∞ at fixed t, so that the terms are like k^(b−a)",
                sympy.exp(-2 * z.t * z.k ** (-2)),
                z.k,
                sympy.oo,
                value=sympy.S.One,
                at={z.t: sympy.S(100)},
            ),
            Value(CORRECTED, "Σ w_k² e^(−2g) is infinite", "orthonormal", "lambda*t", "1e2", expected=sympy.oo),
            Equation(
                CORRECTED,
                "with E φ_k² = λ_k the loss of f is (6)",
                z.lam * (_learned - z.w) ** 2,
                z.lam * z.w**2 * sympy.exp(-2 * z.y),
            ),
        ),
    ),
    Item(
        id="eq16",
        reference="§4.2, eq. (16)",
        printed="λ_k ~ k^(−b), λ_k w_k² ~ k^(−a), a, b > 1, so that the residual error is tail-dominated",
        brief="for (6); for (15) it needs a > b+1",
        corrected=(
            "a, b > 1 make the tail Σ_{k>K} λ_k w_k² of (6) finite, ≍ K^(1−a). The tail Σ_{k>K} w_k² of (15) is finite "
            "iff a > b+1."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Summable(
                PRINTED,
                "the tail Σ k^(b−a) of (15) is summable for a = b + 1/2",
                (z.b - z.a).subs(z.a, z.b + sympy.Rational(1, 2)),
            ),
            Summable(CONDITION, "the tail of (15) is summable for a = b + 1 + c", (z.b - z.a).subs(z.a, z.b + 1 + z.c)),
            Summable(CONDITION, "the tail Σ k^(−a) of (6) is summable for a = 1 + c", (-z.a).subs(z.a, 1 + z.c)),
        ),
    ),
    Item(
        id="eq17",
        reference="§4.2, eq. (17)",
        printed="the frontier is g(λ_{k*}, t) ≈ 1",
        brief="definition; another κ changes a constant only",
        corrected=(
            "Definition, with g(λ, t) for the printed g(λt). For a monomial the levels 1 and κ differ by the factor "
            "κ^(1/m) in λ_*."
        ),
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED,
                "λ_*(κ) = κ^(1/m) λ_*(1)",
                (z.kappa / z.C / z.t**z.n) ** (1 / z.m),
                z.kappa ** (1 / z.m) * (1 / z.C / z.t**z.n) ** (1 / z.m),
            ),
        ),
    ),
    Item(
        id="eq18",
        reference="§4.2, eq. (18); §3.3; §5",
        printed="k^*(t) ∝ t^(ρ/b)",
        brief="≍ under (2); ∝ where a scaling limit exists",
        corrected="k_* ≍ t^(ρ/b) with ρ = n/m under (2); a proportion where g has a scaling limit, as for (5).",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "k_* t^(−1/2) = (2 + sin φ)^(1/2) for the log-periodic g, b = 2: the same at φ = π/2 and 3π/2",
                sympy.sqrt(2 + sympy.sin(sympy.pi / 2)),
                sympy.sqrt(2 + sympy.sin(3 * sympy.pi / 2)),
            ),
            Regime(CONDITION, "k_* = λ_*^(−1/b) has the index n/(mb)", MONOMIAL, z.rho / z.b, z.n / (z.m * z.b)),
        ),
    ),
    Item(
        id="eq19",
        reference="§4.2, eq. (19)",
        printed="f_P = Σ_{k≤k_cut} f_k φ_k",
        brief="definition (its ρ = 1−r is not the elasticity)",
        corrected=(
            "Definition. ρ = 1 − r is the retained fraction there, not the elasticity ratio of (4) that stands beside "
            "it in (24)."
        ),
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED,
                "f − f_P is the pruned mode, for two modes and k_cut = 1",
                (_f * _phi1 + _v * _phi2) - _f * _phi1,
                _v * _phi2,
            ),
        ),
    ),
    Item(
        id="eq20",
        reference="§4.2, eq. (20); §3.4, proof",
        printed="the additional error is ΔL_P = E(f_P − f)² = Σ_{k>k_cut} f_k²",
        brief="that is E(f_P−f)², not the added test loss",
        corrected=(
            "E(f_P − f)² = Σ_{k>k_cut} f_k² for orthonormal φ_k. The test loss itself rises by E(f_P − f*)² − E(f − "
            "f*)² = Σ_{k>k_cut} w_k²(1 − e^(−2g)), larger by 2 Σ f_k(w_k − f_k). Beyond the frontier it decays like "
            "Θ^(s−q), not Θ^(s−2q), and it is finite only for s < q = mb. The two agree where the pruned modes are "
            "fully learned."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "the loss of a pruned mode rises by f_k²: w² − (f − w)² = f²",
                z.w**2 - (_learned - z.w) ** 2,
                _learned**2,
            ),
            Equation(
                CORRECTED,
                "it rises by f² + 2f(w − f) = w²(1 − e^(−2g))",
                _learned**2 + 2 * _learned * (z.w - _learned),
                z.w**2 * (1 - sympy.exp(-2 * z.y)),
            ),
            Limit(
                CORRECTED,
                "(1 − e^(−2g))/(2g) → 1 as g → 0: first order in g = Θ^(−q), so Θ^(s−q)",
                (1 - sympy.exp(-2 * z.y)) / (2 * z.y),
                z.y,
                sympy.S.Zero,
                value=sympy.S.One,
            ),
            Limit(
                CONDITION,
                "(1 − e^(−2g))/(1 − e^(−g))² → 1 as g → ∞: fully learned modes",
                (1 - sympy.exp(-2 * z.y)) / (1 - sympy.exp(-z.y)) ** 2,
                z.y,
                sympy.oo,
                value=sympy.S.One,
            ),
        ),
        argument=(
            "Theorem 2 measures a perturbation by E(f̃ − f*)² − L. Pruning is not a zero-mean perturbation, so its "
            "cross term with the residual f − f* does not vanish: η_k = −f_k is not zero-mean. (In the normalization of"
            " (6) both sums carry λ_k, scale like k_*^(1−a) and decrease in t, like L itself.)"
        ),
    ),
)
