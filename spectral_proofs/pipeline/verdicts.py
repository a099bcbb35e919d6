"""The claims of a run: judged on the results of its stages, or undecided with the reason why there are none."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from spectral_proofs.claims import StageResults, chosen
from spectral_proofs.claims import judge_in_turn as judge
from spectral_proofs.errors import UndecidedError
from spectral_proofs.prepare import AnyProblem, MixtureProblem, Problem
from spectral_proofs.results import ClaimResult, RunResult, Truth, Verdict
from spectral_proofs.worker import Worker


def judged(
    problem: Problem,
    reason: str,
    results: StageResults | None,
    worker: Worker,
    judgeable: Collection[str] | None = None,
) -> tuple[ClaimResult, ...]:
    """Verdicts on the results of the stages before; undecided for ``reason`` without them, and where not judgeable."""
    asked = [claim.id for claim in chosen(problem.claims)]
    wanted = asked if judgeable is None else [name for name in asked if name in judgeable]
    found: list[ClaimResult] = []
    if results is not None and wanted:
        try:
            found.extend(worker.stream("judging the claims", None, judge, results, wanted))
            if judgeable is None:
                return tuple(found)
        except UndecidedError as error:
            reason = str(error) if judgeable is None else reason
    known = {claim.id: claim for claim in found}
    return tuple(known.get(claim.id, claim) for claim in undecided(problem, reason))


def expecting(problem: AnyProblem, claims: Sequence[ClaimResult]) -> tuple[ClaimResult, ...]:
    """The same verdicts beside those that the check file expects."""
    verdicts = problem.expectations.verdicts
    return tuple(replace(claim, expected=verdicts.get(claim.id), gates=problem.gates) for claim in claims)


def not_judged(problem: AnyProblem) -> Iterator[str]:
    """Which expected verdicts were not looked at, since only some claims were chosen."""
    left_out = [name for name in problem.expectations.verdicts if problem.claims and name not in problem.claims]
    if left_out:
        yield f"expected verdicts not judged, their claims being left out: {', '.join(left_out)}"


def undecided(problem: Problem, reason: str) -> tuple[ClaimResult, ...]:
    """Every claim that was asked for, undecided for one reason."""
    return tuple(
        ClaimResult(
            id=claim.id,
            title=claim.title,
            reference=claim.reference,
            hypotheses=Truth.UNKNOWN,
            conclusion=Truth.UNKNOWN,
            verdict=Verdict.UNDECIDED,
            evidence=None,
            reason=reason,
            rigour=None,
        )
        for claim in chosen(problem.claims)
    )


def blank(problem: AnyProblem) -> RunResult:
    """The result before any stage."""
    if isinstance(problem, MixtureProblem):
        mixture, modes = problem.candidate, {"kind": "mixture", "branches": str(len(problem.branches))}
        return RunResult(mixture.name, mixture.title, mixture.g, {}, modes, None, (), (), ())
    candidate, spectrum = problem.candidate, problem.spectrum
    return RunResult(
        name=candidate.name or candidate.g,
        title=candidate.title,
        g=candidate.g,
        parameters=dict(candidate.parameters),
        spectrum=spectrum.texts(),
        derivation=None,
        sums=(),
        fits=(),
        claims=(),
    )
