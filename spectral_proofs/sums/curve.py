"""The limiting curve of pruning, F(Theta) = int_Theta^oo u^(s-1) (1 - exp(-shape(u^-b)))^2 du, as an enclosure.

``shape`` is G(x) = lim g(x lambda_*, t), not yet normalized to G(1) = 1.  With y = log u + y_*, G = 1 at
x = exp(-b y_*):

    F(Theta) = exp(-s y_*) int_{log Theta + y_*}^oo exp(s y) (1 - exp(-G(exp(-b y))))^2 dy.

1. y_* by `level`.
2. Up to y_1, where G is so large that interval arithmetic shows the kernel to be 1 within the tolerance, the integral
   is elementary.
3. Up to a Y chosen by the tail bounds, `acb.integral`; beyond, the bounds of `tails`.
4. F(0), s > 0: below y_0 the kernel is in [0, 1], hence that part in [0, exp(s y_0)/s], y_0 far out.

Left out: shapes that balls cannot evaluate (kinks, phases): UndecidedError.
"""

from __future__ import annotations

from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.balls.decimals import to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.results import Enclosure
from spectral_proofs.sums import adaptive
from spectral_proofs.sums.compiler import compile_expression
from spectral_proofs.sums.evaluate import Program
from spectral_proofs.sums.level import level
from spectral_proofs.sums.modes import Kernel
from spectral_proofs.sums.ranges import ranges
from spectral_proofs.sums.summand import Summand, ball
from spectral_proofs.sums.tails import InfiniteSumError, Problem

_ATTEMPTS = 4
_LOWEST = -4000.0  # log u from which on the frontier of G is looked for
_FARTHEST = 200.0  # below the frontier in log u at which the kernel should be 1
_HOPELESS = 10_000  # bits


class LimitingCurve:
    """F for one shape and one spectrum; raises UndecidedError where balls cannot evaluate the shape."""

    def __init__(self, shape: sympy.Expr, x: sympy.Symbol, b: Fraction, s: Fraction) -> None:
        """``shape`` is an expression in ``x``."""
        self.program: Program = compile_expression(shape.subs(x, LAMBDA))
        self.b, self.s = b, s

    def at(self, theta: Fraction, digits: int = 20) -> Enclosure:
        """F(theta), theta >= 0, with ``digits`` relative digits; infinite where the integral diverges."""
        if theta == 0 and self.s <= 0:
            return Enclosure("inf", "0", True)
        wanted = bits_for_digits(digits)
        goal = wanted + 6
        for _ in range(_ATTEMPTS):
            with working_precision(goal + 60):
                try:
                    value = self._value(theta, goal)
                except InfiniteSumError:
                    return Enclosure("inf", "0", True)
            gained = value.rel_accuracy_bits()
            if gained >= wanted:
                return to_enclosure(value, digits)
            if gained < -_HOPELESS:
                break
            goal += max(wanted - gained, 0) + 8
        raise UndecidedError(f"F({theta}) was not resolved to {digits} digits")

    def _value(self, theta: Fraction, wanted: int) -> arb:
        problem = Problem(self.program.bind(None), self.b, Fraction(1), {})
        summand, s = Summand(Kernel.ENERGY, False, self.s - 1), ball(self.s)
        centre = level(problem, _nearest(problem))
        start = centre + ball(theta).log() if theta else (centre - arb(wanted) / s).mid()
        left = start if start > centre else centre
        size = abs(problem.value(summand, arb(left.mid()), 1))
        tolerance = size.mid() * arb(2) ** (-wanted)
        end, tail = adaptive.cut(problem, summand, float(left.mid()), tolerance)
        settled = _settled(problem, centre.mid(), wanted)
        if start < settled:
            kernel = summand.range(ranges(problem.bound, problem.log_lambda(settled), problem.log_lambda(start)))
            tail += kernel * summand.power_integral(start, settled)
        value = tail + adaptive.integrate(problem, summand, settled if start < settled else start, end, tolerance)
        if not theta:
            value += arb(0).union((s * start).exp() / s)
        return value * (-s * centre).exp()


def _settled(problem: Problem, centre: arb, wanted: int) -> arb:
    """A y below the frontier at which 1 - exp(-G) is 1 to the bits wanted; far out where there is none near."""
    step = arb(1) / 16
    while step < _FARTHEST:
        y = (centre - step).mid()
        if problem.bound(problem.log_lambda(y))[0] > 0.7 * wanted + 5:
            return y
        step *= arb("1.25")
    return arb(_LOWEST)


def _nearest(problem: Problem) -> float:
    """A y at which G > 1."""
    y = -1.0
    while y > _LOWEST:
        if problem.bound(problem.log_lambda(arb(y)))[0] > 1:
            return y
        y *= 2
    raise UndecidedError("the shape does not exceed 1")
