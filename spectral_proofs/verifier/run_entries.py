"""Compares a run of ``check`` with its trace: g, spectrum, exponents, theorems, claims, certified sums, expectations.

1. g is parsed again as its author wrote it, with the parameters of the run.
2. A theorem must be the step ``theorem`` of its name; its sentence, letter by letter, what is said of such bounds.
3. Claims by :mod:`.verdicts`; the numbers in their details against the steps that have them.
4. Certified sums are computed again; the two enclosures must overlap.

Left out: fits, measurements and words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from flint import arb

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.trace import Step
from spectral_proofs.results.traced import Follows, TracedClaim
from spectral_proofs.text.laws import bounds_sentence, infinite_sentence, tails_sentence
from spectral_proofs.verifier import exact, verdicts
from spectral_proofs.verifier.comparison import (
    Compared,
    covered,
    guarded,
    leftover,
    only,
    same,
    same_word,
    shown,
    uncovered,
)
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.reader import read
from spectral_proofs.verifier.regime_entries import spectrum
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.rules_cells import nearly_zero
from spectral_proofs.verifier.subject import Subject

_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_COMPARED = ("trace", "candidate", "spectrum", "exponents", "regime", "theorems", "claims", "expectations", "sums")
_CLAIM = (
    *("id", "title", "reference", "hypotheses", "conclusion", "verdict", "passed", "details"),
    *("evidence", "reason"),
)
_BITS = 512
_NARROW = 60  # bits of a certified value; fewer are named


def compare(values: Mapping[str, Any], subject: Subject, claims: Mapping[str, TracedClaim]) -> list[Compared]:
    """Every statement of a run; ``claims`` by id."""
    parts = {
        "g": lambda: _candidate(values["candidate"], subject),
        "spectrum": lambda: spectrum(values["spectrum"], subject.trace.of("problem")[0]),
        "exponents": lambda: _exponents(values["exponents"], subject),
        "regime": lambda: [_regime(values["regime"], subject)],
        "theorems": lambda: _theorems(values["theorems"], subject),
        "claims": lambda: _claims(values["claims"], values.get("theorems", {}), subject, claims),
        "expectations": lambda: _expectations(values["expectations"], subject),
        "sums": lambda: _sums(values["sums"], subject),
    }
    found = [item for name, part in parts.items() if name == "g" or name in values for item in guarded(name, part)]
    return [*found, *_left_out(values, subject, claims), *leftover(values, _COMPARED)]


def _left_out(values: Mapping[str, Any], subject: Subject, claims: Mapping[str, TracedClaim]) -> Iterator[Compared]:
    """What the trace has and the document does not say; which claims were asked for no trace knows."""
    stated = {str(claim.get("id")) for claim in values.get("claims", ())}
    missing = [name for name in claims if name not in stated]
    if missing:
        yield uncovered(f"claims that are not stated: {', '.join(missing)}")
    for name in ("exponents", "regime", "sums"):
        if name not in values:
            yield uncovered(f"{name} (not stated)")
    named = {step.input.get("name", "") for step in subject.trace.of("theorem")}
    for name in sorted(named - set(values.get("theorems", {}))):
        yield covered(f"theorems: {name}", False, "the trace has this theorem, the document does not state it")
    if subject.trace.of("constants") and not named:
        yield uncovered("theorems (none is stated, though condition (2) has its constants)")


def _candidate(stated: Mapping[str, Any], subject: Subject) -> Iterator[Compared]:
    parameters = {name: str(value) for name, value in stated.get("parameters", {}).items()}
    try:
        g = Candidate(stated["g"], parameters).resolve(
            Spectrum(*(subject.problem[name] for name in ("a", "b", "Lambda", "W")))
        )
    except InputError as error:
        yield uncovered("g", f"it cannot be parsed: {error}")
    else:
        note = f"the document says {shown(stated['g'])}, step 1 {shown(subject.g)}"
        yield covered("g", exact.equal(g, subject.g) or nearly_zero(g / subject.g - 1), note)
    known = ("g", "parameters", "name") if stated.get("name") == stated["g"] else ("g", "parameters")
    yield from leftover(stated, known, "candidate: ")


def _exponents(stated: Mapping[str, Any], subject: Subject) -> Iterator[Compared]:
    step = only(subject.trace.of("exponents"), "exponents")
    for name in _INDICES:
        yield same(name, stated[name], None if step is None else step.output.get(name), step)
    yield from leftover(stated, _INDICES, "exponents: ")


def _regime(stated: object, subject: Subject) -> Compared:
    """The sentence that says in which regime of 1+b-a the run is."""
    s, b = subject.s, subject.problem["b"]
    growth = only(subject.trace.of("growth"), "growth")
    m = None if growth is None or "m" not in growth.output else read(growth.output["m"])
    if subject.trace.of("infinite", quantity="S"):
        expected = f"S infinite: 1+b-a = {s} is too large for the decay of g beyond the frontier"
    elif s < 0:
        expected = f"bounded: a > b+1 (1+b-a = {s})"
    elif s == 0:
        expected = "critical: a = b+1"
    elif m is None:
        fails = "does not hold" if growth is not None and growth.output.get("truth") == "no" else "is open"
        expected = f"0 < 1+b-a = {s}: a power law under condition (2), which {fails} for this g"
    else:
        expected = f"power law: 0 < 1+b-a = {s} < 2mb = {2 * m * b}"
    return same_word("regime", stated, expected)


def _theorems(stated: Mapping[str, Any], subject: Subject) -> Iterator[Compared]:
    for name, theorem in stated.items():
        yield from guarded(f"theorems: {name}", lambda name=name, theorem=theorem: [_theorem(name, theorem, subject)])  # type: ignore[misc]  # bound now


def _theorem(name: str, stated: Mapping[str, Any], subject: Subject) -> Compared:
    """One of the steps of its name has the same bounds; its sentence says the same."""
    steps = subject.trace.of("theorem", name=name)
    require(steps, "the trace has no such theorem")
    bounds = {key: text for key, text in stated.items() if key != "statement" and text != "None"}
    matching = [step for step in steps if bounds == dict(step.output)]
    require(matching, lambda: _difference(bounds, steps[-1]))
    sentence = _sentence(name, matching[0].output, subject)
    require(stated["statement"] == sentence, f"its sentence says otherwise: {stated['statement']}")
    return covered(f"theorems: {name}", True, "")


def _difference(bounds: Mapping[str, Any], step: Step) -> str:
    for key in sorted({*bounds, *step.output}):
        if bounds.get(key) != step.output.get(key):
            return f"{key} is {shown(step.output.get(key))} in step {step.number}, not {shown(bounds.get(key))}"
    return "it differs"


def _sentence(name: str, bounds: Mapping[str, str], subject: Subject) -> str:
    """What is said of the bounds of the step."""
    if bounds.get("infinite") == "True":
        growth = only(subject.trace.of("growth"), "growth")
        require(growth is not None and "m" in growth.output, "condition (2), on which it rests, has no m")
        assert growth is not None
        return infinite_sentence(bounds, str(subject.s), str(2 * read(growth.output["m"]) * subject.problem["b"]))
    if name == "frontier":
        return tails_sentence(bounds, str(1 - subject.problem["a"]))
    return bounds_sentence(bounds.get("quantity", {"e": "S", "l": "L"}.get(name[:1], name[:1])), bounds)


def _claims(
    stated: list[Mapping[str, Any]], theorems: Mapping[str, Any], subject: Subject, claims: Mapping[str, TracedClaim]
) -> Iterator[Compared]:
    for claim in stated:
        name = str(claim["id"])
        yield from guarded(name, lambda claim=claim: _claim(claim, theorems, subject, claims.get(str(claim["id"]))))  # type: ignore[misc]  # bound now
    if stated:
        yield uncovered("title, reference, evidence and reason of every claim")


def _claim(
    stated: Mapping[str, Any], theorems: Mapping[str, Any], subject: Subject, claim: TracedClaim | None
) -> Iterator[Compared]:
    """Hypotheses and conclusion against the trace, the verdict against these two."""
    name, words = str(stated["id"]), (stated["hypotheses"], stated["conclusion"])
    verdict = verdicts.VERDICTS.get(words, "undecided")
    note = f"the document says {shown(stated['verdict'])}, but {words[0]} and {words[1]} make it {verdict}"
    yield covered(f"{name}: verdict", stated["verdict"] == verdict, note)
    yield covered(f"{name}: passed", stated["passed"] is (verdict in verdicts.PASSED), f"it is {verdict}")
    known = None if claim is None else (verdicts.hypotheses(claim, subject), verdicts.conclusion(claim, subject))
    expected = known or (None, None)
    for what, word, wanted in zip(("hypotheses", "conclusion"), words, expected, strict=True):
        if wanted is None or word == "unknown":
            yield uncovered(f"{name}: {what}")
        else:
            yield covered(f"{name}: {what}", word == wanted, f"the document says {word}, by the trace it is {wanted}")
    yield from _details(name, stated["details"], theorems, subject, claim)
    yield from leftover(stated, _CLAIM, f"{name}: ")


def _details(
    name: str, stated: Mapping[str, Any], theorems: Mapping[str, Any], subject: Subject, claim: TracedClaim | None
) -> Iterator[Compared]:
    known = {} if claim is None else _known(claim, subject) | _sentences(claim, theorems)
    for key in stated:
        if key in known:
            yield same(f"{name}: {key}", stated[key], known[key], None)
    rest = [key for key in stated if key not in known]
    if rest:
        yield uncovered(f"{name}: details ({'; '.join(rest)})")


def _sentences(claim: TracedClaim, theorems: Mapping[str, Any]) -> dict[str, str]:
    """The sentences of explicit theorems, which are compared with their steps, repeated in a claim."""
    endings = {"statement": "", "explicit": "", "explicit_tight": "_tight", "explicit_offset": "_offset"}
    names = {key: claim.theorem + ending for key, ending in endings.items()}
    return {key: str(theorems[name]["statement"]) for key, name in names.items() if name in theorems}


def _known(claim: TracedClaim, subject: Subject) -> dict[str, str]:
    """The details of a claim that steps of the trace have."""
    found: dict[str, str] = {}
    for rule in _STEPS.get(claim.follows, ()) if claim.follows else ():
        for step in subject.trace.of(rule):
            found |= {key: text for key, text in step.output.items() if key != "truth"}
    for step in subject.trace.of("exponents"):
        found |= {key: step.output[key] for key in ("rho", "chi", "gamma") if key in step.output}
        if claim.follows is Follows.FRONTIER_POWER and "rho" in found:
            found["k_index"] = str(read(found["rho"]) / subject.problem["b"])
    if claim.follows is Follows.LOSS_POWER:
        for step in subject.trace.of("constant", quantity="L"):
            found["c"] = step.output["value"]
    for step in subject.trace.of("theorem", name=claim.theorem)[-1:]:
        found |= step.output
    return found


_STEPS = {Follows.GROWTH: ("growth", "constants"), Follows.ARGMAX: ("argmax",), Follows.RATIO: ("elasticity-ratio",)}


def _expectations(stated: list[Mapping[str, Any]], subject: Subject) -> Iterator[Compared]:
    """What was expected of an exponent, and whether that was met."""
    step = only(subject.trace.of("exponents"), "exponents")
    for line in stated:
        name, found, expected = str(line["name"]), line["found"], line["expected"]
        if name not in _INDICES or line["met"] is None:
            yield uncovered(f"expectations: {name}")
            continue
        actual = None if step is None else step.output.get(name)
        yield same(f"expectations: {name} found", None if found == "none" else found, actual, step)
        met = (
            (expected == "none") if actual is None else expected != "none" and exact.equal(read(expected), read(actual))
        )
        yield covered(f"expectations: {name} met", line["met"] is met, f"expected {expected}, found {shown(actual)}")


def _sums(stated: list[Mapping[str, Any]], subject: Subject) -> Iterator[Compared]:
    for point in stated:
        yield from guarded(f"sums: t = {point['t']}", lambda point=point: _sum(point, subject))  # type: ignore[misc]  # bound now


def _sum(stated: Mapping[str, Any], subject: Subject) -> Iterator[Compared]:
    """Certified values overlap with values computed now, and are not wider than their digits."""
    at, name = str(stated["t"]), f"t = {stated['t']}"
    for quantity, key in (("L", "loss"), ("S", "perturbation_energy")):
        if stated["certified"] is not True or stated[key] is None:
            yield uncovered(f"{quantity}: {name}")
        elif stated[key]["mid"] == "inf" or (quantity == "S" and subject.infinite_energy):
            yield _both_infinite(f"{quantity}: {name}", stated[key]["mid"] == "inf", quantity, subject)
        else:
            yield _same_value(f"{quantity}: {name}", stated[key], subject.sum(quantity, at))
    yield from leftover(stated, ("t", "loss", "perturbation_energy", "certified", "engine"), f"sums: {name} ")


def _both_infinite(name: str, stated: bool, quantity: str, subject: Subject) -> Compared:
    mine = subject.infinite_energy if quantity == "S" else False
    return uncovered(name) if mine is None else covered(name, stated == mine, "one of them is infinite")


def _same_value(name: str, stated: Mapping[str, str], mine: arb | None) -> Compared:
    """The two balls must overlap; one that is true but wide says less than its digits."""
    with working_precision(_BITS):
        try:
            ball = arb(stated["mid"], stated["rad"])
        except ValueError:
            return covered(name, False, f"{shown(stated)} is no ball")
        if mine is None:
            return uncovered(name)
        note = f"computed anew it is {mine.str(20, radius=False)}"
        if not (ball.is_finite() and ball.overlaps(mine)):
            return covered(name, False, note)
        narrow = ball.rel_accuracy_bits() >= _NARROW
        return (
            covered(name, True, "") if narrow else uncovered(name, f"true, but as wide as {ball.rad().str(3)}: {note}")
        )
