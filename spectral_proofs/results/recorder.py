"""What writes a trace; apart from :mod:`spectral_proofs.results.trace`, which is all that the verifier needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from spectral_proofs.results.trace import Step, Trace
from spectral_proofs.text.exact import exact_text


@dataclass
class Recorder:
    """Collects steps and numbers them; ``base`` are the steps that state the problem."""

    steps: list[Step] = field(default_factory=list)
    base: tuple[int, ...] = (1,)

    def add(self, rule: str, input: Mapping[str, object], output: Mapping[str, object], *relies_on: int) -> int:
        """Append a step and return its number; values become texts, None is left out."""
        number = len(self.steps) + 1
        sides = [{k: exact_text(v) for k, v in side.items() if v is not None} for side in (input, output)]
        self.steps.append(Step(number, rule, sides[0], sides[1], tuple(sorted(set(relies_on)))))
        return number

    def trace(self) -> Trace:
        """What was collected."""
        return Trace(tuple(self.steps))
