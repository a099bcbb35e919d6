"""What a decision about a coefficient ranges over, and how it can end without an answer.

A :class:`Domain` is the interval of a cell's parameter, and who is asked where there are free parameters
(:class:`Oracle`); it goes with every question, so that two derivations never answer each other's. :class:`Split` and
:class:`CaseSplit` are signals to divide it, or the free parameters; the errors say why a sign stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.errors import UndecidedError

PHASE_PREFIX = "phase_"
_MOVING = f"{PHASE_PREFIX}moving_"
_LOOSE = "loose_"
MOVING_PHASE = "the phase of an oscillation moves along the cell"


def phase(number: int, moves: bool, loose: bool = False) -> sympy.Symbol:
    """The phase of an oscillation; it ``moves`` where it differs from place to place on one cell at the same t.

    ``loose``: nothing is known of its values beside those of other phases.
    """
    return sympy.Symbol(f"{_MOVING if moves else PHASE_PREFIX}{_LOOSE if loose else ''}{number}", real=True)


def phases_of(expr: sympy.Expr) -> list[sympy.Symbol]:
    """The phases that occur in the expression, in a fixed order."""
    return sorted((s for s in expr.free_symbols if s.name.startswith(PHASE_PREFIX)), key=str)


def recur(phases: list[sympy.Symbol]) -> bool:
    """Whether every combination of values of the phases is met, up to any error, for ever (:mod:`.phases`)."""
    if len(phases) <= 1:
        return True
    return not any(_LOOSE in s.name for s in phases) and sum(map(moves_along_cell, phases)) <= 1


def moves_along_cell(expr: sympy.Expr) -> bool:
    """Whether a phase in it is no phase of t alone; such oscillations may average out."""
    return any(s.name.startswith(_MOVING) for s in expr.free_symbols)


def refuse_moving_phases(*exprs: sympy.Expr) -> None:
    """Raise UndecidedError where a phase moves along the cell."""
    if any(map(moves_along_cell, exprs)):
        raise UndecidedError(MOVING_PHASE)


class Split(Exception):
    """The decision changes at ``point`` of the parameter's interval."""

    def __init__(self, point: sympy.Expr) -> None:
        super().__init__("an answer changes inside the cell")  # the point itself may be too long to be written
        self.point = point


class SingularSplit(Split):
    """A denominator vanishes at ``point``, or a function is singular there."""


class CaseSplit(Exception):
    """The answer depends on the sign of ``expr``, an expression in the free parameters."""

    def __init__(self, expr: sympy.Expr) -> None:
        super().__init__(str(expr))
        self.expr = expr


class Oracle(Protocol):
    """Answers about expressions with free parameters; None leaves the question to the numbers.

    Every method may raise :class:`CaseSplit`.
    """

    def sign(self, expr: sympy.Expr, domain: Domain) -> int | None:
        """As :func:`sign`."""

    def vanishes(self, expr: sympy.Expr, domain: Domain) -> bool | None:
        """As :func:`is_zero`."""

    def pinned(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` at one admissible value of the parameters, for heuristics only."""

    def at_witness(self) -> Oracle:
        """The oracle that answers for that one value, for heuristics only."""


class Order(Protocol):
    """How monomials compare in a gap between two cells."""

    def __call__(self, left: Any, right: Any, domain: Domain) -> int:
        """As :func:`~.monomial.compare`."""


class UnsettledError(UndecidedError):
    """Which of two monomials is larger depends on the way through a gap between two cells."""


class TailError(UndecidedError):
    """More terms of an exponent that is known by its first ones would have to be known."""


class OscillatesError(UndecidedError):
    """The coefficient takes both signs, over and over, as t -> oo."""


class SingularError(UndecidedError):
    """A division by something that vanishes identically on the cell."""


class ChangesSignError(UndecidedError):
    """The coefficient takes both signs inside the interval, at points that are not known exactly."""


class TouchesZeroError(UndecidedError):
    """The coefficient has one sign but comes to zero; ``weak_sign`` is that sign."""

    def __init__(self, message: str, weak_sign: int) -> None:
        super().__init__(message)
        self.weak_sign = weak_sign


@dataclass(frozen=True)
class Domain:
    """Open interval (low, high) of one parameter; ``parameter`` None means a single point.

    ``eventual`` answers instead of the interval where only large values of the parameter matter.
    ``order`` compares monomials between two cells, which have a second variable there (:mod:`.gaps`).
    ``oracle`` answers about free parameters (:mod:`spectral_proofs.derivation.parameters`); None where there are none.
    """

    parameter: sympy.Symbol | None
    low: sympy.Expr = sympy.S.Zero
    high: sympy.Expr = sympy.oo
    assumed: list[str] = field(default_factory=list, compare=False)
    eventual: Callable[[sympy.Expr], int] | None = field(default=None, compare=False)
    order: Order | None = None
    oracle: Oracle | None = field(default=None, compare=False, repr=False)
    known: dict[Any, int | UnsettledError] = field(default_factory=dict, init=False, compare=False, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        """Without the memory of comparisons, which is large and quickly made again."""
        return {**self.__dict__, "known": {}}

    def remembered(self, key: Any, decide: Callable[[], int]) -> int:
        """``decide()``, or what it found, or left unsettled, before for this key.

        Only what was read off no samples is kept, so that each question notes its own; nothing with free parameters
        or where large values of the parameter decide, for there the answer may depend on more than the domain.
        """
        if self.eventual is not None or self.oracle is not None:
            return decide()
        found = self.known.get(key)
        if found is None:
            before = len(self.assumed)
            try:
                found = decide()
            except UnsettledError as error:
                found = error
            if len(self.assumed) == before:
                self.known[key] = found
        if isinstance(found, UnsettledError):
            raise UnsettledError(*found.args)
        return found

    def single_point(self) -> Domain:
        """A single point, with the same oracle: for what depends on no cell's parameter."""
        return Domain(None, oracle=self.oracle)

    def at_witness(self) -> Domain:
        """The same for one admissible value of the free parameters; what is decided there proves nothing."""
        return self if self.oracle is None else replace(self, oracle=self.oracle.at_witness())

    def samples(self) -> list[sympy.Expr]:
        """Interior points, spread so that both ends are seen."""
        if self.parameter is None:
            return [sympy.S.Zero]
        low, high = self.low, self.high
        fractions = [sympy.Rational(n, 100) for n in (37, 11, 83, 61, 3, 97, 50)]
        if low is -sympy.oo and high is sympy.oo:
            return [sympy.Rational(n, 10) for n in (-31, 47, -2, 3, 230, -260, 9)]
        if high is sympy.oo:
            return [low + sympy.Rational(n, 1000) for n in (700, 31, 3100, 29000, 1700, 410000, 1)]
        if low is -sympy.oo:
            return [high - sympy.Rational(n, 1000) for n in (700, 31, 3100, 29000, 1700, 410000, 1)]
        return [low + (high - low) * f for f in fractions]

    def contains(self, point: sympy.Expr) -> bool:
        """Strictly inside."""
        return _less(self.low, point) and _less(point, self.high)


def _less(left: sympy.Expr, right: sympy.Expr) -> bool:
    if left.is_infinite or right.is_infinite or left.free_symbols or right.free_symbols:
        return bool(left < right)
    found = constant_sign(right - left)
    if found is None:
        raise UndecidedError(f"cannot decide whether {left} < {right}")
    return found > 0
