"""What lies between two cells of a sum, and that it does not carry it.

1. In a gap the summand lambda^w F is led by one monomial, whichever way one goes through (:mod:`.gap_order`),
   unless that stays open; then F <= 1 may do, or F = exp(-2g) with a g that is large enough.
2. int lambda^w F d(log lambda) over the inner part of the gap is negligible beside the order M of the sum if
   lambda^w F f / M -> 0 for one of the majorants f.
   Where F = exp(-2g) has no leading term, because it is open which terms of g are large, the leading term of
   log(lambda^w d^2 / M) - 2g may still be one that tends to minus infinity: exp(d/T^(1/2)) is outweighed by exp(-w d).
   (docs/theory.md, section 10, "What a gap may carry" and "By the logarithm of the ratio".)
3. A g that stays open is at least any term of its own that is positive beside positive ones.

Left out: gaps that carry the sum themselves; they are undecided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

import sympy

from spectral_proofs.asymptotics import series as S
from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.cells import Memory, on_cell
from spectral_proofs.asymptotics.domain import CaseSplit, Split, UnsettledError
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.gap_order import MAJORANTS, GapOrder
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log
from spectral_proofs.asymptotics.places import Cell, Place, R, gaps_between
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.term_logarithms import large_by_logarithm, tends_to_zero
from spectral_proofs.asymptotics.weights import Factor
from spectral_proofs.errors import UndecidedError


@dataclass(frozen=True)
class Bound:
    """What is known of a factor F without expanding it.

    F <= 1 if ``bounded``; F = exp(-2 ``residual``); F <= ``learned``^2.
    """

    bounded: bool = False
    residual: sympy.Expr | None = None
    learned: sympy.Expr | None = None


UNBOUNDED = Bound()


@dataclass(frozen=True)
class Between:
    """lambda^w F in one gap, behind the cell number ``left``.

    ``factor`` is the monomial of F, None where it stays open, for the ``reason`` (with free parameters: unless the case
    is divided by ``split``), or F vanishes. ``decay`` has monomials that tend to infinity, one of which a g with
    F <= exp(-2g) exceeds at every point, where such are known. ``excess`` asks whether the logarithm of
    m F, m a monomial, is known to tend to minus infinity.
    """

    place: Place
    left: int
    weight: Monomial
    factor: Monomial | None
    reason: str = ""
    bounded: bool = False
    decay: tuple[Monomial, ...] = ()
    excess: Callable[[Monomial], bool] | None = field(default=None, compare=False)
    split: CaseSplit | None = field(default=None, compare=False)

    @property
    def vanishes(self) -> bool:
        """F is zero, or smaller than every power of t."""
        return self.factor is None and not self.reason

    def refuse(self, best: Monomial | None) -> None:
        """Raise UndecidedError unless the gap is negligible beside ``best`` (None: beside every power of t).

        With free parameters one way of showing it may ask for more cases than another: they are divided only if all do.
        """
        if self.vanishes:
            return
        splits = [] if self.split is None else [self.split]
        for shown in [self._beyond_powers] if best is None else self._ways(best):
            try:
                if shown():
                    return
            except CaseSplit as split:
                splits.append(split)
        if splits:
            raise splits[0]
        raise UndecidedError(self.reason or f"what lies at {self.place} is not known to be negligible")

    def _ways(self, best: Monomial) -> Iterator[Callable[[], bool]]:
        """By the factor itself, by F <= 1, by a g that is large, and by the logarithm of all together."""
        rest = self.weight / best
        for factor in [*([] if self.factor is None else [self.factor]), *[UNIT] * self.bounded]:
            for number in MAJORANTS:
                yield partial(self._negligible, rest * factor, number)
        yield partial(self._decays, rest)
        if self.excess is not None:
            yield partial(self.excess, rest * iterated_log(0, aside=True) ** sympy.Integer(2))

    def _negligible(self, summand: Monomial, number: int) -> bool:
        order = self.place.domain.order
        assert isinstance(order, GapOrder)
        majorant = order.majorant(number, summand, self.place.domain)
        return majorant is not None and self._compare(summand * majorant, UNIT) == -1

    def _decays(self, rest: Monomial) -> bool:
        """g outgrows every term of log(lambda^w d^2 / M) that is positive."""
        if not self.decay:
            return False
        terms = (rest * iterated_log(0, aside=True) ** sympy.Integer(2)).log_terms()
        rising = [m for c, m in terms if sign(c, self.place.domain) > 0]
        return all(self._compare(decay, m) == 1 for m in rising for decay in self.decay)

    def _beyond_powers(self) -> bool:
        if self.decay and all(self._compare(decay, iterated_log(0)) == 1 for decay in self.decay):
            return True
        far = not self.place.prefix  # d >> log t
        return self.bounded and far and self._compare(self.weight, UNIT) == -1

    def _compare(self, left: Monomial, right: Monomial) -> int | None:
        try:
            return compare(left, right, self.place.domain)
        except UnsettledError:
            return None


def between_cells(
    cells: Sequence[Cell[R]],
    factor: Factor,
    w: sympy.Expr,
    symbols: tuple[sympy.Symbol, sympy.Symbol],
    bound: Bound,
    memory: Memory | None,
) -> list[Between]:
    """lambda^w F in every gap between the cells."""
    lam, time = symbols
    found = []
    for gap in gaps_between(cells):
        place = gap.place
        weight = on_cell(lambda e, _: series_functions.power(e(lam), w).lead()[1], place, lam, time, memory)
        reason, monomial, divided = "", None, None
        try:
            value = on_cell(lambda e, _: factor(e), place, lam, time, memory)
            monomial = None if value is None else value[1]
            reason = "exp(-2g) is known to its logarithm only" if value is not None and value[2] else ""
        except (UndecidedError, Split) as error:
            reason = str(error)
        except CaseSplit as split:
            reason, divided = f"the sign of {split.expr}", split
        decay: tuple[Monomial, ...] = ()
        excess = None
        if bound.residual is not None and (reason or monomial is not None):
            decay = large_minorants(bound.residual, place, (lam, time), memory)
            excess = partial(_vanishes, bound.residual, place, symbols, memory)
        if bound.learned is not None and reason:
            excess = partial(tends_to_zero, bound.learned, (place, symbols, memory), power=2)
        left = None if reason else monomial
        found.append(Between(place, gap.left, weight, left, reason, bound.bounded, decay, excess, divided))
    return found


def _vanishes(
    g: sympy.Expr, place: Place, symbols: tuple[sympy.Symbol, sympy.Symbol], memory: Memory | None, monomial: Monomial
) -> bool:
    """Whether monomial exp(-2g) tends to zero in the gap, by the leading term of its logarithm."""

    def build(evaluate: Evaluator, where: Place) -> bool:
        series = S.collect(monomial.log_terms(), (), evaluate.scale) + evaluate(g).scaled(sympy.Integer(-2))
        coefficient, lead = series.lead()
        return sign(coefficient, where.domain) < 0 and compare(lead, UNIT, where.domain) > 0

    try:
        return on_cell(build, place, *symbols, memory)
    except (UndecidedError, Split):
        return False


def large_minorants(
    g: sympy.Expr, place: Place, symbols: tuple[sympy.Symbol, sympy.Symbol], memory: Memory | None
) -> tuple[Monomial, ...]:
    """Monomials that tend to infinity in the gap, one of which g exceeds (or is of the order of); none if not known."""

    def large(evaluate: Evaluator, series: S.Series) -> Monomial | None:
        return series.lead()[1] if series.order() > 0 else None

    found = (lead_of(part, place, symbols, memory, large) for part in minorants(g, place, symbols, memory))
    known = next((monomial for monomial in found if monomial is not None), None)
    return (known,) if known else large_by_logarithm(g, (place, symbols, memory))


def lead_of(
    part: sympy.Expr,
    place: Place,
    symbols: tuple[sympy.Symbol, sympy.Symbol],
    memory: Memory | None,
    accept: Callable[[Evaluator, S.Series], Monomial | None],
) -> Monomial | None:
    """The monomial of a part with a positive leading term that ``accept`` lets pass; None where that stays open."""

    def build(evaluate: Evaluator, where: Place) -> Monomial | None:
        series = evaluate(part)
        if series.exactly_zero or sign(series.lead()[0], where.domain) <= 0:
            return None
        return accept(evaluate, series)

    try:
        return on_cell(build, place, *symbols, memory)
    except (UndecidedError, Split):
        return None


def minorants(
    g: sympy.Expr, place: Place, symbols: tuple[sympy.Symbol, sympy.Symbol], memory: Memory | None
) -> Iterator[sympy.Expr]:
    """Lower bounds of g in the gap, g itself first.

    One term of a sum of positive ones, times what the sum is multiplied by; what is left of a product without a factor
    exp(x) > 1; and x^8/8! or 1 + x for a summand exp(x).
    """
    yield g

    def positive(part: sympy.Expr) -> bool:
        return bool(part.is_positive) or is_led_positively(part, place, symbols, memory)

    factors = sympy.Mul.make_args(g)
    for factor in factors:
        if factor.is_Add and all(map(positive, factor.args)) and all(f is factor or positive(f) for f in factors):
            for term in factor.args:
                yield g / factor * term
    rest = sympy.Mul(*(f for f in factors if not (isinstance(f, sympy.exp) and f.args[0].is_positive)))
    if rest != g and all(map(positive, sympy.Mul.make_args(rest))):
        yield rest
    tamed = sympy.Add(*map(_tamed, sympy.Add.make_args(g)))
    if tamed != g:
        yield tamed


def is_led_positively(
    part: sympy.Expr, place: Place, symbols: tuple[sympy.Symbol, sympy.Symbol], memory: Memory | None
) -> bool:
    """Whether the leading term in the gap is positive."""
    return lead_of(part, place, symbols, memory, lambda _, series: series.lead()[1]) is not None


def _tamed(term: sympy.Expr) -> sympy.Expr:
    """A lower bound of c exp(x), c > 0: c x^8/8! where x > 0, else c (1 + x)."""
    number, rest = term.as_coeff_Mul()
    if not (isinstance(rest, sympy.exp) and number > 0):
        return term
    x = rest.args[0]
    return number * (x**8 / sympy.factorial(8) if x.is_positive else 1 + x)
