"""Learning-rate schedules: training with the rate eta(t) is training at rate 1 for the time T(t) = int eta.

Under g(lambda, t) a schedule acts through its integral only (intrinsic time: Li, Chen, Huang, Wang, Wu 2025,
arXiv:2509.19189), so that a candidate with a schedule is the candidate g(lambda, T(t)).

1. A named shape has the horizon t: its rate at time u <= t depends on u/t, and T(t) = c t with an exact c.
2. Otherwise SymPy finds an antiderivative F of eta, and T(t) = F(t) - F(from). It is used only if its derivative
   is shown to be eta. For two pieces that meet at t = c, with s = from,
   T(t) = F(min(t, c)) - F(min(s, c)) + G(max(t, c)) - G(max(s, c)).
3. F(t) - F(from) is the integral only where F has no pole in between (eta = 5 + 1/(t-1)^2 has none beyond t = 1):
   no denominator of F, and no argument of a function that is not entire, may vanish for t > from (:func:`_continuous`).
4. g(lambda, T) is written as text and read again, so that all checks of a candidate see it.

Left out: integrals without a closed form in the language of expressions, and closed forms that are not seen to be
continuous; they are refused.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

import sympy

from spectral_proofs.balls.functions import WHOLE_LINE
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.spectrum import exact_number
from spectral_proofs.text.exact import exact_text

_LATEST = 10  # the first time of a run
_REMEDY = "write g with the integral of eta in place of t"
_WRITTEN = sympy.Symbol("lambda", positive=True)  # as users write LAMBDA
_CONTINUOUS = (*WHOLE_LINE, sympy.Min, sympy.Max, sympy.Abs)


@dataclass(frozen=True)
class Shape:
    """A schedule by name: its mean rate over the horizon, after a linear warm-up, as a fraction of the peak."""

    options: tuple[str, ...]
    summary: str

    def mean(self, values: Mapping[str, Fraction]) -> Fraction:
        """The mean of eta/peak over the part behind the warm-up."""
        raise NotImplementedError


class _Constant(Shape):
    def mean(self, values: Mapping[str, Fraction]) -> Fraction:
        return Fraction(1)


class _Straight(Shape):
    def mean(self, values: Mapping[str, Fraction]) -> Fraction:
        return (1 + values["final"]) / 2  # the cosine's mean too: it is odd about its middle


class _StableDecay(Shape):
    def mean(self, values: Mapping[str, Fraction]) -> Fraction:
        return 1 - values["decay"] * (1 - values["final"]) / 2


class _PowerDecay(Shape):
    def mean(self, values: Mapping[str, Fraction]) -> Fraction:
        return values["final"] + (1 - values["final"]) / (1 + values["power"])


SHAPES: dict[str, Shape] = {
    "constant": _Constant((), "peak"),
    "linear": _Straight(("final",), "a straight line from peak to final*peak"),
    "cosine": _Straight(("final",), "half a cosine from peak to final*peak"),
    "wsd": _StableDecay(("final", "decay"), "peak, then over the last fraction decay a line to final*peak"),
    "power": _PowerDecay(("final", "power"), "final + (1 - final)(1 - u/t)^power, times peak"),
}
#: Of the options: what is meant where it is not given. Fractions of the peak or of the horizon.
DEFAULTS = {"peak": "1", "warmup": "0", "final": "0", "decay": "1/5", "power": "1"}


def intrinsic_time(eta: str, options: Mapping[str, object] | None = None) -> sympy.Expr:
    """T(t), the integral of eta from 0 (or ``options["from"]``) to t, in TIME and positive symbols for parameters.

    ``eta`` is an expression in t or the name of a shape; ``options`` are those of the shape, exact numbers.

    >>> intrinsic_time("(1+t)**(-1/2)")
    2*sqrt(t + 1) - 2
    >>> intrinsic_time("wsd", {"decay": "1/5"})
    9*t/10

    Raises InputError: eta cannot be read, an option is unknown or out of range, or the integral has no closed form.
    """
    given = dict(options or {})
    if eta in SHAPES:
        return _scaled_horizon(eta, given)
    start = given.pop("from", "0")
    if given:
        raise InputError(f"{shorten(next(iter(given)))}: an option of named schedules only; remove it")
    rate = parse_expression(eta)
    close = difflib.get_close_matches(eta.strip().lower(), SHAPES, n=1, cutoff=0.75)
    if close and rate.is_Symbol:  # it would be a free parameter
        raise InputError(f"eta = {shorten(eta)} is no named schedule; did you mean {close[0]}?")
    if rate.has(LAMBDA):
        raise InputError("eta uses lambda; a learning rate may use t and parameters only")
    return _integral(rate, exact_number(start, "from"))


def with_schedule(candidate: Candidate, eta: str, options: Mapping[str, object] | None = None) -> Candidate:
    """The candidate g(lambda, T(t)), with the same parameters.

    >>> with_schedule(Candidate("lambda*t"), "t**(-1/3)").g
    '(3*t**(2/3)/2)*lambda'

    Raises:
        InputError: as :func:`intrinsic_time`, g is given as a formula, or ``from`` is late.
    """
    if candidate.formula is not None:
        raise InputError(f"a schedule needs g as a text; {_REMEDY}")
    time = intrinsic_time(eta, options)
    marker = sympy.Symbol("intrinsic_time_", positive=True)  # no parameter is called so by accident
    begun = _start(eta, options)
    written = exact_text(candidate.expression.xreplace({TIME: marker, LAMBDA: _WRITTEN})).replace(
        marker.name, f"({exact_text(time)})"
    )
    try:
        if candidate.residual:
            return replace(candidate, g="", residual=written, start=begun)
        return replace(candidate, g=written, start=begun)
    except InputError as error:
        raise InputError(f"with the integral of eta, {shorten(exact_text(time))}, in place of t: {error}") from None


def _start(eta: str, options: Mapping[str, object] | None) -> sympy.Rational:
    """When training begins; not after the first time at which every run looks."""
    start = exact_number((options or {}).get("from", "0"), "from") if eta not in SHAPES else sympy.S.Zero
    if start >= _LATEST:
        raise InputError(f"from = {shorten(str(start))} must be below {_LATEST}; measure t in larger units")
    return start


def exhausts(time: sympy.Expr) -> bool:
    """Whether T(t) stays bounded, so that the frontier stops; False where arithmetic with infinity leaves it open."""
    return time.subs(TIME, sympy.oo).is_finite is True


def _scaled_horizon(name: str, given: Mapping[str, object]) -> sympy.Expr:
    shape = SHAPES[name]
    known = ("peak", "warmup", *shape.options)
    for key in given:
        if key not in known:
            raise InputError(f"{shorten(key)}: no option of the schedule {name}; it has {', '.join(known)}")
    values = {key: _fraction(given.get(key, DEFAULTS[key]), key) for key in known}
    warmup = values["warmup"]
    mean = warmup / 2 + (1 - warmup) * shape.mean(values)
    factor = values["peak"] * mean
    return sympy.Rational(factor.numerator, factor.denominator) * TIME


def _fraction(value: object, key: str) -> Fraction:
    number = exact_number(value, key)
    most = None if key in ("peak", "power") else 1
    least_allowed = number > 0 if key == "peak" else number >= 0
    if not least_allowed or (most is not None and number > most):
        bound = "greater than 0" if key == "peak" else "at least 0" if most is None else "between 0 and 1"
        raise InputError(f"{key} = {shorten(str(number))} must be {bound}; correct it")
    return Fraction(int(number.p), int(number.q))


def _integral(rate: sympy.Expr, start: sympy.Rational) -> sympy.Expr:
    """int from ``start`` to t of the rate, checked by its derivative."""
    if start < 0:
        raise InputError(f"from = {start} must be at least 0; correct it")
    found = _generic(sympy.integrate(rate, TIME))
    pieces = _pieces(found)
    if pieces is None:
        _check_derivative(found, rate)
        _check_continuous(found, rate, start)
        return found - _at(found, start)
    early, late, border = pieces
    before, behind = _rate_pieces(rate, border)
    _check_derivative(early, before)
    _check_derivative(late, behind)
    for piece in (early, late):
        _check_continuous(piece, rate, start)
    return (
        early.xreplace({TIME: sympy.Min(TIME, border)})
        - _at(early, sympy.Min(start, border))
        + late.xreplace({TIME: sympy.Max(TIME, border)})
        - late.xreplace({TIME: sympy.Max(start, border)})
    )


def _generic(found: sympy.Expr) -> sympy.Expr:
    """The formula without its exceptions.

    The exception r = 1 of t^(1-r)/(1-r) is no case of its own: that formula divides by zero there, and is refused.
    """
    exceptions = {
        part: part.args[0].expr
        for part in found.atoms(sympy.Piecewise)
        if len(part.args) == 2 and isinstance(part.args[0].cond, sympy.Ne) and not part.args[0].cond.has(TIME)
    }
    return found.xreplace(exceptions)


def _pieces(found: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr, sympy.Expr] | None:
    """The two pieces of an antiderivative and where they meet; None for a single one."""
    if not found.has(sympy.Piecewise):
        return None
    if isinstance(found, sympy.Piecewise) and len(found.args) == 2:
        (first, condition), (second, _) = found.args
        if isinstance(condition, (sympy.Le, sympy.Lt)) and condition.lhs == TIME and not condition.rhs.has(TIME):
            return first, second, condition.rhs
    raise InputError(f"the integral of eta has several cases; {_REMEDY}")


def _rate_pieces(rate: sympy.Expr, border: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """eta before and behind the border, each a formula without Min and Max."""
    sides = []
    for side in (border / 2, 2 * border):
        choice = {
            part: min(part.args, key=lambda item: item.xreplace({TIME: side}))
            if isinstance(part, sympy.Min)
            else max(part.args, key=lambda item: item.xreplace({TIME: side}))
            for part in rate.atoms(sympy.Min, sympy.Max)
        }
        sides.append(rate.xreplace(choice))
    return sides[0], sides[1]


def _check_derivative(found: sympy.Expr, rate: sympy.Expr) -> None:
    if found.has(sympy.Integral) or sympy.simplify(sympy.diff(found, TIME) - rate) != 0:
        raise InputError(f"no closed form of the integral of eta = {shorten(str(rate))} was found; {_REMEDY}")


def _check_continuous(found: sympy.Expr, rate: sympy.Expr, start: sympy.Rational) -> None:
    for place in _singular_places(found):
        if place.has(TIME) and not _never_zero(place, start):
            raise InputError(
                f"the integral of eta = {shorten(str(rate))} is not seen to be finite: {shorten(str(place))} may vanish"
                f" for t > {start}; start later with from, or {_REMEDY}"
            )


def _singular_places(found: sympy.Expr) -> Iterator[sympy.Expr]:
    """What has to stay away from 0 for ``found`` to be continuous wherever it is real."""
    for part in sympy.preorder_traversal(found):
        if part.is_Pow and not part.exp.is_nonnegative and part.base is not sympy.E:
            yield part.base
        elif part.is_Function and not isinstance(part, _CONTINUOUS):
            yield from part.args


def _never_zero(place: sympy.Expr, start: sympy.Rational) -> bool:
    """Whether an expression in t is shown not to vanish for t > start."""
    if place.is_zero is False and place.is_real:
        return True
    if place.free_symbols != {TIME} or not place.is_polynomial(TIME):
        return False
    polynomial = sympy.Poly(place, TIME)
    if not polynomial.domain.is_QQ and not polynomial.domain.is_ZZ:
        return False
    return bool(polynomial.count_roots(start, sympy.oo) == (polynomial.eval(start) == 0))


def _at(found: sympy.Expr, start: sympy.Rational) -> sympy.Expr:
    if start == 0:  # t^(1-r) with a free r: 0 wherever the integral converges at all; for r > 1 g turns out negative
        free = {
            power: sympy.S.Zero for power in found.atoms(sympy.Pow) if power.base == TIME and power.exp.free_symbols
        }
        found = found.xreplace(free)
    value = found.subs(TIME, start)
    if value.is_finite is False or value.has(sympy.oo, sympy.nan, sympy.zoo):
        raise InputError(f'the integral of eta is infinite at t = {start}; start later with from = "1"')
    return value
