"""What the runs of several branches say together: laws, certified sums, dominance, and the claims on mixtures.

1. The orders of L and S are those of the largest branches (:mod:`spectral_proofs.derivation.mixtures`).
2. Enclosures at the times of the runs add up (:mod:`spectral_proofs.sums.mixtures`).
3. Crossings, and whether the exponent of L rises, from certified values (:mod:`spectral_proofs.compare.mixtures`);
   a rise that the branches' theorems exclude is an internal error.
4. The trade-off between L and S holds for the modes of all branches together: an efficiency above 1 is an internal
   error.
5. ``branches`` and ``cor1`` are judged; other claims, where they are asked for, stay undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

from spectral_proofs.balls.decimals import parse_time
from spectral_proofs.claims import chosen
from spectral_proofs.claims.core import Complementarity
from spectral_proofs.claims.mixtures import ONE_G, Branches, MixtureResults, complementary, judge_mixture
from spectral_proofs.compare.expectations import compare
from spectral_proofs.compare.mixtures import rises, takeovers
from spectral_proofs.derivation.mixtures import mixed
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.pipeline.contradictions import traded_off
from spectral_proofs.pipeline.evaluation import RESIDUAL_GRID, values
from spectral_proofs.pipeline.verdicts import blank, expecting, not_judged
from spectral_proofs.prepare import MixtureProblem, ResidualProblem
from spectral_proofs.results import ClaimResult, Derivation, RunResult, SumValues
from spectral_proofs.results.mixture import Mixed, Takeover
from spectral_proofs.sums.mixtures import total
from spectral_proofs.worker import Worker

_CROSSING_SECONDS = 10.0  # of processor time, for all crossings
_OTHERS = f"every other claim {ONE_G}"


def together(problem: MixtureProblem, runs: Sequence[RunResult]) -> RunResult:
    """The result of the mixture; an internal error of a branch is one of the mixture."""
    nothing = replace(blank(problem), branches=tuple(runs))
    broken = next((f"branch {n}: {r.internal_error}" for n, r in enumerate(runs, 1) if r.internal_error), "")
    if broken:
        return replace(nothing, internal_error=broken)
    notes = [f"branch {n}: {note}" for n, run in enumerate(runs, 1) for note in run.notes]
    sums = _added(problem, runs)
    with Worker(problem.memory, problem.timeout) as worker:
        try:
            found = worker.call("laws of the mixture", worker.share(), mixed, *_laws(runs))
        except UndecidedError as error:
            return replace(nothing, sums=sums, underived=str(error), notes=tuple(notes))
        crossed = _crossed(problem, runs, worker, notes)
        try:
            rising = _rising(sums, runs)
            efficiency = traded_off(tuple(branch.spectrum for branch in problem.branches), sums, worker)
        except InternalError as error:
            return replace(
                nothing, derivation=found.derivation, sums=sums, notes=tuple(notes), internal_error=str(error)
            )
    found = replace(found, takeovers=crossed, rising=rising)
    notes.extend([_OTHERS] if problem.claims is None else not_judged(problem))
    return replace(
        nothing,
        derivation=found.derivation,
        sums=sums,
        efficiency=efficiency,
        notes=tuple(notes),
        claims=_judged(problem, found, runs),
        expectations=compare(problem.expectations.exponents, found.derivation),
        mixture=found,
    )


def _laws(runs: Sequence[RunResult]) -> tuple[list[Derivation | None], list[str]]:
    return [run.derivation for run in runs], [run.underived or "no law was derived" for run in runs]


def _added(problem: MixtureProblem, runs: Sequence[RunResult]) -> tuple[SumValues, ...]:
    """At the times at which every branch has values; residuals that change sign have earlier ones of their own."""
    by_time = [{value.t: value for value in run.sums} for run in runs]
    if any(isinstance(branch, ResidualProblem) for branch in problem.branches):
        for branch, known in zip(problem.branches, by_time, strict=True):
            missing = [t for t in RESIDUAL_GRID if t not in known]
            known.update((value.t, value) for value in values(branch, missing))
    shared = [t for t in by_time[0] if all(t in known for known in by_time)]
    added = [total([known[t] for known in by_time], problem.digits) for t in sorted(shared, key=parse_time)]
    return tuple(added)


def _crossed(
    problem: MixtureProblem, runs: Sequence[RunResult], worker: Worker, notes: list[str]
) -> tuple[Takeover, ...]:
    found: list[Takeover] = []
    models = [(branch.subject, branch.spectrum) for branch in problem.branches]
    arguments = (models, _laws(runs)[0], [run.sums for run in runs])
    try:
        found.extend(worker.stream("crossings", worker.share(), takeovers, *arguments, processor=_CROSSING_SECONDS))
    except UndecidedError as error:
        notes.append(f"not all crossings were looked for: {error}")
    return tuple(found)


def _rising(sums: Sequence[SumValues], runs: Sequence[RunResult]) -> str:
    """Where the exponent of L rises; raises InternalError where theorems say that it cannot."""
    said, excluded = rises(sums, [run.derivation.theorems if run.derivation else {} for run in runs])
    if said and excluded:
        raise InternalError(f"{said}, which the theorems on its branches exclude")
    return said


def _judged(problem: MixtureProblem, found: Mixed, runs: Sequence[RunResult]) -> tuple[ClaimResult, ...]:
    by_branch = [{claim.id: claim for claim in run.claims} for run in runs]
    results = MixtureResults(
        found, tuple(run.derivation for run in runs), tuple(complementary(c.get(Complementarity.id)) for c in by_branch)
    )
    claims = [*chosen(problem.claims), *[Branches()] * (problem.claims is None)]
    judged: list[ClaimResult] = []
    with suppress(UndecidedError):
        judged.extend(judge_mixture(results, problem.claims, claims))
    return expecting(problem, judged)
