"""The stage between sums and claims: only what is asked for, under the time limit, kept with its reason."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
import sympy
from factories import derivation

from spectral_proofs import measurements, pipeline
from spectral_proofs.claims.base import StageResults
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements import Setting, collect
from spectral_proofs.measurements.learned import learned_modes
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters.json import plain
from spectral_proofs.results import Enclosure, Measurements, Truth
from spectral_proofs.worker import Worker

SETTING = Setting(LAMBDA * TIME, Spectrum("3/2", 2), derivation())


@dataclass(frozen=True)
class Count:
    """A measurement."""

    g: sympy.Expr
    values: tuple[Enclosure, ...]
    truth: Truth = Truth.YES
    share: float = float("inf")


def counted(setting: Setting) -> Count:
    return Count(setting.g, (Enclosure("0.5", "0", True),))


def impossible(setting: Setting) -> Count:
    raise UndecidedError("no frontier")


def endless(setting: Setting) -> Count:
    time.sleep(60)
    return counted(setting)


@pytest.fixture
def topics(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, topic in {"count": counted, "impossible": impossible, "endless": endless}.items():
        monkeypatch.setitem(measurements.TOPICS, name, topic)


@pytest.mark.usefixtures("topics")
@pytest.mark.parametrize("seconds", [None, 30.0])
def test_each_topic_is_found_or_says_why_not(seconds: float | None) -> None:
    with Worker(seconds=seconds) as worker:
        measured = collect(("count", "impossible", "count"), SETTING, worker)
    assert measured["count"] == counted(SETTING)
    with pytest.raises(UndecidedError, match="no frontier"):
        measured["impossible"]
    with pytest.raises(UndecidedError, match="other was not measured"):
        measured["other"]


@pytest.mark.usefixtures("topics")
def test_the_time_limit_stops_one_topic_and_spares_the_others() -> None:
    with Worker(seconds=1) as worker:
        measured = collect(("endless", "count"), SETTING, worker)
    assert measured["count"] == counted(SETTING)
    with pytest.raises(UndecidedError, match="stopped after"):
        measured["endless"]


@pytest.mark.usefixtures("topics")
@pytest.mark.parametrize(("timeout", "cap"), [(None, None), (120, 10.0)])
def test_the_cap_of_processor_time_is_lifted_with_the_time_limit(staged, timeout, cap):
    seen = []
    staged(collect=lambda *arguments: seen.append(arguments[3]) or Measurements())
    pipeline.check("lambda*t", claims=["prune-power"], timeout=timeout)
    assert seen == [cap]


def test_a_bug_is_an_internal_error() -> None:
    with Worker(seconds=30) as worker, pytest.raises(InternalError, match="KeyError"):
        collect(("unknown",), SETTING, worker)


def test_there_are_no_measurements_unless_they_are_given() -> None:
    results = StageResults(derivation(), (), (), SETTING.spectrum)
    assert results.measurements == Measurements()


def test_measurements_are_strict_json() -> None:
    found = plain(counted(SETTING))
    assert json.loads(json.dumps(found, allow_nan=False)) == {
        "g": "lam*t",
        "values": [{"mid": "0.5", "rad": "0", "certified": True}],
        "truth": "yes",
        "share": None,
    }


def test_without_an_enclosure_the_learned_modes_are_counted_once():
    asked = []

    def enclose(modes, t, digits):
        asked.append(t)
        return Enclosure("1", "0.1", False, "no enclosure")

    found = learned_modes(SimpleNamespace(sums=SimpleNamespace(enclose=enclose)))
    assert (asked, len(found.values), found.models) == (["1e6"], 1, ())
