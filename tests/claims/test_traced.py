"""What claims tell the verifier of themselves, pinned: both sides rest on it, so that neither would notice a slip."""

from spectral_proofs.claims import CLAIMS, TRACED
from spectral_proofs.claims.base import OtherModes
from spectral_proofs.results.traced import Follows


def ids(chosen) -> set[str]:
    return {name for name, claim in TRACED.items() if chosen(claim)}


def test_which_hypotheses_a_claim_has():
    without = {"growth", "noise", "loss-orthonormal", "density-growth", "tradeoff"}
    assert ids(lambda claim: not claim.needs_growth) == without
    positive = {"prune-power", "prune-slope", "prune-saturation", "critical-points", "tradeoff"}
    assert ids(lambda claim: claim.needs_positive_s) == positive


def test_every_conclusion_of_the_verifier_is_that_of_one_claim():
    assert sorted(claim.follows.name for claim in TRACED.values() if claim.follows) == sorted(f.name for f in Follows)
    assert TRACED["eq7"].follows is Follows.LOSS_POWER
    assert TRACED["thm2"].follows is Follows.ENERGY_POWER
    assert {name: claim.theorem for name, claim in TRACED.items() if claim.theorem} == {
        "prop1": "frontier",
        "eq7": "loss",
        "thm2": "energy",
    }


def test_which_claims_are_judged_on_other_modes_and_have_a_certificate():
    meant = {kind: {name for name, claim in CLAIMS.items() if claim.on_other_modes is kind} for kind in OtherModes}
    pruning = {"prune-plateau", "prune-power", "prune-slope", "prune-saturation", "critical-points"}
    assert meant[OtherModes.POWER_LIKE] == {"noise"}
    assert meant[OtherModes.PRUNED] == pruning
    assert meant[OtherModes.NOT] == set()
    assert {name for name, claim in CLAIMS.items() if claim.certificate} == {"growth", "prop1", "thm2"}
