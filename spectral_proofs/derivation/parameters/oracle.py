"""Answers the questions of :mod:`spectral_proofs.asymptotics` about expressions with free parameters.

1. An expression without the cell's parameter p is decided by the case (:meth:`ParameterCase.sign`). Where only large
   values of the parameter count (t in the tail), its expansion decides; beside the phase of an oscillation, factors
   like 2 + sin(phase) count as positive symbols.
2. A product is decided factor by factor; in c0 + c1 p the sign of c1 counts, then where the root -c0/c1 stands to
   both ends of the interval; a root inside is a :class:`~spectral_proofs.asymptotics.signs.Split`. log y, y > 0, has
   the sign of y - 1.
3. c p^e + d p^f with c and d of different signs, p being positive, has one zero, which is treated alike. Anything else
   must have terms of one sign.

Left out: roots of other expressions in p with symbolic coefficients; they end in ``UndecidedError``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import sympy

from spectral_proofs.asymptotics import signs, wave_signs
from spectral_proofs.asymptotics.domain import Domain, Split
from spectral_proofs.asymptotics.exponents import cancelled, canonical
from spectral_proofs.derivation.parameters.independence import Orders, orders_of, without_denominators
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase, Witness
from spectral_proofs.derivation.parameters.positivity import plainly_positive
from spectral_proofs.errors import UndecidedError

Term = tuple[sympy.Expr, sympy.Expr]  # coefficient in the parameters, factor that depends on p


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
        if isinstance(expr, sympy.log):
            if signs.sign(expr.args[0], domain) <= 0:
                raise UndecidedError(f"{expr} is not real")
            return signs.sign(expr.args[0] - 1, domain)
        slope = cancelled(sympy.diff(expr, p))
        if p in slope.free_symbols:
            return self._by_terms(expr, domain)
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

    def _by_terms(self, expr: sympy.Expr, domain: Domain) -> int:
        p = domain.parameter
        assert p is not None
        terms = self._terms(expr, p)
        if not all(plainly_positive(rest) for _, rest in terms):
            raise UndecidedError(f"cannot decide the sign of {expr}")
        found = [(self.case_sign(coefficient), rest) for coefficient, rest in terms]
        if len({sign for sign, _ in found} - {0}) < 2:
            return max((sign for sign, _ in found), key=abs, default=0)
        kinds = [orders_of(rest, p) for _, rest in terms]
        powers = [(c, kind.power) for (c, _), kind in zip(terms, kinds, strict=True) if kind and kind.logs == (0, 0)]
        if len(terms) > 2 or len(powers) < 2:
            raise UndecidedError(f"cannot decide the sign of {expr}")
        return self._two_powers(expr, powers[0], powers[1], domain)

    def _two_powers(self, expr: sympy.Expr, one: Term, other: Term, domain: Domain) -> int:
        """The sign of c p^e + d p^f, p > 0, with c and d of different signs, which has one zero."""
        (c, e), (d, f) = one, other
        order = self.case_sign(e - f)
        if order == 0:
            return self.case_sign(c + d)
        if order < 0:
            c, e, d, f = d, f, c, e
        ends = [
            self.case_sign(d if domain.low == 0 else expr.subs(domain.parameter, domain.low)),
            self.case_sign(c if domain.high is sympy.oo else expr.subs(domain.parameter, domain.high)),
        ]
        if sum(ends) == 0:
            raise Split(canonical((-d / c) ** (1 / (e - f))))
        return 1 if sum(ends) > 0 else -1

    def _terms(self, expr: sympy.Expr, p: sympy.Symbol) -> list[Term]:
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
        if isinstance(expr, sympy.log):
            return self._decided(expr.args[0] - 1, domain)
        plain = without_denominators(expr, p)
        if plain.is_Mul or plain.is_Pow:
            bases = [factor.as_base_exp()[0] for factor in sympy.Mul.make_args(plain)]
            return any(self._decided(base, domain) for base in bases)
        return self._sum_vanishes(plain, p) if not _one_sign(sympy.diff(plain, p), domain) else False

    def _decided(self, expr: sympy.Expr, domain: Domain) -> bool:
        found = self.vanishes(expr, domain)
        return signs.is_zero(expr, domain) if found is None else found

    def _sum_vanishes(self, expr: sympy.Expr, p: sympy.Symbol) -> bool:
        terms = self._terms(expr, p)
        known = [self.case.known_sign(coefficient) for coefficient, _ in terms]
        one_way = len(terms) < 2 or all(plainly_positive(rest) for _, rest in terms)
        apart = None not in known and len(set(known) - {0}) < 2 and one_way  # nothing to cancel
        if any(known) and (apart or expr.is_polynomial(p) or self._independent(terms, known, p)):
            return False
        found = {self.case_sign(coefficient) for coefficient, _ in terms} - {0}
        if found and not expr.is_polynomial(p) and not (len(found) < 2 and one_way):
            raise UndecidedError(f"cannot decide whether {expr} is zero")
        return not found

    def _independent(self, terms: list[Term], known: list[int | None], p: sympy.Symbol) -> bool:
        """Whether one with a coefficient is a product as in :mod:`.independence`, with orders of its own."""
        kinds = [orders_of(rest, p) for _, rest in terms]
        found = [kind for kind in kinds if kind is not None]
        inner = {kind.inner for kind in found} - {None}
        if len(found) < len(kinds) or len(inner) > 1 or not all(self._has_zeros(u, p) for u in inner if u is not None):
            return False
        carrying = [kind for sign, kind in zip(known, found, strict=True) if sign]
        if any(self._alone(kind, found, self.case.known_sign) for kind in carrying):
            return True
        return all(self._alone(kind, found, self.case_sign) for kind in found)

    @staticmethod
    def _alone(kind: Orders, others: list[Orders], sign: Callable[[sympy.Expr], int | None]) -> bool:
        """Whether no other has the same powers."""
        return all(other is kind or other.logs != kind.logs or bool(sign(other.power - kind.power)) for other in others)

    def _has_zeros(self, expr: sympy.Expr, p: sympy.Symbol) -> bool:
        """Whether it is a sum of powers of p with positive coefficients, two at least with different exponents."""
        kinds = [(self.case.known_sign(c), orders_of(rest, p)) for c, rest in self._terms(expr, p)]
        powers = [kind.power for sign, kind in kinds if sign == 1 and kind is not None and kind.logs == (0, 0)]
        return len(powers) == len(kinds) and any(self.case.known_sign(e - powers[0]) for e in powers[1:])

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
