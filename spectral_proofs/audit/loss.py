"""Section 3.3: the loss, its tail dominance (Proposition 1) and its power law."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Limit, Regime
from spectral_proofs.audit.introduction import LOG_PERIODIC, MONOMIAL
from spectral_proofs.audit.statements import PROPOSITION_3, PROPOSITION_3_PROOF
from spectral_proofs.audit.values import Value

_residual = z.w * sympy.exp(-z.y)
_share = sympy.uppergamma(sympy.Rational(1, 4), 2 * z.theta**-2) / sympy.gamma(sympy.Rational(1, 4))
_loss_100 = sympy.gamma(sympy.Rational(1, 4)) * 200 ** sympy.Rational(-1, 4) / 2  # (W/q) Gamma((a-1)/q) (2Y)^(-(a-1)/q)
_clock = 10**30 * (2 + sympy.sin(sympy.log(1 + 10**30)))
_tail = z.k ** (-z.a)
_beta = (z.a - 1) / z.b

ITEMS = (
    Item(
        id="eq6",
        reference="§3.3, eq. (6)",
        printed="L(t) = Σ λ_k w_k² e^(−2g(λ_k,t))",
        brief="definition; needs E φ_k² = λ_k",
        corrected=(
            "Definition. It is E(f − f*)² for f* = Σ w_k φ_k with uncorrelated features of variance E φ_k² = λ_k, "
            "not for orthonormal ones (row A12). L(0) = Σ k^(−a) = ζ(a) is finite for a > 1."
        ),
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED,
                "(f_k − w_k)² E φ_k² = λ_k w_k² e^(−2g) with E φ_k² = λ_k",
                (z.w * (1 - sympy.exp(-z.y)) - z.w) ** 2 * z.lam,
                z.lam * _residual**2,
            ),
        ),
    ),
    Item(
        id="s3.3-band",
        reference="§3.3, below eq. (6)",
        printed="the loss comes from a band around the frontier and the tail beyond it",
        brief="true under (2)",
        corrected=(
            "Under (2) the modes k < θk_* carry a share of L that tends to 0 with θ, uniformly in t; for a monomial it "
            "tends to Γ((a−1)/q, 2θ^(−q))/Γ((a−1)/q), q = mb."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Limit(
                PRINTED,
                "the share of the modes k < θk_* vanishes as θ → 0",
                _share,
                z.theta,
                sympy.S.Zero,
                value=sympy.S.Zero,
            ),
            Equation(
                PRINTED,
                "∂_θ Γ(p, 2θ^(−q)) is the density of the loss in k = θk_* (a = 3/2, b = 2, m = 1)",
                sympy.diff(sympy.uppergamma(sympy.Rational(1, 4), 2 * z.theta**-2), z.theta),
                2 * 2 ** sympy.Rational(1, 4) * z.theta ** sympy.Rational(-3, 2) * sympy.exp(-2 * z.theta**-2),
            ),
        ),
        argument=(
            "k^(−a)e^(−2(k/k_*)^(−q)) summed over k < θk_* is an incomplete gamma function in the limit. For g between "
            "two monomials the head of L is at most that of the lower one, and L at least that of the upper one."
        ),
    ),
    Item(
        id="A22",
        theorems=("FrontierBounds.frontier_under_growth", "LossSandwich.loss_sandwich"),
        reference="Prop. 1; Prop. 3, (25), (26); Lemma 5",
        printed="λ_* ≍ t^(−n/m); C₁T(c₂′k_*) ≤ L ≤ C₂T(c₁′k_*); L ≍ k_*^(1−a) ≍ T(k_*)",
        brief="true under (2); proof repaired in A5",
        corrected=PROPOSITION_3,
        recorded=Ruling.CONFIRMED,
        clauses=(
            Claim(PRINTED, "Lemma 5", "lemma5", "lambda*t"),
            Claim(PRINTED, "Propositions 1 and 3", "prop1", "lambda*t", times=("1e4",)),
            Claim(PRINTED, "Propositions 1 and 3, m < 1", "prop1", "lambda**(1/4)*t"),
            Claim(PRINTED, "Propositions 1 and 3, not a monomial", "prop1", "lambda*t/(1+lambda)"),
            Claim(PRINTED, "Propositions 1 and 3, no scaling limit", "prop1", LOG_PERIODIC),
            Regime(PRINTED, "λ_* index n/m for all m, n > 0", MONOMIAL, z.rho, z.n / z.m),
            Regime(
                PRINTED,
                "L has the index of k_*^(1−a) = t^(−n(a−1)/(mb)) for all m, n > 0",
                MONOMIAL,
                z.chi,
                z.n * (z.a - 1) / (z.m * z.b),
            ),
        ),
        argument=PROPOSITION_3_PROOF,
    ),
    Item(
        id="s3.3-tail",
        theorems=("PowerTails.power_tail",),
        reference="§3.3, display before (7)",
        printed="Σ_{k>k_*} k^(−a) ≍ k_*^(1−a) ∝ t^(−ρ(a−1)/b)",
        brief="true for the tail",
        corrected="K^(1−a)/(a−1) ≤ Σ_{k≥K} k^(−a) ≤ K^(1−a)/(a−1) + K^(−a), and k_* ≍ t^(ρ/b).",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "∫_K^∞ k^(−a) dk = K^(1−a)/(a−1)",
                sympy.diff(z.K ** (1 - z.a) / (1 - z.a), z.K),
                _tail.subs(z.k, z.K),
            ),
            Equation(
                PRINTED, "(t^(ρ/b))^(1−a) = t^(−ρ(a−1)/b)", (z.t ** (z.rho / z.b)) ** (1 - z.a), z.t ** (-z.chi_printed)
            ),
        ),
        argument="k^(−a) decreases, so the sum lies between the integral from K and the integral plus its first term.",
    ),
    Item(
        id="A6",
        theorems=("EquivalenceRefuted.equivalence_refuted", "EquivalenceRefuted.growth_of_log_periodic"),
        reference="§3.3, eq. (7); §1.3, bullet 1",
        printed="under (2), L(t) ∝ t^(−χ), χ = ρ(a−1)/b",
        brief="(2) gives only L ≍ t^(−χ)",
        corrected=(
            "Under (2), L(t) ≍ t^(−χ) with χ = (n/m)(a−1)/b. If moreover g(x ℓ_*(t), t) → G(x) for an ℓ_*(t) = "
            "t^(−ρ)·(slowly varying), then L(t) ~ (1/b) ℓ_*^((a−1)/b) ∫₀^∞ x^((a−1)/b−1) e^(−2G(x)) dx, as far as the "
            "integral converges and the modes λ ~ 1 do not dominate."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Claim(PRINTED, "L t^χ converges", "eq7", LOG_PERIODIC, times=("1e30",)),
            Equation(
                PRINTED,
                "L t^(1/4) → (1/2)Γ(1/4)(2(2+sin φ))^(−1/4), φ = log t: the same at φ = π/2 and 3π/2",
                (sympy.gamma(sympy.Rational(1, 4)) * (2 * (2 + sympy.sin(sympy.pi / 2))) ** sympy.Rational(-1, 4) / 2),
                (
                    sympy.gamma(sympy.Rational(1, 4))
                    * (2 * (2 + sympy.sin(3 * sympy.pi / 2))) ** sympy.Rational(-1, 4)
                    / 2
                ),
            ),
            Value(
                CORRECTED,
                "L = (1/2)Γ(1/4)(2c)^(−1/4), c = t(2 + sin log(1+t))",
                "loss",
                LOG_PERIODIC,
                "1e30",
                expected=sympy.gamma(sympy.Rational(1, 4)) * (2 * _clock) ** sympy.Rational(-1, 4) / 2,
            ),
            Claim(CORRECTED, "L ≍ k_*^(1−a)", "prop1", LOG_PERIODIC),
            Regime(CORRECTED, "χ = ρ(a−1)/b for g = Cλ^m t^n", MONOMIAL, z.chi, z.chi_printed),
            Value(CORRECTED, "the closed form of L for λt", "loss", "lambda*t", "1e2", expected=_loss_100),
        ),
        argument=(
            "g = λt(2 + sin log(1+t)) satisfies (2) with c₁ = 1, c₂ = 3. At each t it is the monomial cλ with "
            "c = t(2 + sin log(1+t)), so L = (1/2)Γ(1/4)(2c)^(−1/4) + (beyond all orders), and L t^(1/4) runs between "
            "two different positive limits for ever."
        ),
    ),
    Item(
        id="s3.3-known",
        reference="§3.3, below eq. (7)",
        printed="(7) recovers the kernel result for ρ = 1 and matches the exponents of [1]",
        brief="true with β = (a−1)/b (A23)",
        corrected="χ = (a−1)/b for ρ = 1; χ = max(β, 2β/(1+β)) for ρ = p(β) with β = (a−1)/b.",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(PRINTED, "χ = (a−1)/b for ρ = 1", z.chi_printed.subs(z.rho, 1), _beta),
            Equation(
                PRINTED,
                "χ = 2β/(1+β) for ρ = 2/(1+β), β free",
                z.chi_printed.subs(z.rho, 2 / (1 + z.k)),
                2 * z.k / (1 + z.k),
            ),
            Equation(
                CONDITION,
                "the same with β = (a−1)/b",
                z.chi_printed.subs(z.rho, 2 / (1 + _beta)),
                2 * _beta / (1 + _beta),
            ),
        ),
    ),
)
