"""Claims on several branches at once: complementarity, and the inequality that is left of it.

With l a branch that dominates L, and s one that dominates S: chi = chi_l <= chi_s and gamma = gamma_s >= gamma_l.
Where chi_i + gamma_i = rho_i in every branch, rho_l <= chi + gamma <= rho_s follows; an end is reached iff one branch
does both.

Left out: all claims that speak of one g or one spectrum; they are judged branch by branch.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import sympy

from spectral_proofs.claims.base import Claim, Conclusion, StageResults, all_of, fails, holds, unknown
from spectral_proofs.claims.conclusions import equal, texts
from spectral_proofs.claims.core import Complementarity
from spectral_proofs.results import ClaimResult, Derivation, Fact, Truth, unsettled
from spectral_proofs.results.mixture import Mixed
from spectral_proofs.results.rigour import EXACT, OPEN, Rigour, weakest

ONE_G = "speaks of one g on one spectrum; it is judged branch by branch"


class Branches(Claim):
    """What is left of Corollary 1 on several branches."""

    id = "branches"
    title = "rho_l <= chi + gamma <= rho_s, l and s the branches that dominate L and S"
    statement = "rho_l <= chi + gamma <= rho_s"
    reference = "section 5, beyond the paper: several branches"
    needs_growth = False

    def hypotheses(self, results: StageResults) -> Fact:
        """Of one g they fail: it is no mixture."""
        return all_of([Fact(Truth.NO, "one g on one spectrum is no mixture", EXACT), super().hypotheses(results)])

    def conclude(self, results: StageResults) -> Conclusion:
        """Of one g both bounds are rho, so that it is complementarity."""
        return Complementarity().conclude(results)


@dataclass(frozen=True)
class MixtureResults:
    """What claims on a mixture may look at: its laws, those of the branches, and complementarity in each of them."""

    mixed: Mixed
    branches: tuple[Derivation | None, ...]
    complementary: tuple[Fact, ...]

    def rho(self, number: int) -> tuple[sympy.Expr | None, Rigour]:
        """The frontier's index of the branch of this number, and how it is known."""
        branch = self.branches[number - 1]
        return (None, OPEN) if branch is None else (branch.rho, branch.frontier.level.rigour)


def complementary(claim: ClaimResult | None) -> Fact:
    """Complementarity in one branch, as it was judged there."""
    if claim is None or (claim.rigour is None and claim.conclusion is not Truth.UNKNOWN):
        return unsettled("complementarity was not judged")
    return Fact(claim.conclusion, claim.reason, claim.rigour or OPEN)


def judge_mixture(
    results: MixtureResults, only: Sequence[str] | None, claims: Sequence[Claim]
) -> Iterator[ClaimResult]:
    """Verdicts of ``branches`` and ``cor1``, or of the ``only`` ones among ``claims``: the others stay undecided."""
    for claim in claims:
        if only is None and claim.id not in _ON_MIXTURES:
            continue
        if claim.id not in _ON_MIXTURES:
            yield claim.result(_standing(results, growth=claim.needs_growth), unknown(ONE_G), OPEN, certified=False)
            continue
        hypotheses, conclusion = _ON_MIXTURES[claim.id](results)
        known = weakest(conclusion.rigour, results.mixed.derivation.rigour)
        yield claim.result(hypotheses, conclusion, known, certified=False)


def _standing(results: MixtureResults, *, growth: bool) -> Fact:
    derivation = results.mixed.derivation
    standing = derivation.hypotheses
    facts = [standing.positive, standing.increasing_in_lambda, standing.increasing_in_time]
    return all_of([*facts, *[derivation.growth.fact] * growth])


def _inequality(results: MixtureResults) -> tuple[Fact, Conclusion]:
    """``branches``."""
    facts = [
        Fact(fact.truth, f"complementarity in branch {number}: {fact.reason}", fact.rigour)
        for number, fact in enumerate(results.complementary, 1)
    ]
    several = len(results.branches) > 1
    mixture = Fact(Truth.YES if several else Truth.NO, f"branches: {len(results.branches)}", EXACT)
    return all_of([mixture, *facts, _standing(results, growth=False)]), _between(results)


def _between(results: MixtureResults) -> Conclusion:
    total = _total(results)
    if isinstance(total, Conclusion):
        return total
    lower, upper = _rhos(results, results.mixed.loss.branches), _rhos(results, results.mixed.energy.branches)
    if isinstance(lower, str) or isinstance(upper, str):
        return unknown(lower if isinstance(lower, str) else str(upper))
    value, known = total
    known = weakest(known, *(rigour for _, _, rigour in (*lower, *upper)))
    low = [f"rho_{number} = {rho}" for number, rho, _ in lower]
    high = [f"rho_{number} = {rho}" for number, rho, _ in upper]
    said = f"{_sum(results)}; L is dominated by {_named(lower)} ({', '.join(low)})"
    said += f", S by {_named(upper)} ({', '.join(high)})"
    details = _details(results)
    signs = [_order(value - rho) for _, rho, _ in lower] + [_order(rho - value) for _, rho, _ in upper]
    if None in signs:
        return unknown(f"signs are not known: {said}", details)
    return holds(said, known, details) if all(signs) else fails(said, known, details)


def _complementarity(results: MixtureResults) -> tuple[Fact, Conclusion]:
    """``cor1``: with rho that of a branch that dominates L or S."""
    return _standing(results, growth=True), _adds_up(results)


def _adds_up(results: MixtureResults) -> Conclusion:
    total = _total(results)
    if isinstance(total, Conclusion):
        return total
    numbers = tuple(dict.fromkeys((*results.mixed.loss.branches, *results.mixed.energy.branches)))
    rhos = _rhos(results, numbers)
    if isinstance(rhos, str):
        return unknown(rhos)
    value, known = total
    known = weakest(known, *(rigour for _, _, rigour in rhos))
    fits = [number for number, rho, _ in rhos if equal(value, rho)]
    shown = ", ".join(f"rho_{number} = {rho}" for number, rho, _ in rhos)
    if fits:
        return holds(f"{_sum(results)} is rho of branch {fits[0]}: {shown}", known, _details(results))
    return fails(f"{_sum(results)} is rho of no branch that dominates L or S: {shown}", known, _details(results))


def _total(results: MixtureResults) -> tuple[sympy.Expr, Rigour] | Conclusion:
    """chi + gamma, or why there is none."""
    derivation = results.mixed.derivation
    for name, index, law in (("gamma", derivation.gamma, derivation.energy), ("chi", derivation.chi, derivation.loss)):
        if law.infinite:
            return fails(f"no {name}: {law.reason}", law.rigour)
        if index is None:
            return unknown(law.theta.reason)
    for dominance in (results.mixed.loss, results.mixed.energy):
        if not dominance.branches:
            return unknown(dominance.reason)
    assert derivation.chi is not None
    assert derivation.gamma is not None
    return derivation.chi + derivation.gamma, weakest(derivation.loss.rigour, derivation.energy.rigour)


def _sum(results: MixtureResults) -> str:
    derivation = results.mixed.derivation
    assert derivation.chi is not None
    assert derivation.gamma is not None
    return f"chi + gamma = {derivation.chi} + {derivation.gamma} = {derivation.chi + derivation.gamma}"


def _rhos(results: MixtureResults, numbers: Sequence[int]) -> list[tuple[int, sympy.Expr, Rigour]] | str:
    """rho of branches by number, or why one is not known."""
    found = []
    for number in numbers:
        rho, rigour = results.rho(number)
        if rho is None:
            return f"branch {number} has no rho that is known"
        found.append((number, rho, rigour))
    return found


def _named(branches: Sequence[tuple[int, sympy.Expr, Rigour]]) -> str:
    return " and ".join(f"branch {number}" for number, _, _ in branches)


def _details(results: MixtureResults) -> dict[str, str]:
    derivation = results.mixed.derivation
    found = texts(chi=derivation.chi, gamma=derivation.gamma)
    for name, dominance in (("dominates_L", results.mixed.loss), ("dominates_S", results.mixed.energy)):
        found[name] = ", ".join(map(str, dominance.branches))
    return found


def _order(difference: sympy.Expr) -> bool | None:
    """Whether a constant is at least 0; None where that is not known."""
    sign = sympy.simplify(difference).is_nonnegative
    return None if sign is None else bool(sign)


_ON_MIXTURES = {Complementarity.id: _complementarity, Branches.id: _inequality}
#: Ids of the claims that are judged of a mixture unless others are named.
OF_MIXTURES: tuple[str, ...] = tuple(_ON_MIXTURES)
