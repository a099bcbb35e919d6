"""Thirty certified digits of L and S for every catalogue g, from t = 10^2 to t = 10^100."""

from __future__ import annotations

import mpmath
import pytest

from spectral_proofs.problem.catalogue import suite_names
from spectral_proofs.problem.check_file import load_target
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums

TIMES = ("1e2", "1e6", "1e30", "1e100")


def relative_radius(value: Enclosure) -> mpmath.mpf:
    """Radius over midpoint; zero for a certified infinity."""
    return mpmath.mpf(0) if value.infinite else mpmath.mpf(value.rad) / abs(mpmath.mpf(value.mid))


@pytest.mark.parametrize("name", suite_names())
def test_thirty_certified_digits(name: str) -> None:
    (file,) = load_target(name)
    for spectrum in file.spectra:
        sums = Sums(file.candidate.resolve(spectrum), spectrum)
        for t in TIMES:
            values = sums.at(t, 30, slopes=False)
            assert values.certified, (t, values.note)
            assert max(relative_radius(values.loss), relative_radius(values.energy)) < mpmath.mpf("1e-30"), t
