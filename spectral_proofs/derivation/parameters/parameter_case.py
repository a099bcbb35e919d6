"""A case: what is known about the free parameters, and which signs follow from it.

All symbols are positive, a > 1 and b > 1. A case adds strict inequalities (facts f > 0, f a polynomial)
and equalities (solved for one symbol and substituted). Signs are decided so:

1. A rational function is factored; every factor's sign is sought separately.
2. A factor whose coefficients all have one sign has that sign. Any other must be a nonnegative
   combination of monomials, of facts and of products of two of these (Handelman's certificates,
   found and verified exactly by :mod:`.linear`).
3. What is not decided is split on: :class:`~spectral_proofs.asymptotics.signs.CaseSplit` carries
   the factor, and :meth:`ParameterCase.extended` makes the cases f > 0, f = 0 and f < 0 of it.
4. A case is dropped only when the same certificates show that its facts contradict each other.

Functions of parameters other than rational ones (log C, sqrt(2)**p) count as further symbols, without a sign
unless SymPy knows it. Left out: equalities in which no symbol occurs linearly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement

import sympy

from spectral_proofs.asymptotics.domain import CaseSplit
from spectral_proofs.asymptotics.exponents import cancelled
from spectral_proofs.derivation.parameters.linear import nonnegative_combination
from spectral_proofs.derivation.parameters.positivity import plainly_positive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.parser import symbol

A, B = symbol("a"), symbol("b")
STANDING = (A - 1, B - 1)
_MAX_FACTS = 10
_MAX_COLUMNS = 160
_TRIES = 3000

Condition = tuple[sympy.Expr, int]
Witness = tuple[tuple[sympy.Symbol, sympy.Rational], ...]


@dataclass(frozen=True)
class ParameterCase:
    """Conditions (expression, sign) in the order in which they were made, and what follows from them."""

    conditions: tuple[Condition, ...] = ()
    facts: tuple[sympy.Expr, ...] = STANDING
    substitution: tuple[tuple[sympy.Symbol, sympy.Expr], ...] = field(default=(), compare=False)

    def apply(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` with the equalities of the case substituted."""
        for old, new in self.substitution:
            expr = expr.subs(old, new)
        return expr

    def sign(self, expr: sympy.Expr) -> int:
        """Sign of an expression in the parameters.

        Raises:
            CaseSplit: it depends on the factor carried by the exception.
        """
        decided = self.known_sign(expr)
        if decided is None:
            numerator, denominator = _fraction(expr)
            for factor in (*_factors(denominator), *_factors(numerator)):
                if self._factor_sign(factor) is None:
                    raise CaseSplit(factor.base if _symbolic_power(factor) else factor)
        assert decided is not None
        return decided

    def known_sign(self, expr: sympy.Expr) -> int | None:
        """The sign, None when it does not follow."""
        return _known_sign(expr, self.facts)

    def _factor_sign(self, factor: sympy.Expr) -> int | None:
        return _factor_sign(factor, self.facts)

    def extended(self, expr: sympy.Expr, sign: int) -> ParameterCase | None:
        """The case in which ``expr`` also has this sign; None when that is impossible.

        Raises:
            UndecidedError: an equality cannot be solved for any symbol.
        """
        path = (*self.conditions, (expr, sign))
        current = self.apply(expr)
        known = self.known_sign(current)
        if known is not None:
            return replace(self, conditions=path) if known == sign else None
        if sign != 0:
            facts = (*self.facts, *self._new_facts(sign * current))
            found = replace(self, conditions=path, facts=tuple(dict.fromkeys(facts)))
            return None if _contradictory(found.facts) else found
        return self._solved(current, path)

    def _new_facts(self, expr: sympy.Expr) -> list[sympy.Expr]:
        """Polynomials whose positivity says that expr > 0; factors of known sign are dropped."""
        numerator, denominator = _fraction(expr)
        sign, unknown = 1, sympy.S.One
        for part in (numerator, denominator):
            content = _factor_list(part)
            sign *= 1 if content[0] > 0 else -1
            for factor, power in content[1]:
                if power % 2 == 0:
                    continue
                found = self._factor_sign(factor)
                if found is None:
                    unknown *= factor
                else:
                    sign *= found
        return [] if unknown == 1 and sign > 0 else [sympy.expand(sign * unknown)]

    def _solved(self, expr: sympy.Expr, path: tuple[Condition, ...]) -> ParameterCase | None:
        numerator, _ = _fraction(expr)
        unknown = [f for f in _factors(numerator) if self._factor_sign(f) is None]
        if len(unknown) != 1:
            raise UndecidedError(f"the case {expr} = 0 has several branches")
        solved = self._solve(unknown[0])
        if solved is None:
            raise UndecidedError(f"{unknown[0]} = 0 is not solved for a parameter")
        old, new = solved
        blank = replace(self, conditions=path, facts=())
        facts: list[sympy.Expr] = []
        for fact in (old, *self.facts):
            image = fact.subs(old, new)
            known = blank.known_sign(image)
            if known is not None and known <= 0:
                return None
            if known is None:
                facts += blank._new_facts(image)
        substitution = (*self.substitution, (old, new))
        found = ParameterCase(path, tuple(dict.fromkeys(facts)), substitution)
        return None if _contradictory(found.facts) else found

    def _solve(self, factor: sympy.Expr) -> tuple[sympy.Symbol, sympy.Expr] | None:
        choices = []
        for s in sorted(factor.free_symbols, key=str):
            polynomial = sympy.Poly(factor, s) if factor.is_polynomial(s) else None
            if polynomial is None or polynomial.degree() != 1:
                continue
            slope, rest = polynomial.all_coeffs()
            if slope.is_number:
                value = sympy.expand(-rest / slope)
                choices.append((value.could_extract_minus_sign(), len(value.args) if value.is_Add else 1, s, value))
            elif self.known_sign(slope) in (1, -1):
                choices.append((True, 100, s, sympy.cancel(-rest / slope)))
        if not choices:
            return None
        # two solutions can look alike: prefer short ones, and keep the order of names otherwise
        _, _, old, new = min(choices, key=lambda choice: choice[:2])
        return old, new

    def symbols(self, *more: sympy.Expr) -> tuple[sympy.Symbol, ...]:
        """Parameters that remain, those of ``more`` included."""
        found = set().union(*(e.free_symbols for e in (*self.facts, *map(self.apply, more))))
        return tuple(sorted(found, key=str))

    def witness(self, *more: sympy.Expr) -> Witness | None:
        """One rational point of the case that also values the symbols of ``more``; None when none is found."""
        return _witness(self.facts, self.symbols(*more))


@lru_cache(maxsize=20_000)
def _known_sign(expr: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> int | None:
    if plainly_positive(expr):
        return 1
    numerator, denominator = _fraction(expr)
    if numerator == 0:
        return 0
    result = 1
    for part in (numerator, denominator):
        content, factors = _factor_list(part)
        result *= 1 if content > 0 else -1
        for factor, power in factors:
            found = _factor_sign(factor, facts)
            if found is None:
                return None
            result *= found if power % 2 else 1
    return result


def _factor_sign(factor: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> int | None:
    if factor.is_positive:
        return 1
    if factor.is_negative:
        return -1
    if _symbolic_power(factor):
        return 1 if _known_sign(factor.base, facts) == 1 else None
    if _positive(factor, facts):
        return 1
    return -1 if _positive(-factor, facts) else None


@lru_cache(maxsize=5000)
def _fraction(expr: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    plain = sympy.expand_func(expr) if expr.has(sympy.binomial) else expr
    numerator, denominator = sympy.fraction(cancelled(plain if plain.is_polynomial() else sympy.together(plain)))
    return numerator, denominator


def _factors(expr: sympy.Expr) -> list[sympy.Expr]:
    return [factor for factor, _ in _factor_list(expr)[1]]


@lru_cache(maxsize=5000)
def _factor_list(expr: sympy.Expr) -> tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]:
    """SymPy's, which fails on some powers with symbolic exponents: these are symbols meanwhile."""
    powers = {p: sympy.Dummy(positive=p.is_positive) for p in expr.atoms(sympy.Pow) if _opaque(p)}
    content, factors = sympy.factor_list(expr.xreplace(powers))
    back = {dummy: power for power, dummy in powers.items()}
    return content, [(_without_log(factor.xreplace(back)), power) for factor, power in factors]


def _opaque(part: sympy.Pow) -> bool:
    fractional = part.base.free_symbols and not part.exp.is_integer
    return _symbolic_power(part) or bool(part.base.is_positive and (part.exp.free_symbols or fractional))


def _symbolic_power(part: sympy.Expr) -> bool:
    """(2*n - n*p)**(2*p): positive where its base is, which a case may know and SymPy does not."""
    return bool(part.is_Pow and part.base.free_symbols and part.exp.free_symbols)


def _without_log(factor: sympy.Expr) -> sympy.Expr:
    """log y has the sign, and the zero, of y - 1."""
    if isinstance(factor, sympy.log) and factor.args[0].is_polynomial() and factor.args[0].is_positive:
        return factor.args[0] - 1
    return factor


def _vector(expr: sympy.Expr) -> dict[sympy.Expr, Fraction]:
    """Coefficients by monomial."""
    found: dict[sympy.Expr, Fraction] = {}
    for term in sympy.Add.make_args(sympy.expand(expr)):
        coefficient, monomial = term.as_coeff_Mul()
        if coefficient.is_Rational:
            found[monomial] = Fraction(int(coefficient.p), int(coefficient.q))
        else:
            found[term] = Fraction(1)
    return found


@lru_cache(maxsize=2000)
def _named_columns(
    facts: tuple[sympy.Expr, ...], monomials: tuple[sympy.Expr, ...]
) -> tuple[Products, list[dict[sympy.Expr, Fraction]]]:
    """Everything known to be positive that may be needed: facts, their products, and with symbols.

    Each as the factors of a product and as coefficients by monomial.
    """
    symbols = sorted(set().union(*(e.free_symbols for e in (*facts, *monomials))), key=str)
    high = any(len(m.free_symbols) > 1 or not m.is_polynomial() or sympy.total_degree(m) > 1 for m in monomials)
    high = high or any(sympy.total_degree(f) > 1 for f in facts if f.is_polynomial())
    products: Products = [(f,) for f in facts]
    if high:
        products += [(f, s) for f in facts for s in symbols]
        products += list(combinations_with_replacement(facts, 2))
    products = products[:_MAX_COLUMNS]
    vectors = [_vector(sympy.Mul(*p)) for p in products]
    support = [m for m in dict.fromkeys([*monomials, *(m for v in vectors for m in v)]) if m.is_positive]
    return products + [(m,) for m in support], vectors + [{m: Fraction(1)} for m in support]


def _columns(facts: tuple[sympy.Expr, ...], monomials: tuple[sympy.Expr, ...]) -> list[dict[sympy.Expr, Fraction]]:
    return _named_columns(facts, monomials)[1]


Products = list[tuple[sympy.Expr, ...]]  # each the factors of a product of positive quantities


def certificate(factor: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> list[tuple[Fraction, tuple[sympy.Expr, ...]]]:
    """(weight, positive factors) whose products add up to ``factor``: what :meth:`ParameterCase.sign` found, in full.

    An empty list where there is no such certificate.
    """
    target = _vector(factor)
    if all(c > 0 for c in target.values()) and all(m.is_positive for m in target):
        return [(c, (m,)) for m, c in target.items()]
    products, vectors = _named_columns(facts[:_MAX_FACTS], tuple(target))
    weights = nonnegative_combination(vectors, target)
    return [] if weights is None else [(w, p) for w, p in zip(weights, products, strict=True) if w]


@lru_cache(maxsize=20_000)
def _positive(expr: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> bool:
    target = _vector(expr)
    if all(c > 0 for c in target.values()) and all(m.is_positive for m in target):
        return True
    if not any(c > 0 for c in target.values()):
        return False
    columns = _columns(facts[:_MAX_FACTS], tuple(target))
    return nonnegative_combination(columns, target) is not None


@lru_cache(maxsize=20_000)
def _contradictory(facts: tuple[sympy.Expr, ...]) -> bool:
    """Some sum of positive quantities is zero."""
    chosen = facts[-_MAX_FACTS:]
    columns = _columns(chosen, (sympy.S.One,))
    total = object()  # one more row: the weights add up to one
    marked = [{**column, total: Fraction(1)} for column in columns]
    return nonnegative_combination(marked, {total: Fraction(1)}) is not None


@lru_cache(maxsize=2000)
def _witness(facts: tuple[sympy.Expr, ...], symbols: tuple[sympy.Symbol, ...]) -> Witness | None:
    """Random rationals of moderate size, then moves of single coordinates towards fewer violations."""
    if not symbols:
        return ()
    generator = random.Random(20)  # the same point in every run
    tests = sympy.lambdify(symbols, list(facts), modules=["math"])

    def violations(point: list[Fraction]) -> float:
        try:
            return float(sum(max(0.0, 1e-9 - value) for value in tests(*map(float, point))))
        except (ValueError, ZeroDivisionError, OverflowError, TypeError):
            return float("inf")

    def draw(s: sympy.Symbol) -> Fraction:
        base = Fraction(max(1, round(2 ** generator.gauss(5, 1.6))), 32)
        return 1 + base if s in (A, B) else base

    best: list[Fraction] = []
    least = float("inf")
    for attempt in range(_TRIES):
        if attempt < _TRIES // 3 or not best:
            point = [draw(s) for s in symbols]
        else:
            point = list(best)
            i = generator.randrange(len(point))
            point[i] = max(Fraction(1, 1024), point[i] * Fraction(generator.randrange(1, 96), 32))
        value = violations(point)
        if value < least:
            best, least = point, value
        if least == 0:
            break
    if not best:  # numbers beyond a float
        return None
    found = tuple((s, sympy.Rational(x.numerator, x.denominator)) for s, x in zip(symbols, best, strict=True))
    exact = [fact.subs(found) for fact in facts]
    return found if all(value.is_positive for value in exact) else None
