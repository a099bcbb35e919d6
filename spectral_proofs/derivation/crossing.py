"""The frontier where g tends to 1 on a whole cell: the sign of g - 1 decides.

1. g - 1 is expanded on cells that are divided wherever its leading coefficient changes sign: for
   g = log(1 + lambda t^2)/log t the sector's coefficient 2 - u changes at u = 1, and on the ray
   lambda = x t^(-1) the next term log(x)/log t changes at x = 1.
2. The frontier is the change from + to - at the smallest lambda. It lies on a ray, where the leading
   coefficient of g - 1 has a root, or at the point between two rays with different leading terms;
   between other cells it stays undecided.

Left out: coefficients of g - 1 that oscillate.
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.domain import PHASE_PREFIX, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.places import Cell, Place
from spectral_proofs.asymptotics.roots import crossing
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.calculus import excess_over_one, sign_carrier
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError

BELOW = "g stays below 1 for every lambda: no frontier"
ABOVE = "g does not fall below 1 as lambda -> 0: no frontier"


def change_of_sign(context: Context, power: sympy.Expr | None = None) -> tuple[Place, sympy.Expr] | str:
    """The ray on which g - 1 turns negative for good as lambda falls, and x there; else why there is none.

    ``power`` is u where g -> 1 along lambda = t^(-u), if that is known.

    Raises UndecidedError where the change is not on a ray, or a sign stays open.
    """
    excess = sign_carrier(excess_over_one(context.g))

    def build(evaluate: Evaluator, place: Place) -> sympy.Expr:
        coefficient = evaluate(excess).lead()[0]
        if any(s.name.startswith(PHASE_PREFIX) for s in coefficient.free_symbols):
            raise UndecidedError("g - 1 oscillates at the frontier")
        if place.kind == "ray":
            return coefficient
        if power is not None and not place.prefix and place.domain.contains(power):
            raise Split(power)
        return sympy.Integer(sign(coefficient, place.domain))

    for deeper in (0, 1):  # exp(-x) against a power of t is a logarithm that g does not show
        cells = context.on_cells(build, with_tail=False, deeper=deeper)
        found = _last_change(cells)
        if found is not None:
            return found
        sides = [sign(cell.value, cell.place.domain) for cell in cells]
        if all(side < 0 for side in sides):
            return BELOW
        if sides[-1] > 0:
            return ABOVE
    raise UndecidedError("g crosses 1 between the scales t, log t, ...")


def _last_change(cells: list[Cell[sympy.Expr]]) -> tuple[Place, sympy.Expr] | None:
    below: Place | None = None
    for cell in reversed(cells):
        root = _root(cell)
        if root is not None:
            return cell.place, root
        if sign(cell.value, cell.place.domain) >= 0:
            if below is not None and _touch(cell.place, below):
                return cell.place, cell.place.domain.low
            return None
        below = cell.place
    return None


def _touch(above: Place, below: Place) -> bool:
    """Two pieces of one ray."""
    return above.kind == below.kind == "ray" and above.prefix == below.prefix and above.domain.low == below.domain.high


def _root(cell: Cell[sympy.Expr]) -> sympy.Expr | None:
    if cell.place.kind != "ray" or cell.place.domain.parameter not in cell.value.free_symbols:
        return None
    return crossing(cell.value, cell.place.domain)
