"""``plot``: a figure for a paper, several candidates in one pair of axes."""

from __future__ import annotations

import argparse
import csv
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spectral_proofs.cli import values
from spectral_proofs.cli.arguments import add_curves, some_targets, status_help
from spectral_proofs.errors import ExitStatus, InputError
from spectral_proofs.text.files import whole_file

if TYPE_CHECKING:
    from spectral_proofs.pipeline import Problem
    from spectral_proofs.results import Enclosure
    from spectral_proofs.results.curves import Curve

_OF_G = ("frontier", "exponents")
_LAWS = {"loss": "L", "energy": "S", "frontier": "lambda_*", "exponents": "L"}

SUMMARY = "draw L, S, the frontier or local exponents of several candidates over time"


def add_arguments(command: argparse.ArgumentParser) -> None:
    """Describe them to the command's parser."""
    command.epilog = status_help(_0="the figure, or its numbers, are written")
    add_curves(command)
    command.add_argument("--quantity", choices=("loss", "energy", "frontier", "exponents"), default="loss")
    command.add_argument(
        "--points", type=values.whole("points", 2000), default=33, metavar="N", help="evenly in log t (default 33)"
    )
    command.add_argument("--out", type=Path, metavar="FILE", help="the figure: .pdf, .svg or .png")
    command.add_argument("--csv", type=Path, metavar="FILE", help="its numbers")


def run(arguments: argparse.Namespace) -> int:
    """Evaluate every target at the same times, and write what was asked for."""
    from spectral_proofs.cli.inputs import asked_curves, read
    from spectral_proofs.cli.output import write
    from spectral_proofs.reporters.plots import curves

    if arguments.out is None and arguments.csv is None:
        raise InputError("nothing to write; add --out FILE.pdf, or --csv FILE")
    if arguments.out is not None:
        from spectral_proofs.reporters.plots.picture import require_kind

        require_kind(arguments.out)
    limit, arguments.claims = arguments.timeout, ()
    arguments.targets = some_targets(arguments)
    problems, times = read(arguments, asked_curves)
    problems = [replace(problem, timeout=limit) for problem in problems]
    if arguments.quantity in _OF_G:
        problems = [_of_g(problem, arguments.quantity) for problem in problems]
    found = _curves(problems, times, arguments)
    if arguments.csv is not None:
        with whole_file(arguments.csv) as stream:
            csv.writer(stream).writerows(curves.rows(found))
    if arguments.out is not None:
        curves.draw(found, arguments.quantity, arguments.out)
    write("\n".join(f"wrote {path}" for path in (arguments.out, arguments.csv) if path is not None))
    return ExitStatus.FINE


def _of_g(problem: Problem, quantity: str) -> Problem:
    """The problem with g = -log r where it has a positive residual; raises InputError where there is none."""
    from spectral_proofs.pipeline.positive import with_g
    from spectral_proofs.prepare import ResidualProblem

    found = with_g(problem)
    if isinstance(found, ResidualProblem):
        missing = "g = 1 has no meaning" if quantity == "frontier" else "local exponents are those of a g"
        raise InputError(f"{_name_alone(problem)} changes sign: {missing}; draw loss or energy")
    return found


def _curves(problems: list[Problem], times: list[str], arguments: argparse.Namespace) -> list[Curve]:
    from spectral_proofs.compare.confrontation import laws_of
    from spectral_proofs.crew import Crew
    from spectral_proofs.reporters.progress import progress
    from spectral_proofs.results.curves import Curve
    from spectral_proofs.runs import run_all

    with progress(sys.stderr, len(problems), wanted=True) as advance:
        results = dict(run_all(problems, Crew(arguments.jobs, arguments.scheduler), advance))
    found = []
    for number, problem in enumerate(problems):
        derivation = results[number].derivation
        laws = {} if derivation is None else laws_of(derivation)
        shown = tuple(_values(problem, times, arguments.quantity))
        found.append(Curve(_name(problem, problems), tuple(times), shown, laws.get(_LAWS[arguments.quantity])))
    return found


def _values(problem: Problem, times: list[str], quantity: str) -> list[Enclosure]:
    from spectral_proofs import pipeline
    from spectral_proofs.compare.confrontation import observed
    from spectral_proofs.problem.spectrum import Spectrum
    from spectral_proofs.results import Enclosure
    from spectral_proofs.worker import Worker

    if quantity != "frontier":
        found = pipeline.values(problem, times, slopes=quantity == "exponents")
        if quantity == "exponents":
            return [value.loss_slope or Enclosure("nan", "inf", False) for value in found]
        return [value.loss if quantity == "loss" else value.energy for value in found]
    if not isinstance(problem.spectrum, Spectrum):
        raise InputError("the frontier is drawn for modes that are exact powers of k; leave the spectrum out")
    with Worker(problem.memory) as worker:
        arguments = (problem.g, problem.spectrum, times, problem.digits)
        at_times = worker.stream("frontier", problem.timeout, observed, *arguments)
        return [quantities[_LAWS["frontier"]] for _, quantities in at_times]


def _name(problem: Problem, problems: list[Problem]) -> str:
    """The candidate's name, with its spectrum where several have one name."""
    from spectral_proofs.reporters.asked import modes
    from spectral_proofs.text.mathematics import mathematics

    name = _name_alone(problem)
    alike = sum(_name_alone(other) == name for other in problems)
    return f"{name} ({mathematics(modes(problem.spectrum.texts()))})" if alike > 1 else name


def _name_alone(problem: Problem) -> str:
    return (problem.candidate.name or problem.candidate.g).replace("lambda", "λ")
