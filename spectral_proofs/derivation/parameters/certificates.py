"""Signs that follow from facts f > 0 in positive symbols, and the certificates that show it.

1. A rational function is factored; every factor's sign is sought separately.
2. A factor whose coefficients all have one sign has that sign. Any other must be a nonnegative combination of
   monomials, of facts and of products of two of these (Handelman's certificates, found and verified exactly by
   :mod:`.linear`); an irrational number counts as a symbol between two rationals.
3. A sum of logarithms and a number is compared with zero as the product that it is the logarithm of is with one; the
   logarithm of a polynomial that is known to be positive, with the polynomial less one.

Functions of parameters other than rational ones (log C, sqrt(2)**p) count as further symbols, without a sign unless
SymPy knows it.
"""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache
from itertools import combinations_with_replacement

import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.asymptotics.exponents import cancelled
from spectral_proofs.derivation.parameters.linear import nonnegative_combination
from spectral_proofs.derivation.parameters.positivity import plainly_positive

_MAX_FACTS = 10
_MAX_COLUMNS = 160
_FINE = 2**24  # how closely an irrational number is compared with rationals


@lru_cache(maxsize=20_000)
def known_sign(expr: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> int | None:
    """The sign of an expression in positive symbols that follows from ``facts`` > 0; None where none does."""
    if plainly_positive(expr):
        return 1
    numerator, denominator = fraction(expr)
    if numerator == 0:
        return 0
    result = 1
    for part in (numerator, denominator):
        content, factors = factor_list(part)
        result *= 1 if content > 0 else -1
        for factor, power in factors:
            found = factor_sign(factor, facts)
            if found is None:
                return None
            result *= found if power % 2 else 1
    return result


def factor_sign(factor: sympy.Expr, facts: tuple[sympy.Expr, ...]) -> int | None:
    """The same for one factor: 1, -1 or None."""
    if plainly_positive(factor):
        return 1
    if plainly_positive(-factor):
        return -1
    if symbolic_power(factor):
        return 1 if known_sign(factor.base, facts) == 1 else None
    if isinstance(factor, sympy.log):
        return known_sign(factor.args[0] - 1, facts) if known_sign(factor.args[0], facts) == 1 else None
    if _positive(factor, facts):
        return 1
    return -1 if _positive(-factor, facts) else None


@lru_cache(maxsize=5000)
def fraction(expr: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """Numerator and denominator in lowest terms."""
    plain = sympy.expand_func(expr) if expr.has(sympy.binomial) else expr
    numerator, denominator = sympy.fraction(cancelled(plain if plain.is_polynomial() else sympy.together(plain)))
    return numerator, denominator


def factors(expr: sympy.Expr) -> list[sympy.Expr]:
    """The factors of a polynomial, without its content."""
    return [factor for factor, _ in factor_list(expr)[1]]


@lru_cache(maxsize=5000)
def factor_list(expr: sympy.Expr) -> tuple[sympy.Expr, list[tuple[sympy.Expr, int]]]:
    """SymPy's, which fails on some powers with symbolic exponents: these are symbols meanwhile."""
    powers = {p: sympy.Dummy(positive=p.is_positive) for p in expr.atoms(sympy.Pow) if _opaque(p)}
    content, factors = sympy.factor_list(expr.xreplace(powers))
    back = {dummy: power for power, dummy in powers.items()}
    return content, [(standard(factor.xreplace(back)), power) for factor, power in factors]


def _opaque(part: sympy.Pow) -> bool:
    fractional = part.base.free_symbols and not part.exp.is_integer
    return symbolic_power(part) or bool(part.base.is_positive and (part.exp.free_symbols or fractional))


def symbolic_power(part: sympy.Expr) -> bool:
    """(2*n - n*p)**(2*p): positive where its base is, which a case may know and SymPy does not."""
    return bool(part.is_Pow and part.base.free_symbols and part.exp.free_symbols)


def standard(factor: sympy.Expr) -> sympy.Expr:
    """A factor of the same sign and zero: without logarithms of parameters, the first of its numbers rational."""
    plain = _without_log(factor)
    terms = [term for term in sympy.Add.make_args(sympy.expand(plain)) if term.free_symbols]
    numbers = [term.as_independent(*term.free_symbols, as_Add=False) for term in terms]
    first = min(numbers, key=lambda pair: str(pair[1]), default=(sympy.S.One,))[0]
    return plain if first.is_Rational else sympy.expand(plain / abs(first))


def _without_log(factor: sympy.Expr) -> sympy.Expr:
    """log y has the sign, and the zero, of y - 1; q log s + r log y + ... that of the product s^q y^r ... - 1."""
    if isinstance(factor, sympy.log) and factor.args[0].is_polynomial() and factor.args[0].is_positive:
        return factor.args[0] - 1
    found = _compared_by_logarithms(factor)
    return factor if found is None else found[0] - found[1]


def _compared_by_logarithms(factor: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(N, M), positive, where ``factor`` is a positive multiple of log N - log M; None for anything else.

    It must be a sum of logarithms of symbols with rational weights and of a number.
    """
    weights: dict[sympy.Symbol, sympy.Expr] = {}
    rest = sympy.S.Zero
    for term in sympy.Add.make_args(sympy.expand(factor)):
        weight, log = term.as_independent(*term.free_symbols, as_Add=False)
        if isinstance(log, sympy.log) and log.args[0].is_Symbol and log.args[0].is_positive:
            weights[log.args[0]] = weight
        else:
            rest += term
    if not weights or rest.free_symbols:
        return None
    first = abs(next(iter(weights.values())))
    ratios = {s: sympy.radsimp(w / first) for s, w in weights.items()}
    if not all(ratio.is_Rational for ratio in ratios.values()):
        return None
    scale = sympy.Rational(math.lcm(*(w.q for w in ratios.values())), math.gcd(*(w.p for w in ratios.values())))
    up, down = (sympy.Mul(*(s ** abs(w * scale) for s, w in ratios.items() if w * side > 0)) for side in (1, -1))
    return up * sympy.exp(rest / first * scale), down


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
    compared = [pair for m in support for pair in _beside_rationals(m)]
    return (
        products + [(m,) for m in support] + [parts for parts, _ in compared],
        vectors + [{m: Fraction(1)} for m in support] + [vector for _, vector in compared],
    )


def _beside_rationals(monomial: sympy.Expr) -> list[tuple[tuple[sympy.Expr, ...], dict[sympy.Expr, Fraction]]]:
    """(x - low) m and (high - x) m for a monomial x m with an irrational number x > 0 between two rationals."""
    number, rest = monomial.as_independent(*monomial.free_symbols, as_Add=False)
    if number.is_Rational or not rest.is_positive:
        return []
    low = sympy.Rational(sympy.floor(number * _FINE), _FINE)
    sides = ((number - low, 1, -low), (low + sympy.Rational(1, _FINE) - number, -1, low + sympy.Rational(1, _FINE)))
    return [
        ((apart, rest), {monomial: Fraction(sign), rest: Fraction(int(value.p), int(value.q))})
        for apart, sign, value in sides
        if constant_sign(apart) == 1
    ]


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
    if all(m.is_positive for m in target) and not any(c > 0 for c in target.values()):  # log p has no sign of its own
        return False
    columns = _columns(facts[:_MAX_FACTS], tuple(target))
    return nonnegative_combination(columns, target) is not None


@lru_cache(maxsize=20_000)
def contradictory(facts: tuple[sympy.Expr, ...]) -> bool:
    """Some sum of positive quantities is zero."""
    chosen = facts[-_MAX_FACTS:]
    columns = _columns(chosen, (sympy.S.One,))
    total = object()  # one more row: the weights add up to one
    marked = [{**column, total: Fraction(1)} for column in columns]
    return nonnegative_combination(marked, {total: Fraction(1)}) is not None
