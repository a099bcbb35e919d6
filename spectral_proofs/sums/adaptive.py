"""The general, slower pieces: adaptive integration, and tails cut where their bounds are tight enough.

`acb.integral` is rigorous on any integrand given as balls.  It answers where the panels of
`gauss`, the circle of `circle` or the rule of `edge` have no bound to work with.

Reference: F. Johansson, "Numerical integration in arbitrary-precision ball arithmetic" (2018).

Left out: a proof of summability, which is in `tails`.
"""

from __future__ import annotations

from flint import acb, arb, ctx

from spectral_proofs.errors import UndecidedError
from spectral_proofs.sums.edge import Growth
from spectral_proofs.sums.summand import Summand
from spectral_proofs.sums.tails import Problem

_EVALUATIONS = 10_000
_LEAST = 500  # evaluations below which it is not worth trying
_LOST = 36  # bits of precision that a tail may lose and still be as accurate as the sum is asked to be
_FARTHEST = 2.0**40  # largest log x at which a tail is tried


def integrate(problem: Problem, summand: Summand, start: arb, end: arb, tolerance: arb) -> arb:
    """Integral of h(x) dx / c over log x in [start, end]; raises UndecidedError when the problem's budget is spent."""
    limit = min(_EVALUATIONS, problem.budget)
    if limit < _LEAST:
        raise UndecidedError("too many evaluations in adaptive integration")
    count = 0

    def integrand(y: acb, flag: bool) -> acb:
        nonlocal count
        count += 1
        value: acb = problem.value(summand, y, 1, flag)
        return value

    value = acb.integral(
        integrand, acb(start), acb(end), rel_tol=arb(2) ** (-ctx.prec), abs_tol=tolerance, eval_limit=limit
    )
    problem.budget -= count
    real: arb = value.real
    return real


def narrow(tail: arb, tolerance: arb) -> bool:
    """Whether a tail is known to the tolerance, or to nearly all bits in use.

    Near the border of convergence a tail is far more than the integrand was seen to be.
    """
    return bool(tail.rad() <= tolerance) or tail.rel_accuracy_bits() >= ctx.prec - _LOST


def cut(problem: Problem, summand: Summand, crossing: float, tolerance: arb) -> tuple[arb, arb]:
    """Y and the tail beyond it: the nearest Y found whose tail is narrow enough."""
    step, last_error = 4.0, UndecidedError("no tail tried")
    near, far, best = crossing, None, None
    while step < _FARTHEST:
        y = arb(crossing + step)
        try:
            tail = problem.tail(summand, y)
        except UndecidedError as error:
            last_error = error
        else:
            if narrow(tail, tolerance):
                far, best = crossing + step, tail
                break
            if step > 60 * ctx.prec:
                break
        near, step = crossing + step, 2 * step
    if far is None or best is None:
        raise last_error if best is None and step >= _FARTHEST else UndecidedError("a tail too slow to enclose")
    while far - near > 1 + 0.06 * (far - crossing):
        middle = (near + far) / 2
        try:
            tail = problem.tail(summand, arb(middle))
        except UndecidedError:
            near = middle
            continue
        if narrow(tail, tolerance):
            far, best = middle, tail
        else:
            near = middle
    return arb(far), best


def edge(problem: Problem, summand: Summand, c: arb, angle: arb, growth: Growth, tolerance: arb) -> arb:
    """2 Re of the integral along the upper edge; the kernel does not oscillate on the vertical side."""
    corner, top = acb(c), (c * angle.tan()).mid()
    height, rest = _stop(growth, c / angle.cos(), angle.sin(), top, tolerance)
    pieces = [(corner, acb(0, 1), height)]
    if not rest <= tolerance:
        start, turn = acb(c, top), acb(angle.cos(), angle.sin())
        length, rest = _reach(growth, start, angle.sin(), tolerance)
        pieces.append((start, turn, length))
    value = arb(0)
    for piece in pieces:
        value += _kernel_integral(problem, summand, *piece, tolerance).real
    return 2 * value + arb(0, (2 * rest).upper())


def _kernel_integral(problem: Problem, summand: Summand, start: acb, turn: acb, length: arb, tolerance: arb) -> acb:
    """Integral of h(z) / (exp(-2 pi i z) - 1) over z = start + turn r, 0 <= r <= length."""
    spin, origin = acb(0, 2) * acb.pi() * turn, (acb(0, 2) * acb.pi() * start).exp()

    def integrand(r: acb, flag: bool) -> acb:
        q = origin * (spin * r).exp()
        weighted: acb = problem.value(summand, (start + r * turn).log(analytic=flag), 0, flag) * q / (1 - q)
        return weighted

    goal = arb(2) ** (-ctx.prec)
    value: acb = acb.integral(
        integrand, acb(0), acb(length), rel_tol=goal, abs_tol=tolerance / 8, eval_limit=_EVALUATIONS
    )
    result: acb = value * turn
    return result


def _stop(growth: Growth, modulus: arb, sine: arb, top: arb, tolerance: arb) -> tuple[arb, arb]:
    """Smallest convenient height <= top at which the vertical side may be left, with the rest beyond it."""
    for part in (8, 4, 2):
        rest = growth.beyond(modulus, sine, top / part)
        if rest <= tolerance:
            return (top / part).mid(), rest
    return top, growth.beyond(modulus, sine, top)


def _reach(growth: Growth, start: acb, sine: arb, tolerance: arb) -> tuple[arb, arb]:
    """Length of the piece of the ray to integrate so that the rest meets the tolerance, and that rest."""
    length = arb(1)
    for _ in range(80):
        rest = growth.beyond(abs(start) + length, sine, start.imag + length * sine)
        if rest <= tolerance:
            return length, rest
        length = (length * 1.5).mid()
    raise UndecidedError("the sum is too small beside the bound of its summand off the real axis")
