"""Parameters that only rescale time or lambda, as a learning rate or a scale of the features does.

1. p runs through the quotients of exponents of the parameter c by exponents of x, x being t or lambda. Where c has gone
   once x is replaced by c^(-p) x, g(.., x; c) = g(.., c^p x; 1) for every c > 0.
2. x = t: with c = 1 nothing is lost, L, S and the frontier at t are those of c = 1 at c^p t.
3. x = lambda: with c, L and S are those of c = 1 on eigenvalues c^p lambda_k with the same lambda_k w_k^2, S times c^p.
   What the largest modes decide (constants of bounds, t0) may change with the range of lambda, so that c = 1 is said to
   be one instance; it is taken where g has a value at lambda = 1.

The identity is one of expressions. Left out: parameters that other parameters use, and those of which only a
combination rescales.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import sympy

from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate


@dataclass(frozen=True)
class Rescaling:
    """A parameter with which ``variable`` comes as parameter^power variable only."""

    name: str
    variable: str
    power: sympy.Expr

    @property
    def said(self) -> str:
        """What it means for a run with 1 in its place."""
        scale = self.name if self.power == 1 else f"{self.name}^({self.power})"
        if self.variable == "t":
            return f"{self.name} rescales t: what is said of t holds for {scale} t, whatever {self.name} > 0 is"
        return (
            f"{self.name} rescales lambda, here {self.name} = 1: with another one (--set) the eigenvalues are "
            f"{scale} lambda_k, and S is {scale} times theirs"
        )


def rescaling(candidate: Candidate) -> tuple[Candidate, tuple[Rescaling, ...]]:
    """The candidate with 1 for each free parameter that only rescales time, then lambda, and what they do.

    >>> found, scales = rescaling(Candidate("log(1 + eta*lambda*t)"))
    >>> dict(found.parameters), scales[0].said
    ({'eta': '1'}, 'eta rescales t: what is said of t holds for eta t, whatever eta > 0 is')
    >>> rescaling(Candidate("lambda*t**p"))[1]
    ()
    >>> [(scale.variable, scale.power) for scale in rescaling(Candidate("t*log(1 + kappa**2*lambda)"))[1]]
    [('lambda', 2)]
    """
    if candidate.formula is not None or not {LAMBDA, TIME} <= candidate.expression.free_symbols:
        return candidate, ()
    found: list[Rescaling] = []
    expression = sympy.expand_power_base(candidate.expression)
    for variable, name in ((TIME, "t"), (LAMBDA, "lambda")):
        for symbol in _own(candidate):
            power = _power(expression, symbol, variable)
            fixed = expression.xreplace({symbol: sympy.Integer(1)})
            if power is not None and (variable == TIME or _valued(fixed)):
                found.append(Rescaling(str(symbol), name, power))
                parameters = {**candidate.parameters, str(symbol): "1"}
                candidate, expression = replace(candidate, parameters=parameters), fixed
    return candidate, tuple(found)


def _own(candidate: Candidate) -> Iterator[sympy.Symbol]:
    """Free parameters that no other parameter uses."""
    for symbol in sorted(candidate.expression.free_symbols, key=str):
        name = str(symbol)
        used = any(re.search(rf"\b{re.escape(name)}\b", value) for value in candidate.parameters.values())
        misspelt = difflib.get_close_matches(name, ("lambda",), cutoff=0.8)  # refused elsewhere, with the remedy
        if name in candidate.free_parameters and not used and not misspelt:
            yield symbol


def _power(expression: sympy.Expr, symbol: sympy.Symbol, variable: sympy.Symbol) -> sympy.Expr | None:
    """The p of step 1."""
    tried = {above / below for above in _exponents(expression, symbol) for below in _exponents(expression, variable)}
    for power in sorted(tried, key=sympy.default_sort_key):
        replaced = expression.xreplace({variable: variable * symbol**-power})
        if symbol not in sympy.expand_power_base(replaced).free_symbols:
            return power
    return None


def _exponents(expression: sympy.Expr, symbol: sympy.Symbol) -> Iterable[sympy.Expr]:
    """Those of ``symbol`` that stay the same when it, lambda and t change."""
    found = {part.exp for part in expression.atoms(sympy.Pow) if part.base == symbol}
    return {sympy.Integer(1)} | {exponent for exponent in found if not exponent.has(symbol, LAMBDA, TIME)}


def _valued(expression: sympy.Expr) -> bool:
    """Whether g has a real value at lambda = 1."""
    value = expression.xreplace({LAMBDA: sympy.Integer(1)})
    return value.is_real is not False and not value.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo)
