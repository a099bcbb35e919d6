"""Candidates built to mislead: where a rule of the derivation is nearly met, or two ways of writing differ.

Each family is a template with random numbers. Where a member equals a plainer expression, exactly, that one is its
``like``: the two must be derived alike, which needs no oracle.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from fractions import Fraction

from tests.hunt.generator import Draw, monomial, spectrum

_FREQUENCIES = ["1", "2", "3", "1/2"]
_ZEROS = [
    "log(t/lambda) - log(t) + log(lambda)",
    "(1 + lambda)**2 - 1 - 2*lambda - lambda**2",
    "sqrt(5 + 2*sqrt(6)) - sqrt(2) - sqrt(3)",
    "cosh(t)**2 - sinh(t)**2 - 1",
    "sin(log(t))**2 + cos(log(t))**2 - 1",
    "log(t**2) - 2*log(t)",
    "expm1(lambda) - exp(lambda) + 1",
    "sqrt(lambda*t) - sqrt(lambda)*sqrt(t)",
    "(8*lambda)**(1/3) - 2*lambda**(1/3)",
    "exp(2*log(1 + t)) - (1 + t)**2",
]
_QUOTIENTS = [
    "cosh(sqrt(log({0})))",
    "exp(sqrt(log({0})))",
    "exp(log({0})**(1/3))",
    "exp(log(1 + log({0}))**2)",
    "log(2 + {0})**2",
    "(1 + log({0}))**(1/2)",
    "exp(sqrt(log({0}))/2)",
]
_BENDS = [
    "acosh(1 + {0})",
    "acosh(1 + ({0})**2)",
    "({0})*(2 + LambertW(-exp(-1) + 1/(3 + t)))",
    "({0})*atanh(1 - 1/(t + 1))",
    "-log(1 - tanh({0}))",
    "-log(1 - erf({0}))",
    "({0})*(1 + lambda)**(-1/lambda)",
    "sqrt({0}) - log(1 + sqrt({0}))",
    "exp({0}) - 1 - ({0}) - ({0})**2/2",
    "({0})*(acosh(1 + 1/t)*sqrt(t))",
    "({0})**2/(1 + ({0}) - sqrt(1 + 2*({0})))",
    "({0})*(1 + sqrt(1 - 1/(1 + t)))",
]
_KINKS = ["Max({0} - 1, 0)", "Max({0} - 2, ({0})/3)", "Min({0}, 2 + ({0})/2)", "Max({0}, Min(({0})**2, 1/2))"]
_SLOW = ["log(2 + 1/lambda)", "(1 + log(1 + 1/lambda))", "log(3 + log(2 + 1/lambda))", "log(2 + t/lambda)"]
_NEAR = ["1000001/1000000", "999/1000", "0.375000001", "355/113", "10001/10000"]


def hard(seed: int, number: int) -> Draw:
    """Candidate ``number`` of the run with this seed; the family follows from the number."""
    rng = random.Random(f"hard:{seed}:{number}")
    families = tuple(FAMILIES)
    return FAMILIES[families[number % len(families)]](rng)


def _waves(rng: random.Random) -> Draw:
    """Commensurable phases whose sum keeps or loses its sign, and sums of products that are one wave."""
    base, k = monomial(rng), rng.choice(_FREQUENCIES)
    c = Fraction(rng.randint(11, 60), 10)
    kind = rng.randrange(5)
    if kind == 0:
        other, small = rng.choice(_FREQUENCIES), Fraction(rng.randint(1, 12), 10)
        return _draw(rng, f"{base}*({c} + sin({k}*log(t)) + {small}*cos({other}*log(t)))")
    if kind == 1:
        product = f"sin({k}*log(lambda))*cos({k}*log(t)) + cos({k}*log(lambda))*sin({k}*log(t))"
        return _draw(rng, f"{base}*({9 + c} + {product})", f"{base}*({9 + c} + sin({k}*log(lambda*t)))")
    if kind == 2:
        return _draw(rng, f"{base}*({c} + sin(2*log(t)) - 2*sin(log(t))*cos(log(t)))", f"{base}*({c})")
    if kind == 3:
        return _draw(rng, f"{base}*({c} + sin(log(t))**2 - cos(log(t))**2)", f"{base}*({c} - cos(2*log(t)))")
    return _draw(rng, f"log1p({base}*({3 + c} + sin(log(lambda)) + cos({k}*log(t))))")


def _zeros(rng: random.Random) -> Draw:
    """A part that vanishes identically, times something that would lead."""
    plain = monomial(rng) if rng.random() < 0.5 else f"log1p({monomial(rng)})"
    return _draw(rng, f"{plain} + ({monomial(rng)})*t**2*({rng.choice(_ZEROS)})", plain)


def _quotients(rng: random.Random) -> Draw:
    """A factor that is small on every ray and need not be between them."""
    function, x = rng.choice(_QUOTIENTS), monomial(rng)
    upper, lower = function.format(f"1 + {x}"), function.format("1 + t")
    slow = rng.choice(["1", "log(1 + 1/lambda)", "log(2 + t)**(-1/4)", "log(1 + 1/lambda)*log(2 + t)**(-1/4)"])
    return _draw(rng, f"{monomial(rng)}*(1 + {slow}*({x})/(1 + {x})*{upper}/{lower})")


def _ties(rng: random.Random) -> Draw:
    """S at the border of convergence, L where head and frontier weigh the same: slow factors decide."""
    m, b = (
        rng.choice([Fraction(1, 4), Fraction(1, 3), Fraction(3, 8), Fraction(1, 2)]),
        Fraction(rng.randint(11, 40), 10),
    )
    power = rng.choice(["1", "-1", "1/2", "-1/2", "2", "-2"])
    slow = rng.choice(_SLOW)
    if rng.random() < 0.5:
        a = 1 + b - 2 * m * b
        if a > 1:
            return Draw(f"lambda**({m})*t*({slow})**({power})", str(a), str(b))
    q = rng.choice([Fraction(1, 4), Fraction(1, 2), Fraction(3, 4)])
    return Draw(f"{q}*log1p(lambda*t) + ({power})*(log(3 + log1p(lambda*t)) - log(3))/8", str(1 + 2 * q * b), str(b))


def _critical(rng: random.Random) -> Draw:
    """Spectra within a thousandth of a border."""
    item = _draw(rng, monomial(rng) if rng.random() < 0.5 else f"{monomial(rng)} + {monomial(rng)}")
    b = Fraction(item.b)
    near = Fraction(rng.choice([-1, 0, 1]), rng.choice([100, 1000, 10**6]))
    return Draw(item.g, str(b + 1 + near), item.b)


def _bends(rng: random.Random) -> Draw:
    """Functions at their branch points and in saturation."""
    x, kind = monomial(rng), rng.random()
    if kind < 0.15:
        return _draw(rng, f"atanh(tanh({x}))", x)
    if kind < 0.3:
        return _draw(rng, f"acosh(cosh({x}))", x)
    return _draw(rng, rng.choice(_BENDS).format(x))


def _kinks(rng: random.Random) -> Draw:
    return _draw(rng, rng.choice(_KINKS).format(monomial(rng)))


def _long(rng: random.Random) -> Draw:
    """Exponents that are long or nearly equal, coefficients far from one."""
    kind, near = rng.randrange(3), rng.choice(_NEAR)
    if kind == 0:
        return _draw(rng, f"lambda**({near})*t**({rng.choice(['1', '3/2', near])})")
    if kind == 1:
        return _draw(rng, f"{monomial(rng)}*(1 + lambda**(1/{rng.choice([1000, 10**6])}))")
    return _draw(rng, f"{monomial(rng)} + 1e-{rng.choice([20, 100, 300])}*{monomial(rng)}")


def _draw(rng: random.Random, g: str, like: str = "") -> Draw:
    return Draw(g, *spectrum(rng, g), like)


FAMILIES: dict[str, Callable[[random.Random], Draw]] = {
    "waves": _waves,
    "zeros": _zeros,
    "quotients": _quotients,
    "ties": _ties,
    "critical": _critical,
    "bends": _bends,
    "kinks": _kinks,
    "long": _long,
}
