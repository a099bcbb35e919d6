"""The texts of a trace as SymPy expressions, read by a grammar of their own: nothing is evaluated as code.

1. Python's parser makes a tree; only numbers, names, + - * / **, calls of the functions of ``FUNCTIONS``,
   limits (x, low, high) of an integral or a sum, and pieces (value, Eq(x, y)) are accepted in it.
2. ``lam`` and ``t`` are the variables of g; every other name is a positive symbol, but for exponents
   (u, v, w4, ...) and phases, which are real.

Left out: whatever else SymPy can print; a step that holds it cannot be checked.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_LONGEST = 20_000
_LARGEST_POWER = 10**6
_REAL = ("u", "v", "w4", "w5", "w6")
_CONSTANTS = {"E": sympy.E, "pi": sympy.pi, "oo": sympy.oo, "EulerGamma": sympy.EulerGamma, "lam": LAMBDA, "t": TIME}
_NAMES = (
    *("exp", "log", "sqrt", "Abs", "sign", "Heaviside", "Max", "Min", "gamma", "zeta", "loggamma", "LambertW"),
    *("sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh", "atan", "erf", "erfc", "cbrt"),
    *("cot", "acos", "asin", "erfi", "Ei", "polygamma", "besselj", "besseli"),
)
FUNCTIONS: dict[str, Any] = {name: getattr(sympy, name) for name in _NAMES}


class UnreadableError(UndecidedError):
    """A text of the trace is no expression of the grammar."""


@lru_cache(maxsize=5000)
def read(text: str) -> sympy.Expr:
    """The expression written in ``text``.

    >>> read("lam*t**(3/2)")
    lam*t**(3/2)

    Raises UnreadableError: it is outside the grammar.
    """
    if len(text) > _LONGEST:
        raise UnreadableError(f"a text of {len(text)} characters is not read")
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableError(f"{text[:60]!r} is no expression") from None
    try:
        return _Reader(text.strip()).expression(tree)
    except (ZeroDivisionError, TypeError, ValueError, RecursionError) as error:
        raise UnreadableError(f"{text[:60]!r}: {error}") from None


@lru_cache(maxsize=1000)
def read_as_written(text: str) -> sympy.Expr:
    """As :func:`read`, but a number times a sum stays a product.

    >>> read_as_written("log((lam*t + 3)/2)").args[0].args
    (1/2, lam*t + 3)

    Raises UnreadableError: it is outside the grammar.
    """
    read(text)
    return _Reader(text.strip(), distributes=False).expression(ast.parse(text.strip(), mode="eval").body)


def symbol(name: str) -> sympy.Symbol:
    """The symbol that a name of the trace stands for."""
    real = name in _REAL or name.startswith("phase_")
    return sympy.Symbol(name, real=True) if real else sympy.Symbol(name, positive=True)


Relation = tuple[sympy.Expr, str]  # left - right, and how it compares with zero

_OPERATORS: dict[type[ast.cmpop], str] = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_SIGNS = {"<": (-1,), "<=": (-1, 0), ">": (1,), ">=": (0, 1), "==": (0,), "!=": (-1, 1)}


@lru_cache(maxsize=500)
def read_condition(text: str) -> tuple[Relation, ...]:
    """Relations joined by &, ``Eq(x, y)`` and ``Ne(x, y)`` among them; none for ``True``.

    >>> read_condition("(p < 2) & Eq(a, b + 1)")
    ((p - 2, '<'), (a - b - 1, '=='))
    """
    if text == "True":
        return ()
    try:
        tree = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        raise UnreadableError(f"{text[:60]!r} is no condition") from None
    return tuple(_relations(tree, _Reader(text.strip())))


def read_relations(text: str) -> list[Relation]:
    """The relations of a condition as users write it, chains among them.

    >>> read_relations("1 < a <= 3")
    [(1 - a, '<'), (a - 3, '<=')]
    """
    parts = re.split(r"(<=|>=|==|!=|<|>|=)", text)
    sides = [read(side.replace("^", "**")) for side in parts[0::2]]
    operators = ["==" if operator == "=" else operator for operator in parts[1::2]]
    return [(left - right, op) for left, op, right in zip(sides, operators, sides[1:], strict=False)]


def _relations(node: ast.expr, reader: _Reader) -> list[Relation]:
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        return _relations(node.left, reader) + _relations(node.right, reader)
    if isinstance(node, ast.Compare) and len(node.ops) == 1 and type(node.ops[0]) in _OPERATORS:
        left, right = reader.expression(node.left), reader.expression(node.comparators[0])
        return [(left - right, _OPERATORS[type(node.ops[0])])]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("Eq", "Ne"):
        left, right = (reader.expression(part) for part in node.args)
        return [(left - right, "==" if node.func.id == "Eq" else "!=")]
    raise UnreadableError(f"{ast.unparse(node)[:60]!r} is no relation")


def holds(condition: tuple[Relation, ...], point: Mapping[sympy.Symbol, sympy.Expr]) -> bool:
    """Whether every relation holds at a point that values all symbols."""
    return all(int(sympy.sign(expr.subs(point))) in _SIGNS[operator] for expr, operator in condition)


class _Reader:
    def __init__(self, text: str, distributes: bool = True) -> None:
        self.text = text
        self.distributes = distributes

    def expression(self, node: ast.expr) -> sympy.Expr:
        if isinstance(node, ast.BinOp):
            return self._binary(node)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -self.expression(node.operand)
        if isinstance(node, ast.Name):
            return _CONSTANTS.get(node.id) or symbol(node.id)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return sympy.Rational(ast.get_source_segment(self.text, node))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and not node.keywords:
            return self._call(node.func.id, node.args)
        raise UnreadableError(f"{ast.unparse(node)[:60]!r} is outside the grammar of traces")

    def _binary(self, node: ast.BinOp) -> sympy.Expr:
        left, right = self.expression(node.left), self.expression(node.right)
        if isinstance(node.op, ast.Add):
            return left + right
        if isinstance(node.op, ast.Sub):
            return left - right
        if isinstance(node.op, ast.Mult):
            return self._product(left, right)
        if isinstance(node.op, ast.Div):
            return self._product(left, 1 / right)
        if isinstance(node.op, ast.Pow):
            if right.is_number and left.is_number and abs(right) > _LARGEST_POWER:
                raise UnreadableError(f"the power {right} of a number is too large")
            return left**right
        raise UnreadableError(f"{ast.unparse(node)[:60]!r} is outside the grammar of traces")

    def _product(self, left: sympy.Expr, right: sympy.Expr) -> sympy.Expr:
        for number, other in ((left, right), (right, left)):
            if not self.distributes and other.is_Add and number.is_Rational and number not in (0, 1):
                return sympy.Mul(number, other, evaluate=False)
        return left * right

    def _piece(self, node: ast.expr) -> tuple[sympy.Expr, sympy.Basic]:
        """(value, True) or (value, Eq(x, y))."""
        if not isinstance(node, ast.Tuple) or len(node.elts) != 2:
            raise UnreadableError("a piece is a value with its condition")
        body, when = node.elts
        if isinstance(when, ast.Constant) and when.value is True:
            return self.expression(body), sympy.true
        ((difference, operator),) = _relations(when, self)
        if operator != "==":
            raise UnreadableError("a piece holds where an equation does, or everywhere else")
        return self.expression(body), sympy.Eq(difference, 0)

    def _call(self, name: str, arguments: list[ast.expr]) -> sympy.Expr:
        if name in ("Integral", "Sum"):
            body, *limits = arguments
            if len(limits) != 1 or not isinstance(limits[0], ast.Tuple) or len(limits[0].elts) != 3:
                raise UnreadableError(f"{name} needs one variable with its limits")
            bounds = sympy.Tuple(*(self.expression(part) for part in limits[0].elts))
            return getattr(sympy, name)(self.expression(body), bounds)
        if name == "Piecewise":
            return sympy.Piecewise(*(self._piece(argument) for argument in arguments))
        if name not in FUNCTIONS:
            raise UnreadableError(f"{name} is no function of the grammar of traces")
        return FUNCTIONS[name](*(self.expression(argument) for argument in arguments))
