"""Learned modes, spectral position and reach: closed forms, certified values, and what contradicts them."""

from __future__ import annotations

from dataclasses import replace

import mpmath
import pytest
import sympy
from factories import results_of
from weight import heavy

from spectral_proofs import pipeline
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.claims import judge
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.modes import mode_number
from spectral_proofs.derivation.position import descent
from spectral_proofs.errors import InternalError
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.confronted import confronted
from spectral_proofs.measurements.learned import LearnedModes, learned_modes
from spectral_proofs.measurements.position import Positions, divided, positions
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import ClaimResult, Comparison, Derivation, Enclosure, Measurements, Outcome, Truth
from spectral_proofs.results.further import FurtherLaws, answered
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.worker import Worker

R = sympy.Rational
DEFAULT = Spectrum("3/2", 2)


def number(value: Enclosure) -> mpmath.mpf:
    return mpmath.mpf(value.mid)


def run(name: str, found: Derivation, spectrum: Spectrum = DEFAULT, **measured: object) -> ClaimResult:
    (result,) = judge(results_of(found, spectrum, [name], measurements=Measurements(measured)), [name])
    return result


@pytest.fixture(scope="module")
def kernel() -> Derivation:
    return derive(L * T, DEFAULT)


@pytest.fixture(scope="module")
def kernel_positions(kernel: Derivation) -> Positions:
    return positions(Setting(L * T, DEFAULT, kernel))


@pytest.fixture(scope="module")
def kernel_modes(kernel: Derivation) -> LearnedModes:
    return learned_modes(Setting(L * T, DEFAULT, kernel))


def test_closed_form_of_the_position_for_any_monomial() -> None:
    spectrum = Spectrum("9/5", "7/3", Lambda=3, W=5)
    g = 2 * L ** R(3, 2) * T ** R(2, 3)
    found = derive(g, spectrum)
    a, b, m = spectrum.a, spectrum.b, R(3, 2)
    q, y = m * b, 2 * sympy.Integer(3) ** m
    truth = sympy.gamma((a + b - 1) / q) / sympy.gamma((a - 1) / q) * (2 * y) ** (-1 / m) / sympy.zeta(b)
    result = run("position", found, spectrum)
    limit = sympy.N(mpmath.mpf(str(sympy.N(truth, 20))))
    measured = positions(Setting(g, spectrum, found))
    with mpmath.workdps(30):
        value = dict(measured.values)["1e100"]
        assert abs(number(value) * mpmath.mpf(10) ** (R(4, 9) * 100) / mpmath.mpf(str(limit)) - 1) < 1e-12
    assert "pos = Theta(t^(-4/9))" in result.reason
    assert "gamma" in result.details["limit"]


def test_position_decreases_and_a_larger_rho_reaches_deeper(kernel_positions: Positions) -> None:
    p = R(4, 3)
    rich = positions(Setting(L * T**p, DEFAULT, derive(L * T**p, DEFAULT)))
    lazy = dict(kernel_positions.values)
    assert kernel_positions.values == kernel_positions.frozen
    previous = mpmath.inf
    for t, value in rich.values:
        assert value.certified
        assert number(value) < min(previous, number(lazy[t]))
        previous = number(value)
    assert rich.models[1].reached_at < kernel_positions.models[1].reached_at  # N^(b/rho): 1e3 before 1e5
    result = run("reach", derive(L * T**p, DEFAULT), position=rich)
    assert result.details["depth_beside_lazy"].startswith("deeper")
    assert "frozen kernel" in result.details["pos(1e12)"]


def test_finite_models_stop_at_their_last_mode(kernel_positions: Positions) -> None:
    small, large = kernel_positions.models
    for model in (small, large):
        last = number(model.positions[-1][1])
        assert abs(last / number(model.depth) - 1) < 1e-3
        assert all(number(value) >= number(model.depth) * (1 - mpmath.mpf("1e-12")) for _, value in model.positions)
        floor = mpmath.zeta(mpmath.mpf(3) / 2, model.modes + 1)
        assert abs(number(model.floor) / floor - 1) < 1e-10
    slope = mpmath.log(number(small.depth) / number(large.depth)) / mpmath.log(mpmath.mpf(large.modes) / small.modes)
    assert abs(slope - 2) < 0.02


@pytest.mark.parametrize("spectrum", [DEFAULT, Spectrum("3/2", "5/4"), Spectrum("6", "3", Lambda=2)])
def test_learned_modes_have_the_order_of_the_frontier(spectrum: Spectrum) -> None:
    found = mode_number(Context(L * T, spectrum), derive(L * T, spectrum).growth)
    expected = sympy.gamma(1 - 1 / spectrum.b) * spectrum.Lambda ** (1 / spectrum.b)
    assert found.index == 1 / spectrum.b
    measured = learned_modes(Setting(L * T, spectrum, derive(L * T, spectrum)))
    with mpmath.workdps(30):
        value = number(dict(measured.values)["1e100"])
        ratio = value / mpmath.mpf(10) ** (100 * mpmath.mpf(found.index.p) / found.index.q)
        assert abs(ratio / mpmath.mpf(str(sympy.N(expected, 25))) - 1) < 1e-12


@pytest.mark.parametrize(("b", "known"), [("17/5", True), heavy("31/10", False)])
def test_constants_of_slowly_convergent_integrals_are_right_or_unknown(b: str, known: bool) -> None:
    """x^(1/3 - 1/b) dx/x at 0, where 1 - exp(-G) cancels to 140 and to 500 digits before the rest is negligible."""
    spectrum = Spectrum("411/100", b)
    g = 1 - sympy.exp(-(L ** R(1, 3)) * T ** R(3, 2)) + L**2 * T**3 / 2
    found = mode_number(Context(g, spectrum), derive(g, spectrum).growth)
    with mpmath.workdps(30):
        value = number(Sums(g, spectrum).enclose(ModeSum.learned_modes(), "1e310", 15))
        constant = value / mpmath.mpf(10) ** (310 * mpmath.mpf(found.index.p) / found.index.q)
        shown = decimal(found.constant)
        assert (shown is not None) is known
        assert shown is None or abs(constant / shown - 1) < 1e-10


def test_smaller_models_learn_more_until_they_are_exhausted(kernel: Derivation, kernel_modes: LearnedModes) -> None:
    """C = 1e30, rho = 1, b = 2: models below P = 1e10 run out of modes."""
    by_size = {int(float(m.parameters)): number(m.learned) for m in kernel_modes.models}
    assert by_size[10**12] > 2 * by_size[10**14] > 4 * by_size[10**16]
    assert by_size[10**4] < by_size[10**6] < by_size[10**8]
    assert abs(by_size[10**6] / 10**6 - 1) < 1e-6
    result = run("small-beats-large", kernel, learned=kernel_modes)
    assert result.details["exhausted_below"] == "1/3"
    assert "learned at C = 1e30, P = 1e10" in result.details


def test_an_infinite_mode_number_is_found_by_both_roads() -> None:
    spectrum, g = DEFAULT, sympy.sqrt(L) * T
    found = derive(g, spectrum)
    measured = learned_modes(Setting(g, spectrum, found))
    assert all(value.infinite for _, value in measured.values)
    result = run("density", found, learned=measured)
    assert "N = oo" in result.reason


def test_alpha_is_negative_for_the_chinchilla_exponent(kernel: Derivation) -> None:
    details = run("density-growth", kernel).details
    assert details["alpha"] == "1/2 - 3*nu/2"
    assert (details["threshold"], details["nu"], details["alpha_at_nu"]) == ("1/3", "1/2", "-1/4")


def outcomes(kernel: Derivation, g: sympy.Expr, further: FurtherLaws, **measured: object) -> dict[str, Comparison]:
    """What the measured values, and at later times those of g, say of the further laws."""
    setting = Setting(g, DEFAULT, replace(kernel, g=g))
    return {c.quantity: c for c in confronted(setting, further, Measurements(measured))}


@pytest.mark.slow  # seconds; a run that ends so is quick below
def test_contradicted_laws_are_internal_errors(
    kernel: Derivation, kernel_positions: Positions, kernel_modes: LearnedModes
) -> None:
    steep = FurtherLaws(mode_number=mode_number(Context(L * T**2, DEFAULT), derive(L * T**2, DEFAULT).growth))
    found = outcomes(kernel, L * T, steep, learned=kernel_modes)["N"]
    assert found.outcome is Outcome.CONTRADICTS
    assert "derived index of N" in found.reason
    first = replace(kernel_modes, values=kernel_modes.values[:2])
    assert outcomes(kernel, L * T**2, steep, learned=first)["N"].outcome is Outcome.AGREES  # later values agree
    assert "N(1e30)" in run("density", kernel, learned=kernel_modes).details
    deep = replace(kernel_positions.models[0], depth=Enclosure("1", "0", True))
    with pytest.raises(InternalError, match="below lambda_N"):
        run("reach", kernel, position=replace(kernel_positions, models=(deep,)))


def test_the_position_is_compared_with_its_law(kernel: Derivation, kernel_positions: Positions) -> None:
    order = answered(further_laws(["position"], kernel, DEFAULT, Worker()).position)
    assert order.law is not None
    right = outcomes(kernel, L * T, FurtherLaws(position=order), position=kernel_positions)
    assert {name: c.outcome for name, c in right.items()} == {"pos": Outcome.AGREES}
    steep = replace(order, law=replace(order.law, index=R(-11, 10), powers=(R(-11, 10),)))
    wrong = outcomes(kernel, L * T, FurtherLaws(position=steep), position=kernel_positions)["pos"]
    assert wrong.outcome is Outcome.CONTRADICTS
    assert "derived index of pos is -11/10, the values at the largest times give -1" in wrong.reason


def test_what_is_open_or_was_not_measured_is_not_compared(kernel: Derivation, kernel_modes: LearnedModes) -> None:
    laws = further_laws(["mode_number"], kernel, DEFAULT, Worker())
    assert outcomes(kernel, L * T, laws) == {}
    assert outcomes(kernel, L * T, FurtherLaws(), learned=kernel_modes) == {}


@pytest.mark.parametrize(("exponent", "error"), [("1", False), ("2", True)])
def test_a_run_ends_where_a_further_law_is_contradicted(staged, kernel_modes, exponent, error) -> None:
    g = L * T ** R(exponent)
    laws = further_laws(["mode_number"], derive(g, DEFAULT), DEFAULT, Worker())
    measured = Measurements({"learned": kernel_modes})
    staged(further_laws=lambda *arguments: laws, collect=lambda *arguments: measured)
    result = pipeline.check("lambda*t", DEFAULT, claims=["density"])
    assert ("derived index of N" in result.internal_error) is error
    assert bool(result.claims) is not error


@pytest.mark.parametrize(
    ("g", "truth"),
    [
        (L * T, Truth.YES),
        (L * T + 10 * (L * T) ** 2 / (1 + (L * T) ** 2), Truth.YES),  # by scaling
        (L + T, Truth.NO),
        (sympy.tanh(L * T), Truth.UNKNOWN),
    ],
)
def test_decrease(g: sympy.Expr, truth: Truth) -> None:
    assert descent(Context(g, DEFAULT)).truth is truth


def test_quotients_of_what_is_unknown_are_unknown() -> None:
    one, nothing = Enclosure("1", "0", True), Enclosure("nan", "inf", False)
    assert divided(one, nothing).unknown
    assert divided(one, Enclosure("0", "1", True)).unknown
    assert not divided(one, Enclosure("2", "0", False)).certified
    assert number(divided(one, Enclosure("4", "0", True))) == 0.25
