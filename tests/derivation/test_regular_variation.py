"""g = h(lambda) u(t) whose frontier lies on no cell: the indices follow from regular variation."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
import sympy
from laws import SPECTRUM, derived

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.frontier import derive_frontier
from spectral_proofs.derivation.regular_variation import in_gap, regular_variation
from spectral_proofs.derivation.stages import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.results.trace import Status, Trace
from spectral_proofs.verifier.verify import outcomes

R = sympy.Rational
SLOWER = "lambda*t*exp(-sqrt(log(1/lambda)))"
CASES = [  # g, m, n
    (SLOWER, 1, 1),
    ("lambda*t*exp(sqrt(log(1/lambda)))", 1, 1),
    ("lambda**(3/4)*t**2*exp(log(1/lambda)**(1/3))*log(2+t)", "3/4", 2),
]


@pytest.mark.parametrize(("text", "m", "n"), CASES)
def test_indices(text, m, n):
    _, found = derived(text)
    rho = sympy.Rational(n) / sympy.Rational(m)
    indices = (found.frontier.level.index, found.loss.index, found.energy.index)
    assert indices == (-rho, -rho / 4, 3 * rho / 4)
    for law in (found.frontier.level, found.loss, found.energy):
        assert law.theta.truth is Truth.NO  # L = Theta(lambda_*^(1/4)), and lambda_* is no power
        assert law.theta.rigour == law.rigour == EXACT
    assert found.frontier.ratio.holds
    assert found.frontier.ratio_limit == rho


@pytest.mark.parametrize(
    "text",
    [
        "lambda*t*exp(sqrt(log(1/lambda)))+lambda**2*t**2",  # no product
        "lambda*t*exp(sin(log(lambda))/3)",  # E_lambda does not converge
        "lambda*t*exp(sqrt(log(1/lambda)))*exp(sqrt(log(1+t)))",  # which factor wins is not asked
        "lambda*t*log(1+1/lambda)",  # a power of log t, which the cells tell
        "exp(-sqrt(log(1/lambda)))*t",  # m = 0
        "lambda*exp(sqrt(log(1/lambda)))*log(1+t)",  # n = 0
    ],
)
def test_refusals(text):
    assert regular_variation(Context(Candidate(text).resolve(SPECTRUM), SPECTRUM)) is None


def test_no_law_of_the_energy_without_its_tail():
    """2mb = 1 < 1+b-a = 3/2."""
    _, found = derived("lambda**(1/4)*t*exp(sqrt(log(1/lambda)))")
    assert found.loss.index == -1
    assert found.energy.index is None


@pytest.mark.slow  # ten forged traces, each verified; the rules have tests of their own above
def test_steps_are_recomputed():
    trace = derive(Candidate(SLOWER).resolve(SPECTRUM), SPECTRUM, explain=True).trace
    laws = [step for step in trace.steps if step.rule == "regular-variation"]
    assert [step.input["quantity"] for step in laws] == ["L", "S"]
    assert all(result.status is Status.CONSISTENT for result in outcomes(trace, None, [step.number for step in laws]))
    for step in laws:
        for forged in ({"index": "-26/100"}, {"m": "3/4"}, {"m": "2"}):
            other = replace(step, output={**step.output, **forged})
            steps = tuple(other if s is step else s for s in trace.steps)
            (result,) = outcomes(Trace(steps), None, [step.number])
            assert result.status is Status.FAILED, forged


def in_gap_of(text):
    return in_gap(Context(Candidate(text).resolve(SPECTRUM), SPECTRUM))


@pytest.mark.parametrize(
    ("text", "m", "n"),
    [
        ("lambda*t*exp(sqrt(log(1+t)))", 1, 1),
        ("lambda**2*t*exp(-log(2+t)**(1/3))", 2, 1),
        ("lambda*t*exp(sqrt(log(1/lambda)))*exp(-sqrt(log(2+t))/2)", 1, 1),
    ],
)
def test_a_frontier_in_a_gap(text, m, n):
    found = in_gap_of(text)
    assert (found.m, found.n, found.rho, found.rigour) == (m, n, sympy.Rational(n, m), EXACT)


@pytest.mark.parametrize(
    "text",
    [
        "lambda*t",  # on a ray
        "lambda*t*log(1/lambda)",  # on a power of log t
        "lambda*t*exp(sqrt(log(1+t)))*(2+sin(log(log(1/lambda)-log(t)+3)))",  # nothing is known of E_lambda
    ],
)
def test_no_frontier_in_a_gap(text):
    assert in_gap_of(text) is None


BETWEEN = (
    "lambda**2*t*(1+log(1+1/lambda)*lambda*t**2/(1+lambda*t**2)*exp(sqrt(log(1+lambda*t**2)))/exp(sqrt(log(1+t))))"
)


@pytest.mark.slow
def test_laws_of_a_frontier_in_a_gap():
    """L/lambda_*^w against quadrature of its own at t = e^(10^6), and the trace."""
    g, found = derived(BETWEEN)
    assert (found.frontier.level.index, found.loss.index, found.energy.index) == (-R(1, 2), -R(1, 8), R(3, 8))
    assert found.loss.theta.truth is found.energy.theta.truth is Truth.NO
    assert found.loss.rigour == found.energy.rigour == EXACT
    T, w, m = mpmath.mpf(10) ** 6, mpmath.mpf(1) / 4, 2

    def log_g(log_lam):
        X = log_lam + 2 * T  # log of lambda t^2, which is large near the frontier
        return 2 * log_lam + T + mpmath.log(-log_lam) + mpmath.sqrt(X) - mpmath.sqrt(T)

    front = mpmath.findroot(log_g, (-T / 2 - 300, -T / 2 - 200))
    scaled = mpmath.quad(lambda y: mpmath.exp(w * y - 2 * mpmath.exp(log_g(front + y))), [-200, -20, -5, 0, 3])
    assert abs(scaled / (mpmath.gamma(w / m) * mpmath.mpf(2) ** (-w / m) / m) - 1) < 1e-3
    assert 100 < -front - T / 2 < T / 100
    trace = derive(g, SPECTRUM, explain=True).trace
    steps = [step.number for step in trace.steps if step.rule == "regular-variation"]
    assert len(steps) == 2
    assert all(result.status is Status.CONSISTENT for result in outcomes(trace, None, steps))
    forged = replace(trace.steps[steps[0] - 1], output={"index": "-1/8", "m": "3/2"})
    changed = tuple(forged if step.number == steps[0] else step for step in trace.steps)
    (result,) = outcomes(Trace(changed), None, steps[:1])
    assert result.status is Status.FAILED


@pytest.mark.slow
def test_the_energy_where_the_elasticity_is_too_small_beside_the_first_modes():
    """E_lambda = 1 - 1/(2 log 2) < s/(2b) = 3/8 at lambda = 1; near 0 it is close to 1; the frontier is there."""
    _, found = derived("lambda*exp(sqrt(log(1+t)))*log(1+1/lambda)")
    assert (found.loss.index, found.energy.index) == (0, 0)
    assert found.energy.theta.truth is Truth.NO  # lambda_*^(-3/4) leaves every power of log t behind
    root = mpmath.mpf(10) ** 5  # of log t

    def log_g(y):
        return y + root + mpmath.log(mpmath.log1p(mpmath.exp(-y)))

    front = mpmath.findroot(log_g, -root)
    scaled = mpmath.quad(
        lambda x: mpmath.exp(-3 * x / 4) * mpmath.expm1(-mpmath.exp(log_g(front + x))) ** 2, [-60, -5, 0, 5, 60, -front]
    )
    assert abs(scaled / 2 - mpmath.gamma(-0.75) * (2**0.75 - 2) / 2) < 1e-3  # S = k_*^(3/2) times this, as for lambda t


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("lambda*t*exp(sqrt(log(1+t)))", 1),
        ("lambda**2*t**(1/log(log(t+20)))", 0),
        ("lambda*t*exp(sqrt(log(1+t))*(2+cos(sqrt(log(1+t)))))", None),  # it oscillates between 1/2 and 3/2
    ],
)
def test_the_elasticity_ratio_of_a_separable_g_is_a_function_of_t(text, limit):
    found = derive_frontier(Context(Candidate(text).resolve(SPECTRUM), SPECTRUM))
    assert found.ratio_limit == limit
    assert found.ratio.truth is (Truth.UNKNOWN if limit is None else Truth.YES)
