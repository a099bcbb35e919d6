"""g without parts that cancel identically: log(t/lambda) - log(t) + log(lambda) is 0.

Series see such a part only as terms that go on cancelling, so that it must be found first. From the leaves up:

1. atanh(tanh u) = u and its like, where SymPy does not say so itself.
2. 1 - tanh u and 1 - erf u are exponentially small: 2/(1 + exp(2u)) and erfc u.
3. The logarithm of a product with an exponential is a sum, that of a reciprocal has the other sign.
4. A sum is expanded, with logarithms of products as sums or hyperbolic functions as exponentials. The new form is
   taken where fewer functions and roots are left in it: some of them have cancelled.
5. A - sqrt(B) becomes (A^2 - B)/(A + sqrt(B)) where leading terms of A^2 and B are equal.
6. A radicand that is a sum of fractions becomes one fraction in lowest terms where that is shorter.
7. The logarithm of a + b exp(u) + ... with moving a, b, ... that add up to a number c is that of
   c + b (exp(u) - 1) + ...: what is left of a + b - c would go on cancelling as u -> 0.

Every step is an identity between real functions wherever lambda and t are positive and g is real.

Left out: identities beyond these forms, and sums of more than ``_LONGEST`` operations.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from spectral_proofs.balls.functions import function_of
from spectral_proofs.problem.expression.degrees import moderate

_LONGEST = 60  # operations of a sum that is rewritten
_HYPERBOLIC = (sympy.sinh, sympy.cosh, sympy.tanh)


def exact_form(g: sympy.Expr) -> sympy.Expr:
    """An expression equal to ``g`` for all lambda, t > 0 at which it is real.

    >>> from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
    >>> exact_form(LAMBDA * TIME + sympy.log(TIME / LAMBDA) - sympy.log(TIME) + sympy.log(LAMBDA))
    lam*t
    """
    if not g.args:
        return g
    args = [exact_form(arg) for arg in g.args]
    unchanged = all(new is old for new, old in zip(args, g.args, strict=True))
    return _rewritten(g if unchanged else g.func(*args))


def _rewritten(expr: sympy.Expr) -> sympy.Expr:
    if expr.is_Add:
        return _cancelled(_complement(expr)) if expr.free_symbols else expr
    if isinstance(expr, sympy.log):
        return _logarithm(expr)
    if expr.is_Pow and expr.exp.is_Rational and not expr.exp.is_Integer and expr.base.is_Add:
        return _root(expr)
    return _inverted(expr) if len(expr.args) == 1 else expr


def _logarithm(expr: sympy.Expr) -> sympy.Expr:
    constant, moving = expr.args[0].as_independent(*expr.free_symbols, as_Add=False)
    if moving.is_Pow and moving.exp == -1 and moving.base.is_Add and constant.is_positive:
        return -sympy.log(sympy.expand(moving.base / constant))
    if expr.args[0].is_Add:
        return sympy.log(_beside_number(expr.args[0]))
    exponential = any(factor.func is sympy.exp for factor in sympy.Mul.make_args(moving))
    return sympy.expand_log(expr) if exponential else expr


def _beside_number(expr: sympy.Expr) -> sympy.Expr:
    """Step 7."""
    pairs = [(term, next((f for f in sympy.Mul.make_args(term) if f.func is sympy.exp), None)) for term in expr.args]
    plain = sympy.Add(*(term for term, exponential in pairs if exponential is None))
    weights = [(term / exponential, exponential) for term, exponential in pairs if exponential is not None]
    whole = plain + sympy.Add(*(weight for weight, _ in weights))
    if (
        not weights
        or not plain.free_symbols
        or whole.has(sympy.exp)
        or expr.count_ops() > _LONGEST
        or not moderate(whole)
    ):
        return expr
    number = sympy.cancel(sympy.together(whole))
    return expr if number.free_symbols else number + sympy.Add(*(weight * (e - 1) for weight, e in weights))


def _inverted(expr: sympy.Expr) -> sympy.Expr:
    """Step 1: f(y) = u where y is the one argument at which f has the value u."""
    entry = function_of(expr)
    if entry is None or entry.inverse is None:
        return expr
    values = (factor.args[0] for factor in sympy.Mul.make_args(expr.args[0]) if len(factor.args) == 1)
    return next((u for u in values if entry.inverse(u) == expr.args[0]), expr)


def _complement(expr: sympy.Expr) -> sympy.Expr:
    """c - c tanh(u) and c - c erf(u) in an expression that does not cancel."""
    number, _ = expr.as_coeff_Add()
    for term in expr.args:
        coefficient, function = term.as_coeff_Mul()
        if number == 0 or coefficient != -number or not isinstance(function, (sympy.tanh, sympy.erf)):
            continue
        u = function.args[0]
        small = sympy.erfc(u) if isinstance(function, sympy.erf) else 2 / (1 + sympy.exp(2 * u))
        return expr - number - term + number * small
    return expr


def _cancelled(expr: sympy.Expr) -> sympy.Expr:
    if not expr.is_Add or expr.count_ops() > _LONGEST or not _kernels(expr):
        return expr
    shortest = min([expr, *_forms(expr)], key=lambda form: len(_kernels(form)))
    return _conjugated(shortest) if shortest.is_Add else shortest


def _forms(expr: sympy.Expr) -> Iterator[sympy.Expr]:
    expanded = sympy.expand(expr)
    yield expanded
    if expr.has(sympy.log):
        yield sympy.expand(sympy.expand_log(expanded))
    if expr.has(*_HYPERBOLIC):
        exponential = expr.replace(lambda part: isinstance(part, _HYPERBOLIC), lambda part: part.rewrite(sympy.exp))
        yield sympy.expand(exponential)
        if moderate(exponential):
            yield sympy.cancel(sympy.together(exponential))


def _kernels(expr: sympy.Expr) -> set[sympy.Expr]:
    """Functions and roots of lambda and t in it."""
    return {part for part in expr.atoms(sympy.Function, sympy.Pow) if part.free_symbols and not _rational_power(part)}


def _rational_power(part: sympy.Expr) -> bool:
    return bool(part.is_Pow and part.base is not sympy.E and part.exp.is_Integer)


def _conjugated(expr: sympy.Expr) -> sympy.Expr:
    """(A^2 - B)/(A + sqrt(B)) for A - sqrt(B) with rational A > 0 and B, where the leading terms of A^2 - B cancel."""
    roots = [part for part in _kernels(expr) if part.is_Pow and part.exp == sympy.S.Half]
    if len(roots) != 1 or len(_kernels(expr)) != 1 or not moderate(expr):
        return expr
    root, stand = roots[0], sympy.Dummy(positive=True)
    numerator, denominator = sympy.fraction(sympy.together(expr.xreplace({root: stand})))
    if not numerator.is_polynomial(stand) or stand in denominator.free_symbols:  # in Max, say
        return expr
    linear = sympy.Poly(numerator, stand)
    if linear.degree() != 1:
        return expr
    factor, rest = (sympy.expand(c) for c in linear.all_coeffs())
    for side in (1, -1):
        if (side * rest).is_positive and (-side * factor).is_positive:
            product = sympy.expand(rest**2 - factor**2 * root.base)
            if _leading_terms_cancel(product, sympy.expand(rest**2)):
                return side * sympy.factor(product) / (side * rest - side * factor * root) / denominator
    return expr


def _leading_terms_cancel(difference: sympy.Expr, whole: sympy.Expr) -> bool:
    """Whether a highest or lowest power of lambda or t is in ``whole`` but no more in the difference."""
    for variable in whole.free_symbols | difference.free_symbols:
        if not (difference.is_polynomial(variable) and whole.is_polynomial(variable)) or difference == 0:
            return False
        (high, low), (top, bottom) = (_degrees(expr, variable) for expr in (difference, whole))
        if high < top or low > bottom:
            return True
    return False


def _degrees(expr: sympy.Expr, variable: sympy.Symbol) -> tuple[int, int]:
    powers = [monomial[0] for monomial in sympy.Poly(expr, variable).monoms()]
    return max(powers), min(powers)


def _root(expr: sympy.Expr) -> sympy.Expr:
    radicand = expr.base
    denominators = any(p.exp.is_negative for p in radicand.atoms(sympy.Pow) if p.base.free_symbols)
    if not denominators or radicand.count_ops() > _LONGEST or not moderate(radicand):
        return expr
    shorter = sympy.factor(sympy.together(radicand)) ** expr.exp
    return shorter if shorter.count_ops() < expr.count_ops() and not shorter.has(sympy.Abs) else expr
