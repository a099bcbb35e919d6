"""One run as test cases, for tools that count tests: JUnit XML and pytest.

A claim is a case, and so is each line of [expect].  A case passes when the claim
passed, or failed exactly as its check file expects or as it is known to for every g; this is the rule of the exit
status (:mod:`spectral_proofs.results.exit_status`), and ``undecided`` is never a pass here either.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from spectral_proofs.results import ClaimResult, ExpectationResult, RunResult, Truth
from spectral_proofs.results.exit_status import known, surprising, undecided

#: Name of the case that stands for a run without any claim.
RUN = "run"
#: Before the name of an exponent in [expect].
EXPECT = "expect."
_HYPOTHESES = {Truth.YES: "hold", Truth.NO: "fail", Truth.UNKNOWN: "are unknown"}
_CONCLUSION = {Truth.YES: "holds", Truth.NO: "fails", Truth.UNKNOWN: "is unknown"}
_PASSING = "confirmed or beyond"
_MET = {Truth.YES: "passed", Truth.NO: "failed", Truth.UNKNOWN: "undecided"}


class Status(Enum):
    """What a tool that counts tests makes of a case."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"
    ERROR = "error"


@dataclass(frozen=True)
class Case:
    """A claim, or a line of [expect], of one run.

    ``name`` is the claim's id or "expect.rho"; ``message`` says what came out, ``lines`` why.
    Texts are as the user wrote them: a reporter makes them safe for its medium.
    """

    name: str
    title: str
    status: Status
    message: str
    lines: tuple[str, ...] = ()


def cases(result: RunResult) -> tuple[Case, ...]:
    """The cases of ``result``: its internal error if there is one, its claims, its expectations.

    A run in which nothing was judged is one undecided case: no tool may count it as a success.
    """
    found = (*_broken(result), *map(_claim, result.claims), *map(_expectation, result.expectations))
    nothing = Case(RUN, "the run", Status.UNDECIDED, "nothing was judged")
    return found or (nothing,)


def label(spectrum: Iterable[tuple[str, str]]) -> str:
    """Name of a spectrum that fits into the name of a test.

    >>> label({"a": "3/2", "b": "2"}.items())
    'a=3/2,b=2'
    """
    return ",".join(f"{name}={value}" for name, value in spectrum)


def _broken(result: RunResult) -> Iterator[Case]:
    if result.internal_error:
        about = (f"g = {result.g}", f"at {label(result.spectrum.items())}")
        yield Case(RUN, "the run", Status.ERROR, f"internal error: {result.internal_error}", about)


def _claim(claim: ClaimResult) -> Case:
    evidence = f", evidence {claim.evidence.value}" if claim.evidence else ""
    sides = f"hypotheses {_HYPOTHESES[claim.hypotheses]}, conclusion {_CONCLUSION[claim.conclusion]}{evidence}"
    lines = (sides, claim.reason)
    return Case(claim.id, f"{claim.reference}: {claim.title}", _status(claim), _message(claim), lines)


def _status(claim: ClaimResult) -> Status:
    if undecided(claim):
        return Status.UNDECIDED
    return Status.FAILED if _fails(claim) else Status.PASSED


def _fails(claim: ClaimResult) -> bool:
    """A case is a test, whether its claim was typed as a question or not."""
    return surprising(replace(claim, gates=True))


def _message(claim: ClaimResult) -> str:
    if undecided(claim):
        return f"undecided: {claim.reason}"
    if _fails(claim):
        wanted = claim.expected.value if claim.expected else "refuted or outside" if claim.known else _PASSING
        return f"{claim.verdict.value}, expected {wanted}"
    if known(claim) and claim.known:
        return f"{claim.verdict.value}, as it is known to be for {claim.known.condition}: audit row {claim.known.row}"
    return claim.verdict.value + ("" if claim.passed else ", as its check file expects")


def _expectation(line: ExpectationResult) -> Case:
    status = Status(_MET[line.met])
    open_end = "undecided: " if status is Status.UNDECIDED else ""
    message = f"{open_end}expected {line.name} = {line.expected}, found {line.found}"
    return Case(f"{EXPECT}{line.name}", f"{line.name} = {line.expected}", status, message)
