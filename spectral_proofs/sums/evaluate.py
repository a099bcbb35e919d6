"""Compile a SymPy expression in lambda and t once, then evaluate it with balls many times.

Method:

1. The expression becomes a list of nodes in which every node refers to earlier
   ones; equal subexpressions share a node.  SymPy spells log1p and expm1 as
   log(1+x) and exp(x)-1, which cancel for tiny x, so these patterns (also
   (1+x)^p - 1, and c exp(x) - c inside longer sums) become nodes of their own.
2. Nodes without lambda are evaluated once for a given t and precision.
3. The others are replayed for every lambda, with real balls (``arb``) or complex
   ones (``acb``).  On complex balls a function with a branch cut returns a
   non-finite ball when the ball meets the cut and the caller asked for
   analyticity, as ``acb.integral`` requires.
4. Powers of lambda are computed from u = log lambda as exp(r u): entire in u.

Left out: expressions with kinks in lambda (Min, Max, Abs, sign) and functions
without an entry in the table; ``compile_expression`` raises UndecidedError for them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any

import sympy
from flint import acb, arb, ctx, fmpq

from spectral_proofs.balls.functions import Refused, function_of
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.sums.operations import OPERATIONS, WIDE, Ball, LambdaPowers, Power, box_exp, raised

_SPARE_BITS = 30  # of the working precision, which constants may lack
_MOST_BITS = 1 << 16  # for constants that cancel


@dataclass(frozen=True)
class Node:
    """One operation: ``op`` on the results of ``args`` (indices of earlier nodes), with constant ``data``."""

    op: str
    args: tuple[int, ...] = ()
    data: Any = None
    free: bool = True  # does not depend on lambda


@dataclass(frozen=True)
class Program:
    """A compiled expression; the last node is its value unless a builder says otherwise."""

    nodes: tuple[Node, ...]
    outputs: tuple[int, ...]
    denominator: Fraction = Fraction(1)  # q, with every power of lambda a whole power of lambda^(1/q)

    vanishing: tuple[bool, ...] = ()  # outputs that are 0 at lambda = 0, by exact arithmetic

    @cached_property
    def powers(self) -> tuple[Fraction, ...]:
        """The rational powers of lambda that occur."""
        return tuple(sorted({node.data for node in self.nodes if node.op == "lam"}))

    @cached_property
    def steps(self) -> tuple[tuple[int, Callable[..., Ball], tuple[int, ...], Any], ...]:
        """What to do for each lambda: a node's number, the operation, the nodes that it takes, and its constant."""
        q = self.denominator
        return tuple(
            (i, OPERATIONS[n.op], n.args, Power.of(n.data, q) if n.op == "lam" else n.data)
            for i, n in enumerate(self.nodes)
            if not n.free
        )

    def bind(self, t: fmpq | None) -> Bound:
        """Evaluate everything free of lambda at t (None: the program has no t), to the current precision.

        What cancels, as t^60 (1 - cos(t^-30)) does, is evaluated again with more bits as long as that is affordable.
        """
        wanted = ctx.prec
        values, bits = self._free_values(t), 2 * wanted
        seen = [i for i in self._seen() if self.nodes[i].free]
        while bits <= _MOST_BITS and any(values[i].rel_accuracy_bits() < wanted - _SPARE_BITS for i in seen):
            with working_precision(bits):
                values = self._free_values(t)
            bits *= 2
        return Bound(self, tuple(v if v is None or bits == 2 * wanted else +v for v in values))

    def _free_values(self, t: fmpq | None) -> list[Ball]:
        values: list[Ball] = []
        for node in self.nodes:
            values.append(_evaluate_free(node, values, t) if node.free else None)
        return values

    def _seen(self) -> set[int]:
        """The nodes whose values enter something that depends on lambda, or the outputs."""
        return {a for node in self.nodes if not node.free for a in node.args}.union(self.outputs)


@dataclass(frozen=True)
class Bound:
    """A program at a fixed t; valid for the precision at which it was bound."""

    program: Program
    free_values: tuple[Ball, ...]

    def __call__(self, log_lambda: Ball, analytic: bool = False) -> list[Ball]:
        """Values of the outputs at lambda = exp(log_lambda), an ``arb`` or an ``acb``."""
        q = self.program.denominator
        rate = fmpq(q.denominator, q.numerator)
        if isinstance(log_lambda, acb) and (log_lambda.imag.rad() > WIDE or log_lambda.real.rad() > WIDE):
            return self._replay(LambdaPowers(None, log_lambda, q), analytic)
        root = log_lambda.exp() if q == 1 else (log_lambda * rate).exp()
        return self._replay(LambdaPowers(root, log_lambda, q), analytic)

    def at_roots(self, roots: Sequence[Ball], analytic: bool = False) -> list[Sequence[Ball]]:
        """Values of the outputs at lambda = root^q, q the program's denominator, operation by operation.

        The balls may contain 0.
        """

        def powers(power: Power) -> list[Ball]:
            return list(roots) if power.whole == 1 else [root**power.whole for root in roots]

        def points() -> Iterator[LambdaPowers]:
            return (LambdaPowers(root, None, self.program.denominator) for root in roots)

        return self._replay_all(len(roots), powers, points, analytic)

    def at_powers(self, given: Mapping[Fraction, list[acb]], analytic: bool = False) -> list[Sequence[Ball]]:
        """Values of the outputs at points where the powers of lambda have these values; the balls may contain 0."""
        count = len(next(iter(given.values())))

        def points() -> Iterator[LambdaPowers]:
            return repeat(LambdaPowers(None, None, self.program.denominator), count)

        return self._replay_all(count, lambda power: given[power.exponent], points, analytic)

    def at_boxes(self, boxes: Boxes, shift: arb, analytic: bool) -> list[Sequence[Ball]]:
        """Values of the outputs for log lambda in each of the boxes, moved by the shift."""

        def powers(power: Power) -> list[Ball]:
            factor = (shift * power.rate).exp()
            return [value * factor for value in boxes.power(power)]

        def points() -> Iterator[LambdaPowers]:
            return (LambdaPowers(None, box + shift, self.program.denominator) for box in boxes.logs)

        return self._replay_all(len(boxes.logs), powers, points, analytic)

    def _replay_all(
        self,
        count: int,
        powers: Callable[[Power], list[Ball]],
        points: Callable[[], Iterator[LambdaPowers]],
        analytic: bool,
    ) -> list[Sequence[Ball]]:
        """Outputs point by point; a node is one ball for all points, or a list of them."""
        values: list[Any] = list(self.free_values)
        operations = self.program.nodes
        for index, operation, args, data in self.program.steps:
            op, given = operations[index].op, [values[a] for a in args]
            if op == "lam":
                values[index] = powers(data)
            elif op == "pow":
                values[index] = raised(given[0], data, analytic)
            elif op in _REAL and isinstance(given[0][0], arb):
                values[index] = _REAL[op](given[0])
            elif op in _ELEMENTWISE:
                values[index] = _ELEMENTWISE[op](*given)
            else:
                columns = [each if isinstance(each, list) else repeat(each, count) for each in given]
                at = points() if op == "lamreal" else repeat(None)
                values[index] = [operation(x, analytic, data, *xs) for x, *xs in zip(at, *columns, strict=False)]
        outputs = [values[i] if isinstance(values[i], list) else [values[i]] * count for i in self.program.outputs]
        return list(zip(*outputs, strict=True))

    def _replay(self, powers: LambdaPowers, analytic: bool) -> list[Ball]:
        values = list(self.free_values)
        for index, operation, args, data in self.program.steps:
            values[index] = operation(powers, analytic, data, *[values[a] for a in args])
        return [values[i] for i in self.program.outputs]


@dataclass(frozen=True)
class Boxes:
    """Boxes in log lambda around 0, and the powers of lambda on them, which are asked for again and again."""

    logs: tuple[acb, ...]
    known: dict[Fraction, list[acb]] = field(default_factory=dict)

    def power(self, power: Power) -> list[acb]:
        """lambda^power on each box."""
        if power.exponent not in self.known:
            self.known[power.exponent] = [box_exp(box * power.rate) for box in self.logs]
        return self.known[power.exponent]


def _added(x: Any, y: Any) -> list[Ball]:
    if not isinstance(x, list):
        x, y = y, x
    return [a + b for a, b in zip(x, y, strict=True)] if isinstance(y, list) else [a + y for a in x]


def _multiplied(x: Any, y: Any) -> list[Ball]:
    if not isinstance(x, list):
        x, y = y, x
    return [a * b for a, b in zip(x, y, strict=True)] if isinstance(y, list) else [a * y for a in x]


_ELEMENTWISE: dict[str, Callable[..., list[Ball]]] = {"add": _added, "mul": _multiplied}
_REAL: dict[str, Callable[[list[arb]], list[arb]]] = {  # without branch cuts to look after
    "exp": lambda points: [x.exp() for x in points],
    "expm1": lambda points: [x.expm1() for x in points],
    "log": lambda points: [x.log() for x in points],
    "log1p": lambda points: [x.log1p() for x in points],
}


def _evaluate_free(node: Node, values: list[Ball], t: fmpq | None) -> Ball:
    if node.op == "number":
        return arb(fmpq(node.data.numerator, node.data.denominator))
    if node.op == "time":
        return arb(t)
    if node.op == "pi":
        return arb.pi()
    if node.op == "e":
        return arb.const_e()
    return OPERATIONS[node.op](None, False, node.data, *[values[a] for a in node.args])


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
