"""The power-law spectrum that a candidate is checked on, and the exact numbers that describe it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Real
from typing import TypeAlias

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import sizes
from spectral_proofs.problem.expression.parser import parse_number
from spectral_proofs.problem.expression.tokens import shorten

Exact: TypeAlias = "str | int | float | Fraction | sympy.Rational"


def exact_number(value: object, name: str) -> sympy.Rational:
    """``value`` as an exact rational; ``name`` is what an error message calls it.

    A float, of NumPy too, is the decimal that it prints.

    >>> exact_number("1.5", "a"), exact_number(0.1, "a")
    (3/2, 1/10)

    Raises:
        InputError: no finite number, or text that is no rational number.
    """
    if isinstance(value, sympy.Rational):
        return value
    if isinstance(value, bool):
        raise InputError(f"{name} is {value}; write a number such as '3/2'")
    if isinstance(value, Fraction):
        return sympy.Rational(value)
    if isinstance(value, Integral):
        return sympy.Integer(int(value))
    if isinstance(value, str):
        try:
            return parse_number(value)
        except InputError as error:
            raise InputError(f"{name}: {error}") from None
    if isinstance(value, Real) and not isinstance(value, sympy.Basic):
        if not math.isfinite(value):
            raise InputError(f"{name} is {value}; write a finite number such as '3/2'")
        return exact_number(str(value), name)
    if isinstance(value, sympy.Float):
        raise InputError(
            f"{name} is the SymPy float {value}, which is not exact; write the text '{value}' or a fraction"
        )
    raise InputError(f"{name} is a {type(value).__name__}; write a number such as '3/2'")


def require_whole(value: object, name: str, most: int, shown: str = "") -> None:
    """``value`` is a whole number from 1 to ``most``, of NumPy too; ``shown`` is how a message writes ``most``.

    Raises:
        InputError: it is not.
    """
    if isinstance(value, bool) or not isinstance(value, Integral) or not 1 <= int(value) <= most:
        raise InputError(f"{name} {str(value)[:40]}: give a whole number from 1 to {shown or most}")


def bounded(value: object, name: str) -> sympy.Rational:
    """The same, of a size that is safe to calculate with.

    Raises:
        InputError: as :func:`exact_number`, or a number too long.
    """
    number = exact_number(value, name)
    if sizes.bits(number) > sizes.MAX_BITS:
        raise InputError(f"{name} has more than {sizes.MAX_BITS} bits; use a smaller number")
    return number


@dataclass(frozen=True, init=False)
class Spectrum:
    """lambda_k = Lambda k^-b and lambda_k w_k^2 = W k^-a, with exact a, b > 1 and Lambda, W > 0.

    >>> Spectrum("3/2", 2).s
    3/2
    """

    a: sympy.Rational
    b: sympy.Rational
    Lambda: sympy.Rational
    W: sympy.Rational

    def __init__(self, a: Exact = "3/2", b: Exact = 2, Lambda: Exact = 1, W: Exact = 1) -> None:
        # The field's own letters: Lambda and W are the scales, a and b the exponents.
        for name, value, least in (("a", a, 1), ("b", b, 1), ("Lambda", Lambda, 0), ("W", W, 0)):
            number = bounded(value, name)
            if number <= least:
                raise InputError(
                    f"{name} = {shorten(str(number))} must be greater than {least}; choose a larger {name}"
                )
            object.__setattr__(self, name, number)

    @property
    def modes(self) -> None:
        """Infinitely many."""
        return

    @property
    def largest(self) -> sympy.Rational:
        """lambda_1 = Lambda."""
        return self.Lambda

    @property
    def exponents(self) -> dict[str, sympy.Rational]:
        """a and b."""
        return {"a": self.a, "b": self.b}

    def eigenvalue(self, k: int) -> sympy.Expr:
        """lambda_k = Lambda k^-b."""
        return self.Lambda * sympy.Integer(k) ** -self.b

    def energy(self, k: int) -> sympy.Expr:
        """lambda_k w_k^2 = W k^-a."""
        return self.W * sympy.Integer(k) ** -self.a

    def texts(self) -> dict[str, str]:
        """The exponents as exact texts, and the scales where they are not 1."""
        scales = {"Lambda": self.Lambda, "W": self.W}
        return {"a": str(self.a), "b": str(self.b)} | {name: str(v) for name, v in scales.items() if v != 1}

    @property
    def s(self) -> sympy.Rational:
        """1 + b - a, the exponent of the partial sums of w_k^2."""
        return 1 + self.b - self.a
