"""Certified sums over the modes, compared with closed forms at one time.

A value proves something about its own time only, or that a closed form is right there to the digits compared; the
asymptotic statements are proved elsewhere (:mod:`.clauses`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy
from flint import arb

from spectral_proofs.audit.base import Check, Clause
from spectral_proofs.audit.cache import Desk
from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.balls.readable import show
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Enclosure, Evidence
from spectral_proofs.sums.modes import ModeSum

_DIGITS = 40
_SHOWN = 12

#: The sums by the names that rows use, with the letter that they print.
SUMS: dict[str, tuple[str, Callable[[Spectrum, int, int | None], ModeSum]]] = {
    "loss": ("L", ModeSum.loss),
    "energy": ("S", ModeSum.energy),
    "learned": ("Σ(1−e^(−g))", lambda spectrum, first, last: ModeSum.learned_modes(first, last)),
    "weighted": ("Σλ_k²w_k²e^(−2g)", ModeSum.weighted_loss),
    "orthonormal": ("Σw_k²e^(−2g)", ModeSum.orthonormal_loss),
    "tail": ("T", ModeSum.spectral_tail),
}


@dataclass(frozen=True)
class Value(Clause):
    """A certified sum over first <= k <= last lies near a closed form.

    ``over`` names a sum to divide it by; ``tolerance`` is relative; ``expected`` oo means that it is infinite.
    """

    quantity: str
    g: str
    t: str
    expected: sympy.Expr
    tolerance: str = "1e-9"
    a: str = "3/2"
    b: str = "2"
    first: int = 1
    last: int | None = None
    over: str = ""

    def check(self, desk: Desk) -> Check:
        """Certified at this t."""
        value = self._enclosed(desk, self.quantity)
        name = SUMS[self.quantity][0]
        if self.over:
            value, name = quotient(value, self._enclosed(desk, self.over)), f"{name}/{SUMS[self.over][0]}"
        name = (name if self.quantity == "tail" else f"{name}({self.t})") + (
            f", k ≥ {self.first}" if self.first > 1 else ""
        )
        name += f", k ≤ {self.last}" if self.last else ""
        says = f"{self.says} [g = {self.g}, a = {self.a}, b = {self.b}]"
        holds = value.infinite if self.expected == sympy.oo else near(value, self.expected, self.tolerance)
        closed = "∞" if self.expected == sympy.oo else str(sympy.N(self.expected, _SHOWN))
        found = f"{name} = {shown(value)}, closed form {closed}"
        return Check(self.role, says, holds, Evidence.CERTIFIED, found, finite=True, numbers={name: shown(value)})

    def _enclosed(self, desk: Desk, quantity: str) -> Enclosure:
        modes = SUMS[quantity][1](Spectrum(self.a, self.b), self.first, self.last)
        value = desk.enclose(self.g, self.a, self.b, self.t, modes)
        if not value.certified:
            raise UndecidedError(f"{quantity} at t = {self.t} for g = {self.g} is not certified: {value.note}")
        return value


def near(value: Enclosure, expected: sympy.Expr, tolerance: str) -> bool:
    """Whether the whole enclosure lies within the relative tolerance of a number.

    Raises UndecidedError: the enclosure is too wide to tell.
    """
    if value.infinite:
        return False
    target = sympy.N(expected, _DIGITS)
    middle, radius = (sympy.Float(text, _DIGITS) for text in (value.mid, value.rad))
    allowed, distance = abs(target) * sympy.Float(tolerance, _DIGITS), abs(middle - target)
    if distance + radius <= allowed:
        return True
    if distance - radius > allowed:
        return False
    raise UndecidedError(f"{value.mid} ± {value.rad} is too wide to compare with {target}")


def quotient(top: Enclosure, bottom: Enclosure) -> Enclosure:
    """The enclosure of a ratio of two finite enclosed numbers."""
    with working_precision(bits_for_digits(_DIGITS)):
        balls = [arb(f"[{value.mid} +/- {value.rad}]") for value in (top, bottom)]
        return to_enclosure(balls[0] / balls[1], _DIGITS // 2)


def shown(value: Enclosure) -> str:
    """The certified digits, at most twelve."""
    return show(value, _SHOWN) + ("" if value.certified else " (not certified)")
