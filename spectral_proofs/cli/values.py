"""Words of the command line to values; what does not fit is refused with the remedy.

Numbers stay words here: they are read exactly later, when SymPy is loaded.
"""

from __future__ import annotations

import argparse
import math
import re
from collections.abc import Callable

LITERAL = "\0"  # cannot occur in an argument; marks one that is no option although it begins with "-"
_LONGEST = 1e6
_LEAST_MEMORY = 256 * 2**20


def word(argument: str) -> str:
    """Any word, one that begins with a minus sign included."""
    return argument.removeprefix(LITERAL)


def number(argument: str) -> str:
    """A number or expression, read later."""
    if not word(argument).strip():
        raise argparse.ArgumentTypeError("empty value; write an exact number such as 3/2, 1.5 or 1e30")
    return word(argument)


def time(argument: str) -> str:
    """A time, read later."""
    text = word(argument)
    if "," in text:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} has a comma; separate times by spaces, as in --t 1 2")
    return text


def condition(argument: str) -> str:
    """A condition with two sides, read later."""
    text = word(argument)
    sides = re.split("[<>=!]+", text)
    if len(sides) > 1 and not all(side.strip() for side in sides):
        remedy = "write both, as in p>1, a<b+1 or m==1/2"
        raise argparse.ArgumentTypeError(f"{text[:40]!r} lacks a side; {remedy}")
    return text


def seconds(argument: str) -> float | None:
    """A limit; None where it is "none" or 0."""
    text = word(argument)
    if text == "none":
        return None
    try:
        limit = float(text)
    except ValueError:
        limit = -1.0
    if not 0 <= limit <= _LONGEST:  # also refuses nan
        remedy = f"write a number up to {_LONGEST:g}, or none for no limit"
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds; {remedy}")
    return limit or None


def size(argument: str) -> int | None:
    """A limit of memory such as 2G or 512M; None where it is "none"."""
    text = word(argument)
    if text == "none":
        return None
    read = re.fullmatch(r"([0-9]{1,6}(?:\.[0-9]{1,6})?) ?([MG])(?:i?B)?", text, re.ASCII)
    found = int(float(read[1]) * 2 ** {"M": 20, "G": 30}[read[2]]) if read else 0
    if found < _LEAST_MEMORY:
        raise argparse.ArgumentTypeError(f"{text!r} is no size of memory; write 2G or 512M (256M at least), or none")
    return found


def whole(what: str, most: int) -> Callable[[str], int]:
    """A whole number of ``what`` from 1 to ``most``."""

    def read(argument: str) -> int:
        text = word(argument)
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
        if not 1 <= number <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is no number of {what} between 1 and {most}")
        return number

    return read


def assignment(argument: str) -> tuple[str, str]:
    """NAME=VALUE; the value is read later."""
    name, equals, value = word(argument).partition("=")
    if not (equals and name.strip() and value.strip()):
        raise argparse.ArgumentTypeError(f"{word(argument)!r} is not NAME=VALUE")
    return name.strip(), value.strip()


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
