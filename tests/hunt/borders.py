"""Move a border of a general theorem by a small rational; exact instances must contradict what it says then.

    python -m tests.hunt.borders --seed 1 --count 200 --store borders.db

1. Candidates with free parameters come from the symbolic hunt's generator; their theorem is derived without trials.
2. Each expression whose sign divides two regimes is moved by +-10^-3, everywhere: in the conditions of the regimes and
   in the cases that the derivation distinguished, as if it had put the border in the wrong place.
3. The trials that ``derive`` itself makes, and nothing else, look at the moved theorem: the numeric derivation at a
   point of each case. A moved border is *contradicted*; or *not observable*, where no point on it could be compared
   (on the true one the laws of both sides may agree); or it *passes*. A theorem as derived that is contradicted is a
   *false alarm*.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import sympy

from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import Point
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.parameters.trials import trials
from spectral_proofs.errors import InputError, InternalError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from tests.hunt.mutations import MILLI, Mutation, record, report
from tests.hunt.symbolic import Draw, numbered

SECONDS = 120.0  # of processor time, for a theorem and the trials of all its moved borders
MOST = 4  # borders of one theorem
AS_DERIVED = "regimes as derived"


def borders(theorem: Theorem) -> list[sympy.Expr]:
    """What divides regimes, in the order of the theorem."""
    found = dict.fromkeys(expr for regime in theorem.regimes for expr, _ in regime.clauses)
    return [expr for expr in found if expr.free_symbols]


def moved(theorem: Theorem, border: sympy.Expr, by: sympy.Rational) -> Theorem:
    """The theorem with the border where ``border + by`` is zero.

    Raises:
        UndecidedError: a case cannot be moved.
    """

    def there(expr: sympy.Expr) -> sympy.Expr:
        return sympy.expand(expr + by) if expr == border else expr

    regimes = tuple(
        replace(regime, clauses=tuple((there(expr), signs) for expr, signs in regime.clauses))
        for regime in theorem.regimes
    )
    cases = []
    for case in theorem.cases:
        other: ParameterCase | None = ParameterCase()
        for expr, sign in case.conditions:
            other = None if other is None else other.extended(there(expr), sign)
        cases += [other] if other is not None else []
    return replace(theorem, regimes=regimes, cases=tuple(cases))


def word(theorem: Theorem, there: Callable[[Point], bool] | None = None) -> tuple[str, str]:
    """contradicted, unobservable or passes, and why.

    Args:
        theorem: as it is tried.
        there: whether a point is on the moved border; any point speaks for the theorem where this is not given.
    """
    agreeing, silent = 0, "no point there was tried"
    try:
        for trial in trials(theorem):
            at = ", ".join(f"{s} = {value}" for s, value in trial.point.items())
            if trial.difference:
                return "contradicted", f"{at}: {trial.difference}"
            if there is None or there(trial.point):
                agreeing += not trial.open
                silent = f"{at}: {trial.open}" if trial.open else silent
    except InternalError as error:
        return "contradicted", str(error)
    return ("passes", f"{agreeing} points agree") if agreeing else ("unobservable", silent)


def mutations(theorem: Theorem) -> Iterator[Mutation]:
    """The theorem as derived, then with each border moved to both sides."""
    words = {"contradicted": "false alarm", "passes": "agrees"}
    said, why = word(theorem)
    yield Mutation("theorem", AS_DERIVED, words.get(said, said), why)
    for border in borders(theorem)[:MOST]:
        for by in (MILLI, -MILLI):

            def there(point: Point, border: sympy.Expr = border, by: sympy.Rational = by) -> bool:
                return bool(border.subs(point) == -by)

            try:
                said, why = word(moved(theorem, border, by), there)
            except UndecidedError as error:
                said, why = "unobservable", str(error)
            yield Mutation(str(border), "border moved by 10^-3", said, why)


def examine(item: Draw) -> list[Mutation]:
    """All borders of one draw; none where nothing can be derived in time."""
    try:
        theorem = general_theorem(Candidate(item.g), item.a or None, item.b or None, points=None)
        return list(mutations(theorem))
    except (InputError, UndecidedError, NotImplementedError, RecursionError) as error:
        return [Mutation("", "", "not derived", str(error))]


def one(seed: int, number: int) -> dict[str, Any]:
    """The record of one draw."""
    return record(seed, number, numbered(seed, number), examine, SECONDS)


if __name__ == "__main__":
    sys.exit(report(one, __doc__ or ""))
