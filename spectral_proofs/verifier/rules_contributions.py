"""Re-checks the contributions of the cells to L and S, and which of them dominates."""

from __future__ import annotations

import math
from functools import partial

import mpmath
import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import Time, accurate, log_rise, value
from spectral_proofs.verifier.limits import approaches_zero
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.rules_cells import Tiling, log_of, oscillating, size_of
from spectral_proofs.verifier.rules_transitions import require_no_gap_carries
from spectral_proofs.verifier.subject import Subject

_MOST = 700  # of a logarithm, as a float
_BEYOND = 50  # a power of 1/t that no claim comes near
_WORDS = {"grows": 1, "level": 0, "falls": -1}


def weight(step: Step, subject: Subject) -> sympy.Expr:
    """w with lambda^w F the integrand in d log lambda: (a-1)/b for L, -(1+b-a)/b for S."""
    p = subject.problem
    quantity = step.input.get("quantity")
    require(quantity in ("L", "S"), f"{quantity!r} is no quantity")
    return (p["a"] - 1) / p["b"] if quantity == "L" else -subject.s / p["b"]


def contribution(step: Step, subject: Subject) -> Outcome:
    """lambda^w F on one cell: F = e^(-2g) for L, (1 - e^(-g))^2 for S."""
    w, place = weight(step, subject), subject.place(step)
    require(exact.equal(subject.read(step.input.get("weight", "nan")), w), f"the weight is {w}")
    if "negligible" in step.output:
        return _negligible(place, w, step.input["quantity"], subject)
    monomial = subject.read(step.output.get("monomial", "nan"))
    _outwards(step.output.get("outwards", ""), monomial, place)
    if "log_only" in step.output:
        return _leading(sympy.S.One, monomial, place, w, step, subject, roughly=True)
    coefficient = subject.read(step.output.get("coefficient", "nan"))
    if any(s.name.startswith("phase_") for s in (coefficient * monomial).free_symbols):

        def log_integrand(sample: sympy.Expr, T: Time) -> arb:
            return _log_integrand(place, sample, T, w, step.input["quantity"], subject)

        return oscillating(coefficient, monomial, place, log_integrand)
    return _leading(coefficient, monomial, place, w, step, subject)


def _log_integrand(place: Place, sample: sympy.Expr, T: Time, w: sympy.Expr, quantity: str, subject: Subject) -> arb:
    t, log_lambda, _ = place.point(sample, T)
    g = subject.function(t, log_lambda)
    factor = -2 * g if quantity == "L" else 2 * log_rise(g)
    return value(w, {}) * log_lambda + factor


def _negligible(place: Place, w: sympy.Expr, quantity: str, subject: Subject) -> Outcome:
    """Smaller than every power of t: log(lambda^w F)/log t falls without bound."""
    outcomes = []
    for sample in place.samples():
        rates: list[float] = []
        for T in (400, 10**8, 10**256, 10**4096):
            at = accurate(lambda T=T, x=sample: _log_integrand(place, x, T, w, quantity, subject) / T, 2 * size_of(T))  # type: ignore[misc]  # bound now
            if at is not None and (at < -_BEYOND or T > 400):
                rates.append(float(at))
            if rates and rates[-1] < -_BEYOND:
                break
        outcomes.append(_runs_away(rates))
        require(outcomes[-1][0] is not Status.FAILED, f"{outcomes[-1][1]} at {place.parameter} = {sample}")
    status = weakest(*(s for s, _ in outcomes))
    return status, next(note for s, note in outcomes if s is status)


def _runs_away(rates: list[float]) -> Outcome:
    if not rates:
        return Status.UNCHECKED, "no certified values far out"
    if rates[-1] < -_BEYOND:
        return Status.CONSISTENT, f"below t^-{_BEYOND} far out"
    if len(rates) < 3 or not rates[0] > rates[1] > rates[2]:
        return (Status.FAILED if len(rates) > 2 else Status.UNCHECKED), f"about t^({rates[-1]:.3g}): not negligible"
    moved = rates[1] - rates[2] > 0.01 * abs(rates[2])
    return (Status.CONSISTENT if moved else Status.FAILED), f"about t^({rates[-1]:.3g}) far out, and falling"


def _leading(
    coefficient: sympy.Expr,
    monomial: sympy.Expr,
    place: Place,
    w: sympy.Expr,
    step: Step,
    subject: Subject,
    roughly: bool = False,
) -> Outcome:
    outcomes = []
    for sample in place.samples():

        def deviation(T: int, sample: sympy.Expr = sample) -> arb | None:
            def compute() -> arb:
                lead = _log_lead(coefficient, monomial, place, sample, T)
                found = _log_integrand(place, sample, T, w, step.input["quantity"], subject)
                return found / lead - 1 if roughly else found - lead

            return accurate(compute, 2 * size_of(T), absolute=True)

        status, note = approaches_zero(deviation, slow=exact.slow(subject.g, monomial, place))
        require(status is not Status.FAILED, f"at {place.parameter} = {sample}: {note}")
        outcomes.append((status, note))
    status = weakest(*(s for s, _ in outcomes))
    return status, f"over its leading term: {next(note for s, note in outcomes if s is status)}"


def _log_lead(coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, sample: sympy.Expr, T: Time) -> arb:
    environment = place.point(sample, T)[2]
    return value(coefficient, environment).log() + value(monomial, environment).log()


def unsettled(dominant: Step, subject: Subject, T: int, constant: mpmath.mpf) -> float:
    """How far what carries a sum is from its leading terms at t = e^T, and how large what does not still is beside it.

    The logarithm of a sum over its law is a mean of the first, weighted, and grows by the second: where either is as
    large as the miss of a law, that miss is a correction which has not died yet, and no sign of another limit. The law
    is ``constant`` times the order of the dominant step.
    """
    order, named = subject.read(dominant.output["order"]), carriers(dominant)
    largest = 0.0
    for n in dominant.relies_on:
        source = subject.step(n)
        if source.rule == "contribution" and "coefficient" in source.output:
            off = _off(source, subject, T) if n in named else _beside(source, order, subject, T, constant)
            largest = max(largest, off)
    return largest


def _off(step: Step, subject: Subject, T: int) -> float:
    """The mean of |log(integrand/leading term)| at the samples of a place, weighted; 0 where there are no values."""
    place, w, quantity = subject.place(step), weight(step, subject), step.input["quantity"]
    coefficient, monomial = (subject.stated(step, name) for name in ("coefficient", "monomial"))
    weights, found = [], []
    for sample in place.samples():

        def lead(sample: sympy.Expr = sample) -> arb:
            return _log_lead(coefficient, monomial, place, sample, T)

        def off(sample: sympy.Expr = sample) -> arb:
            return _log_integrand(place, sample, T, w, quantity, subject) - lead(sample)

        size, miss = (accurate(f, 2 * size_of(T), absolute=True) for f in (lead, off))
        if size is not None and miss is not None:
            weights.append(size)
            found.append(abs(float(miss)))
    if not found:
        return 0.0
    largest = max(weights, key=lambda size: float(size.mid()))
    shares = [float((size - largest).exp()) for size in weights]
    return sum(share * miss for share, miss in zip(shares, found, strict=True)) / sum(shares)


def _beside(step: Step, order: sympy.Expr, subject: Subject, T: int, constant: mpmath.mpf) -> float:
    """How many times as large as the law its leading term is, at its samples."""
    place, largest = subject.place(step), 0.0
    coefficient, monomial = (subject.stated(step, name) for name in ("coefficient", "monomial"))
    for sample in place.samples():
        size = partial(_log_lead, coefficient, monomial, place, sample, T)
        mine, whole = accurate(size, size_of(T), absolute=True), log_of(order, place, sample, T)
        if mine is not None and whole is not None:
            ratio = float(mine - whole) - float(mpmath.log(constant))
            largest = max(largest, math.exp(min(ratio, _MOST)))
    return largest


def _outwards(word: str, monomial: sympy.Expr, place: Place) -> None:
    """The monomial must grow or fall along the parameter as stated; on rays and at the head it does not move."""
    require(word in _WORDS, f"{word!r} is no direction")
    if place.kind == "mode":
        return
    samples = sorted(place.samples())
    first, last = (log_of(monomial, place, sample, 10**1024) for sample in (samples[0], samples[-1]))
    if first is None or last is None:
        return
    difference = last - first if place.kind == "sector" else first - last
    sign = 1 if difference > 0 else -1 if difference < 0 else 0
    require(sign == _WORDS[word], f"the order {monomial} does not {word.rstrip('s')} towards smaller lambda")


def dominance(step: Step, subject: Subject) -> Outcome:
    """The order stated is the largest of all contributions, and those named have it."""
    quantity = step.input.get("quantity", "")
    outcome = require_no_gap_carries(subject, quantity)
    steps = [source for n in step.relies_on if (source := subject.step(n)).rule == "contribution"]
    whole = [s for s in steps if s.input.get("place") != "mode"]
    points = Tiling([subject.place(s) for s in whole], subject.problem["Lambda"]).check(tail=False)
    modes = [subject.place(s).low for s in steps if s.input.get("place") == "mode"]
    for point in filter(partial(_is_eigenvalue, subject), points):
        require(any(exact.equal(point, mode) for mode in modes), f"the mode at lambda = {point} is missing")
    order = subject.read(step.output.get("order", "nan"))
    named = carriers(step)
    for other in steps:
        if "negligible" in other.output:
            require(other.number not in named, f"step {other.number} is negligible")
            continue
        attained = _compare(other, order, subject)
        if other.output.get("outwards") == "level" and attained == 0:
            require(other.number in named, f"step {other.number} has the same order")
        else:
            require(other.number not in named, f"step {other.number} has another order")
    require(named, f"nothing carries {quantity}")
    return outcome


def _is_eigenvalue(subject: Subject, point: sympy.Expr) -> bool:
    """Whether some lambda_k = Lambda k^-b is the point."""
    p = subject.problem
    k = (p["Lambda"] / point) ** (1 / p["b"])
    nearest = sympy.Integer(round(float(k)))
    return exact.equal(p["Lambda"] / point, nearest ** p["b"])


def carriers(step: Step) -> tuple[int, ...]:
    """Numbers of the contributions that a dominance step names."""
    return tuple(int(n) for n in step.output.get("carried_by", "").split(",") if n.strip().isdigit())


def _compare(other: Step, order: sympy.Expr, subject: Subject) -> int:
    """0 where the contribution has the stated order, -1 where it is smaller; it must not be larger."""
    place, monomial = subject.place(other), subject.read(other.output["monomial"])
    if place.kind == "sector" and other.output.get("outwards") == "level":
        scale = TIME
        for _ in range(len(place.exponents) + 1):
            scale = sympy.log(scale)
        monomial *= scale  # d log lambda has that length there
    if exact.same_order(monomial, order):
        return 0
    for sample in place.samples():
        mine, largest = (log_of(expr, place, sample, 10**32) for expr in (monomial, order))
        if mine is not None and largest is not None:
            require(not mine > largest + 1, f"step {other.number} is larger: {monomial}")
    return -1
