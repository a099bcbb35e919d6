"""Text to exact SymPy expressions; nothing is ever evaluated as Python.

``parse_expression`` reads a candidate in lambda and t, ``parse_parameter`` a
parameter's VALUE, ``parse_number`` an exact rational number.

Steps: tokens (``tokens``), a tree (``syntax``), SymPy with size checks (``builder``).
"""

from __future__ import annotations

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.rationals import read_fraction
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.syntax import Node, names, read
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.vocabulary import RESERVED, VARIABLES


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
    value = read_fraction(text)
    return sympy.Rational(value.numerator, value.denominator)
