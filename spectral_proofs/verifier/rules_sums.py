"""Re-checks steps about L and S: contributions of the cells, dominance, constants, laws, what follows from them."""

from __future__ import annotations

import re

import mpmath
import sympy
from flint import arb

from spectral_proofs.enclosure.sums import parse_time
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.model import Enclosure
from spectral_proofs.trace import Status, Step
from spectral_proofs.verifier import exact, integrals
from spectral_proofs.verifier.balls import Time, accurate, number, rational, value
from spectral_proofs.verifier.limits import approaches_zero
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.rules_g import Tiling, log_of, oscillating, size_of
from spectral_proofs.verifier.subject import Subject

TIMES = (50, 200, 800, 3200)  # t = 10^50 ...
LATER = (12_800,)
SOON = (3, 6, 12, 24)  # where those are out of reach
_BOUNDED = 1e-3  # log(Q/order)/log t at the last time, where Q/order need not converge
_SETTLED = 1e-9
_BEYOND = 50  # a power of 1/t that no claim comes near
_AGREE = mpmath.mpf("1e-12")
_WORDS = {"grows": 1, "level": 0, "falls": -1}


def weight(step: Step, subject: Subject) -> sympy.Expr:
    """w with lambda^w F the integrand in d log lambda: (a-1)/b for L, -(1+b-a)/b for S."""
    p = subject.problem
    quantity = step.input.get("quantity")
    require(quantity in ("L", "S"), f"{quantity!r} is no quantity")
    return (p["a"] - 1) / p["b"] if quantity == "L" else -subject.s / p["b"]


def contribution(step: Step, subject: Subject) -> Outcome:
    """lambda^w F on one cell: F = e^(-2g) for L, (1 - e^(-g))^2 for S."""
    w, place = weight(step, subject), subject.place(step)
    require(exact.equal(subject.read(step.input.get("weight", "nan")), w), f"the weight is {w}")
    if "negligible" in step.output:
        return _negligible(place, w, step.input["quantity"], subject)
    monomial = subject.read(step.output.get("monomial", "nan"))
    _outwards(step.output.get("outwards", ""), monomial, place)
    if "log_only" in step.output:
        return _leading(sympy.S.One, monomial, place, w, step, subject, roughly=True)
    coefficient = subject.read(step.output.get("coefficient", "nan"))
    if any(s.name.startswith("phase_") for s in (coefficient * monomial).free_symbols):

        def log_integrand(sample: sympy.Expr, T: Time) -> arb:
            return _log_integrand(place, sample, T, w, step.input["quantity"], subject)

        return oscillating(coefficient, monomial, place, log_integrand)
    return _leading(coefficient, monomial, place, w, step, subject)


def _log_integrand(place: Place, sample: sympy.Expr, T: Time, w: sympy.Expr, quantity: str, subject: Subject) -> arb:
    t, log_lambda, _ = place.point(sample, T)
    g = subject.function(t, log_lambda)
    factor = -2 * g if quantity == "L" else 2 * (-(-g).expm1()).log()
    return value(w, {}) * log_lambda + factor


def _negligible(place: Place, w: sympy.Expr, quantity: str, subject: Subject) -> Outcome:
    """Smaller than every power of t: log(lambda^w F)/log t falls without bound."""
    outcomes = []
    for sample in place.samples():
        rates: list[float] = []
        for T in (400, 10**8, 10**256, 10**4096):
            at = accurate(lambda T=T, x=sample: _log_integrand(place, x, T, w, quantity, subject) / T, 2 * size_of(T))  # type: ignore[misc]  # bound now
            if at is not None and (at < -_BEYOND or T > 400):
                rates.append(float(at))
            if rates and rates[-1] < -_BEYOND:
                break
        outcomes.append(_runs_away(rates))
        require(outcomes[-1][0] is not Status.FAILED, f"{outcomes[-1][1]} at {place.parameter} = {sample}")
    status = weakest(*(s for s, _ in outcomes))
    return status, next(note for s, note in outcomes if s is status)


def _runs_away(rates: list[float]) -> Outcome:
    if not rates:
        return Status.UNCHECKED, "no certified values far out"
    if rates[-1] < -_BEYOND:
        return Status.CONSISTENT, f"below t^-{_BEYOND} far out"
    if len(rates) < 3 or not rates[0] > rates[1] > rates[2]:
        return (Status.FAILED if len(rates) > 2 else Status.UNCHECKED), f"about t^({rates[-1]:.3g}): not negligible"
    moved = rates[1] - rates[2] > 0.01 * abs(rates[2])
    return (Status.CONSISTENT if moved else Status.FAILED), f"about t^({rates[-1]:.3g}) far out, and falling"


def _leading(
    coefficient: sympy.Expr,
    monomial: sympy.Expr,
    place: Place,
    w: sympy.Expr,
    step: Step,
    subject: Subject,
    roughly: bool = False,
) -> Outcome:
    outcomes = []
    for sample in place.samples():

        def deviation(T: int, sample: sympy.Expr = sample) -> arb | None:
            def compute() -> arb:
                environment = place.point(sample, T)[2]
                lead = value(coefficient, environment).log() + value(monomial, environment).log()
                found = _log_integrand(place, sample, T, w, step.input["quantity"], subject)
                return found / lead - 1 if roughly else found - lead

            return accurate(compute, 2 * size_of(T), absolute=True)

        status, note = approaches_zero(deviation, slow=exact.slow(subject.g, monomial, place))
        require(status is not Status.FAILED, f"at {place.parameter} = {sample}: {note}")
        outcomes.append((status, note))
    status = weakest(*(s for s, _ in outcomes))
    return status, f"over its leading term: {next(note for s, note in outcomes if s is status)}"


def _outwards(word: str, monomial: sympy.Expr, place: Place) -> None:
    """The monomial must grow or fall along the parameter as stated; on rays and at the head it does not move."""
    require(word in _WORDS, f"{word!r} is no direction")
    if place.kind == "mode":
        return
    samples = sorted(place.samples())
    logs = [log_of(monomial, place, sample, 10**16) for sample in (samples[0], samples[-1])]
    if None in logs:
        return
    difference = logs[1] - logs[0] if place.kind == "sector" else logs[0] - logs[1]
    sign = 1 if difference > 0 else -1 if difference < 0 else 0
    require(sign == _WORDS[word], f"the order {monomial} does not {word.rstrip('s')} towards smaller lambda")


def dominance(step: Step, subject: Subject) -> Outcome:
    """The order stated is the largest of all contributions, and those named have it."""
    quantity = step.input.get("quantity", "")
    steps = [source for n in step.relies_on if (source := subject.step(n)).rule == "contribution"]
    whole = [s for s in steps if s.input.get("place") != "mode"]
    Tiling([subject.place(s) for s in whole], subject.problem["Lambda"]).check(tail=False)
    order = subject.read(step.output.get("order", "nan"))
    named = carriers(step)
    for other in steps:
        if "negligible" in other.output:
            require(other.number not in named, f"step {other.number} is negligible")
            continue
        attained = _compare(other, order, subject)
        if other.output.get("outwards") == "level" and attained == 0:
            require(other.number in named, f"step {other.number} has the same order")
        else:
            require(other.number not in named, f"step {other.number} has another order")
    require(named, f"nothing carries {quantity}")
    return Status.CHECKED, "the orders of all contributions compared"


def carriers(step: Step) -> tuple[int, ...]:
    """Numbers of the contributions that a dominance step names."""
    return tuple(int(n) for n in step.output.get("carried_by", "").split(",") if n.strip().isdigit())


def _compare(other: Step, order: sympy.Expr, subject: Subject) -> int:
    """0 where the contribution has the stated order, -1 where it is smaller; it must not be larger."""
    place, monomial = subject.place(other), subject.read(other.output["monomial"])
    if place.kind == "sector" and other.output.get("outwards") == "level":
        scale = TIME
        for _ in range(len(place.exponents) + 1):
            scale = sympy.log(scale)
        monomial *= scale  # d log lambda has that length there
    if exact.same_order(monomial, order):
        return 0
    for sample in place.samples():
        logs = [
            accurate(lambda e=e, x=sample: value(e, place.point(x, 10**32)[2]).log(), 220, absolute=True)
            for e in (monomial, order)
        ]  # type: ignore[misc]  # bound now
        if None not in logs:
            require(not logs[0] > logs[1] + 1, f"step {other.number} is larger: {monomial}")
    return -1


def constant(step: Step, subject: Subject) -> Outcome:
    """The value against integrals and sums formed anew from the contributions named."""
    stated = subject.read(step.output.get("value", "nan"))
    if stated.free_symbols:
        return Status.UNCHECKED, "it depends on something that is not a number"
    expected = expected_constant(step, subject)
    found = decimal(stated)
    if found is None:
        return Status.UNCHECKED, "the stated value has no decimals"
    with mpmath.workdps(30):
        miss = abs(found - expected)
        require(
            miss <= _AGREE * abs(expected), f"the integral is {mpmath.nstr(expected, 15)}, not {mpmath.nstr(found, 15)}"
        )
    return Status.CONSISTENT, f"integrated again: {mpmath.nstr(expected, 15)}"


def expected_constant(step: Step, subject: Subject) -> mpmath.mpf:
    """lim of the sum over its order, from the contributions that carry it."""
    p, quantity = subject.problem, step.input.get("quantity", "")
    w = weight(step, subject)
    total = mpmath.mpf(0)
    dominant = subject.trace.of("dominance", quantity=quantity)[0]
    with mpmath.workdps(30):
        discrete = _real(p["W"] if quantity == "L" else p["W"] / p["Lambda"])
        power = _real(-p["a"] if quantity == "L" else p["b"] - p["a"])
        prefactor = discrete / _real(p["b"]) * _real(p["Lambda"]) ** _real(-w)
        for n in carriers(dominant):
            source = subject.step(n)
            place, coefficient = subject.place(source), subject.read(source.output["coefficient"])
            low, high = _real(place.low), _real(place.high)
            if place.kind == "ray":
                total += prefactor * integrals.over_ray(coefficient, place.parameter, low, high)
            elif place.kind == "sector":
                total += prefactor * integrals.over_plateau(coefficient, place.parameter, low, high)
            else:
                total += discrete * _modes(place, coefficient, w, power, subject)
    return total


def _modes(place: Place, coefficient: sympy.Expr, w: sympy.Expr, power: mpmath.mpf, subject: Subject) -> mpmath.mpf:
    """sum of k^power F(lambda_k) over the modes of the place."""
    p = subject.problem
    f = integrals.function_of(place.parameter, coefficient / place.parameter**w)
    top, b = _real(p["Lambda"]), _real(p["b"])
    if place.kind == "mode":
        k = (top / _real(place.low)) ** (1 / b)
        return (
            mpmath.nint(k) ** power * f(top * mpmath.nint(k) ** -b)
            if abs(k - mpmath.nint(k)) < _AGREE
            else mpmath.mpf(0)
        )
    first = int(mpmath.floor((top / _real(place.high)) ** (1 / b) + _AGREE)) + 1
    last = None
    if place.low != 0:
        last = int(mpmath.ceil((top / _real(place.low)) ** (1 / b) - _AGREE)) - 1
    return integrals.over_modes(lambda k: k**power * f(top * k**-b), first, last)


def decimal(expr: sympy.Expr) -> mpmath.mpf | None:
    """A stated constant to 30 digits, its integrals and sums evaluated."""
    parts = expr.atoms(sympy.Integral, sympy.Sum)
    with mpmath.workdps(30):
        if not parts:
            found = number(expr)
            return None if found is None else mpmath.mpf(found.mid().str(30, radius=False))
        stand = {part: sympy.Dummy(positive=True) for part in parts}
        values = [_evaluated(part) for part in parts]
        f = sympy.lambdify([stand[part] for part in parts], expr.xreplace(stand), "mpmath")
        return f(*values)


def _evaluated(part: sympy.Expr) -> mpmath.mpf:
    variable, low, high = part.limits[0]
    if isinstance(part, sympy.Sum):
        f = integrals.function_of(variable, part.function)
        return integrals.over_modes(f, int(low), None if high is sympy.oo else int(high))
    if low == 0 and high is sympy.oo:
        return integrals.over_ray(part.function * variable, variable, _real(low), _real(high))
    if variable.name == "x":
        return integrals.over_ray(part.function * variable, variable, _real(low), _real(high))
    return integrals.over_plateau(part.function, variable, _real(low), _real(high))


def _real(expr: sympy.Expr) -> mpmath.mpf:
    if expr.is_infinite:
        return mpmath.inf if expr > 0 else -mpmath.inf
    found = number(expr)
    assert found is not None
    return mpmath.mpf(found.mid().str(32, radius=False))


def law(step: Step, subject: Subject) -> Outcome:
    """L or S against its law at t = 10^50 ... 10^5000, by certified sums."""
    quantity = step.input.get("quantity", "")
    dominant = subject.trace.of("dominance", quantity=quantity)[0]
    order = subject.read(dominant.output["order"])
    _indices(step, subject, order)
    stated = subject.trace.of("constant", quantity=quantity)
    c = None
    if step.output.get("equivalent") == "yes":
        require(stated, "a limit without its constant")
        c = decimal(subject.read(stated[0].output["value"]))
        require(c is not None, "the constant has no decimals")
    return follows_law(subject, quantity, order, c)


def follows_law(
    subject: Subject, quantity: str, order: sympy.Expr, c: mpmath.mpf | None, known: bool = True
) -> Outcome:
    """Certified values over c * order tend to 1, or, without c, stay within bounds.

    ``known`` says that the order is more than the index.
    """
    times, later = _times(subject, quantity)
    if c is not None and known:
        require(c > 0, "the constant is not positive")
        deep = max(exact.log_depth(subject.g), exact.log_depth(order)) > 1
        status, note = approaches_zero(lambda k: _log_ratio(subject, quantity, order, c, k), times, later, slow=deep)
    else:
        status, note = _rate_vanishes([_log_rate(subject, quantity, order, k) for k in times], times)
    note = re.sub(r"exp\((\d+)\)", r"10^\1", note)
    require(status is not Status.FAILED, f"certified {quantity} does not follow the law: {note}")
    return status, f"certified {quantity} over its law: {note}"


def _times(subject: Subject, quantity: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Powers of ten at which the sum can be had, and later ones for a second look."""
    return (SOON, ()) if log_sum(subject, quantity, TIMES[0]) is None else (TIMES, LATER)


def _rate_vanishes(found: list[arb | None], times: tuple[int, ...]) -> Outcome:
    """log(Q/order)/log t at times that grow manifold."""
    if None in found:
        return Status.UNCHECKED, "no certified values"
    sizes = [abs(float(d)) for d in found if d is not None]
    note = f"log(value/order)/log t is {sizes[-1]:.2g} at t = exp({times[-1]})"
    if sizes[-1] < _SETTLED or (sizes[-1] < _BOUNDED and sizes[-1] < 0.6 * sizes[0]):
        return Status.CONSISTENT, note
    return (Status.FAILED if sizes[-1] > 0.9 * sizes[-2] else Status.UNCHECKED), note


def _indices(step: Step, subject: Subject, order: sympy.Expr) -> None:
    """The indices are the exponents of the order."""
    exponents = exact.vector(order)
    index, log_index = subject.output(step, "index"), subject.output(step, "log_index")
    beyond = sympy.E in exponents
    expected = exponents.get(TIME, sympy.S.Zero)
    require(index is None or exact.equal(index, expected), f"the order {order} has the index {expected}")
    expected = exponents.get(sympy.log(TIME), sympy.S.Zero)
    require(log_index is None or beyond or exact.equal(log_index, expected), f"the power of log t is {expected}")
    require(step.output.get("equivalent") in ("yes", "no", "unknown"), "no word on the limit")


def log_sum(subject: Subject, quantity: str, k: int) -> arb | None:
    """log of certified L or S at t = 10^k."""
    values = subject.sums(f"1e{k}")
    if values is None:
        return None
    return _log(values.loss if quantity == "L" else values.energy)


def _log(found: Enclosure) -> arb | None:
    if found.unknown or found.infinite or not found.certified:
        return None
    return accurate(lambda: arb(found.mid, found.rad).log(), 64, absolute=True) or arb(found.mid, found.rad).log()


def _log_ratio(subject: Subject, quantity: str, order: sympy.Expr, c: mpmath.mpf, k: int) -> arb | None:
    measured = log_sum(subject, quantity, k)
    predicted = accurate(lambda: value(order, {TIME: arb(10) ** k}).log(), 64, absolute=True)
    if measured is None or predicted is None:
        return None
    return measured - predicted - arb(mpmath.nstr(c, 28)).log()


def _log_rate(subject: Subject, quantity: str, order: sympy.Expr, k: int) -> arb | None:
    """log(Q/order)/log t, which tends to zero when the index is right."""
    difference = _log_ratio(subject, quantity, order, mpmath.mpf(1), k)
    return None if difference is None else difference / (arb(10).log() * k)


def infinite(step: Step, subject: Subject) -> Outcome:
    """S = oo: sum k^(s-1) min(1, g)^2 diverges because g falls too slowly as lambda -> 0."""
    require(step.output.get("value") == "oo" and step.input.get("quantity") == "S", "only S can be infinite")
    tails = [s for s in subject.cells() if s.input.get("place") == "tail"]
    require(subject.infinite_energy() is not False, "certified S is finite at t = 10^50")
    if not tails or subject.infinite_energy() is None:
        return Status.UNCHECKED, "no certified value of S"
    order = exact.vector(subject.read(tails[-1].output["monomial"]))
    mu = order.get(LAMBDA, sympy.S.Zero)
    excess = subject.s - 2 * mu * subject.problem["b"]
    require(not excess.is_negative, f"g ~ lambda^({mu}) and 1+b-a < 2*({mu})*b: the sum converges")
    return Status.CHECKED, f"g ~ lambda^({mu}) at fixed t; 1+b-a = {subject.s} >= {2 * mu * subject.problem['b']}"


def beyond_powers(step: Step, subject: Subject) -> Outcome:
    """log Q/log t leaves every bound on the side stated."""
    quantity, direction = step.input.get("quantity", ""), step.output.get("direction")
    require(direction in ("decays", "grows"), f"{direction!r} is no direction")
    side, rates = (-1 if direction == "decays" else 1), []
    for k in (20, 50, 200):
        measured = log_sum(subject, quantity, k)
        if measured is None:
            break
        rates.append(side * float(measured / (arb(10).log() * k)))
    if len(rates) < 3:
        return Status.UNCHECKED, f"no certified values of {quantity}"
    runs = rates[0] < rates[1] < rates[2] and rates[2] > 1.1 * rates[0]
    require(runs, f"log {quantity}/log t is {side * rates[2]:.4g} at t = 10^200 and does not run away")
    return Status.CONSISTENT, f"log {quantity}/log t is {side * rates[2]:.3g} at t = 10^200 and runs away"


def sandwich(step: Step, subject: Subject) -> Outcome:
    """Orders that (2) alone gives: those of the monomial lambda^m t^n."""
    growth = subject.step(step.relies_on[0])
    m, n = subject.output(growth, "m"), subject.output(growth, "n")
    require(m is not None and n is not None, "condition (2) gives no m and n")
    p, quantity = subject.problem, step.input.get("quantity")
    log_index = sympy.S.Zero
    if quantity == "L":
        index = -n * (p["a"] - 1) / (m * p["b"])
    else:
        require(subject.s < 2 * m * p["b"], "S is infinite")
        index = n * subject.s / (m * p["b"]) if subject.s > 0 else sympy.S.Zero
        log_index = sympy.S.One if subject.s == 0 else sympy.S.Zero
    require(exact.equal(subject.output(step, "index"), index), f"the index is {index}")
    require(exact.equal(subject.output(step, "log_index"), log_index), f"the power of log t is {log_index}")
    return Status.CHECKED, "recomputed from m and n"


def theorem(step: Step, subject: Subject) -> Outcome:
    """Explicit bounds, at certified values from t0 on."""
    name = step.input.get("name")
    if name == "frontier":
        return _frontier_theorem(step, subject)
    require(name in ("loss", "energy"), f"{name!r} is no theorem")
    quantity = "L" if name == "loss" else "S"
    if step.output.get("infinite") == "True":
        require(subject.infinite_energy() is not False, "certified S is finite at t = 10^50")
        return Status.CONSISTENT, "S is infinite by the certified sums too"
    bounds = [subject.read(step.output.get(key, "nan")) for key in ("lower", "upper", "index", "log_index", "t0")]
    lower, upper, index, log_index, t0 = bounds
    _growth_index(step, subject, index)
    count = 0
    for k in _times_from(t0):
        measured = log_sum(subject, quantity, k)
        if measured is None:
            continue
        count += 1
        log_t = arb(10).log() * k
        order = rational(index) * log_t + rational(log_index) * log_t.log()
        low, high = (value(bound, {}).log() + order for bound in (lower, upper))
        require(not measured < low and not measured > high, f"violated at t = 10^{k}")
    return Status.CONSISTENT, f"holds at {count} certified times from 10^{_times_from(t0)[0]} on"


def _times_from(t0: sympy.Expr) -> list[int]:
    first = 0
    while 10**first < t0:
        first += 1
    return [max(first, 1) + d for d in (0, 1, 2, 5, 12, 30, 100, 1000)]


def _growth_index(step: Step, subject: Subject, index: sympy.Expr) -> None:
    """The index of the bounds is that of lambda^m t^n."""
    source = subject.step(step.relies_on[0])
    m, n = (subject.read(source.input.get(key, "nan")) for key in ("m", "n"))
    p = subject.problem
    ratio = -(p["a"] - 1) if step.input.get("name") == "loss" else max(subject.s, 0)
    require(exact.equal(index, ratio * n / (m * p["b"])), f"the index is {ratio * n / (m * p['b'])}")


def _frontier_theorem(step: Step, subject: Subject) -> Outcome:
    """lambda_low t^(-n/m) <= lambda_* <= lambda_high t^(-n/m), and L between multiples of k_*^(1-a)."""
    from spectral_proofs.verifier.rules_frontier import root

    source = subject.step(step.relies_on[0])
    m, n = (subject.read(source.input.get(key, "nan")) for key in ("m", "n"))
    names = ("lambda_low", "lambda_high", "k_low", "k_high", "loss_low", "loss_high")
    bounds = {name: value(subject.read(step.output.get(name, "nan")), {}).log() for name in names}
    p, count = subject.problem, 0
    for k in _times_from(subject.read(step.output.get("t0", "nan")))[1:6]:
        T = int(mpmath.ceil(k * mpmath.log(10)))
        at = root(subject, T)
        if at is None:
            continue
        scaled = at + rational(n / m) * T
        inside = not scaled < bounds["lambda_low"] and not scaled > bounds["lambda_high"]
        require(inside, f"lambda_* is outside its bounds at t = e^{T}")
        log_k = (value(sympy.log(p["Lambda"]), {}) - at) / rational(p["b"])
        modes = log_k - rational(n / (m * p["b"])) * T
        require(not modes < bounds["k_low"] and not modes > bounds["k_high"], f"k_* is outside its bounds at t = e^{T}")
        count += 1
    return Status.CONSISTENT, f"lambda_* and k_* within their bounds at {count} times"


def exponents(step: Step, subject: Subject) -> Outcome:
    """The indices are those of the steps relied on."""
    expected: dict[str, sympy.Expr | None] = dict.fromkeys(("rho", "rho_log", "chi", "chi_log", "gamma", "gamma_log"))
    for source in map(subject.step, step.relies_on):
        if source.rule == "frontier":
            expected |= {name: subject.output(source, name) for name in ("rho", "rho_log")}
        elif source.rule != "beyond-powers" and source.input.get("quantity") == "L":
            index, log_index = subject.output(source, "index"), subject.output(source, "log_index")
            expected |= {"chi": None if index is None else -index, "chi_log": None if log_index is None else -log_index}
        elif source.rule not in ("infinite", "beyond-powers") and "quantity" in source.input:
            expected |= {"gamma": subject.output(source, "index"), "gamma_log": subject.output(source, "log_index")}
    for name, wanted in expected.items():
        require(exact.equal(subject.output(step, name), wanted), f"{name} is {wanted}")
    return Status.CHECKED, "those of the steps relied on"


def relation(step: Step, subject: Subject) -> Outcome:
    """chi + gamma - rho, recomputed."""
    source = subject.step(step.relies_on[0])
    rho, chi, gamma = (subject.output(source, name) for name in ("rho", "chi", "gamma"))
    require(None not in (rho, chi, gamma), "an index is missing")
    require(exact.equal(subject.output(step, "chi + gamma - rho"), chi + gamma - rho), f"it is {chi + gamma - rho}")
    return Status.CHECKED, "recomputed"
