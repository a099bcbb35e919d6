"""The derivation of one regime as a :class:`~spectral_proofs.results.trace.Trace`, parameters left in it.

1. The regime's representative case is derived once more, under an oracle that remembers every sign it gave.
2. Steps: the problem, the case (its facts and equalities), a certificate for each sign; then the steps of
   :mod:`spectral_proofs.derivation.recorder`, with symbols; last the regime itself, which may be wider than
   the case, and the list of all regimes, which exhaust the parameters and exclude one another.

A certificate writes a sign out as an identity: the expression is a number times powers of factors, and each
factor a sum of products of quantities known to be positive.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import sympy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import by_expansion
from spectral_proofs.derivation.frontier import LevelSet
from spectral_proofs.derivation.parameters.findings import EXPRESSIONS, Findings, SymbolicSpectrum, resolved
from spectral_proofs.derivation.parameters.forms import tidy
from spectral_proofs.derivation.parameters.frontier import frontier_of
from spectral_proofs.derivation.parameters.oracle import CaseOracle
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase, certificate
from spectral_proofs.derivation.recorder import (
    record_cells,
    record_exponents,
    record_problem,
    record_sum,
    record_transitions,
    transitions_of,
)
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results import Asymptotics, Truth, unsettled
from spectral_proofs.results.recorder import Recorder
from spectral_proofs.results.trace import Trace
from spectral_proofs.text.exact import exact_text

Statement = tuple[sympy.Expr, sympy.Expr, sympy.Expr]  # g, a, b


def explain(
    statement: Statement,
    case: ParameterCase,
    found: Findings,
    when: str,
    regimes: Sequence[str],
    assumed: Sequence[str],
) -> Trace:
    """The trace of a regime: ``found`` holds ``when`` its condition does; ``regimes`` are all conditions.

    ``assumed`` are the user's own conditions.
    """
    g, a, b = statement
    recorder = Recorder(base=(1, 3))
    parameters = frozenset((g.free_symbols | a.free_symbols | b.free_symbols) - {LAMBDA, TIME})
    witness = case.witness(g, a, b)
    record_problem(recorder, Context(g, SymbolicSpectrum(a, b)))
    equalities = "; ".join(f"{old} = {exact_text(new)}" for old, new in case.substitution)
    facts = "; ".join(map(exact_text, case.facts))
    recorder.add("case", {}, {"positive": facts, "equalities": equalities}, 1)
    last = 0
    if witness is not None:
        oracle = CaseOracle(case, parameters, witness)
        spectrum = SymbolicSpectrum(case.apply(a), case.apply(b))
        last = _derivation(recorder, Context(resolved(case.apply(g), case), spectrum, oracle=oracle), oracle)
    stated = {name: getattr(found, name) for name in EXPRESSIONS if name != "scaling_function"}
    relied = (1, last) if last else (1,)
    granted = " & ".join(f"({condition})" for condition in assumed) or "True"
    recorder.add("regime", {"when": when, "assumed": granted}, {**stated, "growth": found.growth}, *relied)
    asked = {"conditions": "; ".join(regimes), "assumed": granted}
    recorder.add("regimes", asked, {"exhaustive": "yes", "exclusive": "yes"}, 1)
    return recorder.trace()


def _derivation(recorder: Recorder, context: Context, oracle: CaseOracle) -> int:
    """Signs, cells, frontier, L, S and exponents; the number of the step with the exponents."""
    level = _level(context)
    signs = _signs(recorder, oracle)
    cells = record_cells(recorder, context, signs)
    record_transitions(recorder, context)
    front = _frontier(recorder, context, level, cells)
    sources, indices = [front], dict(level)
    for name, order in (("L", loss_order), ("S", energy_order)):
        law = _attempt(order, context, name)
        sources.append(record_sum(recorder, context, name, law, signs=_signs(recorder, oracle)))
        index, log = ("chi", "chi_log") if name == "L" else ("gamma", "gamma_log")
        side = -1 if name == "L" else 1
        if sources[-1] and not law.infinite:
            indices[index] = None if law.index is None else tidy(side * law.index)
            indices[log] = None if law.log_index is None else tidy(side * law.log_index)
    names = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
    return record_exponents(recorder, {name: indices.get(name) for name in names}, sources)


def _attempt(order: object, context: Context, quantity: str) -> Asymptotics:
    try:
        found: Asymptotics = order(context)  # type: ignore[operator]  # loss_order or energy_order
    except UndecidedError as error:
        found = Asymptotics.without(unsettled(str(error)), "unknown")
    whole = by_expansion(context, quantity) if found.theta.truth is Truth.UNKNOWN else None
    return whole or found


def _level(context: Context) -> dict[str, sympy.Expr | None]:
    """rho, rho_log, scaling function and solution, empty where they are open."""
    try:
        rho, rho_log, scaling, solution, remark, _ = frontier_of(context)
    except UndecidedError as error:
        context.journal["frontier_open"] = str(error)
        return {}
    context.journal["frontier_open"] = remark
    return {"rho": rho, "rho_log": rho_log, "scaling_function": scaling, "solution": solution}


def _frontier(
    recorder: Recorder, context: Context, level: Mapping[str, sympy.Expr | None], cells: Sequence[int]
) -> int:
    found, numbers = context.journal.get("frontier"), context.journal.get("cells", {})
    if isinstance(found, LevelSet) and id(found.place) in numbers and level.get("scaling_function") is not None:
        variable = {"variable": found.place.domain.parameter}
        return recorder.add("frontier", variable, level, numbers[id(found.place)], *transitions_of(context))
    reason = context.journal.get("frontier_open") or "it is not on one cell"
    if isinstance(found, str) and cells:
        return recorder.add("no-frontier", {}, {"reason": found}, *cells, *transitions_of(context))
    if level.get("rho") is not None:
        known = {name: level[name] for name in ("rho", "rho_log")}
        return recorder.add("frontier-index", {}, known, *recorder.base)
    return 0 * recorder.add("open", {"question": "the frontier"}, {"reason": reason}, *recorder.base)


def _signs(recorder: Recorder, oracle: CaseOracle) -> list[int]:
    """A step for each sign given since the last call."""
    numbers = []
    for expr, sign in oracle.asked.items():
        written = written_out(expr, oracle.case)
        if written is not None:
            numbers.append(recorder.add("sign", {"expression": expr}, {"sign": _WORDS[sign], **written}, 3))
    oracle.asked.clear()
    return numbers


_WORDS = {1: "positive", 0: "zero", -1: "negative"}


def written_out(expr: sympy.Expr, case: ParameterCase) -> dict[str, str] | None:
    """The certificate of a sign; None where the form of the expression shows it."""
    numerator, denominator = sympy.fraction(sympy.cancel(sympy.together(expr)))
    if numerator == 0 or expr.is_positive or expr.is_negative:
        return None
    factors, powers, combinations = [], [], []
    for side, part in ((1, numerator), (-1, denominator)):
        for factor, power in sympy.factor_list(part)[1]:
            terms = certificate(factor, case.facts)
            if not terms:
                factor, terms = -factor, certificate(-factor, case.facts)
            factors.append(exact_text(factor))
            powers.append(str(side * power))
            combinations.append(" + ".join(_product(weight, parts) for weight, parts in terms))
    found = {"factors": factors, "powers": powers, "combinations": combinations}
    return {name: "; ".join(texts) for name, texts in found.items()}


def _product(weight: object, parts: Sequence[sympy.Expr]) -> str:
    """weight * [factor] * [factor]."""
    return " * ".join([str(weight), *(f"[{exact_text(part)}]" for part in parts)])
