"""What a run amounts to: counts for the summary and the exit status.

A claim counts as fine when it passed, or failed exactly as its check file
expects.  A listed verdict that differs, or an exponent that differs from its
expectation, is a failure; what could not be settled is undecided, never fine.
A failure that is known for every g (pytest's xfail) counts neither as passed nor
as failed; where it does not occur, that is a finding.  A question, which is what
an expression typed on the command line is, fails no command.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spectral_proofs.errors import ExitStatus
from spectral_proofs.results import ClaimResult, Derivation, RunResult, Truth, Verdict
from spectral_proofs.results.laws import EXPONENTS, exponents
from spectral_proofs.results.rigour import Rigour, weakest

__all__ = [
    "EXPONENTS", "KNOWN", "Counts", "count", "exit_status", "exponents", "known", "rigours", "surprising",
    "undecided", "unexpected",
]  # fmt: skip

KNOWN = (*EXPONENTS, "frontier_constant", "loss_constant", "energy_constant", "kappa", "m", "n")


@dataclass(frozen=True)
class Counts:
    """Numbers of claims over some runs.

    ``passed + failed + known + undecided`` is the number of claims judged;
    ``unexpected`` are the claims and unmet expectations that make a run fail.
    """

    passed: int
    failed: int
    known: int
    undecided: int
    expected_failures: int
    unexpected: int
    unsettled: int  # expectations that could not be compared


def rigours(derivation: Derivation | None) -> dict[str, Rigour | None]:
    """How each index, power of log t and constant is known; None where none was derived."""
    found: dict[str, Rigour | None] = dict.fromkeys(KNOWN)
    if derivation is None:
        return found
    frontier = derivation.frontier
    for names, law in (
        (("rho", "rho_log", "frontier_constant"), frontier.level),
        (("chi", "chi_log", "loss_constant"), derivation.loss),
        (("gamma", "gamma_log", "energy_constant"), derivation.energy),
    ):
        for name, value, known in zip(
            names,
            (law.index, law.log_index, law.constant),
            (law.rigour, law.rigour, weakest(law.rigour, law.constant_rigour)),
            strict=True,
        ):
            if value is not None and not law.infinite:
                found[name] = weakest(known, derivation.rigour)
    if frontier.kappa is not None:
        found["kappa"] = weakest(frontier.argmax.rigour, derivation.rigour)
    if derivation.growth.fact.holds:
        found |= dict.fromkeys(("m", "n"), derivation.growth.fact.rigour)
    return found


def undecided(claim: ClaimResult) -> bool:
    """Nothing is known about the claim, whatever was expected of it."""
    return claim.verdict is Verdict.UNDECIDED


def known(claim: ClaimResult) -> bool:
    """The claim failed as it is known to for every g, and nothing else was expected."""
    return claim.fails_as_known


def surprising(claim: ClaimResult) -> bool:
    """What came out is not what was expected, or a known failure did not occur."""
    if undecided(claim):
        return False
    if claim.expected is not None:
        return claim.verdict is not claim.expected
    return claim.passed if claim.known else claim.gates and not claim.passed


def unexpected(claim: ClaimResult) -> bool:
    """The same where it makes the command fail: a question has nothing to live up to."""
    return surprising(claim) and (claim.gates or claim.expected is not None)


def count(results: Iterable[RunResult]) -> Counts:
    """Add up the claims and expectations of ``results``."""
    results = tuple(results)
    claims = [claim for result in results for claim in result.claims]
    expectations = [line for result in results for line in result.expectations]
    failed = [claim for claim in claims if not (claim.passed or undecided(claim) or known(claim))]
    return Counts(
        passed=sum(claim.passed for claim in claims),
        failed=len(failed),
        known=sum(map(known, claims)),
        undecided=sum(map(undecided, claims)),
        expected_failures=sum(claim.expected is claim.verdict for claim in failed),
        unexpected=sum(map(unexpected, claims)) + sum(line.met is Truth.NO for line in expectations),
        unsettled=sum(line.met is Truth.UNKNOWN for line in expectations),
    )


def exit_status(results: Iterable[RunResult]) -> ExitStatus:
    """The status that ``check`` ends with."""
    results = tuple(results)
    if any(result.internal_error for result in results):
        return ExitStatus.INTERNAL_ERROR
    counts = count(results)
    if counts.unexpected:
        return ExitStatus.FAILED
    judged = counts.passed + counts.failed + counts.known
    if counts.undecided or counts.unsettled or not judged:  # nothing judged is no success
        return ExitStatus.UNDECIDED
    return ExitStatus.FINE
