"""Random candidates: sums, products, quotients, roots, logarithms and compositions, with random spectra.

Every draw is a text that the parser accepts, so that a disagreement can be repeated on the command line.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from fractions import Fraction

_POWERS = ["1/4", "1/3", "1/2", "2/3", "3/4", "1", "1", "1", "4/3", "3/2", "2", "3"]
_COEFFICIENTS = ["1", "1", "1", "2", "1/2", "3", "1/10", "7/5"]
_WRAPPERS = [
    "log1p({0})",
    "log1p({0})**2",
    "sqrt(log1p({0}))",
    "asinh({0})",
    "sqrt(1 + {0}) - 1",
    "({0})**(1/2)",
    "({0})**(3/2)",
    "LambertW({0})",
    "atan({0})",
    "tanh({0})",
    "erf({0})",
    "1 - exp(-({0}))",
    "({0})/(1 + log1p({0}))",
    "({0})*log(2 + {0})",
]
_FACTORS = [
    "log1p(t)",
    "log(2 + 1/lambda)",
    "1/(1 + lambda)",
    "(1 + lambda)",
    "exp(-lambda/2)",
    "(2 + sin(log(1 + t)))",
    "(1 + 1/(1 + t))",
    "log(3 + log(1 + t))",
    "1/log(3 + t)",
    "tanh(t)",
]


@dataclass(frozen=True)
class Draw:
    """One random candidate and spectrum, as texts."""

    g: str
    a: str
    b: str


def draw(rng: random.Random) -> Draw:
    """The next candidate of a seeded generator."""
    return Draw(_expression(rng, rng.choice([1, 1, 2, 2, 3])), *_spectrum(rng))


def _monomial(rng: random.Random) -> str:
    c, m, n = rng.choice(_COEFFICIENTS), rng.choice(_POWERS), rng.choice(_POWERS)
    return f"{c}*lambda**({m})*t**({n})"


def _expression(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return _monomial(rng)
    kind = rng.random()
    inner = _expression(rng, depth - 1)
    if kind < 0.3:
        return f"{inner} + {_expression(rng, rng.randrange(depth))}"
    if kind < 0.5:
        return f"({inner})*{rng.choice(_FACTORS)}"
    if kind < 0.6:
        return f"({inner})/(1 + {_monomial(rng)})"
    if kind < 0.65:
        return f"Max({inner}, {_monomial(rng)})"
    if kind < 0.7:
        return f"({inner})*({_monomial(rng)})"
    if kind < 0.92:
        return rng.choice(_WRAPPERS).format(inner)
    return inner


def _spectrum(rng: random.Random) -> tuple[str, str]:
    b = Fraction(rng.randint(11, 40), 10)
    kind = rng.random()
    if kind < 0.15:
        a = b + 1 + Fraction(rng.choice([-1, 0, 1]), rng.choice([10, 100, 1000]))
    elif kind < 0.25:
        a = 1 + Fraction(1, rng.choice([10, 100]))
    else:
        a = Fraction(rng.randint(11, 70), 10)
    return str(a), str(b)
