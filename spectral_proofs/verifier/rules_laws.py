"""Re-checks the laws of L and S by certified sums, and what follows from them."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import mpmath
import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.limits import ROUGHLY, approaches_zero
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_constants import decimal
from spectral_proofs.verifier.rules_contributions import unsettled
from spectral_proofs.verifier.rules_transitions import require_no_gap_carries
from spectral_proofs.verifier.subject import Subject

TIMES = (50, 200, 800, 3200)  # t = 10^50 ...
LATER = (12_800,)
SOON = (3, 6, 12, 24)  # where those are out of reach
_AWAY = (5, 10, 20, 50, 200)  # where what leaves all powers is seen
_BOUNDED = 1e-3  # log(Q/order)/log t at the last time, where Q/order need not converge
_SETTLED = 1e-9
_STEP, _EVEN = 0.02, 0.25  # of log(Q/order) where a power of log t is left over
_EXPLAINS = 0.1  # a miss of ten times what is measured of the corrections is none of them
_BITS = 256
CLOSE = 1e-15  # certified sums have twenty digits


def law(step: Step, subject: Subject) -> Outcome:
    """L or S against its law at t = 10^50 ... 10^5000, by certified sums."""
    quantity = step.input.get("quantity", "")
    dominant = subject.trace.of("dominance", quantity=quantity)[0]
    order = subject.read(dominant.output["order"])
    _indices(step, subject, order)
    stated = subject.trace.of("constant", quantity=quantity)
    c, settled = None, CLOSE
    if step.output.get("equivalent") == "yes":
        require(stated, "a limit without its constant")
        value_of = subject.read(stated[0].output["value"])
        c, settled = decimal(value_of), closeness(value_of)
        require(c is not None, "the constant has no decimals")
    if step.output.get("equivalent") == "no":
        _has_no_limit(subject, quantity, order)
    status, note = _compared(subject, quantity, order, (c, settled))
    if status is Status.FAILED:
        correction = _correction(subject, quantity, order, c)
        require(correction, note)
        return Status.UNCHECKED, f"{note}; {correction}"
    return status, note


def _correction(subject: Subject, quantity: str, order: sympy.Expr, c: mpmath.mpf | None) -> str:
    """Why the miss at the last time may be a correction that dies too slowly to be seen dying; empty if it is not."""
    times, later = _times(subject, quantity)
    seen = [k for k in (*times, *later) if log_sum(subject, quantity, k) is not None]
    constant = mpmath.mpf(1) if c is None else c
    miss = _log_ratio(subject, quantity, order, constant, seen[-1]) if seen else None
    if miss is None:
        return ""
    dominant = subject.trace.of("dominance", quantity=quantity)[0]
    still = unsettled(dominant, subject, int(seen[-1] * math.log(10)), constant)
    known = still > _EXPLAINS * abs(float(miss))
    return f"what makes it up is as yet {still:.2g} off its leading terms there" if known else ""


def closeness(constant: sympy.Expr) -> float:
    """How close the quotient must come: integrals and infinite sums in a constant are had by quadrature."""
    return ROUGHLY if constant.has(sympy.Integral, sympy.Sum) else CLOSE


def _has_no_limit(subject: Subject, quantity: str, order: sympy.Expr) -> None:
    """Fail where the quantity over its order stays the same from 10^50 to 10^800."""
    found = [_log_ratio(subject, quantity, order, mpmath.mpf(1), k) for k in TIMES[:3]]
    values = [float(d) for d in found if d is not None]
    settled = len(values) == 3 and max(values) - min(values) < _SETTLED
    require(not settled, f"{quantity} over its order does have a limit, {math.exp(values[-1]) if settled else 0:.9g}")


def follows_law(
    subject: Subject, quantity: str, order: sympy.Expr, c: mpmath.mpf | None, known: bool = True, settled: float = CLOSE
) -> Outcome:
    """Certified values over c * order tend to 1, or, without c, stay within bounds.

    ``known`` says that the order is more than the index; ``settled`` is how close to one the quotient must come.
    """
    status, note = _compared(subject, quantity, order, (c, settled), known)
    require(status is not Status.FAILED, note)
    return status, note


def _compared(
    subject: Subject, quantity: str, order: sympy.Expr, limit: tuple[mpmath.mpf | None, float], known: bool = True
) -> Outcome:
    c, settled = limit
    times, later = _times(subject, quantity)
    if c is not None and known:
        require(c > 0, "the constant is not positive")
        deep = max(exact.log_depth(subject.g), exact.log_depth(order)) > 1
        status, note = approaches_zero(
            lambda k: _log_ratio(subject, quantity, order, c, k), times, later, slow=deep, settled=settled
        )
    else:
        status, note = _rate_vanishes([_log_rate(subject, quantity, order, k) for k in times], times)
        if known and not subject.g.has(sympy.sin, sympy.cos) and _lacks_a_logarithm(subject, quantity, order, times):
            return Status.FAILED, f"{quantity} has another power of log t"
    note = re.sub(r"exp\((\d+)\)", r"10^\1", note)
    if status is Status.FAILED and len(str(max(*times, *later))) < subject.latest_logarithm:
        status, note = Status.UNCHECKED, f"{note}; coefficients part at t = exp(1e{subject.latest_logarithm})"
    word = "does not follow the law" if status is Status.FAILED else "over its law"
    return status, f"certified {quantity} {word}: {note}"


def _lacks_a_logarithm(subject: Subject, quantity: str, order: sympy.Expr, times: tuple[int, ...]) -> bool:
    """Whether log(Q/order) moves by equal steps as log t grows fourfold, as the logarithm of a power of log t does."""
    found = [_log_ratio(subject, quantity, order, mpmath.mpf(1), k) for k in times]
    values = [float(d) for d in found if d is not None]
    steps = [later - earlier for earlier, later in pairwise(values)]
    if times is not TIMES or len(steps) < len(times) - 1:
        return False
    return min(map(abs, steps)) > _STEP and max(steps) - min(steps) < _EVEN * min(map(abs, steps))


def _times(subject: Subject, quantity: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Powers of ten at which the sum can be had, and later ones for a second look."""
    return (SOON, ()) if log_sum(subject, quantity, TIMES[0]) is None else (TIMES, LATER)


def _rate_vanishes(found: list[arb | None], times: tuple[int, ...]) -> Outcome:
    """log(Q/order)/log t at times that grow manifold."""
    if None in found:
        return Status.UNCHECKED, "no certified values"
    sizes = [abs(float(d)) for d in found if d is not None]
    note = f"log(value/order)/log t is {sizes[-1]:.2g} at t = exp({times[-1]})"
    if sizes[-1] < _SETTLED or (sizes[-1] < _BOUNDED and sizes[-1] < 0.6 * sizes[0]):
        return Status.CONSISTENT, note
    return (Status.FAILED if sizes[-1] > 0.9 * sizes[-2] else Status.UNCHECKED), note


def _indices(step: Step, subject: Subject, order: sympy.Expr) -> None:
    """The indices are the exponents of the order."""
    exponents = exact.vector(order)
    index, log_index = subject.output(step, "index"), subject.output(step, "log_index")
    beyond = sympy.E in exponents
    expected = exponents.get(TIME, sympy.S.Zero)
    require(index is None or exact.equal(index, expected), f"the order {order} has the index {expected}")
    expected = exponents.get(sympy.log(TIME), sympy.S.Zero)
    require(log_index is None or beyond or exact.equal(log_index, expected), f"the power of log t is {expected}")
    require(step.output.get("equivalent") in ("yes", "no", "unknown"), "no word on the limit")


def log_sum(subject: Subject, quantity: str, k: int) -> arb | None:
    """log of certified L or S at t = 10^k."""
    return _log(subject.sum(quantity, f"1e{k}"))


def log_sum_at(subject: Subject, quantity: str, t: sympy.Rational) -> arb | None:
    """log of certified L or S at a rational t."""
    power = int(int(t).bit_length() * math.log10(2))
    if t == sympy.Integer(10) ** power:
        return log_sum(subject, quantity, power)
    return _log(subject.sum(quantity, str(t)))


def _log(found: arb | None) -> arb | None:
    with working_precision(_BITS):
        return None if found is None else found.log()


def _log_ratio(subject: Subject, quantity: str, order: sympy.Expr, c: mpmath.mpf, k: int) -> arb | None:
    measured = log_sum(subject, quantity, k)
    predicted = accurate(lambda: value(order, {TIME: arb(10) ** k}).log(), 64, absolute=True)
    if measured is None or predicted is None:
        return None
    with working_precision(_BITS):
        return measured - predicted - arb(mpmath.nstr(c, 28)).log()


def _log_rate(subject: Subject, quantity: str, order: sympy.Expr, k: int) -> arb | None:
    """log(Q/order)/log t, which tends to zero when the index is right."""
    difference = _log_ratio(subject, quantity, order, mpmath.mpf(1), k)
    return None if difference is None else difference / (arb(10).log() * k)


def infinite(step: Step, subject: Subject) -> Outcome:
    """S = oo: sum k^(s-1) min(1, g)^2 diverges because g falls too slowly as lambda -> 0."""
    require(step.output.get("value") == "oo" and step.input.get("quantity") == "S", "only S can be infinite")
    tails = [s for s in subject.cells() if s.input.get("place") == "tail"]
    require(subject.infinite_energy is not False, "certified S is finite at t = 10^50")
    if not tails or subject.infinite_energy is None:
        return Status.UNCHECKED, "no certified value of S"
    order = exact.vector(subject.read(tails[-1].output["monomial"]))
    mu = order.get(LAMBDA, sympy.S.Zero)
    excess = subject.s - 2 * mu * subject.problem["b"]
    require(not excess.is_negative, f"g ~ lambda^({mu}) and 1+b-a < 2*({mu})*b: the sum converges")
    return Status.CHECKED, f"g ~ lambda^({mu}) at fixed t; 1+b-a = {subject.s} >= {2 * mu * subject.problem['b']}"


def beyond_powers(step: Step, subject: Subject) -> Outcome:
    """log Q/log t leaves every bound on the side stated."""
    quantity, direction = step.input.get("quantity", ""), step.output.get("direction")
    require(direction in ("decays", "grows"), f"{direction!r} is no direction")
    require_no_gap_carries(subject, quantity)
    side, rates = (-1 if direction == "decays" else 1), []
    for k in _AWAY:
        measured = log_sum(subject, quantity, k)
        if measured is not None:
            rates.append((k, side * float(measured / (arb(10).log() * k))))
    if len(rates) < 3:
        return Status.UNCHECKED, f"no certified values of {quantity}"
    (_, first), (_, middle), (k, last) = rates[-3:]
    note = f"log {quantity}/log t is {side * last:.4g} at t = 10^{k}"
    require(first < middle < last and last > 1.1 * first, f"{note} and does not run away")
    return Status.CONSISTENT, f"{note} and runs away"


def sandwich(step: Step, subject: Subject) -> Outcome:
    """Orders that (2) alone gives: those of the monomial lambda^m t^n."""
    growth = subject.trace.of("growth")[0]
    m, n = subject.stated(growth, "m"), subject.stated(growth, "n")
    p, quantity = subject.problem, step.input.get("quantity")
    log_index = sympy.S.Zero
    if quantity == "L":
        index = -n * (p["a"] - 1) / (m * p["b"])
    else:
        require(subject.s < 2 * m * p["b"], "S is infinite")
        index = n * subject.s / (m * p["b"]) if subject.s > 0 else sympy.S.Zero
        log_index = sympy.S.One if subject.s == 0 else sympy.S.Zero
    require(exact.equal(subject.output(step, "index"), index), f"the index is {index}")
    require(exact.equal(subject.output(step, "log_index"), log_index), f"the power of log t is {log_index}")
    return Status.CHECKED, "recomputed from m and n"


def exponents(step: Step, subject: Subject) -> Outcome:
    """The indices are those of the steps relied on."""
    expected: dict[str, sympy.Expr | None] = dict.fromkeys(("rho", "rho_log", "chi", "chi_log", "gamma", "gamma_log"))
    for source in map(subject.step, step.relies_on):
        if source.rule in ("frontier", "frontier-index"):
            expected |= {name: subject.output(source, name) for name in ("rho", "rho_log")}
        elif source.rule != "beyond-powers" and source.input.get("quantity") == "L":
            index, log_index = subject.output(source, "index"), subject.output(source, "log_index")
            expected |= {"chi": None if index is None else -index, "chi_log": None if log_index is None else -log_index}
        elif source.rule not in ("infinite", "beyond-powers") and "quantity" in source.input:
            expected |= {"gamma": subject.output(source, "index"), "gamma_log": subject.output(source, "log_index")}
    for name, wanted in expected.items():
        require(exact.equal(subject.output(step, name), wanted), f"{name} is {wanted}")
    return Status.CHECKED, "those of the steps relied on"


def relation(step: Step, subject: Subject) -> Outcome:
    """chi + gamma - rho, recomputed."""
    source = subject.step(step.relies_on[0])
    rho, chi, gamma = (subject.stated(source, name) for name in ("rho", "chi", "gamma"))
    require(exact.equal(subject.output(step, "chi + gamma - rho"), chi + gamma - rho), f"it is {chi + gamma - rho}")
    return Status.CHECKED, "recomputed"
