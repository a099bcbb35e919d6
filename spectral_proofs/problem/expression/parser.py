"""Text to exact SymPy expressions; nothing is ever evaluated as Python.

``parse_expression`` reads a candidate in lambda and t, ``parse_parameter`` a
parameter's VALUE, ``parse_number`` an exact rational number.

Steps: tokens (``tokens``), a tree (``syntax``), SymPy with size checks (``builder``).
"""

from __future__ import annotations

from fractions import Fraction

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.functions import FUNCTIONS, SHARED_NAMES
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.syntax import Name, Node, Number, Power, Product, Sum, names, read
from spectral_proofs.problem.expression.tokens import shorten

VARIABLES = frozenset({"lambda", "λ", "lam", "t"})
CONSTANTS = frozenset({"pi", "E"})
#: Names that no parameter may take.
RESERVED = VARIABLES | CONSTANTS | (FUNCTIONS.keys() - SHARED_NAMES) | {"I", "oo", "zoo", "nan", "Lambda", "W"}

MAX_NUMBER_BITS = 110_000


def symbol(name: str) -> sympy.Symbol:
    """The positive symbol that stands for a parameter (or a, b) left free.

    >>> symbol("p").is_positive
    True
    """
    return sympy.Symbol(name, positive=True)


def parse_expression(text: str) -> sympy.Expr:
    """A candidate in lambda (λ, lam), t and any parameters, each a positive symbol.

    >>> parse_expression("2.5*lambda*t**p")
    5*lam*t**p/2

    Raises InputError: naming the smallest offending piece and the remedy.
    """
    node = read(text)
    return builder.build(node, free_environment(node)).expression


def parse_parameter(text: str) -> sympy.Expr:
    """A parameter's VALUE: may use other parameters, a and b, but neither lambda nor t.

    >>> parse_parameter("(a-1)/b")
    (a - 1)/b
    """
    node = read_parameter(text)
    return builder.build(node, free_environment(node)).expression


def read_parameter(text: str) -> Node:
    """The tree of a parameter's VALUE; raises InputError where lambda or t occurs, or the text cannot be read."""
    node = read(text)
    for name in sorted(names(node) & VARIABLES):
        raise InputError(f"{shorten(text)!r} uses {name}; a parameter's value may use a, b and other parameters only")
    return node


def free_environment(node: Node) -> dict[str, Built]:
    """Variables, constants, and a positive symbol for every other name in ``node``."""
    environment = builder.constants() | builder.variables()
    for name in names(node) - RESERVED:
        environment[name] = builder.variable(symbol(name))
    return environment


def parse_number(text: str) -> sympy.Rational:
    """An exact rational: ``3/2``, ``1.5``, ``1e30``, ``10**100``.

    >>> parse_number("1.5"), parse_number("-3/2"), parse_number("1e3")
    (3/2, -3/2, 1000)

    Raises InputError: not a rational number, or more than about 33,000 digits.
    """
    value = _fraction(read(text))
    return sympy.Rational(value.numerator, value.denominator)


def _fraction(node: Node) -> Fraction:
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Sum):
        return _sized(node, sum((-_fraction(n) if minus else _fraction(n) for minus, n in node.terms), Fraction(0)))
    if isinstance(node, Product):
        result = Fraction(1)
        for divide, factor in node.factors:
            value = _fraction(factor)
            if divide and value == 0:
                raise InputError(f"{shorten(node.text)!r} divides by zero; correct it")
            result = _sized(node, result / value if divide else result * value)
        return result
    if isinstance(node, Power):
        return _fraction_power(node, _fraction(node.base), _fraction(node.exponent))
    kind = "name" if isinstance(node, Name) else "function"
    raise InputError(f"{shorten(node.text)!r} is a {kind}; write an exact number such as 3/2, 1.5 or 1e30")


def _fraction_power(node: Node, base: Fraction, exponent: Fraction) -> Fraction:
    if exponent.denominator != 1:
        raise InputError(f"{shorten(node.text)!r} is not a rational number; write one such as 3/2, 1.5 or 1e30")
    if base == 0 and exponent < 0:
        raise InputError(f"{shorten(node.text)!r} divides by zero; correct it")
    bits = max(base.numerator.bit_length(), base.denominator.bit_length())
    if abs(base) not in (0, 1) and bits * abs(exponent.numerator) > 2 * MAX_NUMBER_BITS:
        raise InputError(f"{shorten(node.text)!r} is too large; numbers up to 1e30000 are read")
    if abs(base) in (0, 1):
        return base if exponent.numerator % 2 else Fraction(int(base != 0 or exponent == 0))
    return _sized(node, base**exponent.numerator)


def _sized(node: Node, value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_NUMBER_BITS:
        raise InputError(f"{shorten(node.text)!r} is too large; numbers up to 1e30000 are read")
    return value
