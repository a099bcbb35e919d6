"""The argmax of R: kappa beside the rate at which the modes are learned."""

from __future__ import annotations

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import Function, accurate, value
from spectral_proofs.verifier.limits import FIRST, NEAR, approaches_zero
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_frontier import NET, NOT_FAR, root
from spectral_proofs.verifier.subject import Subject


def argmax(step: Step, subject: Subject) -> Outcome:
    """Where R = w_lambda e^-g dg/dt is largest, g tends to kappa: R is compared on a net of lambda."""
    truth, kappa = step.output.get("truth", ""), subject.output(step, "kappa")
    require(truth in ("yes", "no", "unknown"), f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    require((truth == "yes") == (kappa is not None), "kappa goes with yes")
    rate = Rate(subject, subject.output(subject.step(step.relies_on[0]), "rho"))
    if kappa is not None:
        return _stationary(subject, rate, kappa)
    levels = [level for T in NEAR[2:] if (level := rate.best_level(T)) is not None]
    if len(levels) < 3:
        return Status.UNCHECKED, "no certified values far out"
    settled = abs(levels[-1] - levels[-2]) < 1e-3 * abs(levels[-1]) and 0.01 < levels[-1] < 100
    require(not settled, f"g at the largest R settles at {levels[-1]:.4g}")
    return Status.CONSISTENT, f"g at the largest R is {', '.join(f'{x:.3g}' for x in levels)}: no positive limit"


class Rate:
    """log R on a net of log lambda, from Lambda to well beyond the frontier."""

    def __init__(self, subject: Subject, rho: sympy.Expr | None) -> None:
        self.subject = subject
        self.reach = 2 + 2 * (2 if rho is None else int(sympy.ceiling(rho)))
        self.nu = (subject.problem["a"] - subject.problem["b"]) / (2 * subject.problem["b"])
        self.speed = Function(subject.speeds[1])
        acceleration = LAMBDA * sympy.diff(subject.speeds[1], LAMBDA) / subject.speeds[1]
        self.residual = Function(self.nu + acceleration - subject.speeds[0])

    def log(self, log_lambda: arb, T: int) -> float | None:
        """log R up to a constant at one point."""

        def compute() -> arb:
            t = arb(T).exp()
            g = self.subject.function(t, log_lambda)
            return value(self.nu, {}) * log_lambda - g + self.speed(t, log_lambda).log()

        found = accurate(compute, 2 * size_of(T), absolute=True)
        return None if found is None else float(found)

    def best_level(self, T: int) -> float | None:
        """g where R is largest on the net, which is refined around the largest value four times."""
        top = value(sympy.log(self.subject.problem["Lambda"]), {}).mid()
        low, high = top - self.reach * T, top
        for _ in range(4):
            points = [(low + (high - low) * j / NET).mid() for j in range(NET + 1)]
            found = [(r, float(x), x) for x in points if (r := self.log(x, T)) is not None]
            if not found:
                return None
            best, width = max(found)[2], (high - low) / NET
            low, high = (best - width).mid(), (best + width).mid()
            high = high if high < top else top
        at = accurate(lambda: self.subject.function(arb(T).exp(), best), 2 * size_of(T))
        return None if at is None else float(at)


def _stationary(subject: Subject, rate: Rate, kappa: sympy.Expr) -> Outcome:
    require(kappa.is_positive, "kappa must be positive")
    top = sympy.log(subject.problem["Lambda"])

    def deviation(T: int) -> arb | None:
        at = root(subject, T, kappa)
        if at is None:  # g may stay below kappa, its limit at the largest eigenvalue
            least = accurate(lambda: rate.residual(arb(T).exp(), value(top, {})), 2 * size_of(T), absolute=True)
            if least is None or not least > 0:
                return None
            return accurate(lambda: subject.function(arb(T).exp(), value(top, {})) - value(kappa, {}), absolute=True)
        return accurate(lambda: rate.residual(arb(T).exp(), at), 2 * size_of(T), absolute=True)

    status, note = approaches_zero(deviation, FIRST, NOT_FAR, slow=exact.log_depth(subject.g) > 1)
    require(status is not Status.FAILED, f"R is not stationary where g = {kappa}: {note}")
    level = rate.best_level(NEAR[-1])
    if level is None or not 0.5 < level / float(kappa) < 2:
        return Status.UNCHECKED, f"on a net of lambda R is largest where g = {level}"
    return status, f"R is stationary there, {note}; on a net of lambda it is largest at g = {level:.4g}"
