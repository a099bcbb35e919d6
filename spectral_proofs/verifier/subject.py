"""What a trace is about, as read from its first step, and access to its steps by rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Step, Trace
from spectral_proofs.verifier import exact, reader
from spectral_proofs.verifier.balls import Function, accurate, value
from spectral_proofs.verifier.places import Place, place_of
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.sums import Spectrum, Sums

_DIGITS = 20
_MANY_DIGITS = 4  # of a coefficient
_LATEST = 20_000
_MOST_TERMS = 300_000  # evaluations of g for all sums of one subject
_FAR = (10**6, 10**9, 10**12)  # log(1/lambda)


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
        return place_of(step.input, self.read, self._late)

    @cached_property
    def _late(self) -> int:
        """log10 of the t at which terms with a coefficient of many digits have overtaken, or been overtaken."""
        digits, exponents = self._extremes
        powers = sorted({abs(p) for p in exponents if p.is_Rational} | {sympy.S.Zero, sympy.S.One})
        gap = min(later - earlier for earlier, later in pairwise(powers))
        return 0 if digits < _MANY_DIGITS else min(int(digits / gap), _LATEST)

    @cached_property
    def latest_logarithm(self) -> int:
        """log10 of the log t at which powers of log t with such coefficients have overtaken, or been overtaken."""
        digits, _ = self._extremes
        if digits < _MANY_DIGITS or not exact.log_depth(self.g):
            return 0
        of_logs = [abs(p.exp) for p in self.g.atoms(sympy.Pow) if exact.log_depth(p.base) and p.exp.is_Rational]
        return min(int(digits / min([*of_logs, sympy.S.One])), _LATEST)

    @cached_property
    def _extremes(self) -> tuple[int, set[sympy.Expr]]:
        """The most digits of a coefficient in g, before or after the point, and the exponents that occur."""
        exponents = {power.exp for power in self.g.atoms(sympy.Pow)}
        numbers = [abs(c) for c in self.g.atoms(sympy.Rational) if c and c not in exponents]
        return max((abs(len(str(c.p)) - len(str(c.q))) for c in numbers), default=0), exponents

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
        return Sums(self.g, self.spectrum)

    def sum(self, quantity: str, t: str, digits: int = _DIGITS) -> arb | None:
        """L(t) or S(t) to so many digits, computed once; None where it is not had, or after too much work."""
        key = (quantity, t, digits)
        if key not in self.memo:
            spent = self._sums.spent < _MOST_TERMS
            self.memo[key] = self._sums.at(quantity, reader.read(t), digits) if spent else None
        found = self.memo[key]
        return found if isinstance(found, arb) else None

    @cached_property
    def infinite_energy(self) -> bool | None:
        """Whether S is infinite: by Bertrand's test on the terms at fixed t; None where it is not clear.

        The terms fall as k^(D-1), D = 1+b-a - 2b E_lambda; with u = log k, u D beyond -1 diverges, below it converges.
        """
        elasticity = Function(self.speeds[0] / self.g)
        found = []
        for T in _FAR:

            def compute(T: int = T) -> arb:
                rate = value(self.s, {}) - 2 * value(self.problem["b"], {}) * elasticity(arb(7), -arb(T))
                return rate * T / value(self.problem["b"], {})

            at = accurate(compute, 200, absolute=True)
            if at is None:
                return None
            found.append(at)
        if all(at > -0.5 for at in found):
            return True
        return False if all(at < -1.5 for at in found) else None

    def cells(self) -> tuple[Step, ...]:
        """The steps about the leading terms of g."""
        return self.trace.of("cell")
