"""Compares a regime of ``derive`` with its trace: condition, indices, scaling function, constants, laws, expansions.

1. All formulas of the regime are outputs of its step ``regime``, which the verifier tests at points of the regime.
2. The scaling function is that of the step ``frontier``; the regime may be wider than the case that the trace
   derives, so the limit g -> G is tested at points of the regime as well.
3. The parts of the laws of lambda_*, L and S against those of the step, and their sentences, letter by letter,
   against what is said of such parts.

Left out: the notes, which are words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.text.laws import law_sentence, limit_sentence
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.comparison import (
    Compared,
    agree,
    covered,
    guarded,
    leftover,
    only,
    same,
    same_word,
    shown,
    uncovered,
)
from spectral_proofs.verifier.limits import FIRST, approaches_zero
from spectral_proofs.verifier.points import given, parameters, points_of
from spectral_proofs.verifier.reader import Relation, UnreadableError, read, read_condition, read_relations, symbol
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.rules_cells import digits_of, size_of
from spectral_proofs.verifier.subject import Subject

_STANDING = ["all parameters are positive", "a > 1", "b > 1"]
_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_NAMES = {"frontier": "frontier", "loss": "loss", "perturbation_energy": "energy"}
_LAWS = {"frontier": ("lambda_*", "rho", -1), "loss": ("L", "chi", -1), "perturbation_energy": ("S", "gamma", 1)}
_COMPARED = ("when", *_INDICES, "growth", "constants", "slow_factors", "laws", *_LAWS, "expansions", "scaling_function")
_RAY = tuple(map(sympy.Rational, ("1/3", "2", "19")))


def compare(values: Mapping[str, Any], subject: Subject, about: Mapping[str, Any]) -> list[Compared]:
    """Every statement of a regime; ``about`` has its g, spectrum and assumptions."""
    regime = only(subject.trace.of("regime"), "regime")
    if regime is None:
        return [uncovered(name, "the trace has no step regime") for name in values if name != "trace"]
    parts = {
        "problem": lambda: problem(about, subject),
        "assumptions": lambda: _assumptions(about, regime, subject),
        "when": lambda: [same_condition("when", values["when"], regime.input.get("when", ""))],
        "indices": lambda: (same(name, values[name], regime.output.get(name), regime) for name in _INDICES),
        "scaling_function": lambda: _scaling(values["scaling_function"], regime, subject),
        "growth": lambda: [same_word("growth", values["growth"], regime.output.get("growth"))],
        "constants": lambda: _table("constants", values, regime, "constant"),
        "slow_factors": lambda: _table("slow_factors", values, regime, "factor"),
        **{name: lambda name=name: _law(name, values, regime) for name in _LAWS},  # type: ignore[misc]  # bound now
        "expansions": lambda: _expansions(values["expansions"], regime, subject),
    }
    found = [item for name, part in parts.items() for item in guarded(name, part)]
    return [*found, *leftover(values, (*_COMPARED, "trace"))]


def problem(about: Mapping[str, Any], subject: Subject) -> Iterator[Compared]:
    """g, a and b of the document against those of the problem, Lambda and W where they are named."""
    step = subject.trace.of("problem")[0]
    yield same("g", re.sub(r"\blambda\b", "lam", str(about["g"])), step.input["g"], step)
    yield from spectrum(about["spectrum"], step)


def spectrum(stated: Mapping[str, Any], step: Step) -> Iterator[Compared]:
    """a, b, and the scales where they are not 1."""
    for name in ("a", "b"):
        yield same(f"spectrum: {name}", stated[name], step.input[name], step)
    for name in ("Lambda", "W"):
        yield same(f"spectrum: {name}", stated.get(name, "1"), step.input.get(name, "1"), step)
    yield from leftover(stated, ("a", "b", "Lambda", "W"), "spectrum: ")


def same_condition(name: str, stated: object, expected: str) -> Compared:
    """Relations joined by &, in any order."""
    note = f"the document says {shown(stated)}, the trace {shown(expected)}"
    if stated == expected or not isinstance(stated, str):
        return covered(name, stated == expected, note)
    sets = [{(str(expr), operator) for expr, operator in read_condition(text)} for text in (stated, expected)]
    return covered(name, sets[0] == sets[1], note)


def _assumptions(about: Mapping[str, Any], regime: Step, subject: Subject) -> Iterator[Compared]:
    """The standing ones, and the user's own, which the trace joins in one condition."""
    stated = list(about["assumptions"])
    if "own" not in about:
        require(stated[:3] == _STANDING, f"the standing assumptions are {'; '.join(_STANDING)}")
        stated = stated[3:]
    values = given(subject)
    granted = [(expr.subs(values), operator) for expr, operator in read_condition(regime.input.get("assumed", "True"))]
    try:
        listed = [(expr.subs(values), operator) for text in stated for expr, operator in read_relations(text)]
    except UnreadableError as error:
        yield uncovered("assumptions", str(error))
        return
    if not set().union(*(expr.free_symbols for expr, _ in listed)) <= {*parameters(subject), *values}:
        yield uncovered("assumptions", "they name parameters that the trace does not have")
        return
    same_ones = all(
        any(_equivalent(one, other) for other in others)
        for some, others in ((listed, granted), (granted, listed))
        for one in some
    )
    yield covered("assumptions", same_ones, "the trace assumes otherwise")


def _equivalent(one: Relation, other: Relation) -> bool:
    """The same relation, sides exchanged or multiplied by a number or not."""
    (left, first), (right, second) = one, other
    quotient = sympy.cancel(left / right) if right != 0 else sympy.S.Zero
    if quotient == 0 or not quotient.is_Rational:
        return bool(left == right and first == second)
    mirrored = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}
    return first == (second if quotient > 0 else mirrored.get(second, second))


def _table(name: str, values: Mapping[str, Any], regime: Step, what: str) -> Iterator[Compared]:
    for key, quantity in _NAMES.items():
        yield same(f"{name}: {key}", values[name][key], regime.output.get(f"{quantity}_{what}"), regime)
    yield from leftover(values[name], _NAMES, f"{name}: ")


def _order(regime: Step, index: str, side: int, quantity: str) -> sympy.Expr | None:
    """t^index (log t)^log_index times slower factors, as far as they are known."""
    if index not in regime.output:
        return None
    order = TIME ** (side * read(regime.output[index]))
    if f"{index}_log" in regime.output:
        order *= sympy.log(TIME) ** (side * read(regime.output[f"{index}_log"]))
    return order * read(regime.output.get(f"{quantity}_factor", "1"))


def _law(name: str, values: Mapping[str, Any], regime: Step) -> Iterator[Compared]:
    """The parts of the law of lambda_*, L or S against the step, and its sentence against the parts."""
    symbol_, index, side = _LAWS[name]
    outputs, quantity, growth = regime.output, _NAMES[name], regime.output.get("growth")
    if name == "perturbation_energy" and growth == "infinite":
        yield same_word(name, values[name], "S = oo for every t")
        return
    if "laws" not in values:
        yield uncovered(name, "the document does not state its parts")
        return
    law = values["laws"][name]
    expected = {
        "constant": outputs.get(f"{quantity}_constant"),
        "index": _signed(outputs.get(index), side),
        "log_index": _signed(outputs.get(f"{index}_log"), side),
        "factor": outputs.get(f"{quantity}_factor"),
    }
    for part, text in expected.items():
        yield same(f"laws: {name} {part}", law[part], text, regime)
    limit = law["constant"] if name == "perturbation_energy" and growth == "bounded" else None
    sentence = law_sentence(symbol_, law) if limit is None else limit_sentence(symbol_, limit)
    yield same_word(name, values[name], sentence)
    yield from leftover(law, expected, f"laws: {name} ")


def _signed(text: str | None, side: int) -> str | None:
    return text if text is None or side > 0 else f"-({text})"


def _expansions(stated: Mapping[str, Any] | None, regime: Step, subject: Subject) -> Iterator[Compared]:
    """Those of L and S, and that what is left out is smaller than every power of t."""
    outputs = regime.output
    if stated is None:
        yield covered("expansions", "loss_expansion" not in outputs, "the trace has expansions")
        return
    energy = "oo" if outputs.get("growth") == "infinite" else outputs.get("energy_expansion")
    yield same("expansions: loss", stated["loss"], outputs.get("loss_expansion"), regime)
    yield same("expansions: perturbation_energy", stated["perturbation_energy"], energy, regime)
    head = "smaller than every power of "
    remainder = str(stated["remainder"])
    require(remainder.startswith(head), "what it says of the remainder is not what an expansion says")
    scale = read(remainder[len(head) :])
    points = points_of(_condition(regime), subject, 2, 23)
    found = [_is_power(scale.subs(point)) for point in points]
    if found and None not in found:
        yield covered("expansions: remainder", all(found), f"{shown(scale)} is no power of t")
    else:
        yield uncovered("expansions: remainder", "its scale cannot be evaluated")
    yield from leftover(stated, ("loss", "perturbation_energy", "remainder"), "expansions: ")


def _is_power(scale: sympy.Expr) -> bool | None:
    """Whether it grows like a positive power of t, up to slower factors: that serves as well as t itself."""
    if not scale.free_symbols <= {TIME}:
        return None
    rates = [accurate(lambda T=T: value(scale, {TIME: arb(T).exp()}).log() / T) for T in (10**6, 10**12)]  # type: ignore[misc]  # bound now
    return None if None in rates else all(rate > arb("1e-5") for rate in rates if rate is not None)


def _condition(regime: Step) -> tuple[Relation, ...]:
    """That of the regime and the user's own."""
    return (*read_condition(regime.input.get("when", "")), *read_condition(regime.input.get("assumed", "True")))


def _scaling(stated: object, regime: Step, subject: Subject) -> Iterator[Compared]:
    """Against the step ``frontier``; at points of the regime, the limit itself, where the two are not one text."""
    name = "scaling_function"
    frontier = only(subject.trace.of("frontier"), "frontier")
    expected = None if frontier is None else frontier.output.get(name)
    if stated is None:
        yield covered(name, expected is None, f"the trace has G = {shown(expected)}")
        return
    if not subject.trace.of("case")[0].output.get("equalities") and agree(stated, expected):
        yield covered(name, True, "")
        return
    if expected is None and "rho" not in regime.output:
        yield covered(name, False, "the trace has no frontier")
        return
    yield _limits(str(stated), regime, subject)


def _limits(stated: str, regime: Step, subject: Subject) -> Compared:
    """g(x t^-rho (log t)^-rho_log ..., t) -> G(x) at points of the regime."""
    points, worst = points_of(_condition(regime), subject, 2, 19), Status.CHECKED
    order = _order(regime, "rho", -1, "frontier")
    if not points or order is None or "rho_log" not in regime.output:
        return uncovered("scaling_function", "its scale is not known")
    for point in points:
        instance = Subject(subject.trace, point)
        for x in _RAY:
            status, note = _limit(instance, order.subs(point), instance.read(stated), x)
            require(status is not Status.FAILED, f"g at x = {x} does not tend to {shown(stated)}: {note}")
            worst = status if status is Status.UNCHECKED else worst
    return (
        uncovered("scaling_function", "its limit moves too slowly")
        if worst is Status.UNCHECKED
        else covered("scaling_function", True, "")
    )


def _limit(subject: Subject, order: sympy.Expr, G: sympy.Expr, x: sympy.Rational) -> tuple[Status, str]:
    expected = G.subs(symbol("x"), x)
    require(not expected.free_symbols, f"G is no function of x alone: {shown(G)}")

    def deviation(T: int) -> arb | None:
        def compute() -> arb:
            t = arb(T).exp()
            log_lambda = value(sympy.log(x), {}) + _log(order, T)
            return subject.function(t, log_lambda) / value(expected, {}) - 1

        return accurate(compute, 2 * size_of(T), absolute=True)

    return approaches_zero(deviation, FIRST, slow=exact.log_depth(subject.g) > 1, settled=digits_of(G))


def _log(order: sympy.Expr, T: int) -> arb:
    """log of t^p (log t)^q ... at t = exp(T), power by power."""
    total = arb(0)
    for base, power in order.as_powers_dict().items():
        size = arb(T) if base == TIME else value(base, {TIME: arb(T).exp()}).log()
        total += value(power, {}) * size
    return total
