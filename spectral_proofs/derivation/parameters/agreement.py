"""Does the derivation of one instance say what the general theorem says about its regime?

1. Indices are compared as exact numbers, and infinite S with infinite S. An index that the theorem denies (it has
   none, and the quantity is not said to be undecided) must not exist at the instance.
2. Scaling functions and leading constants are compared as expressions; where two do not look the same, their
   decimals must agree (to forty digits, integrals to six). A constant of the theorem that is infinite at the
   instance, or a divergent integral there, differs from one that has a value.
3. What either side leaves open is not compared.

The two share the rules of asymptotics, but one decides every sign for all parameters at once and the other from
numbers. A difference is an internal error, never a verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import mpmath
import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import PHASE_PREFIX
from spectral_proofs.derivation.parameters.answers import normal
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.results import Asymptotics, HasLaws, Truth
from spectral_proofs.results.exit_status import EXPONENTS, exponents

_DIGITS = 50
_TOLERANCE = "1e-40"
_INTEGRALS = "1e-6"  # quadrature of integrands with steep edges
_PLACES = (sympy.Rational(1, 3), sympy.Rational(5, 2))  # of x
_ANGLE = sympy.Rational(7, 5)  # of every phase

Values = Mapping[sympy.Symbol, sympy.Rational]


def disagreement(found: Findings, point: Values, derivation: HasLaws) -> str:
    """One line naming what differs at ``point``, or an empty string."""
    differences = [*_infinite(found, derivation), *_indices(found, point, derivation)]
    differences += _constants(found, point, derivation)
    return f"the general theorem and this instance differ: {differences[0]}" if differences else ""


def _infinite(found: Findings, derivation: HasLaws) -> Iterator[str]:
    known = found.growth != "undecided" and _settled(derivation.energy)
    if known and (found.growth == "infinite") != derivation.energy.infinite:
        yield f"S is {found.growth} in the theorem, {derivation.energy.formula} at the instance"


def _indices(found: Findings, point: Values, derivation: HasLaws) -> Iterator[str]:
    own = exponents(derivation)
    for name in EXPONENTS:
        general = getattr(found, name)
        if general is None:
            if own[name] is not None and _denied(name, found):
                yield f"{name} has no value in the theorem, {own[name]} at the instance"
            continue
        value, here = general.subs(point), own[name]
        if here is None:
            if _settled(_quantity(name, derivation)) and not name.endswith("_log"):
                yield f"{name} = {value} in the theorem, none at the instance"
        elif sympy.simplify(value - here) != 0:
            yield f"{name} = {value} in the theorem, {here} at the instance"


def _denied(name: str, found: Findings) -> bool:
    """The theorem says that there is no such index, rather than nothing about it."""
    whose = {"chi": "L", "gamma": "S"}.get(name)
    return whose is not None and not any(n.startswith((f"{whose} undecided", "undecided")) for n in found.notes)


def _quantity(name: str, derivation: HasLaws) -> Asymptotics:
    sources = {"rho": derivation.frontier.level, "chi": derivation.loss, "gamma": derivation.energy}
    return sources[name.removesuffix("_log")]


def _settled(quantity: Asymptotics) -> bool:
    return quantity.infinite or quantity.theta.truth is not Truth.UNKNOWN


def _constants(found: Findings, point: Values, derivation: HasLaws) -> Iterator[str]:
    pairs = (
        ("G", found.scaling_function, derivation.frontier.scaling_function),
        ("the constant of lambda_*", found.frontier_constant, derivation.frontier.level.constant),
        ("the constant of L", found.loss_constant, derivation.loss.constant),
        ("the constant of S", found.energy_constant, derivation.energy.constant),
    )
    for name, general, here in pairs:
        if general is None or here is None or here is sympy.S.NaN:
            continue
        value = general.subs(point)
        if not same(value, here):
            yield f"{name} is {value} in the theorem, {here} at the instance"


def same(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Equal as expressions, or as far as their decimals show; True where neither can be told.

    >>> same(sympy.sqrt(8), 2 * sympy.sqrt(2)), same(sympy.Rational(1, 3), sympy.Rational(1, 4))
    (True, False)
    """
    if left == right or normal(left) == normal(right):
        return True
    if left.has(sympy.zoo, sympy.nan, sympy.oo) and not left.has(sympy.Integral, sympy.Sum):
        return False
    phases = [s for s in left.free_symbols | right.free_symbols if s.name.startswith(PHASE_PREFIX)]
    for place in _PLACES:
        values = {RAY_SYMBOL: place} | dict.fromkeys(phases, _ANGLE)
        if not _equal_numbers(left.subs(values), right.subs(values)):
            return False
    return True


def _equal_numbers(left: sympy.Expr, right: sympy.Expr) -> bool:
    """True also where the second has no decimals; the first must have some if the second has."""
    if left.free_symbols or right.free_symbols:
        return True
    if any(expr.has(sympy.Integral, sympy.Sum) for expr in (left, right)):
        first, second, tolerance = decimal(left), decimal(right), _INTEGRALS
    else:
        first, second, tolerance = _digits(left), _digits(right), _TOLERANCE
    if second is None:
        return True
    if first is None:
        return False
    with mpmath.workdps(_DIGITS):
        return bool(abs(first - second) <= mpmath.mpf(tolerance) * max(abs(first), abs(second)))


def _digits(expr: sympy.Expr) -> mpmath.mpf | None:
    """A closed form in fifty digits; None where it has no finite real value."""
    value = expr.evalf(_DIGITS)
    with mpmath.workdps(_DIGITS):
        return mpmath.mpf(str(value)) if value.is_Float or value.is_Rational else None
