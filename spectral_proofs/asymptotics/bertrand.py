"""Does the integral of f(x) dx/x converge towards x = oo, or towards x = 0?

1. f is expanded at that end as a function of t = x, or of t = 1/x; with T = log t the question is whether
   the integral of m dT converges, m its leading monomial. A power of t, or more, decides by its sign; it is
   looked for first, factor by factor.
2. Bertrand's test: m T_1 ... T_k is formed for k = 1, 2, ..., T_1 = T and T_(j+1) = log T_j. As long as its logarithm
   is smaller than T_(k+1) = log T_k, the next factor is taken; as soon as it is not, its sign decides. So 1/T^p
   is decided by p against 1, 1/(T (log T)^p) one logarithm later, and exp(-sqrt(log T))/T by its exponential.
   (Hardy, Orders of Infinity, ch. 3.)

Left out: what falls like 1/(T_1 ... T_k) for every k that the algebra has (undecided).
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.domain import Domain, Oracle
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import DEPTH, UNIT, Monomial, compare, iterated_log, power_of
from spectral_proofs.asymptotics.series import Imprecise, Scale, Term, single
from spectral_proofs.asymptotics.signs import is_zero, sign
from spectral_proofs.errors import UndecidedError

_TERM_BUDGETS = (1, 2, 3, 5, 8, 13)  # few terms first: parameters in coefficients nobody needs would divide the cases


def summable(f: sympy.Expr, x: sympy.Symbol, end: int, oracle: Oracle | None = None) -> bool:
    """Whether int f dx/x converges at x = oo (``end`` = 1) or at x = 0 (-1).

    ``oracle`` answers about free parameters in f.

    >>> x = sympy.Symbol("x", positive=True)
    >>> summable(1 / sympy.log(2 + x) ** 2, x, 1), summable(1 / sympy.log(2 + x), x, 1), summable(x, x, -1)
    (True, False, True)

    Raises UndecidedError where f has no expansion, or falls too nearly like 1/(log x log log x ...).
    """
    point = Domain(None, oracle=oracle)
    for terms in _TERM_BUDGETS:
        scale = Scale(Domain(None, oracle=oracle), terms)
        evaluate = Evaluator({x: single(sympy.S.One, power_of(0, sympy.Integer(end)), scale)}, scale)
        try:
            best = _power(f, evaluate)
            if best is not None:
                return sign(best[0], point) < 0
            series = evaluate(f)
            return series.exactly_zero or _converges(series.lead()[1].log_terms(), point)
        except Imprecise:
            continue
    raise UndecidedError(f"the order of {f} at the end of a ray")


def _power(f: sympy.Expr, evaluate: Evaluator) -> Term | None:
    """The leading term of log f where it is log x or larger."""
    try:
        best = _largest(_logarithm(f, evaluate), evaluate.scale.domain)
    except (Imprecise, UndecidedError):
        return None
    return None if best is None or compare(best[1], iterated_log(0), evaluate.scale.domain) < 0 else best


def _logarithm(f: sympy.Expr, evaluate: Evaluator) -> list[Term]:
    """Leading terms of log f, factor by factor: exp(-x/log x), say, has no expansion of its own."""
    terms: list[Term] = []
    for factor in sympy.Mul.make_args(f):
        base, power = (factor, sympy.S.One) if isinstance(factor, sympy.exp) else factor.as_base_exp()
        if isinstance(factor, sympy.exp):
            terms += [evaluate(term).lead() for term in sympy.Add.make_args(factor.args[0])]
        elif base.is_Add and base.has(sympy.exp):
            terms += [(power * c, m) for c, m in _of_largest_term(base, evaluate)]
        else:
            terms += evaluate(factor).lead()[1].log_terms()
    return terms


def _of_largest_term(total: sympy.Expr, evaluate: Evaluator) -> list[Term]:
    """The logarithm of the term beside which all others vanish; raises Imprecise where there is none."""
    logs = [_logarithm(term, evaluate) for term in total.args]
    point = evaluate.scale.domain
    for own in logs:
        beside = [_largest([*own, *((-c, m) for c, m in other)], point) for other in logs if other is not own]
        if all(best is not None and _outgrows(best, point) for best in beside):
            return own
    raise Imprecise


def _outgrows(difference: Term, point: Domain) -> bool:
    """The logarithm of a quotient tends to infinity."""
    return compare(difference[1], UNIT, point) > 0 and sign(difference[0], point) > 0


def _converges(terms: list[Term], point: Domain) -> bool:
    """Step 2, log m being the sum of the terms."""
    for level in range(DEPTH - 2):
        terms = _without_zeros([*terms, (sympy.S.One, iterated_log(level + 1))], point)
        best = _largest(terms, point)
        if best is not None and compare(best[1], iterated_log(level + 1), point) >= 0:
            return sign(best[0], point) < 0
    raise UndecidedError("an integrand that falls like 1/(log x log log x ...)")


def _added(terms: list[Term]) -> dict[Monomial, sympy.Expr]:
    total: dict[Monomial, sympy.Expr] = {}
    for coefficient, monomial in terms:
        total[monomial] = total.get(monomial, sympy.S.Zero) + coefficient
    return total


def _without_zeros(terms: list[Term], point: Domain) -> list[Term]:
    """Equal terms added, and those that cancel left out."""
    return [(c, m) for m, c in _added(terms).items() if not is_zero(c, point)]


def _largest(terms: list[Term], point: Domain) -> Term | None:
    """The largest of the terms, equal ones added; None where they cancel, or there are none."""
    total = _added(terms)
    best: Monomial | None = None
    for monomial in total:
        if best is None:
            best = monomial
            continue
        relation = compare(monomial, best, point)
        if relation > 0:
            best = monomial
        elif relation == 0:
            total[best] += total[monomial]
    return None if best is None or is_zero(total[best], point) else (total[best], best)
