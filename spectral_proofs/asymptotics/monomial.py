"""Transmonomials exp(r0 T + r1 log T + r2 log log T + ... + sum c_i m_i), T -> oo.

T is the logarithm of the large variable (t, or 1/lambda when t is held fixed), so
r0, r1, r2 are the powers of t, log t, log log t. The remaining exponents c_i m_i
(m_i itself a transmonomial, m_i -> oo) hold everything else: exp(-x t) has
(-x, t), exp(sqrt(log t)) has (1, T^(1/2)). Where infinitely many terms of an exponent A are large, as those of
t log(1 + lambda) are for lambda = 1/log t, m_i is A as a whole, known by its first terms (:class:`Whole`).

Order: m1 precedes m2 iff log(m1/m2) -> +oo, which is the sign of the coefficient
of its largest term; coefficients may depend on the cell's parameter, and a sign
that changes raises :class:`~.domain.Split`. (van der Hoeven, Transseries and Real
Differential Algebra, LNM 1888, ch. 4, restricted to finite supports.)

:mod:`.orders` is this algebra by itself, with assumptions on symbolic exponents.

Left out: iterated logarithms deeper than ``DEPTH``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

import sympy

from spectral_proofs.asymptotics.domain import Domain, TailError
from spectral_proofs.asymptotics.exponents import canonical
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.errors import UndecidedError

DEPTH = 9
_ZERO = (sympy.S.Zero,) * DEPTH


@dataclass(frozen=True)
class Whole:
    """An ``expr`` in lambda and t that tends to infinity: ``terms`` and O(each of ``errors``), one at least."""

    expr: sympy.Expr
    terms: tuple[tuple[sympy.Expr, Monomial], ...] = field(compare=False, repr=False)
    errors: tuple[Monomial, ...] = field(compare=False, repr=False)

    def at(self, p: sympy.Symbol, point: sympy.Expr) -> Whole:
        """With the cell's parameter fixed in what is known of it."""
        terms = tuple((c.xreplace({p: point}), m.at(p, point)) for c, m in self.terms)
        return Whole(self.expr, terms, tuple(e.at(p, point) for e in self.errors))


@dataclass(frozen=True)
class Monomial:
    """Immutable transmonomial; ``powers[i]`` is the power of the i-times iterated logarithm's exponential.

    With ``whole`` it stands for that, which is of the order of the rest; only inside ``extra``.
    """

    powers: tuple[sympy.Expr, ...] = _ZERO
    extra: tuple[tuple[sympy.Expr, Monomial], ...] = ()
    side: tuple[sympy.Expr, ...] = ()  # of e^d, d, log d, ...; only between two cells (:mod:`.gaps`)
    whole: Whole | None = None

    def __hash__(self) -> int:
        """Computed once: monomials are keys of every merge."""
        found = self.__dict__.get("_hash")
        if found is None:
            found = hash((self.powers, self.extra, self.side, self.whole))
            object.__setattr__(self, "_hash", found)
        return int(found)

    @property
    def text(self) -> str:
        """``str`` of it, made once: exponents are sorted by it."""
        found = self.__dict__.get("_text")
        if found is None:
            found = str(self)
            object.__setattr__(self, "_text", found)
        return str(found)

    def __mul__(self, other: Monomial) -> Monomial:
        if other is UNIT:
            return self
        if self is UNIT:
            return other
        powers = tuple(_plus(p, q) for p, q in zip(self.powers, other.powers, strict=True))
        return Monomial(powers, _merge(self.extra, other.extra), _joined(self.side, other.side))

    def __pow__(self, exponent: sympy.Expr) -> Monomial:
        if exponent == 0:
            return UNIT
        powers = tuple(p if p is sympy.S.Zero else canonical(p * exponent) for p in self.powers)
        side = tuple(p if p is sympy.S.Zero else canonical(p * exponent) for p in self.side)
        return Monomial(powers, tuple((canonical(c * exponent), m) for c, m in self.extra), side)

    def __truediv__(self, other: Monomial) -> Monomial:
        inverse: Monomial = other**sympy.S.NegativeOne
        return self * inverse

    def log_terms(self) -> list[tuple[sympy.Expr, Monomial]]:
        """log m as a list of (coefficient, monomial), unordered; TailError where there may be infinitely many."""
        terms, errors = self.log_parts()
        if errors:
            raise TailError("an exponent with infinitely many large terms")
        return terms

    def log_parts(self) -> tuple[list[tuple[sympy.Expr, Monomial]], list[Monomial]]:
        """log m as such a list, each monomial once, and errors O(m_i)."""
        terms = [(c, m) for c, m in self.extra if m.whole is None]
        errors: list[Monomial] = []
        wholes = [(c, m.whole) for c, m in self.extra if m.whole is not None]
        for c, whole in wholes:
            terms += [(c * factor, m) for factor, m in whole.terms]
            errors += whole.errors
        for level, power in enumerate(self.powers):
            if power is not sympy.S.Zero:
                terms.append((power, iterated_log(level)))
        for level, power in enumerate(self.side):
            if power is not sympy.S.Zero:
                terms.append((power, iterated_log(level, aside=True)))
        return (terms if not wholes else [(c, m) for m, c in _totals(terms).items() if c != 0]), errors

    def at(self, p: sympy.Symbol, point: sympy.Expr) -> Monomial:
        """The monomial with the cell's parameter fixed, in nested exponents too."""

        def fixed(expr: sympy.Expr) -> sympy.Expr:
            return expr if expr.is_Rational else expr.xreplace({p: point})

        powers = tuple(fixed(power) for power in self.powers)
        extra = tuple((fixed(c), m.at(p, point)) for c, m in self.extra)
        whole = self.whole and self.whole.at(p, point)
        return Monomial(powers, extra, tuple(map(fixed, self.side)), whole)

    @property
    def irrational(self) -> bool:
        """Whether an exponent has an irrational number in it, which has more than one form."""
        exponents = (*self.powers, *self.side, *(c for c, _ in self.extra))
        return any(map(_irrational, exponents)) or any(m.irrational for _, m in self.extra)

    @property
    def is_unit(self) -> bool:
        """m = 1."""
        return not self.extra and not self.side and all(p is sympy.S.Zero for p in self.powers)


def _plus(left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
    """left + right; most powers are zero, and SymPy's zero is a singleton."""
    if left is sympy.S.Zero:
        return right
    return left if right is sympy.S.Zero else canonical(left + right)


def _joined(left: tuple[sympy.Expr, ...], right: tuple[sympy.Expr, ...]) -> tuple[sympy.Expr, ...]:
    if not left or not right:
        return left or right
    total = tuple(_plus(p, q) for p, q in zip(left, right, strict=True))
    return total if any(p is not sympy.S.Zero for p in total) else ()


def _merge(
    left: tuple[tuple[sympy.Expr, Monomial], ...], right: tuple[tuple[sympy.Expr, Monomial], ...]
) -> tuple[tuple[sympy.Expr, Monomial], ...]:
    if not left or not right:
        return left or right
    kept = [(c, m) for m, c in _totals(left + right).items() if c != 0]
    return tuple(sorted(kept, key=lambda item: item[1].text))


def _totals(terms: Iterable[tuple[sympy.Expr, Monomial]]) -> dict[Monomial, sympy.Expr]:
    total: dict[Monomial, sympy.Expr] = {}
    for coefficient, factor in terms:
        monomial = known_as(factor, total)
        total[monomial] = canonical(total.get(monomial, sympy.S.Zero) + coefficient)
    return total


def _irrational(exponent: sympy.Expr) -> bool:
    return not exponent.is_Rational and any(power.is_number for power in exponent.atoms(sympy.Pow))


def known_as(monomial: Monomial, others: Collection[Monomial]) -> Monomial:
    """The one of the others that is equal to it, though its numbers may be written differently; else itself."""
    if monomial in others or not monomial.irrational or monomial.whole:
        return monomial
    alike = (other for other in others if other.irrational and other.whole is None)
    return next((other for other in alike if (monomial / other).is_unit), monomial)


UNIT = Monomial()


def power_of(level: int, exponent: sympy.Expr, aside: bool = False) -> Monomial:
    """exp(exponent * (level-times iterated log of the large variable)...): level 0 is t^exponent.

    ``aside``: of e^d instead of t, d the distance from the curve that a gap lies beside.
    """
    powers = tuple(exponent if i == level else sympy.S.Zero for i in range(DEPTH))
    return Monomial(side=powers) if aside else Monomial(powers)


def iterated_log(level: int, aside: bool = False) -> Monomial:
    """The monomial T (level 0), log T (level 1), ...; ``aside``: d, log d, ..."""
    if level + 1 >= DEPTH:
        raise UndecidedError("logarithms are nested more deeply than the scale of comparison goes")
    return power_of(level + 1, sympy.S.One, aside)


def exponential(coefficient: sympy.Expr, monomial: Monomial) -> Monomial:
    """exp(coefficient * monomial): a power where the monomial is T, log T, ..., d, log d, ..."""
    if not monomial.extra:
        for powers, aside in ((monomial.powers, False), (monomial.side, True)):
            other = monomial.side if not aside else monomial.powers
            nonzero = [(i, p) for i, p in enumerate(powers) if p != 0]
            alone = len(nonzero) == 1 and all(p == 0 for p in other)
            if alone and nonzero[0][1] == 1 and nonzero[0][0] >= 1:
                return power_of(nonzero[0][0] - 1, coefficient, aside)
    return Monomial(extra=((coefficient, monomial),))


def compare(left: Monomial, right: Monomial, domain: Domain) -> int:
    """1 if left/right -> oo, -1 if -> 0, 0 if equal; uniformly on compact parts of the domain.

    Raises Split or UndecidedError through :func:`~.signs.sign`.
    """
    if left is right:
        return 0
    if domain.order is None and not (left.extra or right.extra):
        return _compare_powers(left, right, domain)
    return domain.remembered((left, right), lambda: _compared(left, right, domain))


def _compared(left: Monomial, right: Monomial, domain: Domain) -> int:
    return _compare_exponents(left, right, domain) if domain.order is None else domain.order(left, right, domain)


def _compare_powers(left: Monomial, right: Monomial, domain: Domain) -> int:
    for mine, other in zip(left.powers, right.powers, strict=True):
        if mine is not other:  # most are the singleton zero: no quotient is built
            difference = canonical(mine - other)
            decided = 0 if difference is sympy.S.Zero else sign(difference, domain)
            if decided:
                return decided
    return 0


def _compare_exponents(left: Monomial, right: Monomial, domain: Domain) -> int:
    if left == right:
        return 0
    quotient = left / right
    if not quotient.extra:
        return compare(quotient, UNIT, domain)
    top = leading_log_term(quotient, domain)
    return 0 if top is None else sign(top[0], domain)


def leading_log_term(monomial: Monomial, domain: Domain) -> tuple[sympy.Expr, Monomial] | None:
    """Largest term of log m, None for m = 1.

    Raises TailError where it is not among the known ones, or may not tend to infinity.
    """
    terms, errors = monomial.log_parts()
    top = largest_term(terms, domain)
    if errors and (top is None or any(compare(top[1], error, domain) <= 0 for error in (*errors, UNIT))):
        raise TailError("exponents with infinitely many large terms cancel as far as they are expanded")
    return top


def largest_term(terms: Iterable[tuple[sympy.Expr, Monomial]], domain: Domain) -> tuple[sympy.Expr, Monomial] | None:
    """The largest of coefficient * monomial, equal monomials taken together; None where all of them cancel.

    Only where a term would be the largest is it asked whether its coefficient vanishes.
    """
    left = [(c, m) for c, m in terms if c != 0]
    while left:
        (total, top), *others = left
        left = []
        for coefficient, monomial in others:
            relation = compare(monomial, top, domain)
            if relation > 0:
                left.append((total, top))
                total, top = coefficient, monomial
            elif relation == 0:
                total = canonical(total + coefficient)
            else:
                left.append((coefficient, monomial))
        if not is_zero(total, domain):
            return total, top
    return None


def largest(monomials: Sequence[Monomial], domain: Domain) -> tuple[Monomial, set[Monomial]]:
    """The largest of some monomials, and all that are of its order."""
    best, equal = monomials[0], {monomials[0]}
    for monomial in monomials[1:]:
        relation = compare(monomial, best, domain)
        if relation > 0:
            best, equal = monomial, {monomial}
        elif relation == 0:
            equal.add(monomial)
    return best, equal
