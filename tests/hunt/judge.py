"""Confront one derivation with the oracle: right, wrong, undecided or unobserved.

Looked at: L and S (index, power of log t, constant, infinity, oscillation), the frontier and its scaling
function G(x), the ratio E_t/E_lambda, condition (2) with m, n and explicit constants, monotonicity, and
whether the verdicts of ``growth``, ``lemma5``, ``eq7``, ``thm2`` and ``cor1`` follow from these by arithmetic.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.claims import StageResults
from spectral_proofs.claims import judge as judge_claims
from spectral_proofs.compare.onset import onset
from spectral_proofs.problem.candidate import LAMBDA
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Derivation, Truth
from tests.hunt.laws import Law, Measure, Unobserved, bounded, disagreements, no_wave, settles
from tests.hunt.numbers import NOTHING, Function
from tests.hunt.oracle import EARLY, LATE, Observer

DECIDED = ("growth", "lemma5", "eq7", "thm2", "cor1")
_VANISHED = (30, 100)  # log10 t at which g must be zero where G is
_POINTS = (0.1009, 0.4007, 2.503, 9.007)  # x / x1 at which G is looked at; at no kink
_TOLERANCE = 2e-3
_INDEX = 1e-3
_MODES, _STANDS = 9.0, 0.01  # log of the modes learned at t = 10^1000; a frontier that stays where it is
_SAME = 1e-9
_STANDING = ("positive", "increasing_in_lambda", "increasing_in_time")
_CURVES = (0.25, 0.5, 0.75)  # log(1/lambda) = (log t)^these: between fixed lambda and the rays
_DEPTHS = (1e3, 1e5, 1e7, 1e9)  # log t there
_CREEPS = 0.02  # by which log of g/(lambda^m t^n) may still grow over the last two
_NEGLIGIBLE = 300.0  # decimal digits
_WANDERS = 0.02  # of log Q / log t within a few periods, where the power of t oscillates


@dataclass(frozen=True)
class Outcome:
    """``word`` is right, wrong, undecided, unobserved or rejected; ``reason`` says what is wrong or open."""

    word: str
    reason: str = ""
    unobserved: tuple[str, ...] = ()  # parts that the oracle could not look at


def judge(found: Derivation, seen: Observer, spectrum: Spectrum) -> Outcome:
    """The worst word of all parts."""
    wrong: list[str] = []
    blind: list[str] = []
    for name, part in _PARTS:
        try:
            wrong += part(found, seen)
        except Unobserved as error:
            blind.append(f"{name}: {error}")
    claims = {c.id: c.verdict.value for c in judge_claims(StageResults(found, (), (), spectrum), DECIDED)}
    wrong += _arithmetic(found, spectrum, claims)
    if wrong:
        return Outcome("wrong", "; ".join(wrong), tuple(blind))
    undecided = [f"{name}: {reason}" for name, reason in _open_parts(found, claims)]
    if undecided:
        return Outcome("undecided", "; ".join(undecided), tuple(blind))
    return Outcome("unobserved" if blind else "right", "; ".join(blind), tuple(blind))


def difference(found: Derivation, other: Derivation) -> str:
    """What is decided differently for two ways of writing one g; what either leaves open differs from nothing."""
    facts = {
        "growth": (found.growth.fact, other.growth.fact),
        "frontier": (found.frontier.level.theta, other.frontier.level.theta),
        "ratio": (found.frontier.ratio, other.frontier.ratio),
    } | {name: (getattr(found.hypotheses, name), getattr(other.hypotheses, name)) for name in _STANDING}
    for name, pair in facts.items():
        if {fact.truth for fact in pair} == {Truth.YES, Truth.NO}:
            return f"{name}: {pair[0].truth.value}, {pair[1].truth.value}"
    laws = {
        "L": (found.loss, other.loss),
        "S": (found.energy, other.energy),
        "lambda_*": (found.frontier.level, other.frontier.level),
    }
    for name, (left, right) in laws.items():
        if Truth.UNKNOWN in (left.theta.truth, right.theta.truth):
            continue
        for part in ("infinite", "index", "log_index"):
            if getattr(left, part) != getattr(right, part):
                return f"{part} of {name}: {getattr(left, part)}, {getattr(right, part)}"
        values = [decimal(law.constant) for law in (left, right) if law.constant is not None]
        if len(values) == 2 and None not in values and abs(values[0] - values[1]) > _SAME * abs(values[0]):
            return f"constant of {name}: {values[0]}, {values[1]}"
    return ""


def _loss(found: Derivation, seen: Observer) -> list[str]:
    return _quantity("L", found.loss, seen.loss, seen)


def _energy(found: Derivation, seen: Observer) -> list[str]:
    infinite = seen.infinite_energy
    if found.energy.theta.truth is Truth.UNKNOWN:
        return _quantity("S", found.energy, seen.energy, seen) if infinite is False else []
    if infinite is None or (infinite is not found.energy.infinite and 3 * onset(seen.g, seen.spectrum) > EARLY[1]):
        raise Unobserved("S")
    if infinite is not found.energy.infinite:
        return ["S is infinite" if infinite else "S is finite"]
    return [] if infinite else _quantity("S", found.energy, seen.energy, seen)


def _quantity(name: str, law: Asymptotics, measure: Measure, seen: Observer) -> list[str]:
    if law.index is None:
        return [] if law.theta.truth is Truth.UNKNOWN else _no_power(name, measure)
    wrong = disagreements(name, law, measure)
    if wrong and name == "L" and not law.index and not _tail_is_gone(seen):
        raise Unobserved("the power of t beyond the frontier has not died away beside the head")
    if wrong and not _many_modes(seen):
        raise Unobserved("few modes are learned even at the latest time")
    _refuse_slow(wrong, law, seen)
    if wrong and law.constant is not None and law.theta.holds and seen.g.has(sympy.sin, sympy.cos):
        wrong = bounded(name, law, measure)  # a wave beside a slowly growing sum never leaves local exponents
    if not wrong and law.theta.truth is Truth.YES and law.equivalent.truth is Truth.NO:
        wrong = no_wave(name, law, measure)
    return wrong


def _refuse_slow(wrong: object, law: Asymptotics, seen: Observer) -> None:
    """Raise Unobserved where what seems wrong may be on its way still, later than can be looked."""
    if wrong and 3 * onset(seen.g, seen.spectrum) > LATE[-1]:
        raise Unobserved("powers that hardly differ part beyond the latest time")
    if wrong and law.powers is not None and any(law.powers[2:]):
        raise Unobserved("corrections of the order of 1/log log t, which is 1/20 at the latest time")


def _many_modes(seen: Observer) -> bool:
    """Whether the frontier, where it moves, has passed so many modes that sums are like integrals."""
    early, late = seen.frontier(EARLY[0]), seen.frontier(EARLY[1])
    if early is None or late is None or late.log_value > early.log_value - _STANDS:
        return True
    return -late.log_value / float(seen.spectrum.b) > _MODES


def _tail_is_gone(seen: Observer) -> bool:
    """Whether t^(-rho (a-1)/b) is negligible at the latest time, where L is carried by the head."""
    point = seen.frontier(EARLY[1])
    if point is None:
        return True
    a, b = float(seen.spectrum.a), float(seen.spectrum.b)
    return -point.log_value / point.x * (a - 1) / b * LATE[1] > _NEGLIGIBLE


def _no_power(name: str, measure: Measure) -> list[str]:
    """A quantity derived to have no power of t: its local exponent grows, or log Q/log t oscillates."""
    early = sorted((p for k in (8, 16, 24, 36) if (p := measure(k, True)) is not None), key=lambda p: p.x)
    slopes = [abs(point.slope) for point in early if point.slope is not None]
    if len(slopes) < 3:
        raise Unobserved(f"{name} beyond every power")
    if all(left < right for left, right in pairwise(slopes)) and slopes[-1] > 1.01 * slopes[-2]:
        return []
    points = [measure(100 + 0.31 * k, False) for k in range(12)]
    means = [p.log_value / p.x for p in points if p is not None]
    if len(means) < 2:
        raise Unobserved(f"{name} beyond every power")
    if max(means) - min(means) > _WANDERS:
        return []
    return [f"{name}: derived to leave every power of t, local exponents {slopes}"]


def _frontier(found: Derivation, seen: Observer) -> list[str]:
    level = found.frontier.level
    if level.theta.truth is Truth.UNKNOWN and level.index is None:
        return []
    point = seen.frontier(EARLY[0])
    if level.index is None:
        if found.frontier.exists.truth is Truth.YES:
            return _no_power_of_frontier(seen)
        top = seen.log_g(0.0, EARLY[0] * math.log(10))
        if point is not None and top is not None and top > 1e-3:
            return [f"no frontier is derived ({level.reason}), yet g = 1 at log lambda = {point.log_value:.6g}"]
        return []
    if point is None:
        raise Unobserved("no crossing")
    wrong = disagreements("lambda_*", level, seen.frontier)
    _refuse_slow(wrong, level, seen)
    if not wrong and level.theta.truth is Truth.YES and level.equivalent.truth is Truth.NO:
        wrong = no_wave("lambda_*", level, seen.frontier)
    return wrong


def _no_power_of_frontier(seen: Observer) -> list[str]:
    deep = [seen.frontier(exponent) for exponent in (10, 20)]
    if any(p is None for p in deep):
        return []
    ratios = [abs(p.log_value / p.x) for p in deep if p is not None]
    return [] if ratios[1] > 1.05 * ratios[0] else [f"the frontier is a power of t: {ratios}"]


def _scaling(found: Derivation, seen: Observer) -> list[str]:
    """g(x l(t), t) -> G(x)."""
    scaling, level = found.frontier.scaling_function, found.frontier.level
    if scaling is None or level.powers is None or level.constant is None or scaling.free_symbols != {_X}:
        return []
    law, start = Law.of(level), float(level.constant)
    values = Function(scaling.subs(_X, LAMBDA))
    at_head = not any(law.powers)
    wrong = []
    for factor in _POINTS:
        x1 = start * factor
        if at_head and x1 >= 1:
            continue
        expected = values.log(math.log(x1), 1.0)
        if expected in (None, NOTHING):  # below a kink g is zero as well
            late = [seen.log_g(math.log(x1) + law.log(e * math.log(10)), e * math.log(10)) for e in _VANISHED]
            wrong += [f"G({x1:.4g}) is no positive number"] * any(value not in (None, NOTHING) for value in late)
            continue

        def residual(exponent: int, x1: float = x1, expected: float = expected) -> float:
            x = exponent * math.log(10)
            value = seen.log_g(math.log(x1) + law.log(x), x)
            if value is None:
                raise Unobserved("g beside the frontier")
            return value - expected

        off = settles(residual, _TOLERANCE, slow=True)
        _refuse_slow(off, level, seen)
        if off:
            wrong.append(f"G({x1:.4g}) is off, log G = {expected:.6g}: {off}")
    return wrong


def _ratio(found: Derivation, seen: Observer) -> list[str]:
    ratio, limit = found.frontier.ratio, found.frontier.ratio_limit
    if ratio.truth is Truth.UNKNOWN or limit is None or limit.free_symbols:
        return []

    def residual(exponent: int) -> float:
        point = seen.frontier(exponent)
        if point is None or point.slope is None:
            raise Unobserved("E_t/E_lambda")
        return -point.slope - float(limit)

    off = settles(residual, _TOLERANCE)
    return [f"E_t/E_lambda -> {limit} is off: {off}"] if off else []


def _growth(found: Derivation, seen: Observer) -> list[str]:
    growth, rays = found.growth, seen.rays
    if growth.fact.truth is Truth.UNKNOWN:
        return []
    if rays is None or rays.truth is None:
        raise Unobserved("condition (2) along rays")
    if rays.truth is not (growth.fact.truth is Truth.YES):
        return [f"condition (2) is {rays.truth}, derived {growth.fact.truth.value}: {growth.fact.reason}"]
    if growth.m is None or growth.n is None:
        return []
    if abs(rays.m - float(growth.m)) > _INDEX or abs(rays.n - float(growth.n)) > _INDEX:
        return [f"m, n = {growth.m}, {growth.n} derived, {rays.m:.5f}, {rays.n:.5f} observed"]
    return list(_outside_bounds(found, seen)) if growth.explicit else list(_between_rays(found, seen))


def _between_rays(found: Derivation, seen: Observer) -> Iterator[str]:
    """g/(lambda^m t^n) must stay bounded on curves between the rays too."""
    m, n = float(found.growth.m), float(found.growth.n)
    for power in _CURVES:
        values = [seen.log_g(-(x**power), x) for x in _DEPTHS]
        ratios = [v + m * x**power - n * x for v, x in zip(values, _DEPTHS, strict=True) if v is not None]
        steps = [abs(later - earlier) for earlier, later in pairwise(ratios)]
        if len(steps) == 3 and steps[2] > _CREEPS and steps[2] > steps[1] > steps[0]:
            yield f"log of g/(lambda^m t^n) at log(1/lambda) = (log t)^{power} grows: {ratios}"


def _outside_bounds(found: Derivation, seen: Observer) -> Iterator[str]:
    """Random points with t >= t0 at which c1 lambda^m t^n <= g <= c2 lambda^m t^n fails."""
    growth, rng = found.growth, random.Random(1)
    m, n, start = float(growth.m), float(growth.n), max(0.0, math.log(float(growth.t0)))
    for _ in range(40):
        x = start + rng.choice([0.0, 0.1, rng.uniform(0, 5), rng.uniform(0, 200)]) + 1e-9
        depth = rng.choice([0.0, rng.uniform(0, 3), rng.uniform(0, 4) * x])
        value = seen.log_g(-depth, x)
        if value is None:
            continue
        ratio = value + m * depth - n * x
        if not math.log(float(growth.c1)) - 1e-7 <= ratio <= math.log(float(growth.c2)) + 1e-7:
            yield f"g/(lambda^m t^n) = {math.exp(ratio):.8g} at {-depth:.6g}, {x:.6g}, not in [c1, c2]"


def _monotone(found: Derivation, seen: Observer) -> list[str]:
    wrong = []
    for name, fact, in_time in (
        ("t", found.hypotheses.increasing_in_time, True),
        ("lambda", found.hypotheses.increasing_in_lambda, False),
    ):
        against = seen.decrease(in_time) if fact.truth is Truth.YES else ""
        if against:
            wrong.append(f"g is derived to increase in {name}, yet it decreases at {against}")
    return wrong


def _arithmetic(found: Derivation, spectrum: Spectrum, claims: dict[str, str]) -> list[str]:
    """The verdicts that follow from the parts of the derivation, worked out once more."""
    if not all(_decided(claims[name]) for name in DECIDED):
        return []
    standing = found.hypotheses
    facts = (standing.positive, standing.increasing_in_lambda, standing.increasing_in_time, found.growth.fact)
    covered = all(fact.truth is Truth.YES for fact in facts)
    rho, chi, gamma = found.rho, found.chi, found.gamma
    power = rho is not None and rho > 0
    a, b = spectrum.a, spectrum.b
    true = {
        "lemma5": power and _pure(found.frontier.level),
        "eq7": power and _pure(found.loss) and found.loss.equivalent.holds and chi == rho * (a - 1) / b,
        "thm2": power and _pure(found.energy) and gamma == rho * (1 + b - a) / b,
        "cor1": None not in (rho, chi, gamma) and chi + gamma == rho,
    }
    words = {(True, True): "confirmed", (True, False): "refuted", (False, True): "beyond", (False, False): "outside"}
    return [
        f"{name} is {claims[name]}, not {words[covered, bool(value)]}"
        for name, value in true.items()
        if claims[name] != words[covered, bool(value)]
    ]


def _pure(law: Asymptotics) -> bool:
    return law.theta.holds and not law.infinite and law.log_index == 0


def _decided(verdict: str) -> bool:
    return verdict != "undecided"


def _open_parts(found: Derivation, claims: dict[str, str]) -> Iterator[tuple[str, str]]:
    facts = {
        "frontier": found.frontier.level.theta,
        "L": found.loss.theta,
        "S": found.energy.theta,
        "growth": found.growth.fact,
        "positive": found.hypotheses.positive,
        "increasing in lambda": found.hypotheses.increasing_in_lambda,
        "increasing in t": found.hypotheses.increasing_in_time,
    }
    for name, fact in facts.items():
        if fact.truth is Truth.UNKNOWN:
            yield name, fact.reason
    if all(fact.truth is not Truth.UNKNOWN for fact in facts.values()):
        for name, verdict in claims.items():
            if not _decided(verdict):
                yield name, "undecided"


_X = sympy.Symbol("x", positive=True)
_PARTS: tuple[tuple[str, Callable[[Derivation, Observer], list[str]]], ...] = (
    ("L", _loss),
    ("S", _energy),
    ("frontier", _frontier),
    ("G", _scaling),
    ("ratio", _ratio),
    ("growth", _growth),
    ("monotone", _monotone),
)
