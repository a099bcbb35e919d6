"""Finitely many modes: no claim about t -> oo is decided, each says why, and what is certified in its place is true."""

from __future__ import annotations

from fractions import Fraction

import mpmath
import pytest

from spectral_proofs import Spectrum, check
from spectral_proofs.claims import CLAIMS
from spectral_proofs.measurements.finite_position import finite_positions
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.results import Certified, Truth, Verdict

EIGENVALUES, ENERGIES = ("1", "0.5", "0.01", "0.009"), ("1", "0.3", "0.2", "0.1")
MEASURED = Measured.of([Fraction(x) for x in EIGENVALUES], [Fraction(x) for x in ENERGIES])
POWERS = FirstModes(Spectrum("3/2", "2"), 30)


def direct(pairs: list[tuple[mpmath.mpf, mpmath.mpf]], time: mpmath.mpf) -> mpmath.mpf:
    left = [(x, c * mpmath.exp(-2 * x * time)) for x, c in pairs]
    return sum(x * r for x, r in left) / (sum(x for x, _ in pairs) * sum(r for _, r in left))


@pytest.mark.parametrize("spectrum", [MEASURED, POWERS], ids=["measured", "powers"])
def test_positions_are_those_of_plain_sums(spectrum: Measured | FirstModes) -> None:
    n = spectrum.modes or 0
    mpmath.mp.dps = 400
    pairs = [
        (mpmath.mpf(1) * spectrum.eigenvalue(k).p / spectrum.eigenvalue(k).q, spectrum.energy(k))
        for k in range(1, n + 1)
    ]
    known = [(x, mpmath.mpf(str(c.evalf(60)))) for x, c in pairs]
    depth, found = finite_positions(lam * t, spectrum, ["1/10", "1e2", "1e40"])
    try:
        for (_, value), time in zip(found, ("0.1", "1e2", "1e40"), strict=True):
            assert value.certified
            assert abs(mpmath.mpf(value.mid) / direct(known, mpmath.mpf(time)) - 1) < mpmath.mpf("1e-12")
        assert abs(mpmath.mpf(depth.mid) / (known[-1][0] / sum(x for x, _ in known)) - 1) < mpmath.mpf("1e-12")
    finally:
        mpmath.mp.dps = 15


def test_every_claim_says_why_it_means_nothing() -> None:
    found = {id_: claim.with_finitely_many(Certified()) for id_, claim in CLAIMS.items()}
    default = type(CLAIMS["growth"]).__mro__[1].on_finite_modes
    for id_, result in found.items():
        assert result.verdict is Verdict.UNDECIDED
        assert (result.hypotheses, result.conclusion, result.evidence) == (Truth.UNKNOWN, Truth.UNKNOWN, None)
        assert result.reason.startswith("finitely many modes: ")
        assert default not in result.reason, id_


def test_what_is_certified_stands_beside_it() -> None:
    result = check("lambda*t", MEASURED, claims=["position", "reach", "tradeoff", "density"])
    claims = {claim.id: claim for claim in result.claims}
    assert "up to t = 1e6" in claims["position"].details["falls"]
    assert claims["reach"].details == {
        "floor": "0.0",
        "depth": mpmath.nstr(mpmath.mpf("0.009") / mpmath.mpf("1.519"), 10),
    }
    assert 0 < float(claims["tradeoff"].details["eta(1e2)"]) <= 1
    assert "eta(1e2)" in claims["tradeoff"].reason
    assert claims["density"].details["N(1e100)"] == "4.0"


@pytest.mark.slow
def test_bounds_and_window_of_a_model() -> None:
    result = check("lambda*t", FirstModes(Spectrum("3/2", "2"), 1000), claims=["prop1", "eq7"])
    bounds, window = (claim.reason for claim in result.claims)
    assert "<= L(1000, t) <= 1.527 t^(-1/4) + 0.0632298 for all t >= 10" in bounds
    assert "|L/law - 1| <= 1/10 for all 1.778e0 <= t" in window
