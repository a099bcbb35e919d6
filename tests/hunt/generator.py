"""Random candidates: sums, products, quotients, roots, logarithms and compositions, with random spectra.

Every draw is a text that the parser accepts, so that a disagreement can be repeated on the command line,
and depends on (seed, number) alone.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from fractions import Fraction

_POWERS = ["1/4", "1/3", "1/2", "2/3", "3/4", "1", "1", "1", "4/3", "3/2", "2", "3"]
_ODD_POWERS = ["7/17", "13/29", "22/7", "99/70", "355/113", "0.618", "1.414", "1001/1000"]
_COEFFICIENTS = ["1", "1", "1", "2", "1/2", "3", "1/10", "7/5"]
_WRAPPERS = [
    "log1p({0})",
    "log1p({0})**2",
    "sqrt(log1p({0}))",
    "asinh({0})",
    "sqrt(1 + {0}) - 1",
    "(1 + {0})**(2/3) - 1",
    "({0})**(1/2)",
    "({0})**(3/2)",
    "LambertW({0})",
    "atan({0})",
    "tanh({0})",
    "erf({0})",
    "1 - exp(-({0}))",
    "({0})/(1 + log1p({0}))",
    "({0})*log(2 + {0})",
    "log1p(log1p({0}))",
    "2*log1p(({0})/2)",
    "expm1(log1p({0})**(1/2))",
    "log(cosh({0}))",
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
    "(3 + cos(log(2 + t)))",
    "(1 + log(1 + 1/lambda))**(1/2)",
    "(2 - exp(-t))",
    "log(2 + t/lambda)",
]
_RARE = [
    "expm1({0})",
    "lambda*exp(t**(1/3))*t",
    "expm1(lambda*t)",
    "lambda*log(1 + log(1 + t))",
    "({0})*log(3 + log(2 + 1/lambda))",
    "({0})*exp(log(1 + t)/2)",
    "({0})/(1 + {0})",
    "({0})*(1 - exp(-t))",
]


@dataclass(frozen=True)
class Draw:
    """One random candidate and spectrum, as texts."""

    g: str
    a: str
    b: str
    like: str = ""  # a plainer expression that g equals


def numbered(seed: int, number: int) -> Draw:
    """Candidate ``number`` of the run with this seed."""
    return draw(random.Random(f"{seed}:{number}"))  # text seeds are hashed the same way everywhere


def draw(rng: random.Random) -> Draw:
    """The next candidate of a seeded generator."""
    g = _expression(rng, rng.choice([1, 1, 2, 2, 2, 3]))
    if rng.random() < 0.06:
        g = rng.choice(_RARE).format(g)
    return Draw(g, *spectrum(rng, g))


def monomial(rng: random.Random) -> str:
    """c lambda^m t^n."""
    powers = _ODD_POWERS if rng.random() < 0.1 else _POWERS
    c, m, n = rng.choice(_COEFFICIENTS), rng.choice(powers), rng.choice(powers)
    return f"{c}*lambda**({m})*t**({n})"


def _expression(rng: random.Random, depth: int) -> str:
    if depth == 0:
        return monomial(rng)
    kind = rng.random()
    inner = _expression(rng, depth - 1)
    if kind < 0.27:
        return f"{inner} + {_expression(rng, rng.randrange(depth))}"
    if kind < 0.47:
        return f"({inner})*{rng.choice(_FACTORS)}"
    if kind < 0.57:
        return f"({inner})/(1 + {monomial(rng)})"
    if kind < 0.65:
        return f"{rng.choice(['Max', 'Min'])}({inner}, {monomial(rng)})"
    if kind < 0.70:
        return f"({inner})*({monomial(rng)})"
    if kind < 0.94:
        return rng.choice(_WRAPPERS).format(inner)
    return inner


def spectrum(rng: random.Random, g: str) -> tuple[str, str]:
    """a and b, often near a border."""
    b = Fraction(rng.randint(11, 40), 10)
    if rng.random() < 0.06:
        b = 1 + Fraction(1, rng.choice([20, 100, 1000]))
    kind = rng.random()
    near = Fraction(rng.choice([-1, 0, 1]), rng.choice([10, 100, 1000]))
    if kind < 0.15:
        a = b + 1 + near
    elif kind < 0.23:
        a = 1 + Fraction(1, rng.choice([10, 100, 1000]))
    elif kind < 0.33:
        powers = [Fraction(m) for m in re.findall(r"lambda\*\*\(([^)]*)\)", g)] or [Fraction(1)]
        a = 1 + b - 2 * rng.choice(powers) * b + near  # where S becomes infinite
    else:
        a = Fraction(rng.randint(11, 70), 10)
    return str(a if a > 1 else 1 + abs(near or Fraction(1, 2))), str(b)
