"""A general theorem is tried at exact points before it is stated.

1. Every case that the derivation distinguished is tried, whether or not it was merged into a wider regime: the
   borders between cases are cases themselves, equalities of the parameters.
2. So are the surfaces on which a regime's formulas may break though no case says so: where an argument of a gamma
   or zeta function in a constant reaches a pole or a denominator vanishes, and where two regimes' indices tie.
3. At a point the candidate has numbers only. Frontier, L and S are derived anew from these, without the signs of
   the theorem, and must be what the theorem says (:mod:`.agreement`): indices, powers of log t, infinite S, the
   scaling function and the constants, which must be finite.
4. A regime that differs at one point is withdrawn: it becomes undecided and names the point. Which of the two
   derivations is wrong is not known then.

The budget is a number of points, so that the outcome is the same on every machine. Left out: points whose own
derivation stays undecided, which show nothing; points that are no rational numbers. Points refute, they prove
nothing: what the regime rests on is its derivation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import sympy

from spectral_proofs.derivation.parameters.agreement import disagreement
from spectral_proofs.derivation.parameters.findings import ONE, Findings, Scales
from spectral_proofs.derivation.parameters.instances import Point, Pool
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.stages import derive_laws
from spectral_proofs.errors import InternalError, SpectralProofsError, UndecidedError
from spectral_proofs.problem.spectrum import Spectrum

#: Points at which a theorem is tried, beside one in each case.
POINTS = 4
_MOST = 60  # points in all
_SURFACES = 12
_SMALL_POOL = 6
_POLES = range(4)


@dataclass(frozen=True)
class Trial:
    """One point: the place of its regime, what differs there, or why nothing could be compared."""

    point: Point
    regime: int
    difference: str = ""
    open: str = ""


def tried(theorem: Theorem, scales: Scales = ONE, points: int = POINTS) -> Theorem:
    """The theorem without what a point contradicts.

    Raises InternalError: a point lies in no regime, or in several.
    """
    regimes = list(theorem.regimes)
    for trial in trials(theorem, scales, points):
        if trial.difference:
            where = ", ".join(f"{s} = {value}" for s, value in trial.point.items())
            note = f"undecided: at {where or 'its only point'} {trial.difference}"
            regimes[trial.regime] = replace(regimes[trial.regime], found=Findings(notes=(note,), rigour={}), trace=None)
    return replace(theorem, regimes=tuple(regimes))


def trials(theorem: Theorem, scales: Scales = ONE, points: int = POINTS) -> Iterator[Trial]:
    """One point in each case and on each surface, then ``points`` more, until a regime is contradicted."""
    refuted: set[int] = set()
    for point in chosen(theorem, points):
        place = regime_at(theorem, point)
        if place not in refuted and theorem.regimes[place].found != Findings(
            notes=theorem.regimes[place].found.notes, rigour={}
        ):
            trial = trial_at(theorem, place, point, scales)
            refuted |= {place} if trial.difference else set()
            yield trial


def chosen(theorem: Theorem, points: int) -> Iterator[Point]:
    """Different points, those of the cases first."""
    pools = [Pool(theorem, case, _SMALL_POOL) for case in theorem.cases]
    surfaces = [Pool(theorem, case, 1) for case in _surfaces(theorem)]
    found: list[Point] = []
    first = [(pool, 0) for pool in (*pools, *surfaces)]
    more = [(pool, turn) for turn in (1, 2, 3) for pool in pools]
    for place, (pool, turn) in enumerate(first + more):
        if len(found) >= _MOST or (place >= len(first) and points <= 0):
            return
        point = pool.choice(turn) if pool.points else None
        if point is not None and point not in found:
            points -= place >= len(first)
            found.append(point)
            yield point


def regime_at(theorem: Theorem, point: Point) -> int:
    """The place of the one regime that holds at the point.

    Raises InternalError: there is none, or there are several.
    """
    places = [place for place, regime in enumerate(theorem.regimes) if regime.holds(point)]
    if len(places) != 1:
        shown = ", ".join(f"{s} = {value}" for s, value in point.items())
        raise InternalError(f"{len(places)} regimes of the general theorem hold at {shown}, not one")
    return places[0]


def trial_at(theorem: Theorem, place: int, point: Point, scales: Scales = ONE) -> Trial:
    """The regime at this place against the derivation at a point of it."""
    a, b = theorem.a.subs(point), theorem.b.subs(point)
    try:
        laws = derive_laws(theorem.g.subs(point), Spectrum(a, b, *scales))
    except (SpectralProofsError, NotImplementedError, RecursionError, OverflowError) as error:
        return Trial(point, place, open=f"{type(error).__name__} {error}".rstrip())
    return Trial(point, place, disagreement(theorem.regimes[place].found, point, laws))


def _surfaces(theorem: Theorem) -> Iterator[ParameterCase]:
    """Where formulas may break inside a case."""
    seen = {expr for case in theorem.cases for expr, _ in case.conditions}
    expressions = dict.fromkeys([*_ties(theorem), *(e for r in theorem.regimes for e in _singular(r.found))])
    count = 0
    for expr in expressions:
        if expr in seen or -expr in seen:
            continue
        for base in theorem.bases:
            case = _on(base, expr)
            if case is not None and count < _SURFACES:
                count += 1
                yield case


def _on(base: ParameterCase, expr: sympy.Expr) -> ParameterCase | None:
    try:
        return base.extended(expr, 0) if base.known_sign(base.apply(expr)) is None else None
    except (UndecidedError, sympy.PolynomialError):
        return None


def _ties(theorem: Theorem) -> Iterator[sympy.Expr]:
    """Where the indices of two regimes are equal."""
    for name in ("chi", "gamma"):
        values = list(dict.fromkeys(v for r in theorem.regimes if (v := getattr(r.found, name)) is not None))
        for i, left in enumerate(values):
            yield from (_numerator(left - right) for right in values[i + 1 :])


def _singular(found: Findings) -> Iterator[sympy.Expr]:
    """Where the constants have poles."""
    for constant in (found.loss_constant, found.energy_constant):
        if constant is None:
            continue
        for part in constant.atoms(sympy.gamma):
            yield from (_numerator(part.args[0] + pole) for pole in _POLES if part.args[0].free_symbols)
        for part in constant.atoms(sympy.zeta):
            yield from [_numerator(part.args[0] - 1)] if part.args[0].free_symbols else []
        denominator = sympy.fraction(constant)[1]
        yield from (factor for factor in sympy.Mul.make_args(denominator) if factor.is_Add)


def _numerator(expr: sympy.Expr) -> sympy.Expr:
    return sympy.fraction(sympy.cancel(sympy.together(expr)))[0]
