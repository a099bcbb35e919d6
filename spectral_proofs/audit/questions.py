"""Section 6: what the open questions suggest, and their answers (docs/theory.md, Theorems 1 to 13)."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Regime, Sign
from spectral_proofs.audit.introduction import LOG_PERIODIC

_TWO_TERMS = "lambda*t+lambda**2*t**3"
_WASTEFUL = "lambda*t+lambda*t**3/(1+lambda*t**3)"
_RIDGE = "log(1+lambda*t)"
_p = (z.a - 1) / z.b
_QUARTER = {z.a: sympy.Rational(3, 2), z.b: sympy.S(2)}
_least = z.chi * (1 - _p) / _p  # of gamma, by the trade-off
_more, _apart = sympy.Symbol("c_1", positive=True), sympy.Symbol("c_2", positive=True)
_chi_l, _gamma_l = sympy.Symbol("chi_l", positive=True), sympy.Symbol("gamma_l", positive=True)
_A, _B, _u = (sympy.Symbol(name, positive=True) for name in ("A_1", "A_2", "u"))
_mixture = sympy.log(_A * sympy.exp(-z.chi * _u) + _B * sympy.exp(-(z.chi + z.c) * _u))
_spread = _A * _B * z.c**2 * sympy.exp(-z.c * _u) / (_A + _B * sympy.exp(-z.c * _u)) ** 2

ITEMS = (
    Item(
        id="s6.1-power",
        theorems=("EquivalenceRefuted.equivalence_refuted", "FrontierConditions.frontier_conditions"),
        reference="§6, question 1, first point",
        printed="smoothness and asymptotic polynomial growth (2) yield a power-law decay of the loss",
        brief="neither enough nor needed: g(xℓ, t) → G(x) is what decides",
        corrected=(
            "Let g increase in λ. If g(xℓ(t), t) → G(x) for almost every x > 0 with some ℓ(t) → 0, then "
            "L ~ (W/b)Λ^(−w) ℓ^w ∫ x^(w−1) e^(−2G) dx, w = (a−1)/b, if and only if the head condition holds; L is a "
            "power law exactly if ℓ is one. For the law on an open interval of tasks a the existence of G is necessary "
            "too. For one task it is not. No smoothness in t is needed."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Claim(PRINTED, "(2) gives L ~ c t^(−χ)", "eq7", LOG_PERIODIC),
            Claim(CORRECTED, "L ~ c t^(−χ) although (2) fails", "eq7", _TWO_TERMS),
            Claim(CORRECTED, "L ~ c t^(−χ) although (2) fails", "eq7", _RIDGE),
        ),
        argument="docs/theory.md, Theorems 1 and 4; the g that shows the converse for one task is in its section 5.",
    ),
    Item(
        id="s6.1-complementarity",
        theorems=("TradeOffExponents.tradeoff_exponents",),
        reference="§6, question 1, second point",
        printed="there is a class of g that preserves the universal complementarity χ + γ = ρ",
        brief="for all g: χ + γ ≥ χ/p, p = (a−1)/b; equal iff S = Θ(S_R)",
        corrected=(
            "Universal is an inequality. For every g whatever, on every spectrum, S(t) ≥ S_R, the energy of ridge "
            "regression at the same loss. With 0 < p = (a−1)/b < 1 this is γ ≥ χ(1−p)/p, that is χ + γ ≥ χ/p, the "
            "index of the frontier that the loss sees, with equality of orders exactly for S = Θ(S_R). Complementarity "
            "with the frontier itself holds for those g for which moreover χ = ρp: head and tail condition at "
            "ℓ = λ_*."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Claim(PRINTED, "χ + γ = ρ for g = λt at a > b+1", "cor1", "lambda*t", a="4"),
            Claim(CONDITION, "S = Θ(S_R)", "tradeoff", "lambda*t"),
            Claim(CONDITION, "χ + γ = ρ", "cor1", "lambda*t"),
            Claim(CORRECTED, "S = Θ(S_R) with S_R itself", "tradeoff", _RIDGE),
            Equation(CORRECTED, "χ + χ(1−p)/p = χ/p", z.chi + _least, z.chi / _p),
            Equation(
                CORRECTED,
                "(1−x)² + yx² − y/(1+y) = (1+y)(x − 1/(1+y))², the proof mode by mode, y = μλ_k",
                (1 - z.x) ** 2 + z.y * z.x**2 - z.y / (1 + z.y),
                (1 + z.y) * (z.x - 1 / (1 + z.y)) ** 2,
            ),
        ),
        argument="docs/theory.md, Theorem 11: S + μL is least, mode by mode, at e^(−g) = 1/(1 + μλ_k).",
    ),
    Item(
        id="s6.2",
        theorems=("TradeOffExponents.tradeoff_exponents",),
        reference="§6, question 2",
        printed="does every empirically observed scaling law correspond to some admissible g, one to one?",
        brief="L alone: always; (χ, γ): iff γ ≥ χ(1−p)/p; never one to one",
        corrected=(
            "Every continuous, strictly decreasing loss from L(0) to 0 is that of exactly one g = λ^m u(t) for each "
            "m > 0, so that L never fixes g. For 0 < p = (a−1)/b < 1 a pair of positive exponents (χ, γ) has a smooth "
            "increasing g if and only if γ ≥ χ(1−p)/p: g = λT + λT^r/(1 + λT^r), T = t^n, r ≥ 1, has χ = np and "
            "γ = nr(1−p)."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Sign(
                PRINTED,
                "χ = 1/4, γ = 1/2 at p = 1/4 has a g: γ − χ(1−p)/p ≥ 0",
                (sympy.Rational(1, 2) - _least.subs(z.chi, sympy.Rational(1, 4))).subs(_QUARTER),
            ),
            Regime(
                CONDITION,
                "γ = 3(1−p), four times what χ = p asks for at p = 1/4",
                _WASTEFUL,
                z.gamma,
                3 * (1 - _p),
                kinds=("power law",),
            ),
            Regime(CONDITION, "χ = p all the same", _WASTEFUL, z.chi, _p, kinds=("power law",)),
            Equation(
                CORRECTED,
                "nr(1−p) = r χ(1−p)/p at χ = np: r ≥ 1 gives every γ from the least on",
                z.n * z.k * (1 - _p),
                z.k * _least.subs(z.chi, z.n * _p),
            ),
            Regime(CORRECTED, "λ²t² has the exponents of λt: not one to one", "lambda**2*t**2", z.chi, _p),
        ),
        argument=(
            "docs/theory.md, Theorem 12 and section 5 (identifiability); checks/wasteful.toml is the witness. "
            "Necessity is the trade-off (row s6.1-complementarity)."
        ),
    ),
    Item(
        id="s6.3",
        theorems=("FrontierExamples.time_log", "FrontierExamples.two_term"),
        reference="§6, question 3",
        printed="g ~ λ^m t^n log t and cross-coupled exponents extend the framework beyond clean power laws",
        brief="true: logs on λ_*, L and S; a Newton polygon for sums",
        corrected=(
            "λ^m t^n (log t)^p has ρ = n/m and λ_* ≍ t^(−ρ)(log t)^(−p/m), so that L carries (log t)^(−pw/m) and S "
            "(log t)^(ps/(mb)). Σ C_i λ^(m_i) t^(n_i) has ρ = max n_i/m_i, and G keeps the terms that attain it. The "
            "trade-off holds as it stands, logarithms included; for ρ = 0 the laws are powers of log t."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Regime(
                PRINTED, "ρ = n/m for λ^m t^n log t: χ = (n/m)(a−1)/b", "lambda**m*t**n*log(1+t)", z.chi, z.n / z.m * _p
            ),
            Regime(
                PRINTED, "λt + λ²t³ has ρ = max(1, 3/2): χ = (3/2)(a−1)/b", _TWO_TERMS, z.chi, sympy.Rational(3, 2) * _p
            ),
            Claim(CORRECTED, "S = Θ(S_R)", "tradeoff", "lambda*t*log(1+t)"),
            Claim(CORRECTED, "S = Θ(S_R)", "tradeoff", "lambda*log(1+t)"),
        ),
        argument="docs/theory.md, Theorem 7 and 'Logarithms' in its section 7.",
    ),
    Item(
        id="s6.5",
        reference="§6, question 5",
        printed="the theory extends to mixtures of spectral branches, its complementarity χ + γ = ρ included",
        brief="χ = min χ_i, γ = max γ_i: ρ_l ≤ χ + γ ≤ ρ_s",
        corrected=(
            "L = Σ L_i and S = Σ S_i: χ = min χ_i, γ = max γ_i, up to ties. If every branch satisfies complementarity, "
            "l is a branch that carries L and s one that carries S, then ρ_l ≤ χ + γ ≤ ρ_s, with equality at an end "
            "iff one branch does both. log L is convex in log t for a mixture of power laws: its local exponent never "
            "rises. The trade-off S ≥ S_R holds for every mixture as it stands."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                (
                    "λt at a = 3/2 beside λt³ at a = 2 (b = 2): χ + γ = min(1/4, 3/2) + max(3/4, 3/2) is the ρ = 1 of "
                    "the branch that carries L"
                ),
                (
                    sympy.Min(sympy.Rational(1, 4), sympy.Rational(3, 2))
                    + sympy.Max(sympy.Rational(3, 4), sympy.Rational(3, 2))
                ),
                sympy.S.One,
            ),
            Equation(
                CONDITION,
                "if one branch carries both, χ + γ = ρ_l w + ρ_l(1−w) = ρ_l",
                z.rho * _p + z.rho * z.s / z.b,
                z.rho,
            ),
            Sign(
                CORRECTED,
                "χ_l + γ_s − ρ_l > 0 for γ_s = γ_l + c_1, ρ_l = χ_l + γ_l",
                sympy.expand(_chi_l + _gamma_l + _more - (_chi_l + _gamma_l)),
            ),
            Sign(
                CORRECTED,
                "ρ_s − χ_l − γ_s > 0 for χ_s = χ_l + c_2, ρ_s = χ_s + γ_s",
                sympy.expand(_chi_l + _apart + _gamma_l + _more - _chi_l - (_gamma_l + _more)),
            ),
            Equation(
                CORRECTED,
                "d² log(A_1 e^(−χu) + A_2 e^(−(χ+c)u))/du² is a variance, u = log t",
                sympy.diff(_mixture, _u, 2),
                _spread,
            ),
            Sign(CORRECTED, "that variance is positive", _spread),
        ),
        argument="χ_l ≤ χ_s because l carries L, γ_l ≤ γ_s because s carries S.",
    ),
)
