"""g beside lambda^m t^n on curves that no cell contains: near the edges and near every ray, at all distances.

1. At t = e^T the curve is log lambda = -r T -+ d(T), with r = 0 and the exponents of the rays, and d from
   sqrt(log T) to e^T: between the powers of log t, where slow factors hide, and beyond those of t.
2. T runs through 10^2, 10^8, ..., 10^512, each exponent four times the one before: log log t then moves by equal
   steps, and a power of log t by growing ones.
   Exponential distances are out of reach then: there T <= 810, and only where g has its order at lambda = Lambda.
3. The logarithm of g/(lambda^m t^n) must stay bounded: where it moves one way at all times seen, by more than a
   factor e^3 in all, and away from its values on both cells beside the curve, (2) is contradicted. (Between those
   values it may be on its way from one to the other, which a small coefficient delays.) With c1 and c2 it must stay
   between their logarithms.

Left out: bumps on other curves, and growth as slow as log log log t.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.balls import accurate, rational, value
from spectral_proofs.verifier.result import require
from spectral_proofs.verifier.subject import Subject

Distance = Callable[[arb], arb]

_TIMES = tuple(10 ** (2 * 4**j) for j in range(5))
NEAR = (30, 90, 270, 810)  # where the distance is exponential
_FACTOR = 3.0
_LEAST = 3  # times at which there must be values

#: d(T) and its name.
DISTANCES: tuple[tuple[str, Distance], ...] = (
    ("sqrt(log log t)", lambda T: T.log().sqrt()),
    ("log log t", lambda T: T.log()),
    ("2 log log t", lambda T: 2 * T.log()),
    ("(log log t)^2", lambda T: T.log() ** 2),
    ("exp(sqrt(log log t))", lambda T: T.log().sqrt().exp()),
    ("(log t)^(1/8)", lambda T: T.root(8)),
    ("(log t)^(1/4)", lambda T: T.root(4)),
    ("(log t)^(1/2)", lambda T: T.sqrt()),
    ("(log t)^(3/4)", lambda T: T.root(4) ** 3),
    ("(log t)^(7/8)", lambda T: T.root(8) ** 7),
    ("(log t)/(log log t)", lambda T: T / T.log()),
    ("(log t)/(log log t)^2", lambda T: T / T.log() ** 2),
)
_BEYOND: tuple[tuple[str, Distance], ...] = (
    ("(log t) (log log t)", lambda T: T * T.log()),
    ("(log t)^(5/4)", lambda T: T * T.root(4)),
    ("(log t)^2", lambda T: T**2),
    ("(log t)^4", lambda T: T**4),
)
_EXPONENTIAL: tuple[tuple[str, Distance], ...] = (
    ("t^(1/2)", lambda T: (T / 2).exp()),
    ("t", lambda T: T.exp()),
    ("t^2", lambda T: (2 * T).exp()),
)

Curve = tuple[str, Distance, tuple[int, ...]]  # in words, log lambda, times


def curves(subject: Subject) -> Iterator[Curve]:
    """Point 1."""
    for rate, side in _edges(subject):
        for name, distance in DISTANCES:
            yield _shown(rate, side, name), _beside(rate, side, distance), _TIMES
    for name, distance in _BEYOND:
        yield f"log lambda = -{name}", _beside(sympy.S.Zero, -1, distance), _TIMES
    for name, distance in _EXPONENTIAL:
        yield f"log lambda = -{name}", _beside(sympy.S.Zero, -1, distance), NEAR


def _edges(subject: Subject) -> Iterator[tuple[sympy.Rational, int]]:
    """The exponents of rays with the sides on which curves lie."""
    for rate in _rates(subject):
        for side in (-1, 1) if rate != 0 else (-1,):
            yield rate, side


def _shown(rate: sympy.Rational, side: int, name: str) -> str:
    return f"log lambda = {'' if rate == 0 else f'-{rate} log t '}{'-' if side < 0 else '+ '}{name}"


def _beside_cells(subject: Subject) -> Iterator[tuple[str, tuple[Distance, Distance]]]:
    """For each curve beside an edge one on it, and one in the middle of the sector on its side."""
    rates = _rates(subject)
    for rate, side in _edges(subject):
        place = rates.index(rate) - side
        other = rates[place] if place < len(rates) else rate + 2
        on, inside = _beside(rate, side, lambda T: T * 0), _beside((rate + other) / 2, side, lambda T: T * 0)
        for name, _ in DISTANCES:
            yield _shown(rate, side, name), (on, inside)


def _beside(rate: sympy.Rational, side: int, distance: Distance) -> Distance:
    return lambda T: -rational(rate) * T + side * distance(T)


def _rates(subject: Subject) -> list[sympy.Rational]:
    """The powers of 1/t near which g changes its form."""
    found = [subject.place(step) for step in subject.cells()]
    rates = {place.exponents[0] for place in found if place.kind == "ray" and place.exponents}
    return sorted({sympy.S.Zero, *(rate for rate in rates if rate.is_Rational)})


def exponents_of_last_sector(subject: Subject) -> tuple[sympy.Expr, sympy.Expr] | None:
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


def deviation(subject: Subject, m: sympy.Expr, n: sympy.Expr, curve: Distance, T: int) -> arb | None:
    """log(g/(lambda^m t^n)) at one time; None where it is not known, or the curve still lies above Lambda."""
    if curve(arb(T)) > value(sympy.log(subject.problem["Lambda"]), {}):
        return None

    def compute() -> arb:
        log_t = arb(T)
        log_lambda = curve(log_t)
        g = subject.function(log_t.exp(), log_lambda)
        return g.log() - value(m, {}) * log_lambda - value(n, {}) * log_t

    size = 3 * T.bit_length() if _TIMES[1] <= T else 8 * T
    return accurate(compute, size, absolute=True)


def require_bounded(
    subject: Subject, m: sympy.Expr, n: sympy.Expr, bounds: tuple[sympy.Expr, sympy.Expr] | None = None
) -> int:
    """Fail where g leaves the order lambda^m t^n, or its bounds, on a curve; the number of values looked at."""
    logs = None if bounds is None else [value(sympy.log(bound), {}) for bound in bounds]
    count, late, cells = 0, _near_times(subject, m, n), dict(_beside_cells(subject))
    for name, curve, whole in curves(subject):
        times = late if whole is NEAR and logs is None else whole
        pairs = [(T, at) for T in times if (at := deviation(subject, m, n, curve, T)) is not None]
        count += len(pairs)
        outside = [] if logs is None else [pair for pair in pairs if pair[1] < logs[0] or pair[1] > logs[1]]
        if not outside and logs is None and _runs_away([float(at) for _, at in pairs]):
            outside = [] if _between(subject, (m, n), cells.get(name, ()), *pairs[-1]) else pairs[-1:]
        require(not outside, _says(name, *outside[0]) if outside else "")
    return count


def _between(
    subject: Subject, orders: tuple[sympy.Expr, sympy.Expr], cells: tuple[Distance, ...], T: int, at: arb
) -> bool:
    """Whether a value lies between those on the cells beside its curve, up to the factor that is allowed."""
    known = [deviation(subject, *orders, curve, T) for curve in cells]
    values = [float(found) for found in known if found is not None]
    return len(values) == 2 and min(values) - _FACTOR < float(at) < max(values) + _FACTOR


def _near_times(subject: Subject, m: sympy.Expr, n: sympy.Expr) -> tuple[int, ...]:
    """Those of the near times at which g/(lambda^m t^n) at lambda = Lambda is what it is far out.

    Before that a small coefficient hides the order that g has in the end, and what runs away may stop.
    """

    def at_top(T: int) -> arb | None:
        return deviation(subject, m, n, lambda log_t: value(sympy.log(subject.problem["Lambda"]), {}), T)

    far = at_top(_TIMES[2])
    if far is None:
        return NEAR
    return tuple(T for T in NEAR if (at := at_top(T)) is None or abs(at - far) < _FACTOR)


def _says(name: str, T: int, at: arb) -> str:
    power = f"1e{len(str(T)) - 1}" if T > 10**5 else str(T)
    return f"g/(lambda^m t^n) is e^({float(at):.6g}) at {name}, log t = {power}"


def _runs_away(found: list[float]) -> bool:
    """One way at all times, and far."""
    steps = [later - earlier for earlier, later in pairwise(found)]
    one_way = len(found) >= _LEAST and (all(step > 0 for step in steps) or all(step < 0 for step in steps))
    return one_way and abs(found[-1] - found[0]) > _FACTOR and abs(steps[-1]) > abs(steps[0]) / 2
