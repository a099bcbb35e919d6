"""Milliseconds per certified value (30 digits) beside scipy.integrate.nsum (float64, uncertified).

1. Through the command line: 40 times of ``evaluate``, start-up subtracted (what one time costs), L and S a time, in
   processor time of the command and its worker; beside it nsum on L and S. Both are measured in turn, the least counts.
2. The engine alone, for more g and times.

Run: python tests/benchmarks/bench_sums.py [--command]       (needs the ``bench`` extra; --command: only the first)
"""

from __future__ import annotations

import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import mpmath
import numpy as np
import sympy
from scipy.integrate import nsum

from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.enclosures import Sums

FORMS = {
    "lambda*t": lam * t,
    "lambda*t + lambda**2*t**3": lam * t + lam**2 * t**3,
    "log(1+lambda*t)": sympy.log(1 + lam * t),
    "lambda*t/(1+lambda)": lam * t / (1 + lam),
    "sqrt(lambda)*t": sympy.sqrt(lam) * t,
    "tanh(lambda)*t": sympy.tanh(lam) * t,
    "lambda*log(1+t)": lam * sympy.log(1 + t),
    "lambda*t*log(1+t)": lam * t * sympy.log(1 + t),
    "sqrt(log(1+lambda*t))": sympy.sqrt(sympy.log(1 + lam * t)),
    "LambertW(lambda*t)": sympy.LambertW(lam * t),
    "lambda*t/(1+log(1+lambda*t))": lam * t / (1 + sympy.log(1 + lam * t)),
    "t": t,
}
COMMANDED = {
    "lambda*t": lam * t,
    "log(1+lambda*t)": sympy.log(1 + lam * t),
    "lambda*t+lambda**2*t**3": lam * t + lam**2 * t**3,
    "lambda*t/(1+sqrt(lambda*t))": lam * t / (1 + sympy.sqrt(lam * t)),
}
MANY, ROUNDS = 40, 5
MORE = {"lambda*t": 1000}  # times, where 40 are lost in what start-up varies by
TIMES = ("1e2", "1e4", "1e30", "1e100", "1e1000")
REPEATS = 7


@dataclass(frozen=True)
class Powers:
    a: sympy.Rational
    b: sympy.Rational
    Lambda: sympy.Rational
    W: sympy.Rational


def milliseconds(job: Callable[[], object]) -> float:
    job()
    samples = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        job()
        samples.append(1e3 * (time.perf_counter() - start))
    return statistics.median(samples)


def peer(g: sympy.Expr, when: str) -> tuple[float, float]:
    """Time per value of nsum on L and its relative error estimate (nan: reported failure)."""
    f = sympy.lambdify((lam, t), g, ["scipy", "numpy"])
    T = float(when)
    if math.isinf(T):
        return math.nan, math.nan

    def term(k: np.ndarray) -> np.ndarray:
        with np.errstate(all="ignore"):
            return k**-1.5 * np.exp(-2 * f(k**-2.0, T))

    try:
        result = nsum(term, 1, math.inf)
    except ValueError:  # it cannot sum this form (complex intermediate values)
        return math.nan, math.nan
    spent = milliseconds(lambda: nsum(term, 1, math.inf))
    return spent, float(result.error / result.sum) if result.success and result.sum else math.nan


def processor(command: list[str]) -> float:
    """Milliseconds of processor time of a command and of what it starts."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return 1e3 * (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def summed(g: sympy.Expr, when: float) -> list[float]:
    """Milliseconds of processor time that nsum takes for L and S."""
    f = sympy.lambdify((lam, t), g, ["scipy", "numpy"])

    def loss(k: np.ndarray) -> np.ndarray:
        return k**-1.5 * np.exp(-2 * f(k**-2.0, when))

    def energy(k: np.ndarray) -> np.ndarray:
        return k**0.5 * np.expm1(-f(k**-2.0, when)) ** 2

    spent = []
    for term in (loss, energy):
        start = time.process_time()
        with np.errstate(all="ignore"):
            nsum(term, 1, math.inf)
        spent.append(1e3 * (time.process_time() - start))
    return spent


def commanded() -> None:
    """The first table."""
    print(f"{'g':28s} {'ms, t=1e4':>10s} {'nsum':>6s} {'ratio':>6s} {'ms, t=1e100':>12s} {'to t=1e4':>9s}")
    program = [sys.executable, "-m", "spectral_proofs", "evaluate", "--digits", "30"]
    for name, g in COMMANDED.items():
        many = MORE.get(name, MANY)
        costs: dict[tuple[str, int], list[float]] = {}
        peers: list[list[float]] = []
        for _ in range(ROUNDS):
            for power in ("e4", "e100"):
                for count in (1, many):
                    times = [f"{1 + j / 2500}{power}" for j in range(count)]
                    costs.setdefault((power, count), []).append(processor([*program, name, "--t", *times]))
            peers.append(summed(g, 1e4))
        early, late = ((min(costs[power, many]) - min(costs[power, 1])) / (many - 1) / 2 for power in ("e4", "e100"))
        other = sum(min(each) for each in zip(*peers, strict=True)) / 2
        print(
            f"{name:28s} {early:10.2f} {other:6.1f} {early / other:6.2f} {late:12.2f} {late / early:9.2f}", flush=True
        )


def main() -> None:
    commanded()
    if "--command" in sys.argv[1:]:
        return
    spectrum = Powers(sympy.Rational(3, 2), sympy.Integer(2), sympy.Integer(1), sympy.Integer(1))
    print(f"{'g':28s} {'t':>6s} {'ours ms':>8s} {'digits':>6s} {'nsum ms':>8s} {'its rel.err':>12s} {'ratio':>6s}")
    for name, g in FORMS.items():
        sums, cost = Sums(g, spectrum), {}
        for when in TIMES:
            value = sums.at(when, slopes=False)
            cost[when] = milliseconds(lambda s=sums, w=when: s.at(w, slopes=False)) / 2
            other, error = peer(g, when)
            digits = min(
                float(mpmath.log10(mpmath.mpf(e.mid) / mpmath.mpf(e.rad)))
                for e in (value.loss, value.energy)
                if not e.infinite
            )
            ours = f"{name:28s} {when:>6s} {cost[when]:8.1f} {digits:6.1f}"
            print(f"{ours} {other:8.1f} {error:12.1e} {cost[when] / other:6.2f}")
        print(f"{'':28s} t=1e100 / t=1e4: {cost['1e100'] / cost['1e4']:.2f}")


if __name__ == "__main__":
    main()
