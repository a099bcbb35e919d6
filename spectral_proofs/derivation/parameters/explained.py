"""The derivation of one regime as a :class:`~spectral_proofs.results.trace.Trace`, parameters left in it.

1. The regime's representative case is derived once more, under an oracle that remembers every sign it gave.
2. Steps: the problem, the case (its facts and equalities), a certificate for each sign; then the steps of
   :mod:`spectral_proofs.derivation.recorder`, with symbols; last the regime itself, which may be wider than
   the case, and the list of all regimes, which exhaust the parameters and exclude one another.

A certificate writes a sign out as an identity: the expression is a number times powers of factors, and each
factor a sum of products of quantities known to be positive.
"""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.forms import tidy
from spectral_proofs.derivation.frontier import derive_level_set
from spectral_proofs.derivation.parameters.certificates import certificate, standard
from spectral_proofs.derivation.parameters.findings import (
    EXPRESSIONS,
    Findings,
    SymbolicSpectrum,
    context_of,
    parameters_of,
)
from spectral_proofs.derivation.parameters.oracle import CaseOracle
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.derivation.record_sums import record_sum
from spectral_proofs.derivation.recorder import (
    record_cells,
    record_exponents,
    record_frontier,
    record_problem,
    record_transitions,
)
from spectral_proofs.derivation.stages import order_of
from spectral_proofs.derivation.sums import nothing
from spectral_proofs.results import Laws
from spectral_proofs.results.laws import exponents
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
    witness = case.witness(g, a, b)
    spectrum = SymbolicSpectrum(a, b)
    record_problem(recorder, Context(g, spectrum))
    equalities = "; ".join(f"{old} = {exact_text(new)}" for old, new in case.substitution)
    facts = "; ".join(map(exact_text, case.facts))
    recorder.add("case", {}, {"positive": facts, "equalities": equalities}, 1)
    last = 0
    if witness is not None:
        oracle = CaseOracle(case, parameters_of(g, spectrum), witness)
        last = _derivation(recorder, context_of(g, spectrum, oracle), oracle)
    stated = {name: getattr(found, name) for name in EXPRESSIONS if name != "scaling_function"}
    relied = (1, last) if last else (1,)
    granted = " & ".join(f"({condition})" for condition in assumed) or "True"
    recorder.add("regime", {"when": when, "assumed": granted}, {**stated, "growth": found.growth}, *relied)
    asked = {"conditions": "; ".join(regimes), "assumed": granted}
    recorder.add("regimes", asked, {"exhaustive": "yes", "exclusive": "yes"}, 1)
    return recorder.trace()


def _derivation(recorder: Recorder, context: Context, oracle: CaseOracle) -> int:
    """Signs, cells, frontier, L, S and exponents; the number of the step with the exponents."""
    frontier = derive_level_set(context)
    signs = _signs(recorder, oracle)
    cells = record_cells(recorder, context, signs)
    record_transitions(recorder, context)
    sources = [record_frontier(recorder, context, frontier.level, cells)]
    laws = []
    for name in ("L", "S"):
        laws.append(order_of(context, name))
        sources.append(record_sum(recorder, context, name, laws[-1], signs=_signs(recorder, oracle)))
    stated = [law if number else _NOTHING for law, number in zip(laws, sources[1:], strict=True)]
    indices = {name: tidy(value) for name, value in exponents(Laws(frontier, *stated)).items()}
    return record_exponents(recorder, indices, sources)


_NOTHING = nothing("it is open")


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
    factors, powers, forms, combinations = [], [], [], []
    for side, part in ((1, numerator), (-1, denominator)):
        parts = list(sympy.factor_list(part)[1])
        arguments = [factor.args[0] for factor, _ in parts if isinstance(factor, sympy.log)]
        for factor, power in parts + [(y, 0) for y in arguments if not y.is_positive]:  # log y is real, that is
            form = factor.args[0] - 1 if isinstance(factor, sympy.log) else standard(factor)
            terms = certificate(form, case.facts)
            if not terms:
                factor, form, terms = -factor, -form, certificate(-form, case.facts)
            factors.append(exact_text(factor))
            powers.append(str(side * power))
            forms.append(exact_text(form))
            combinations.append(" + ".join(_product(weight, parts) for weight, parts in terms))
    found = {"factors": factors, "powers": powers, "combinations": combinations}
    found |= {"forms": forms} if forms != factors else {}
    return {name: "; ".join(texts) for name, texts in found.items()}


def _product(weight: object, parts: Sequence[sympy.Expr]) -> str:
    """weight * [factor] * [factor]."""
    return " * ".join([str(weight), *(f"[{exact_text(part)}]" for part in parts)])
