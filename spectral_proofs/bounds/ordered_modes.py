"""Are modes given by formulas in k in order: lambda_k >= lambda_{k+1} > 0 and lambda_k w_k^2 > 0 for all k?

1. From a k_0 on by real analysis, in mu = 1/k on 0 < mu <= 1/k_0: both formulas are continuous, as the base of every
   root, quotient and logarithm in them has one sign; they are positive; and d log lambda/d log mu > 0. Signs are
   those of factors, each by its form or by branch and bound (:mod:`.positivity`).
2. Before k_0, and where step 1 finds no k_0 at some k that are looked at, mode by mode in balls: one pair in the wrong
   order, or one value that is not positive, refutes.

Left out: formulas that fall from one whole k to the next but not in between for arbitrarily large k; functions with
poles or jumps of their own (tan, gamma).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import sympy
from flint import fmpq

from spectral_proofs.balls.exact import Undefined, Value, add, multiply, sign
from spectral_proofs.balls.functions import WHOLE_LINE
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.problem.expression.validation import sample
from spectral_proofs.problem.spectra.expressions import Expressions, K
from spectral_proofs.results import Fact, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED

_STARTS = (1, 60, 1000)
_FARTHEST = 10**30
_EFFORT = 4000
_CONTINUOUS = (*WHOLE_LINE, sympy.Abs, sympy.Min, sympy.Max)
_OPEN = "whether"
_PRECISION = 300  # bits, of a difference
_LOG = sympy.Symbol("l", positive=True)  # log k


@lru_cache(maxsize=32)
def in_order(spectrum: Expressions) -> Fact:
    """YES with a proof, NO with the first k that was found to be out of order, or UNKNOWN."""
    start = next((k for k in _STARTS if _ordered_from(spectrum, k)), None)
    found = (_disorder(spectrum, k) for k in (_grid() if start is None else range(1, start)))
    # where nothing is proved beyond, what single modes leave open says no more
    wrong = next((one for one in found if one and (start is not None or not one.startswith(_OPEN))), "")
    if wrong:
        return unsettled(wrong) if wrong.startswith(_OPEN) else Fact(Truth.NO, wrong, ENCLOSED)
    if start is None:
        return unsettled("bounds do not show that lambda_k decreases for all k, lambda_k and power_k positive")
    return Fact(Truth.YES, f"lambda_k > 0 decreases and power_k > 0: for real k >= {start}, and before", ENCLOSED)


def _ordered_from(spectrum: Expressions, start: int) -> bool:
    top = sympy.Rational(1, start)
    forms = [spectrum.split_eigenvalues, spectrum.split_energies]
    if not all(_continuous(v, top) and _sign(v, top) > 0 for _, v in forms):
        return False
    b, v = forms[0]
    fall = b + LAMBDA * sympy.diff(v, LAMBDA) / v
    plain = fall.subs(sympy.log(LAMBDA), -_LOG)  # sqrt(-log mu)/log mu is one power of log k
    return _sign(sympy.factor_terms(plain.subs(_LOG, -sympy.log(LAMBDA))), top) > 0


def _continuous(expression: sympy.Expr, top: sympy.Rational) -> bool:
    """Whether it certainly is, for 0 < mu <= top."""
    if not expression.args or LAMBDA not in expression.free_symbols:
        return True
    if not all(_continuous(part, top) for part in expression.args):
        return False
    if expression.is_Add or expression.is_Mul or isinstance(expression, _CONTINUOUS):
        return True
    if expression.is_Pow and expression.exp.is_Rational:
        whole = expression.exp.is_Integer
        return (whole and expression.exp > 0) or _sign(expression.base, top) in ((1, -1) if whole else (1,))
    return isinstance(expression, sympy.log) and _sign(expression.args[0], top) > 0


def _sign(expression: sympy.Expr, top: sympy.Rational) -> int:
    """1 or -1 where it is proved to have that sign for 0 < mu <= top, else 0."""
    if expression.is_Mul:
        return int(sympy.prod(_sign(factor, top) for factor in expression.args))
    if expression.is_Pow and expression.exp.is_Rational:
        base = _sign(expression.base, top)
        return base ** abs(int(expression.exp)) if expression.exp.is_Integer else max(base, 0)
    if isinstance(expression, sympy.exp):
        return 1
    by_form = sign_by_form(expression)
    if by_form:
        return int(by_form)
    for side in (1, -1):
        if nonnegative(side * expression, top, strict=True, effort=_EFFORT).truth is Truth.YES:
            return side
    return 0


def _grid() -> Iterable[int]:
    """All k to 2000, and some up to 10^30."""
    yield from range(1, 2000)
    k = 2000
    while k < _FARTHEST:
        yield k
        k = k * 13 // 10


def _disorder(spectrum: Expressions, k: int) -> str:
    """What is wrong with the modes k and k + 1; empty where they certainly are in order."""
    try:
        first, second = (_at(spectrum.eigenvalues, n) for n in (k, k + 1))
        energy = _at(spectrum.energies, k)
    except Undefined as error:
        return f"lambda_k or power_k is no real number at k = {k} or {k + 1}: {error}; correct it"
    for name, value in (("lambda_k", first), ("power_k", energy)):
        positive = sign(value)
        if positive is None:
            return f"{_OPEN} {name} is positive at k = {k} is not settled"
        if positive <= 0:
            return f"{name} is not positive at k = {k}; eigenvalues and energies are"
    with working_precision(_PRECISION):
        rise = sign(add(second, multiply(fmpq(-1), first)))
    if rise is None:
        return f"{_OPEN} lambda_k decreases from k = {k} to {k + 1} is not settled"
    return f"lambda_k increases from k = {k} to {k + 1}; number the modes by decreasing eigenvalues" if rise > 0 else ""


def _at(expression: sympy.Expr, k: int) -> Value:
    return sample(expression.subs(K, LAMBDA), sympy.Integer(k), sympy.S.One)
