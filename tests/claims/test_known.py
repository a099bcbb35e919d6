"""What is false as printed for every g: marked, counted apart, gating nothing; where it does not occur, a finding."""

from dataclasses import replace

import pytest
from factories import RUN, claim

from spectral_proofs import Spectrum
from spectral_proofs.audit.registry import ITEMS
from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import ExitStatus
from spectral_proofs.reporters.junit_cases import Status, cases
from spectral_proofs.reporters.verdicts import mark, verdict_cell
from spectral_proofs.results import KnownFailure, Verdict
from spectral_proofs.results.exit_status import count, exit_status, unexpected

FLAWED = {name: claim.flaw for name, claim in CLAIMS.items() if claim.flaw}
A19 = KnownFailure("A19", "a, b > 1", "alpha > 0 iff nu < rho/(rho+b)")


def known(verdict, **changes):
    return replace(claim(verdict, "density-growth"), known=A19, **changes)


def status(*claims):
    return exit_status([replace(RUN, claims=claims)])


def test_the_four_say_so_themselves():
    assert {name: flaw.row for name, flaw in FLAWED.items()} == {
        "noise": "A11",
        "loss-orthonormal": "A12",
        "prune-slope": "A15",
        "density-growth": "A19",
    }
    assert all(ITEMS[flaw.row].recorded.value == "refuted" for flaw in FLAWED.values())


@pytest.mark.parametrize(
    ("a", "fails"),
    [
        ("3/2", {"noise", "loss-orthonormal", "prune-slope", "density-growth"}),
        ("3", {"noise", "loss-orthonormal", "density-growth"}),  # a = b+1: the slope is 0, as printed
        ("4", {"prune-slope", "density-growth"}),
    ],
)
def test_on_which_spectra(a, fails):
    assert {name for name, flaw in FLAWED.items() if flaw.on(Spectrum(a, 2))} == fails


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.OUTSIDE])
@pytest.mark.parametrize("gates", [True, False])
def test_a_known_failure_counts_neither_way(verdict, gates):
    failing = known(verdict, gates=gates)
    assert verdict_cell(failing).plain == "KNOWN"
    counts = count([replace(RUN, claims=(failing,))])
    assert (counts.passed, counts.failed, counts.known, counts.unexpected) == (0, 0, 1, 0)
    assert status(failing) is ExitStatus.FINE
    assert cases(replace(RUN, claims=(failing,)))[0].status is Status.PASSED


def test_where_it_does_not_occur_that_is_a_finding():
    finding = known(Verdict.BEYOND)
    assert verdict_cell(finding).plain == "PASS!"
    assert status(finding) is ExitStatus.FAILED
    assert cases(replace(RUN, claims=(finding,)))[0].status is Status.FAILED
    asked = replace(finding, gates=False)
    assert verdict_cell(asked).plain == "PASS!"
    assert status(asked) is ExitStatus.FINE


def test_undecided_is_never_known():
    assert mark(known(Verdict.UNDECIDED)) == "????"
    assert status(known(Verdict.UNDECIDED)) is ExitStatus.UNDECIDED


def test_what_the_file_says_comes_first():
    listed = known(Verdict.REFUTED, expected=Verdict.REFUTED)
    assert (mark(listed), unexpected(listed)) == ("KNOWN", False)
    wrong = known(Verdict.REFUTED, expected=Verdict.CONFIRMED)
    assert (verdict_cell(wrong).plain, unexpected(wrong)) == ("FAIL!", True)


def test_a_question_fails_no_command_but_an_expectation_does():
    failing = claim(Verdict.REFUTED)
    assert verdict_cell(failing).plain == "FAIL!"
    question = replace(failing, gates=False)
    assert verdict_cell(question).plain == "FAIL"
    assert status(question) is ExitStatus.FINE
    assert status(replace(question, expected=Verdict.CONFIRMED)) is ExitStatus.FAILED
