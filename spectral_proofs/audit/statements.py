"""The corrected theorems in full, in the paper's notation."""

from __future__ import annotations

PROPOSITION_3 = """Proposition 3 (and Proposition 1, Lemma 5). Let λ_k ~ C_λ k^(−b), λ_k w_k² ~ C_w k^(−a) with a, \
b > 1, and let g be continuous, strictly increasing in both arguments, with c₁λ^m t^n ≤ g(λ, t) ≤ c₂λ^m t^n for all\
 0 < λ ≤ λ_1 and t ≥ t₀, where m, n > 0 and 0 < c₁ ≤ c₂ < ∞. Fix κ > 0, let g(λ_*(t), t) = κ and λ_{k_*(t)} ≍ \
λ_*(t). Then
(i) (κ/c₂)^(1/m) t^(−n/m) ≤ λ_*(t) ≤ (κ/c₁)^(1/m) t^(−n/m), and k_*(t) ≍ t^(ρ/b) with ρ = n/m;
(ii) there are 0 < c₁′ < 1 < c₂′ and 0 < C₁ ≤ C₂ with C₁ Σ_{k≥c₂′k_*} λ_k w_k² ≤ L(t) ≤ C₂ Σ_{k≥c₁′k_*} λ_k w_k² \
for t ≥ t₁;
(iii) L(t) ≍ k_*(t)^(1−a) ≍ Σ_{k≥k_*(t)} λ_k w_k² ≍ t^(−ρ(a−1)/b)."""

PROPOSITION_3_PROOF = """Repaired proof. Steps 1 to 3 and the lower bound of step 5 stand (with k_* ≍ t^(ρ/b) in \
step 1). Step 4 bounds the head by e^(−2(1+ε)κ) Σ_{k<c₁′k_*} λ_k w_k², and this sum is Θ(1), not k_*^(1−a) (row \
A5): the factor e^(−2(1+ε)κ) is a constant, so nothing is gained. Instead:
Lemma. Let h ≥ 0 on (0, ∞) be integrable and unimodal (non-decreasing up to x*, non-increasing after it). Then \
|Σ_{k≥1} h(k) − ∫₀^∞ h| ≤ max h. Proof: compare h(k) with the integral over the unit interval on the side of the \
maximum; only the interval [p, p+1] that contains x* is left, where h(p) + h(p+1) = min + max ≤ ∫_p^{p+1} h + max \
h.
Upper bound. L decreases in g, so L ≤ Σ C k^(−a) e^(−2Yk^(−q)), q = mb, Y = c t^n ≍ k_*^q. h(x) = \
x^(−a)e^(−2Yx^(−q)) rises up to x*^q = 2Yq/a and falls after it: unimodal. ∫₀^∞ h = (1/q)Γ((a−1)/q)(2Y)^(−(a−1)/q) \
and max h = (2Yqe/a)^(−a/q), smaller by the factor O(Y^(−1/q)). Hence L ≤ C Y^(−(a−1)/q)(1 + O(Y^(−1/q))) ≍ \
k_*^(1−a) ≍ Σ_{k≥c₁′k_*} λ_k w_k², with explicit constants and t₀. □"""

THEOREM_2 = """Theorem 2. Let λ_k = k^(−b), λ_k w_k² = k^(−a) with a, b > 1 and let g satisfy (2), with ρ = n/m. \
Let the features be uncorrelated with E φ_k² = λ_k, and perturb f̃ = Σ(f_k + η_k)(φ_k + ε_k) with independent \
zero-mean ε_k, η_k of variances σ² and τ²u_k, Σ u_k < ∞ (for instance u_k = λ_k), the mean being taken over x and \
the noise. Then, with s = 1 + b − a,
ΔL(t) = σ² Σ f_k(t)² + τ² Σ u_k λ_k + σ²τ² Σ u_k, and for σ > 0, as t → ∞,
(i)   0 < s < 2mb (max(1, b+1−2mb) < a < b+1):  ΔL(t) = Θ(σ² t^γ), γ = ρs/b = ρ(1+b−a)/b > 0;
(ii)  s = 0 (a = b+1):  ΔL(t) = Θ(σ² log t);
(iii) s < 0 (a > b+1):  ΔL(t) = Θ(1), and Σ f_k² → ζ(a−b): γ = 0, not ρs/b;
(iv)  s ≥ 2mb:  ΔL(t) = ∞ for every t ≥ t₀ of (2)."""

COROLLARY_1 = """Corollary 1. Under the hypotheses of Theorem 2, let χ, γ and ρ be the indices of L, ΔL and λ_*. If\
 0 ≤ 1 + b − a < 2mb, then χ + γ = ρ (at a = b+1 with γ = 0 and a factor log t in ΔL). If a > b+1, then γ = 0 and χ\
 = ρ(a−1)/b > ρ, so χ + γ > ρ. If 1 + b − a ≥ 2mb, then ΔL = ∞ and there is no γ."""

DENSITY = """Density. Let k_*(C, P) ≍ (C/P)^(ρ/b) and P ≍ C^ν, 0 < ν < 1. As long as neither spectrum is exhausted,\
 k_* ≤ K_max(P), δ = k_*/P ≍ C^α with α = ρ/b − ν(1 + ρ/b) = (ρ − ν(ρ+b))/b, which is positive if and only if ν < \
ρ/(ρ+b)."""
