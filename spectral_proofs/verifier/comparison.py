"""What a document states beside its traces, compared with what the traces say.

1. Every statement that a trace determines is compared: expressions by exact algebra, sentences letter by
   letter, certified values by overlap with values computed anew.
2. A statement that differs is FAILED; one that no trace determines is UNCHECKED: not covered.
3. No key of the document is passed over: those that nothing here compares are not covered either.

A trace must itself be verified (:mod:`.verify`) before being compared with says anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.reader import UnreadableError, read
from spectral_proofs.verifier.result import FailedStepError

_LONGEST = 70  # characters of a value that are shown
_ERRORS = (ValueError, ArithmeticError, NotImplementedError, RecursionError)
_MALFORMED = (KeyError, IndexError, TypeError, AssertionError, AttributeError)


@dataclass(frozen=True)
class Compared:
    """One statement of the document: CHECKED as the trace says, FAILED, or UNCHECKED: not covered by it."""

    name: str
    status: Status
    note: str = ""


def covered(name: str, agrees: bool, note: str) -> Compared:
    """A statement that was compared; ``note`` is shown where it differs."""
    return Compared(name, Status.CHECKED) if agrees else Compared(name, Status.FAILED, note)


def uncovered(name: str, why: str = "") -> Compared:
    """A statement that the trace does not determine."""
    return Compared(name, Status.UNCHECKED, why)


def leftover(values: Mapping[str, Any], known: Iterable[str], prefix: str = "") -> Iterator[Compared]:
    """The keys that are not ``known``, as far as they state anything."""
    for name, value in values.items():
        if name not in known and value not in (None, [], {}, ""):
            yield uncovered(f"{prefix}{name}")


def guarded(name: str, compare: Callable[[], Iterable[Compared]]) -> list[Compared]:
    """What ``compare`` yields; a value that cannot be what is stated there has failed."""
    found: list[Compared] = []
    try:
        found.extend(compare())
    except FailedStepError as error:
        found.append(Compared(name, Status.FAILED, str(error)))
    except (UnreadableError, InputError) as error:
        found.append(Compared(name, Status.FAILED, f"cannot be read: {error}"))
    except (UndecidedError, *_ERRORS) as error:
        found.append(uncovered(name, f"the comparison broke off: {error}"))
    except _MALFORMED as error:
        found.append(Compared(name, Status.FAILED, f"cannot be what is stated there: {type(error).__name__} {error}"))
    return found


def same(name: str, stated: object, expected: str | None, source: Step | None) -> Compared:
    """An expression, or null where there is none, against that of a step."""
    where = "the trace" if source is None else f"step {source.number}"
    return covered(name, agree(stated, expected), f"the document says {shown(stated)}, {where} {shown(expected)}")


def same_word(name: str, stated: object, expected: str | None) -> Compared:
    """A word or a sentence, letter by letter."""
    return covered(name, stated == expected, f"the document says {shown(stated)}, the trace {shown(expected)}")


def agree(stated: object, expected: str | None) -> bool:
    """Equal texts, or equal expressions."""
    if stated is None or expected is None or not isinstance(stated, str):
        return stated is None and expected is None
    if stated == expected:
        return True
    try:
        return exact.equal(read(stated), read(expected))
    except (UndecidedError, *_ERRORS, *_MALFORMED):  # a text that is no expression is not the one expected
        return False


def shown(value: object) -> str:
    """A value in one short line."""
    text = "nothing" if value is None else str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def only(steps: Sequence[Step], rule: str) -> Step | None:
    """The step of a rule that occurs at most once."""
    if len(steps) > 1:
        raise FailedStepError(f"the trace has {len(steps)} steps {rule}")
    return steps[0] if steps else None
