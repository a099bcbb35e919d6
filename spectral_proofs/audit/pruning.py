"""Section 4.2: the three regimes of pruning, equations (21) to (23)."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Claim, Equation, Limit
from spectral_proofs.audit.values import Value

_s, _q = sympy.Rational(3, 2), sympy.S(2)  # a = 3/2, b = 2, m = 1


def profile(theta: sympy.Expr, s: sympy.Expr = _s, q: sympy.Expr = _q) -> sympy.Expr:
    """F(theta) = int_theta^oo x^(s-1) (1 - exp(-x^-q))^2 dx for 0 < s < 2q, in closed form."""
    p, y = s / q, theta ** (-q)
    whole = sympy.gamma(-p) * (2**p - 2)
    below = y ** (-p) / p - 2 * sympy.uppergamma(-p, y) + 2**p * sympy.uppergamma(-p, 2 * y)
    return (whole - below) / q


_CLOSED = profile(z.theta)
_density = z.theta ** (_s - 1) * (1 - sympy.exp(-(z.theta ** (-_q)))) ** 2
_printed = (1 - z.theta**_s) / _s
_slope = (1 - z.theta) * _s * z.theta ** (_s - 1) / (1 - z.theta**_s)


def _collapse(theta: str, t: str = "1e12") -> Value:
    """Delta L_P at k_cut = theta k_* is F(theta) k_*^s, for lambda t at a = 3/2, b = 2, k_* = t^(1/2)."""
    exact = sympy.Rational(theta)
    front = sympy.sqrt(sympy.Rational(t))
    return Value(
        CORRECTED,
        f"ΔL_P = F({theta}) k_*^(3/2) at k_cut = {theta} k_*",
        "energy",
        "lambda*t",
        t,
        first=int(exact * front) + 1,
        expected=profile(exact) * front**_s,
        tolerance="1e-5",
    )


PRUNING = (
    "Pruning (a < b+1, 1+b−a < 2mb, g = Y k^(−q), q = mb, s = 1+b−a, k_* = Y^(1/q), θ = k_cut/k_*): "
    "ΔL_P = k_*^s F(θ)(1 + o(1)), F(θ) = ∫_θ^∞ x^(s−1)(1 − e^(−x^(−q)))² dx. Curves for all t collapse on F. "
    "F(0) = Γ(−s/q)(2^(s/q) − 2)/q, F(0) − F(θ) ~ θ^s/s as θ → 0, F(θ) ~ θ^(s−2q)/(2q−s) as θ → ∞: in log–log against "
    "k_cut the curves are flat below the frontier and straight, with slope s − 2q, beyond it."
)

ITEMS = (
    Item(
        id="A13",
        reference="§4.2(i), eq. (21)",
        printed="ΔL_P ≈ 0 beyond k_*",
        brief="decays as Θ^(s−2q), Θ = k_cut/k_*",
        corrected=(
            "For 0 < s < 2q, ΔL_P/k_*^s → F(Θ) with F(Θ) ~ Θ^(s−2q)/(2q−s): a power law beyond the frontier, "
            f"negligible beside S only as Θ → ∞. {PRUNING}"
        ),
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(PRINTED, "F(3) = 0, the limit of ΔL_P/k_*^s at k_cut = 3k_*", profile(sympy.S(3)), sympy.S.Zero),
            Limit(
                CONDITION,
                "F(Θ) ≤ ∫_Θ^∞ x^(s−1−2q) dx = Θ^(s−2q)/(2q−s) → 0 as Θ → ∞",
                z.theta ** (z.k - 2 * z.x) / (2 * z.x - z.k),
                z.theta,
                sympy.oo,
                value=sympy.S.Zero,
                at={z.k: _s, z.x: _q},
            ),
            Limit(
                CORRECTED,
                "((1 − e^(−y))/y)² → 1, y = x^(−q): the integrand of F is like x^(s−1−2q)",
                ((1 - sympy.exp(-z.y)) / z.y) ** 2,
                z.y,
                sympy.S.Zero,
                value=sympy.S.One,
            ),
            _collapse("3"),
            _collapse("10"),
        ),
    ),
    Item(
        id="A14",
        reference="§4.2(ii), eqs. (22), (23)",
        printed="ΔL_P ∝ k_*^(1+b−a)(1 − θ^(1+b−a))",
        brief="k_*^s F(θ), F(1) > 0; needs s > 0",
        corrected=PRUNING,
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED, "F(1) = (1 − θ^s)/s at θ = 1, that is 0", profile(sympy.S.One), _printed.subs(z.theta, 1)
            ),
            Equation(
                PRINTED,
                "F/F(0) = 1 − θ^s at θ = 3/10",
                profile(sympy.Rational(3, 10)) / (sympy.gamma(-_s / _q) * (2 ** (_s / _q) - 2) / _q),
                1 - sympy.Rational(3, 10) ** _s,
            ),
            Equation(CORRECTED, "F′(θ) = −θ^(s−1)(1 − e^(−θ^(−q)))²", sympy.diff(_CLOSED, z.theta), -_density),
            Equation(
                CORRECTED,
                "the integral of (22) is (k_*^s − k_cut^s)/s",
                -sympy.diff((z.K**z.s - z.k**z.s) / z.s, z.k),
                z.k ** (z.b - z.a),
            ),
            _collapse("0.3"),
            _collapse("0.3", "1e30"),
            _collapse("0.6"),
            _collapse("1"),
        ),
        argument=(
            "Σ_{k>θk_*} k^(b−a)(1 − e^(−(k/k_*)^(−q)))² is a Riemann sum of k_*^s F(θ). (22) replaces the factor by 1 "
            "up to k_* and by 0 beyond: the power of k_* survives, the dependence on θ does not."
        ),
    ),
    Item(
        id="s4.2-theta",
        reference="§4.2, above eq. (23)",
        printed="θ = k_cut/k^*; with it (22) becomes (23)",
        brief="definition; the substitution is right",
        corrected="Definition. k_*^s(1 − (k_cut/k_*)^s) = k_*^s(1 − θ^s).",
        recorded=Ruling.CONFIRMED,
        definition=True,
        clauses=(
            Equation(
                PRINTED,
                "k_*^s − k_cut^s = k_*^s(1 − θ^s) at k_cut = θk_*",
                z.K**z.s - (z.theta * z.K) ** z.s,
                z.K**z.s * (1 - z.theta**z.s),
            ),
        ),
    ),
    Item(
        id="A15",
        reference="§4.2(ii); log–log structure; bullet 1",
        printed="the log–log slope of ΔL_P in (1−θ) is set by 1+b−a",
        brief="(23) has slope → 1 as θ → 1; the exact curve → 0",
        corrected=(
            "The slope dlog ΔL_P/dlog(1−θ) of (23) tends to 1 as θ → 1 for every s > 0, and the exact curve has "
            "(1−θ)θ^(s−1)(1 − e^(−θ^(−q)))²/F(θ) → 0, as F(1) > 0. Neither shows s. The straight segment of the exact "
            "curve lies beyond the frontier, in log k_cut, with slope s − 2q, q = mb; it is the same for all t."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Limit(
                PRINTED,
                "the slope of (23) in log(1−θ) tends to s = 3/2 as θ → 1",
                _slope,
                z.theta,
                sympy.S.One,
                value=_s,
                side="-",
            ),
            Limit(
                CORRECTED,
                "the slope of the exact curve tends to 0 as θ → 1",
                (1 - z.theta) * _density,
                z.theta,
                sympy.S.One,
                value=sympy.S.Zero,
                side="-",
            ),
            Limit(
                CORRECTED,
                "−θF′(θ)/(θ^(s−2q)/(2q−s)) → 2q − s = 5/2 as θ → ∞: slope s − 2q in log k_cut (with A13)",
                (_density * z.theta).subs(z.theta, z.y ** (-1 / _q))
                * (2 * _q - _s)
                / (z.theta ** (_s - 2 * _q)).subs(z.theta, z.y ** (-1 / _q)),
                z.y,
                sympy.S.Zero,
                value=2 * _q - _s,
            ),
            Equation(
                CORRECTED,
                "lim (1 − θ^s)/(1−θ) = s, the derivative at 1, for every s (a slope of 1)",
                sympy.diff(z.theta**z.s, z.theta).subs(z.theta, 1),
                z.s,
            ),
        ),
        argument="At s = 1, (23) is 1 − θ itself and has slope 1 = s by coincidence.",
    ),
    Item(
        id="A16",
        reference="§4.2(iii)",
        printed="for small θ (23) saturates, and further pruning induces rapidly increasing error",
        brief="saturates (s > 0); no rapid increase",
        corrected=(
            "For 0 < s < 2q, ΔL_P/k_*^s → F(0) < ∞ as θ → 0, and F(0) − F(θ) ~ θ^s/s. The error per factor of θ, "
            "−dF/dlog θ ~ θ^s, tends to 0: no rapid increase. (Per unit of θ it is θ^(s−1): it tends to 0 for s > 1 and"
            " grows, integrably, for s < 1.)"
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Claim(PRINTED, "it saturates: at θ = 0 it is S ≍ k_*^s, finite", "thm2", "lambda*t"),
            Value(
                CORRECTED,
                "S = F(0)k_*^s + ζ(a−b)",
                "energy",
                "lambda*t",
                "1e12",
                expected=sympy.gamma(-_s / _q) * (2 ** (_s / _q) - 2) / _q * 10**9 + sympy.zeta(sympy.Rational(-1, 2)),
            ),
            Limit(
                PRINTED,
                "−dF/dlog θ grows without bound as θ → 0",
                z.theta * _density,
                z.theta,
                sympy.S.Zero,
                value=sympy.oo,
            ),
            Limit(CORRECTED, "−dF/dlog θ → 0", z.theta * _density, z.theta, sympy.S.Zero, value=sympy.S.Zero),
            _collapse("0.05"),
        ),
    ),
)
