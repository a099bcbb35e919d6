"""The deepest position of N modes, which need not be where training ends."""

import pytest
from laws import SPECTRUM
from weight import heavy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.frontier import derive_level
from spectral_proofs.derivation.reach import reach
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.results import Fact, Growth, Truth
from spectral_proofs.results.rigour import EXACT

INCREASING = Fact(Truth.YES, "by its form", EXACT)
NO_POWER = Growth(Fact(Truth.NO, "g grows by logarithms at fixed lambda", EXACT))


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        ("lambda*t*log(1+t)**2/(lambda*t+log(1+t)**2)", Truth.YES),  # summed for N = 10^4: 0.61 N^-2 near t = 7e10
        heavy("1/(1/(lambda*t)+1/(3*log(1+t)))", Truth.YES),
        heavy("lambda*t/(1+lambda*t/log(1+t)**3)", Truth.YES),
        ("log(1+2*lambda*t)/2", Truth.NO),  # it falls all the time, to a sum that large modes carry
    ],
)
def test_position_on_the_way(g, truth):
    """Of the first three the residuals end in the ratios that they began with, and the position as it began."""
    context = Context(Candidate(g).resolve(SPECTRUM), SPECTRUM)
    assert reach(context, NO_POWER, INCREASING, derive_level(context)).deepest.truth is truth
