"""Claims on several branches, on laws made by hand."""

from dataclasses import replace

import pytest
import sympy
from factories import YES, asymptotics, derivation

from spectral_proofs.claims import NAMED, chosen
from spectral_proofs.claims.mixtures import OF_MIXTURES, MixtureResults, judge_mixture
from spectral_proofs.derivation.mixtures import mixed
from spectral_proofs.results import Evidence, Fact, Growth, Truth, Verdict, unsettled
from spectral_proofs.results.rigour import EXACT, Sampled

NO = Fact(Truth.NO, "chi + gamma > rho", EXACT)
SLOW = derivation("1/2", "1/8", "3/8")
FAST = derivation("1", "1/4", "3/4")
ONLY_SAMPLED = replace(FAST, rigour=Sampled("a sign at 7 points"))


def judged(branches, complementary=None, only=None):
    reasons = ["stopped"] * len(branches)
    facts = tuple(complementary or [YES] * len(branches))
    results = MixtureResults(mixed(branches, reasons), tuple(branches), facts)
    found = judge_mixture(results, only, chosen(only or OF_MIXTURES))
    return {claim.id: claim for claim in found}


def verdicts(branches, complementary=None):
    found = judged(branches, complementary)
    return found["cor1"].verdict, found["branches"].verdict


def test_complementarity_is_refuted_where_no_branch_does_both_and_the_inequality_stays():
    found = judged([FAST, SLOW])
    assert found["cor1"].verdict is Verdict.REFUTED
    assert found["branches"].verdict is Verdict.CONFIRMED
    assert {claim.evidence for claim in found.values()} == {Evidence.PROVED}
    assert found["branches"].details == {"chi": "1/8", "gamma": "3/4", "dominates_L": "2", "dominates_S": "1"}


def test_one_branch_that_does_both_keeps_complementarity():
    assert verdicts([FAST, derivation("1", "1/2", "1/2")]) == (Verdict.CONFIRMED, Verdict.CONFIRMED)


def test_without_complementarity_in_a_branch_the_inequality_is_outside_or_beyond():
    too_much = derivation("1", "1/4", "9/4")
    assert verdicts([too_much, SLOW], [NO, YES]) == (Verdict.REFUTED, Verdict.OUTSIDE)
    assert verdicts([FAST, derivation("1", "3/2", "0")], [YES, NO]) == (Verdict.CONFIRMED, Verdict.BEYOND)


def test_a_false_hypothesis_would_refute_it():
    """The conclusion is judged on its own."""
    assert verdicts([derivation("1", "1/4", "9/4"), SLOW])[1] is Verdict.REFUTED


@pytest.mark.parametrize(
    ("branches", "complementary"), [([FAST, None], None), ([FAST, SLOW], [YES, unsettled("no gamma")])]
)
def test_undecided_where_a_branch_is(branches, complementary):
    assert verdicts(branches, complementary)[1] is Verdict.UNDECIDED


def test_infinite_energy_is_no_gamma():
    steep = derivation(energy=asymptotics(None, infinite=True, reason="S = oo"))
    assert verdicts([FAST, steep], [YES, NO]) == (Verdict.REFUTED, Verdict.OUTSIDE)


def test_one_branch_is_no_mixture():
    assert verdicts([FAST]) == (Verdict.CONFIRMED, Verdict.BEYOND)


def test_complementarity_needs_growth_in_every_branch_and_the_inequality_does_not():
    free = replace(SLOW, growth=Growth(NO))
    assert verdicts([FAST, free]) == (Verdict.OUTSIDE, Verdict.CONFIRMED)


def test_samples_in_one_branch_are_no_proof_of_all():
    assert judged([ONLY_SAMPLED, SLOW])["branches"].evidence is Evidence.NUMERICAL


def test_other_claims_are_undecided_and_say_why():
    found = judged([FAST, SLOW], only=("eq7", "branches"))
    assert set(found) == {"eq7", "branches"}
    assert found["eq7"].verdict is Verdict.UNDECIDED
    assert "one g" in found["eq7"].reason


def test_signs_of_irrational_exponents_are_decided():
    root = sympy.sqrt(2) - 1
    branch = derivation("1")
    loss = replace(branch.loss, index=-root)
    energy = replace(branch.energy, index=1 - root)
    assert verdicts([replace(branch, loss=loss, energy=energy), derivation("1", "1/2", "1/2")])[1] is Verdict.CONFIRMED


def test_of_one_g_the_claim_is_judged_only_where_it_is_named():
    assert "branches" not in {claim.id for claim in chosen(None)}
    assert [claim.id for claim in chosen(["branches"])] == ["branches"]
    assert "branches" in NAMED
