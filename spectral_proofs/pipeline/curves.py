"""L and S at the times that figures show: half decades from 10^0 to 10^8, where training is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spectral_proofs.pipeline.evaluation import values
from spectral_proofs.prepare import AnyProblem, MixtureProblem, Problem
from spectral_proofs.problem.spectrum import exact_number
from spectral_proofs.results import RunResult, SumValues
from spectral_proofs.sums.mixtures import total

_HALF_DECADES = tuple(f"{lead}e{power}" for power in range(9) for lead in ("1", "3.16"))[:-1]
_DIGITS = 15
_EACH = 5.0  # seconds for each time


def curve(problem: AnyProblem, result: RunResult) -> tuple[SumValues, ...]:
    """Values for figures of a run; none where those of the run itself are not certified, since others take long."""
    if result.internal_error or not result.sums or not all(value.certified for value in result.sums):
        return ()
    if not isinstance(problem, MixtureProblem):
        return _values(problem, _shown([problem]))
    times = _shown(problem.branches)
    by_time = zip(*(_values(branch, times) for branch in problem.branches), strict=True)
    return tuple(total(branches, _DIGITS) for branches in by_time)


def _shown(problems: Sequence[Problem]) -> list[str]:
    """The times after training began."""
    start = max(problem.candidate.start for problem in problems)
    return [t for t in _HALF_DECADES if exact_number(t, "t") > start]


def _values(problem: Problem, times: Sequence[str]) -> tuple[SumValues, ...]:
    return tuple(values(replace(problem, timeout=_EACH, digits=min(problem.digits, _DIGITS)), times, slopes=True))
