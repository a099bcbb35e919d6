"""Where a g that is nowhere negative is exactly zero, however large t is: what no certified value could show.

1. On a curve that divides a ray into cells: put in, exactly.
2. A factor that is a polynomial in sines and cosines of multiples of one phase and vanishes at some angle
   (:mod:`.phases`). The phase is continuous and two enclosed values of it are more than a turn apart, so that it passes
   that angle (intermediate value theorem).
3. An even power, or the modulus, of what is continuous and has enclosed values of both signs: zero between them.

Left out: factors with several phases, which may come as near to zero as they like without being there.
"""

from __future__ import annotations

from collections.abc import Iterator

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.verifier import exact, phases, witnesses
from spectral_proofs.verifier.balls import Function, accurate, value
from spectral_proofs.verifier.subject import Subject

_CONTINUOUS = (
    *phases.WAVES,
    sympy.exp,
    sympy.log,
    sympy.sinh,
    sympy.cosh,
    sympy.tanh,
    sympy.asinh,
    sympy.atan,
    sympy.erf,
)
_KINKS = (sympy.Max, sympy.Min, sympy.Abs, sympy.sign)
_FAR = (10**6, 10**4096)  # log t
_TURN = 7  # more than 2 pi


def recurring(subject: Subject) -> str:
    """Where g is zero at arbitrarily large t, in words; empty where no zero is known."""
    found = _curve(subject)
    if found is not None:
        return f"on the curve lambda = {found}"
    for form in exact.forms(subject.g):
        for factor in _factors(form):
            if _waves_vanish(factor, form, subject):
                return f"where {factor} = 0, for ever"
            if _between_signs(factor, subject):
                return f"where {factor} = 0, between values of both signs of its root"
    return ""


def possible(subject: Subject) -> bool:
    """Whether the form of g lets it touch zero without being negative: waves, kinks, squares."""
    forms = tuple(exact.forms(subject.g))
    squares = (p for form in forms for p in form.atoms(sympy.Pow) if p.exp.is_even and not p.base.is_positive)
    return bool(subject.g.has(*phases.WAVES, *_KINKS)) or any(squares)


def _curve(subject: Subject) -> sympy.Expr | None:
    """A curve on which g is zero, among those that divide a ray into cells."""
    for place in map(subject.place, subject.cells()):
        if place.kind == "ray":
            for end in (place.low, place.high):
                curve = end * exact.curve(place, sympy.S.One)
                if end.is_positive and end.is_finite and exact.equal(subject.g.subs(LAMBDA, curve), sympy.S.Zero):
                    return curve
    return None


def _factors(form: sympy.Expr) -> Iterator[sympy.Expr]:
    """What g is zero with: the factors with positive exponents, if the others are powers of what is positive."""
    powers = [factor.as_base_exp() for factor in sympy.Mul.make_args(form)]
    if all(exponent.is_positive or base.is_positive for base, exponent in powers):
        for base, exponent in powers:
            if exponent.is_positive and not base.is_positive:
                yield base**exponent


def _waves_vanish(factor: sympy.Expr, form: sympy.Expr, subject: Subject) -> bool:
    """Point 2; the waves are in no other place than in polynomials, so that no other factor is infinite there."""
    letters = {wave: sympy.Dummy() for wave in form.atoms(*phases.WAVES)}
    bases = [other.as_base_exp()[0].xreplace(letters) for other in sympy.Mul.make_args(form)]
    found = phases.in_one_phase(factor.as_base_exp()[0])
    if found is None or not all(base.is_polynomial(*letters.values()) for base in bases):
        return False
    polynomial, phase = found
    return phases.vanishes(polynomial) is True and _turns(phase, subject)


def _turns(phase: sympy.Expr, subject: Subject) -> bool:
    """Whether it is continuous at lambda = Lambda and passes all angles at large t."""
    function, top = Function(phase), subject.problem["Lambda"]

    def at(T: int) -> object:
        return accurate(lambda: function(value(sympy.Integer(T), {}).exp(), value(top, {}).log()), 2 * T.bit_length())

    ends = [at(T) for T in _FAR] if _continuous(phase) else [None]
    if any(end is None for end in ends):
        return False
    return bool(abs(ends[1] - ends[0]) > _TURN)  # type: ignore[operator]  # balls, or None above


def _continuous(expr: sympy.Expr) -> bool:
    """Whether it is continuous where it is real, by its form."""
    for part in sympy.preorder_traversal(expr):
        if isinstance(part, sympy.Pow) and not (part.exp.is_positive or part.base.is_positive):
            return False
        if isinstance(part, sympy.Function) and not isinstance(part, _CONTINUOUS):
            return False
    return bool(expr.free_symbols <= {LAMBDA, TIME})


def _between_signs(factor: sympy.Expr, subject: Subject) -> bool:
    """Point 3, among the points at which witnesses are looked for, far out."""
    base, exponent = factor.as_base_exp()
    inner = base.args[0] if isinstance(base, sympy.Abs) else base if exponent.is_even else None
    return inner is not None and _continuous(inner) and witnesses.both_signs(inner, subject)
