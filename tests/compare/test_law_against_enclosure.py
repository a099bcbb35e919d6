"""A law off by a thousandth is contradicted, a true one with slow corrections never is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import mpmath
import pytest
import sympy

from spectral_proofs.compare.confrontation import confront, laws_of, observed
from spectral_proofs.compare.law_against_enclosure import DOUBLING, compare, infinity
from spectral_proofs.compare.onset import onset
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Enclosure, Outcome

R = sympy.Rational
Values = list[tuple[str, Enclosure]]
EARLY = mpmath.mpf(3)


@pytest.fixture(scope="module")
def law() -> Asymptotics:
    """L ~ 2^(-5/4) Gamma(1/4) t^(-1/4) of lambda t at a = 3/2, b = 2."""
    return derive(LAMBDA * TIME, Spectrum()).loss


def values(factor: Callable[[mpmath.mpf], mpmath.mpf], times: tuple[str, ...] = DOUBLING) -> Values:
    """Certified-looking values of that law times a factor of log t."""
    found = []
    with mpmath.workdps(60):
        constant = mpmath.gamma("0.25") * mpmath.mpf(2) ** mpmath.mpf("-1.25")
        for t in times:
            time = mpmath.mpf(t)
            middle = constant * time ** mpmath.mpf("-0.25") * factor(mpmath.log(time))
            found.append((t, Enclosure(mpmath.nstr(middle, 40), "0", True)))
    return found


CORRECTIONS: Mapping[str, Callable[[mpmath.mpf], mpmath.mpf]] = {
    "none": lambda x: mpmath.mpf(1),
    "a power of t": lambda x: 1 + mpmath.exp(-x / 1000),
    "1/log t": lambda x: 1 + 3 / x,
    "log log t/log t": lambda x: 1 - 2 * mpmath.log(x) / x,
    "1/sqrt(log t)": lambda x: 1 + 1 / mpmath.sqrt(x),
    "1/log log t": lambda x: 1 + 1 / mpmath.log(x),
    "1/log log t squared": lambda x: 1 - 1 / mpmath.log(x) ** 2,
    "1/log log t cubed": lambda x: 1 - 1 / mpmath.log(x) ** 3,
    "1/log log log t": lambda x: 1 + mpmath.mpf("0.5") / mpmath.log(mpmath.log(x)),
}


@pytest.mark.parametrize("name", CORRECTIONS)
def test_a_true_law_is_never_contradicted(law: Asymptotics, name: str) -> None:
    for count in (4, 5, 6):
        for offset in (0, 6 - count):
            found = compare("L", law, values(CORRECTIONS[name])[offset:][:count], EARLY)
            assert found.outcome is not Outcome.CONTRADICTS, found.reason


@pytest.mark.parametrize("name", ["none", "a power of t", "1/log t", "log log t/log t"])
@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("factor", lambda x: mpmath.mpf("1.001")),
        ("factor", lambda x: mpmath.mpf("0.999")),
        ("index", lambda x: mpmath.exp(x / 1000)),
        ("index", lambda x: mpmath.exp(-x / 1000)),
        ("power of log t", lambda x: x ** mpmath.mpf("0.1")),
        ("power of log t", lambda x: x ** mpmath.mpf("-0.1")),
    ],
)
def test_a_law_that_is_off_is_contradicted(
    law: Asymptotics, name: str, part: str, wrong: Callable[[mpmath.mpf], mpmath.mpf]
) -> None:
    found = compare("L", law, values(lambda x: CORRECTIONS[name](x) * wrong(x)), EARLY)
    assert found.outcome is Outcome.CONTRADICTS
    assert part in found.reason


def test_what_converges_too_slowly_is_not_observable_and_the_reason_is_given(law: Asymptotics) -> None:
    found = compare("L", law, values(CORRECTIONS["1/log log t"]), EARLY)
    assert found.outcome is Outcome.UNOBSERVED
    assert "still moves" in found.reason


def test_an_infinity_on_one_road_only_is_contradicted(law: Asymptotics) -> None:
    infinite = [("1e100", Enclosure("inf", "0", True))]
    assert "finite" in infinity("L", law, infinite)
    assert "infinite" in infinity("S", replace(law, infinite=True), values(CORRECTIONS["none"]))


def test_an_oscillating_law_is_contradicted_by_a_drift_alone() -> None:
    swinging = derive(LAMBDA * TIME * (2 + sympy.sin(sympy.log(TIME))), Spectrum()).loss
    assert swinging.constant is None
    wave = values(lambda x: (2 + mpmath.sin(x)) ** mpmath.mpf("-0.25"))
    assert compare("L", swinging, wave, EARLY).outcome is Outcome.AGREES
    drifting = values(lambda x: mpmath.exp(x / 1000))
    assert compare("L", swinging, drifting, EARLY).outcome is Outcome.CONTRADICTS
    both = values(lambda x: (2 + mpmath.sin(x)) ** mpmath.mpf("-0.25") * mpmath.exp(x / 1000))
    assert compare("L", swinging, both, EARLY).outcome is Outcome.CONTRADICTS


@pytest.mark.parametrize("count", [2, 3, 4, 5])
def test_an_oscillating_law_does_not_agree_before_a_drift_would_show(count: int) -> None:
    """By t = 10^2500 an index off by 10^-3 has moved L by a factor of a few hundred, as an oscillation may."""
    swinging = derive(LAMBDA * TIME * (2 + sympy.sin(sympy.log(TIME))), Spectrum()).loss
    early = values(lambda x: mpmath.exp(x / 1000), DOUBLING[:count])
    assert compare("L", swinging, early, EARLY).outcome is Outcome.UNOBSERVED


def confronted(g: sympy.Expr, derivation: Derivation, spectrum: Spectrum, **wrong: object) -> dict[str, Outcome]:
    laws = {name: replace(law, **wrong) if wrong else law for name, law in laws_of(derivation).items()}  # type: ignore[arg-type]  # any field
    known = list(observed(g, spectrum, ("1e60", "1e100"), 15))
    found = confront(laws, known, observed(g, spectrum, DOUBLING, 15), onset(g, spectrum, laws_of(derivation).values()))
    return {comparison.quantity: comparison.outcome for comparison in found}


SLOW = {
    "a logarithm in lambda": LAMBDA * TIME * sympy.log(2 + 1 / LAMBDA),
    "1/log t beside one": LAMBDA * TIME * (1 + 1 / sympy.log(3 + TIME)),
    "powers that hardly differ": LAMBDA * TIME * (1 + LAMBDA ** R(1, 1000)),
    "a late crossover": LAMBDA * TIME + LAMBDA * TIME**2 / sympy.Integer(10) ** 1000,
}


@pytest.mark.parametrize("name", SLOW)
def test_slow_laws_agree_in_the_end(name: str) -> None:
    outcomes = confronted(SLOW[name], derive(SLOW[name], Spectrum()), Spectrum())
    assert set(outcomes) == {"L", "S", "lambda_*"}
    assert set(outcomes.values()) == {Outcome.AGREES}


def test_a_thousandth_off_a_slow_constant_is_contradicted() -> None:
    g = SLOW["a logarithm in lambda"]
    derivation = derive(g, Spectrum())
    assert derivation.loss.constant is not None
    wrong = replace(derivation, loss=replace(derivation.loss, constant=derivation.loss.constant * R(1001, 1000)))
    assert confronted(g, wrong, Spectrum())["L"] is Outcome.CONTRADICTS


def test_the_frontier_is_compared_too() -> None:
    g = LAMBDA * TIME
    derivation = derive(g, Spectrum())
    level = replace(derivation.frontier.level, constant=R(1001, 1000))
    wrong = replace(derivation, frontier=replace(derivation.frontier, level=level))
    assert confronted(g, wrong, Spectrum())["lambda_*"] is Outcome.CONTRADICTS


@pytest.mark.parametrize("n", [R(1, 10**9), R(1, 10**6), R(1, 20_000)])
def test_a_power_that_has_hardly_moved_contradicts_nothing(n: sympy.Rational) -> None:
    g = LAMBDA * TIME**n
    outcomes = confronted(g, derive(g, Spectrum()), Spectrum())
    assert outcomes["L"] is outcomes["S"] is Outcome.UNOBSERVED
    assert outcomes["lambda_*"] is not Outcome.CONTRADICTS


LATER = {  # the law shows beyond all times that are looked at, though its powers differ
    "a logarithm with a small coefficient": LAMBDA * TIME * (1 + sympy.log(1 + TIME) / sympy.Integer(10) ** 200),
    "a root of a logarithm": LAMBDA * TIME * (1 + sympy.sqrt(sympy.log(1 + TIME)) / 1000),
    "saturation at a large g": LAMBDA * TIME / (1 + LAMBDA * TIME / sympy.Integer(10) ** 300),
    "saturation at 1000": LAMBDA * TIME / (1 + LAMBDA * TIME / 1000),
}


@pytest.mark.parametrize("name", LATER)
def test_a_law_that_shows_too_late_is_not_contradicted(name: str) -> None:
    outcomes = confronted(LATER[name], derive(LATER[name], Spectrum()), Spectrum())
    assert Outcome.CONTRADICTS not in outcomes.values()
    assert outcomes["L"] is Outcome.UNOBSERVED


def test_everyday_coefficients_beside_a_logarithm_hide_nothing() -> None:
    g = LAMBDA * TIME * sympy.log(1 + TIME) + 7 * LAMBDA * TIME / 3
    assert onset(g, Spectrum()) < 10
    assert onset(sympy.log(1 + 10**4 * LAMBDA * TIME), Spectrum()) < 10
