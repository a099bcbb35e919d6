"""Section 3.4: Theorem 2 (perturbation-induced loss) and Corollary 1."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Regime, Sign, Summable
from spectral_proofs.audit.introduction import MONOMIAL
from spectral_proofs.audit.statements import COROLLARY_1, THEOREM_2
from spectral_proofs.audit.values import Value

POWER = ("power law",)
HEAVY = "lambda**(1/4)*t"
_head = sympy.gamma(-z.s / z.q) * (2 ** (z.s / z.q) - 2) / z.q  # F(0)
_NTK = {z.a: sympy.Rational(3, 2), z.b: sympy.S(2), z.m: sympy.S.One}
_limit_energy = sympy.zeta(2)  # sum of w_k^2 at a = 4, b = 2

ITEMS = (
    Item(
        id="s3.4-model",
        reference="Theorem 2, display",
        printed="f̃ = Σ(f_k + η_k)(φ_k + ε_k), ε_k ~ N(0, σ²), η_k ~ N(0, τ²)",
        brief="equal τ² for all k: σ²τ² Σ 1 = ∞ (A11)",
        corrected="η_k needs variances τ²u_k with Σ u_k < ∞, for instance u_k = λ_k; ε_k may have equal variances σ².",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Summable(PRINTED, "Σ E η_k² E ε_k² = σ²τ² Σ 1 converges", sympy.S.Zero),
            Summable(CONDITION, "σ²τ² Σ u_k converges for u_k = λ_k = k^(−b), b = 1 + c", (-z.b).subs(z.b, 1 + z.c)),
        ),
    ),
    Item(
        id="A8",
        theorems=(
            "Theorem2Refuted.theorem2_refuted",
            "EnergyTheorem2.energy_sandwich",
            "EnergyTheorem2.critical_energy_sandwich",
            "EnergyTheorem2.bounded_energy_sandwich",
        ),
        reference="Theorem 2; Appendix B",
        printed="ΔL = Θ(σ² t^γ), γ = ρ(1−a+b)/b, for all a, b > 1",
        brief="needs a < b+1; log t at a = b+1; Θ(σ²) above",
        corrected=THEOREM_2,
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "Theorem 2 at a = b+1", "thm2", "lambda*t", a="3", times=("1e30",)),
            Claim(PRINTED, "Theorem 2 at a > b+1", "thm2", "lambda*t", a="4", times=("1e30",)),
            Regime(
                CONDITION,
                "γ = ρ(1+b−a)/b for a < b+1 (and 1+b−a < 2mb, row A9)",
                MONOMIAL,
                z.gamma,
                z.gamma_printed,
                kinds=POWER,
            ),
            Claim(CONDITION, "Theorem 2 just below a = b+1", "thm2", "lambda*t", a="2.999"),
            Regime(CORRECTED, "γ = 0 for a > b+1", MONOMIAL, z.gamma, sympy.S.Zero, kinds=("bounded",)),
            Value(
                CORRECTED,
                "S → ζ(a−b) for a > b+1",
                "energy",
                "lambda*t",
                "1e30",
                a="4",
                expected=_limit_energy,
                tolerance="1e-6",
            ),
        ),
        argument=(
            "Σ_{k≤K} w_k² = Σ_{k≤K} k^(b−a) grows like K^s/s only for s = 1+b−a > 0. At s = 0 it is log K, and for s < "
            "0 it converges: S(t) → ζ(a−b) > 0, while the printed γ would be negative, as if ΔL vanished. The increase "
            "of S in g and the monomial case c λ^m t^n carry the rates over to every g under (2)."
        ),
    ),
    Item(
        id="A9",
        theorems=("EnergyTheorem2.energy_infinite",),
        reference="Theorem 2; Appendix B",
        printed="f_k → 0 beyond the frontier, so Σ f_k² ≈ Σ_{k≤k_*} f_k²",
        brief="needs 1+b−a < 2mb, else ΔL = ∞",
        corrected=(
            "Σ_{k>k_*} f_k² converges iff 1 + b − a < 2mb, because f_k² ≍ k^(b−a) (k/k_*)^(−2mb) beyond the frontier. "
            "If 1 + b − a ≥ 2mb, then ΔL(t) = ∞ for every t ≥ t₀ (Theorem 2 (iv), row A8)."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "Theorem 2", "thm2", HEAVY),
            Value(CORRECTED, "S is infinite at t = 100 already", "energy", HEAVY, "1e2", expected=sympy.oo),
            Summable(
                CORRECTED,
                "f_k² ≍ k^(b−a−2mb) is summable beyond the frontier for 2mb = s + c > s",
                (z.b - z.a - 2 * z.q).subs(z.m, (z.s + z.c) / (2 * z.b)),
            ),
            Summable(
                PRINTED,
                "and for 2mb = s − c ≤ s, f_k → 0 as well",
                (z.b - z.a - 2 * z.q).subs(z.m, (z.s - z.c) / (2 * z.b)),
            ),
            Regime(CONDITION, "γ = ρ(1+b−a)/b for 0 < 1+b−a < 2mb", MONOMIAL, z.gamma, z.gamma_printed, kinds=POWER),
            Claim(CONDITION, "m = 1/2: 3/2 < 2", "thm2", "lambda**(1/2)*t"),
        ),
        argument=(
            "For k ≫ k_*, 1 − e^(−g) ≍ g ≍ (k/k_*)^(−mb): each f_k is small, but f_k² ≍ k^(b−a−2mb) k_*^(2mb) sums to ∞"
            " when b − a − 2mb ≥ −1. With m = 1/4, b = 2, a = 3/2: s = 3/2 ≥ 2mb = 1, and g = λ^(1/4)t satisfies (2)."
        ),
    ),
    Item(
        id="s3.4-energy",
        reference="§3.4, proof of Theorem 2",
        printed="ΔL = Θ(σ² Σ f_k²), the remaining terms converge since b > 1",
        brief="needs σ > 0 and Σ u_k < ∞ (A11)",
        corrected=(
            "ΔL = σ² Σ f_k² + τ² Σ u_k λ_k + σ²τ² Σ u_k = Θ(Σ f_k²) for σ > 0 and Σ u_k < ∞; b > 1 alone is not enough."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Summable(PRINTED, "for equal variances u_k = 1, Σ u_k converges", sympy.S.Zero),
            Summable(CONDITION, "for u_k = λ_k, Σ u_k converges as b = 1 + c > 1", (-z.b).subs(z.b, 1 + z.c)),
        ),
    ),
    Item(
        id="s3.4-head",
        theorems=("PowerHeads.power_head", "EnergyTheorem2.energy_sandwich"),
        reference="§3.4, proof; App. B, chain",
        printed="Σ f_k² ≈ Σ_{k≤k_*} w_k² ≍ ∫_1^{k_*} k^(b−a) dk ≍ k_*^(1+b−a) ∝ t^(ρ(1+b−a)/b)",
        brief="as orders, for 0 < 1+b−a < 2mb",
        corrected=(
            "For 0 < s < 2q (s = 1+b−a, q = mb): Σ f_k² ≍ Σ_{k≤k_*} w_k² ≍ k_*^s. The two sums are not asymptotically "
            "equal: for g = Y k^(−q), k_* = Y^(1/q), their ratio tends to s F(0) = (s/q)Γ(−s/q)(2^(s/q) − 2), 1.15 for "
            "λt at a = 3/2, b = 2."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(PRINTED, "Σ f_k²/Σ_{k≤k_*} w_k² → s F(0) is 1", z.s * _head, sympy.S.One, at=_NTK),
            Claim(PRINTED, "the rate at a > b+1", "thm2", "lambda*t", a="4"),
            Equation(
                CORRECTED, "the integral is (k_*^s − 1)/s", sympy.diff((z.K**z.s - 1) / z.s, z.K), z.K ** (z.b - z.a)
            ),
            Regime(CONDITION, "S ≍ t^(ρs/b) for 0 < s < 2q", MONOMIAL, z.gamma, z.gamma_printed, kinds=POWER),
            Value(
                CORRECTED,
                "S = F(0) t^(3/4) + ζ(−1/2) for λt",
                "energy",
                "lambda*t",
                "1e4",
                expected=_head.subs(_NTK) * 1000 + sympy.zeta(sympy.Rational(-1, 2)),
            ),
        ),
    ),
    Item(
        id="A10",
        theorems=("Exponents.complementarity", "LossSandwich.loss_sandwich", "EnergyTheorem2.energy_sandwich"),
        reference="Corollary 1",
        printed="χ + γ = ρ is universal",
        brief="for 0 ≤ 1+b−a < 2mb; χ > ρ, γ = 0 for a > b+1",
        corrected=COROLLARY_1,
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "χ + γ = ρ at a > b+1", "cor1", "lambda*t", a="4"),
            Claim(PRINTED, "χ + γ = ρ at 1+b−a ≥ 2mb", "cor1", HEAVY),
            Regime(
                CONDITION,
                "χ + γ = ρ for 0 ≤ 1+b−a < 2mb",
                MONOMIAL,
                z.chi + z.gamma,
                z.rho,
                kinds=("power law", "logarithmic"),
            ),
            Claim(CONDITION, "χ + γ = ρ at a = b+1", "cor1", "lambda*t", a="3"),
            Equation(
                CORRECTED, "χ − ρ = ρ(a−b−1)/b > 0 for a > b+1", z.chi_printed - z.rho, z.rho * (z.a - z.b - 1) / z.b
            ),
            Regime(CORRECTED, "γ = 0 for a > b+1", MONOMIAL, z.gamma, sympy.S.Zero, kinds=("bounded",)),
        ),
        argument=(
            "ρ(a−1)/b + ρ(1+b−a)/b = ρ is an identity; the question is where the two terms are the true indices of L "
            "and ΔL. That is decided by row A8 for γ; χ = ρ(a−1)/b always holds under (2)."
        ),
    ),
    Item(
        id="cor1-robust",
        reference="Corollary 1, remark; §4.1, end",
        printed="harder tasks (smaller χ) necessarily have larger γ: less robust",
        brief="at equal ρ only",
        corrected=(
            "γ = ρ − χ: of two tasks with the same ρ (and 0 ≤ 1+b−a < 2mb), the one with smaller χ has larger γ. Across"
            " different ρ nothing follows."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(CORRECTED, "task 1: χ = 1/4, γ = 3/4", "cor1", "lambda*t"),
            Claim(CORRECTED, "task 2: χ = γ = 1/20", "cor1", "lambda*t**(1/10)", a="2"),
            Sign(
                PRINTED,
                "χ₂ < χ₁ and γ₂ > γ₁: (χ₁ − χ₂)(γ₂ − γ₁) > 0",
                (
                    z.chi_printed.subs({z.a: sympy.Rational(3, 2), z.b: 2, z.rho: 1})
                    - z.chi_printed.subs({z.a: 2, z.b: 2, z.rho: sympy.Rational(1, 10)})
                )
                * (
                    z.gamma_printed.subs({z.a: 2, z.b: 2, z.rho: sympy.Rational(1, 10)})
                    - z.gamma_printed.subs({z.a: sympy.Rational(3, 2), z.b: 2, z.rho: 1})
                ),
            ),
            Equation(
                CONDITION,
                "equal ρ: γ₂ − γ₁ = χ₁ − χ₂",
                z.gamma_printed - z.gamma_printed.subs(z.a, z.k),
                z.chi_printed.subs(z.a, z.k) - z.chi_printed,
            ),
        ),
    ),
)
