"""The shape of a trace: numbering, what each rule must rely on, and that no step is missing.

1. Steps are numbered 1, 2, 3, ...; each relies on earlier ones, named in increasing order.
2. A rule relies on exactly the steps that it needs (``needed``), so that none can be exchanged or left out.
3. Every part of the derivation is there, if only as a step of the rule ``open``.
"""

from __future__ import annotations

from collections.abc import Iterable

from spectral_proofs.results.trace import Step, Trace
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.rules_contributions import carriers

_STATEMENTS = ("g > 0", "dg/dlambda > 0", "dg/dt > 0", "g is smooth")
_ONCE = ("problem", "elasticities")
_FRONTIERS = ("frontier", "frontier-index", "no-frontier")
_LAWS = ("law", "expansion", "sandwich", "regular-variation", "infinite", "beyond-powers")


def check_numbers(trace: Trace) -> None:
    """Point 1."""
    for place, step in enumerate(trace.steps, 1):
        require(step.number == place, f"step {step.number} stands at place {place}")
        ordered = list(step.relies_on) == sorted(set(step.relies_on))
        require(ordered and all(1 <= n < place for n in step.relies_on), f"step {place} relies on {step.relies_on}")


def check_reliance(step: Step, trace: Trace) -> None:
    """Point 2 for one step."""
    expected = needed(step, trace)
    relied = ", ".join(map(str, step.relies_on)) or "nothing"
    signs = _numbers(trace.of("sign"))  # of which each must be relied on by something
    require(
        tuple(n for n in step.relies_on if n not in signs) in expected,
        f"relies on {relied}, which is not what the rule {step.rule} needs",
    )


def needed(step: Step, trace: Trace) -> list[tuple[int, ...]]:
    """The sets of steps that the rule may rely on."""
    quantity = {"quantity": step.input.get("quantity", "")}
    cells = _numbers(trace.of("cell"))
    tiled = cells + _numbers(trace.of("partition"))
    growth, constants = _numbers(trace.of("growth")), _numbers(trace.of("constants"))
    last = constants or growth
    frontier, between = _numbers(trace.of("frontier")), _numbers(trace.of("transitions"))
    dominant = trace.of("dominance", **quantity)
    if step.rule == "problem":
        return [()]
    if step.rule == "hypothesis":
        return [(1,), (1, *between)]
    if step.rule == "frontier":
        return [(n, *between) for n in cells]
    if step.rule == "exponents":
        others = [s for rule in (*_LAWS, "no-frontier", "frontier-index") for s in trace.of(rule)]
        return [tuple(sorted((*frontier, *_numbers(others))))]
    rules: dict[str, tuple[int, ...]] = {
        "partition": cells,
        "transitions": _numbers(trace.of("parts")),
        "curve": tiled,
        "growth": tiled + between + _numbers(trace.of("curve")),
        "no-frontier": tiled + between,
        "constants": growth,
        "elasticity-ratio": frontier,
        "argmax": frontier,
        "dominance": tuple(sorted(_numbers(trace.of("contribution", **quantity)) + between)),
        "constant": tuple(sorted({1, *_numbers(dominant), *(n for d in dominant for n in carriers(d))})),
        "frontier-index": (1, *_numbers(trace.of("case"))),
        "beyond-powers": (1, *_numbers(trace.of("case")), *between),
        "expansion": (1, *_numbers(trace.of("case"))),
        "law": _numbers((*dominant, *trace.of("constant", **quantity))),
        "sandwich": last,
        "regular-variation": (1, *_numbers(trace.of("frontier-index"))),
        "infinite": tuple(sorted((*cells[-1:], *last))),
        "theorem": frontier if step.input.get("by") == "scaling function" else constants,
        "relation": _numbers(trace.of("exponents")),
        "elasticities": (1,),
        "case": (1,),
        "sign": _numbers(trace.of("case")),
        "regime": (1, *_numbers(trace.of("exponents"))),
        "regimes": (1,),
    }
    return [rules.get(step.rule, (1, *_numbers(trace.of("case"))))]


def _numbers(steps: Iterable[Step]) -> tuple[int, ...]:
    return tuple(step.number for step in steps)


def check_whole(trace: Trace) -> None:
    """Point 3."""
    for rule in _ONCE:
        require(len(trace.of(rule)) == 1, f"the step {rule} is missing, or given twice")
    symbolic = bool(trace.of("case"))
    for statement in () if symbolic else _STATEMENTS:
        require(len(trace.of("hypothesis", statement=statement)) == 1, f"the hypothesis {statement} is missing")
    known = bool(trace.of("cell"))
    require(known or trace.of("open", question="the leading terms of g"), "there are no cells")
    if known:
        require(len(trace.of("partition")) == 1, "the step partition is missing, or given twice")
        require(symbolic or len(trace.of("growth")) == 1, "condition (2) is missing, or given twice")
        surveyed = len(trace.of("transitions"))
        require(surveyed == int(bool(trace.of("parts"))), "the transitions are missing, or given twice")
    _one_of(trace, "the frontier", *(s for rule in _FRONTIERS for s in trace.of(rule)))
    for name in ("L", "S"):
        _one_of(trace, f"the order of {name}", *(s for rule in _LAWS for s in trace.of(rule, quantity=name)))
    if any(trace.of(rule) for rule in (*_LAWS, *_FRONTIERS)):
        require(len(trace.of("exponents")) == 1, "the step exponents is missing, or given twice")
    _companions(trace)


def _one_of(trace: Trace, question: str, *steps: Step) -> None:
    count = len(steps) + len(trace.of("open", question=question))
    require(count == 1, f"{question} is missing, or given twice")


def _companions(trace: Trace) -> None:
    """Steps that come with others."""
    for law in trace.of("law"):
        name = law.input.get("quantity", "")
        require(len(trace.of("dominance", quantity=name)) == 1, f"the dominance of {name} is missing, or given twice")
        if law.output.get("equivalent") == "yes":
            require(len(trace.of("constant", quantity=name)) == 1, f"the constant of {name} is missing, or given twice")
    relied = {n for step in trace.steps for n in step.relies_on}
    for step in trace.of("sign"):
        require(step.number in relied, f"nothing relies on the sign in step {step.number}")
    require(len(trace.of("curve")) < 2, "two curves against condition (2)")
    if trace.of("case"):
        for rule in ("case", "regime", "regimes"):
            require(len(trace.of(rule)) == 1, f"the step {rule} is missing, or given twice")
    elif trace.of("frontier"):
        for rule in ("elasticity-ratio", "argmax"):
            require(len(trace.of(rule)) == 1, f"the step {rule} is missing, or given twice")
    for step in trace.of("exponents"):
        whole = {"rho", "chi", "gamma"} <= set(step.output)
        require(len(trace.of("relation")) == int(whole), "the relation of the exponents is missing, or out of place")
