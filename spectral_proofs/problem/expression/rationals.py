"""Exact rational numbers from text: ``3/2``, ``1.5``, ``1e30``, ``10**100``; SymPy is not needed for that."""

from __future__ import annotations

from fractions import Fraction

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.syntax import Name, Node, Number, Power, Product, Sum, read
from spectral_proofs.problem.expression.tokens import shorten

_MOST_BITS = 110_000


def read_fraction(text: str) -> Fraction:
    """The number that ``text`` writes.

    >>> read_fraction("-3/2")
    Fraction(-3, 2)

    Raises InputError: not a rational number, or more than about 33,000 digits.
    """
    return _fraction(read(text))


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
    if abs(base) not in (0, 1) and bits * abs(exponent.numerator) > 2 * _MOST_BITS:
        raise InputError(f"{shorten(node.text)!r} is too large; numbers up to 1e30000 are read")
    if abs(base) in (0, 1):
        return base if exponent.numerator % 2 else Fraction(int(base != 0 or exponent == 0))
    return _sized(node, base**exponent.numerator)


def _sized(node: Node, value: Fraction) -> Fraction:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _MOST_BITS:
        raise InputError(f"{shorten(node.text)!r} is too large; numbers up to 1e30000 are read")
    return value
