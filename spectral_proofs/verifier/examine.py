"""A whole document: its traces verified step by step, and everything it states beside them compared with them.

1. The schema named must be one that this version reads.
2. Each trace is verified (:mod:`.verify`); then its run or regime is compared with it.
3. The regimes of a derivation must be exactly those that its traces list; the summary of a run is counted again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from spectral_proofs.results.trace import Checked, Status, Trace
from spectral_proofs.results.traced import TracedClaim
from spectral_proofs.verifier import regime_entries, run_entries, untraced
from spectral_proofs.verifier.comparison import Compared, covered, guarded, leftover, same_word, uncovered
from spectral_proofs.verifier.document import Document, Entry, read_document
from spectral_proofs.verifier.reader import read_condition
from spectral_proofs.verifier.subject import Subject
from spectral_proofs.verifier.verdicts import PASSED
from spectral_proofs.verifier.verify import verify

Claims = Mapping[str, TracedClaim]  # by id
SCHEMAS = {"runs": "spectral-proofs/run/1", "regimes": "spectral-proofs/derivation/1"}
_TOP = ("schema", "g", "spectrum", "assumptions", "regimes", "runs", "summary", "trace")


@dataclass(frozen=True)
class Examined:
    """One run or regime, or the document around them (then without a trace)."""

    title: str
    trace: Trace | None
    checked: tuple[Checked, ...]
    compared: tuple[Compared, ...]

    @property
    def failed(self) -> bool:
        """Whether a step or a statement is wrong."""
        statuses = [*(item.status for item in self.checked), *(item.status for item in self.compared)]
        return Status.FAILED in statuses

    @property
    def open(self) -> bool:
        """Whether nothing was checked where there should be something: no trace, or a case without points."""
        cases = {step.number for step in self.trace.of("case")} if self.trace is not None else set()
        unsettled = any(item.number in cases and item.status is Status.UNCHECKED for item in self.checked)
        return unsettled or any(item.name in (MISSING, STOPPED) for item in self.compared)


MISSING = "everything: there is no trace"
STOPPED = "everything: given up"


def examine(document: Document, claims: Claims) -> Iterator[Examined]:
    """The runs and regimes in order, then the document around them; ``claims`` is what is known of each id."""
    for number in range(len(document.entries) + 1):
        yield _part(document, number, claims)


def titles(content: str) -> tuple[str, ...]:
    """Names of the parts of a document, in the order of :func:`examine`; raises InputError where it is none."""
    return (*(entry.title for entry in _read(content).entries), "the document")


def examined(content: str, number: int, claims: Claims) -> Examined:
    """One part of the document written in ``content``, so that each can have a time limit of its own."""
    return _part(_read(content), number, claims)


def given_up(title: str, reason: str) -> Examined:
    """A part that was stopped."""
    return Examined(title, None, (), (uncovered(STOPPED, reason),))


_read = lru_cache(maxsize=1)(read_document)


def _part(document: Document, number: int, claims: Claims) -> Examined:
    if number < len(document.entries):
        return _examined(document.entries[number], document, claims)
    return Examined("the document", None, (), tuple(around(document)))


def _examined(entry: Entry, document: Document, claims: Claims) -> Examined:
    checked = () if entry.trace is None else verify(entry.trace)
    return Examined(entry.title, entry.trace, checked, tuple(beside(entry, document, claims)))


def beside(entry: Entry, document: Document, claims: Claims) -> list[Compared]:
    """What a run or regime states beside its trace."""
    trace = entry.trace
    if trace is None:
        general = entry.kind == "regime" and "runs" in document.values  # the theorem behind several runs
        if general:
            return [uncovered(f"{name} (there is no trace)") for name in entry.values]
        alone = guarded("formulas", lambda: untraced.compare(entry.values, document.values))
        return [uncovered(MISSING), *(alone if entry.kind == "regime" else ())]
    return guarded(entry.kind, lambda: _compared(entry, Subject(trace), document, claims)) if entry.kind else []


def _compared(entry: Entry, subject: Subject, document: Document, claims: Claims) -> list[Compared]:
    if entry.kind == "run":
        return run_entries.compare(entry.values, subject, claims)
    if "runs" not in document.values:
        return regime_entries.compare(entry.values, subject, document.values)
    own = {"g": entry.values.get("candidate", {}).get("g"), "own": True}
    return regime_entries.compare(entry.values, subject, {**entry.values, **own})


def around(document: Document) -> Iterator[Compared]:
    """What the document states around its runs or regimes."""
    values = document.values
    kinds = [key for key in SCHEMAS if key in values]
    if kinds:
        yield same_word("schema", values.get("schema"), SCHEMAS[kinds[0]])
    if kinds == ["regimes"]:
        yield from guarded("regimes", lambda: [_listed(document)])
    if "summary" in values:
        yield from guarded("summary", lambda: _summary(values["summary"], values["runs"]))
    if kinds:
        yield from leftover(values, _TOP)
    if any(entry.trace is not None for entry in document.entries):
        yield uncovered("status and note of every step", "found anew above; those of the document are not read")


def _listed(document: Document) -> Compared:
    """Each condition that the traces list stands over one regime, and no other does."""
    stated = [entry.values.get("when") for entry in document.entries if entry.kind == "regime"]
    for entry in document.entries:
        for step in () if entry.trace is None else entry.trace.of("regimes"):
            listed = [text.strip() for text in step.input.get("conditions", "").split(";")]
            if Counter(map(_canonical, stated)) != Counter(map(_canonical, listed)):
                return covered("regimes", False, f"{entry.title} lists the regimes {'; '.join(listed)}")
    return covered("regimes", True, "")


def _canonical(condition: object) -> frozenset[tuple[str, str]]:
    return frozenset((str(expr), operator) for expr, operator in read_condition(str(condition)))


def _known(claim: Mapping[str, Any]) -> bool:
    """It fails as the document says that it does for every g, and nothing else was expected."""
    fails = claim.get("known") is not None and claim["verdict"] not in (*PASSED, "undecided")
    return fails and claim.get("expected") in (None, claim["verdict"])


def _summary(stated: Mapping[str, Any], runs: list[Mapping[str, Any]]) -> Iterator[Compared]:
    """Claims that passed, failed, failed as they do for every g, and are undecided, counted again."""
    claims = [claim for run in runs for claim in run.get("claims", [])]
    passed = sum(claim["verdict"] in PASSED for claim in claims)
    open_ = sum(claim["verdict"] == "undecided" for claim in claims)
    known = sum(_known(claim) for claim in claims)
    counted = {"passed": passed, "failed": len(claims) - passed - open_ - known, "known": known, "undecided": open_}
    for name, count in counted.items():
        found = stated.get(name, 0)
        yield covered(f"summary: {name}", found == count, f"{found} are stated; the claims are {count}")
    yield from leftover(stated, counted, "summary: ")
