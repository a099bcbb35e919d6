"""Is g positive and increasing in lambda and in t, for all 0 < lambda <= Lambda and t >= some t0?

1. An expression whose every part is positive by construction is positive.
2. Otherwise the sign of its leading coefficient is decided on every cell; the cells cover
   the quadrant for large t, so one sign everywhere settles the question, and the first cell
   with the other sign is a counterexample.

Left out: an explicit t0 (see :mod:`spectral_proofs.bounds`).
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.cells import Place
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.signs import OscillatesError, sign
from spectral_proofs.candidate import LAMBDA, TIME
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.model import Fact, Hypotheses, Truth

_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)


def decide_hypotheses(context: Context) -> Hypotheses:
    """The standing hypotheses of every claim, each decided separately."""
    g = context.g
    return Hypotheses(
        positive=eventually_positive(context, g, "g"),
        increasing_in_lambda=eventually_positive(context, LAMBDA * sympy.diff(g, LAMBDA), "dg/dlambda"),
        increasing_in_time=eventually_positive(context, TIME * sympy.diff(g, TIME), "dg/dt"),
        smooth=_smooth(g),
    )


def eventually_positive(context: Context, expr: sympy.Expr, name: str) -> Fact:
    """Whether ``expr`` > 0 on 0 < lambda <= Lambda for all large t."""
    if expr == 0:
        return Fact(Truth.NO, f"{name} is zero")
    if expr.is_positive:
        return Fact(Truth.YES, f"{name} > 0 term by term")

    def build(evaluate: Evaluator, place: Place) -> int:
        series = evaluate(expr)
        return 0 if series.exactly_zero else sign(series.lead()[0], place.domain)

    try:
        cells = context.on_cells(build)
    except OscillatesError as error:
        return Fact(Truth.NO, f"{name} changes sign for ever: {error}")
    except UndecidedError as error:
        return Fact(Truth.UNKNOWN, f"sign of {name}: {error}")
    for cell in cells:
        if cell.value < 0:
            return Fact(Truth.NO, f"{name} < 0 at {cell.place}")
        if cell.value == 0:
            return Fact(Truth.NO, f"{name} = 0 at {cell.place}")
    return Fact(Truth.YES, f"{name} > 0 to leading order on all {len(cells)} cells of the quadrant")


def _smooth(g: sympy.Expr) -> Fact:
    kinks = [str(part) for part in sympy.preorder_traversal(g) if isinstance(part, _KINKS)]
    if kinks:
        return Fact(Truth.NO, f"{kinks[0]} has a kink")
    return Fact(Truth.YES, "composed of smooth functions")
