"""Sign of a coefficient in which phases of oscillations occur, for all their values.

1. Sines and cosines that cancel are taken away; sums bounded away from zero by their amplitudes are replaced by
   symbols of their sign.
2. Of a product, factors without phases are decided by themselves. If the phases enter through one combination
   only, psi = sum q_j phase_j + s(x), it is a phase itself: at a fixed x, psi takes all values as the phases do.
3. A factor without the parameter x: branch and bound in balls over the torus (:mod:`.torus`) proves one sign or
   shows a point of either sign. If neither, an exact double root may be found (:mod:`.double_roots`). What comes
   nearer to zero than the enclosures reach is undecided: angles picked by hand would see one sign only.
4. A factor sum h_j(x) T_j(phases), h_j > 0: one sign if all T_j agree. Else branch and bound over x too; where only
   large x count, the T_j whose h_j outweighs the others decides.

5. Where a leading coefficient touches zero, the next term decides (:func:`settled_by_next`).

Both signs occur *for ever* if the points found are met again and again (:func:`.domain.recur`); else nothing is
known. What is left is sampled by the caller.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import sympy

from spectral_proofs.asymptotics.domain import (
    PHASE_PREFIX,
    Domain,
    OscillatesError,
    TouchesZeroError,
    phase,
    phases_of,
    recur,
)
from spectral_proofs.asymptotics.domain import moves_along_cell as moves
from spectral_proofs.asymptotics.double_roots import touches
from spectral_proofs.asymptotics.torus import Range, explore
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.trigonometry import NoFourierError, fourier, reduced

Sign = Callable[[sympy.Expr, Domain], int]

_ONE_PHASE = 10**6  # number of the phase that stands for a combination of others
_SHARE = sympy.Symbol("share", real=True)  # x = low + ... runs through an interval as this runs through (0, 1)
_EDGE = Fraction(1, 1000)
_LEAST = (sympy.Rational(1, 10), sympy.Rational(1, 1000))  # of the term that outweighs the others


def waves(expr: sympy.Expr) -> bool:
    """Whether the phase of an oscillation occurs in it."""
    return any(s.name.startswith(PHASE_PREFIX) for s in expr.free_symbols)


def sign_of_wave(expr: sympy.Expr, domain: Domain, sign: Sign) -> int | None:
    """The sign for all phases and all of the domain, None where neither is known.

    ``sign`` decides what has no phases. Raises OscillatesError, TouchesZeroError, Split and UndecidedError.
    """
    expr = reduced(expr)
    if not waves(expr):
        return sign(expr, domain)
    result, left = 1, []
    for factor in sympy.Mul.make_args(sympy.factor_terms(expr)):
        plain = without_waves(factor)
        if not waves(factor):
            result *= sign(factor, domain)
        elif plain.is_positive or plain.is_negative:
            result *= 1 if plain.is_positive else -1
        else:
            left.append(factor)
    if not left or result == 0:
        return result
    try:
        found = _factor_sign(_one_phase(sympy.Mul(*left)), domain)
    except TouchesZeroError as error:
        raise TouchesZeroError(f"{expr} touches zero", result * error.weak_sign) from None
    return None if found is None else result * found


def _factor_sign(expr: sympy.Expr, domain: Domain) -> int | None:
    if domain.parameter not in expr.free_symbols:
        decided = _decided(expr, explore(expr, phases_of(expr)))
        if decided is None and expr.free_symbols == set(phases_of(expr)):
            raise UndecidedError(f"the sign of {expr}, which comes too near to zero")
        return decided
    groups = _groups(expr, domain.parameter)
    signs = {_strict_sign(reduced(part)) for _, part in groups}
    if signs in ({1}, {-1}):
        return signs.pop()
    if domain.eventual is not None:
        return _eventually(expr, groups, domain)
    found = _beside_parameter(expr, domain)
    return None if found is None else _decided(expr, found)


def _decided(expr: sympy.Expr, found: Range) -> int | None:
    phases = phases_of(expr)
    if found.above is not None and found.below is not None:
        if recur(phases):
            raise OscillatesError(f"{expr} takes both signs for ever")
        raise UndecidedError(f"{expr} takes both signs on the torus of its phases, whose values may be related")
    if found.sign:
        return found.sign
    if len(phases) == 1 and expr.free_symbols == set(phases):
        try:
            touching = touches(fourier(expr), phases[0])
        except NoFourierError:
            touching = None
        if touching:
            raise TouchesZeroError(f"{expr} touches zero", 1 if found.above is not None else -1)
    return None


def _one_phase(expr: sympy.Expr) -> sympy.Expr:
    """The same range with one phase, if all arguments are rational multiples of one combination; else ``expr``."""
    arguments = [wave.args[0] for wave in expr.atoms(sympy.sin, sympy.cos) if waves(wave)]
    first = sympy.expand(arguments[0])
    leading = phases_of(first)[0]
    own = first.coeff(leading)
    shares = {argument: sympy.expand(argument).coeff(leading) / own for argument in arguments}
    if not all(s.is_Rational and sympy.expand(a - s * first) == 0 for a, s in shares.items()):
        return expr
    if not recur(phases_of(first)):  # the combination of related phases may be bounded
        return expr
    if first == own * leading:
        return expr
    base = phase(_ONE_PHASE, moves(first))
    return expr.replace(
        lambda part: isinstance(part, (sympy.sin, sympy.cos)) and part.args[0] in shares,
        lambda part: part.func(shares[part.args[0]] * base),
    )


def _groups(expr: sympy.Expr, p: sympy.Symbol) -> list[tuple[sympy.Expr, sympy.Expr]]:
    """Pairs (h(p), T(phases)) with expr = sum h T and h > 0; none where there are no such."""
    groups: dict[sympy.Expr, sympy.Expr] = {}
    for term in sympy.Add.make_args(sympy.expand(expr)):
        rest, own = term.as_independent(p, as_Add=False)
        if not own.is_positive:
            return []
        groups[own] = groups.get(own, sympy.S.Zero) + rest
    return list(groups.items())


def _eventually(expr: sympy.Expr, groups: list[tuple[sympy.Expr, sympy.Expr]], domain: Domain) -> int | None:
    """The sign for all large values of the parameter: one term outweighs the others, or two phases disagree."""
    assert domain.eventual is not None
    phases = phases_of(expr)
    for own, part in groups:
        for least in _LEAST:
            side = next((side for side in (1, -1) if explore(side * part - least, phases).sign > 0), 0)
            others = sympy.Add(*(_largest(rest) * h for h, rest in groups if h != own))
            if side and domain.eventual(least * own - others) > 0:
                return side
    turns = [{p: 2 * sympy.pi * sympy.Rational(k + i, 8) for i, p in enumerate(phases)} for k in range(8)]
    if {1, -1} <= {domain.eventual(expr.subs(turn)) for turn in turns} and recur(phases):
        raise OscillatesError(f"{expr} takes both signs for ever")
    raise UndecidedError(f"the sign of {expr} for large {domain.parameter}")


def _largest(part: sympy.Expr) -> sympy.Expr:
    """A bound of |part|: the sum of its amplitudes."""
    return sympy.Add(*(abs(c) for pair in fourier(part).values() for c in pair))


def _strict_sign(expr: sympy.Expr) -> int:
    if waves(expr):
        return explore(expr, phases_of(expr)).sign
    return 1 if expr.is_positive else -1 if expr.is_negative else 0


def _beside_parameter(expr: sympy.Expr, domain: Domain) -> Range | None:
    """Branch and bound over the phases and the parameter, its ends aside: only witnesses are final there."""
    p, share = domain.parameter, _SHARE
    if domain.low is -sympy.oo:
        return None
    turned = share / (1 - share) if domain.high is sympy.oo else share * (domain.high - domain.low)
    mapped = expr.subs(p, domain.low + turned)
    phases = phases_of(expr)
    if mapped.free_symbols - {*phases, share}:
        return None
    found = explore(mapped, phases, (share, _EDGE, 1 - _EDGE))
    return Range(found.above, found.below, False)


def settled_by_next(first: sympy.Expr, second: sympy.Expr, weak: int, domain: Domain, sign: Sign) -> bool:
    """Whether first m + second m', m' = o(m), keeps the sign ``weak`` where ``first``, of that sign, touches zero.

    It is enough that at all phases first or second has that sign strictly: the torus is compact.
    """
    if not waves(second):
        return sign(second, domain) == weak
    one, other = (_stripped(weak * part, domain, sign) for part in (first, second))
    both = _one_phase(sympy.Max(one, other, evaluate=False))
    return domain.parameter not in both.free_symbols and explore(both, phases_of(both)).sign == 1


def _stripped(expr: sympy.Expr, domain: Domain, sign: Sign) -> sympy.Expr:
    """The factors with phases, times the sign of the others."""
    factors = sympy.Mul.make_args(sympy.factor_terms(expr))
    outside = sympy.Mul(*(sign(factor, domain) for factor in factors if not waves(factor)))
    return outside * sympy.Mul(*filter(waves, factors))


def without_waves(expr: sympy.Expr) -> sympy.Expr:
    """Replace every sum like 2 + sin(z), bounded away from zero, by a symbol of its sign."""
    if not expr.has(sympy.sin, sympy.cos):
        return expr

    def symbol(part: sympy.Expr) -> sympy.Expr:
        constant = part.as_independent(sympy.sin, sympy.cos)[0]
        return sympy.Dummy(positive=True) if constant.is_positive else -sympy.Dummy(positive=True)

    return expr.replace(lambda part: part.is_Add and part.has(sympy.sin, sympy.cos) and bounded_away(part), symbol)


def bounded_away(factor: sympy.Expr) -> bool:
    """c0 + sum a_i sin(z_i) + b_i cos(z_i) has the sign of c0 if |c0| > sum sqrt(a_i^2 + b_i^2)."""
    parts = _amplitudes(factor)
    return parts is not None and bool(abs(parts[0]) > sympy.Add(*parts[1].values()))


def never_negative(expr: sympy.Expr, along: sympy.Symbol) -> bool:
    """A product of positive factors and sums c0 + sum a_i sin(z_i) + b_i cos(z_i), c0 >= sum sqrt(a_i^2 + b_i^2),
    with every z_i strictly monotone in ``along``: its zeros are isolated there, because those in z_i are.
    """
    return all(
        factor.is_positive or _zero_at_isolated_points(factor, along)
        for factor in sympy.Mul.make_args(sympy.factor_terms(expr))
    )


def _zero_at_isolated_points(factor: sympy.Expr, along: sympy.Symbol) -> bool:
    parts = _amplitudes(factor)
    if parts is None or not parts[1]:
        return False
    monotone = all(z.is_real and sympy.diff(z, along).is_nonzero for z in parts[1])
    return bool(monotone) and bool(sympy.simplify(parts[0] - sympy.Add(*parts[1].values())).is_nonnegative)


def _amplitudes(factor: sympy.Expr) -> tuple[sympy.Expr, dict[sympy.Expr, sympy.Expr]] | None:
    """c0 and the amplitude of every z in c0 + sum a_i sin(z_i) + b_i cos(z_i); None for anything else."""
    constant = sympy.S.Zero
    parts: dict[sympy.Expr, dict[type, sympy.Expr]] = {}
    for term in sympy.Add.make_args(sympy.expand(factor)):
        coefficient, wave = term.as_independent(sympy.sin, sympy.cos)
        if wave == 1:
            constant += coefficient
        elif coefficient.is_number and isinstance(wave, (sympy.sin, sympy.cos)):
            own = parts.setdefault(wave.args[0], {})
            own[wave.func] = own.get(wave.func, sympy.S.Zero) + coefficient
        else:
            return None
    if not constant.is_number:
        return None
    return constant, {z: sympy.sqrt(sympy.Add(*(c**2 for c in own.values()))) for z, own in parts.items()}
