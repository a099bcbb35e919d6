"""Is g positive and increasing in lambda and in t, for all 0 < lambda <= Lambda and t >= some t0?

1. An expression whose every part is positive by construction is positive.
2. Otherwise the sign of its leading coefficient is decided on every cell; the cells cover
   the quadrant for large t, so one sign everywhere settles the question, and the first cell
   with the other sign is a counterexample. A derivative may vanish at isolated points.

Left out: an explicit t0 (see :mod:`spectral_proofs.bounds`).
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.cells import Cell, Place, isolated_places
from spectral_proofs.asymptotics.domain import ChangesSignError, OscillatesError, TouchesZeroError
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.candidate import LAMBDA, TIME
from spectral_proofs.derivation.attack import negative_somewhere
from spectral_proofs.derivation.calculus import log_derivative, sign_carrier
from spectral_proofs.derivation.context import Context
from spectral_proofs.errors import UndecidedError
from spectral_proofs.model import Fact, Hypotheses, Truth

_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)


def decide_hypotheses(context: Context) -> Hypotheses:
    """The standing hypotheses of every claim, each decided separately."""
    g = context.g
    return Hypotheses(
        positive=eventually_positive(context, g, "g"),
        increasing_in_lambda=eventually_positive(context, log_derivative(g, LAMBDA), "dg/dlambda", True),
        increasing_in_time=eventually_positive(context, log_derivative(g, TIME), "dg/dt", True),
        smooth=_smooth(g),
    )


def eventually_positive(context: Context, expr: sympy.Expr, name: str, weakly: bool = False) -> Fact:
    """Whether ``expr`` > 0 on 0 < lambda <= Lambda for all large t.

    ``weakly`` allows isolated zeros, as in the derivative of a strictly increasing function.
    """
    if expr == 0:
        return Fact(Truth.NO, f"{name} is zero")
    if expr.is_positive:
        return Fact(Truth.YES, f"{name} > 0 term by term")

    carrier = sign_carrier(expr)

    def build(evaluate: Evaluator, place: Place) -> int:
        series = evaluate(carrier)
        return 0 if series.exactly_zero else sign(series.lead()[0], place.domain)

    def weak_sign(evaluate: Evaluator, place: Place) -> int:
        try:
            return build(evaluate, place)
        except TouchesZeroError as error:
            if not weakly:
                raise
            return error.weak_sign

    try:
        cells = context.on_cells(weak_sign)
        isolated = [(place, context.on_place(weak_sign, place)) for place in isolated_places(cells)]
        context.remember([Cell(place, value) for place, value in isolated])
    except (OscillatesError, ChangesSignError) as error:
        return Fact(Truth.NO, f"{name} changes sign: {error}")
    except UndecidedError as error:
        return Fact(Truth.UNKNOWN, f"sign of {name}: {error}")
    for place, value in [(cell.place, cell.value) for cell in cells] + isolated:
        if value < 0:
            return Fact(Truth.NO, f"{name} < 0 at {place}")
        if value == 0 and not (weakly and place.kind == "mode"):
            return Fact(Truth.NO, f"{name} = 0 at {place}")
    try:
        context.refuse_hidden_transitions()
    except UndecidedError as error:
        return Fact(Truth.UNKNOWN, f"sign of {name}: {error}")
    against = negative_somewhere(expr, context.spectrum.Lambda)
    if against:
        return Fact(Truth.UNKNOWN, f"{name} > 0 to leading order on every cell, yet {name} < 0 at {against}")
    return Fact(Truth.YES, f"{name} > 0 to leading order on all {len(cells)} cells of the quadrant")


def _smooth(g: sympy.Expr) -> Fact:
    kinks = [str(part) for part in sympy.preorder_traversal(g) if isinstance(part, _KINKS)]
    if kinks:
        return Fact(Truth.NO, f"{kinks[0]} has a kink")
    return Fact(Truth.YES, "composed of smooth functions")
