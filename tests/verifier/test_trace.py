"""The trace of a derivation: an honest one passes the verifier, one that was tampered with fails it."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sympy
from flint import arb
from weight import heavy, parted

from spectral_proofs.derivation import derive
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.scaling import with_scaling
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.trace import Status, Trace
from spectral_proofs.text.laws import short
from spectral_proofs.verifier import failures, verify
from spectral_proofs.verifier.limits import approaches_zero
from spectral_proofs.verifier.verify import RULES, outcomes

CANDIDATES = [
    ("lambda*t", "3/2", "2"),
    ("lambda*t", "3", "2"),
    ("lambda**(1/2)*t", "7/2", "2"),
    ("lambda**(1/4)*t", "3/2", "2"),
    ("lambda*t + lambda**2*t**3", "3/2", "2"),
    ("log(1+lambda*t)", "3/2", "2"),
    ("log(1+lambda*t)", "6", "2"),
    ("lambda*t*log(1+t)", "7/4", "3/2"),
    ("lambda*t/(1+lambda*t)", "3/2", "2"),
    ("sqrt(log(1+lambda*t))", "3/2", "2"),
    ("lambda*t*(2+sin(log(t)))", "3/2", "2"),
    ("-t*log(1-lambda/2)", "3/2", "2"),
    ("Max(lambda*t, lambda**2*t**(3/2))", "3/2", "2"),
    ("t", "3/2", "2"),
]
LONG = [CANDIDATES[number] for number in (8, 9, 10, 11)]  # to verify: seconds
UNCERTIFIED = {"Max(lambda*t, lambda**2*t**(3/2))": 6}  # no certified sums with kinks, no elasticities
OPEN = [("lambda*t*(1 + 1/(2 - lambda*t)**2)", "3/2", "2")]  # a pole on a ray
EXPANDED = ("lambda*t*exp(sqrt(log(1+t)))", "3/2", "2")
HIDDEN = ("lambda*t + lambda**(1/2)*t**2/(t**2+log(2+1/lambda)**2)", "3/2", "2")  # t = log(1/lambda) is on no cell
SYMBOLIC = ["C*lambda**m*t**n", "log(1+C*lambda*t)"]


def examine(trace: Trace, numbers) -> list:
    return list(outcomes(trace, None, numbers))


TRACES: dict[tuple[str, ...], Trace] = {}


def trace_of(*key: str) -> Trace:
    if key not in TRACES:
        spectrum = Spectrum(*key[1:])
        TRACES[key] = derive(Candidate(key[0]).resolve(spectrum), spectrum, explain=True).trace
    return TRACES[key]


def regimes_of(g: str) -> list[Trace]:
    if not any(key[0] == g and len(key) == 2 for key in TRACES):
        for regime in general_theorem(Candidate(g), explained=True).regimes:
            TRACES[g, regime.when] = regime.trace
    return [trace for key, trace in TRACES.items() if key[0] == g and len(key) == 2]


@pytest.mark.parametrize("key", [heavy(key) if key in LONG else key for key in CANDIDATES], ids=" ".join)
def test_honest_traces_pass(key):
    checked = verify(trace_of(*key))
    assert failures(checked) == ()
    assert sum(item.status is Status.UNCHECKED for item in checked) <= UNCERTIFIED.get(key[0], 2)
    assert sum(item.status is Status.CHECKED for item in checked) >= 6


@pytest.mark.slow  # test_verify.py has such documents among its quick ones
@pytest.mark.parametrize("g", SYMBOLIC)
def test_symbolic_traces_pass(g):
    for trace in regimes_of(g)[:1]:
        checked = verify(trace)
        assert failures(checked) == ()
        assert all(item.status is not Status.UNCHECKED for item in checked)


def test_open_questions_are_unchecked_not_failed():
    checked = verify(trace_of(*OPEN[0]))
    assert failures(checked) == ()
    assert sum(item.status is Status.UNCHECKED for item in checked) >= 2


def changed(trace: Trace, number: int, **parts) -> Trace:
    steps = list(trace.steps)
    steps[number - 1] = replace(steps[number - 1], **parts)
    return Trace(tuple(steps))


def with_output(trace: Trace, number: int, **outputs: str) -> Trace:
    return changed(trace, number, output={**trace.steps[number - 1].output, **outputs})


def with_input(trace: Trace, number: int, **inputs: str) -> Trace:
    return changed(trace, number, input={**trace.steps[number - 1].input, **inputs})


HONEST: dict[tuple[int, int], bool] = {}


def honest(trace: Trace, number: int) -> bool:
    """Whether the step as it was derived is consistent; looked at once, the traces being kept."""
    key = (id(trace), number)
    if key not in HONEST:
        (found,) = examine(trace, [number])
        HONEST[key] = found.status is Status.CONSISTENT
    return HONEST[key]


def caught(trace: Trace, number: int) -> bool:
    """Whether the step, a step that relies on it, or the whole fails."""
    touched = [number, 0, *(step.number for step in trace.steps if number in step.relies_on)]
    return any(failures(examine(trace, [n])) for n in touched)


def number_of(trace: Trace, rule: str, place: int = 0, **inputs: str) -> int:
    return trace.of(rule, **inputs)[place].number


def off(text: str) -> str:
    return f"({text}) + 1/100"


def scaled(text: str) -> str:
    return f"({text})*101/100"


MONOMIAL, NEWTON, HEAVY = CANDIDATES[0], CANDIDATES[4], CANDIDATES[5]
LOG_TIME, DECAY, SLOW, PERIODIC = CANDIDATES[7], CANDIDATES[8], CANDIDATES[9], CANDIDATES[10]
DISCRETE, KINKED, NO_POWER, INFINITE = CANDIDATES[11], CANDIDATES[12], CANDIDATES[13], CANDIDATES[3]

# (rule, candidate, which of its steps, output, how it is changed)
OUTPUTS = [
    ("problem", MONOMIAL, 0, "s", off),
    ("elasticities", HEAVY, 0, "E_lambda", scaled),
    ("elasticities", HEAVY, 0, "E_t", off),
    ("cell", NEWTON, 0, "coefficient", scaled),
    ("cell", NEWTON, 1, "monomial", lambda text: f"{text}*t**(1/100)"),
    ("cell", NEWTON, 2, "tends", lambda text: "zero"),
    ("cell", HEAVY, 4, "coefficient", scaled),
    ("cell", HEAVY, 3, "coefficient", scaled),
    ("cell", HEAVY, 2, "monomial", lambda text: "log(t)**(101/100)"),
    ("cell", PERIODIC, 2, "coefficient", scaled),
    ("cell", KINKED, 1, "coefficient", scaled),
    ("partition", NEWTON, 0, "cells", lambda text: "6"),
    ("partition", NEWTON, 0, "modes", lambda text: "1/2"),
    ("parts", NEWTON, 0, "leads", lambda text: "lam*t"),
    ("parts", HEAVY, 0, "leads", lambda text: text.replace("infinity", "constant")),
    ("parts", HEAVY, 4, "leads", lambda text: text.replace("1 | ", "")),
    ("parts", HEAVY, 6, "leads", lambda text: text.replace("level", "grows")),
    ("parts", KINKED, 0, "leads", lambda text: "lam*t"),
    ("transitions", HEAVY, 0, "hidden", lambda text: "far: lam*t + 1"),
    ("transitions", HIDDEN, 0, "hidden", lambda text: "none"),
    ("transitions", HIDDEN, 0, "hidden", lambda text: text.replace("vanishing", "outgrown")),
    ("hypothesis", MONOMIAL, 0, "truth", lambda text: "no"),
    ("hypothesis", MONOMIAL, 1, "truth", lambda text: "no"),
    ("hypothesis", HEAVY, 2, "truth", lambda text: "no"),
    ("hypothesis", KINKED, 3, "truth", lambda text: "yes"),
    ("growth", MONOMIAL, 0, "m", off),
    ("growth", MONOMIAL, 0, "n", off),
    ("growth", MONOMIAL, 0, "truth", lambda text: "no"),
    ("growth", NEWTON, 0, "truth", lambda text: "yes"),
    ("growth", DECAY, 0, "truth", lambda text: "yes"),
    ("constants", MONOMIAL, 0, "c1", scaled),
    ("constants", DISCRETE, 0, "c2", lambda text: f"({text})*2/3"),
    ("frontier", NEWTON, 0, "rho", off),
    ("frontier", LOG_TIME, 0, "rho_log", off),
    ("frontier", NEWTON, 0, "scaling_function", scaled),
    ("frontier", NEWTON, 0, "solution", scaled),
    ("no-frontier", DECAY, 0, "reason", lambda text: "the frontier moves faster than every power of t"),
    ("no-frontier", NO_POWER, 0, "reason", lambda text: "g stays below 1 for every lambda: no frontier"),
    ("elasticity-ratio", NEWTON, 0, "limit", scaled),
    ("elasticity-ratio", NEWTON, 0, "truth", lambda text: "no"),
    ("elasticity-ratio", PERIODIC, 0, "truth", lambda text: "yes"),
    ("argmax", HEAVY, 0, "kappa", scaled),
    ("argmax", MONOMIAL, 0, "kappa", off),
    ("argmax", MONOMIAL, 0, "truth", lambda text: "no"),
    ("contribution", HEAVY, 4, "coefficient", scaled),
    ("contribution", NEWTON, 2, "monomial", lambda text: f"({text})*t**(1/100)"),
    ("contribution", HEAVY, 2, "outwards", lambda text: "level"),
    ("contribution", PERIODIC, -1, "coefficient", scaled),
    ("dominance", HEAVY, 0, "order", lambda text: f"({text})*t**(1/100)"),
    ("dominance", HEAVY, 1, "order", lambda text: f"({text})*log(t)"),
    ("dominance", HEAVY, 0, "carried_by", lambda text: str(int(text) - 1)),
    ("constant", HEAVY, 0, "value", scaled),
    ("constant", NEWTON, 1, "value", scaled),
    ("constant", DECAY, 0, "value", scaled),
    ("law", HEAVY, 0, "index", off),
    ("law", LOG_TIME, 1, "log_index", off),
    ("law", HEAVY, 0, "equivalent", lambda text: "perhaps"),
    ("infinite", INFINITE, 0, "value", lambda text: "1"),
    ("beyond-powers", NO_POWER, 0, "direction", lambda text: "grows"),
    ("exponents", HEAVY, 0, "rho", off),
    ("exponents", HEAVY, 0, "chi", off),
    ("exponents", HEAVY, 0, "gamma", off),
    ("exponents", LOG_TIME, 0, "chi_log", lambda text: f"-({text})"),
    ("relation", HEAVY, 0, "chi + gamma - rho", off),
]


@pytest.mark.parametrize(
    ("rule", "key", "place", "name", "change"), OUTPUTS, ids=[f"{o[0]}-{o[3]}-{i}" for i, o in enumerate(OUTPUTS)]
)
def test_a_changed_output_fails(rule, key, place, name, change):
    trace = trace_of(*key)
    number = number_of(trace, rule, place)
    forged = with_output(trace, number, **{name: change(trace.steps[number - 1].output[name])})
    assert forged != trace
    assert caught(forged, number)


CRITICAL, SCALED = CANDIDATES[1], CANDIDATES[5]

# (candidate, name of the theorem, output, how it is changed)
THEOREMS = [
    (MONOMIAL, "loss", "index", off),
    (MONOMIAL, "loss", "lower", scaled),
    (MONOMIAL, "loss", "ratio", scaled),
    (MONOMIAL, "loss", "t0", lambda text: "1/10"),
    (MONOMIAL, "loss", "quantity", lambda text: "S"),
    (MONOMIAL, "loss", "infinite", lambda text: "True"),
    (MONOMIAL, "loss_tight", "lower", lambda text: f"({text})*1000002/1000000"),
    (MONOMIAL, "loss_tight", "upper", lambda text: f"({text})*999998/1000000"),
    (MONOMIAL, "energy", "upper", lambda text: f"({text})*99/100"),
    (MONOMIAL, "energy", "index", off),
    (MONOMIAL, "energy_tight", "lower", lambda text: f"({text})*10005/10000"),
    (MONOMIAL, "energy_tight", "t0", lambda text: "10"),
    (CRITICAL, "energy", "log_index", lambda text: "0"),
    (CRITICAL, "energy_offset", "lower", lambda text: f"({text})*1000001/1000000"),
    (CRITICAL, "energy_offset", "upper", lambda text: f"({text})*999999/1000000"),
    (CRITICAL, "energy_offset", "lower_offset", lambda text: f"({text})*1001/1000"),
    (CRITICAL, "energy_offset", "upper_offset", lambda text: f"({text})*999/1000"),
    (CRITICAL, "energy_offset", "ratio", scaled),
    (INFINITE, "energy", "infinite", lambda text: "False"),
    (MONOMIAL, "frontier", "lambda_low", scaled),
    (MONOMIAL, "frontier", "lambda_high", lambda text: f"({text})*99/100"),
    (MONOMIAL, "frontier", "k_low", scaled),
    (MONOMIAL, "frontier", "k_high", lambda text: f"({text})*99/100"),
    (MONOMIAL, "frontier", "loss_low", scaled),
    (MONOMIAL, "frontier", "loss_high", lambda text: f"({text})*99/100"),
    (MONOMIAL, "frontier", "tail_low", lambda text: f"({text})*3"),
    (MONOMIAL, "frontier", "tail_high", lambda text: f"({text})/2"),
    (MONOMIAL, "frontier", "c1_prime", lambda text: f"({text})*4"),
    (MONOMIAL, "frontier", "c2_prime", lambda text: f"({text})/16"),
    (SCALED, "loss", "lower", lambda text: f"({text})*12/10"),
    (SCALED, "loss_tight", "upper", lambda text: f"({text})*998/1000"),
    (SCALED, "loss_tight", "index", off),
    (SCALED, "energy_tight", "lower", lambda text: f"({text})*1002/1000"),
]


def scaled_trace(*key: str) -> Trace:
    """With the theorems by the scaling function, as ``check`` has it."""
    if ("scaled", *key) not in TRACES:
        spectrum = Spectrum(*key[1:])
        found = derive(Candidate(key[0]).resolve(spectrum), spectrum, explain=True)
        TRACES["scaled", *key] = with_scaling(found, spectrum).trace
    return TRACES["scaled", *key]


@pytest.mark.parametrize(
    ("key", "name", "part", "change"), THEOREMS, ids=[f"{i[1]}-{i[2]}-{i[0][2]}" for i in THEOREMS]
)
def test_a_changed_theorem_fails(key, name, part, change):
    trace = scaled_trace(*key)
    number = number_of(trace, "theorem", name=name)
    assert honest(trace, number)
    forged = with_output(trace, number, **{part: change(trace.steps[number - 1].output[part])})
    assert failures(examine(forged, [number]))


def test_a_theorem_rests_on_the_step_it_names():
    trace = scaled_trace(*SCALED)
    number = number_of(trace, "theorem", name="loss")
    assert caught(with_input(trace, number, by="condition (2)"), number)
    assert caught(with_input(trace, number, by="nothing"), number)
    assert caught(with_input(trace, number, name="magic"), number)
    assert caught(with_input(trace, number, name="energy"), number)


def test_an_index_of_the_frontier_alone_is_checked():
    trace = trace_of(*EXPANDED)
    number = number_of(trace, "frontier-index")
    assert failures(verify(trace)) == ()
    for wrong in ("101/100", "1/2"):
        assert failures(examine(with_output(trace, number, rho=wrong), [number]))


# (rule, condition of the regime, output, how it is changed)
REGIMES = [
    ("case", "positive", lambda text: text.replace("-a + b + 1", "a - b - 1")),
    ("sign", "sign", lambda text: {"positive": "negative", "negative": "positive"}[text]),
    ("sign", "combinations", lambda text: text.replace("1 * ", "2 * ", 1)),
    ("regime", "chi", scaled),
    ("regime", "rho", off),
    ("regime", "energy_constant", scaled),
    ("regime", "loss_constant", scaled),
    ("regime", "frontier_constant", scaled),
    ("regime", "frontier_factor", lambda text: "log(log(t))"),
    ("regime", "loss_factor", lambda text: "log(t)"),
    ("regime", "energy_factor", lambda text: "2"),
    ("regime", "loss_expansion", scaled),
    ("regime", "energy_expansion", lambda text: text.replace("zeta(a - b)", "zeta(a - b)*101/100")),
    ("regime", "energy_expansion", lambda text: text.replace("2*log(2)", "3*log(2)")),
    ("regime", "energy_constant", lambda text: text.replace("2*log(2)", "3*log(2)")),
    ("constant", "value", lambda text: text.replace("2*log(2)", "3*log(2)")),
    ("regime", "growth", lambda text: "bounded"),
    ("regimes", "exhaustive", lambda text: "no"),
    ("cell", "coefficient", scaled),
    ("frontier", "rho", off),
    ("constant", "value", scaled),
]


LONG_PARTS = (
    "loss_constant",
    "frontier_constant",
    "frontier_factor",
    "loss_factor",
    "energy_factor",
    "loss_expansion",
    "energy_expansion",
    "growth",
)


@pytest.mark.parametrize(
    ("rule", "name", "change"),
    parted(REGIMES, lambda row: row[0] == "regime" and row[1] in LONG_PARTS),
    ids=[f"{r[0]}-{r[1]}" for r in REGIMES],
)
def test_a_changed_output_of_a_symbolic_trace_fails(rule, name, change):
    trace = regimes_of(SYMBOLIC[0])[0]
    number = next(s.number for s in trace.of(rule) if change(s.output[name]) != s.output[name])
    forged = with_output(trace, number, **{name: change(trace.steps[number - 1].output[name])})
    assert caught(forged, number)


def test_wrong_conditions_of_regimes_fail():
    trace = regimes_of(SYMBOLIC[0])[0]
    regime, regimes = number_of(trace, "regime"), number_of(trace, "regimes")
    assert caught(with_input(trace, regime, when="a < b + 1"), regime)  # S may be infinite there
    listed = trace.steps[regimes - 1].input["conditions"]
    assert caught(with_input(trace, regimes, conditions=listed.replace("; a > b + 1", "; a > b + 2")), regimes)
    assert caught(with_input(trace, regimes, conditions=listed.replace("Eq(a, b + 1); ", "")), regimes)
    assert caught(with_input(trace, regimes, conditions=listed.replace("<= b + 1", "<= b + 2")), regimes)


def test_an_open_question_cannot_be_invented():
    trace = trace_of(*OPEN[0])
    number = number_of(trace, "open")
    assert caught(with_input(trace, number, question="nothing"), number)


def test_sandwiched_orders_are_recomputed():
    steps = trace_of(*MONOMIAL).steps
    growth = next(s for s in steps if s.rule == "growth")
    law = next(s for s in steps if s.rule == "law")
    sandwich = replace(law, rule="sandwich", relies_on=(growth.number + 1,), output={"index": "-1/4", "log_index": "0"})
    trace = Trace(tuple(sandwich if s is law else s for s in steps))
    (honest,) = examine(trace, [law.number])
    assert honest.status is Status.CHECKED
    (forged,) = examine(with_output(trace, law.number, index="-26/100"), [law.number])
    assert forged.status is Status.FAILED


def test_every_rule_was_tampered_with():
    tested = {entry[0] for entry in (*OUTPUTS, *REGIMES)} | {
        "open",
        "curve",
        "sandwich",
        "regular-variation",
        "theorem",
        "expansion",
        "frontier-index",
    }
    assert tested == set(RULES)


def test_constants_too_long_to_be_written_make_no_theorem():
    assert short(sympy.Integer(10) ** 1000) == "10^1000"
    for number in (sympy.Integer(10) ** 5000, sympy.Rational(1, 10**5000), sympy.Rational(-1, 7**6000)):
        with pytest.raises(UndecidedError):
            short(number)
    candidate, spectrum = "(7/5*lambda**(2/3)*t**(1/4))*tanh(t)", Spectrum("3999/1000", "3")
    assert "loss" in derive(Candidate(candidate).resolve(spectrum), spectrum).theorems


@pytest.mark.parametrize(
    ("deviation", "status"),
    [
        (lambda T: arb(-T).exp(), Status.CONSISTENT),
        (lambda T: 1 / arb(T).log(), Status.CONSISTENT),
        (lambda T: arb(T).log().log() / arb(T).log(), Status.CONSISTENT),
        (lambda T: arb("0.01"), Status.FAILED),
        (lambda T: arb("0.01") + 1 / arb(T).log(), Status.FAILED),
        (lambda T: arb(T).log(), Status.FAILED),
        (lambda T: 1 / arb(T).log().log(), Status.UNCHECKED),
        (lambda T: arb(0, "1e-3"), Status.UNCHECKED),
        (lambda T: None, Status.UNCHECKED),
    ],
)
def test_limits_are_told_from_what_stays_away(deviation, status):
    assert approaches_zero(deviation)[0] is status


def test_nested_logarithms_prove_nothing_against_a_step():
    assert approaches_zero(lambda T: arb("0.01"), slow=True)[0] is Status.UNCHECKED
