"""Explicit bounds with the floor: above every value of the model, below none."""

from __future__ import annotations

import re

import mpmath
import pytest

from spectral_proofs.compare.finite_bounds import FiniteBounds, finite_bounds
from spectral_proofs.derivation import derive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import FiniteModel


def test_values_lie_between() -> None:
    theorems, model = derive(lam * t, Spectrum()).theorems, FiniteModel(Sums(lam * t, Spectrum()), 50)
    found = finite_bounds(theorems, 50, model.floor(12))
    read = re.fullmatch(r"(\S+) t\^\(-1/4\) <= L\(50, t\) <= (\S+) t\^\(-1/4\) \+ (\S+) for all t >= (\S+)", found.loss)
    assert read, found.loss
    low, high, floor, since = map(mpmath.mpf, read.groups())
    energy = re.fullmatch(r"S\(50, t\) <= (\S+) t\^\(3/4\) for all t >= (\S+)", found.energy)
    assert energy, found.energy
    assert floor - mpmath.mpf("1e-6") < mpmath.mpf(model.floor().mid) <= floor
    for time in ("10", "1e3", "1e6", "1e30"):
        assert mpmath.mpf(time) >= since
        value, power = model.at(time), mpmath.mpf(time) ** mpmath.mpf("-0.25")
        assert low * power <= mpmath.mpf(value.loss.mid) <= high * power + floor
        assert mpmath.mpf(value.energy.mid) <= mpmath.mpf(energy[1]) * mpmath.mpf(time) ** mpmath.mpf("0.75")


def test_what_has_no_bounds() -> None:
    floor = Enclosure("0.5", "0", True)
    with pytest.raises(UndecidedError, match="no explicit bounds"):
        finite_bounds({}, 5, floor)
    infinite = {"loss": {"statement": "t^(-1) <= L(t) <= 2 t^(-1) for all t >= 1"}, "energy": {"statement": "S = oo"}}
    assert finite_bounds(infinite, 5, floor) == FiniteBounds(
        "t^(-1) <= L(5, t) <= 2 t^(-1) + 0.5 for all t >= 1", "", floor
    )
