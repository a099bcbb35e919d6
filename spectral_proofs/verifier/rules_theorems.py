"""Re-checks explicit theorems, for all t >= t0, at certified values."""

from __future__ import annotations

import mpmath
import sympy
from flint import arb

from spectral_proofs.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import rational, value
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_frontier import root
from spectral_proofs.verifier.rules_laws import log_sum
from spectral_proofs.verifier.subject import Subject


def theorem(step: Step, subject: Subject) -> Outcome:
    """Explicit bounds, at certified values from t0 on."""
    name = step.input.get("name")
    if name == "frontier":
        return _frontier_theorem(step, subject)
    require(name in ("loss", "energy"), f"{name!r} is no theorem")
    quantity = "L" if name == "loss" else "S"
    if step.output.get("infinite") == "True":
        require(subject.infinite_energy() is not False, "certified S is finite at t = 10^50")
        return Status.CONSISTENT, "S is infinite by the certified sums too"
    bounds = [subject.read(step.output.get(key, "nan")) for key in ("lower", "upper", "index", "log_index", "t0")]
    lower, upper, index, log_index, t0 = bounds
    _growth_index(step, subject, index)
    count = 0
    for k in _times_from(t0):
        measured = log_sum(subject, quantity, k)
        if measured is None:
            continue
        count += 1
        log_t = arb(10).log() * k
        order = rational(index) * log_t + rational(log_index) * log_t.log()
        low, high = (value(bound, {}).log() + order for bound in (lower, upper))
        require(not measured < low and not measured > high, f"violated at t = 10^{k}")
    return Status.CONSISTENT, f"holds at {count} certified times from 10^{_times_from(t0)[0]} on"


def _times_from(t0: sympy.Expr) -> list[int]:
    first = 0
    while 10**first < t0:
        first += 1
    return [max(first, 1) + d for d in (0, 1, 2, 5, 12, 30, 100, 1000)]


def _growth_index(step: Step, subject: Subject, index: sympy.Expr) -> None:
    """The index of the bounds is that of lambda^m t^n."""
    source = subject.step(step.relies_on[0])
    m, n = (subject.read(source.input.get(key, "nan")) for key in ("m", "n"))
    p = subject.problem
    ratio = -(p["a"] - 1) if step.input.get("name") == "loss" else max(subject.s, 0)
    require(exact.equal(index, ratio * n / (m * p["b"])), f"the index is {ratio * n / (m * p['b'])}")


def _frontier_theorem(step: Step, subject: Subject) -> Outcome:
    """lambda_low t^(-n/m) <= lambda_* <= lambda_high t^(-n/m), and L between multiples of k_*^(1-a)."""

    source = subject.step(step.relies_on[0])
    m, n = (subject.read(source.input.get(key, "nan")) for key in ("m", "n"))
    names = ("lambda_low", "lambda_high", "k_low", "k_high", "loss_low", "loss_high")
    bounds = {name: value(subject.read(step.output.get(name, "nan")), {}).log() for name in names}
    p, count = subject.problem, 0
    for k in _times_from(subject.read(step.output.get("t0", "nan")))[1:6]:
        T = int(mpmath.ceil(k * mpmath.log(10)))
        at = root(subject, T)
        if at is None:
            continue
        scaled = at + rational(n / m) * T
        inside = not scaled < bounds["lambda_low"] and not scaled > bounds["lambda_high"]
        require(inside, f"lambda_* is outside its bounds at t = e^{T}")
        log_k = (value(sympy.log(p["Lambda"]), {}) - at) / rational(p["b"])
        modes = log_k - rational(n / (m * p["b"])) * T
        require(not modes < bounds["k_low"] and not modes > bounds["k_high"], f"k_* is outside its bounds at t = e^{T}")
        count += 1
    return Status.CONSISTENT, f"lambda_* and k_* within their bounds at {count} times"
