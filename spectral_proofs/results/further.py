"""Laws and facts that single claims need of g besides the core derivation.

Each is an answer, or :class:`Open` with the reason why there is none; what no claim asked for is open too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.laws import Asymptotics, Fact
from spectral_proofs.results.rigour import Rigour
from spectral_proofs.results.values import Enclosure

T = TypeVar("T")


@dataclass(frozen=True)
class Open:
    """A question without an answer."""

    reason: str


_NOT_ASKED = Open("not derived: no claim asked for it")


@dataclass(frozen=True)
class PositionOrder:
    """The spectral position pos(t), a quotient of two sums: its numerator, and its law where both have orders."""

    numerator: Asymptotics  # sum lambda_k^2 w_k^2 exp(-2g)
    law: Asymptotics | None  # of pos
    limit: sympy.Expr | None  # of pos t^rho, where both sums have constants in closed form


@dataclass(frozen=True)
class Reach:
    """What N modes leave after infinite training; ``decay`` is 2 d0 where residuals keep their ratios."""

    floor: Fact  # the loss floor is Theta(N^(1-a))
    deepest: Fact  # the deepest position is Theta(N^-b)
    decay: sympy.Expr | None = None


@dataclass(frozen=True)
class CoefficientRounding:
    """Rounding the coefficients alone to a fixed step."""

    order: str  # of its cost, in words
    diverges: bool | None  # whether eq. (10) is then infinite; None: open
    rigour: Rigour  # of ``diverges``


@dataclass(frozen=True)
class TradeOff:
    """S beside S_R, the least energy of any g with the same loss, as t -> oo.

    ``limit`` is that of the efficiency S_R/S, exact, where it is known, and ``enclosed`` the same as a ball.
    """

    edge: Fact  # S = Theta(S_R)
    limit: sympy.Expr | None
    enclosed: Enclosure | None
    rigour: Rigour  # of the limit


@dataclass(frozen=True)
class Optimum:
    """Of models with N modes trained for t = C/N, N the best: limits that the scaling function gives.

    ``ratio`` is that of N/k_*, ``size`` that of N C^(-rho/(rho+b)), ``loss`` that of L C^((a-1)rho/(rho+b)).
    """

    ratio: Enclosure
    size: Enclosure
    loss: Enclosure
    rigour: Rigour


@dataclass(frozen=True)
class FurtherLaws:
    """One field for each question; a claim names those that it reads."""

    mode_number: Asymptotics | Open = _NOT_ASKED  # N(t) = sum (1 - exp(-g))
    position: PositionOrder | Open = _NOT_ASKED
    descent: Fact | Open = _NOT_ASKED  # pos(t) decreases for all large t
    reach: Reach | Open = _NOT_ASKED
    orthonormal: Fact | Open = _NOT_ASKED  # sum w_k^2 exp(-2g) is finite for all large t
    rounding: CoefficientRounding | Open = _NOT_ASKED
    trade_off: TradeOff | Open = _NOT_ASKED
    optimum: Optimum | Open = _NOT_ASKED


def answered(answer: T | Open) -> T:
    """The answer; raises UndecidedError with the reason where there is none.

    >>> answered(FurtherLaws().descent)
    Traceback (most recent call last):
    spectral_proofs.errors.UndecidedError: not derived: no claim asked for it
    """
    if isinstance(answer, Open):
        raise UndecidedError(answer.reason)
    return answer
