"""When one answer says what another says: the comparison by which cases are merged into regimes.

1. Expressions are equal when they look alike once exponents and arguments are factored, or when SymPy simplifies
   their difference to zero. Unevaluated integrals are compared by their looks only.
2. A constant with a hole (a ``Piecewise`` with a limit) covers one that is the same outside the hole.
3. A special case may know a complete expansion where the general answer has none; that makes no regime of it.
4. Every quantity is compared, whatever the notes say: one that is open in one answer and known in the other makes
   the two differ, and what is open in one quantity says nothing about the others. Of the notes only what is open
   and what rests on samples counts; why it is open may be worded with the case's own equalities.
"""

from __future__ import annotations

import sympy

from spectral_proofs.derivation.parameters.findings import EXPRESSIONS, Findings
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase

_OPTIONAL = ("loss_expansion", "energy_expansion")


def covers(general: Findings, special: Findings, case: ParameterCase) -> bool:
    """Whether the general answer, with the special case's equalities substituted, is the special answer."""
    if general.growth != special.growth:
        return False
    if open_parts(general) != open_parts(special) or not _sampled(special) <= _sampled(general):
        return False
    if general.rigour != special.rigour:  # what is known better in one case is not known so in the other
        return False
    for name in EXPRESSIONS:
        left, right = getattr(general, name), getattr(special, name)
        if left is None and name in _OPTIONAL:
            continue
        if (left is None) != (right is None):
            return False
        if left is not None and not _equal(case.apply(left), right):
            return False
    return True


def open_parts(found: Findings) -> frozenset[str]:
    """Which quantities are said to be undecided: "L undecided", "frontier undecided", ..."""
    return frozenset(note.partition(":")[0] for note in found.notes if "undecided" in note)


def _sampled(found: Findings) -> frozenset[str]:
    return frozenset(note for note in found.notes if note.startswith("sampled"))


def _without_holes(expr: sympy.Expr) -> sympy.Expr:
    """The constant where it is no limit."""
    return expr.xreplace({piece: piece.args[-1].expr for piece in expr.atoms(sympy.Piecewise)})


def _equal(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Whether a general constant, specialised, is the special one."""
    if left == right or normal(left) == normal(right):
        return True
    if left.has(sympy.Piecewise) and not right.has(sympy.Piecewise):  # the special case excludes the hole
        return _equal(_without_holes(left), right)
    if left.has(sympy.Integral, sympy.Sum) or right.has(sympy.Integral, sympy.Sum):
        return False
    if left.has(sympy.zoo, sympy.nan, sympy.oo):
        return False
    return bool(sympy.simplify(left - right) == 0)


def normal(expr: sympy.Expr) -> sympy.Expr:
    """The expression with every exponent and argument in one form: rational functions are factored."""
    if not expr.args:
        return expr
    if isinstance(expr, (sympy.Integral, sympy.Sum)):
        return expr.func(normal(expr.function), *expr.limits)
    if isinstance(expr, sympy.Piecewise):
        return sympy.Piecewise(*((normal(value), when) for value, when in expr.args))
    if expr.is_rational_function():
        return sympy.factor(expr)
    rebuilt = expr.func(*(normal(arg) for arg in expr.args))
    return sympy.powsimp(rebuilt) if rebuilt.is_Mul or rebuilt.is_Pow else rebuilt
