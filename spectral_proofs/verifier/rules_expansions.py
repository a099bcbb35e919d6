"""Re-checks complete expansions: L or S as a function of t, up to terms smaller than every power of t.

1. Certified sums to 50 digits are compared with the formula at growing t. It is confirmed where they agree to all
   these digits while every term of the formula, the smallest too, is still visible among them.
2. A difference that stays a power of t beside the value is a wrong or a missing term: the step fails.
3. The indices are limits of log(formula)/log t and of what is left over, over log log t.

Integrals in a formula are had by quadrature without a bound: eight digits are then asked for, and a difference
below 10^-6 proves nothing.
Left out: a missing term that is below all digits before four differences show that it is a power of t.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import mpmath
import sympy
from flint import arb

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier.balls import accurate, value
from spectral_proofs.verifier.limits import approaches_zero
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.rules_cells import size_of
from spectral_proofs.verifier.rules_constants import decimal
from spectral_proofs.verifier.subject import Subject

_TIMES = (1, 2, 3, 4, 6, 9, 14, 20, 30, 50, 80, 200, 800)  # powers of ten
_DIGITS, _FEWER = 50, 12
_MEASURED = 20  # digits of the sums at least
_QUADRATURE = -6  # log10 of differences that no quadrature explains
_LOST = 4  # digits that rounding may cost
_STRAIGHT, _FLAT = 0.2, 0.005  # relative and absolute spread of the slopes of a power


def expansion(step: Step, subject: Subject) -> Outcome:
    """The formula against certified sums, and its indices."""
    quantity, formula = step.input.get("quantity", ""), subject.stated(step, "value")
    require(quantity in ("L", "S"), "neither L nor S")
    outcomes = [follows_expansion(subject, quantity, formula), *_indices(step, subject, formula)]
    status = weakest(*(s for s, _ in outcomes))
    return status, "; ".join(note for s, note in outcomes if s is status)


def follows_expansion(subject: Subject, quantity: str, formula: sympy.Expr) -> Outcome:
    """Points 1 and 2 for a formula in t alone."""
    require(formula.free_symbols <= {TIME}, "the expansion depends on something that is not t")
    approximate = formula.has(sympy.Integral)
    digits = _FEWER if approximate else _DIGITS
    terms = sympy.Add.make_args(sympy.expand(_in_decimals(formula)))
    misses: list[tuple[int, float]] = []
    for k in _TIMES:
        miss = _miss(subject, quantity, terms, k, digits)
        if miss is None:
            continue
        if miss < -(digits - _LOST):
            falls = not _is_power(misses, approximate=False)
            require(falls, f"certified {quantity} minus its expansion is a power of t")
            return Status.CONSISTENT, f"certified {quantity} is its expansion to {digits - _LOST} digits at t = 10^{k}"
        misses.append((k, miss))
    return _judged(quantity, misses, approximate)


def _in_decimals(formula: sympy.Expr) -> sympy.Expr:
    """The integrals in it as numbers."""
    values = {}
    for part in formula.atoms(sympy.Integral):
        found = decimal(part)
        if found is None:
            raise UndecidedError("an integral of the expansion has no decimals")
        values[part] = sympy.Rational(mpmath.nstr(found, 28))
    return formula.xreplace(values)


def _miss(subject: Subject, quantity: str, terms: Sequence[sympy.Expr], k: int, digits: int) -> float | None:
    """log10 of |value/formula - 1| at t = 10^k, None without certified values or where a term is too small to see."""
    measured = subject.sum(quantity, f"1e{k}", max(digits, _MEASURED))
    if measured is None:
        return None
    with working_precision(16 * _DIGITS):
        parts = [value(term, {TIME: arb(10) ** k}) for term in terms]
        whole = sum(parts, start=arb(0))
        if not whole > 0 or min(_size(part / whole) for part in parts) < -(digits - 2 * _LOST):
            return None
        return _size(measured / whole - 1)


def _size(ratio: arb) -> float:
    """log10 of the largest size in the ball."""
    largest = abs(ratio).upper()
    return float(largest.log() / arb(10).log()) if largest > 0 else float("-inf")


def _judged(quantity: str, misses: Sequence[tuple[int, float]], approximate: bool) -> Outcome:
    """What is said where the formula was not confirmed, or might lack a term."""
    if not misses:
        return Status.UNCHECKED, f"no certified {quantity} at which all terms are visible"
    k, last = misses[-1]
    note = f"certified {quantity} is 10^({last:.3g}) away from its expansion at t = 10^{k}"
    require(not _is_power(misses, approximate), f"{note}, and the difference is a power of t")
    return Status.UNCHECKED, f"{note}, which is too much for a conclusion"


def _is_power(misses: Sequence[tuple[int, float]], approximate: bool) -> bool:
    """Whether the last differences lie on a line in log-log scales; what falls faster than powers does not."""
    pairs = list(pairwise(misses[-4:]))
    slopes = [(second - first) / (k2 - k1) for (k1, first), (k2, second) in pairs]
    if len(slopes) < 3 or (approximate and misses[-1][1] < _QUADRATURE):
        return False
    return max(slopes) - min(slopes) < _STRAIGHT * max(map(abs, slopes)) + _FLAT


def _indices(step: Step, subject: Subject, formula: sympy.Expr) -> list[Outcome]:
    """Point 3."""
    index, log_index = subject.output(step, "index"), subject.output(step, "log_index")
    if index is None:
        require(log_index is None, "a power of log t without an index")
        return []
    rest = _in_decimals(formula) * TIME ** (-index)
    outcomes = [_tends_to_zero("index", rest, logarithmic=False)]
    if log_index is not None:
        outcomes.append(_tends_to_zero("power of log t", rest * sympy.log(TIME) ** (-log_index), logarithmic=True))
    return outcomes


def _tends_to_zero(name: str, rest: sympy.Expr, *, logarithmic: bool) -> Outcome:
    """log(rest) over log t, or over log log t."""

    def deviation(T: int) -> arb | None:
        def compute() -> arb:
            size = value(rest, {TIME: arb(T).exp()}).log()
            return size / (arb(T).log() if logarithmic else arb(T))

        return accurate(compute, 2 * size_of(T), absolute=True)

    status, note = approaches_zero(deviation)
    require(status is not Status.FAILED, f"the {name} is another: {note}")
    return status, f"the {name} {note}"
