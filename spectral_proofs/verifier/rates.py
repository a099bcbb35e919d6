"""Local exponents of L, S and lambda_* very far out, against the indices that a regime states.

1. Between t = 10^3200 and 10^12800 (between earlier times where these are out of reach) the slope of log Q in log t
   is had from certified values; the powers of log t and the slower factors that are stated are taken off.
2. A sum of two powers t^-p + t^-q has a slope between p and q that differs from the dominant one by less than
   |p-q| 10^(-3200 |p-q|) < 10^-4, however close the two are: the slope may be asked for on borders of regimes, where
   constants converge too slowly to be compared.

Left out: indices that are off by less than that; factors slower than powers of log t that no step states.
"""

from __future__ import annotations

import sympy
from flint import arb

from spectral_proofs.results.trace import Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.rules_frontier import root
from spectral_proofs.verifier.rules_laws import log_sum
from spectral_proofs.verifier.subject import Subject

_PAIRS = ((3200, 12_800), (200, 800), (12, 48))  # powers of ten
_CLOSE = 1.6
_UNKNOWN = 0.02  # where the power of log t is not stated, or logarithms are nested
_ROOTS = (10**4, 10**6)  # log t at which the frontier is sought
_BITS = 128

_SUMS = {"L": ("chi", -1, "loss"), "S": ("gamma", 1, "energy")}


def require_indices(step: Step, subject: Subject) -> int:
    """Fail where a slope differs from its index; the number of slopes compared."""
    count = int(_frontier(step, subject))
    for quantity, (name, side, label) in _SUMS.items():
        if name not in step.output:
            continue
        require(quantity == "L" or subject.infinite_energy is not True, "S is infinite")
        count += int(_sum(step, subject, quantity, (name, side, label)))
    return count


def _sum(step: Step, subject: Subject, quantity: str, about: tuple[str, int, str]) -> bool:
    name, side, label = about
    for near, far in _PAIRS:
        values = log_sum(subject, quantity, near), log_sum(subject, quantity, far)
        if values[0] is None or values[1] is None:
            continue
        with working_precision(_BITS):
            times = [arb(10).log() * k for k in (near, far)]
            slope = (values[1] - values[0]) / (times[1] - times[0])
            stated = _stated(step, subject, (name, side, f"{label}_factor"), times)
        if stated is None:
            return False
        close = _allowed(step, subject, name, near)
        off = abs(float(slope - stated))
        where = f"between t = 10^{near} and 10^{far}"
        require(off < close, f"log {quantity}/log t is {float(slope):.6g} {where}, by the step {float(stated):.6g}")
        return True
    return False


def _frontier(step: Step, subject: Subject) -> bool:
    if "rho" not in step.output:
        return False
    found = [root(subject, T) for T in _ROOTS]
    if found[0] is None or found[1] is None:
        return False
    with working_precision(_BITS):
        times = [arb(T) for T in _ROOTS]
        slope = (found[1] - found[0]) / (times[1] - times[0])
        stated = _stated(step, subject, ("rho", -1, "frontier_factor"), times)
    if stated is None:
        return False
    off = abs(float(slope - stated))
    note = f"log lambda_*/log t is {float(slope):.6g} far out, by the step {float(stated):.6g}"
    require(off < _allowed(step, subject, "rho", _PAIRS[0][0]), note)
    return True


def _stated(step: Step, subject: Subject, about: tuple[str, int, str], times: list[arb]) -> arb | None:
    """The slope that the stated index, power of log t and factor have between two values of log t."""
    name, side, factor = about
    log_index = subject.output(step, f"{name}_log") or sympy.S.Zero
    slower = subject.output(step, factor) or sympy.S.One
    index = subject.output(step, name)
    if index is None or (index.free_symbols | log_index.free_symbols):
        return None

    def at(T: arb) -> arb:
        logs = value(log_index, {}) * T.log()
        if slower != 1:
            logs += accurate(lambda: value(slower, {sympy.Symbol("t", positive=True): T.exp()}).log(), 64) or arb("nan")
        return side * (value(index, {}) * T + logs)

    found = (at(times[1]) - at(times[0])) / (times[1] - times[0])
    return found if found.is_finite() else None


def _allowed(step: Step, subject: Subject, name: str, power: int) -> float:
    """Ten times what point 2 says of slopes from t = 10^power on."""
    known = f"{name}_log" in step.output and exact.log_depth(subject.g) < 2
    return _CLOSE / power + (0 if known else _UNKNOWN)
