"""Hostile input for the readers: each text ends as a value or as one printable line of InputError, soon and in little.

    python -m tests.hunt.fuzz --seed 1 --count 1000000

1. Text number k depends on (seed, k) alone: an expression, a number, an assumption or a check file, built of their
   pieces, or one of the catalogue that was bitten by up to four changes.
2. All are read in this process, whose memory is bounded; a text that takes more than ``PATIENCE`` seconds of processor
   time, or memory, is read once more alone, by a worker with its limits. Texts that fail there are findings.

Left out: what the stages after reading do with a g, which is the hunt's business.
"""

from __future__ import annotations

import argparse
import random
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache

from spectral_proofs import worker
from spectral_proofs.derivation.parameters.assumptions import parse_assumption
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.catalogue import catalogue_names, find
from spectral_proofs.problem.check_file import any_of_text
from spectral_proofs.problem.expression.parser import parse_expression, parse_number
from spectral_proofs.worker.child import limit_memory

PATIENCE = 2.0  # seconds of processor time
MEMORY = 2**30
PIECES = [
    *"0123456789().,+-*/^ teEλab_[]{}='\"!%<>:;\n\\\x00\u202e",
    *("**", "lambda", "lam", "t", "pi", "exp(", "log(", "sqrt(", "Max(", "Min(", "abs(", "1e9", "erf(", "LambertW("),
    *(
        "tan(",
        "gamma(",
        "zeta(",
        "besselj(",
        "log1p(",
        "Piecewise(",
        "9" * 40,
        "**99999",
        "1e-999",
        "((((",
        "))))",
        "__",
    ),
]
BASES = {"number": ["3/2", "1.5e-3", "10**4", "-(2+3)/7"], "assumption": ["p > 1", "1 < a <= b + 1", "p == 2*a - 1"]}
LINES = ['g = "', "[parameters]\n", "[spectrum]\n", "a = ", "b = ", "[expect]\n", "[[branches]]\n", "rho = ", "a." * 9]


@dataclass(frozen=True)
class Finding:
    """A text that a reader did not take as it must."""

    number: int
    kind: str
    text: str
    reason: str


@cache
def catalogue() -> tuple[str, ...]:
    """The texts of the catalogue."""
    return tuple(find(name).read_text(encoding="utf-8") for name in catalogue_names())


def bitten(draw: random.Random, text: str) -> str:
    """The text after up to four changes: pieces put in, taken out or doubled."""
    for _ in range(draw.randrange(1, 5)):
        at, to = sorted(draw.randrange(len(text) + 1) for _ in range(2))
        to = min(to, at + 12)
        put = draw.choice([draw.choice(PIECES), draw.choice(LINES), text[at:to] * 2, ""])
        text = text[:at] + put + text[to if draw.random() < 0.7 else at :]
    return text


def drawn(seed: int, number: int) -> tuple[str, str]:
    """The kind of a text, and the text."""
    draw = random.Random(f"{seed} {number}")
    kind = draw.choice(("expression", "expression", "expression", "number", "assumption", "check file"))
    pieces = "".join(draw.choices(PIECES, k=draw.randrange(1, 26)))
    if kind == "check file":
        whole = bitten(draw, draw.choice(catalogue())) if draw.random() < 0.8 else "".join(draw.choices(LINES, k=9))
        return kind, whole
    if draw.random() < 0.5:
        quoted = draw.choice(catalogue()).split('"')[1::2] or [pieces]
        pieces = bitten(draw, draw.choice(BASES.get(kind, quoted)))
    return kind, pieces


READERS: dict[str, Callable[[str], object]] = {
    "expression": parse_expression,
    "number": parse_number,
    "assumption": lambda text: parse_assumption(text, Candidate("lambda*t**p").environment()),
    "check file": any_of_text,
}


def read(kind: str, text: str) -> str:
    """What is wrong with how the text is read; empty where it is a value or one printable line."""
    try:
        READERS[kind](text)
    except InputError as error:
        return "" if str(error).isprintable() else f"not one printable line: {error!r}"
    except UndecidedError:
        raise
    except Exception as error:  # each is a finding
        if isinstance(error, MemoryError | RecursionError):
            raise UndecidedError(f"{type(error).__name__}") from error
        return f"{type(error).__name__}: {error}"
    return ""


@contextmanager
def bounded(seconds: float) -> Iterator[None]:
    """Raise UndecidedError after so many seconds of processor time."""

    def stop(_: int, __: object) -> None:
        raise UndecidedError(f"more than {seconds:g} s of processor time")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def findings(seed: int, numbers: range) -> Iterator[Finding]:
    """Texts that are not taken as they must be."""
    for number in numbers:
        kind, text = drawn(seed, number)
        try:
            with bounded(PATIENCE):
                wrong = read(kind, text)
        except UndecidedError:
            wrong = _alone(kind, text)
        if wrong:
            yield Finding(number, kind, text, wrong)


def _alone(kind: str, text: str) -> str:
    with worker.Worker(MEMORY) as one:
        try:
            return one.call("reading", None, read, kind, text, processor=5 * PATIENCE)
        except UndecidedError as error:
            return str(error)


def main() -> int:
    """Read many texts; exit status 1 when one was not taken as it must be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000)
    arguments = parser.parse_args()
    limit_memory(2 * MEMORY)
    found = 0
    for finding in findings(arguments.seed, range(arguments.count)):
        found += 1
        sys.stdout.write(f"{finding.number}: {finding.kind}: {finding.text!r}: {finding.reason}\n")
        sys.stdout.flush()
    sys.stdout.write(f"seed {arguments.seed}: {arguments.count} texts, {found} findings\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
