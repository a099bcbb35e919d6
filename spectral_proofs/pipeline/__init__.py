"""One candidate on one spectrum, from text to verdicts: on exact powers of k (:mod:`.powers`) or on other modes.

Of several branches, an ordinary run of each, and what they say together (:mod:`.mixtures`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from spectral_proofs.errors import InputError
from spectral_proofs.pipeline.curves import curve
from spectral_proofs.pipeline.evaluation import GRID, efficiency, evaluate, values
from spectral_proofs.pipeline.mixtures import together
from spectral_proofs.pipeline.other_modes import run_on_other_modes
from spectral_proofs.pipeline.positive import with_g
from spectral_proofs.pipeline.powers import run_on_powers
from spectral_proofs.pipeline.residuals import run_on_residual
from spectral_proofs.pipeline.verdicts import blank
from spectral_proofs.prepare import (
    AnyProblem,
    Expectations,
    MixtureProblem,
    PowerProblem,
    Problem,
    ResidualProblem,
    prepare,
    prepare_mixture,
    require_claims,
)
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.mixture import Mixture
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.results import RunResult
from spectral_proofs.text.long_numbers import long_numbers
from spectral_proofs.worker.spent import Stopwatch

__all__ = [
    "GRID", "AnyProblem", "Expectations", "MixtureProblem", "Problem", "blank", "check", "curve", "efficiency",
    "evaluate", "prepare", "prepare_mixture", "require_claims", "run", "values",
]  # fmt: skip


def check(
    candidate: Candidate | Mixture | str,
    spectrum: ModeSpectrum | None = None,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    explain: bool = False,
) -> RunResult:
    """Derive, evaluate and judge one candidate on one spectrum, or several branches together.

    Args:
        candidate: g and its parameters, the text of a g without parameters, or a mixture of such.
        spectrum: a and b; a = 3/2, b = 2 when omitted. A mixture has its own.
        claims: ids of the claims to judge; all when omitted.
        timeout: seconds for the whole run, three quarters of them for the derivation at most; what a stopped step
            leaves open is undecided.
        digits: certified digits asked of the sums.
        explain: keep the steps of the derivation (``derivation.trace``) and re-check each (``checked``).

    Raises:
        InputError: g cannot be used on this spectrum, or a claim id is unknown.
    """
    if isinstance(candidate, Mixture):
        if spectrum is not None or explain:
            raise InputError(
                "a mixture has the spectra of its branches, and no steps of its own; leave spectrum and explain out"
            )
        asked: AnyProblem = prepare_mixture(candidate, claims=claims, timeout=timeout, digits=digits)
    else:
        asked = prepare(candidate, spectrum, claims=claims, timeout=timeout, digits=digits, explain=explain)
    return replace(run(asked), asked=asked)


@long_numbers()
def run(problem: AnyProblem, progress: Callable[[str], None] = lambda step: None) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before.

    Args:
        problem: from :func:`prepare`.
        progress: called with the name of each stage as it begins.
    """
    watch = Stopwatch()
    if not isinstance(problem, MixtureProblem):
        problem = with_g(problem)
    if isinstance(problem, MixtureProblem):
        found = _run_on_branches(problem, progress)
    elif isinstance(problem, PowerProblem):
        found = run_on_powers(problem, progress)
    elif isinstance(problem, ResidualProblem):
        found = run_on_residual(problem, progress)
    else:
        found = run_on_other_modes(problem, progress)
    return replace(found, seconds=watch.seconds, processor=watch.processor)


def _run_on_branches(problem: MixtureProblem, progress: Callable[[str], None]) -> RunResult:
    runs = list[RunResult]()
    share = problem.timeout and problem.timeout / (len(problem.branches) + 1)
    for number, branch in enumerate(problem.branches, 1):
        runs.append(run(replace(branch, timeout=share), partial(_of_branch, progress, number)))
    progress("branches together")
    return together(problem, runs)


def _of_branch(progress: Callable[[str], None], number: int, step: str) -> None:
    progress(f"branch {number}: {step}")
