"""Words of the command line to values; what does not fit is refused with the remedy.

Numbers and formulas stay words here: they are read exactly later, when SymPy is loaded. What can be refused without it
is refused at once.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from spectral_proofs.errors import InputError

LITERAL = "\0"  # cannot occur in an argument; marks one that is no option although it begins with "-"
_LONGEST = 1e6
_FARTHEST = 100_000  # decades
_MOST_TIMES = 10_000
_RANGE_DIGITS = 6
_LEAST_MEMORY = 256 * 2**20


def word(argument: str) -> str:
    """Any word, one that begins with a minus sign included."""
    return argument.removeprefix(LITERAL)


def target(argument: str) -> str:
    """What to look at; text that can only be an expression is read here already, where an error costs no time."""
    text = word(argument)
    reads = any(sign in text for sign in "*+()^λ") and not text.startswith("residual = ")
    if reads and not text.endswith((".toml", ".py")) and not _is_there(text):
        _look_at(text)
    return text


def residual(argument: str) -> str:
    """A residual in place of g, as a target."""
    _look_at(word(argument))
    return f"residual = {word(argument)}"


def formula(argument: str) -> str:
    """A formula, read later."""
    _look_at(number(argument))
    return word(argument)


def _look_at(text: str) -> None:
    from spectral_proofs.problem.expression.syntax import read
    from spectral_proofs.problem.expression.vocabulary import require_known

    require_known(read(text))


def _is_there(name: str) -> bool:
    try:
        return Path(name).exists()
    except (OSError, ValueError):  # over-long, or with a null character
        return False


def number(argument: str) -> str:
    """A number or expression, read later."""
    if not word(argument).strip():
        raise argparse.ArgumentTypeError("empty value; write an exact number such as 3/2, 1.5 or 1e30")
    return word(argument)


def exact(name: str) -> Callable[[str], str]:
    """An exact number, or ``free``, which goes on as a word; ``name`` is what an error message calls it."""

    def read(argument: str) -> str:
        text = number(argument)
        return text if text == "free" else _exact(text, name)

    return read


def _exact(text: str, name: str) -> str:
    from spectral_proofs.problem.expression.rationals import read_fraction

    try:
        read_fraction(text)
    except InputError as error:
        raise InputError(f"{name}: {error}") from None
    return text


def times(argument: str) -> list[str]:
    """Times between commas, each read later; 1e0..1e8 is every decade, 1e0..1e8:50 so many, evenly in log t.

    >>> times("1e0..1e2"), times("1,3/2")
    (['1e0', '1e1', '1e2'], ['1', '3/2'])
    """
    parts = [part.strip() for part in word(argument).split(",")]
    if not all(parts):
        raise argparse.ArgumentTypeError(f"{word(argument)[:40]!r} lacks a time; write one such as 100, 3/2 or 1e30")
    return [t for part in parts for t in (_range(part) if ".." in part else [_exact(part, "t")])]


def _range(text: str) -> list[str]:
    bounds, _, count = text.partition(":")
    low, high = bounds.split("..", 1)
    try:
        first, last = (Decimal(end).log10() for end in (low, high))
        number = int(count) if count else 0
    except (ArithmeticError, ValueError):
        number, first, last = -1, Decimal(1), Decimal(0)
    if not (-_FARTHEST <= first < last <= _FARTHEST and (number >= 2 or not count) and number <= _MOST_TIMES):
        remedy = f"write 1e0..1e8 for its decades, or 1e0..1e8:50 for so many times (2 to {_MOST_TIMES})"
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no range of times; {remedy}")
    if not count:
        return [f"1e{power}" for power in range(math.ceil(first), math.floor(last) + 1)]
    step = (last - first) / (number - 1)
    inner = [f"{Decimal(10) ** (first + place * step):.{_RANGE_DIGITS}g}" for place in range(1, number - 1)]
    return [_plain(low), *map(_plain, inner), _plain(high)]


def _plain(number: str) -> str:
    """Without an exponent where that is short."""
    value = Decimal(number).normalize()
    return f"{value:f}" if -6 <= value.adjusted() < 12 else f"{value}".lower().replace("e+", "e")


def condition(argument: str) -> str:
    """A condition with two sides, read later."""
    text = word(argument)
    sides = re.split("[<>=!]+", text)
    if len(sides) > 1 and not all(side.strip() for side in sides):
        remedy = "write both, as in p>1, a<b+1 or m==1/2"
        raise argparse.ArgumentTypeError(f"{text[:40]!r} lacks a side; {remedy}")
    return text


def seconds(argument: str) -> float | None:
    """A limit; None where it is "none"."""
    text = word(argument)
    if text == "none":
        return None
    try:
        limit = float(text)
    except ValueError:
        limit = -1.0
    if not 0 < limit <= _LONGEST:  # also refuses nan
        remedy = f"write a number greater than 0 and up to {_LONGEST:g}, or none for no limit"
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; {remedy}")
    return limit


def size(argument: str) -> int:
    """A limit of memory in bytes, such as 2G or 512M; 0 where it is "none": no limit."""
    text = word(argument)
    if text == "none":
        return 0
    read = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([MG])(?:i?B)?", text, re.ASCII)
    found = int(float(read[1]) * 2 ** {"M": 20, "G": 30}[read[2]]) if read else 0
    if found < _LEAST_MEMORY:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of memory; write 2G or 512M (256M at least), or none")
    return found


def whole(what: str, most: int, least: int = 1) -> Callable[[str], int]:
    """A whole number of ``what`` from ``least`` to ``most``."""

    def read(argument: str) -> int:
        text = word(argument)
        number = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(most)) else -1
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number of {what} between {least} and {most}")
        return number

    return read


def assignment(argument: str) -> tuple[str, str]:
    """NAME=VALUE; the value is read later."""
    name, equals, value = word(argument).partition("=")
    if not (equals and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"{word(argument)!r} is not NAME=VALUE")
    return name.strip(), value.strip()


def parameter(argument: str) -> tuple[str, str]:
    """The same, of a parameter of g."""
    name, value = assignment(argument)
    try:
        _look_at(value)
    except InputError as error:
        raise InputError(f"parameter {name}: {error}") from None
    return name, value


def identifiers(argument: str) -> tuple[str, ...]:
    """Names between commas, each once."""
    names = tuple(dict.fromkeys(name.strip() for name in word(argument).split(",") if name.strip()))
    if not names:
        raise argparse.ArgumentTypeError("no claim named; write for instance thm2,cor1")
    return names


def real(argument: str) -> float:
    """A finite number in floating point, for what concerns data."""
    text = word(argument)
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no number; write one such as 2000 or 1.5e4")
    return found


def positive(argument: str) -> float:
    """The same, greater than 0."""
    found = real(argument)
    if found <= 0:
        raise argparse.ArgumentTypeError(f"{word(argument)[:40]!r} is not greater than 0")
    return found
