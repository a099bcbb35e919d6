"""Section 4.2: the critical pruning rate, equation (24), and the alignment of curves."""

from __future__ import annotations

import sympy

from spectral_proofs.audit import symbols as z
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Item, Ruling
from spectral_proofs.audit.clauses import Equation, Sign
from spectral_proofs.audit.pruning import profile
from spectral_proofs.audit.values import Value

_front = z.c * z.t ** (z.rho / z.b)
_rate = 1 - _front / z.K  # r_* of eq. (24)
_u = sympy.Symbol("u", positive=True)  # k_*/K_max
_share = (1 - z.c * z.x) / (1 - z.x)
_critical = z.k**z.s  # Delta L_P(r_*) / F(1), as a function of k = k_*


def _slope(coordinate: sympy.Expr) -> sympy.Expr:
    """d log Delta L_P / d log coordinate along the critical points, with u = k_*/K_max."""
    ratio = sympy.diff(sympy.log(_critical), z.k) / sympy.diff(sympy.log(coordinate), z.k)
    return sympy.simplify(ratio.subs(z.k, _u * z.K))


def _at_frontier(t: str, front: int) -> Value:
    return Value(
        CORRECTED,
        "ΔL_P at k_cut = k_* is F(1) k_*^(3/2)",
        "energy",
        "lambda*t",
        t,
        first=front + 1,
        expected=profile(sympy.S.One) * sympy.S(front) ** sympy.Rational(3, 2),
        tolerance="1e-5",
    )


ITEMS = (
    Item(
        id="A17",
        reference="§4.2, eq. (24)",
        printed="r_* = 1 − k_*/K_max, decreasing in t",
        brief="true while k_* ≤ K_max",
        corrected=(
            "k_cut(r) = (1−r)K_max = k_* at r_* = 1 − k_*/K_max, which decreases in t as k_* ≍ t^(ρ/b) increases, while"
            " k_* ≤ K_max."
        ),
        recorded=Ruling.CONFIRMED,
        clauses=(
            Equation(PRINTED, "(1 − r_*)K_max = k_*", (1 - _rate) * z.K, _front),
            Sign(PRINTED, "−dr_*/dt > 0", -sympy.diff(_rate, z.t)),
        ),
    ),
    Item(
        id="eq24-prop",
        reference="§4.2, eq. (24), end",
        printed="1 − k_*/K_max ∝ 1 − t^(ρ/b)/K_max",
        brief="only if k_* = t^(ρ/b) exactly",
        corrected="r_* = 1 − c t^(ρ/b)/K_max with k_* = c t^(ρ/b); for c ≠ 1 it is no multiple of 1 − t^(ρ/b)/K_max.",
        recorded=Ruling.CONDITIONAL,
        clauses=(
            Equation(
                PRINTED,
                "(1 − cx)/(1 − x), x = t^(ρ/b)/K_max, is the same at x = 1/4 and x = 1/2 for c = 3/2",
                _share.subs({z.x: sympy.Rational(1, 4), z.c: sympy.Rational(3, 2)}),
                _share.subs({z.x: sympy.Rational(1, 2), z.c: sympy.Rational(3, 2)}),
            ),
            Equation(CONDITION, "c = 1", sympy.cancel(_share.subs(z.c, 1)), sympy.S.One),
        ),
    ),
    Item(
        id="s4.2-speed",
        reference="§4.2, below eq. (24)",
        printed="a faster frontier (larger ρ) makes the model sensitive at lower sparsity",
        brief="true for t > 1",
        corrected="At fixed t > 1 and fixed constants r_* decreases in ρ, while k_* ≤ K_max.",
        recorded=Ruling.CONFIRMED,
        clauses=(Sign(PRINTED, "−dr_*/dρ > 0 at t = 1 + y", -sympy.diff(_rate, z.rho).subs(z.t, 1 + z.y)),),
    ),
    Item(
        id="A18",
        reference="§4.2, alignment, last bullet",
        printed="the critical points (r_*, ΔL_P(r_*)) are linear in log–log",
        brief="in log(1−r_*), slope s; not in log r_*; (23) gives 0",
        corrected=(
            "ΔL_P(r_*) = F(1) k_*^s (1 + o(1)) = F(1)(K_max(1−r_*))^s: linear with slope s = 1+b−a in log(1−r_*), where"
            " 1 − r_* is the density. In log r_* the slope −s r_*/(1−r_*) runs from −∞ to 0. (23) itself gives 0 there."
        ),
        recorded=Ruling.REFUTED,
        clauses=(
            Equation(
                PRINTED,
                "dlog ΔL_P/dlog r_* is the same at k_*/K_max = 1/4 and 1/2",
                _slope(1 - z.k / z.K).subs(_u, sympy.Rational(1, 4)),
                _slope(1 - z.k / z.K).subs(_u, sympy.Rational(1, 2)),
            ),
            Sign(PRINTED, "(23) is positive at θ = 1", (1 - z.theta**z.s).subs(z.theta, 1)),
            Equation(CORRECTED, "dlog ΔL_P/dlog(1 − r_*) = s", _slope(z.k / z.K), z.s),
            _at_frontier("1e12", 10**6),
            _at_frontier("1e16", 10**8),
        ),
    ),
)
