"""Bounds on what SymPy may be asked to compute, checked before it is asked.

Numbers are bounded by their bits, constants by balls, powers by what their
coefficients would grow to, and nesting through parameters by counting.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy
from flint import arb, fmpq, fmpz

from spectral_proofs.balls import exact
from spectral_proofs.balls.exact import Value
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.syntax import Node, Product
from spectral_proofs.problem.expression.tokens import shorten

#: Largest number of bits of a number in an expression (about 1200 decimal digits).
MAX_BITS = 4096
#: Fractional powers of numbers make SymPy search for perfect powers, which is slow beyond this.
MAX_ROOT_BITS = 512
#: Largest exponent of anything.
MAX_EXPONENT = 100_000
#: Arguments of one Max or Min, which SymPy compares pair by pair.
MAX_CHOICES = 8
#: Numbers and names of an expression after its parameters are put in.
MAX_SIZE = 4000
#: Levels of nesting after parameters are put in; SymPy recurses over them.
MAX_LEVELS = 120


@dataclass(frozen=True, slots=True)
class Built:
    """A SymPy expression and, when it is constant, an enclosure of its value.

    ``size`` and ``levels`` count names and numbers, and nesting, parameters put in.
    """

    expression: sympy.Expr
    value: Value | None
    size: int = 1
    levels: int = 0


def check_magnitude(node: Node, value: Value | None) -> None:
    """Refuse a constant that is not finite or whose logarithm to base 2 leaves +-``MAX_BITS``."""
    if value is None or isinstance(value, fmpq):
        return
    if not value.is_finite() or not abs(value) < arb(2) ** MAX_BITS:
        raise InputError(f"{shorten(node.text)!r} is too large or not a finite number; use smaller numbers")
    if not value.is_zero() and abs(value) < arb(2) ** (-MAX_BITS):
        raise InputError(f"{shorten(node.text)!r} is too close to zero; use larger numbers")


def check_total(node: Node, parts: list[Built]) -> None:
    """The bits of all exact numbers together bound what Add and Mul can produce."""
    if sum(bits(part.expression) for part in parts if isinstance(part.expression, sympy.Rational)) > 4 * MAX_BITS:
        raise InputError(f"{shorten(node.text)!r} combines numbers of too many digits; use smaller numbers")
    # SymPy joins sqrt(x)*sqrt(y) to sqrt(x*y) and searches the product for factors.
    if isinstance(node, Product) and sum(root_bits(part.expression) for part in parts) > MAX_ROOT_BITS:
        raise InputError(f"{shorten(node.text)!r} multiplies roots of too many digits; use smaller numbers")


def largest(exponent: Built) -> arb:
    """An upper bound of the numbers that multiply anything in an exponent."""
    numbers = [abs(arb(fmpq(fmpz(int(n.p)), fmpz(int(n.q))))) for n in exponent.expression.atoms(sympy.Rational)]
    # A constant may hide large numbers: SymPy reads atan(tan(x)) as x - n*pi.
    bound = arb(1) if exponent.value is None else arb(abs(exact.ball(exponent.value)).upper())
    for number in numbers:
        bound = bound.max(number)
    return bound


def check_growth(node: Node, base: Built, exponent: arb) -> None:
    """Refuse a power whose exponent, or whose coefficients to that exponent, would be out of bounds."""
    if not exponent <= MAX_EXPONENT:
        raise InputError(f"{shorten(node.text)!r} has an exponent beyond {MAX_EXPONENT}; use a smaller one")
    if not exponent * bits(base.expression) <= MAX_BITS:
        raise InputError(f"{shorten(node.text)!r} would need more than {MAX_BITS} bits; use smaller numbers")


def check_root(node: Node, base: Built) -> None:
    """Refuse a root that would make SymPy search a huge number for perfect powers."""
    if bits(base.expression) > MAX_ROOT_BITS:
        raise InputError(f"{shorten(node.text)!r} takes a root of more than {MAX_ROOT_BITS} bits; use a smaller number")


def check_exponential(node: Node, argument: Built) -> None:
    """Refuse an exponential of logarithms that SymPy would turn into a huge power."""
    # SymPy turns exp(n*log(x)) into x**n at once.
    if argument.expression.has(sympy.log):
        check_growth(node, argument, largest(argument))


def bits(expression: sympy.Expr) -> int:
    """Bits of the largest exact number inside, 0 when there are only 0 and +-1."""
    sizes = [max(abs(int(n.p)), int(n.q)) for n in expression.atoms(sympy.Rational)]
    return max((size.bit_length() for size in sizes if size > 1), default=0)


def root_bits(expression: sympy.Expr) -> int:
    """Bits of all numbers under fractional powers."""
    roots = (power for power in expression.atoms(sympy.Pow) if not power.exp.is_Integer)
    return sum(bits(power.base) for power in roots)
