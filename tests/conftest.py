"""Fixtures that several test modules share."""

from dataclasses import replace

import mpmath
import pytest
from factories import POINT, claim, derivation

from spectral_proofs.model import Enclosure, Measurements, Verdict


class PowerSums:
    """L = t^(-1/4)/2, S = t^(3/4)/2."""

    def __init__(self, g, spectrum):
        pass

    def at(self, t, digits=30, slopes=True):
        time = mpmath.mpf(t)
        loss, energy = (mpmath.nstr(time ** mpmath.mpf(p) / 2, 20) for p in ("-0.25", "0.75"))
        return replace(POINT, t=t, loss=Enclosure(loss, "1e-15", True), energy=Enclosure(energy, "1", True))


def reference(g, spectrum, t, digits):
    return tuple(Enclosure(mpmath.nstr(mpmath.mpf(t) ** p / 2, 15), "1e-9", False) for p in (-0.25, 0.75))


@pytest.fixture
def staged(monkeypatch):
    """Replace stages: staged(derive=..., judge=..., Sums=..., reference_sums=...)."""
    from spectral_proofs import pipeline

    def replace_stages(**stages):
        defaults = {
            "derive": lambda g, spectrum: derivation(),
            "judge": lambda *arguments: (claim(Verdict.CONFIRMED),),
            "Sums": PowerSums,
            "reference_sums": reference,
            "collect": lambda topics, setting, seconds, processor: Measurements(),
        }
        for name, value in (defaults | stages).items():
            monkeypatch.setattr(pipeline, name, value)

    replace_stages()
    return replace_stages
