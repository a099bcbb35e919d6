"""Appendix B: exact moments, the four sums, which of them are finite, and the simulation that confirms them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import sympy
from factories import derivation, results_of

from spectral_proofs.claims.base import StageResults
from spectral_proofs.claims.noise import NoiseExpansion, OrthonormalLoss
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.gaussian import NU, SIGMA2, F, V, W, excess, expectation, moment
from spectral_proofs.measurements.noise import Normalisation, PowerSum, Profile, constant_sums
from spectral_proofs.measurements.orthonormal import orthonormal_loss
from spectral_proofs.measurements.simulated import predicted_terms, simulation
from spectral_proofs.measurements.simulation import LIMIT, MODES, SEED, Model, z_scores
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, Measurements

R = sympy.Rational
x = sympy.Symbol("x", real=True)
v = sympy.Symbol("v", positive=True)


@pytest.mark.parametrize("order", range(9))
def test_moments_are_integrals_of_the_density(order: int) -> None:
    density = sympy.exp(-(x**2) / (2 * v)) / sympy.sqrt(2 * sympy.pi * v)
    truth = sympy.integrate(x**order * density, (x, -sympy.oo, sympy.oo))
    assert sympy.simplify(moment(order, v) - truth) == 0


def test_expectations_multiply_over_independent_factors() -> None:
    y, z = sympy.symbols("y z")
    assert expectation((x + y * z) ** 4, {x: v, y: 2, z: 3}) == 3 * v**2 + 6 * v * 6 + 9 * 4 * 9
    assert expectation(x**3 * y**2 + 7, {x: v, y: v}) == 7


def test_the_four_sums() -> None:
    found = excess()
    assert sympy.expand(found.clean - NU * (F - W) ** 2) == 0
    assert (found.features, found.coefficients, found.both) == (SIGMA2 * F**2, NU * V, SIGMA2 * V)
    assert found.monomials > 30


@pytest.mark.parametrize(
    ("normalisation", "profile", "third", "fourth"),
    [
        (Normalisation.EIGENVALUE, "equal", PowerSum(R(3), R(2)), PowerSum(R(1), R(0))),  # term 4 diverges
        (Normalisation.EIGENVALUE, "lambda", PowerSum(R(9), R(4)), PowerSum(R(3), R(2))),
        (Normalisation.ONE, "equal", PowerSum(R(1), R(0)), PowerSum(R(1), R(0))),
        (Normalisation.ONE, "lambda", PowerSum(R(3), R(2)), PowerSum(R(3), R(2))),  # as printed
    ],
)
def test_constant_sums(normalisation: Normalisation, profile: str, third: PowerSum, fourth: PowerSum) -> None:
    spectrum = Spectrum("3/2", 2, Lambda=3)
    chosen = Profile.equal() if profile == "equal" else Profile.eigenvalues(spectrum)
    assert constant_sums(spectrum, normalisation, chosen) == (third, fourth)
    assert (third.finite, fourth.finite) == (third.exponent > 1, fourth.exponent > 1)
    assert third.value == (third.coefficient * sympy.zeta(third.exponent) if third.finite else sympy.oo)


def _models() -> list[Model]:
    k = np.arange(1, MODES + 1, dtype=float)
    found = []
    for b, a in ((2.0, 1.5), (1.1, 3.0), (6.0, 2.0)):
        w = k ** ((b - a) / 2)
        for nu in (k**-b, np.ones(MODES)):
            found += [Model(w * (1 - np.exp(-(k**-b))), w, nu, u, 0.7, 1.3) for u in (k**-b, np.ones(MODES))]
    return found


@pytest.mark.parametrize("model", _models())
def test_simulation_confirms_every_term_and_would_notice_one_per_cent(model: Model) -> None:
    predicted = predicted_terms(model)
    assert max(map(abs, z_scores(model, predicted))) < LIMIT
    for i in range(4):
        for error in (0.99, 1.01):
            wrong = [value * (error if i == j else 1) for j, value in enumerate(predicted)]
            assert abs(z_scores(model, wrong)[i]) > LIMIT, (i, error)


def test_samples_are_independent_and_repeatable() -> None:
    model = _models()[0]
    predicted = predicted_terms(model)
    assert z_scores(model, predicted) == z_scores(model, predicted)
    assert z_scores(model, predicted) != z_scores(model, predicted, SEED + 1)


def _results(g: sympy.Expr, a: str, **measured: object) -> StageResults:
    given = replace(derivation(), g=g)
    return results_of(given, Spectrum(a, 2), ["noise"], measurements=Measurements(measured))


def test_a_simulation_that_refutes_the_expansion_is_an_internal_error() -> None:
    found = simulation(Setting(LAMBDA * TIME, Spectrum("3/2", 2), derivation()))
    assert not found.refuted
    assert found.largest < LIMIT
    results = _results(LAMBDA * TIME, "3/2", simulation=found)
    assert "seed" in NoiseExpansion().conclude(results).details["simulation"]
    with pytest.raises(InternalError, match="standard errors"):
        NoiseExpansion().conclude(_results(LAMBDA * TIME, "3/2", simulation=replace(found, refuted=True)))


def test_the_finite_sums_are_reported_for_every_normalisation() -> None:
    details = NoiseExpansion().conclude(_results(LAMBDA * TIME, "3/2")).details
    assert details["E phi_k^2 = lambda_k, Var eta_k = tau^2 1"].endswith("sum 1 k^(-(0)) = oo")
    assert details["E phi_k^2 = 1, Var eta_k = tau^2 lambda_k"].count("pi**2/6") == 2
    assert details["E phi_k^2 = lambda_k, Var eta_k = tau^2 k^-u"] == "term 3 finite iff u > -1, term 4 iff u > 1"
    assert details["loss_orthonormal"] == "infinite"


@pytest.mark.parametrize(("a", "infinite"), [("3/2", True), ("4", False)])
def test_certified_partial_sums_stand_beside_eq_15(a: str, infinite: bool) -> None:
    setting = Setting(LAMBDA * TIME, Spectrum(a, 2), derivation())
    found = orthonormal_loss(setting)
    assert found.whole.infinite is infinite
    details = OrthonormalLoss().conclude(_results(LAMBDA * TIME, a, orthonormal=found)).details
    assert details["all_modes"].startswith("oo") is infinite
    wrong = replace(found, whole=Enclosure("1", "0", True) if infinite else Enclosure("inf", "0", True))
    with pytest.raises(InternalError, match="derived as"):
        OrthonormalLoss().conclude(_results(LAMBDA * TIME, a, orthonormal=wrong))


def test_a_model_that_is_no_float_is_not_simulated() -> None:
    with pytest.raises(UndecidedError, match="no positive float"):
        simulation(Setting(sympy.log(LAMBDA * TIME) + sympy.sqrt(TIME - 5), Spectrum("3/2", 2), derivation()))
