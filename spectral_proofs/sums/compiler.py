"""Compile a SymPy expression in lambda and t once, for :mod:`spectral_proofs.sums.evaluate` to run many times.

1. The expression becomes a list of nodes in which every node refers to earlier ones; equal subexpressions share a node.
2. SymPy spells log1p and expm1 as log(1+x) and exp(x)-1, which cancel for tiny x, so these patterns (also
   (1+x)^p - 1, and c exp(x) - c inside longer sums) become nodes of their own.

Left out: expressions with kinks in lambda (Min, Max, Abs, sign) and functions without an entry in the table;
``compile_expression`` raises UndecidedError for them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import sympy

from spectral_proofs.balls.functions import Refused, function_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.sums.evaluate import Node, Program


def compile_expression(*expressions: sympy.Expr, kinks: bool = False) -> Program:
    """Compile expressions in LAMBDA and TIME (exact numbers only) into one program, one output each.

    ``kinks`` in lambda are allowed where no analyticity is asked for.

    Raises UndecidedError naming the first piece that balls cannot evaluate.
    """
    builder = _Builder(kinks)
    outputs = tuple(builder.add(e) for e in expressions)
    vanishing = tuple(bool(e.subs(LAMBDA, 0) == 0) for e in expressions)
    return Program(tuple(builder.nodes), outputs, 1 / builder.unit if builder.unit else Fraction(1), vanishing)


class _Builder:
    def __init__(self, kinks: bool = False) -> None:
        self.kinks = kinks
        self.nodes: list[Node] = []
        self.index: dict[tuple[Any, ...], int] = {}
        self.memo: dict[sympy.Expr, int] = {}
        self.unit = Fraction(0)  # greatest common divisor of the powers of lambda

    def push(self, op: str, *args: int, data: Any = None) -> int:
        key = (op, args, data)
        if key not in self.index:
            free = op != "lam" and all(self.nodes[a].free for a in args)
            self.index[key] = len(self.nodes)
            self.nodes.append(Node(op, args, data, free))
        return self.index[key]

    def add(self, expr: sympy.Expr) -> int:
        if expr not in self.memo:
            self.memo[expr] = self._lower(expr)
        return self.memo[expr]

    def _lower(self, expr: sympy.Expr) -> int:
        if expr.is_Rational:
            return self.push("number", data=Fraction(int(expr.p), int(expr.q)))
        if expr == TIME:
            return self.push("time")
        if expr == LAMBDA:
            return self._lambda_power(Fraction(1))
        if expr in (sympy.pi, sympy.E):
            return self.push("pi" if expr == sympy.pi else "e")
        if expr.is_Add:
            return self._sum(list(expr.args))
        if expr.is_Mul:
            return self._fold("mul", _quotients(expr.args))
        if isinstance(expr, sympy.exp):
            return self.push("exp", self.add(expr.args[0]))
        if expr.is_Pow:
            return self._power(expr.base, expr.exp)
        return self._function(expr)

    def _fold(self, op: str, args: Sequence[sympy.Expr]) -> int:
        # Constants and functions of t first, so that they fold into one ball per t.
        indices = sorted((self.add(a) for a in args), key=lambda i: not self.nodes[i].free)
        result = indices[0]
        for index in indices[1:]:
            result = self.push(op, result, index)
        return result

    def _lambda_power(self, r: Fraction) -> int:
        common = math.lcm(self.unit.denominator, r.denominator)
        self.unit = Fraction(math.gcd(int(self.unit * common), int(r * common)), common)
        return self.push("lam", data=r)

    def _power(self, base: sympy.Expr, exponent: sympy.Expr) -> int:
        if exponent.is_Rational:
            r = Fraction(int(exponent.p), int(exponent.q))
            if base == LAMBDA:
                return self._lambda_power(r)
            return self.push("pow", self.add(base), data=r)
        if base == LAMBDA and not exponent.free_symbols:
            return self.push("lamreal", self.add(LAMBDA), self.add(exponent))
        log_base = self._log(base)
        return self.push("exp", self.push("mul", self.add(exponent), log_base))

    def _log(self, argument: sympy.Expr) -> int:
        if isinstance(argument, sympy.cosh):
            return self.push("logcosh", self.add(argument.args[0]))
        mixture = _mixture(argument) if argument.has(sympy.exp) else None
        if mixture is not None:
            return self.push("logmix", self.add(mixture[1]), data=mixture[0])
        if argument.is_Add and argument.as_coeff_Add()[0] == 1:
            return self.push("log1p", self.add(argument - 1))
        return self.push("log", self.add(argument))

    def _function(self, expr: sympy.Expr) -> int:
        if isinstance(expr, sympy.log) and len(expr.args) == 1:
            return self._log(expr.args[0])
        function = function_of(expr)
        if function is None:
            raise UndecidedError(f"no ball arithmetic for {expr.func.__name__} in {expr}")
        index = self.push(function.name, self.add(expr.args[-1]))
        if isinstance(function.complex, Refused) and not self.kinks and not self.nodes[index].free:
            raise UndecidedError(f"{expr} depends on lambda: {function.complex.reason}")
        return index

    def _sum(self, terms: list[sympy.Expr]) -> int:
        constant, rest = sympy.Add(*terms).as_coeff_Add()
        if constant != 0:
            for term in sympy.Add.make_args(rest):
                index = self._minus_one(term, -constant)
                if index is not None:
                    others = [a for a in sympy.Add.make_args(rest) if a != term]
                    return self.push("add", self._sum(others), index) if others else index
        return self._fold("add", terms)

    def _minus_one(self, term: sympy.Expr, c: sympy.Expr) -> int | None:
        """Node of ``term - c`` when term is c exp(x) or c (1+x)^p."""
        coefficient, core = term.as_coeff_Mul()
        if coefficient != c:
            return None
        if isinstance(core, sympy.exp):
            node = self.push("expm1", self.add(core.args[0]))
        elif core.is_Pow and core.base.is_Add and core.base.as_coeff_Add()[0] == 1:
            node = self._power_minus_one(core.base - 1, core.exp)
        else:
            return None
        return node if c == 1 else self.push("mul", self.add(c), node)

    def _power_minus_one(self, x: sympy.Expr, p: sympy.Expr) -> int:
        if p.is_Rational:
            return self.push("powm1", self.add(x), data=Fraction(int(p.p), int(p.q)))
        return self.push("expm1", self.push("mul", self.add(p), self.push("log1p", self.add(x))))


def _quotients(factors: Sequence[sympy.Expr]) -> Sequence[sympy.Expr]:
    """Factors without quotients of large numbers, as derivatives of logarithms have them.

    sinh(x)/cosh(x) becomes tanh(x), and exp(x)/(p + q exp(x)) becomes 1/(q + p exp(-x)).
    """
    for factor in factors:
        others = [f for f in factors if f != factor]
        if isinstance(factor, sympy.sinh) and 1 / sympy.cosh(factor.args[0]) in others:
            return [f for f in others if f != 1 / sympy.cosh(factor.args[0])] + [sympy.tanh(factor.args[0])]
        if isinstance(factor, sympy.exp):
            for other in others:
                if other.is_Pow and other.exp == -1 and other.base.is_Add and other.base.has(factor):
                    base = sympy.expand_mul(other.base)
                    q = base.coeff(factor)
                    p = base - q * factor
                    if not p.has(sympy.exp) and not q.has(sympy.exp):
                        return [f for f in others if f != other] + [1 / (q + p * sympy.exp(-factor.args[0]))]
    return factors


def _mixture(argument: sympy.Expr) -> tuple[Fraction, sympy.Expr] | None:
    """c and X where the argument is 1 + c (exp(X) - 1) with a rational 0 < c < 1."""
    constant, rest = sympy.expand_mul(argument).as_coeff_Add()
    c, core = rest.as_coeff_Mul()
    if isinstance(core, sympy.exp) and constant.is_Rational and c.is_Rational and 0 < c < 1 and constant + c == 1:
        return Fraction(int(c.p), int(c.q)), core.args[0]
    return None
