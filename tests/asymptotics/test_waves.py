"""Oscillations: phases that belong together, ranges over the torus, values at single phases, zeros that recur."""

import pytest
import sympy

from spectral_proofs.asymptotics.domain import Domain, OscillatesError, TouchesZeroError, phase, recur
from spectral_proofs.asymptotics.phase_values import crosses_for_ever, reaches_one, sums_differ
from spectral_proofs.asymptotics.phases import independent
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.asymptotics.torus import explore
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.derivation.stages import derive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth

R, sin, cos = sympy.Rational, sympy.sin, sympy.cos
YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
P, Q = phase(0, False), phase(1, False)
X = sympy.Symbol("x", positive=True)
RAY = Domain(X)
ROOT = sympy.sqrt(5)


def resolved(g):
    return Candidate(g).resolve(Spectrum())


def derived(g):
    return derive(resolved(g), Spectrum())


def rising(g):
    context = Context(resolved(g), Spectrum())
    return decide_hypotheses(context).increasing_in_time.truth, context.assumed


@pytest.mark.parametrize(
    ("g", "same"),
    [
        ("lambda*t*(4+sin(2*log(t))-2*sin(log(t))*cos(log(t)))", "4*lambda*t"),
        (
            "lambda*t*(10+sin(log(lambda))*cos(log(t))+cos(log(lambda))*sin(log(t)))",
            "lambda*t*(10+sin(log(lambda*t)))",
        ),
        ("lambda*t*(1+sin(log(1+t))**2+cos(log(1+t))**2)", "2*lambda*t"),
        ("lambda*t*(3+cos(2*t)-2*cos(t)**2)", "2*lambda*t"),
        ("lambda*t*exp(cos(t)**2+sin(t)**2)", "exp(1)*lambda*t"),
    ],
)
def test_waves_that_cancel_are_no_waves(g, same):
    assert resolved(g) == resolved(same)


def test_waves_that_do_not_cancel_stay():
    for g in ("lambda*t*(4+sin(2*log(t))-sin(log(t))*cos(log(t)))", "lambda*t*(2+sin(log(t)))"):
        assert resolved(g).has(sin)


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        ("lambda*t*(23/10+sin(log(t))+sin(2*log(t))/2)", YES),  # t dg/dt >= 0.3 g
        ("lambda*t*(5/2+sin(log(t)/2)+sin(log(t))/2+sin(3*log(t)/2)/3)", YES),
        ("lambda*t*(4+sin(log(t))+sin(sqrt(2)*log(t)))", YES),
        ("lambda*t*(4+sin(log(t))+sin(log(log(3+t))))", YES),
        ("lambda*t*(2+sin(log(t))+2*sin(2*log(t)))", NO),
        ("lambda*t*(2+sin(log(t)/3)+sin(log(t)))", NO),
        ("lambda*t*(5/2+sin(log(t))+sin(sqrt(2)*log(t)))", NO),  # no phase alone makes it negative
        ("lambda*t*(23/10+sin(log(t))+sin(2*log(t)))", NO),
    ],
)
def test_whether_a_sum_of_waves_rises(g, truth):
    assert rising(g) == (truth, [])


def test_a_dip_that_needs_phases_of_unknown_relation_is_undecided():
    """2^(1/3) and 3^(1/3) are independent over the rationals, which nothing here shows."""
    context = Context(resolved("lambda*t*(16/5+sin(2**(1/3)*log(t))+sin(3**(1/3)*log(t)))"), Spectrum())
    assert decide_hypotheses(context).increasing_in_time.truth is UNKNOWN


def test_a_derivative_that_touches_zero_is_decided_by_its_next_term():
    assert rising("lambda*(t*(1+sin(log(t))/sqrt(2))+3*log(1+t))") == (YES, [])
    assert rising("lambda*t*(1+sin(log(1+t))/sqrt(2))") == (YES, [])
    assert rising("lambda*(t*(1+sin(log(t))/sqrt(2))-3*log(1+t)+20)")[0] is not YES  # negative at the zeros


def test_exact_zeros_of_waves():
    both = sin(X - P) * cos(P) + cos(X - P) * sin(P) - sin(X)
    assert is_zero(both, RAY)
    assert is_zero(cos(P) ** 4 - R(3, 8) - cos(2 * P) / 2 - cos(4 * P) / 8, RAY)
    assert not is_zero(sin(P) ** 2 + cos(Q) ** 2 - 1, RAY)


@pytest.mark.parametrize(
    "wave", [1 + cos(P), X * (1 + sin(sympy.log(X) - P)), 3 + 4 * cos(P) + cos(2 * P), sin(P) ** 2]
)
def test_double_roots_are_touched(wave):
    with pytest.raises(TouchesZeroError) as found:
        sign(wave, RAY)
    assert found.value.weak_sign == 1


@pytest.mark.parametrize("wave", [1 + cos(P) + sin(P) / 100, R(99, 100) + sin(P), cos(P) ** 3, X * (1 + X * cos(P))])
def test_both_signs_are_shown_at_two_phases(wave):
    with pytest.raises(OscillatesError):
        sign(wave, RAY)


def test_one_sign_over_the_torus():
    assert sign(R(101, 100) + sin(P), RAY) == 1
    assert sign(X * (23 + 10 * sin(P - sympy.log(X)) + 5 * sin(2 * P - 2 * sympy.log(X))), RAY) == 1
    assert sign(-3 + sin(P) + cos(Q) + sin(P + Q) / 2, RAY) == -1
    assert explore(2 + sin(P) + cos(Q), [P, Q]).sign == 0  # it touches zero


def test_which_phases_take_all_values_together():
    assert independent([sympy.S.One, sympy.sqrt(2), sympy.pi])
    assert not independent([sympy.S.One, sympy.cbrt(2)])
    assert recur([P, Q])
    assert recur([phase(2, False, loose=True)])
    assert not recur([P, phase(2, False, loose=True)])
    assert not recur([phase(2, True), phase(3, True)])
    with pytest.raises(UndecidedError, match="may be related"):
        sign(sin(P) + sin(phase(2, False, loose=True)), RAY)


def test_values_at_two_phases_lie_apart():
    steady, moving = X * (2 + sin(P)), X + X**2 * (2 + sin(P))
    for scaling in (steady, moving):
        assert reaches_one(scaling, RAY)
        assert crosses_for_ever(scaling, RAY)
    fixed = X + (X - 1) * sin(P) / 4  # G(1) = 1 at every phase
    assert not crosses_for_ever(fixed, RAY)
    loss = sympy.Integral(sympy.exp(-2 * moving) / X ** R(3, 4), (X, 0, sympy.oo))
    energy = sympy.Integral((1 - sympy.exp(-moving)) ** 2 / X ** R(7, 4), (X, 0, sympy.oo))
    assert sums_differ(loss)
    assert sums_differ(energy)


def test_commensurable_waves_satisfy_condition_2_and_have_no_equivalent():
    found = derived("lambda*t*(23/10+sin(log(t))+sin(2*log(t))/2)")
    assert found.growth.fact.holds
    assert (found.growth.m, found.growth.n) == (1, 1)
    assert found.hypotheses.increasing_in_time.holds
    assert found.loss.theta.holds
    assert found.loss.equivalent.truth is NO
    assert found.frontier.ratio.truth is NO
    assert found.assumed == ()


def test_independent_phases_that_nearly_cancel_are_undecided():
    # 2 + sin(a) + sin(b) touches zero at one point of the torus: no angle picked by hand shows it.
    found = derived("lambda*t*(2+sin(sqrt(2)*log(t))+sin(log(t)))")
    assert found.growth.fact.truth is UNKNOWN


def test_a_sum_of_sines_is_a_wave_of_the_product():
    found = derived("lambda*t*(10+sin(log(lambda))*cos(log(t))+cos(log(lambda))*sin(log(t)))")
    x = found.frontier.scaling_function.free_symbols.pop()
    assert sympy.expand(found.frontier.scaling_function - x * (10 + sin(sympy.log(x)))) == 0
    assert found.loss.equivalent.holds


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t*(1+sin(t))",
        "lambda*t*(1+sin(log(1+t)))",
        "lambda**(1/2)*t**2*(1-cos(log(t)))**2",
        "lambda*t*(3+4*cos(t)+cos(2*t))",  # 2 (1 + cos t)^2
    ],
)
def test_a_g_that_is_zero_for_ever_has_no_law(g):
    found = derived(g)
    assert found.hypotheses.positive.truth is NO
    assert found.growth.fact.truth is NO
    for order in (found.loss, found.energy, found.frontier.level):
        assert order.theta.truth is NO
        assert order.index is None
    assert "for ever" in found.loss.reason


def test_a_leading_term_that_is_zero_for_ever_is_no_zero_of_g():
    found = derived("lambda*t*(1+sin(t))+lambda*sqrt(t)")
    assert found.growth.fact.truth is not YES
    assert "returns" not in found.loss.reason


@pytest.mark.parametrize(
    ("number", "side"),
    [
        (sympy.tan(1) - R(3, 2), 1),
        (sympy.atanh(R(1, 2)) - R(11, 20), -1),
        (sympy.Max(sympy.sqrt(2), R(7, 5)) - R(141421, 100000), 1),
        (sympy.Abs(sympy.log(2) - R(7, 10)) - R(1, 100), -1),
        (sympy.sign(sympy.exp(1) - 3) + R(1, 2), -1),
        (sympy.tan(sympy.pi / 8) - sympy.sqrt(2) + 1, 0),
        ((2 + 4 * ROOT / (5 * (ROOT + 3))) ** 2 - (4 + 16 * ROOT / (5 * (ROOT + 3)) + R(80, 25) / (ROOT + 3) ** 2), 0),
    ],
)
def test_signs_of_constants_by_balls(number, side):
    assert sign(number, Domain(None)) == side


def test_a_wave_that_dies_out_at_fixed_lambda_is_not_taken_at_early_times():
    """As lambda -> 0 at fixed t: t + 20 sin(log lambda) has no sign for t < 20, and is positive for all large t."""
    t = sympy.Symbol("t", positive=True)
    late = Domain(t, sympy.S.One, sympy.oo, eventual=lambda expr: sign(sympy.Poly(expr, t).LC(), Domain(None)))
    assert sign(t + 20 * sin(P), late) == 1
    assert sign(1 - t * (2 + sin(P)), late) == -1
    with pytest.raises(OscillatesError):
        sign(20 + t * sin(P), late)
