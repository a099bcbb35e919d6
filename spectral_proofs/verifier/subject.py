"""What a trace is about, as read from its first step, and access to its steps by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from time import perf_counter

import sympy
from flint import arb

from spectral_proofs.candidate import Spectrum
from spectral_proofs.enclosure.modes import ModeSum
from spectral_proofs.enclosure.precision import working_precision
from spectral_proofs.enclosure.sums import Sums
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.model import SumValues
from spectral_proofs.trace import Step, Trace
from spectral_proofs.verifier import reader
from spectral_proofs.verifier.balls import Function
from spectral_proofs.verifier.places import Place, place_of
from spectral_proofs.verifier.result import require

_DIGITS = 20
_SECONDS = 6.0  # for one pair of sums
_LONGER = 4  # times as long as the last: the next time is four times as far out


@dataclass(frozen=True)
class Subject:
    """One g on one spectrum with the trace about it; ``instance`` values the parameters that are left symbolic."""

    trace: Trace
    instance: Mapping[sympy.Symbol, sympy.Rational] = field(default_factory=dict)
    memo: dict[object, object] = field(default_factory=dict, compare=False)

    def read(self, text: str) -> sympy.Expr:
        """An expression of the trace at the instance."""
        found = reader.read(text)
        return found.subs(self.instance) if self.instance else found

    def output(self, step: Step, name: str) -> sympy.Expr | None:
        """An output of a step as an expression, None where the step has none of that name."""
        return self.read(step.output[name]) if name in step.output else None

    def stated(self, step: Step, name: str) -> sympy.Expr:
        """An output that the step must have."""
        require(name in step.output, f"no {name} is stated")
        return self.read(step.output[name])

    def step(self, number: int) -> Step:
        """The step with this number."""
        require(1 <= number <= len(self.trace.steps), f"there is no step {number}")
        return self.trace.steps[number - 1]

    def place(self, step: Step) -> Place:
        """Where the step takes place."""
        return place_of(step.input, self.read)

    @cached_property
    def problem(self) -> dict[str, sympy.Expr]:
        """g, a, b, Lambda and W."""
        steps = self.trace.of("problem")
        require(len(steps) == 1, "the trace does not state one problem")
        return {name: self.read(steps[0].input.get(name, "1")) for name in ("g", "a", "b", "Lambda", "W")}

    @cached_property
    def spectrum(self) -> Spectrum:
        """The spectrum of the problem."""
        return Spectrum(*(self.problem[name] for name in ("a", "b", "Lambda", "W")))

    @property
    def s(self) -> sympy.Expr:
        """1 + b - a."""
        return 1 + self.problem["b"] - self.problem["a"]

    @property
    def g(self) -> sympy.Expr:
        """The evolution function."""
        return self.problem["g"]

    @cached_property
    def function(self) -> Function:
        """g for evaluation."""
        return Function(self.g)

    @cached_property
    def speeds(self) -> tuple[sympy.Expr, sympy.Expr]:
        """(lambda dg/dlambda, t dg/dt)."""
        return LAMBDA * sympy.diff(self.g, LAMBDA), TIME * sympy.diff(self.g, TIME)

    @cached_property
    def _sums(self) -> Sums:
        return Sums(self.g, self.spectrum, certified_only=True)

    def sums(self, t: str) -> SumValues | None:
        """Certified L(t) and S(t), each time once; None where others took so long that these would take too long."""
        found = self.memo.get(t)
        if not isinstance(found, SumValues):
            last = float(str(self.memo.get("seconds", 0)))
            if last * _LONGER > _SECONDS:
                return None
            started = perf_counter()
            found = self.memo[t] = self._sums.at(t, digits=_DIGITS, slopes=False)
            self.memo["seconds"] = max(last, perf_counter() - started)
        return found

    def precise(self, t: str, digits: int, quantity: str) -> arb | None:
        """Certified L(t) or S(t) to more digits, None where they are not to be had."""
        if float(str(self.memo.get("seconds", 0))) * _LONGER > _SECONDS:
            return None
        modes = ModeSum.loss(self.spectrum) if quantity == "L" else ModeSum.energy(self.spectrum)
        found = self._sums.enclose(modes, t, digits=digits)
        if found.unknown or found.infinite or not found.certified:
            return None
        with working_precision(16 * digits):
            return arb(found.mid, found.rad)

    def infinite_energy(self) -> bool | None:
        """Whether certified S is infinite at t = 10^50; None where it is not known."""
        found = self.sums("1e50")
        return None if found is None or found.energy.unknown else found.energy.infinite

    def cells(self) -> tuple[Step, ...]:
        """The steps about the leading terms of g."""
        return self.trace.of("cell")
