"""Proofs that a coefficient has one sign on an interval of its parameter.

1. By its form: after mapping the interval onto (0, oo) all terms of the numerator have one sign, and so have all terms
   of the denominator; a product has the product of its factors' signs. (The elementary half of Polya's positivity
   certificate: Hardy, Littlewood, Polya, Inequalities, 2.24.)
2. By its slope: x - log(1 + x) and exp(x) - 1 - x - x^2/2 start at zero and rise. f > 0 on (low, high) where
   f(low) >= 0 and f' > 0, or f(high) >= 0 and f' < 0; the sign of f' is found in the same way, ``_DEPTH`` times at
   most, until logarithms and polynomial parts are gone. (The mean value theorem: Taylor's formula with remainder.)
   The values at the ends are those that substitution gives, f being continuous there (at infinity of 0 for every
   exp(-c p^k), where p is nowhere else: 1 - (1 - exp(-x))^2); f has no pole inside, because
   every base, and every argument of a logarithm, is shown to have one sign first. A sum with a denominator that may
   vanish at an end is brought to one fraction, and numerator and denominator are looked at by themselves. A factor
   exp(u) is taken out of a sum: 1 - sqrt(pi) x exp(x^2) erfc(x) falls to 0 at infinity after a division by exp(x^2).
   The factor of a logarithm is: (1 + x) log(1 + 1/x) - 1/2 has the sign of log(1 + 1/x) - 1/(2 + 2x), which falls.

At low = 0 fractional powers of the parameter become whole ones: x = w^q.

Left out: limits at an end that substitution does not give, expressions with kinks or tan, and double zeros.
"""

from __future__ import annotations

from functools import lru_cache

import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.balls.functions import BELOW_ONE_BEYOND_ZERO, POSITIVE_BEYOND_ZERO, WHOLE_LINE
from spectral_proofs.problem.expression.degrees import moderate
from spectral_proofs.problem.expression.exponentials import divided, exponents_in

_POSITIVE = sympy.Symbol("w", positive=True)
_ROOM = {
    sympy.log: lambda x: x,
    sympy.acosh: lambda x: x - 1,
    sympy.atanh: lambda x: 1 - x**2,
    sympy.LambertW: lambda x: x + sympy.exp(-1),
}
_DEPTH = 16
_REWRITTEN = 3  # derivatives, at the beginning, of which other forms are tried
_LONGEST, _SHORT = 300, 40  # operations; of what is divided by a factor of its logarithm
_PARAMETER = sympy.Symbol("z", positive=True)


def proved_sign(expr: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> int:
    """-1 or 1 where ``expr``, a function of p alone, is proved to have that sign on (low, high); 0 says nothing."""
    by_form = sign_by_form(expr, p, low, high)
    if by_form or low is -sympy.oo or low.free_symbols or expr.free_symbols != {p} or not _moderate_in(expr, p):
        return by_form
    if low != 0:
        return _sign(expr, p, low, high, _DEPTH)
    index = sympy.ilcm(1, 1, *(e.exp.q for e in expr.atoms(sympy.Pow) if e.base == p and e.exp.is_Rational))
    return _sign(expr.subs(p, _PARAMETER**index), _PARAMETER, low, high ** sympy.Rational(1, index), _DEPTH)


def _moderate_in(expr: sympy.Expr, p: sympy.Symbol) -> bool:
    """Whether its powers of p are of low degree in one root of p, which is then written out."""
    return moderate(sympy.Add(*(power for power in expr.atoms(sympy.Pow) if power.base == p)))


@lru_cache(maxsize=4000)
def sign_by_form(expr: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr) -> int:
    """The sign that step 1 shows, else 0."""
    w = _POSITIVE
    image = low + w if high is sympy.oo else low + (high - low) * w / (1 + w)
    return _ratio_sign(_opaque(expr.subs(p, image)))


def _ratio_sign(expr: sympy.Expr) -> int:
    numerator, denominator = (_one_sign(sympy.expand(part)) for part in sympy.fraction(sympy.together(expr)))
    return numerator * denominator


def _opaque(expr: sympy.Expr) -> sympy.Expr:
    """Every f(y) by what is known of its range: tanh(y), y > 0, is d/(1 + d) with some d > 0."""
    stand: dict[sympy.Expr, sympy.Expr] = {}

    def hide(part: sympy.Expr) -> sympy.Expr:
        d = stand.setdefault(part, sympy.Dummy(positive=True))
        y = part.args[0]
        if y.is_positive:
            return d / (1 + d) if isinstance(part, BELOW_ONE_BEYOND_ZERO) else d
        if isinstance(part, sympy.LambertW) and _ratio_sign(y + sympy.exp(-1)) > 0:
            return d - 1
        return part

    hidden = expr.replace(lambda part: isinstance(part, POSITIVE_BEYOND_ZERO), hide)
    return hidden.replace(_is_beyond_one, lambda part: stand.setdefault(part, sympy.Dummy(positive=True)))


def _is_beyond_one(part: sympy.Expr) -> bool:
    """acosh(y) or log(y) with y > 1."""
    return isinstance(part, (sympy.acosh, sympy.log)) and _one_sign(sympy.expand(part.args[0] - 1)) > 0


def _one_sign(expr: sympy.Expr) -> int:
    terms = sympy.Add.make_args(expr)
    if all(term.is_positive for term in terms):
        return 1
    return -1 if all(term.is_negative for term in terms) else 0


@lru_cache(maxsize=4000)
def _sign(f: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, depth: int) -> int:
    if p not in f.free_symbols:
        return constant_sign(f) or 0
    if f.is_Mul:
        product = 1
        for factor in f.args:
            product *= _sign(factor, p, low, high, depth)
            if not product:
                return 0
        return product
    if isinstance(f, sympy.log):
        positive = _sign(f.args[0], p, low, high, depth) > 0
        return _sign(f.args[0] - 1, p, low, high, depth) if positive else 0
    if isinstance(f, sympy.exp):
        return int(_regular(f, p, low, high, depth))  # real, then
    if f.is_Pow and f.exp.is_Rational:
        base = _sign(f.base, p, low, high, depth)
        return int(base**f.exp.p) if f.exp.is_Integer and base else max(base, 0)
    by_form = sign_by_form(f, p, low, high)
    if by_form or not depth or f.count_ops() > _LONGEST:
        return by_form
    cofactor, alone = _with_bare_logarithm(f, p)
    if alone is not f:
        found = _sign(cofactor, p, low, high, depth - 1) * _sign(alone, p, low, high, depth - 1)
        if found:
            return found
    elif len(alone.atoms(sympy.log)) == 1 and _regular(f, p, low, high, depth):
        found = _sign_by_slope(f, p, low, high, depth)
        if found:
            return found
    if _has_denominator(f, p):
        parts = map(sympy.factor_terms, sympy.fraction(sympy.together(f)))
        found = sympy.prod(_sign(part, p, low, high, depth - 1) for part in parts)
        if found:
            return int(found)
    if not _regular(f, p, low, high, depth):
        return 0
    found = _sign_by_slope(f, p, low, high, depth)
    if found or depth <= _DEPTH - _REWRITTEN:
        return found
    divisions = (divided(f, exponent) for exponent in exponents_in(f, (p,))) if high is sympy.oo else ()
    forms = [form for form in divisions if _vanishes_at_infinity(form, p)]
    return next((found for form in forms if (found := _sign_by_slope(form, p, low, high, depth - 1))), 0)


def _with_bare_logarithm(f: sympy.Expr, p: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr]:
    """(a, log u + b/a) for f = a log u + b with one logarithm, whose derivative has none; else (1, f)."""
    logs = [part for part in f.atoms(sympy.log) if p in part.free_symbols]
    if len(logs) != 1 or not moderate(f) or f.count_ops() > _SHORT:
        return sympy.S.One, f
    factor = sympy.diff(f.xreplace({logs[0]: _POSITIVE}), _POSITIVE)
    rest = f.xreplace({logs[0]: sympy.S.Zero})
    if factor.has(_POSITIVE, sympy.log) or p not in factor.free_symbols:
        return sympy.S.One, f
    return sympy.cancel(sympy.together(factor)), logs[0] + sympy.cancel(sympy.together(rest / factor))


def _has_denominator(f: sympy.Expr, p: sympy.Symbol) -> bool:
    """Whether one term of the sum is divided by something that moves, and may vanish at an end: x/(1 - exp(-x)) - 1."""
    powers = [factor for term in f.args for factor in sympy.Mul.make_args(term) if factor.is_Pow]
    return any(power.exp.is_negative and power.base is not sympy.E and p in power.base.free_symbols for power in powers)


def _sign_by_slope(f: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, depth: int) -> int:
    slope = sympy.factor_terms(sympy.together(sympy.diff(f, p)))
    rising = _sign(slope, p, low, high, depth - 1)
    if not rising:
        return 0
    at_low, at_high = _end_sign(f, p, low), _end_sign(f, p, high)
    if at_low is not None and at_low * rising >= 0:
        return rising
    return -rising if at_high is not None and at_high * rising <= 0 else 0


def _end_sign(f: sympy.Expr, p: sympy.Symbol, end: sympy.Expr) -> int | None:
    if end is sympy.oo and _vanishes_at_infinity(f, p):
        return 0
    value = _without_decays(f, p) if end is sympy.oo else f.subs(p, end)
    if p in value.free_symbols:
        return None
    if value.has(sympy.zoo, sympy.nan, sympy.oo, sympy.S.NegativeInfinity) or value.is_real is False:
        return None
    return constant_sign(value)


def _without_decays(f: sympy.Expr, p: sympy.Symbol) -> sympy.Expr:
    """0 in place of every exp(-c p^k): the limit at infinity where nothing else moves and the value is a number."""
    decays = {part: sympy.S.Zero for part in f.atoms(sympy.exp) if _grows(-part.args[0], p)}
    return f if p in f.xreplace(dict.fromkeys(decays, _POSITIVE)).free_symbols else f.xreplace(decays)


def _vanishes_at_infinity(f: sympy.Expr, p: sympy.Symbol) -> bool:
    return all(_fades(term, p) for term in sympy.Add.make_args(f))


def _fades(term: sympy.Expr, p: sympy.Symbol) -> bool:
    """Whether it is a product of powers of p, exp(-c p^k) and erfc(c p^k), and one of the latter: it tends to 0."""
    factors = [factor for factor in sympy.Mul.make_args(term) if p in factor.free_symbols]
    decays = [isinstance(f, sympy.erfc) and _grows(f.args[0], p) for f in factors]
    decays = [d or (isinstance(f, sympy.exp) and _grows(-f.args[0], p)) for d, f in zip(decays, factors, strict=True)]
    powers = [f.as_base_exp()[0] == p and f.as_base_exp()[1].is_Rational for f in factors]
    return any(decays) and all(d or q for d, q in zip(decays, powers, strict=True))


def _grows(expr: sympy.Expr, p: sympy.Symbol) -> bool:
    """c p^k with c, k > 0."""
    coefficient, moving = expr.as_independent(p, as_Add=False)
    base, power = moving.as_base_exp()
    return bool(coefficient.is_positive and base == p and power.is_Rational and power > 0)


def _regular(f: sympy.Expr, p: sympy.Symbol, low: sympy.Expr, high: sympy.Expr, depth: int) -> bool:
    """Whether ``f`` is smooth on the open interval, by what is under its roots and logarithms."""
    for part in sympy.preorder_traversal(f):
        if not part.args or p not in part.free_symbols or part.is_Add or part.is_Mul or isinstance(part, WHOLE_LINE):
            continue
        if part.is_Pow and part.exp.is_Integer and part.exp > 0:
            continue
        room = _ROOM.get(part.func)
        if part.is_Pow:
            if part.base is sympy.E:
                continue
            side = _sign(part.base, p, low, high, depth - 1)
            if side == 0 or (side < 0 and not part.exp.is_Integer):
                return False
        elif room is None or _sign(room(part.args[0]), p, low, high, depth - 1) <= 0:
            return False
    return True
