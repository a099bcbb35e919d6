"""A singular point inside a cell: no expansion there is uniform, so that nothing is said of the cell as a whole."""

import pytest
from laws import derived
from weight import heavy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.derivation.sums import loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth
from spectral_proofs.results.rigour import EXACT


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t*(1+1/(2-lambda*t)**2)",  # g is infinite where lambda t = 2
        "lambda*t*(1+1/(t*(2-lambda*t)**2))",  # there too, though the leading term on the ray does not show it
        "lambda*t*(1+1/(2-3*lambda)**2)",
        "lambda*t*(3-log((2-lambda*t)**2/(4+lambda**2*t**2)))",
        "lambda*t*(1+exp(1/(2-3*lambda)**2))",
        "lambda*t*(1+tan(2*lambda)**2)",
        "lambda*t*(1+tan(lambda*t)**2/(1+lambda**2*t**2))",
    ],
)
def test_growth_is_not_claimed_across_a_pole(g):
    assert derived(g)[1].growth.fact.truth is Truth.UNKNOWN


@pytest.mark.parametrize(
    "g", ["lambda*t*(1+1/(2+lambda*t)**2)", "lambda*t*(1+1/(3-2*lambda)**2)", "lambda*t*(1+tan(lambda)**2)"]
)
def test_a_denominator_without_zeros_takes_nothing_away(g):
    assert derived(g)[1].growth.fact.truth is Truth.YES


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        ("lambda*t*(3+1/sqrt(abs(7/3-lambda*t)))", Truth.UNKNOWN),  # the kink divides the ray at the pole
        ("lambda*t*(3-log(abs(7/3-lambda*t)/(1+lambda*t)))", Truth.UNKNOWN),
        ("log(7/3)-log(abs(7/3-lambda*t)*exp(-2*lambda*t))", Truth.UNKNOWN),
        ("lambda*t*abs(7/3-lambda*t)/(1+lambda*t)", Truth.UNKNOWN),
        ("lambda*t*(1+abs(7/3-lambda*t)/(1+lambda*t))", Truth.YES),
    ],
)
def test_growth_where_a_kink_divides_a_ray(g, truth):
    assert derived(g)[1].growth.fact.truth is truth


def test_a_loss_is_not_carried_past_a_jump_on_a_ray():
    """Above lambda t = 7/3 g begins at 0 again: modes there carry t^(-3/2)/log t, more than those at the frontier."""
    h = "(lambda*t-7/3)"
    spectrum = Spectrum(4, 2)
    g = Candidate(f"log(1+t)*(lambda*t-7/6*(1+{h}/abs{h}))").resolve(spectrum)
    with pytest.raises(UndecidedError, match="jumps at x = 7/3"):
        loss_order(Context(g, spectrum))


def _hypotheses(g):
    return decide_hypotheses(Context(Candidate(g).resolve(Spectrum()), Spectrum()))


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t*exp(atan(tan(2*lambda)))",  # falls from e^(pi/2) to e^(-pi/2) times lambda t at lambda = pi/4
        "lambda*t*exp(-atan(cot(4*lambda)))",
        "lambda*t*exp(atan(tan(lambda*t)))",
        "lambda*t*(3-Max(lambda*t-1,0)/(lambda*t-1))",  # its derivative does not show the jump
        "lambda*t*(3-abs(lambda-1/2)/(lambda-1/2))",
        "lambda*t*(2+exp(-log((lambda-1/2)**2)/2)*(1/2-lambda))",  # a denominator that is no denominator by its form
    ],
)
def test_a_positive_derivative_says_nothing_across_a_jump(g):
    assert _hypotheses(g).increasing_in_lambda.truth is Truth.UNKNOWN


@pytest.mark.parametrize("g", ["lambda*t*exp(atan(tan(lambda/2)))", "-t*log(1-lambda/2)", "lambda*t/sqrt(1-lambda)"])
def test_without_a_jump_it_does(g):
    found = _hypotheses(g)
    assert found.increasing_in_lambda.holds
    assert found.increasing_in_lambda.rigour == EXACT


@pytest.mark.parametrize(
    "g", ["lambda*t*(3-sqrt((lambda-1/2)**2)/(lambda-1/2))", heavy("lambda*t*(2+sin(lambda-1/2)/(lambda-1/2))")]
)
def test_0_over_0_is_no_zero(g):
    assert _hypotheses(g).positive.truth is Truth.UNKNOWN


@pytest.mark.slow
def test_left_of_zero_digamma_has_poles():
    assert derived("lambda*t*exp(atan(digamma(lambda-3/2)))")[1].growth.fact.truth is Truth.UNKNOWN
