"""*Spectral Reach*: the spectral position pos = sum lambda_k r_k / (sum lambda_k sum r_k).

Here r_k = lambda_k w_k^2 e^(-2g), and the sums run over all modes of the model.
"""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Equation, Limit, Regime, Sign
from spectral_proofs.audit.values import Value

_g1, _g2 = sympy.Function("g_1")(z.t), sympy.Function("g_2")(z.t)
_l1, _l2, _r1, _r2 = (sympy.Symbol(name, positive=True) for name in ("lambda_1", "lambda_2", "r_1", "r_2"))


def _position(first: sympy.Expr, second: sympy.Expr) -> sympy.Expr:
    """pos of two modes with g = first, second and lambda_k w_k^2 = r_k."""
    rest = _r1 * sympy.exp(-2 * first), _r2 * sympy.exp(-2 * second)
    return (_l1 * rest[0] + _l2 * rest[1]) / ((_l1 + _l2) * (rest[0] + rest[1]))


def _covariance(weights: tuple[sympy.Expr, sympy.Expr], rates: tuple[sympy.Expr, sympy.Expr]) -> sympy.Expr:
    """Cov_r(lambda, dg/dt) of two modes with the weights r and the rates dg/dt."""
    shares = [weight / sum(weights) for weight in weights]
    both = sum(share * value * rate for share, value, rate in zip(shares, (_l1, _l2), rates, strict=True))
    return both - (shares[0] * _l1 + shares[1] * _l2) * (shares[0] * rates[0] + shares[1] * rates[1])


_moving = _covariance(
    (_r1 * sympy.exp(-2 * _g1), _r2 * sympy.exp(-2 * _g2)), (sympy.diff(_g1, z.t), sympy.diff(_g2, z.t))
)
_ordered = _covariance((_r1, _r2), (z.x + z.y, z.x)).subs(_l1, _l2 + z.c)
_TWO = {_l1: 1, _l2: sympy.Rational(1, 4), _r1: 1, _r2: sympy.Rational(1, 2)}
_saturating = _position(_l1 * z.t / (1 + _l1 * z.t), _l2 * z.t / (1 + _l2 * z.t)).subs(_TWO)
_linear = _position(_l1 * z.t, _l2 * z.t).subs(_TWO)


def _closed(g: str, t: str, power: sympy.Expr) -> Value:
    """pos zeta(b) = 1/(8 t^p) for lambda t^p at a = 3/2, b = 2."""
    return Value(
        CORRECTED,
        f"pos·ζ(2) = 1/(8 t^{power}), exact beyond all orders",
        "weighted",
        g,
        t,
        over="loss",
        expected=sympy.Rational(t) ** (-power) / 8,
    )


ITEMS = (
    Item(
        id="sr-decrease",
        reference="Spectral Reach, abstract",
        printed="spectral position decreases throughout training",
        brief="if ∂_t g increases in λ",
        corrected=(
            "d pos/dt = −2 Cov_r(λ, ∂_t g)/Σλ_k with weights r_k = λ_k w_k² e^(−2g): pos decreases whenever ∂_t g "
            "increases in λ. For g = Cλ^m t^n, q = mb: pos = Γ((a+b−1)/q)/Γ((a−1)/q) (2Y)^(−1/m)/ζ(b), beyond all "
            "orders, so pos ≍ t^(−ρ)."
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Sign(
                PRINTED,
                "pos(1) − pos(100) > 0 for λ = 1, 1/4 and g = λt/(1+λt)",
                _saturating.subs(z.t, 1) - _saturating.subs(z.t, 100),
            ),
            Equation(
                CORRECTED,
                "d pos/dt = −2 Cov_r(λ, ∂_t g)/Σλ, two modes",
                sympy.diff(_position(_g1, _g2), z.t),
                -2 * _moving / (_l1 + _l2),
            ),
            Sign(CONDITION, "Cov_r(λ, ∂_t g) > 0 for λ_1 = λ_2 + c and ∂_t g = x + y, x", _ordered),
            _closed("lambda*t", "1e4", sympy.S.One),
        ),
        argument="The covariance of two increasing functions of λ is positive (Chebyshev), for any number of modes.",
    ),
    Item(
        id="sr-reach",
        reference="Spectral Reach, abstract",
        printed="larger models reach further into the tail",
        brief="true: the deepest position is ∝ λ_N ∝ N^(−b)",
        corrected=(
            "With N modes and g(λ_k) − g(λ_N) → ∞ for k < N, pos → λ_N/Σ_{k≤N} λ_k ≍ N^(−b); up to a factor at t ≍ "
            "N^(b/ρ)."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Limit(
                PRINTED,
                "two modes, g = λt: pos → λ_2/(λ_1 + λ_2) = 1/5",
                _linear,
                z.t,
                sympy.oo,
                value=sympy.Rational(1, 5),
            ),
            Sign(PRINTED, "N^(−b) decreases in N", -sympy.diff(z.K ** (-z.b), z.K)),
        ),
    ),
    Item(
        id="sr-floor",
        theorems=("PowerTails.power_tail",),
        reference="Spectral Reach, abstract",
        printed="this suggests why larger models achieve lower losses",
        brief="true: floor Σ_{k>N} k^(−a) ~ N^(1−a)/(a−1)",
        corrected="With N modes L → Σ_{k>N} λ_k w_k² ~ N^(1−a)/(a−1), which decreases in N.",
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "∫_N^∞ k^(−a) dk = N^(1−a)/(a−1): derivative",
                -sympy.diff(z.K ** (1 - z.a) / (z.a - 1), z.K),
                z.K ** (-z.a),
            ),
            Sign(PRINTED, "N^(1−a) decreases in N, a = 1 + c", -sympy.diff((z.K ** (1 - z.a)).subs(z.a, 1 + z.c), z.K)),
            Value(
                CORRECTED,
                "Σ_{k>10^6} k^(−3/2) is near 2·10^(−3)",
                "tail",
                "lambda*t",
                "1e2",
                first=10**6 + 1,
                expected=sympy.Rational(2, 1000),
                tolerance="1e-6",
            ),
        ),
    ),
    Item(
        id="sr-feature",
        reference="Spectral Reach, abstract",
        printed="feature learning enables spectral reach, amplifying gradients as learning advances",
        brief="true for p > 1: pos ≍ t^(−ρ), ∂_t g = pλt^(p−1)",
        corrected=(
            "pos ≍ t^(−ρ): at equal t a larger ρ reaches deeper. For g = λt^p the rate ∂_t g = pλt^(p−1) grows with t "
            "iff p > 1; it is constant for the frozen kernel p = 1."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(
                PRINTED,
                "χ(a+b) − χ(a) = ρ, the exponent of pos",
                z.chi_printed.subs(z.a, z.a + z.b) - z.chi_printed,
                z.rho,
            ),
            Regime(
                PRINTED,
                "χ = p(a−1)/b for λt^p",
                "lambda*t**p",
                z.chi,
                sympy.Symbol("p", positive=True) * (z.a - 1) / z.b,
            ),
            Sign(PRINTED, "∂_t(pλt^(p−1)) > 0 for p = 1 + c", sympy.diff(z.lam * z.t ** (1 + z.c), z.t, 2)),
            _closed("lambda*t", "1e4", sympy.S.One),
            _closed("lambda*t**(8/5)", "1e5", sympy.Rational(8, 5)),
        ),
    ),
)
