"""``compare``: exponents, constants, efficiency and crossing times of several candidates side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import TYPE_CHECKING

from spectral_proofs.cli.arguments import add_curves, add_format, some_targets, status_help
from spectral_proofs.errors import ExitStatus, InputError, InternalError

if TYPE_CHECKING:
    from spectral_proofs.compare.crossings import Crossing
    from spectral_proofs.pipeline import Problem
    from spectral_proofs.results import Enclosure

SUMMARY = "candidates side by side: exponents, constants, efficiency, crossing times"

_POINTS = 33
_MOST = 12


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="everything is decided", _3="a law is undecided")
    add_curves(command)
    add_format(command)


def run(arguments: argparse.Namespace) -> int:
    """Run every target, look for crossings, and print both."""
    from spectral_proofs.claims.beyond import OnTheEdge
    from spectral_proofs.cli.inputs import asked_curves, read
    from spectral_proofs.cli.output import show, write
    from spectral_proofs.crew import Crew
    from spectral_proofs.reporters import json, side_by_side
    from spectral_proofs.reporters.progress import progress
    from spectral_proofs.runs import run_all

    limit, arguments.points, arguments.claims = arguments.timeout, _POINTS, (OnTheEdge.id,)
    arguments.targets = some_targets(arguments)
    problems, times = read(arguments, asked_curves)
    if not 1 < len(problems) <= _MOST:
        raise InputError(f"{len(problems)} candidate{'' if len(problems) == 1 else 's'}; compare takes 2 to {_MOST}")
    problems = [replace(problem, timeout=limit) for problem in problems]
    with progress(sys.stderr, len(problems), arguments.format == "table") as advance:
        found = dict(run_all(problems, Crew(arguments.jobs, arguments.scheduler), advance))
    results = [found[number] for number in range(len(problems))]
    for result in results:
        if result.internal_error:
            raise InternalError(f"{result.name}: {result.internal_error}")
    crossed = _crossings(problems, times)
    if arguments.format == "json":
        write(json.dump(side_by_side.document(results, crossed)))
    else:
        show(side_by_side.table(results, crossed, f"at {len(times)} times from {arguments.first} to {arguments.last}"))
    return ExitStatus.FINE if all(result.derivation for result in results) else ExitStatus.UNDECIDED


def _crossings(problems: list[Problem], times: list[str]) -> list[Crossing]:
    from spectral_proofs import pipeline
    from spectral_proofs.compare.crossings import crossings, side

    exact = [Fraction(t) for t in times]
    known = [pipeline.values(problem, times) for problem in problems]
    found: list[Crossing] = []
    for i, j in combinations(range(len(problems)), 2):
        for quantity in ("loss", "energy"):
            pairs = zip(known[i], known[j], strict=True)
            signs = [side(getattr(first, quantity), getattr(second, quantity)) for first, second in pairs]
            ends = list(zip(exact, signs, strict=True))
            found += crossings((i, j), quantity, ends, _at(problems[i], quantity), _at(problems[j], quantity))
    return found


def _at(problem: Problem, quantity: str) -> Callable[[Fraction], Enclosure]:
    """One quantity of one problem at any exact time."""
    from spectral_proofs import pipeline

    def value(time: Fraction) -> Enclosure:
        (found,) = pipeline.values(problem, [str(time)])
        return found.loss if quantity == "loss" else found.energy

    return value
