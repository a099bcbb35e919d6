"""What leads in the parts of g on one cell.

1. Of every sum, Max and Min inside g: which of its terms lead, and with which sign?
2. Of every function of one argument: does the argument tend to zero, to a constant, or to infinity? A power x^y with
   a y that moves is exp(y log x).

Left out: terms whose order on the cell is not found, which stay open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics.domain import Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import compare
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.series import Imprecise, Series
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.exponentials import divided, exponents_in
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_CHOICES = (sympy.Add, sympy.Max, sympy.Min)
_GROWS = 1.02


@dataclass(frozen=True)
class Leaders:
    """The places of the terms that lead a sum, or that Max and Min equal; ``mixed``: with both signs.

    ``sign`` is that of the whole sum where its terms have several, 0 where it changes on the cell or is not known.
    ``turns``: Max or Min is one of the terms here and another there, at points that are not known.
    """

    terms: frozenset[int]
    mixed: bool = False
    sign: int = 1
    turns: bool = False


@dataclass(frozen=True)
class Tendency:
    """The order of a function's argument: 1, 0, -1 as it tends to infinity, a constant, zero; None where it is zero.

    ``outwards``: on the last sector, where an argument of order one tends as u -> oo.
    """

    order: int | None
    outwards: int | None = None


Signature = tuple[Leaders | Tendency, ...]


def parts_with_transitions(g: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """Sums, Max, Min and functions inside g that depend on both lambda and t."""
    found = [p for p in sympy.preorder_traversal(g) if p.has(LAMBDA) and p.has(TIME) and _has_transition(p)]
    return tuple(dict.fromkeys(found))


def _has_transition(part: sympy.Expr) -> bool:
    return isinstance(part, _CHOICES) or _argument(part) is not None


def _argument(part: sympy.Expr) -> sympy.Expr | None:
    """What a function of one argument, or a power with a moving exponent, is a function of."""
    if part.is_Pow and part.exp.has(LAMBDA, TIME):
        return part.exp * sympy.log(part.base)
    return part.args[0] if isinstance(part, sympy.Function) and len(part.args) == 1 else None


def signature(parts: Sequence[sympy.Expr]) -> Callable[[Evaluator, Place], Signature]:
    """What leads in each part, as a question to be asked on every cell."""

    def build(evaluate: Evaluator, place: Place) -> Signature:
        return tuple(_lead(part, evaluate, place) for part in parts)

    return build


def _terms(part: sympy.Expr, place: Place) -> list[sympy.Expr]:
    """The arguments, at the single lambda of a mode, where a difference may vanish that no expansion would cancel.

    Their order is that of ``part``: Max and Min sort theirs anew.
    """
    return [arg.xreplace(_at(place)) for arg in part.args]


def _at(place: Place) -> dict[sympy.Expr, sympy.Expr]:
    return {LAMBDA: place.point} if place.kind == "mode" else {}


def _lead(part: sympy.Expr, evaluate: Evaluator, place: Place) -> Leaders | Tendency:
    terms = _terms(part, place)
    whole = part if place.kind != "mode" else part.func(*terms, evaluate=False)
    inner = _argument(part)
    if inner is not None:  # that of the part: an exponent that moves with lambda stands still at a single one
        return _tendency(whole, inner.xreplace(_at(place)), evaluate, place)
    try:
        series = _resolved(terms, whole, evaluate, place)
    except Imprecise:
        divided_by_one = _without_exponential(terms, evaluate, place) if isinstance(part, sympy.Add) else None
        if divided_by_one is None:
            raise
        series = divided_by_one
    if not isinstance(part, sympy.Add):
        return _chosen(len(terms), series, evaluate(whole), place)
    leading: list[int] = []
    for i, one in series.items():
        side = compare(one.lead()[1], series[leading[0]].lead()[1], place.domain) if leading else 0
        if side == 0:
            leading.append(i)
        elif side > 0:
            leading = [i]
    coefficients = {i: series[i].lead()[0] for i in leading}
    if place.kind == "head":
        _divide_at_zeros(coefficients.values(), place)
    mixed = _of_both_signs(coefficients.values(), place)
    of_sum = _sign_of_sum(sympy.Add(*coefficients.values()), place)
    return Leaders(frozenset(leading), _last_sector(place) and mixed, of_sum)


def _resolved(
    terms: Sequence[sympy.Expr], sum_of_them: sympy.Expr, evaluate: Evaluator, place: Place
) -> dict[int, Series]:
    """The terms by their places, without those that vanish or are too small to be expanded beside the whole."""
    series: dict[int, Series] = {}
    small: Imprecise | None = None
    for i, term in enumerate(terms):
        try:
            one = evaluate(term)
            if not one.exactly_zero and one.lead():
                series[i] = one
        except Imprecise as error:  # exp(-x) of an x that needs many terms, beside 1
            small = error
    if small is not None:
        whole = evaluate(sum_of_them)
        known = whole.exactly_zero or any(
            compare(one.lead()[1], whole.lead()[1], place.domain) == 0 for one in series.values()
        )
        if not known:
            raise small
    return series


def _without_exponential(terms: Sequence[sympy.Expr], evaluate: Evaluator, place: Place) -> dict[int, Series] | None:
    """The same after a division by one exp(A) > 0, which changes neither what leads nor signs; None if none serves."""
    for exponent in exponents_in(sympy.Add(*terms), (LAMBDA, TIME)):
        parts = [divided(term, exponent) for term in terms]
        with suppress(Imprecise, UndecidedError):
            return _resolved(parts, sympy.Add(*parts), evaluate, place)
    return None


def _divide_at_zeros(coefficients: Iterable[sympy.Expr], place: Place) -> None:
    """Raise Split where a leading coefficient vanishes at one lambda: other terms lead there."""
    for coefficient in coefficients:
        with suppress(UndecidedError):  # an oscillation, say: no single lambda
            sign(coefficient, place.domain)


def _tendency(function: sympy.Expr, argument: sympy.Expr, evaluate: Evaluator, place: Place) -> Tendency:
    """Of the argument; that of a logarithm may be known by the logarithm alone."""
    try:
        return _order(evaluate(argument), place)
    except Imprecise:
        if not isinstance(function, sympy.log):
            raise
        series = evaluate(function)
        if series.exactly_zero or series.order() <= 0:
            return Tendency(0, 0 if _last_sector(place) else None)
        return Tendency(sign(series.lead()[0], place.domain))


def _order(argument: Series, place: Place) -> Tendency:
    """Whether it tends to zero, a constant or infinity; on the last sector, where the constant tends to."""
    if argument.exactly_zero:
        return Tendency(None)
    order = argument.order()
    if order or not _last_sector(place):
        return Tendency(order)
    return Tendency(order, _trend(argument.lead()[0], place.domain.parameter))


def _chosen(count: int, series: dict[int, Series], value: Series, place: Place) -> Leaders:
    """The arguments that Max or Min equals, 0 among them."""
    zeros = frozenset(i for i in range(count) if i not in series)
    if value.exactly_zero:
        return Leaders(zeros)
    coefficient, monomial = value.lead()
    same = [i for i, one in series.items() if compare(one.lead()[1], monomial, place.domain) == 0]
    equal = [i for i in same if sympy.simplify(series[i].lead()[0] - coefficient) == 0]
    if coefficient.has(sympy.Max, sympy.Min) and not equal:
        return Leaders(frozenset(same) | zeros, turns=True)
    return Leaders(frozenset(equal or same))


def _sign_of_sum(coefficient: sympy.Expr, place: Place) -> int:
    """Raises Split where it changes on a sector, which hides a zero of the sum; on a ray the zero is in plain view."""
    try:
        return sign(coefficient, place.domain)
    except UndecidedError:
        return 0
    except Split:
        if place.kind == "sector":
            raise
        return 0


def _last_sector(place: Place) -> bool:
    return place.kind == "sector" and place.level == 0 and place.domain.high is sympy.oo


def _of_both_signs(coefficients: Iterable[sympy.Expr], place: Place) -> bool:
    """Terms of one order and different signs, a wave among them: which wins at fixed t decides the sign."""
    try:
        return len({sign(c, place.domain) for c in coefficients}) > 1
    except UndecidedError:
        return True


def _trend(coefficient: sympy.Expr, u: sympy.Symbol) -> int:
    """1, 0, -1 as the coefficient grows, comes to rest, or vanishes as u -> oo; 0 where it cannot be read off."""
    if u not in coefficient.free_symbols or coefficient.free_symbols != {u}:
        return 0
    sizes = [abs(sympy.N(coefficient.subs(u, sympy.Integer(10) ** k), 20)) for k in (8, 16, 32)]
    if not all(size.is_Float and size > 0 for size in sizes):
        return 0
    ratios = [later / earlier for earlier, later in pairwise(sizes)]
    return 1 if min(ratios) > _GROWS else -1 if max(ratios) < 1 / _GROWS else 0
