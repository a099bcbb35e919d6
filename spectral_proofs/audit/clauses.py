"""The kinds of facts that rows are made of.

- :class:`Equation`: two formulas are equal, by symbolic simplification; unequal only where they differ numerically at a
  point, so that a simplification that fails refutes nothing.
- :class:`Sign`: an expression is positive for all positive values of its symbols.
- :class:`Summable`: a sum of powers of k converges.
- :class:`Limit`: a limit with numeric exponents (SymPy's limits are unsound with symbolic ones).
- :class:`Claim`: what ``check`` says about a g, from its derivation.
- :class:`Regime`: an index of the general theorem equals a formula, in all regimes of a kind.

Certified sums over the modes are in :mod:`.values`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import sympy
from sympy.core.function import AppliedUndef

from spectral_proofs.audit import symbols
from spectral_proofs.audit.base import Check, Clause
from spectral_proofs.audit.cache import Desk
from spectral_proofs.audit.values import shown
from spectral_proofs.derivation.parameters.theorem import Regime as TheoremRegime
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Evidence, Truth
from spectral_proofs.text.wording import relations

Point = Mapping[sympy.Symbol, object]
Parameters = tuple[tuple[str, str], ...]

#: Where two formulas are compared when they do not simplify to each other.
_GENERIC: dict[sympy.Symbol, sympy.Expr] = {
    symbols.a: sympy.Rational(8, 5),
    symbols.b: sympy.Rational(7, 3),
    symbols.m: sympy.Rational(3, 4),
    symbols.n: sympy.Rational(5, 4),
}
#: Two formulas evaluated to forty digits are different when they differ by more than this.
_DISTINCT = sympy.Float("1e-9")
_DIGITS = 40
_SHOWN = 8
_SHORT = 12


@dataclass(frozen=True)
class Equation(Clause):
    """left = right for all positive values of the symbols (or at ``at``, values of some of them)."""

    left: sympy.Expr
    right: sympy.Expr
    at: Point = field(default_factory=dict)

    def check(self, desk: Desk) -> Check:
        """Proved either way."""
        left, right = (sympy.S(side).subs(dict(self.at)).doit() for side in (self.left, self.right))
        if vanishes(left - right):
            return Check(self.role, self.says, True, Evidence.PROVED, f"{left} = {right}" if self.at else "identity")
        if left.has(AppliedUndef) or right.has(
            AppliedUndef
        ):  # a g without a formula: only the difference can be free of it
            left, right = sympy.simplify(left - right), sympy.S.Zero
        point = generic_point(left.free_symbols | right.free_symbols)
        values = [side.subs(point).evalf(_DIGITS) for side in (left, right)]
        if not all(value.is_number for value in values):
            raise UndecidedError(f"{self.says}: {left} is neither zero nor free of g")
        if not abs(values[0] - values[1]) > _DISTINCT:
            raise UndecidedError(f"{self.says}: {left} and {right} neither simplify to each other nor differ")
        where = ", ".join(f"{name} = {value}" for name, value in (*self.at.items(), *point.items()))
        found = " ≠ ".join(_brief(value, side) for value, side in zip(values, (left, right), strict=True))
        if right == 0 and not left.is_number:
            found = f"the difference is {left} ≠ 0"
        return Check(self.role, self.says, False, Evidence.PROVED, f"{found}{f' at {where}' if where else ''}")


@dataclass(frozen=True)
class Sign(Clause):
    """expr > 0 for all positive values of its symbols; fails where it is never positive, or not at ``at``."""

    expr: sympy.Expr
    at: Point = field(default_factory=dict)

    def check(self, desk: Desk) -> Check:
        """Proved by SymPy's rules for sums and products of positive numbers."""
        value = sympy.S(self.expr).subs(dict(self.at))
        if not value.is_number:
            value = sympy.factor(sympy.simplify(value))
        shown = str(value) if not value.is_number or value.is_Rational else f"{value.evalf(_SHOWN)}"
        if value.is_positive:
            return Check(self.role, self.says, True, Evidence.PROVED, f"{shown} > 0")
        if value.is_nonpositive:
            return Check(self.role, self.says, False, Evidence.PROVED, f"{shown} ≤ 0")
        raise UndecidedError(f"{self.says}: the sign of {value} is not settled")


@dataclass(frozen=True)
class Summable(Clause):
    """sum k^exponent converges, that is exponent < -1, for all positive values of the symbols."""

    exponent: sympy.Expr

    def check(self, desk: Desk) -> Check:
        """Proved by the integral test."""
        below = Sign(role=self.role, says=self.says, expr=-1 - self.exponent).check(desk)
        exponent = sympy.expand(self.exponent)
        verb = "converges" if below.holds else "diverges"
        return replace(below, found=f"Σ k^({exponent}) {verb}")


@dataclass(frozen=True)
class Limit(Clause):
    """expr -> value as the variable tends to ``to`` (from the right where that is finite)."""

    expr: sympy.Expr
    variable: sympy.Symbol
    to: sympy.Expr
    value: sympy.Expr
    at: Point = field(default_factory=dict)
    side: str = "+"

    def check(self, desk: Desk) -> Check:
        """Proved, for the numeric values in ``at``."""
        expr = sympy.S(self.expr).subs(dict(self.at))
        if expr.free_symbols - {self.variable}:
            raise UndecidedError(f"{self.says}: a limit with symbols {expr.free_symbols} would be unsound")
        found = sympy.limit(expr, self.variable, self.to, self.side)
        if found.has(sympy.Limit, sympy.AccumBounds):
            raise UndecidedError(f"{self.says}: SymPy leaves {found}")
        value = sympy.S(self.value).subs(dict(self.at))
        holds = found == value or (found.is_finite and value.is_finite and vanishes(found - value))
        where = ", ".join(f"{name} = {number}" for name, number in self.at.items())
        return Check(
            self.role, self.says, bool(holds), Evidence.PROVED, f"the limit is {found}{f' at {where}' if where else ''}"
        )


@dataclass(frozen=True)
class Claim(Clause):
    """A claim of ``check`` holds for g on the spectrum (a, b); ``times`` add certified values of L and S."""

    claim: str
    g: str
    a: str = "3/2"
    b: str = "2"
    parameters: Parameters = ()
    times: tuple[str, ...] = ()

    def check(self, desk: Desk) -> Check:
        """As the derivation proves it."""
        result = desk.claim(self.claim, self.g, self.a, self.b, self.parameters)
        if result.conclusion is Truth.UNKNOWN or result.hypotheses is Truth.UNKNOWN:
            raise UndecidedError(f"{self.claim} is undecided for g = {self.g}: {result.reason}")
        numbers: dict[str, str] = {}
        for time in self.times:
            values = desk.values(self.g, self.a, self.b, time)
            numbers |= {f"L({time})": shown(values.loss), f"S({time})": shown(values.energy)}
        found = f"{self.claim} {result.verdict.value}: {result.reason}"
        says = f"{self.says} [g = {written(self.g, self.parameters)}, a = {self.a}, b = {self.b}]"
        return Check(
            self.role,
            says,
            result.conclusion is Truth.YES,
            result.evidence or Evidence.NUMERICAL,
            found,
            within=result.hypotheses is Truth.YES,
            numbers=numbers,
        )


@dataclass(frozen=True)
class Regime(Clause):
    """``left`` = ``right`` in every regime of the general theorem of g whose S grows in one of ``kinds``.

    Both sides are formulas in rho, chi, gamma (what the theorem found) and in a, b and the parameters of g.
    """

    g: str
    left: sympy.Expr
    right: sympy.Expr
    kinds: tuple[str, ...] = ("power law", "logarithmic", "bounded", "infinite")
    assumptions: tuple[str, ...] = ()

    def check(self, desk: Desk) -> Check:
        """Proved by the derivation with symbols left in it."""
        regimes = [r for r in desk.theorem(self.g, self.assumptions).regimes if r.found.growth in self.kinds]
        if not regimes:
            raise UndecidedError(f"{self.says}: the theorem of {self.g} has no regime {', '.join(self.kinds)}")
        for regime in regimes:
            left, right = (_in_regime(side, regime) for side in (self.left, self.right))
            if not vanishes(left - right):
                clause = Equation(
                    role=self.role, says=f"{self.says} [if {relations(regime.when)}]", left=left, right=right
                )
                return clause.check(desk)
        when = " or ".join(relations(regime.when) for regime in regimes)
        return Check(self.role, self.says, True, Evidence.PROVED, f"g = {self.g}, if {when}")


def vanishes(expr: sympy.Expr) -> bool:
    """Whether an expression simplifies to zero; False says nothing."""
    if expr == 0:
        return True
    expanded = sympy.powsimp(sympy.expand(sympy.powdenest(sympy.expand_log(expr, force=True), force=True)))
    return bool(expanded == 0 or sympy.simplify(expanded) == 0 or sympy.simplify(expr) == 0)


def generic_point(names: Iterable[sympy.Symbol]) -> dict[sympy.Symbol, sympy.Expr]:
    """Distinct rational values for some symbols."""
    free = sorted(names, key=str)
    return {name: _GENERIC.get(name, sympy.Rational(13 + 4 * i, 11)) for i, name in enumerate(free)}


def _brief(value: sympy.Expr, exact: sympy.Expr) -> str:
    """The exact side where it is a short number, else its first digits."""
    return str(exact) if exact.is_number and len(str(exact)) <= _SHORT else str(value.evalf(_SHOWN))


def written(g: str, parameters: Parameters) -> str:
    """g and the values of its parameters."""
    return g + "".join(f", {name} = {value}" for name, value in parameters)


def _in_regime(formula: sympy.Expr, regime: TheoremRegime) -> sympy.Expr:
    found = regime.found
    known = {symbols.rho: found.rho, symbols.chi: found.chi, symbols.gamma: found.gamma}
    missing = [str(name) for name, value in known.items() if value is None and sympy.S(formula).has(name)]
    if missing:
        raise UndecidedError(f"the theorem has no {missing[0]} if {relations(regime.when)}")
    value = sympy.S(formula).subs({name: value for name, value in known.items() if value is not None})
    for expr, signs in regime.clauses:
        if signs == (0,) and expr.has(symbols.a):
            value = value.subs(symbols.a, sympy.solve(expr, symbols.a)[0])
    return value
