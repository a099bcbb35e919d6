"""Re-checks explicit theorems, for all t >= t0, at certified values.

1. A theorem rests on the constants of (2), or on the frontier with its scaling function (input ``by``); its indices
   are recomputed from there.
2. At t0 itself, just beyond and far beyond, certified L or S must lie within the bounds, one term or two.
3. For the frontier: lambda_*, k_* and L against multiples of k_*^(1-a) and of the tails beyond c k_*.

Left out: the proof for every t >= t0; the best outcome is ``consistent``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import rational, value
from spectral_proofs.verifier.precision import working_precision
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_frontier import root
from spectral_proofs.verifier.rules_laws import log_sum_at
from spectral_proofs.verifier.subject import Subject

#: The quantity bounded, by name; ``frontier`` bounds several.
_QUANTITIES = {"loss": "L", "loss_tight": "L", "energy": "S", "energy_tight": "S", "energy_offset": "S"}
BASES = {"condition (2)": "constants", "scaling function": "frontier"}
_SOON = tuple(sympy.Rational(f) for f in ("1", "17/16", "2", "10", "1000"))  # times t0
_LATER = (8, 14, 30, 100, 1000)  # powers of ten
_BITS = 512
_EARLIEST = sympy.Rational(1, 1000)
_RATIO = 1e-4  # relative excess of a ratio over upper/lower that rounding explains
_FRONTIER = ("lambda_low", "lambda_high", "k_low", "k_high", "loss_low", "loss_high")
_TAILS = ("c1_prime", "c2_prime", "tail_low", "tail_high")


def theorem(step: Step, subject: Subject) -> Outcome:
    """Explicit bounds, at certified values from t0 on."""
    name = step.input.get("name", "")
    require(BASES.get(step.input.get("by", "")) == _source(step, subject).rule, "it rests on a step of another rule")
    _not_before_its_source(step, subject)
    if name == "frontier":
        return _frontier_theorem(step, subject)
    require(name in _QUANTITIES, f"{name!r} is no theorem")
    quantity = _QUANTITIES[name]
    require(step.output.get("quantity", quantity) == quantity, f"{name} is about {quantity}")
    if step.output.get("infinite") == "True":
        require(quantity == "S" and "lower" not in step.output, "only S can be infinite, and then it has no bounds")
        require(subject.infinite_energy is not False, "certified S is finite at t = 10^50")
        return Status.CONSISTENT, "S is infinite by the certified sums too"
    require(step.output.get("infinite", "False") == "False", "neither infinite nor not")
    _indices(step, subject, quantity)
    return _within(step, subject, quantity)


def _source(step: Step, subject: Subject) -> Step:
    return subject.step(step.relies_on[0])


def _not_before_its_source(step: Step, subject: Subject) -> None:
    t0, source = subject.stated(step, "t0"), _source(step, subject)
    require(t0.is_Rational and t0 > 0, "t0 is no positive rational")
    if source.rule == "constants":
        require(t0 >= subject.stated(source, "t0"), "t0 is before that of condition (2)")


def _indices(step: Step, subject: Subject, quantity: str) -> None:
    """They are those of lambda^m t^n, or of a frontier t^-rho."""
    p, s, offset = subject.problem, subject.s, step.input.get("name") == "energy_offset"
    power = -(p["a"] - 1) if quantity == "L" else s if offset else max(s, sympy.S.Zero)
    index = power * _rate(step, subject) / p["b"]
    require(exact.equal(subject.output(step, "index"), index), f"the index is {index}")
    log_index = sympy.Integer(quantity == "S" and s == 0)
    require(exact.equal(subject.output(step, "log_index"), log_index), f"the power of log t is {log_index}")


def _rate(step: Step, subject: Subject) -> sympy.Expr:
    """rho: n/m, or that of the frontier."""
    source = _source(step, subject)
    if source.rule == "constants":
        m, n = (subject.read(source.input.get(key, "nan")) for key in ("m", "n"))
        return n / m
    require(exact.equal(subject.output(source, "rho_log"), sympy.S.Zero), "the frontier is no pure power of t")
    return subject.stated(source, "rho")


def _within(step: Step, subject: Subject, quantity: str) -> Outcome:
    """lower phi + lower_offset <= Q <= upper phi + upper_offset."""
    index, log_index, t0 = (subject.stated(step, key) for key in ("index", "log_index", "t0"))
    ends = [(subject.stated(step, end), _offset(step, subject, f"{end}_offset")) for end in ("lower", "upper")]
    _ratio(step, subject, ends)
    count = 0
    for t in times_from(t0):
        measured = log_sum_at(subject, quantity, t)
        if measured is None:
            continue
        count += 1
        with working_precision(_BITS):
            log_t = rational(t).log()
            phi = (rational(index) * log_t).exp() * (log_t if log_index else 1)
            low, high = (rational(slope) * phi + rational(offset) for slope, offset in ends)
            inside = not (low > 0 and measured < low.log()) and not (high > 0 and measured > high.log())
            require(inside and not high <= 0, f"violated at t = {_shown(t)}")
    if not count:
        return Status.UNCHECKED, f"no certified values of {quantity}"
    return Status.CONSISTENT, f"holds at {count} certified times from t0 = {_shown(t0)} on"


def _offset(step: Step, subject: Subject, name: str) -> sympy.Expr:
    if step.input.get("name") == "energy_offset":
        return subject.stated(step, name)
    require(name not in step.output, f"a bound of one term has no {name}")
    return sympy.S.Zero


def _ratio(step: Step, subject: Subject, ends: list[tuple[sympy.Expr, sympy.Expr]]) -> None:
    """The ratio of the two bounds at t0, rounded up."""
    t0, index, log_index = (subject.stated(step, key) for key in ("t0", "index", "log_index"))
    with working_precision(_BITS):
        log_t = rational(t0).log()
        plain = step.input.get("name") != "energy_offset"
        phi = arb(1) if plain else (rational(index) * log_t).exp() * (log_t if log_index else 1)
        low, high = (rational(slope) * phi + rational(offset) for slope, offset in ends)
        require(low > 0, "the lower bound is not positive at t0")
        stated, found = rational(subject.stated(step, "ratio")), high / low
        require(not stated < found and not stated > found * (1 + _RATIO), f"the ratio is {found.str(8, radius=False)}")


def times_from(t0: sympy.Rational) -> Iterator[sympy.Rational]:
    """t0, just beyond, far beyond."""
    for factor in _SOON:
        yield t0 * factor
    for power in _LATER:
        if 10**power > 1000 * t0:
            yield sympy.Integer(10) ** power


def _shown(t: sympy.Rational) -> str:
    with working_precision(64):
        return str(rational(t).mid().str(5, radius=False))


def _frontier_theorem(step: Step, subject: Subject) -> Outcome:
    """lambda_* t^(n/m), k_* t^(-n/(mb)) and L/k_*^(1-a) within their bounds, and L between tails beyond c k_*."""
    bounds = {name: subject.stated(step, name) for name in (*_FRONTIER, *_TAILS)}
    require(all(bound.is_Rational and bound > 0 for bound in bounds.values()), "the constants are not positive")
    rate, p, count = _rate(step, subject), subject.problem, 0
    for t in times_from(subject.stated(step, "t0")):
        T = _log(t)
        at = None if T <= _EARLIEST else root(subject, T)
        if at is None:
            continue
        with working_precision(_BITS):
            log_k = (value(sympy.log(p["Lambda"]), {}) - at) / rational(p["b"])
            scaled = at + rational(rate) * _ball(T), log_k - rational(rate / p["b"]) * _ball(T)
            for quantity, name, found in zip(("lambda_*", "k_*"), ("lambda", "k"), scaled, strict=True):
                _require_between(found, (bounds[f"{name}_low"], bounds[f"{name}_high"]), quantity, t)
            loss = log_sum_at(subject, "L", t)
            if loss is not None:
                over = loss - rational(1 - p["a"]) * log_k
                _require_between(over, (bounds["loss_low"], bounds["loss_high"]), "L/k_*^(1-a)", t)
                _require_tails(loss, log_k.exp(), bounds, subject, t)
        count += 1
    if not count:
        return Status.UNCHECKED, "no frontier was found"
    return Status.CONSISTENT, f"lambda_*, k_* and L within their bounds at {count} times"


def _log(t: sympy.Rational) -> Fraction:
    """log t to _BITS bits."""
    with working_precision(_BITS + 64):
        scaled = rational(t).log() * arb(2) ** _BITS
        return Fraction(int(scaled.mid().floor().unique_fmpz() or 0), 2**_BITS)


def _ball(T: Fraction) -> arb:
    return rational(sympy.Rational(T.numerator, T.denominator))


def _require_between(found: arb, bounds: tuple[sympy.Expr, sympy.Expr], name: str, t: sympy.Rational) -> None:
    low, high = (rational(bound).log() for bound in bounds)
    require(not found < low and not found > high, lambda: f"{name} is outside its bounds at t = {_shown(t)}")


def _require_tails(loss: arb, k: arb, bounds: dict[str, sympy.Expr], subject: Subject, t: sympy.Rational) -> None:
    """tail_low T(c2' k_*) <= L <= tail_high T(c1' k_*), T(K) = W sum of k^-a over k >= K."""
    a, W = rational(subject.problem["a"]), rational(subject.problem["W"])
    tail: Callable[[arb], arb] = lambda first: W * a.zeta(first)  # noqa: E731  # W sum of (first + j)^-a
    low = rational(bounds["tail_low"]) * tail(rational(bounds["c2_prime"]) * k + 1)
    high = rational(bounds["tail_high"]) * tail(rational(bounds["c1_prime"]) * k)
    inside = not (low.is_finite() and loss < low.log()) and not (high.is_finite() and loss > high.log())
    require(inside, lambda: f"L is outside the tails at t = {_shown(t)}")
