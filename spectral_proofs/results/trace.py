"""A derivation written down step by step, in exact texts that anyone can check again.

A step says which rule was used, on what input, with what output, and which earlier steps it relied on.
Inputs and outputs are texts by name: expressions in SymPy's syntax with ``lambda`` written ``lam``, or
words such as ``yes`` and ``ray``. There is no other content: what a reporter prints for people is made
from these texts, and :mod:`spectral_proofs.verifier` checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from spectral_proofs.errors import InputError


@dataclass(frozen=True)
class Step:
    """One application of a rule; ``number`` counts from 1 and ``relies_on`` names earlier steps, in order."""

    number: int
    rule: str
    input: Mapping[str, str]
    output: Mapping[str, str]
    relies_on: tuple[int, ...] = ()


@dataclass(frozen=True)
class Trace:
    """The steps of one derivation, for one case of the parameters where they are left symbolic."""

    steps: tuple[Step, ...] = ()

    def of(self, rule: str, **inputs: str) -> tuple[Step, ...]:
        """The steps made by a rule whose inputs include these."""
        return tuple(s for s in self.steps if s.rule == rule and inputs.items() <= dict(s.input).items())

    def document(self) -> list[dict[str, Any]]:
        """The steps as JSON values."""
        return [
            {
                "step": step.number,
                "rule": step.rule,
                "input": dict(step.input),
                "output": dict(step.output),
                "relies_on": list(step.relies_on),
            }
            for step in self.steps
        ]


class Status(Enum):
    """How far a step was confirmed by the verifier.

    ``CHECKED``: an identity verified exactly, or an enclosure that proves the statement.
    ``CONSISTENT``: a statement about a limit (or about infinitely many points) whose certified values agree.
    ``UNCHECKED``: nothing was found against it, nor enough for it; the note says why.
    ``FAILED``: the step is wrong, or does not follow from what it relies on.
    """

    CHECKED = "checked"
    CONSISTENT = "consistent"
    UNCHECKED = "unchecked"
    FAILED = "failed"


@dataclass(frozen=True)
class Checked:
    """The outcome for one step; ``number`` is 0 for the trace as a whole."""

    number: int
    status: Status
    note: str = ""


def from_document(entries: object) -> Trace:
    """The trace that :meth:`Trace.document` wrote.

    Raises InputError: naming the entry that is no step.
    """
    if not isinstance(entries, list):
        raise InputError('trace: no list of steps; write what --explain --format json prints under "trace"')
    return Trace(tuple(_step(entry, place) for place, entry in enumerate(entries, 1)))


def _step(entry: object, place: int) -> Step:
    if not isinstance(entry, dict):
        raise InputError(f"trace: entry {place} is no step; each has step, rule, input, output and relies_on")
    number, rule, relies = entry.get("step"), entry.get("rule"), entry.get("relies_on")
    sides = [entry.get("input"), entry.get("output")]
    numbered = isinstance(number, int) and isinstance(relies, list) and all(isinstance(r, int) for r in relies)
    if not (numbered and isinstance(rule, str) and all(_texts(side) for side in sides)):
        raise InputError(f"trace: entry {place} is no step; each has step, rule, input, output and relies_on")
    return Step(number, rule, sides[0], sides[1], tuple(relies))  # type: ignore[arg-type]  # tested above


def _texts(side: object) -> bool:
    return isinstance(side, dict) and all(isinstance(part, str) for item in side.items() for part in item)
