"""Re-checks steps about g itself: the problem, the elasticities, leading terms on cells, and that the cells tile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import product
from math import lcm

import sympy
from flint import arb

from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import Function, Time, accurate, value
from spectral_proofs.verifier.limits import ROUGHLY, SETTLED, approaches_zero
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.subject import Subject

KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign, sympy.Piecewise)
_SLACK = 1e-3
_ROUGH = 10.0
LATE: tuple[Time, ...] = tuple(10**6 + Fraction(11 * j, 100) for j in range(60))
_LATER: tuple[Time, ...] = tuple(10**40 + Fraction(11 * j, 100) for j in range(60))
_SOON: tuple[Time, ...] = tuple(30 + Fraction(11 * j, 100) for j in range(60))
LogValue = Callable[[sympy.Expr, Time], arb]


def problem(step: Step, subject: Subject) -> Outcome:
    """s = 1 + b - a, and an admissible spectrum."""
    require(exact.equal(subject.output(step, "s"), subject.s), f"1 + b - a is {subject.s}")
    return Status.CHECKED, "1 + b - a recomputed"


def elasticities(step: Step, subject: Subject) -> Outcome:
    """The logarithmic derivatives, differentiated again."""
    exactly = True
    for name, speed in zip(("E_lambda", "E_t"), subject.speeds, strict=True):
        difference = subject.read(step.output.get(name, "nan")) - speed / subject.g
        if difference == 0 or sympy.cancel(sympy.together(difference)) == 0:
            continue
        exactly = False
        require(nearly_zero(difference), f"{name} is not the logarithmic derivative of g")
    return (
        (Status.CHECKED, "differentiated again") if exactly else (Status.CONSISTENT, "equal to 15 digits at six points")
    )


def nearly_zero(expr: sympy.Expr) -> bool:
    """Zero to 15 digits at six points."""
    found = _largest(expr)
    return found is not None and found < 1e-15


def _largest(expr: sympy.Expr) -> float | None:
    """|expr| at a few points, at the far end of its ball."""
    function, largest = Function(expr), 0.0
    for t, lam in product((2, 30, 1000), (Fraction(1, 3), Fraction(1, 70))):
        at = accurate(lambda t=t, lam=lam: function(arb(t), value(sympy.Rational(lam), {}).log()), absolute=True)  # type: ignore[misc]  # bound now
        if at is None:
            return None
        largest = max(largest, float(abs(at).upper()))
    return largest


def cell(step: Step, subject: Subject) -> Outcome:
    """g / (coefficient * monomial) -> 1 on the cell, and where g tends there."""
    place = subject.place(step)
    coefficient, monomial = subject.stated(step, "coefficient"), subject.stated(step, "monomial")
    if coefficient == 0:
        return _vanishes(place, subject)
    _tends(step.output.get("tends", ""), monomial, place)
    terms = exact.monomial_terms(subject.g)
    if terms is not None:
        lead = exact.leading_terms(terms, place)
        require(lead is not None, "no term of g leads throughout this cell")
        assert lead is not None
        require(exact.same_order(lead[1], monomial), f"the order of g here is {lead[1]}")
        require(exact.equal(lead[0], coefficient), f"the coefficient of g here is {lead[0]}")
        return Status.CHECKED, "exponents of all terms compared exactly"
    if any(s.name.startswith("phase_") for s in coefficient.free_symbols):

        def log_g(sample: sympy.Expr, T: Time) -> arb:
            return subject.function(*place.point(sample, T)[:2]).log()

        return oscillating(coefficient, monomial, place, log_g)
    return _ratio_tends_to_one(coefficient, monomial, place, subject)


def _vanishes(place: Place, subject: Subject) -> Outcome:
    """Below a kink g is zero."""
    for sample, T in product(place.samples(), LATE[:3]):
        require(subject.function(*place.point(sample, T)[:2]).is_zero(), "g is not zero on this cell")
    return Status.CONSISTENT, "zero at all points tried"


def _tends(word: str, monomial: sympy.Expr, place: Place) -> None:
    """The monomial alone must tend where the step says."""
    expected = {"infinity": 1, "constant": 0, "zero": -1}.get(word)
    require(expected is not None, f"{word!r} is no behaviour")
    if monomial == 1:
        require(expected == 0, "a constant order, but the step says otherwise")
        return
    for sample in place.samples():
        near, far = (log_of(monomial, place, sample, T) for T in (10**8, 10**16))
        if near is None or far is None:
            continue
        sign = 1 if far > 0 and far > near else -1 if far < 0 and far < near else 0
        require(sign == expected, f"the order {monomial} does not tend to {word}")


def digits_of(coefficient: sympy.Expr) -> float:
    """How close to one the ratio must come: integrals are had by quadrature."""
    return ROUGHLY if coefficient.has(sympy.Integral, sympy.Sum) else SETTLED


def log_of(expr: sympy.Expr, place: Place, sample: sympy.Expr, T: Time) -> arb | None:
    """log of a positive expression at one point of the place."""
    return accurate(lambda: value(expr, place.point(sample, T)[2]).log(), size_of(T), absolute=True)


def size_of(T: Time) -> int:
    """Bits before the point of T."""
    return int(T).bit_length()


def _ratio_tends_to_one(coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, subject: Subject) -> Outcome:
    """At samples of the cell; on the tail of a g with kinks at large t only, where all of them are passed."""
    notes, statuses = [], []
    slow, g = exact.slow(subject.g, monomial, place), subject.function
    for sample in (*place.samples(), *(() if subject.g.has(*KINKS) else place.soon())):

        def deviation(T: int, sample: sympy.Expr = sample) -> arb | None:
            def compute() -> arb:
                t, log_lambda, environment = place.point(sample, T)
                return (g(t, log_lambda) / value(coefficient * monomial, environment)).log()

            return accurate(compute, 2 * size_of(T), absolute=True)

        status, note = approaches_zero(deviation, slow=slow, settled=digits_of(coefficient))
        require(status is not Status.FAILED, f"g over its leading term at {place.parameter} = {sample}: {note}")
        notes.append(note)
        statuses.append(status)
    return weakest(*statuses), f"g over its leading term: {notes[statuses.index(weakest(*statuses))]}"


def oscillating(coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, log_value: LogValue) -> Outcome:
    """The quantity over its order must stay within the range that the coefficient has over all phases.

    It may leave the range by a part that vanishes as t grows, which later times show.
    """
    if any(s.name.startswith("phase_") for s in monomial.free_symbols):
        return Status.UNCHECKED, "its order oscillates"
    excesses = []
    for times in (LATE, _LATER):
        excesses.append(_excess(coefficient, monomial, place, log_value, times))
        if excesses[-1] is not None and excesses[-1] < _SLACK:
            return Status.CONSISTENT, "within the range of the oscillation far out"
    late, later = excesses
    if late is None or later is None:
        soon = _excess(coefficient, monomial, place, log_value, _SOON)
        require(soon is None or soon < _ROUGH, f"over {monomial} it is far outside the range of the oscillation")
        return Status.UNCHECKED, "no certified values far out"
    require(later < late / 2, f"over {monomial} it leaves the range of the oscillation by {later:.2g}")
    return Status.UNCHECKED, f"{later:.2g} outside the range of the oscillation, and closing in"


def _excess(
    coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, log_value: LogValue, times: Sequence[Time]
) -> float | None:
    """How far, relatively, the ratio leaves the range at the worst of the times; None without values."""
    worst, seen = 0.0, 0
    for sample in place.samples():
        low, high = _range(coefficient, place, sample)
        for T in times:
            ratio = _ratio(monomial, place, sample, T, log_value)
            if ratio is None:
                break
            seen += 1
            worst = max(worst, low / ratio - 1, ratio / high - 1)
    return worst if seen > len(times) else None


def _ratio(monomial: sympy.Expr, place: Place, sample: sympy.Expr, T: Time, log_value: LogValue) -> float | None:
    def compute() -> arb:
        return (log_value(sample, T) - value(monomial, place.point(sample, T)[2]).log()).exp()

    found = accurate(compute, 2 * size_of(T))
    return None if found is None else float(found)


def _range(coefficient: sympy.Expr, place: Place, sample: sympy.Expr) -> tuple[float, float]:
    """Smallest and largest value over the phases, on a grid."""
    phases = sorted((s for s in coefficient.free_symbols if s.name.startswith("phase_")), key=str)
    count = {1: 96, 2: 24}.get(len(phases), 8)
    angles = [[float(2 * sympy.pi * j / count) for j in range(count * _turns(coefficient, phase))] for phase in phases]
    function = sympy.lambdify(phases, coefficient.subs(place.parameter, sample), "math")
    values = [function(*point) for point in product(*angles)]
    return min(values), max(values)


def _turns(coefficient: sympy.Expr, phase: sympy.Symbol) -> int:
    """How many turns of the phase the coefficient needs to come back: sin(phase/2) needs two."""
    shares = [sympy.expand(wave.args[0]).coeff(phase) for wave in coefficient.atoms(sympy.sin, sympy.cos)]
    return lcm(*(int(share.q) for share in shares if share.is_Rational))


def partition(step: Step, subject: Subject) -> Outcome:
    """The cells, in their order, tile {0 < lambda <= Lambda, t -> oo} with no gap."""
    cells = [subject.place(source) for n in step.relies_on if (source := subject.step(n)).rule == "cell"]
    require(step.output.get("cells") == str(len(cells)), f"there are {len(cells)} cells")
    stated = subject.read(step.input.get("Lambda", "nan"))
    require(exact.equal(stated, subject.problem["Lambda"]), f"Lambda is {subject.problem['Lambda']}")
    points = Tiling(cells, subject.problem["Lambda"]).check(tail=True)
    listed = [subject.read(p) for p in step.output.get("modes", "").split(";") if p.strip()]
    matched = len(listed) == len(points) and all(map(exact.equal, listed, points))
    require(matched, f"single values of lambda between the cells are {points}")
    return Status.CHECKED, "the cells follow one another without a gap"


class Tiling:
    """Walks through cells in the order of decreasing lambda and insists that each begins where the last ended."""

    def __init__(self, cells: list[Place], top: sympy.Expr) -> None:
        self.cells = cells
        self.top = top
        self.position = 0
        self.points: list[sympy.Expr] = []
        self.levels = max((len(c.exponents) for c in cells if c.kind in ("ray", "head")), default=0)

    def check(self, tail: bool) -> list[sympy.Expr]:
        """The values of lambda at which the head is divided, its top included; FailedStepError at the first gap."""
        require(self.levels > 0, "no cell holds the largest eigenvalue")
        self._edge(())
        if tail:
            self._take("tail", ())
        require(self.position == len(self.cells), "there are more cells than the quadrant has room for")
        return self.points

    def _take(self, kind: str, exponents: tuple[sympy.Expr, ...]) -> Place:
        require(self.position < len(self.cells), "the cells end before the quadrant does")
        found = self.cells[self.position]
        fits = found.kind == kind and len(found.exponents) == len(exponents)
        require(
            fits and all(map(exact.equal, found.exponents, exponents)),
            f"a gap before cell {self.position + 1}: a {kind} at {exponents} is missing",
        )
        self.position += 1
        return found

    def _edge(self, prefix: tuple[sympy.Expr, ...]) -> None:
        if len(prefix) < self.levels:
            self._edge((*prefix, sympy.S.Zero))
            self._sectors(prefix, sympy.S.Zero, sympy.oo)
        else:
            self._rays("head", prefix, self.top)

    def _sectors(self, prefix: tuple[sympy.Expr, ...], low: sympy.Expr, high: sympy.Expr) -> None:
        while True:
            sector = self._take("sector", prefix)
            require(exact.equal(sector.low, low), f"a gap between {low} and {sector.low}")
            low = sector.high
            require(bool(sector.low < sector.high), f"the interval ({sector.low}, {sector.high}) is empty")
            if exact.equal(low, high):
                return
            self._inside((*prefix, low))

    def _inside(self, prefix: tuple[sympy.Expr, ...]) -> None:
        if len(prefix) < self.levels:
            self._sectors(prefix, -sympy.oo, sympy.oo)
        else:
            self._rays("ray", prefix, sympy.oo)

    def _rays(self, kind: str, prefix: tuple[sympy.Expr, ...], high: sympy.Expr) -> None:
        while True:
            ray = self._take(kind, prefix)
            require(exact.equal(ray.high, high), f"a gap between {ray.high} and {high}")
            require(bool(ray.low < ray.high), f"the interval ({ray.low}, {ray.high}) is empty")
            if kind == "head":
                self.points.append(high)
            high = ray.low
            if high == 0:
                return
