"""g = h(lambda) u(t) whose frontier lies on no cell: the indices follow from regular variation."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
from laws import SPECTRUM, derived

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.regular_variation import regular_variation
from spectral_proofs.derivation.stages import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.results.trace import Status, Trace
from spectral_proofs.verifier.verify import outcomes

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
