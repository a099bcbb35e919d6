"""Exact comparisons: equal expressions, orders of growth as vectors of exponents, sums of monomials on a curve."""

from __future__ import annotations

import math
from collections.abc import Iterator

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier.places import Place

Vector = dict[sympy.Expr, sympy.Expr]

_STEEP = 12  # powers
_SHORT = 60  # operations of an expression that is quickly factored


def equal(left: sympy.Expr | None, right: sympy.Expr | None) -> bool:
    """The same number or expression, by exact algebra."""
    if left is None or right is None:
        return left is right
    if left == right:
        return True
    if left.is_infinite or right.is_infinite:
        return False
    return bool(sympy.simplify(left - right) == 0)


def forms(expr: sympy.Expr) -> Iterator[sympy.Expr]:
    """The expression, and as a product, in which less cancels."""
    yield expr
    parts = expr.atoms(sympy.Function, sympy.exp)
    letters = {part: sympy.Dummy() for part in parts}
    plain = expr.xreplace(letters)  # functions as letters, whose powers stay small
    powers = [p for p in plain.atoms(sympy.Pow) if p.exp.is_number]
    if expr.count_ops() < _SHORT and all(abs(p.exp) < _STEEP for p in powers):
        back = {letter: part for part, letter in letters.items()}
        for s in (LAMBDA, TIME):  # as a power of its root, in which all powers are whole
            whole = min(_STEEP, math.lcm(*(int(p.exp.q) for p in powers if p.base == s and p.exp.is_Rational)))
            root = sympy.Dummy(positive=True)
            plain = plain.subs(s, root**whole)
            back[root] = s ** sympy.Rational(1, whole)
        yield sympy.factor(sympy.together(plain)).xreplace(back)


def vector(monomial: sympy.Expr) -> Vector:
    """Exponents by scale (t, log t, ...); exp(...) appears as its own scale E."""
    powers = sympy.powsimp(monomial).as_powers_dict()
    found: Vector = {}
    for base, power in powers.items():
        if base == 1:
            continue
        found[base] = found.get(base, sympy.S.Zero) + power
    return found


_LOGARITHMIC = (
    *(sympy.log, sympy.asinh, sympy.acosh, sympy.LambertW),
    *(sympy.gamma, sympy.loggamma, sympy.polygamma, sympy.Ei),
)


def log_depth(expr: sympy.Expr) -> int:
    """How deeply logarithms are nested."""
    inner = max((log_depth(arg) for arg in expr.args), default=0)
    return inner + 1 if isinstance(expr, _LOGARITHMIC) else inner


def slow(g: sympy.Expr, monomial: sympy.Expr, place: Place) -> bool:
    """Whether corrections to the leading term may be of the order 1/log log log t."""
    depth = max(log_depth(monomial), len(place.exponents) + 1 if place.kind == "sector" else len(place.exponents))
    return depth > 2 or log_depth(g) > 1


def same_order(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Two monomials with the same exponents."""
    one, other = vector(left), vector(right)
    return all(equal(one.get(s, sympy.S.Zero), other.get(s, sympy.S.Zero)) for s in {*one, *other})


def curve(place: Place, power: sympy.Expr = sympy.S.One) -> sympy.Expr:
    """lambda^power on the place, without the coefficient x of a ray, as a monomial."""
    if place.kind == "tail":
        return LAMBDA**power
    if place.kind == "mode":
        return sympy.S.One
    result, scale = sympy.S.One, TIME
    exponents = (*place.exponents, place.parameter) if place.kind == "sector" else place.exponents
    for u in exponents:
        result *= scale ** sympy.expand(-u * power)
        scale = sympy.log(scale)
    return result


def monomial_terms(g: sympy.Expr) -> list[tuple[sympy.Expr, sympy.Expr, sympy.Expr]] | None:
    """(C, m, n) for each term C lambda^m t^n with C > 0, None where g is no such sum."""
    found = []
    for term in sympy.Add.make_args(sympy.expand(g)):
        powers = term.as_powers_dict()
        m, n = powers.get(LAMBDA, sympy.S.Zero), powers.get(TIME, sympy.S.Zero)
        coefficient = sympy.powsimp(term / (LAMBDA**m * TIME**n))
        if not (m.is_Rational and n.is_Rational and coefficient.is_number and coefficient.is_positive):
            return None
        found.append((coefficient, m, n))
    return found


def leading_terms(
    terms: list[tuple[sympy.Expr, sympy.Expr, sympy.Expr]], place: Place
) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(coefficient, monomial) of a sum of monomials on the place, None where no term leads throughout it."""
    if place.kind == "tail":
        least = min(m for _, m, _ in terms)
        chosen = [(c * TIME**n, LAMBDA**m) for c, m, n in terms if m == least]
        return sympy.Add(*(c for c, _ in chosen)), LAMBDA**least
    x = place.parameter if place.kind in ("ray", "head") else place.low if place.kind == "mode" else sympy.S.One
    orders = [curve(place, m) * TIME**n for _, m, n in terms]
    vectors = [vector(order) for order in orders]
    for best in range(len(terms)):
        comparisons = [_compare(vectors[best], other, place) for other in vectors]
        if all(c is not None and c >= 0 for c in comparisons):
            lead = [term for term, c in zip(terms, comparisons, strict=True) if c == 0]
            return sympy.Add(*(c * x**m for c, m, _ in lead)), orders[best]
    return None


def _compare(left: Vector, right: Vector, place: Place) -> int | None:
    """Sign of log(left/right) throughout the place, None where it changes."""
    scale: sympy.Expr = TIME
    for _ in range(8):
        difference = sympy.expand(left.get(scale, sympy.S.Zero) - right.get(scale, sympy.S.Zero))
        if difference != 0:
            return _constant_sign(difference, place)
        scale = sympy.log(scale)
    return 0


def _constant_sign(difference: sympy.Expr, place: Place) -> int | None:
    """Sign of an affine function on the open interval, None where it changes."""
    p = place.parameter
    slope = difference.coeff(p, 1)
    if sympy.expand(difference - slope * p).has(p):
        return None
    ends = [
        slope * end if end.is_infinite and slope != 0 else difference.subs(p, end) for end in (place.low, place.high)
    ]
    signs = {int(sympy.sign(end)) for end in ends}
    if {1, -1} <= signs:
        return None
    signs.discard(0)
    return signs.pop() if signs else 0
