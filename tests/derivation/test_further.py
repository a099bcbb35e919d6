"""Further laws: only what is asked for, once, open with its reason, and no dearer for being shared."""

import time
from dataclasses import replace

import pytest
from factories import derivation, results_of

from spectral_proofs.claims import CLAIMS, further_needed, judge
from spectral_proofs.derivation import derive, further
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.further import QUESTIONS, further_laws
from spectral_proofs.derivation.position import descent
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth, Verdict
from spectral_proofs.results.further import FurtherLaws, Open, answered
from spectral_proofs.worker import Worker

SPECTRUM = Spectrum("3/2", 2)


def derived(text):
    return derive(Candidate(text).resolve(SPECTRUM), SPECTRUM)


def test_every_field_has_its_question_and_every_claim_names_fields():
    assert set(QUESTIONS) == set(FurtherLaws.__dataclass_fields__) == set(further_needed())


def test_only_what_is_asked_for_is_derived_and_once(monkeypatch):
    asked = []
    for name in QUESTIONS:
        monkeypatch.setitem(QUESTIONS, name, lambda context, known, name=name: asked.append(name) or name)
    found = further_laws(("reach", "descent", "reach"), derivation(), SPECTRUM, Worker())
    assert asked == ["reach", "descent"]
    assert (found.reach, found.descent) == ("reach", "descent")
    with pytest.raises(UndecidedError, match="no claim asked"):
        answered(found.mode_number)


@pytest.mark.parametrize("error", [UndecidedError("no"), NotImplementedError("no"), RecursionError("no")])
@pytest.mark.parametrize("seconds", [None, 30])
def test_what_cannot_be_derived_is_open_and_spares_the_others(monkeypatch, error, seconds):
    def fail(context, known):
        raise error

    monkeypatch.setitem(QUESTIONS, "reach", fail)
    with Worker(seconds=seconds) as worker:
        found = further_laws(("reach", "descent"), derived("lambda*t"), SPECTRUM, worker)
    assert isinstance(found.reach, Open)
    assert found.reach.reason.endswith("no")
    assert answered(found.descent).truth is Truth.YES


def test_the_limit_stops_one_question_and_spares_the_others(monkeypatch):
    monkeypatch.setitem(QUESTIONS, "reach", lambda context, known: time.sleep(60))
    found = derived("lambda*t")
    with Worker(seconds=4) as worker:
        laws = further_laws(("reach", "descent"), found, SPECTRUM, worker)
    assert isinstance(laws.reach, Open)
    assert laws.reach.reason.startswith("deriving reach stopped after")
    assert answered(laws.descent).truth is Truth.YES


@pytest.mark.parametrize("g", ["lambda*t", "log(1+lambda*t)", "lambda*t*(2+sin(log(1+t)))", "lambda+t"])
def test_a_shared_context_gives_what_one_of_its_own_gives(g):
    """What is read off samples is noted for each question, be it that another question had read it before."""
    found = derived(g)
    further._context.cache_clear()
    shared = further_laws(QUESTIONS, found, SPECTRUM, Worker())
    for name, answer in QUESTIONS.items():
        try:
            expected = answer(Context(found.g, SPECTRUM), found)
        except UndecidedError as error:
            expected = Open(str(error))
        assert getattr(shared, name) == expected, name


ORDERS_ONLY = {"compute-optimal"}  # its further law has constants, which are details


@pytest.mark.parametrize("name", [claim.id for claim in CLAIMS.values() if claim.laws and claim.id not in ORDERS_ONLY])
def test_a_claim_is_undecided_for_the_reason_of_an_open_law(name):
    g = "1 - exp(-lambda*t)" if name == "density-growth" else "lambda*t"  # no frontier, which would do without N
    results = results_of(derived(g), SPECTRUM, [])
    for law in CLAIMS[name].laws:
        others = further_laws(CLAIMS[name].laws, results.derivation, SPECTRUM, Worker())
        further = replace(others, **{law: Open("it is open")})
        (result,) = judge(replace(results, further=further), [name])
        assert result.verdict is Verdict.UNDECIDED
        assert "it is open" in result.reason


def test_a_rising_g_does_not_say_that_its_rate_rises():
    found = derived("Min(lambda*t,lambda**2*t**3)")
    assert found.hypotheses.increasing_in_lambda.holds
    # dg/dt falls from 3 lambda to lambda where the arguments change over
    assert descent(Context(found.g, SPECTRUM), by_scaling=False).truth is not Truth.YES
