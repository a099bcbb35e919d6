"""One candidate on one spectrum, from text to verdicts: on exact powers of k (:mod:`.powers`) or on other modes."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from spectral_proofs.pipeline.evaluation import GRID, evaluate, values
from spectral_proofs.pipeline.other_modes import run_on_other_modes
from spectral_proofs.pipeline.powers import run_on_powers
from spectral_proofs.pipeline.verdicts import blank
from spectral_proofs.prepare import Expectations, PowerProblem, Problem, prepare, require_claims
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.results import RunResult
from spectral_proofs.text.long_numbers import long_numbers

__all__ = [
    "GRID",
    "Expectations",
    "Problem",
    "blank",
    "check",
    "evaluate",
    "prepare",
    "require_claims",
    "run",
    "values",
]


def check(
    candidate: Candidate | str,
    spectrum: ModeSpectrum | None = None,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    explain: bool = False,
) -> RunResult:
    """Derive, evaluate and judge one candidate on one spectrum.

    Args:
        candidate: g and its parameters, or the text of a g without parameters.
        spectrum: a and b; a = 3/2, b = 2 when omitted.
        claims: ids of the claims to judge; all when omitted.
        timeout: seconds for the whole run, three quarters of them for the derivation at most; what a stopped step
            leaves open is undecided.
        digits: certified digits asked of the sums.
        explain: keep the steps of the derivation (``derivation.trace``) and re-check each (``checked``).

    Raises:
        InputError: g cannot be used on this spectrum, or a claim id is unknown.
    """
    return run(prepare(candidate, spectrum, claims=claims, timeout=timeout, digits=digits, explain=explain))


@long_numbers()
def run(problem: Problem, progress: Callable[[str], None] = lambda step: None) -> RunResult:
    """All stages for one problem; an internal error ends it and keeps what was found before.

    Args:
        problem: from :func:`prepare`.
        progress: called with the name of each stage as it begins.
    """
    started = time.monotonic()
    if isinstance(problem, PowerProblem):
        found = run_on_powers(problem, progress)
    else:
        found = run_on_other_modes(problem, progress)
    return replace(found, seconds=time.monotonic() - started)
