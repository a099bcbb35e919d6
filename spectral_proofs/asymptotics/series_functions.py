"""Powers, logarithms and exponentials of series."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import sympy

from spectral_proofs.asymptotics.domain import (
    ChangesSignError,
    Domain,
    SingularError,
    SingularSplit,
    Split,
    TouchesZeroError,
    UnsettledError,
)
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, Whole, compare, exponential
from spectral_proofs.asymptotics.series import Imprecise, Series, Term, collect, constant, single
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.wave_signs import waves
from spectral_proofs.errors import UndecidedError


def _relative_rest(series: Series) -> tuple[sympy.Expr, Monomial, Series]:
    """(c, m, e) with series = c m (1 + e) and e -> 0."""
    coefficient, monomial = series.lead()
    inverse = monomial**sympy.S.NegativeOne
    rest = [(c / coefficient, m * inverse) for c, m in series.terms if m != monomial]
    return coefficient, monomial, collect(rest, [e * inverse for e in series.errors], series.scale)


def taylor(small: Series, coefficient: Callable[[int], sympy.Expr]) -> Series:
    """sum_k coefficient(k) small^k for a series that tends to zero; ``small`` may be exactly zero."""
    scale = small.scale
    total = constant(coefficient(0), scale)
    if small.exactly_zero:
        return total
    power = constant(sympy.S.One, scale)
    for k in range(1, scale.terms + 1):
        power = power * small
        factor = coefficient(k)
        if factor != 0:
            total = total + power.scaled(factor)
        if power.exactly_zero:
            return total
    tail = power * small
    bounds = [m for _, m in tail.terms] + list(tail.errors)
    return collect(total.terms, [*total.errors, *bounds], scale)


def power(series: Series, exponent: sympy.Expr) -> Series:
    """series**exponent for a real constant exponent; the base must be positive unless it is an integer.

    Raises UndecidedError when the base is negative or identically zero with exponent <= 0.
    """
    if series.exactly_zero:
        if exponent.is_positive:
            return series
        raise SingularError("division by an expression that vanishes identically")
    if exponent == 1:
        return series
    scale = series.scale
    if exponent.is_negative:
        sign_without_zeros(series.lead()[0], scale.domain)
    if len(series.terms) == 1 and not series.errors and exponent.is_integer:
        c, m = series.terms[0]
        return single(c**exponent, m**exponent, scale)
    if exponent.is_Integer and 0 < exponent <= 3:
        return series * power(series, exponent - 1)
    c, m, rest = _relative_rest(series)
    if not exponent.is_integer and sign(c, scale.domain) <= 0:
        raise UndecidedError("a fractional power of a negative expression")
    expansion = taylor(rest, lambda k: sympy.binomial(exponent, k))
    return expansion * single(c**exponent, m**exponent, scale)


def sign_without_zeros(coefficient: sympy.Expr, domain: Domain) -> int:
    """The sign of what must not vanish on the cell: in a denominator or logarithm, a distance from a singular point.

    Raises SingularSplit at a zero that is known, UndecidedError (beside waves, what `sign` raises) where there is one.
    """
    try:
        return sign(coefficient, domain)
    except Split as split:
        raise SingularSplit(split.point) from split
    except (ChangesSignError, TouchesZeroError) as error:
        if waves(coefficient):
            raise
        raise UndecidedError(f"a singular point inside the cell: {coefficient} = 0") from error


def log(series: Series) -> Series:
    """log(series); raises UndecidedError unless the leading coefficient is positive."""
    scale = series.scale
    c, m, rest = _relative_rest(series)
    if sign_without_zeros(c, scale.domain) <= 0:
        raise UndecidedError("logarithm of a negative expression")
    terms: list[Term]
    terms, errors = m.log_parts()
    head = sympy.log(c)
    if head != 0:
        terms.append((head, UNIT))
    expansion = taylor(rest, lambda k: sympy.S.Zero if k == 0 else sympy.Rational((-1) ** (k + 1), k))
    return collect([*terms, *expansion.terms], [*errors, *expansion.errors], scale)


def split_by_size(series: Series) -> tuple[list[Term], sympy.Expr, Series]:
    """(terms that tend to infinity, constant, series that tends to zero).

    Raises Imprecise when an error does not tend to zero.
    """
    domain = series.scale.domain
    large: list[Term] = []
    middle = sympy.S.Zero
    small: list[Term] = []
    for c, m in series.terms:
        size = compare(m, UNIT, domain)
        if size > 0:
            large.append((c, m))
        elif size == 0:
            middle += c
        else:
            small.append((c, m))
    if any(compare(e, UNIT, domain) >= 0 for e in series.errors):
        raise Imprecise
    return large, middle, Series(tuple(small), series.errors, series.scale)


def exp(series: Series) -> Series:
    """exp(series); the large part becomes a monomial, the rest is expanded.

    An exponent that tends to -oo but has infinitely many large terms leaves only an error term:
    exponent ~ c m, c < 0, gives O(exp(c m / 2)). In a gap it may be open which terms are large: O(1) if m stays open.
    """
    try:
        return _expanded_exp(series)
    except (Imprecise, UnsettledError):
        return Series((), (_decay(series),), series.scale)


def _expanded_exp(series: Series) -> Series:
    large, middle, small = split_by_size(series)
    expansion = taylor(small, lambda k: sympy.Rational(1, sympy.factorial(k)))
    return expansion * single(sympy.exp(middle), exponential_of(large), series.scale)


def rises_with_error(series: Series) -> bool:
    """Whether the series has an error and tends to plus infinity."""
    if not series.errors:
        return False
    coefficient, monomial = series.lead()
    return compare(monomial, UNIT, series.scale.domain) > 0 and sign(coefficient, series.scale.domain) > 0


def exp_of_whole(expr: sympy.Expr, series: Series) -> Series:
    """exp(expr) as one exact term, where its ``series`` has an error that may not vanish; else as `exp` does.

    The comparisons that such a term takes part in are decided by the known terms of the exponents, or not at all
    (docs/theory.md, section 10, "Exponents as a whole"). Raises Imprecise where the leading term is not known.
    """
    try:
        return _expanded_exp(series)
    except (Imprecise, UnsettledError, Split):
        if not series.errors:
            raise
        domain = series.scale.domain
    number, _ = expr.as_coeff_Mul()
    coefficient, order = series.lead()
    if compare(order, UNIT, domain) <= 0:
        raise Imprecise
    number *= sign(coefficient / number, domain)
    known = series.scaled(1 / number)
    whole = Whole(expr / number, known.terms, known.errors)
    return single(sympy.S.One, Monomial(extra=((number, replace(order, whole=whole)),)), series.scale)


def _decay(series: Series) -> Monomial:
    """A bound of exp(series) for a series with a negative leading term; raises Imprecise for any other."""
    domain = series.scale.domain
    c, m = series.lead()
    if sign(c, domain) >= 0:
        raise Imprecise
    try:
        size = compare(m, UNIT, domain)
    except UnsettledError:
        return UNIT
    if size <= 0:
        raise Imprecise
    return exponential_of([(c / 2, m)])


def exponential_of(large: list[Term]) -> Monomial:
    """exp of a purely large finite sum, as a monomial."""
    result = UNIT
    for c, m in large:
        result = result * exponential(c, m)
    return result
