"""How much work an evaluation of g is, counted, so that what is given up does not depend on the machine.

Counted are evaluations, of any g, and what they do: the operations of g (:func:`operations`), in additions at ordinary
precision.  A term costs more with its digits d: an evaluation of itself 1 + (d/150)^1.6, an operation 1 + (d/150)^2, as
measured with mpmath for arithmetic and for elementary functions of up to some thousands of digits.

An exponential of a number beyond 2^1000 needs its logarithm of 2 to as many bits more as the number has before the
point, and mpmath takes whole numbers by powers of e: :class:`Exponents` says where the arguments become so long.

Left out: what mpmath's special functions cost far from 0, where their weight is that of ordinary arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any

import mpmath
import sympy

from spectral_proofs.balls.functions import MODULES, function_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

_ORDINARY = 150  # digits
_EVALUATIONS, _OPERATIONS = 60_000.0, 5_000_000.0  # at ordinary precision
_DIGITS_PER_BIT = 0.30103
_LONGEST = 2048  # bits before the point of an exponential's argument: e^(2^2048)
_ARITHMETIC = (sympy.Add, sympy.Mul, sympy.Min, sympy.Max, sympy.Abs, sympy.sign)


@dataclass
class Account:
    """What has been spent; :meth:`spend` raises UndecidedError once it is more than what is allowed."""

    evaluations: float = 0.0
    operations: float = 0.0

    def spend(self, digits: int, operations: int) -> None:
        """One evaluation with so many digits, of a g that has so many operations."""
        size = digits / _ORDINARY
        self.evaluations += 1 + size**1.6
        self.operations += operations * (1 + size**2)
        if self.evaluations > _EVALUATIONS or self.operations > _OPERATIONS:
            raise UndecidedError("the second engine does not settle within its allotted work")

    def copy(self) -> Account:
        """Another account with as much spent."""
        return replace(self)


@cache
def operations(g: sympy.Expr) -> int:
    """Additions and multiplications of g, functions counted as the many that they take.

    >>> operations(LAMBDA * TIME), operations(sympy.log(1 + LAMBDA * TIME)), operations(LAMBDA ** sympy.Rational(1, 3))
    (1, 12, 10)
    """
    return sum(_weight(node) for node in sympy.preorder_traversal(g) if node.args)


def _weight(node: sympy.Expr) -> int:
    if isinstance(node, _ARITHMETIC):
        return max(len(node.args) - 1, 1)
    if node.is_Pow and (2 * node.exp).is_Integer:
        return 1
    function = function_of(node)
    return 10 if node.is_Pow else 200 if function is None else function.cost


@dataclass(frozen=True)
class Exponents:
    """The arguments of exponentials in g, as functions of lambda and t, inner ones first."""

    arguments: tuple[sympy.Expr, ...]

    @classmethod
    def of(cls, g: sympy.Expr) -> Exponents:
        """Those of g that depend on lambda or t."""
        found = dict.fromkeys(_argument(node) for node in sympy.postorder_traversal(g) if _argument(node) is not None)
        return cls(tuple(each for each in found if each is not None))

    @cached_property
    def parts(self) -> tuple[Callable[..., Any], ...]:
        """The arguments, as functions."""
        return tuple(sympy.lambdify((LAMBDA, TIME), each, modules=MODULES) for each in self.arguments)

    def short(self, lam: Any, t: Any) -> bool:
        """Whether all of them are of ordinary length; none is evaluated after one that is not."""
        try:
            return not any(mpmath.mag(part(lam, t)) > _LONGEST for part in self.parts)
        except ArithmeticError:  # a denominator that cancels to 0, which whoever evaluates g meets as well
            return True

    @cached_property
    def nested(self) -> bool:
        """Whether an argument can be longer than powers of lambda and t make it."""
        inner = (node for each in self.arguments for node in sympy.preorder_traversal(each))
        return any(_argument(node) is not None for node in inner)

    def spend(self, lam: Any, t: Any, account: Account, operations: int) -> None:
        """Count what long arguments cost, inner ones first, before whoever evaluates g meets them."""
        with suppress(ArithmeticError):
            for part in self.parts:
                bits = mpmath.mag(part(lam, t))
                if _LONGEST < bits < mpmath.inf:
                    account.spend(int(bits * _DIGITS_PER_BIT), operations)


def _argument(node: sympy.Expr) -> sympy.Expr | None:
    if not node.free_symbols:
        return None
    if node.is_Pow and node.exp.free_symbols and node.base is not sympy.E:
        return node.exp * sympy.log(node.base)
    function = function_of(node)
    return node.args[-1] if function is not None and function.exponential else None
