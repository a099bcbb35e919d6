"""The boundary term of the Abel-Plana formula, by a Gaussian rule made for its kernel.

With h real on the real axis, c = N - 1/2, and the edge as in `abel_plana`, the vertical side gives

    2 integral_0^.. Im h(c + i tau) / (1 + exp(2 pi tau)) d tau.

1. Rule: the odd function phi(tau) = Im h(c + i tau) is tau E(tau^2), and the Gaussian rule in
   u = tau^2 for the weight du / (2 (1 + exp(2 pi sqrt u))) has positive weights and is exact for
   phi = tau^m, m < 4n odd.  Its moments (1 - 2^-m) |B_{m+1}| / (2(m+1)) are rational.
2. Error: h is analytic on |z - c| <= r with |h| <= A there, so phi = sum of a_m tau^m over odd m,
   |a_m| <= A r^-m.  The rule keeps the nodes below T = 9r/10 and is compared with the integral
   up to T.  With delta_m the defect for tau^m the error is at most A sum |delta_m| r^-m, where
   a) m < 4n: the computed defect of the full rule, plus integral_T^oo tau^m exp(-2 pi tau) <=
      T^m exp(-2 pi T) / (2 pi - m/T), plus the nodes left out;
   b) m >= 4n: integral and rule separately; as tau <= T = 0.9 r, the sum over m is at most
      (tau/r)^(4n+1) / (1 - 0.81), hence (moment_{4n+1} + sum w tau^(4n+1)) r^(-4n-1) / 0.19.
   Nodes and weights need no certificate of their own: a) measures what they do.
3. Beyond T: |1/(exp(-2 pi i z) - 1)| <= exp(-2 pi Im z)/(1 - exp(-2 pi Im z)), times a bound of
   |h|: balls on boxes in log z that cover the path, or C |z|^p from the wedge.

Reference: L. N. Trefethen and J. A. C. Weideman, SIAM Review 56 (2014), section 13 (Gauss rules for such sums).

Left out: angles so small that r needs more than a few hundred direct terms; `adaptive` follows the ray then.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from flint import acb, arb, fmpq, fmpq_mat, fmpq_poly

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.sums.evaluate import Boxes
from spectral_proofs.sums.operations import Ball
from spectral_proofs.sums.summand import Summand
from spectral_proofs.sums.tails import Problem

_THETA = fmpq(9, 10)
_LARGEST = 40  # nodes
_ARCS = 6
_SEGMENTS = 80


@dataclass(frozen=True)
class Rule:
    """tau_j and w_j: sum of w_j phi(tau_j) stands for the integral of phi/(1 + exp(2 pi tau))."""

    nodes: tuple[tuple[arb, arb], ...]
    defects: tuple[arb, ...]  # for tau^m, m = 1, 3, ..., 4n - 1
    far: arb  # moment_{4n+1} + sum w tau^(4n+1)


def radius_for(nats: float) -> float:
    """Radius r at which the rule reaches a relative error of exp(-nats)."""
    return max(6.0, nats / 5.4 + 0.8)


def rule_for(radius: float) -> Rule | None:
    """The rule that suits a disc of this radius; None where it would need too many nodes."""
    n = 4 * round(1.13 * radius / 4)
    return None if n > _LARGEST else _rule(n)


def _moment(m: int) -> fmpq:
    return (1 - fmpq(1, 2**m)) * abs(fmpq.bernoulli(m + 1)) / (2 * (m + 1))


@cache
def _rule(n: int) -> Rule:
    with working_precision(300 + 40 * n):
        mu = [_moment(2 * i + 1) for i in range(2 * n)]
        hankel = fmpq_mat(n, n, [mu[i + j] for i in range(n) for j in range(n)])
        solution = hankel.solve(fmpq_mat(n, 1, [-mu[n + i] for i in range(n)]))
        polynomial = [solution[i, 0] for i in range(n)] + [fmpq(1)]
        nodes = []
        roots: list[tuple[acb, int]] = fmpq_poly(polynomial).complex_roots()  # type: ignore[assignment]
        for root, _ in roots:
            u = root.real.mid()
            quotient, total, slope = arb(0), arb(0), arb(0)
            for i in range(n, 0, -1):  # synthetic division of p(x) by x - u
                quotient = quotient * u + arb(polynomial[i])
                total += quotient * arb(mu[i - 1])
                slope = slope * u + quotient
            tau = u.sqrt().mid()
            nodes.append((tau, (total / slope / tau).mid()))
        defects = tuple(
            (arb(_moment(m)) - sum((w * tau**m for tau, w in nodes), arb(0))).upper().max(arb(0))
            + (sum((w * tau**m for tau, w in nodes), arb(0)) - arb(_moment(m))).upper().max(arb(0))
            for m in range(1, 4 * n, 2)
        )
        m = 4 * n + 1
        far = arb(_moment(m)) + sum((w * tau**m for tau, w in nodes), arb(0))
        positive = all(w > 0 and tau > 0 for tau, w in nodes)
    if not positive:
        raise ArithmeticError("a Gaussian rule with a negative weight")
    return Rule(tuple(nodes), defects, far.upper())


def rule_error(rule: Rule, r: arb) -> arb:
    """Error of the rule on functions with |a_m| <= r^-m, step 2 of the module docstring."""
    n, stop, turn = len(rule.nodes), r * arb(_THETA), 2 * arb.pi()
    if not turn * stop > 4 * n:
        return arb.pos_inf()
    inverse = 1 / r
    error, power = arb(0), inverse
    for defect in rule.defects:
        error += defect * power
        power = power * inverse * inverse
    # (T/r)^m = theta^m <= theta for the 2n odd exponents below 4n
    error += 2 * n * (-turn * stop).exp() / (turn - 4 * n / stop)
    for tau, w in rule.nodes:
        if not tau < stop:
            error += 2 * n * w * (tau * inverse).max(arb(1)) ** (4 * n)
    error += rule.far * inverse ** (4 * n + 1) / (1 - arb(_THETA) ** 2)
    return error.upper()


@dataclass(frozen=True)
class Growth:
    """|h(z)| <= bound |z|^power on the wedge with half-angle alpha."""

    bound: arb
    power: arb

    def on(self, modulus: arb) -> arb:
        """Bound of |h| at |z| in the ball ``modulus``."""
        return (self.bound * modulus**self.power).upper()

    def beyond(self, modulus: arb, sine: arb, height: arb) -> arb:
        """Bound of the edge integral from |z| = modulus, Im z = height on; infinite where it does not apply."""
        rate, power = 2 * arb.pi(), self.power.max(arb(0))
        slope, decay = rate * sine - power / modulus, (-rate * height).exp()
        if not (slope > 0 and decay < 1):
            return arb.pos_inf()
        size = self.bound * modulus**power * decay / (1 - decay)
        return (size * (1 / rate + 1 / slope)).upper()


def edge(
    problem: Problem, summand: Summand, rule: Rule, c: arb, s: float, angle: arb, growth: Growth, tolerance: arb
) -> arb:
    """Twice the real part of the edge integral from c, for h analytic on |z - c| <= s c and on the wedge."""
    largest, r = disc_bound(problem, summand, c, s, growth), c * arb(s)
    stop = r * arb(_THETA)
    error = largest * rule_error(rule, r)
    top = c * angle.tan()
    # from height T up the vertical side, where |h| <= A as far as the disc reaches
    error += _vertical(problem, summand, c, stop, top, growth)
    error += _ray(problem, summand, c / angle.cos(), angle, growth, tolerance)
    weights = sum((w for _, w in rule.nodes), arb(0))
    if 2 * largest * weights <= tolerance / 8:
        value = arb(0, (largest * weights).upper())
    else:
        name = ("edge", c.man_exp(), len(rule.nodes))
        samples: list[acb] = problem.fixed(summand, name, lambda: [acb(c, tau).log() for tau, _ in rule.nodes])
        value = sum((w * h.imag for h, (tau, w) in zip(samples, rule.nodes, strict=True) if tau < stop), arb(0))
    return 2 * value + arb(0, (2 * error).upper())


def disc_bound(problem: Problem, summand: Summand, c: arb, s: float, growth: Growth) -> arb:
    """A bound of |h| on |z - c| <= s c, from its boundary (upper half: conjugation)."""
    largest, name = arb(0), ("disc", c.man_exp(), s)
    boxes: list[acb] = problem.stored(name, lambda: list(_circle(c, arb(s))))
    logs: Boxes = problem.stored((name, "logs"), lambda: Boxes(tuple(problem.log_lambda(box) for box in boxes)))
    outputs: list[Sequence[Ball]] = problem.cached(name, lambda: problem.bound.at_boxes(logs, arb(0), False))
    for values, box in zip(outputs, boxes, strict=True):
        largest = largest.max(_bounded(problem, summand, box, growth, values))
    return largest.upper()


def _circle(c: arb, s: arb) -> Iterator[acb]:
    """Boxes in log z that cover the upper half of |z - c| = s c; arg z is largest where cos theta = -s."""
    summit = (-s).acos()
    thetas = [arb.pi() * i / _ARCS for i in range(_ARCS + 1)]
    points = [1 + s * acb(theta.cos(), theta.sin()) for theta in thetas]
    for i, (p, q) in enumerate(pairwise(points)):
        turn = p.arg().union(q.arg())
        if not (summit < thetas[i] or summit > thetas[i + 1]):
            turn = turn.union(s.asin())
        yield acb(c.log() + abs(p).log().union(abs(q).log()), turn)


def _bounded(
    problem: Problem, summand: Summand, log_z: acb, growth: Growth, values: Sequence[Ball] | None = None
) -> arb:
    """Bound of |h| on a box in log z: by balls (of g, if given), or by the growth bound if that is smaller."""
    known = growth.on(log_z.real.exp())
    value = abs(problem.weigh(summand, values or problem.bound(problem.log_lambda(log_z)), log_z)).upper()
    if not known.is_finite():
        return value if value.is_finite() else arb.pos_inf()
    return value.min(known) if value.is_finite() else known


def _vertical(problem: Problem, summand: Summand, c: arb, low: arb, high: arb, growth: Growth) -> arb:
    if not low < high:
        return arb(0)
    turn = 2 * arb.pi()
    kernel = (-turn * low).exp() / turn
    ends = acb(c, low).log(), acb(c, high).log()
    box = acb(ends[0].real.union(ends[1].real), ends[0].imag.union(ends[1].imag))
    return (_bounded(problem, summand, box, growth) * kernel).upper()


def _ray(problem: Problem, summand: Summand, start: arb, angle: arb, growth: Growth, tolerance: arb) -> arb:
    sine, error, turn = angle.sin(), arb(0), 2 * arb.pi()
    for _ in range(_SEGMENTS):
        rest = growth.beyond(start, sine, start * sine)
        if rest <= tolerance / 16:
            return (error + rest).upper()
        end = start * arb("1.25")
        decay = (-turn * start * sine).exp()
        local = _bounded(problem, summand, acb(start.log().union(end.log()), angle), growth)
        error += local * decay / (1 - decay) / (turn * sine)
        start = end
    return arb.pos_inf()
