"""Re-checks steps about g itself: the problem, elasticities, cells and their partition, hypotheses, condition (2)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import product

import sympy
from flint import arb

from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.model import Truth
from spectral_proofs.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import Function, Time, accurate, value
from spectral_proofs.verifier.limits import approaches_zero
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.subject import Subject

_FAR = 10**16
_TRUTHS = ("yes", "no", "unknown")
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_SLACK = 1e-3
_ROUGH = 0.2
_NEAR_TIMES = (200, 400)
_DISTANCES = tuple(map(sympy.Rational, ("0", "0.01", "0.1", "0.3", "1", "3", "10", "30", "100", "1000", "100000")))
_LATE: tuple[Time, ...] = tuple(10**6 + Fraction(11 * j, 100) for j in range(60))
_SOON: tuple[Time, ...] = tuple(30 + Fraction(11 * j, 100) for j in range(60))


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
        found = _largest(difference, subject)
        require(found is not None and found < 1e-15, f"{name} is not the logarithmic derivative of g")
    return (
        (Status.CHECKED, "differentiated again") if exactly else (Status.CONSISTENT, "equal to 15 digits at six points")
    )


def _largest(expr: sympy.Expr, subject: Subject) -> float | None:
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
    coefficient, monomial = subject.output(step, "coefficient"), subject.output(step, "monomial")
    require(coefficient is not None and monomial is not None, "no leading term is stated")
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


def _tends(word: str, monomial: sympy.Expr, place: Place) -> None:
    """The monomial alone must tend where the step says."""
    expected = {"infinity": 1, "constant": 0, "zero": -1}.get(word)
    require(expected is not None, f"{word!r} is no behaviour")
    if monomial == 1:
        require(expected == 0, "a constant order, but the step says otherwise")
        return
    for sample in place.samples():
        logs = [log_of(monomial, place, sample, T) for T in (10**8, 10**16)]
        if None in logs:
            continue
        sign = 1 if logs[1] > 0 and logs[1] > logs[0] else -1 if logs[1] < 0 and logs[1] < logs[0] else 0
        require(sign == expected, f"the order {monomial} does not tend to {word}")


def log_of(expr: sympy.Expr, place: Place, sample: sympy.Expr, T: Time) -> arb | None:
    """log of a positive expression at one point of the place."""
    return accurate(lambda: value(expr, place.point(sample, T)[2]).log(), size_of(T), absolute=True)


def size_of(T: Time) -> int:
    """Bits before the point of T."""
    return int(T).bit_length()


def _ratio_tends_to_one(coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, subject: Subject) -> Outcome:
    notes, statuses = [], []
    slow, g = exact.slow(subject.g, monomial, place), subject.function
    for sample in place.samples():

        def deviation(T: int, sample: sympy.Expr = sample) -> arb | None:
            def compute() -> arb:
                t, log_lambda, environment = place.point(sample, T)
                return (g(t, log_lambda) / value(coefficient * monomial, environment)).log()

            return accurate(compute, 2 * size_of(T), absolute=True)

        status, note = approaches_zero(deviation, slow=slow)
        require(status is not Status.FAILED, f"g over its leading term at {place.parameter} = {sample}: {note}")
        notes.append(note)
        statuses.append(status)
    return weakest(*statuses), f"g over its leading term: {notes[statuses.index(weakest(*statuses))]}"


LogValue = Callable[[sympy.Expr, Time], arb]


def oscillating(coefficient: sympy.Expr, monomial: sympy.Expr, place: Place, log_value: LogValue) -> Outcome:
    """The quantity over its order must stay within the range that the coefficient has over all phases."""
    if any(s.name.startswith("phase_") for s in monomial.free_symbols):
        return Status.UNCHECKED, "its order oscillates"
    for times, slack in ((_LATE, _SLACK), (_SOON, _ROUGH)):
        seen = 0
        for sample in place.samples():
            low, high = _range(coefficient, place, sample)
            for T in times:
                ratio = _ratio(monomial, place, sample, T, log_value)
                if ratio is None:
                    continue
                seen += 1
                inside = low * (1 - slack) <= ratio <= high * (1 + slack)
                require(inside, f"the value over {monomial} is {ratio:.5g}, outside [{low:.5g}, {high:.5g}]")
        if seen > len(times):
            return Status.CONSISTENT, f"within the range of the oscillation at {seen} points"
    return Status.UNCHECKED, "no certified values far out"


def _ratio(monomial: sympy.Expr, place: Place, sample: sympy.Expr, T: Time, log_value: LogValue) -> float | None:
    def compute() -> arb:
        return (log_value(sample, T) - value(monomial, place.point(sample, T)[2]).log()).exp()

    found = accurate(compute, 2 * size_of(T))
    return None if found is None else float(found)


def _range(coefficient: sympy.Expr, place: Place, sample: sympy.Expr) -> tuple[float, float]:
    """Smallest and largest value over the phases, on a grid."""
    phases = sorted((s for s in coefficient.free_symbols if s.name.startswith("phase_")), key=str)
    count = {1: 96, 2: 24}.get(len(phases), 8)
    angles = [float(2 * sympy.pi * j / count) for j in range(count)]
    function = sympy.lambdify(phases, coefficient.subs(place.parameter, sample), "math")
    values = [function(*point) for point in product(angles, repeat=len(phases))]
    return min(values), max(values)


def partition(step: Step, subject: Subject) -> Outcome:
    """The cells, in their order, tile {0 < lambda <= Lambda, t -> oo} with no gap."""
    cells = [subject.place(source) for n in step.relies_on if (source := subject.step(n)).rule == "cell"]
    require(step.output.get("cells") == str(len(cells)), f"there are {len(cells)} cells")
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


def hypothesis(step: Step, subject: Subject) -> Outcome:
    """A sign on the whole quadrant, for large t."""
    statement, truth = step.input.get("statement", ""), step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    speeds = dict(zip(("dg/dlambda > 0", "dg/dt > 0"), subject.speeds, strict=True))
    if statement == "g is smooth":
        kinked = subject.g.has(*_KINKS)
        require(truth == ("no" if kinked else "yes"), f"g has {'a kink' if kinked else 'no kink'}")
        return Status.CHECKED, "its functions were looked through"
    require(statement == "g > 0" or statement in speeds, f"{statement!r} is no hypothesis")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    expr = speeds.get(statement, subject.g)
    return _positive(expr, subject) if truth == "yes" else _not_positive(expr, statement == "g > 0", subject)


def _positive(expr: sympy.Expr, subject: Subject) -> Outcome:
    require(expr != 0, "it is identically zero")
    negative = _negative_point(expr, subject)
    require(not negative, f"certified negative at {negative}")
    proof = _proved(expr, subject, strict=False)
    if proof:
        return Status.CHECKED, f"enclosed on the whole quadrant, {proof}"
    return Status.CONSISTENT, "certified positive at points of every cell"


def _not_positive(expr: sympy.Expr, strict: bool, subject: Subject) -> Outcome:
    if expr == 0:
        return Status.CHECKED, "it is identically zero"
    negative = _negative_point(expr, subject)
    if negative:
        return Status.CHECKED, f"certified negative at {negative}"
    proof = _proved(expr, subject, strict)
    require(not proof, f"it is positive: enclosed on the whole quadrant, {proof}")
    return Status.UNCHECKED, "no point with the other sign was found"


def _proved(expr: sympy.Expr, subject: Subject, strict: bool) -> str:
    for t0 in (1, 1000):
        if nonnegative(expr, subject.problem["Lambda"], t0, strict=strict, seconds=0.3).truth is Truth.YES:
            return f"t >= {t0}"
    return ""


def _negative_point(expr: sympy.Expr, subject: Subject) -> str:
    """A far-out point of some cell where ``expr`` is certainly negative, in words."""
    function = Function(expr)
    for place, sample, T in _far_points(subject):
        at = accurate(lambda p=place, x=sample, T=T: function(*p.point(x, T)[:2]), 2 * size_of(T))  # type: ignore[misc]  # bound now
        if at is not None and at < 0:
            return f"{place.kind} {place.parameter} = {sample}, log t = {float(T):g}"
    return ""


def _far_points(subject: Subject) -> Iterator[tuple[Place, sympy.Expr, Time]]:
    for step in subject.cells():
        place = subject.place(step)
        if place.kind == "tail":
            continue
        for sample in place.samples():
            for T in (200, 10**8, *_LATE[::6]):
                yield place, sample, T


def growth(step: Step, subject: Subject) -> Outcome:
    """Condition (2), decided again from the orders of g on the cells."""
    truth = step.output.get("truth", "")
    require(truth in _TRUTHS, f"{truth!r} is no answer")
    if truth == "unknown":
        return Status.UNCHECKED, "left open by the derivation"
    exponents = _exponents(subject)
    against = _against(subject, *exponents) if exponents else "g is no power of lambda and t as lambda -> 0"
    if truth == "no":
        require(against, "g has the order lambda^m t^n on every cell")
        return Status.CHECKED, f"it fails: {against}"
    require(not against, against)
    assert exponents is not None
    stated = subject.output(step, "m"), subject.output(step, "n")
    require(all(map(exact.equal, stated, exponents)), f"m and n are {exponents[0]} and {exponents[1]}")
    return Status.CHECKED, "orders on all cells compared exactly"


def _exponents(subject: Subject) -> tuple[sympy.Expr, sympy.Expr] | None:
    """m and n from the last sector lambda = t^-u; None where its order is no power or one of them is not positive."""
    sectors = [s for s in subject.cells() if s.input.get("place") == "sector" and not s.input.get("exponents")]
    if not sectors:
        return None
    place, order = subject.place(sectors[-1]), exact.vector(subject.read(sectors[-1].output["monomial"]))
    rate = sympy.expand(order.pop(TIME, sympy.S.Zero))
    m, n = -rate.coeff(place.parameter, 1), rate.coeff(place.parameter, 0)
    others = any(power != 0 for power in order.values())
    if others or sympy.expand(rate - n + m * place.parameter) != 0 or not (m.is_positive and n.is_positive):
        return None
    return m, n


def _against(subject: Subject, m: sympy.Expr, n: sympy.Expr) -> str:
    """The first cell or single mode on which g is not Theta(lambda^m t^n), or an empty string."""
    for step in subject.cells():
        place, order = subject.place(step), subject.read(step.output["monomial"])
        expected = exact.curve(place, m) * (1 if place.kind == "tail" else TIME**n)
        if not exact.same_order(order, expected):
            return f"step {step.number} has the order {order}"
        if place.kind == "tail" and not _bounded(Function(subject.read(step.output["coefficient"])), n, sympy.S.One):
            return f"step {step.number}: the coefficient is not Theta(t^{n})"
    for point in _modes(subject):
        if not _bounded(subject.function, n, point):
            return f"g is not Theta(t^{n}) at lambda = {point}"
    return ""


def _modes(subject: Subject) -> list[sympy.Expr]:
    steps = subject.trace.of("partition")
    return [subject.read(p) for s in steps for p in s.output.get("modes", "").split(";") if p.strip()]


def _bounded(function: Function, n: sympy.Expr, lam: sympy.Expr) -> bool:
    """Whether function(lambda, t)/t^n moves by less than a factor e^3 far out."""
    logs = []
    for T in (10**4, 10**64, 10**4096, *_NEAR_TIMES):
        found = accurate(
            lambda T=T: function(arb(T).exp(), value(lam, {}).log()).log() - value(n, {}) * arb(T),  # type: ignore[misc]  # bound now
            2 * size_of(T),
            absolute=True,
        )
        if found is not None:
            logs.append(float(found))
    return len(logs) > 1 and max(logs) - min(logs) < 3


def constants(step: Step, subject: Subject) -> Outcome:
    """c1 lambda^m t^n <= g <= c2 lambda^m t^n for t >= t0."""
    m, n = (subject.read(step.input.get(name, "nan")) for name in ("m", "n"))
    source = subject.step(step.relies_on[0])
    same = exact.equal(m, subject.output(source, "m")) and exact.equal(n, subject.output(source, "n"))
    require(same, f"step {source.number} has other exponents")
    c1, c2, t0 = (subject.read(step.output.get(name, "nan")) for name in ("c1", "c2", "t0"))
    require(c1.is_positive and c2.is_positive and t0.is_positive, "c1, c2 and t0 must be positive")
    ratio = sympy.simplify(subject.g / (LAMBDA**m * TIME**n))
    if not ratio.free_symbols:
        require(bool(c1 <= ratio) and bool(ratio <= c2), f"g/(lambda^m t^n) is {ratio}")
        return Status.CHECKED, f"g/(lambda^m t^n) is the constant {ratio}"
    count = 0
    for left, up in product(_DISTANCES, _DISTANCES):
        at = _normalised(subject, (m, n, t0), left, up)
        if at is None:
            continue
        count += 1
        inside = not (at < value(c1, {}) or at > value(c2, {}))
        require(inside, f"g/(lambda^m t^n) is {float(at):.6g} at lambda = Lambda e^-{left}, t = t0 e^{up}")
    return Status.CONSISTENT, f"certified at {count} points of the quadrant"


def _normalised(subject: Subject, known: tuple[sympy.Expr, ...], left: sympy.Expr, up: sympy.Expr) -> arb | None:
    """g/(lambda^m t^n) at log lambda = log Lambda - left, log t = log t0 + up."""
    m, n, t0 = known

    def compute() -> arb:
        log_lambda = value(sympy.log(subject.problem["Lambda"]) - left, {})
        log_t = value(sympy.log(t0) + up, {})
        scaled = (-value(m, {}) * log_lambda - value(n, {}) * log_t).exp()
        return subject.function(log_t.exp(), log_lambda) * scaled

    return accurate(compute, 40)
