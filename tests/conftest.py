"""Fixtures that several test modules share."""

from dataclasses import replace

import mpmath
import pytest
from factories import POINT, RUN, claim, derivation
from weight import mark_measured

from spectral_proofs.results import Enclosure, Measurements, Verdict
from spectral_proofs.results.further import FurtherLaws


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Before ``-m`` chooses."""
    mark_measured(items, config.args == config.getini("testpaths"))


LAWS = ((0.5, "-0.25"), (40, "0.75"))


class PowerSums:
    """L = t^(-1/4)/2, S = 40 t^(3/4), which the trade-off between them allows."""

    def __init__(self, g, spectrum):
        pass

    def at(self, t, digits=30, slopes=True):
        time = mpmath.mpf(t)
        loss, energy = (c * time ** mpmath.mpf(p) for c, p in LAWS)
        balls = (Enclosure(mpmath.nstr(v, 20), mpmath.nstr(v * mpmath.mpf("1e-15"), 5), True) for v in (loss, energy))
        return replace(POINT, t=t, **dict(zip(("loss", "energy"), balls, strict=True)))


def reference(g, spectrum, t, digits, wanted):
    return tuple(Enclosure(mpmath.nstr(c * mpmath.mpf(t) ** mpmath.mpf(p), 15), "1e-9", False) for c, p in LAWS)


def observed(g, spectrum, times, digits):
    """The same laws at later times; no frontier is looked at."""
    unknown = Enclosure("nan", "inf", False)
    for t in times:
        value = PowerSums(g, spectrum).at(t)
        yield t, {"L": value.loss, "S": value.energy, "lambda_*": unknown}


@pytest.fixture
def made_runs(monkeypatch):
    """Runs of the command line made by hand, where a test is about the files."""

    from spectral_proofs import pipeline

    def made(problem, announce):
        return replace(pipeline.blank(problem), derivation=derivation(), claims=RUN.claims)

    monkeypatch.setattr(pipeline, "run", made)


@pytest.fixture
def undrawn(monkeypatch):
    """Reports without pictures, where a test is about the files."""
    from spectral_proofs.reporters import report_folder

    monkeypatch.setattr(report_folder, "pictures", lambda result, curve: ())


@pytest.fixture
def staged(monkeypatch):
    """Replace stages: staged(derive=..., judge=..., sums_of=..., observed=..., reference_sums=...)."""
    from spectral_proofs.pipeline import contradictions, evaluation, powers, verdicts

    def replace_stages(**stages):
        defaults = {
            "derive": lambda g, spectrum: derivation(),
            "judge": lambda *arguments: (claim(Verdict.CONFIRMED),),
            "sums_of": PowerSums,
            "observed": observed,
            "reference_sums": reference,
            "further_laws": lambda questions, derivation, spectrum, worker: FurtherLaws(),
            "collect": lambda topics, setting, worker, processor: Measurements(),
        }
        for name, value in (defaults | stages).items():
            (module,) = (one for one in (contradictions, evaluation, powers, verdicts) if hasattr(one, name))
            monkeypatch.setattr(module, name, value)
        evaluation._compiled.cache_clear()

    replace_stages()
    yield replace_stages
    evaluation._compiled.cache_clear()
