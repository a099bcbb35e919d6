"""A singular point inside a cell: no expansion there is uniform, so that nothing is said of the cell as a whole."""

import pytest
from laws import derived

from spectral_proofs.results import Truth


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
