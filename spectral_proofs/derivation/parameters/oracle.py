"""Answers the questions of :mod:`spectral_proofs.asymptotics` about expressions with free parameters.

1. An expression without the cell's parameter p is decided by the case (:meth:`ParameterCase.sign`). Where only large
   values of the parameter count (t in the tail), its expansion decides; beside the phase of an oscillation, factors
   like 2 + sin(phase) count as positive symbols.
2. A product is decided factor by factor; in c0 + c1 p the sign of c1 counts, then where the root -c0/c1 stands to
   both ends of the interval; a root inside is a :class:`~spectral_proofs.asymptotics.signs.Split`.
3. Anything else must have terms of one sign, p being positive.

Left out: roots of other expressions in p with symbolic coefficients; they end in ``UndecidedError``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import combinations

import sympy

from spectral_proofs.asymptotics import signs, wave_signs
from spectral_proofs.asymptotics.domain import Domain, Split
from spectral_proofs.asymptotics.exponents import cancelled, canonical
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase, Witness
from spectral_proofs.derivation.parameters.positivity import plainly_positive
from spectral_proofs.errors import UndecidedError


@dataclass
class Work:
    """How many questions were put to oracles: a measure of time that is the same on every machine."""

    questions: int = 0


@dataclass(frozen=True)
class CaseOracle:
    """The oracle of one case; ``parameters`` are the free symbols, ``asked`` the signs that it was asked for.

    Each question about an expression is counted in ``work``.
    """

    case: ParameterCase
    parameters: frozenset[sympy.Symbol]
    witness: Witness
    asked: dict[sympy.Expr, int] = field(default_factory=dict, compare=False)
    work: Work = field(default_factory=Work, compare=False)

    def case_sign(self, expr: sympy.Expr) -> int:
        """The sign of an expression in the parameters, remembered for the trace."""
        self.asked[expr] = self.case.sign(expr)
        return self.asked[expr]

    def sign(self, expr: sympy.Expr, domain: Domain) -> int | None:
        """Proved sign on the whole interval.

        Raises:
            CaseSplit, Split, UndecidedError: see the module's steps.
        """
        self.work.questions += 1
        if not involved(expr, domain, self.parameters):
            return None
        plain = _one_sign(expr, domain)
        if plain:
            return plain
        p = domain.parameter
        if domain.eventual is not None and p in expr.free_symbols:
            return domain.eventual(expr)
        if wave_signs.waves(expr):
            return self._beside_waves(expr)
        if p is None or p not in expr.free_symbols:
            self._only_parameters(expr)
            return self.case_sign(expr)
        if expr.is_Mul or expr.is_Pow:
            return self._by_factors(expr, domain)
        slope = cancelled(sympy.diff(expr, p))
        if p in slope.free_symbols:
            return self._by_terms(expr, p)
        return self._affine(cancelled(expr.subs(p, 0)), slope, domain)

    def _by_factors(self, expr: sympy.Expr, domain: Domain) -> int:
        result = 1
        for factor in sympy.Mul.make_args(expr):
            base, exponent = factor.as_base_exp()
            inner = signs.sign(base, domain)
            if inner < 0 and not exponent.is_integer:
                raise UndecidedError(f"cannot decide the sign of {expr}")
            result *= inner if not exponent.is_even else inner**2
        return result

    def _beside_waves(self, expr: sympy.Expr) -> int:
        """The sign where sums like 2 + sin(phase) can be taken as positive symbols; nothing is split on them."""
        result = 1
        for factor in sympy.Mul.make_args(wave_signs.without_waves(sympy.factor_terms(expr))):
            if plainly_positive(factor):
                continue
            known = None if wave_signs.waves(factor) else self.case.known_sign(factor)
            if known is None:
                raise UndecidedError(f"cannot decide the sign of {expr}")
            result *= known
        return result

    def _affine(self, rest: sympy.Expr, slope: sympy.Expr, domain: Domain) -> int:
        self._only_parameters(rest)
        self._only_parameters(slope)
        direction = self.case_sign(slope)
        if direction == 0:
            return self.case_sign(rest)
        root = canonical(-rest / slope)
        if domain.low is not -sympy.oo and self.case_sign(root - domain.low) <= 0:
            return direction
        if domain.high is not sympy.oo and self.case_sign(domain.high - root) <= 0:
            return -direction
        raise Split(root)

    def _by_terms(self, expr: sympy.Expr, p: sympy.Symbol) -> int:
        found = set()
        for coefficient, rest in self._terms(expr, p):
            if not plainly_positive(rest):
                raise UndecidedError(f"cannot decide the sign of {expr}")
            found.add(self.case_sign(coefficient))
        found.discard(0)
        if len(found) > 1:
            raise UndecidedError(f"cannot decide the sign of {expr}")
        return found.pop() if found else 0

    def _terms(self, expr: sympy.Expr, p: sympy.Symbol) -> list[tuple[sympy.Expr, sympy.Expr]]:
        """(coefficient in the parameters, factor that depends on p)."""
        groups: dict[sympy.Expr, sympy.Expr] = {}
        for term in sympy.Add.make_args(sympy.expand(expr)):
            coefficient, rest = term.as_independent(p, as_Add=False)
            self._only_parameters(coefficient)
            groups[rest] = groups.get(rest, sympy.S.Zero) + coefficient
        return [(coefficient, rest) for rest, coefficient in groups.items()]

    def _only_parameters(self, expr: sympy.Expr) -> None:
        if expr.free_symbols - self.parameters:
            raise UndecidedError(f"cannot decide the sign of {expr}")

    def vanishes(self, expr: sympy.Expr, domain: Domain) -> bool | None:
        """Whether the coefficient is zero throughout the case."""
        self.work.questions += 1
        if not involved(expr, domain, self.parameters):
            return None
        if cancelled(expr) == 0:
            return True
        if _one_sign(expr, domain):
            return False
        if wave_signs.waves(expr):
            return self._beside_waves(expr) == 0
        p = domain.parameter
        if p is None or p not in expr.free_symbols:
            self._only_parameters(expr)
            return self.case_sign(expr) == 0
        terms = self._terms(expr, p)
        known = [self.case.known_sign(coefficient) for coefficient, _ in terms]
        apart = None not in known and len(set(known) - {0}) < 2  # nothing to cancel
        if any(known) and (apart or expr.is_polynomial(p) or self._independent([rest for _, rest in terms], p)):
            return False
        found = {self.case_sign(coefficient) for coefficient, _ in terms}
        found.discard(0)
        if len(found) > 1 and not expr.is_polynomial(p):
            raise UndecidedError(f"cannot decide whether {expr} is zero")
        return not found

    def _independent(self, rests: list[sympy.Expr], p: sympy.Symbol) -> bool:
        """Whether they are products p^e (log p)^j with different (e, j), which are linearly independent."""
        kinds = [_power_and_log(rest, p) for rest in rests]
        known = [kind for kind in kinds if kind is not None]
        return len(known) == len(kinds) and all(
            left[1] != right[1] or self.case_sign(left[0] - right[0]) != 0 for left, right in combinations(known, 2)
        )

    def pinned(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` at the witness."""
        return expr.subs(self.witness)

    def at_witness(self) -> WitnessOracle:
        """The oracle that answers for the witness alone."""
        return WitnessOracle(self.parameters, self.witness)


@dataclass(frozen=True)
class WitnessOracle:
    """Answers for one point of a case; proves nothing about the case."""

    parameters: frozenset[sympy.Symbol]
    witness: Witness

    def sign(self, expr: sympy.Expr, domain: Domain) -> int | None:
        """Sign at the witness."""
        if not involved(expr, domain, self.parameters):
            return None
        return signs.sign(self.pinned(expr), self._domain(domain))

    def vanishes(self, expr: sympy.Expr, domain: Domain) -> bool | None:
        """Whether the coefficient is zero at the witness."""
        if not involved(expr, domain, self.parameters):
            return None
        return signs.is_zero(self.pinned(expr), self._domain(domain))

    def _domain(self, domain: Domain) -> Domain:
        return Domain(domain.parameter, self.pinned(domain.low), self.pinned(domain.high))

    def pinned(self, expr: sympy.Expr) -> sympy.Expr:
        """``expr`` at the witness."""
        return expr.subs(self.witness)

    def at_witness(self) -> WitnessOracle:
        """Itself."""
        return self


def _power_and_log(expr: sympy.Expr, p: sympy.Symbol) -> tuple[sympy.Expr, sympy.Expr] | None:
    """(e, j) of p^e (log p)^j, or of the same in -p; None for anything else."""
    power = logs = sympy.S.Zero
    for factor in sympy.Mul.make_args(expr):
        base, exponent = factor.as_base_exp()
        if exponent.has(p):
            return None
        if base is sympy.S.One:
            continue
        if base in (p, -p):
            power += exponent
        elif base in (sympy.log(p), sympy.log(-p)) and exponent.is_Integer:
            logs += exponent
        else:
            return None
    return power, logs


def _one_sign(expr: sympy.Expr, domain: Domain) -> int:
    """The sign where the form of the expression shows it on the whole interval, else 0."""
    if plainly_positive(expr) or expr.is_negative:
        return -1 if expr.is_negative else 1
    p, low, high = domain.parameter, domain.low, domain.high
    if p is None or not (low.is_Rational and high.is_Rational) or not any(e.has(p) for e in _symbolic_powers(expr)):
        return 0
    w = sympy.Dummy(positive=True)
    mapped = expr.subs(p, low + (high - low) * w / (1 + w))
    return 1 if plainly_positive(mapped) else -1 if plainly_positive(-mapped) else 0


def _symbolic_powers(expr: sympy.Expr) -> list[sympy.Expr]:
    return [power.base for power in expr.atoms(sympy.Pow) if power.exp.free_symbols]


def involved(expr: sympy.Expr, domain: Domain, parameters: frozenset[sympy.Symbol]) -> bool:
    """Whether a question has free parameters at all."""
    return bool((expr.free_symbols | domain.low.free_symbols | domain.high.free_symbols) & parameters)
