"""Appendix A: the proof of Proposition 3, step by step."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Equation, Limit, Regime, Sign
from spectral_proofs.audit.introduction import MONOMIAL
from spectral_proofs.audit.statements import PROPOSITION_3_PROOF
from spectral_proofs.audit.values import Value

_c1, _c2, _eps, _front = (sympy.Symbol(name, positive=True) for name in ("c_1", "c_2", "epsilon", "lambda_f"))
_A, _B = sympy.Symbol("A", positive=True), sympy.Symbol("B", positive=True)
_three_halves = sympy.Rational(3, 2)
_quarter = sympy.Rational(1, 4)
_integral = sympy.gamma(_quarter) * 200 ** (-_quarter) / 2
_highest = (2 * 100 * 2 * sympy.E / _three_halves) ** (-_three_halves / 2)  # max h = (2Yqe/a)^(-a/q), Y = 100, q = 2


def _root(constant: sympy.Expr) -> sympy.Expr:
    """(kappa/c)^(1/m) t^(-n/m)."""
    return (z.kappa / constant) ** (1 / z.m) * z.t ** (-z.n / z.m)


def _against_front(bound: sympy.Expr, edge: sympy.Expr) -> sympy.Expr:
    """bound lambda^m t^n where lambda_*^m t^n = kappa/edge."""
    return bound * z.lam**z.m * (z.kappa / edge) / _front**z.m


ITEMS = (
    Item(
        id="appA-step1",
        theorems=("FrontierBounds.frontier_under_growth",),
        reference="App. A, step 1",
        printed="(κ/c₂)^(1/m) t^(−n/m) ≤ λ_* ≤ (κ/c₁)^(1/m) t^(−n/m)",
        brief="true",
        corrected="As printed: c₁λ_*^m t^n ≤ κ ≤ c₂λ_*^m t^n.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(PRINTED, "the lower end solves c₂λ^m t^n = κ", _c2 * _root(_c2) ** z.m * z.t**z.n, z.kappa),
            Equation(PRINTED, "the upper end solves c₁λ^m t^n = κ", _c1 * _root(_c1) ** z.m * z.t**z.n, z.kappa),
        ),
    ),
    Item(
        id="A4",
        reference="App. A, step 1, end",
        printed="k_* ≍ t^ρ with ρ = n/(mb)",
        brief="ρ = n/m as in (5): k_* ≍ t^(ρ/b)",
        corrected="k_* ≍ λ_*^(−1/b) ≍ t^(n/(mb)) = t^(ρ/b) with ρ = n/m.",
        recorded=Ruling.REFUTED,
        clauses=(
            Regime(PRINTED, "ρ of (5) is n/(mb)", MONOMIAL, z.rho, z.n / (z.m * z.b)),
            Equation(
                CORRECTED,
                "k_* = λ_*^(−1/b) has the exponent n/(mb)",
                (z.t ** (-z.n / z.m)) ** (-1 / z.b),
                z.t ** (z.n / (z.m * z.b)),
            ),
            Regime(CORRECTED, "ρ = n/m", MONOMIAL, z.rho, z.n / z.m),
        ),
        argument="The exponent n/(mb) of k_* is right; calling it ρ contradicts (5) and §3.2, where ρ = n/m.",
    ),
    Item(
        id="eq27",
        reference="App. A, step 2, eq. (27)",
        printed="(c₁/c₂)(λ_k/λ_*)^m κ ≤ g(λ_k, t) ≤ (c₂/c₁)(λ_k/λ_*)^m κ",
        brief="true",
        corrected="As printed, from λ_*^m t^n ∈ [κ/c₂, κ/c₁].",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "c₁λ^m t^n at λ_*^m t^n = κ/c₂",
                _against_front(_c1, _c2),
                _c1 / _c2 * (z.lam / _front) ** z.m * z.kappa,
            ),
            Equation(
                PRINTED,
                "c₂λ^m t^n at λ_*^m t^n = κ/c₁",
                _against_front(_c2, _c1),
                _c2 / _c1 * (z.lam / _front) ** z.m * z.kappa,
            ),
        ),
    ),
    Item(
        id="eq28",
        reference="App. A, step 2, eq. (28)",
        printed="A(k/k_*)^(−mb) κ ≤ g(λ_k, t) ≤ B(k/k_*)^(−mb) κ",
        brief="true",
        corrected=(
            "As printed, with A = c₁/c₂ and B = c₂/c₁ times powers of the constants in λ_k ≍ k^(−b), λ_* ≍ k_*^(−b)."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "(λ_k/λ_*)^m = (k/k_*)^(−mb)",
                (z.k ** (-z.b) / z.K ** (-z.b)) ** z.m,
                (z.k / z.K) ** (-z.m * z.b),
            ),
        ),
    ),
    Item(
        id="eq29",
        reference="App. A, step 3, eq. (29)",
        printed="k ≤ c₁′k_* ⇒ g(λ_k, t) ≥ (1+ε)κ",
        brief="true",
        corrected="As printed, with c₁′ = min((A/(1+ε))^(1/(mb)), 1/2) < 1.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "A c^(−mb) = 1+ε at c = (A/(1+ε))^(1/(mb))",
                _A * ((_A / (1 + _eps)) ** (1 / z.q)) ** (-z.q),
                1 + _eps,
            ),
            Sign(PRINTED, "x^(−mb) decreases", -sympy.diff(z.x ** (-z.q), z.x)),
        ),
    ),
    Item(
        id="eq30",
        reference="App. A, step 3, eq. (30)",
        printed="k ≥ c₂′k_* ⇒ g(λ_k, t) ≤ (1−ε)κ",
        brief="true for 0 < ε < 1",
        corrected="As printed, with c₂′ = max((B/(1−ε))^(1/(mb)), 2) > 1 and 0 < ε < 1.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED, "B c^(−mb) = 1−ε = y at c = (B/y)^(1/(mb))", _B * ((_B / z.y) ** (1 / z.q)) ** (-z.q), z.y
            ),
            Sign(PRINTED, "x^(−mb) decreases", -sympy.diff(z.x ** (-z.q), z.x)),
        ),
    ),
    Item(
        id="appA-head",
        reference="App. A, step 4, H(t)",
        printed="H(t) ≤ e^(−2(1+ε)κ) Σ_{k<c₁′k_*} λ_k w_k², S(t) ≤ Σ_{k≥c₁′k_*} λ_k w_k²",
        brief="true, but too weak (A5)",
        corrected="As printed. The bound of H is Θ(1), not O(k_*^(1−a)); H itself is O(k_*^(1−a)) (row A5).",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Sign(
                PRINTED,
                "−2(1+ε)κ + 2g > 0 for g = (1+ε)κ + y",
                -2 * (1 + _eps) * z.kappa + 2 * ((1 + _eps) * z.kappa + z.y),
            ),
            Sign(PRINTED, "0 − (−2g) > 0: e^(−2g) ≤ 1", 2 * z.y),
        ),
    ),
    Item(
        id="A5",
        theorems=("HeadRefuted.head_is_bounded", "HeadRefuted.head_refuted"),
        reference="App. A, step 4, end; Prop. 1, sketch",
        printed="Σ_{k<c₁′k_*} k^(−a) ≍ (c₁′k_*)^(1−a)",
        brief="it is Θ(1) for a > 1; the proof needs repair",
        corrected=(
            "Σ_{k<c₁′k_*} λ_k w_k² = Θ(1) for a > 1: it tends to Σ λ_k w_k². (25) and (26) are true; the argument below"
            " proves them."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Limit(
                PRINTED,
                "the first term alone, 1, divided by K^(1−a), K = c₁′k_*, stays bounded (by some M)",
                z.K ** (z.a - 1),
                z.K,
                sympy.oo,
                value=sympy.Symbol("M"),
                at={z.a: _three_halves},
            ),
            Value(
                CORRECTED,
                "Σ_{k≤10^12} k^(−3/2) is near ζ(3/2)",
                "tail",
                "lambda*t",
                "1e2",
                last=10**12,
                expected=sympy.zeta(_three_halves),
                tolerance="1e-5",
            ),
            Value(
                CORRECTED,
                "the Lemma at t = 100: |L − ∫h| ≤ max h",
                "loss",
                "lambda*t",
                "1e2",
                expected=_integral,
                tolerance=str(sympy.N(_highest / _integral, 20)),
            ),
            Equation(
                CORRECTED,
                "h = x^(−a)e^(−2Yx^(−q)): dlog h/dlog x = −a + 2qY x^(−q), one change of sign, from + to −",
                z.x * sympy.diff(-z.a * sympy.log(z.x) - 2 * z.y * z.x ** (-z.k), z.x),
                -z.a + 2 * z.k * z.y * z.x ** (-z.k),
            ),
            Equation(
                CORRECTED,
                "max h = (2Yqe/a)^(−a/q), at x^q = 2Yq/a",
                (2 * z.y * z.k / z.a) ** (-z.a / z.k) * sympy.exp(-z.a / z.k),
                (2 * z.y * z.k * sympy.E / z.a) ** (-z.a / z.k),
            ),
        ),
        argument=PROPOSITION_3_PROOF,
    ),
    Item(
        id="appA-step5",
        theorems=("LossSandwich.loss_sandwich",),
        reference="App. A, steps 5, 6",
        printed="L ≥ e^(−2(1−ε)κ) Σ_{k≥c₂′k_*} λ_k w_k² ≍ k_*^(1−a)",
        brief="true",
        corrected="As printed: by (30), e^(−2g) ≥ e^(−2(1−ε)κ) for k ≥ c₂′k_*.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Sign(
                PRINTED,
                "2yκ − 2g > 0 for g = yκ/(1+c) ≤ (1−ε)κ, y = 1 − ε",
                2 * z.y * z.kappa - 2 * z.y * z.kappa / (1 + z.c),
            ),
            Equation(
                PRINTED,
                "∫_K^∞ k^(−a) dk = K^(1−a)/(a−1): derivative",
                -sympy.diff(z.K ** (1 - z.a) / (z.a - 1), z.K),
                z.K ** (-z.a),
            ),
        ),
    ),
)
