"""A power that has hardly moved by the latest time raises no false alarm, from end to end."""

from __future__ import annotations

import pytest

from spectral_proofs.pipeline import check
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Outcome

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("g", "a", "b"),
    [
        ("lambda*t**(1/1000000000)", "3/2", "2"),
        ("lambda**(3/2)*t**(1/50000)", "5/2", "2"),
        ("log(1+lambda*t**(1/1000000))", "3/2", "2"),
        ("lambda*t**(1/100000)", "2", "3"),
    ],
)
def test_no_false_alarm(g: str, a: str, b: str) -> None:
    result = check(g, Spectrum(a, b), digits=15)
    assert result.internal_error == ""
    assert result.derivation is not None
    assert Outcome.CONTRADICTS not in {comparison.outcome for comparison in result.comparisons}
    assert Outcome.UNOBSERVED in {comparison.outcome for comparison in result.comparisons}
    assert {claim.evidence and claim.evidence.value for claim in result.claims if claim.id == "eq7"} == {"proved"}
