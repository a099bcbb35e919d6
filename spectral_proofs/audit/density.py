"""Section 5: model density under compute-limited training, C = kappa P t."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Limit, Sign
from spectral_proofs.audit.statements import DENSITY
from spectral_proofs.audit.values import Value

_P, _nu, _alpha, _tau = (sympy.Symbol(name, positive=True) for name in ("P", "nu", "alpha", "tau"))
_ratio = z.rho / z.b
_modes = (z.C / _P) ** _ratio
_density = z.C**_ratio * _P ** (-(1 + _ratio))
ALPHA = _ratio - _nu * (1 + _ratio)
_CHINCHILLA = {z.rho: 1, z.b: 2, _nu: sympy.Rational(1, 2)}
_below = ALPHA.subs(_nu, z.rho / (z.rho + z.b) / (1 + z.c))
_above = ALPHA.subs(_nu, z.rho / (z.rho + z.b) * (1 + z.c))


def _learned(t: str, says: str) -> Value:
    """The effective number of modes of lambda t at b = 2 is sqrt(pi t) - 1/2."""
    return Value(
        CORRECTED,
        says,
        "learned",
        "lambda*t",
        t,
        expected=sympy.sqrt(sympy.pi * sympy.Rational(t)) - sympy.Rational(1, 2),
    )


ITEMS = (
    Item(
        id="s5-modes",
        reference="§5, k^*(C, P)",
        printed="C ≍ κPt gives k^*(C, P) ∝ (C/P)^(ρ/b)",
        brief="true, as an order",
        corrected=(
            "k_*(C, P) ≍ (C/(κP))^(ρ/b), with k_* ≍ t^(ρ/b); the effective number of modes Σ(1 − e^(−g)) has the same "
            "order."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "t^(ρ/b) at t = C/(κP) is κ^(−ρ/b)(C/P)^(ρ/b)",
                (z.t**_ratio).subs(z.t, z.C / (z.kappa * _P)),
                z.kappa ** (-_ratio) * _modes,
            ),
            _learned("1e4", "Σ(1 − e^(−g)) = (πt)^(1/2) − 1/2 for λt, b = 2"),
            _learned("1e12", "the same"),
        ),
    ),
    Item(
        id="s5-delta",
        reference="§5, spectral density",
        printed="δ = k^*/P ∝ C^(ρ/b) P^(−(1+ρ/b))",
        brief="true",
        corrected="δ(C, P) = k_*(C, P)/P ≍ C^(ρ/b) P^(−(1+ρ/b)).",
        recorded=Ruling.CONFIRMED,
        clauses=(Equation(PRINTED, "(C/P)^(ρ/b)/P", _modes / _P, _density),),
    ),
    Item(
        id="A20",
        reference="§5, first consequence",
        printed="at fixed compute the smaller model learns more modes",
        brief="true while neither spectrum is exhausted",
        corrected=(
            "At fixed C, k_*(C, P) decreases in P, as long as k_* ≤ K_max for both models (the paper's footnote)."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "k_*(C, P)/k_*(C, P(1+c)) = (1+c)^(ρ/b), above 1",
                _modes / _modes.subs(_P, _P * (1 + z.c)),
                (1 + z.c) ** _ratio,
            ),
            Sign(PRINTED, "−dk_*/dP > 0", -sympy.diff(_modes, _P)),
            _learned("1e6", "C = 10^12, P = 10^6 learns the modes of t = 10^6"),
            _learned("1e4", "C = 10^12, P = 10^8 learns those of t = 10^4"),
        ),
    ),
    Item(
        id="s5-alpha",
        reference="§5, second consequence",
        printed="δ ∝ C^α, α = (ρ/b)(1 − poly), whenever P grows at most polynomially",
        brief="needs P ≍ C^ν: α = ρ/b − ν(1+ρ/b)",
        corrected=(
            "For P ≍ C^ν: δ ≍ C^α, α = (ρ/b)(1 − ν(1 + b/ρ)). A P that is no power of C up to constants gives no power "
            "law."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Limit(
                PRINTED,
                "P = log C grows at most polynomially: δ C^(−α) has a positive limit for the only possible α = ρ/b",
                (_density / z.C**_ratio).subs(_P, sympy.log(z.C)),
                z.C,
                sympy.oo,
                value=sympy.S.One,
                at={z.rho: sympy.S.One, z.b: sympy.S(2)},
            ),
            Equation(
                CONDITION,
                "P = C^ν: δ = C^α with α = (ρ/b)(1 − ν(1 + b/ρ))",
                _density.subs(_P, z.C**_nu),
                z.C ** (_ratio * (1 - _nu * (1 + z.b / z.rho))),
            ),
        ),
    ),
    Item(
        id="A19",
        theorems=("Exponents.density_grows_iff", "Exponents.density_constant_at_optimum"),
        reference="§5; §1.3, last bullet",
        printed="α > 0 along a compute-optimal frontier, where P grows sublinearly in C",
        brief="needs ν < ρ/(ρ+b); Chinchilla ν = 1/2: −1/4",
        corrected=DENSITY,
        recorded=Ruling.REFUTED,
        clauses=(
            Sign(PRINTED, "α > 0 for ν = 1/2 (Chinchilla), ρ = 1, b = 2", ALPHA, at=_CHINCHILLA),
            Equation(CORRECTED, "α = (ρ − ν(ρ+b))/b", ALPHA, (z.rho - _nu * (z.rho + z.b)) / z.b),
            Sign(CORRECTED, "α > 0 for ν = ρ/(ρ+b)/(1+c)", _below),
            Sign(CORRECTED, "−α > 0 for ν = (1+c)ρ/(ρ+b)", -_above),
            _learned("1e6", "C = 10^12, P = C^(1/2): δ = 1.77·10^(−3)"),
            _learned("1e10", "C = 10^20, P = C^(1/2): δ = 1.77·10^(−5), not larger"),
        ),
        argument="Sublinear growth is ν < 1, and for every ν in [ρ/(ρ+b), 1) the density does not increase.",
    ),
    Item(
        id="s5-optimal",
        theorems=(
            "Exponents.compute_optimum",
            "Exponents.compute_optimum_only",
            "Exponents.density_constant_at_optimum",
        ),
        reference="§5; §1.3, last bullet",
        printed="along the compute-optimal frontier the density grows, α > 0",
        brief="the framework's own optimum has ν = ρ/(ρ+b), α = 0",
        corrected=(
            "Of models with the first N modes, trained for t = C/N, the best has N* ≍ C^(ρ/(ρ+b)), "
            "t* ≍ C^(b/(ρ+b)) and L* ≍ C^(−(a−1)ρ/(ρ+b)): L(N, t) lies between the larger and the sum of L(t) ≍ "
            "t^(−ρ(a−1)/b) and Σ_{k>N} λ_k w_k² ≍ N^(1−a). With P ∝ N this is ν = ρ/(ρ+b), the very border of row A19: "
            "k_*/P stays between positive bounds, and tends to 1/ν* where g has a scaling function (0.4966 for λt at "
            "a = 3/2, b = 2). No densing follows along the optimum; α > 0 needs models smaller than optimal, which end "
            "exhausted. N and t grow alike (Chinchilla) exactly if ρ = b."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Sign(PRINTED, "α > 0 at ν = ρ/(ρ+b)", sympy.simplify(ALPHA.subs(_nu, z.rho / (z.rho + z.b)))),
            Equation(
                CORRECTED,
                "N^(1−a) and t^(−ρ(a−1)/b) are of one order at N = C^ν, t = C^(1−ν): ν(a−1) = (1−ν)ρ(a−1)/b",
                (z.rho / (z.rho + z.b)) * (z.a - 1),
                (1 - z.rho / (z.rho + z.b)) * z.rho * (z.a - 1) / z.b,
            ),
            Equation(
                CORRECTED,
                "ν = 1/2 iff ρ = b: 2ν − 1 = (ρ−b)/(ρ+b)",
                2 * z.rho / (z.rho + z.b) - 1,
                (z.rho - z.b) / (z.rho + z.b),
            ),
            Claim(CORRECTED, "N*, L* and the density", "compute-optimal", "lambda*t"),
            Claim(CORRECTED, "the same at ρ = b", "compute-optimal", "lambda*t**2"),
        ),
        argument="docs/theory.md, Theorem 13; spectral-proofs optimum encloses ν* and certifies the minima.",
    ),
    Item(
        id="s5-exhausted",
        reference="§5, densing effect",
        printed="model density systematically increases as a power law in available compute",
        brief="not if K_max ∝ P: δ ≤ K_max/P",
        corrected=(
            "δ = k_*/P ≤ K_max/P. If a model of P parameters has at most const·P modes, δ is bounded, and the condition"
            " of A19, ν < ρ/(ρ+b), is the very one under which k_* ≍ C^((1−ν)ρ/b) outgrows P ≍ C^ν: the growth ends "
            "when the spectrum is exhausted. It lasts only if K_max ≍ P^e with eν ≥ (1−ν)ρ/b."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Sign(
                PRINTED,
                "for α > 0 (ν = ρ/(ρ+b)/(1+c)) the exponent of K_max/k_* with K_max = P is positive",
                sympy.simplify((_nu - (1 - _nu) * _ratio).subs(_nu, z.rho / (z.rho + z.b) / (1 + z.c))),
            ),
            Equation(CORRECTED, "the exponent of k_*/P is α itself", (1 - _nu) * _ratio - _nu, ALPHA),
            Sign(
                CONDITION,
                "K_max = P^e, e = ((1−ν)ρ/b + c)/ν: the exponent of K_max/k_* is positive",
                sympy.simplify(((1 - _nu) * _ratio + z.c) / _nu * _nu - (1 - _nu) * _ratio),
            ),
        ),
        argument=(
            "The paper's footnote sets exhaustion aside for the comparison of two models; the growth law needs it too."
        ),
    ),
    Item(
        id="A21",
        reference="§5, Moore's law",
        printed="C ∝ 2^(t/τ) gives δ ∝ C^α ∝ 2^(αt/τ): exponential growth",
        brief="algebra true; growth needs α > 0 (A19)",
        corrected="δ ∝ 2^(αt/τ); it grows iff α > 0, that is ν < ρ/(ρ+b), and while the spectrum is not exhausted.",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(PRINTED, "(2^(t/τ))^α = 2^(αt/τ)", (2 ** (z.t / _tau)) ** _alpha, 2 ** (_alpha * z.t / _tau)),
            Sign(PRINTED, "the rate α at ν = 1/2, ρ = 1, b = 2 is positive", ALPHA, at=_CHINCHILLA),
            Sign(CONDITION, "α > 0 for ν < ρ/(ρ+b)", _below),
        ),
    ),
    Item(
        id="s5-densing",
        reference="§5, Densing Law",
        printed="consistent with a density that doubles every few months",
        brief="needs ρ/b ≥ τ/T, about 6: α ≤ ρ/b",
        corrected=(
            "δ doubles in the time T = τ/α, and α ≤ ρ/b < ρ. With compute doubling in τ, T > τ for ρ ≤ 1 and T > τ/2 "
            "for feature learning (ρ = p ≤ 2), for every non-decreasing P(C): months need ρ/b ≥ τ/T, which is about 6 "
            "for τ = 24 and T = 4 months."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(CORRECTED, "ρ/b − α = ν(1 + ρ/b) > 0", _ratio - ALPHA, _nu * (1 + _ratio)),
            Sign(
                PRINTED, "ρ/b ≥ τ/T for ρ = p = 2, b = 1 + c, τ/T = 24/4", (_ratio - 6).subs({z.rho: 2, z.b: 1 + z.c})
            ),
            Sign(CONDITION, "ρ/b > τ/T with ρ = b(τ/T + c)", (_ratio - 6).subs(z.rho, z.b * (6 + z.c))),
        ),
        argument=(
            "τ = 24 months is Moore's law, which the paper cites for C(t) ∝ 2^(t/τ); T = 4 stands for its 'few months'."
        ),
    ),
    Item(
        id="s5-doubling",
        reference="§5, below Moore's law",
        printed="effective model density doubles by a constant factor every time compute doubles",
        brief="is multiplied by 2^α; doubles only if α = 1",
        corrected="When compute doubles, δ is multiplied by 2^α (2^(−1/4) = 0.84 at ν = 1/2, ρ = 1, b = 2).",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "(2C)^α/C^α = 2 at ν = 1/2, ρ = 1, b = 2",
                ((2 * z.C) ** ALPHA / z.C**ALPHA).subs(_CHINCHILLA),
                sympy.S(2),
            ),
            Equation(
                CONDITION,
                "multiplied by a constant factor: (2C)^α/C^α = 2^α",
                (2 * z.C) ** _alpha / z.C**_alpha,
                2**_alpha,
            ),
        ),
    ),
)
