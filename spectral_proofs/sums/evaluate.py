"""Evaluate a compiled expression in lambda and t (:mod:`spectral_proofs.sums.compiler`) with balls many times.

1. Nodes without lambda are evaluated once for a given t and precision.
2. The others are replayed for every lambda, with real balls (``arb``) or complex
   ones (``acb``).  On complex balls a function with a branch cut returns a
   non-finite ball when the ball meets the cut and the caller asked for
   analyticity, as ``acb.integral`` requires.
3. Powers of lambda are computed from u = log lambda as exp(r u): entire in u.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import repeat
from typing import Any

from flint import acb, arb, ctx, fmpq

from spectral_proofs.balls.precision import working_precision
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
