"""A short run of the soundness hunt, and checks that it can find something."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from pathlib import Path

import pytest
import sympy

from spectral_proofs.crew import Crew
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Fact, Truth
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.store import Store
from tests.hunt import hunt, mutations
from tests.hunt.generator import draw, numbered
from tests.hunt.judge import judge
from tests.hunt.oracle import Observer

R = sympy.Rational
_NO = Fact(Truth.NO, "spoilt", EXACT)


@pytest.mark.parametrize("number", [4, 6, 8, 9, 10])  # the quick ones among the first
def test_nothing_wrong_among_seeded_draws(number: int) -> None:
    record = hunt.one(20, number)
    assert record["word"] == "right", record


@pytest.fixture(scope="module")
def newton() -> tuple[Derivation, Observer, Spectrum]:
    spectrum = Spectrum()
    g = LAMBDA * TIME + LAMBDA**2 * TIME**3
    return derive(g, spectrum), Observer(g, spectrum), spectrum


def _loss(found: Derivation, **changes: object) -> Derivation:
    return replace(found, loss=replace(found.loss, **changes))


def _level(found: Derivation, **changes: object) -> Derivation:
    return replace(found, frontier=replace(found.frontier, level=replace(found.frontier.level, **changes)))


def test_the_truth_is_right(newton: tuple[Derivation, Observer, Spectrum]) -> None:
    outcome = judge(*newton)
    assert (outcome.word, outcome.unobserved) == ("right", ())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: _loss(d, index=-R(3, 8) + R(1, 1000), powers=(-R(3, 8) + R(1, 1000),)),
        lambda d: _loss(d, index=-R(3, 8) + R(1, 200), powers=None, constant=None),
        lambda d: _loss(d, log_index=R(1, 20), powers=(-R(3, 8), R(1, 20)), constant=None),
        lambda d: _loss(d, constant=d.loss.constant * R(201, 200)),
        lambda d: _loss(d, equivalent=_NO),
        lambda d: replace(d, energy=replace(d.energy, infinite=True, index=None, theta=_NO)),
        lambda d: _level(d, index=-R(151, 100), powers=(-R(151, 100),)),
        lambda d: _level(d, constant=R(11, 10)),
        lambda d: _level(d, index=None, powers=None, theta=_NO),
        lambda d: replace(d, frontier=replace(d.frontier, scaling_function=sympy.Symbol("x", positive=True))),
        lambda d: replace(d, frontier=replace(d.frontier, ratio_limit=R(4, 3))),
        lambda d: replace(d, growth=replace(d.growth, fact=Fact(Truth.YES, "spoilt", EXACT))),
    ],
)
def test_the_oracle_sees_what_is_wrong(spoil: object, newton: tuple[Derivation, Observer, Spectrum]) -> None:
    found, seen, spectrum = newton
    assert judge(spoil(found), seen, spectrum).word == "wrong"  # type: ignore[operator]  # a function on derivations


def test_a_decreasing_g_is_seen() -> None:
    g, spectrum = Candidate("lambda*t/(1 + lambda**2*t**2)").resolve(Spectrum()), Spectrum()
    found = derive(g, spectrum)
    assert judge(found, Observer(g, spectrum), spectrum).word == "right"
    grows = replace(found.hypotheses, increasing_in_lambda=Fact(Truth.YES, "spoilt", EXACT))
    outcome = judge(replace(found, hypotheses=grows), Observer(g, spectrum), spectrum)
    assert "decreases" in outcome.reason


def test_spectra_near_the_critical_one_raise_no_false_alarm() -> None:
    spectrum = Spectrum("2999/1000", 2)
    g = LAMBDA * TIME
    assert judge(derive(g, spectrum), Observer(g, spectrum), spectrum).word == "right"


def test_what_vanishes_below_a_kink_is_observed() -> None:
    spectrum = Spectrum("32/5", "13/10")
    seen = Observer(Candidate("Max(lambda**(4/3)*t**(3/2)/10 - 1, 0)").resolve(spectrum), spectrum)
    level, rays, early, late = seen.frontier(125), seen.rays, seen.loss(125), seen.loss(250)
    assert rays is not None
    assert rays.truth is False
    assert level is not None
    assert abs(level.log_value - 0.75 * math.log(20) + 9 / 8 * level.x) < 1e-5  # lambda^(4/3) t^(3/2) = 20
    assert early is not None
    assert late is not None
    assert abs((late.log_value - early.log_value) / (late.x - early.x) + 9 / 8 * 5.4 / 1.3) < 1e-3


def test_a_power_that_hardly_falls_is_a_constant_far_out() -> None:
    rays = Observer(Candidate("lambda*t*(1 + lambda**(1/1000))").resolve(Spectrum()), Spectrum()).rays
    assert rays is not None
    assert rays.truth is True
    assert Observer(Candidate("lambda*t*log(1+t)").resolve(Spectrum()), Spectrum()).rays.truth is False  # type: ignore[union-attr]


def test_a_factor_that_comes_to_rest_very_slowly_is_no_logarithm() -> None:
    ratio = "exp(log(1+lambda*t)**(1/3)-log(1+t)**(1/3))"  # from 1 at fixed lambda to 0 on every ray
    g = Candidate(f"lambda**2*t*(1+lambda*t/(1+lambda*t)*{ratio})").resolve(Spectrum())
    rays = Observer(g, Spectrum()).rays
    assert rays is not None
    assert rays.truth is True
    assert Observer(g * sympy.log(3 + TIME) ** sympy.Rational(1, 5), Spectrum()).rays.truth is False  # type: ignore[union-attr]


def test_a_factor_that_outgrows_logarithms_is_seen() -> None:
    rays = Observer(
        Candidate("lambda*t*(1+exp(sqrt(log(1+t**3))-sqrt(log(1+t))))").resolve(Spectrum()), Spectrum()
    ).rays
    assert rays is not None
    assert rays.truth is False


def test_draws_can_be_repeated() -> None:
    assert numbered(5, 3) == numbered(5, 3) != numbered(5, 4)
    assert draw(random.Random(5)) == draw(random.Random(5))


def test_a_hunt_examines_once_what_is_asked_and_again_what_another_code_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked: list[int] = []

    def one(seed: int, number: int, seconds: float) -> dict[str, object]:
        asked.append(number)
        return {"number": number, "word": "right" if number else "wrong", "reason": "", "g": "x", "a": "2", "b": "2"}

    def run(count: int, seed: int = 3, kind: str = "plain", seconds: float = 1.0) -> list[int]:
        asked.clear()
        with Store(tmp_path / "hunt.db") as rows:
            found = hunt.run(seed, count, Crew(jobs=1), rows, seconds, one, kind)
        assert found == {"wrong": 1, "right": count - 1}
        assert "0: wrong: x" in capsys.readouterr().out  # one of a former run is said too
        return list(asked)

    assert (run(2), run(4), run(4), run(2)) == ([0, 1], [2, 3], [], [])
    assert run(2, seed=4) == run(2, kind="mixed") == run(2, seconds=2.0) == [0, 1]
    with monkeypatch.context() as changed:
        changed.setattr(hunt, "code", lambda _: "another")
        assert run(2) == [0, 1]
    assert run(2) == []


def test_perturbations_of_one_draw_are_made_once(tmp_path: Path) -> None:
    asked: list[int] = []

    def one(number: int) -> dict[str, object]:
        asked.append(number)
        return {"number": number, "mutations": [vars(mutations.Mutation("L", "kind", "contradicted", ""))]}

    with Store(tmp_path / "mutations.db") as rows:
        for about, wanted in (("laws", [0, 1]), ("laws", []), ("borders", [0, 1])):
            asked.clear()
            shelf = hunt.kept(rows, hunt=about, seed=1)
            assert mutations.run(2, shelf, one) == ({("kind", "contradicted"): 2}, False)
            assert asked == wanted


def test_ctrl_c_ends_a_hunt_with_its_status(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def one(seed: int, number: int, *rest: object, **more: object) -> dict[str, object]:
        if number:
            raise KeyboardInterrupt
        return {"number": 0, "word": "right", "mutations": []}

    monkeypatch.setattr(hunt, "one", one)
    monkeypatch.setattr("sys.argv", ["hunt.py", "--count", "3", "--store", str(tmp_path / "hunt.db")])
    assert hunt.main() == mutations.report(one, "laws") == 130
    assert "interrupted: 1 of 3 candidates examined" in capsys.readouterr().out
    monkeypatch.setattr("sys.argv", ["hunt.py", "--count", "1", "--store", str(tmp_path / "hunt.db")])
    assert hunt.main() == mutations.report(one, "laws") == 0
