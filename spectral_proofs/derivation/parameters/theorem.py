"""A general theorem: regimes, each with the condition under which its answer holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.parameter_case import A, B, ParameterCase
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Trace

_RELATIONS = {(1,): ">", (-1,): "<", (0, 1): ">=", (-1, 0): "<=", (-1, 1): "!=", (0,): "=="}
Clause = tuple[sympy.Expr, tuple[int, ...]]  # expression, the signs it may have (in increasing order)


@dataclass(frozen=True)
class Regime:
    """What holds when every clause holds (and the standing assumptions, and the user's)."""

    clauses: tuple[Clause, ...]
    found: Findings
    trace: Trace | None = None  # where it was asked for

    def holds(self, point: Mapping[sympy.Symbol, sympy.Expr]) -> bool:
        """Whether the clauses hold at a point that values all parameters."""
        signs = [(sympy.sign(expr.subs(point)), allowed) for expr, allowed in self.clauses]
        return all(value in allowed for value, allowed in signs)

    @property
    def when(self) -> str:
        """The condition in SymPy's syntax."""
        parts = [relation(*clause) for clause in self.clauses]
        return parts[0] if len(parts) == 1 else " & ".join(f"({part})" for part in parts) or "True"


@dataclass(frozen=True)
class Theorem:
    """A candidate, what is assumed of its parameters, and its regimes."""

    g: sympy.Expr
    a: sympy.Expr
    b: sympy.Expr
    assumptions: tuple[str, ...]
    regimes: tuple[Regime, ...]
    bases: tuple[ParameterCase, ...] = (ParameterCase(),)  # what the assumptions allow
    cases: tuple[ParameterCase, ...] = ()  # all that the derivation distinguished before it merged them

    @property
    def parameters(self) -> tuple[sympy.Symbol, ...]:
        """The free symbols besides lambda and t, in order of name; a and b last."""
        found = (self.g.free_symbols | self.a.free_symbols | self.b.free_symbols) - {LAMBDA, TIME}
        return tuple(sorted(found, key=lambda s: (s in (A, B), str(s))))

    @property
    def undecided(self) -> bool:
        """Some regime lacks an answer."""
        return any("undecided" in note for regime in self.regimes for note in regime.found.notes)


def relation(expr: sympy.Expr, signs: tuple[int, ...]) -> str:
    """A clause for readers: positive terms on one side, negative ones on the other.

    >>> relation(1 + B - A, (-1,)), relation(A - 1 - B, (0,))
    ('a > b + 1', 'Eq(a, b + 1)')
    """
    left, right, operator = sides(expr, signs)
    if operator in ("==", "!="):
        return f"{'Eq' if operator == '==' else 'Ne'}({left}, {right})"
    return f"{left} {operator} {right}"


def sides(expr: sympy.Expr, signs: tuple[int, ...]) -> tuple[sympy.Expr, sympy.Expr, str]:
    """(left, right, operator) of a clause."""
    terms = sympy.Add.make_args(sympy.expand(expr))
    left = sympy.Add(*(term for term in terms if not term.could_extract_minus_sign()))
    right = sympy.Add(*(-term for term in terms if term.could_extract_minus_sign()))
    signs = tuple(sorted(signs))
    if (left.is_number and not right.is_number) or (right.is_Symbol and not left.is_Symbol) or left == 0:
        left, right, signs = right, left, tuple(sorted(-sign for sign in signs))
    if {left, right} >= {A} and right == A:
        left, right, signs = right, left, tuple(sorted(-sign for sign in signs))
    coefficient, rest = left.as_coeff_Mul()
    if rest.is_Symbol and coefficient != 1:
        left, right = rest, sympy.expand(right / coefficient)
    return left, right, _RELATIONS[signs]
