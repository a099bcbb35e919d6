"""Truncated transseries: finitely many terms plus the monomials that bound the rest.

A :class:`Series` is a sum of coefficient * monomial and an error O(e1) + O(e2) + ...
on one cell. Coefficients depend on the cell's parameter only (and on free phases,
standing for the arguments of oscillating functions).

1. Terms are kept in an arbitrary order; equal monomials are merged, waves that cancel and a coefficient
   that vanishes identically are dropped.
2. The leading term is the one that provably dominates all others and all errors on
   the *whole* cell; a comparison that changes inside the cell raises
   :class:`~.domain.Split`, an error that is not dominated raises :class:`Imprecise`,
   and the caller repeats the computation with more terms.
3. Sums, products, powers, logarithms and exponentials follow Richardson, Salvy,
   Shackell and van der Hoeven, "Asymptotic expansions of exp-log functions" (ISSAC
   1996), section 3; every infinite expansion is cut after ``terms`` terms and its
   first omitted power becomes an error.

Left out: convergence; the expansions are asymptotic, locally uniform in the parameter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cmp_to_key

import sympy

from spectral_proofs.asymptotics.domain import CaseSplit, Domain, Split
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, known_as
from spectral_proofs.asymptotics.signs import is_zero
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.trigonometry import reduced

Term = tuple[sympy.Expr, Monomial]


class Imprecise(Exception):
    """All kept terms cancelled, or an error term is too large."""


@dataclass(frozen=True)
class Scale:
    """The cell's parameter range and the number of terms kept."""

    domain: Domain
    terms: int = 3


@dataclass(frozen=True)
class Series:
    """Sum of ``terms`` with error O(each of ``errors``)."""

    terms: tuple[Term, ...]
    errors: tuple[Monomial, ...]
    scale: Scale

    def lead(self) -> Term:
        """The dominating (coefficient, monomial).

        Raises Split, Imprecise or UndecidedError; ``UndecidedError`` also for an exact zero.
        """
        if not self.terms:
            if self.errors:
                raise Imprecise
            raise UndecidedError("an expression vanishes identically")
        domain = self.scale.domain
        best = self.terms[0]
        for term in self.terms[1:]:
            if compare_at_sample(term[1], best[1], domain) > 0:
                best = term
        for term in self.terms:
            if term is not best and compare(best[1], term[1], domain) <= 0:
                raise UndecidedError("no term dominates")
        for error in self.errors:
            if compare(best[1], error, domain) <= 0:
                raise Imprecise
        return best

    @property
    def exactly_zero(self) -> bool:
        """No term and no error."""
        return not self.terms and not self.errors

    def order(self) -> int:
        """1 if the series tends to infinity in absolute value, 0 if of order one, -1 if it tends to zero."""
        if self.exactly_zero:
            return -1
        return compare(self.lead()[1], UNIT, self.scale.domain)

    def __add__(self, other: Series) -> Series:
        return collect(self.terms + other.terms, self.errors + other.errors, self.scale)

    def __neg__(self) -> Series:
        return Series(tuple((-c, m) for c, m in self.terms), self.errors, self.scale)

    def __sub__(self, other: Series) -> Series:
        return self + (-other)

    def __mul__(self, other: Series) -> Series:
        terms = [(c * d, m * n) for c, m in self.terms for d, n in other.terms]
        errors = [e * n for e in self.errors for n in (*(m for _, m in other.terms), *other.errors)]
        errors += [e * m for e in other.errors for _, m in self.terms]
        return collect(terms, errors, self.scale)

    def scaled(self, coefficient: sympy.Expr) -> Series:
        """The series times a constant of the cell."""
        return Series(tuple((coefficient * c, m) for c, m in self.terms), self.errors, self.scale)


def compare_at_sample(left: Monomial, right: Monomial, domain: Domain) -> int:
    """Heuristic order at one interior point; only ever used to choose what is then proved."""
    if left == right:
        return 0
    at = domain.at_witness()
    return at.remembered(("sample", left, right), lambda: _compared_at_sample(left, right, at))


def _compared_at_sample(left: Monomial, right: Monomial, domain: Domain) -> int:
    quotient, at = left / right, domain
    if domain.parameter is not None:
        quotient, at = quotient.at(domain.parameter, domain.samples()[0]), domain.single_point()
    try:
        return compare(quotient, UNIT, at)
    except (Split, UndecidedError):
        return 0


def constant(value: sympy.Expr, scale: Scale) -> Series:
    """A constant of the cell (a function of its parameter only)."""
    return single(value, UNIT, scale) if value != 0 else Series((), (), scale)


def single(coefficient: sympy.Expr, monomial: Monomial, scale: Scale) -> Series:
    """One exact term."""
    return Series(((coefficient, monomial),), (), scale)


def collect(terms: Iterable[Term], errors: Iterable[Monomial], scale: Scale) -> Series:
    """Merge equal monomials, drop zeros, keep the largest ``scale.terms`` terms."""
    total: dict[Monomial, sympy.Expr] = {}
    merged: set[Monomial] = set()  # only a sum of coefficients can vanish
    for coefficient, factor in terms:
        monomial = known_as(factor, total)
        if monomial in total:
            merged.add(monomial)
            total[monomial] += coefficient
        else:
            total[monomial] = coefficient
    for monomial in merged:
        total[monomial] = reduced(total[monomial])
    kept = [(c, m) for m, c in total.items() if m not in merged or not is_zero(c, scale.domain)]
    rest = list(dict.fromkeys(errors))
    if len(kept) > scale.terms:
        kept = _by_size(kept, scale.domain)
        rest += [m for _, m in kept[scale.terms :]]
        kept = kept[: scale.terms]
    return Series(tuple(kept), tuple(_maximal(rest, scale.domain)), scale)


def _by_size(terms: list[Term], domain: Domain) -> list[Term]:
    """Heuristic, as `compare_at_sample` is; the sample is put into each monomial once."""
    at = domain.at_witness()
    if at.parameter is None or at.order is not None:

        def larger(one: Term, other: Term) -> int:
            return compare_at_sample(other[1], one[1], domain)

        return sorted(terms, key=cmp_to_key(larger))
    sample, point = at.samples()[0], at.single_point()

    def larger_first(one: tuple[Term, Monomial], other: tuple[Term, Monomial]) -> int:
        try:
            return compare(other[1], one[1], point)
        except (Split, UndecidedError):
            return 0

    fixed = [(term, term[1].at(at.parameter, sample)) for term in terms]
    return [term for term, _ in sorted(fixed, key=cmp_to_key(larger_first))]


def _maximal(errors: list[Monomial], domain: Domain) -> list[Monomial]:
    """Drop errors that another error dominates everywhere on the cell."""
    kept: list[Monomial] = []
    for error in dict.fromkeys(errors):
        if any(_dominates(other, error, domain) for other in kept):
            continue
        kept = [other for other in kept if not _dominates(error, other, domain)]
        kept.append(error)
    return kept


def _dominates(large: Monomial, small: Monomial, domain: Domain) -> bool:
    try:
        return compare(large, small, domain) >= 0
    except (Split, CaseSplit, UndecidedError):
        return False
