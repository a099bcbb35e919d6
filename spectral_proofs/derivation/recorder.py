"""The derivation of one candidate as a :class:`~spectral_proofs.results.trace.Trace`.

The stages leave what they used in ``Context.journal``; here it becomes steps:

1. the problem; the elasticities; the leading term of g on each cell; that the cells tile the quadrant; what
   leads in the parts of g on each cell, and which of their transitions lie between two cells;
2. the hypotheses; condition (2) with its constants; frontier, E_t/E_lambda along it, argmax of R;
3. for L and S each: the contribution of every cell, the one that dominates, the leading constant, the law;
4. the explicit theorems; the exponents and their relation.

A part that stayed undecided is a step of the rule ``open``, with the reason. Nothing is derived here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy

from spectral_proofs.asymptotics.places import isolated_places
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.curves import Curve
from spectral_proofs.derivation.forms import negative
from spectral_proofs.derivation.leaders import Leaders, Tendency
from spectral_proofs.derivation.level_set import LevelSet
from spectral_proofs.derivation.record_places import GROWS, expression, transitions_of, where
from spectral_proofs.derivation.record_sums import record_regular_variation, record_sum
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Derivation, Fact, Frontier, Growth, Truth
from spectral_proofs.results.recorder import Recorder
from spectral_proofs.results.trace import Trace
from spectral_proofs.text.exact import exact_text

_TENDS = {1: "infinity", 0: "constant", -1: "zero"}
_STATEMENTS = (
    ("g > 0", "positive"),
    ("dg/dlambda > 0", "increasing_in_lambda"),
    ("dg/dt > 0", "increasing_in_time"),
    ("g is smooth", "smooth"),
)


def record(context: Context, derivation: Derivation) -> Trace:
    """All steps of one derivation."""
    recorder = Recorder()
    record_problem(recorder, context)
    cells = record_cells(recorder, context)
    record_transitions(recorder, context)
    for statement, name in _STATEMENTS:
        fact: Fact = getattr(derivation.hypotheses, name)
        by_cells = fact.truth is Truth.YES and name != "smooth" and not context.journal.get("hidden")
        relied = transitions_of(context) if by_cells else ()
        recorder.add("hypothesis", {"statement": statement}, {"truth": fact.truth.value}, 1, *relied)
    decided = cells or derivation.growth.fact.truth is Truth.NO
    growth = _growth(recorder, context, derivation.growth, cells) if decided else 0
    front = record_frontier(recorder, context, derivation.frontier.level, cells)
    if recorder.trace().of("frontier") and derivation.frontier.scaling_function is not None:
        _companions(recorder, derivation.frontier, front)
    laws = [
        record_regular_variation(recorder, context, (name, law), front)
        or record_sum(recorder, context, name, law, growth)
        for name, law in (("L", derivation.loss), ("S", derivation.energy))
    ]
    record_theorems(recorder, derivation.theorems, "condition (2)", growth)
    rho, level = derivation.rho, derivation.frontier.level
    indices = {
        "rho": rho,
        "chi": derivation.chi,
        "gamma": derivation.gamma,
        "rho_log": negative(level.log_index),
        "chi_log": negative(derivation.loss.log_index),
        "gamma_log": None if derivation.energy.infinite else derivation.energy.log_index,
    }
    record_exponents(recorder, indices, [front, *laws])
    return recorder.trace()


def record_theorems(recorder: Recorder, theorems: Mapping[str, Mapping[str, str]], by: str, source: int) -> None:
    """Explicit theorems, each resting on the step ``source``, which ``by`` describes."""
    for name, bounds in theorems.items():
        shown = {key: bounds[key] for key in sorted(bounds) if key != "statement" and bounds[key] != "None"}
        recorder.add("theorem", {"name": name, "by": by}, shown, source)


def with_theorems(trace: Trace, theorems: Mapping[str, Mapping[str, str]]) -> Trace:
    """The trace with theorems by the scaling function of its frontier added at its end."""
    recorder = Recorder(list(trace.steps))
    for step in trace.of("frontier"):
        record_theorems(recorder, theorems, "scaling function", step.number)
    return recorder.trace()


def record_problem(recorder: Recorder, context: Context) -> None:
    """The problem and the elasticities."""
    g, sp = context.g, context.spectrum
    scales = {"g": g, "a": sp.a, "b": sp.b, "Lambda": sp.Lambda, "W": sp.W}
    recorder.add("problem", scales, {"s": sp.s})
    elasticities = {"E_lambda": LAMBDA * sympy.diff(g, LAMBDA) / g, "E_t": TIME * sympy.diff(g, TIME) / g}
    recorder.add("elasticities", {}, elasticities, 1)


def record_cells(recorder: Recorder, context: Context, signs: Sequence[int] = ()) -> list[int]:
    """The cells and their partition, which also rests on the signs given; the numbers of all these steps."""
    base = recorder.base
    try:
        found = context.g_cells
    except UndecidedError as error:
        recorder.add("open", {"question": "the leading terms of g"}, {"reason": error}, *base, *signs)
        return []
    numbers = []
    for cell in found:
        lead = {"coefficient": cell.value.coefficient, "monomial": expression(cell.value.monomial, cell.place)}
        numbers.append(recorder.add("cell", where(cell.place), {**lead, "tends": _TENDS[cell.value.order]}, *base))
    context.journal["cells"] = {id(cell.place): n for cell, n in zip(found, numbers, strict=True)}
    between = [place.point for place in isolated_places(found)]
    single = {"modes": "; ".join(map(exact_text, between))}
    outcome = {"cells": len(found), **single}
    numbers.append(recorder.add("partition", {"Lambda": context.spectrum.Lambda}, outcome, *numbers, *signs))
    return numbers


def record_transitions(recorder: Recorder, context: Context) -> None:
    """What leads in the parts of g, cell by cell, and the transitions between the cells; nothing for a monomial."""
    try:
        survey, hidden, left_open = context.survey, context.hidden, context.open_gaps
    except UndecidedError as error:
        recorder.add("open", {"question": "the transitions between the cells"}, {"reason": error}, *recorder.base)
        return
    if not survey.parts:
        return
    asked = {"parts": "; ".join(map(exact_text, survey.parts))}
    numbers = []
    for cell in (*survey.cells, *survey.fixed):
        leads = "; ".join(map(_leads, survey.parts, cell.value))
        numbers.append(recorder.add("parts", {**asked, **where(cell.place)}, {"leads": leads}, *recorder.base))
    found = dict.fromkeys(f"{each.gap}: {exact_text(each.part)}" for each in hidden)
    outcome = {"hidden": "; ".join(found) or "none", "open": "; ".join(left_open) or "none"}
    step = recorder.add("transitions", asked, outcome, *numbers)
    context.journal.update(hidden=bool(hidden or left_open), transitions=[step])


def _leads(part: sympy.Expr, found: Leaders | Tendency) -> str:
    """The terms that lead, or where a function's argument tends and, if it does so on the last sector, outwards."""
    if isinstance(found, Leaders):
        terms = " | ".join(exact_text(part.args[i]) for i in sorted(found.terms)) or "none"
        terms += " | by turns" * found.turns
        return terms + " | both signs" * found.mixed + {1: "", 0: " | of no sign", -1: " | negative"}[found.sign]
    if found.order is None:
        return "vanishes"
    return _TENDS[found.order] + ("" if found.outwards is None else f", outwards {GROWS[found.outwards]}")


def _growth(recorder: Recorder, context: Context, growth: Growth, cells: Sequence[int]) -> int:
    """Condition (2), with the curve against it or explicit constants; the number of the last of these steps."""
    relied = [*cells, *transitions_of(context)]
    curve: Curve | None = context.journal.get("curve")
    if curve is not None:
        asked = {"m": curve.m, "n": curve.n, "curve": curve.lam}
        relied.append(recorder.add("curve", asked, {"tends": curve.tends}, *cells))
    outcome = {"truth": growth.fact.truth.value, "m": growth.m, "n": growth.n}
    number = recorder.add("growth", {}, outcome, *relied)
    if not growth.explicit:
        return number
    constants = {"c1": growth.c1, "c2": growth.c2, "t0": growth.t0}
    return recorder.add("constants", {"m": growth.m, "n": growth.n}, constants, number)


def record_frontier(recorder: Recorder, context: Context, level: Asymptotics, cells: Sequence[int]) -> int:
    """The frontier, that there is none, or why it is open; the step's number, 0 where it is open."""
    found = context.journal.get("frontier")
    if isinstance(found, str) and cells:
        return recorder.add("no-frontier", {}, {"reason": found}, *cells, *transitions_of(context))
    numbers = context.journal.get("cells", {})
    if not isinstance(found, LevelSet) or id(found.place) not in numbers:
        reason = level.reason or level.theta.reason
        if level.index is not None:
            known = {"rho": negative(level.index), "rho_log": negative(level.log_index)}
            return recorder.add("frontier-index", {}, known, *recorder.base)
        recorder.add("open", {"question": "the frontier"}, {"reason": reason}, *recorder.base)
        return 0
    known = {
        "rho": negative(level.index),
        "rho_log": negative(level.log_index),
        "scaling_function": found.scaling,
        "solution": found.solution,
    }
    variable = {"variable": found.place.domain.parameter}
    return recorder.add("frontier", variable, known, numbers[id(found.place)], *transitions_of(context))


def _companions(recorder: Recorder, frontier: Frontier, number: int) -> None:
    ratio = {"truth": frontier.ratio.truth.value, "limit": frontier.ratio_limit}
    recorder.add("elasticity-ratio", {}, ratio, number)
    recorder.add("argmax", {}, {"truth": frontier.argmax.truth.value, "kappa": frontier.kappa}, number)


def record_exponents(recorder: Recorder, indices: dict[str, sympy.Expr | None], sources: Sequence[int]) -> int:
    """The indices together, and what becomes of chi + gamma = rho; the number of the first, 0 if there are none."""
    relied = [n for n in sources if n]
    if not relied:
        return 0
    number = recorder.add("exponents", {}, indices, *relied)
    rho, chi, gamma = (indices[name] for name in ("rho", "chi", "gamma"))
    if rho is not None and chi is not None and gamma is not None:
        recorder.add("relation", {}, {"chi + gamma - rho": sympy.factor(chi + gamma - rho)}, number)
    return number
