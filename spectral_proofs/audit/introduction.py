"""Sections 1.2 and 1.3: known dynamics, the general form, and the elasticity ratio as first printed."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Limit, Regime, Sign

MONOMIAL = "C*lambda**m*t**n"
LOG_PERIODIC = "lambda*t*(2+sin(log(1+t)))"
_FEATURE = (("beta", "(a-1)/b"), ("p", "Max(1,2/(1+beta))"))
_mu, _omega, _f = sympy.Symbol("mu", positive=True), sympy.Symbol("omega", positive=True), sympy.Function("f")
_decayed = z.w * z.lam / (z.lam + _mu) * (1 - sympy.exp(-(z.lam + _mu) * z.t))
_damped = sympy.exp(-_mu * z.t) * (sympy.cos(_omega * z.t) + _mu / _omega * sympy.sin(_omega * z.t))
_power = sympy.Max(1, 2 / (1 + z.k))  # p(beta), beta = k here
_E_t, _E_lam = z.elasticity(z.monomial, z.t), z.elasticity(z.monomial, z.lam)

ITEMS = (
    Item(
        id="s1.2-lazy",
        theorems=("LossSharp.loss_sharp",),
        reference="§1.2, first display",
        printed="f_k = w_k(1 − e^(−λ_k t)) gives a simple power-law decay of the loss",
        brief="true: χ = (a−1)/b",
        corrected="For g = λt, λ_k = k^(−b) and λ_k w_k² = k^(−a), a, b > 1: L(t) ~ c t^(−(a−1)/b).",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Regime(PRINTED, "χ = (a−1)/b for g = λt in every regime", "lambda*t", z.chi, (z.a - 1) / z.b),
            Claim(PRINTED, "L ~ c t^(−1/4)", "eq7", "lambda*t", times=("1e30",)),
        ),
        argument="g is a monomial: L is a Mellin integral, exact to all powers of t.",
    ),
    Item(
        id="A23",
        reference="§1.2, §3.2",
        printed="p(β) = max(1, 2/(1+β)), β free",
        brief="β = (a−1)/b, not free; no change for β ≥ 1",
        corrected=(
            "In its source β is the source exponent of the task, β = (a−1)/b, so p = max(1, 2/(1+β)) is fixed by (a, "
            "b): χ = βp = max(β, 2β/(1+β)) and γ = p − βp. For β ≥ 1, p = 1 and nothing changes."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "χ = p(β)(a−1)/b equals the source's exponent β p(β) whatever β is",
                (z.a - 1) / z.b * _power,
                z.k * _power,
                at={z.a: sympy.Rational(3, 2), z.b: 2, z.k: 1},
            ),
            Equation(
                CONDITION,
                "the same with β = (a−1)/b",
                (z.a - 1) / z.b * _power,
                z.k * _power,
                at={z.k: (z.a - 1) / z.b},
            ),
            Claim(CONDITION, "β = 1/4: L ~ c t^(−χ), χ = 2β/(1+β) = 2/5", "eq7", "lambda*t**p", parameters=_FEATURE),
            Claim(CONDITION, "β = 3/2 ≥ 1: p = 1, χ = β", "eq7", "lambda*t**p", a="4", parameters=_FEATURE),
        ),
        argument=(
            "The first instance takes a = 3/2, b = 2 (so the task has β = 1/4) together with β = 1, p = 1, which "
            "nothing in the paper forbids; the loss exponent is then 1/4 and not the source's β p = 1."
        ),
    ),
    Item(
        id="s1.3-form",
        reference="§1.3, first display",
        printed="all known spectral dynamics have the form f_k = w_k(1 − e^(−g)), g as in (2)",
        brief="not weight decay, nor damped oscillation",
        corrected=(
            "Dynamics whose residual 1 − f_k/w_k stays positive and tends to zero like exp(−Θ(λ^m t^n)) have this form."
            " Weight decay leaves a residual (g is bounded in t, so no n > 0 exists in (2)); momentum below critical "
            "damping overshoots (f_k > w_k at some t, so no real g exists)."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                CORRECTED,
                "f = wλ/(λ+μ)(1 − e^(−(λ+μ)t)) solves f' = λ(w − f) − μf",
                sympy.diff(_decayed, z.t),
                z.lam * (z.w - _decayed) - _mu * _decayed,
            ),
            Limit(
                PRINTED,
                "weight decay: g → ∞ as t → ∞ at fixed λ, as (2) with n > 0 needs",
                -sympy.log(1 - _decayed / z.w),
                z.t,
                sympy.oo,
                value=sympy.oo,
                at={z.lam: 1, _mu: sympy.Rational(1, 100)},
            ),
            Equation(
                CORRECTED,
                "r = e^(−μt)(cos ωt + (μ/ω) sin ωt) solves r'' + 2μr' + (μ²+ω²)r = 0, momentum with λ = μ²+ω²",
                sympy.diff(_damped, z.t, 2) + 2 * _mu * sympy.diff(_damped, z.t) + (_mu**2 + _omega**2) * _damped,
                sympy.S.Zero,
            ),
            Sign(PRINTED, "its residual r = e^(−g) is positive at t = π/ω", _damped, at={z.t: sympy.pi / _omega}),
        ),
        argument="Both are standard training dynamics of linear models; each is solved exactly and then tested.",
    ),
    Item(
        id="A1",
        reference="§1.3; §3.2, eq. (4)",
        printed="ρ = −E_t/E_λ",
        brief="ρ = +E_t/E_λ",
        corrected="ρ = E_t(g)/E_λ(g) = (∂_{log t} log g)/(∂_{log λ} log g), so that λ_* ∝ t^(−ρ) recedes.",
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "−E_t/E_λ = n/m for g = Cλ^m t^n, as (5) and all special cases of §3.2 need",
                -_E_t / _E_lam,
                z.n / z.m,
            ),
            Equation(CORRECTED, "+E_t/E_λ = n/m", _E_t / _E_lam, z.n / z.m),
            Regime(CORRECTED, "λ_* ~ c t^(−ρ) with ρ = n/m", MONOMIAL, z.rho, z.n / z.m),
        ),
        argument=(
            "On the level set g(λ_*, t) = κ, 0 = E_λ dlog λ_* + E_t dlog t, so dlog λ_*/dlog t = −E_t/E_λ: this is −ρ "
            "in (5), not ρ. For a monomial the printed ratio is −n/m < 0, and λ_* ∝ t^(n/m) would grow."
        ),
    ),
    Item(
        id="A7",
        theorems=("EquivalenceRefuted.growth_of_log_periodic",),
        reference="§1.3; §3.2, eq. (4)",
        printed="every g under (2) has a ratio ρ",
        brief="E_t/E_λ need not converge",
        corrected=(
            "Under (2) the ratio E_t/E_λ along the frontier may oscillate for ever. What (2) gives is λ_* ≍ t^(−n/m): "
            "define ρ := n/m. Where the ratio converges along the frontier its limit is n/m."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Claim(PRINTED, "E_t/E_λ converges along the frontier", "eq4", LOG_PERIODIC),
            Claim(CORRECTED, "yet λ_* ≍ t^(−1)", "lemma5", LOG_PERIODIC),
            Claim(CORRECTED, "and (2) holds", "growth", LOG_PERIODIC),
        ),
        argument=(
            "g = λt(2 + sin log(1+t)) increases in both arguments and λt ≤ g ≤ 3λt. E_λ = 1, while E_t = 1 + "
            "t cos(log(1+t))/((1+t)(2 + sin log(1+t))) oscillates between 1 − 1/√3 and 1 + 1/√3."
        ),
    ),
)
