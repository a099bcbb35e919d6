"""Section 4.1: quantization as joint perturbation, equations (8) to (13)."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Regime
from spectral_proofs.audit.introduction import LOG_PERIODIC, MONOMIAL
from spectral_proofs.audit.noise import correlated, independent
from spectral_proofs.audit.robustness import HEAVY, POWER

_f, _w, _phi = sympy.symbols("f w phi", real=True)
_reach = 1 + (z.b - z.a) / 2  # exponent of sum_{k<=K} w_k

ITEMS = (
    Item(
        id="eq8",
        reference="§4.1, eq. (8)",
        printed="f = Σ f_k φ_k, f_k = w_k(1 − e^(−g)), φ_k orthonormal",
        brief="definition; E φ_k² = λ_k, not orthonormal (A12)",
        corrected="Definition. For (6) to be the loss of this predictor the features need E φ_k² = λ_k.",
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED,
                "f − f* has the coefficients −w_k e^(−g)",
                _w * (1 - sympy.exp(-z.y)) - _w,
                -_w * sympy.exp(-z.y),
            ),
        ),
    ),
    Item(
        id="eq9",
        reference="§4.1, eq. (9)",
        printed="f̃ = Σ(f_k + η_k)(φ_k + ε_k)",
        brief="definition of the noise model",
        corrected="Definition; with no noise it is (8).",
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(PRINTED, "η = ε = 0 gives f_k φ_k", ((_f + z.c) * (_phi + z.k)).subs({z.c: 0, z.k: 0}), _f * _phi),
        ),
    ),
    Item(
        id="s4.1-exactly",
        reference="§4.1, below eq. (9)",
        printed="weakly correlated quantization noise falls exactly within the model of §3.4",
        brief="needs uncorrelated ε_k: else s+1 in place of s",
        corrected=(
            "Theorem 2 needs ε_k that are uncorrelated across k. If they have a fixed correlation c > 0, however small,"
            " then ΔL ≥ cσ²(Σ f_k)² ≍ σ² t^(ρ(2+b−a)/b) for a < b+2: the exponent has s+1 in place of s = 1+b−a."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "E(f_1ε_1 + f_2ε_2)² = σ²(f_1² + f_2²) at correlation 1/10",
                correlated,
                independent,
                at={z.c: sympy.Rational(1, 10)},
            ),
            Equation(PRINTED, "(Σ_{k≤k_*} w_k)² ≍ k_*^(2+b−a) has the exponent s of Σ w_k²", 2 * _reach, z.s),
            Equation(
                CORRECTED,
                "Σ_{k≤K} w_k ≍ ∫ k^((b−a)/2) dk = K^(1+(b−a)/2)/(1+(b−a)/2)",
                sympy.diff(z.K**_reach / _reach, z.K),
                z.K ** ((z.b - z.a) / 2),
            ),
            Equation(CORRECTED, "its square has the exponent s + 1", 2 * _reach, z.s + 1),
            Equation(CONDITION, "c = 0: σ²(f_1² + f_2²)", correlated.subs(z.c, 0), independent),
        ),
        argument=(
            "E(Σ f_k ε_k)² = σ²[(1 − c) Σ f_k² + c(Σ f_k)²], and f_k ≥ (1 − e^(−1)) w_k for k ≤ k_*, so "
            "Σ f_k ≥ (1 − e^(−1)) Σ_{k≤k_*} w_k ≍ k_*^(1+(b−a)/2)."
        ),
    ),
    Item(
        id="eq10",
        theorems=("EnergyTheorem2.energy_sandwich", "EnergyTheorem2.energy_infinite"),
        reference="§4.1, eq. (10)",
        printed="ΔL_Q = Θ(t^γ) for a, b > 1 and any g under (2)",
        brief="as Theorem 2: 0 < 1+b−a < 2mb (A8, A9)",
        corrected="ΔL_Q = Θ(t^γ) for noise as in Theorem 2 (row A8) and 0 < 1+b−a < 2mb.",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "a > b+1", "thm2", "lambda*t", a="4"),
            Claim(PRINTED, "1+b−a ≥ 2mb", "thm2", HEAVY),
            Claim(CONDITION, "0 < 1+b−a < 2mb", "thm2", "lambda*t", times=("1e30",)),
        ),
    ),
    Item(
        id="eq11",
        theorems=("EnergyTheorem2.energy_sandwich", "EnergyTheorem2.bounded_energy_sandwich"),
        reference="§4.1, eq. (11)",
        printed="γ = ρ(1−a+b)/b",
        brief="for 0 ≤ 1+b−a < 2mb; γ = 0 for a > b+1",
        corrected="γ = ρ max(1+b−a, 0)/b for 1+b−a < 2mb (a factor log t more at a = b+1); no γ for 1+b−a ≥ 2mb.",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Regime(PRINTED, "for a > b+1", MONOMIAL, z.gamma, z.gamma_printed, kinds=("bounded",)),
            Regime(CONDITION, "for 0 ≤ 1+b−a < 2mb", MONOMIAL, z.gamma, z.gamma_printed, kinds=(*POWER, "logarithmic")),
        ),
    ),
    Item(
        id="eq12",
        theorems=("LossSandwich.loss_sandwich",),
        reference="§4.1, eq. (12)",
        printed="L ~ t^(−χ), χ = ρ(a−1)/b",
        brief="L ≍ t^(−χ) under (2); ~ c t^(−χ) with a limit G",
        corrected=(
            "Under (2) L ≍ t^(−χ); L ~ c t^(−χ) where g has a scaling limit (row A6). The constant c is not 1 in "
            "general."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "L t^χ converges", "eq7", LOG_PERIODIC),
            Claim(CONDITION, "g = λt has the limit G = x", "eq7", "lambda*t"),
            Regime(CONDITION, "χ = ρ(a−1)/b", MONOMIAL, z.chi, z.chi_printed),
        ),
    ),
    Item(
        id="eq13",
        theorems=("Exponents.complementarity", "LossSandwich.loss_sandwich", "EnergyTheorem2.energy_sandwich"),
        reference="§4.1, eq. (13)",
        printed="χ + γ = ρ, an invariant",
        brief="as Corollary 1: 0 ≤ 1+b−a < 2mb (A10)",
        corrected="χ + γ = ρ for 0 ≤ 1+b−a < 2mb (row A10).",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "a > b+1", "cor1", "lambda*t", a="4"),
            Regime(CONDITION, "0 ≤ 1+b−a < 2mb", MONOMIAL, z.chi + z.gamma, z.rho, kinds=(*POWER, "logarithmic")),
        ),
    ),
)
