"""From SymPy expressions to trees that enclose themselves (``nodes``), and the nodes with corners.

Equal subexpressions share one node, so each is enclosed once per region.
Left out: functions without a shape in the table; UndecidedError names them.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.functions import EXPONENTIAL_SUMS, function_of
from spectral_proofs.balls.interval import NONNEGATIVE
from spectral_proofs.bounds import factored, numbers
from spectral_proofs.bounds.elementary import elementary
from spectral_proofs.bounds.factored import Factored, Scene, looseness
from spectral_proofs.bounds.nodes import (
    Apply,
    Composite,
    Constant,
    Node,
    Power,
    Product,
    Sum,
    Value,
    Variable,
    collapse,
    finish,
)
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.exponentials import divided, exponents_in, throughout
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME


class Modulus(Composite):
    """|operand|."""

    def _evaluate(self, scene: Scene) -> Value:
        x = self.operands[0].value(scene)
        if x.plain.nonnegative:
            return x
        part = collapse(scene, x)
        size = part.range if part.range.nonnegative else -part.range
        if part.range.contains_zero():
            size = part.range.hull(-part.range).intersect(NONNEGATIVE)
        result = Factored(*part.exponents, size)
        return finish(scene, sympy.S.Zero, result, scene.spread(result))


class Extremum(Composite):
    """Max or Min of operands."""

    def _evaluate(self, scene: Scene) -> Value:
        rule = factored.maximum if isinstance(self.expression, sympy.Max) else factored.minimum
        part = rule(scene, [x.pure(scene) for x in self.operands])
        direct = rule(scene, [factored.plain(x.value(scene).plain) for x in self.operands])
        return finish(scene, sympy.S.Zero, part, direct.range)


class Alternatives(Composite):
    """Operands that are equal as functions: on each region the one that is enclosed best."""

    def _evaluate(self, scene: Scene) -> Value:
        found = [value for value in (_attempt(x, scene) for x in self.operands) if value is not None]
        if not found:
            return self.operands[0].value(scene)
        best: Value = min(found, key=lambda value: looseness(collapse(scene, value).range))
        return best


def _attempt(node: Node, scene: Scene) -> Value | None:
    try:
        return node.value(scene)
    except UndecidedError:
        return None


def compile_expression(expression: sympy.Expr) -> Node:
    """Tree for an expression in LAMBDA, TIME and exact constants; UndecidedError names what it cannot take."""
    return _compile(expression, {})


def _compile(expression: sympy.Expr, known: dict[sympy.Expr, Node]) -> Node:
    if expression not in known:
        known[expression] = _build(expression, known)
    return known[expression]


def _build(expression: sympy.Expr, known: dict[sympy.Expr, Node]) -> Node:
    if not expression.free_symbols:
        numbers.ball(expression)
        return Constant(expression)
    if expression in (LAMBDA, TIME):
        return Variable(expression)
    if isinstance(expression, sympy.Add):
        return Sum(expression, _operands(expression, known))
    if isinstance(expression, sympy.Mul):
        return Product(expression, _operands(expression, known))
    if isinstance(expression, sympy.Pow):
        return _build_power(expression, known)
    if isinstance(expression, sympy.Abs):
        return Modulus(expression, _operands(expression, known))
    if isinstance(expression, sympy.Max | sympy.Min):
        return Extremum(expression, _operands(expression, known))
    function = function_of(expression)
    if function is not None:
        operand = _compile(expression.args[-1], known)
        direct = Apply(expression, operand, function, elementary(function), _half_angle(expression, known))
        others = _without_growth(expression)
        return direct if not others else Alternatives(expression, (direct, *(_compile(x, known) for x in others)))
    raise UndecidedError(f"no enclosure is known for {expression}")


def _without_growth(expression: sympy.Expr) -> tuple[sympy.Expr, ...]:
    """log(c e^p + ...) as p + log(c + ...), for the p that is larger than the other exponents.

    For every p, where none is known to be and every term has one; nothing for any other expression.
    """
    if not isinstance(expression, sympy.log) or not expression.has(*EXPONENTIAL_SUMS):
        return ()
    terms = sympy.Add.make_args(sympy.expand(expression.args[0].rewrite(sympy.exp)))
    exponents = [_exponent(term) for term in terms]
    for p in exponents:
        if p != 0 and all(q == p or (p - q).is_positive for q in exponents):
            rest = sympy.Add(
                *[(term / sympy.exp(q)) * sympy.exp(q - p) for term, q in zip(terms, exponents, strict=True)]
            )
            return (p + sympy.log(rest),)
    inner = expression.args[0]
    if not throughout(inner):
        return ()
    forms = ((p, divided(inner, p)) for p in exponents_in(inner, (LAMBDA, TIME)))
    return tuple(p + sympy.log(rest) for p, rest in forms if not throughout(rest))  # which therefore ends here


def _exponent(term: sympy.Expr) -> sympy.Expr:
    """p where the term is a multiple of e^p."""
    return sympy.Add(*[x.args[0] for x in sympy.Mul.make_args(term) if isinstance(x, sympy.exp)])


def _operands(expression: sympy.Expr, known: dict[sympy.Expr, Node]) -> tuple[Node, ...]:
    return tuple(_compile(x, known) for x in expression.args)


def _build_power(expression: sympy.Expr, known: dict[sympy.Expr, Node]) -> Node:
    base, exponent = expression.args
    if not exponent.free_symbols:
        return Power(expression, (_compile(base, known),), exponent)
    return _compile(sympy.exp(exponent * sympy.log(base), evaluate=False), known)


def _half_angle(expression: sympy.Expr, known: dict[sympy.Expr, Node]) -> Node | None:
    companion = {sympy.cos: sympy.sin, sympy.cosh: sympy.sinh}.get(type(expression))
    return None if companion is None else _compile(companion(expression.args[0] / 2) ** 2, known)
