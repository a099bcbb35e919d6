"""What commands are asked: targets with the values of the command line, read under limits, and the runs prepared."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from spectral_proofs import pipeline
from spectral_proofs.certificate.machine_check import machine_checked, require_coq
from spectral_proofs.claims import CORE_IDS
from spectral_proofs.cli.spectra import selected
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import CheckFile, load_target
from spectral_proofs.problem.check_file.mixture_file import MixtureFile
from spectral_proofs.problem.check_file.targets import precedence
from spectral_proofs.problem.spectra.selection import Selection
from spectral_proofs.problem.spectrum import Spectrum, exact_number
from spectral_proofs.problem.times import spaced
from spectral_proofs.reporters.provenance import SEED, Provenance, provenance
from spectral_proofs.results import RunResult
from spectral_proofs.runs import Judge, as_found
from spectral_proofs.worker import Worker

T = TypeVar("T")

FREE = "free"  # as a value of --a or --b
_OF_ONE_G = ("a", "b", "source", "spectrum", "lambda_k", "power_k", "modes", "assumptions", "explain", "machine_check")
_READING = 1.0  # seconds to read what the user wrote, whatever the limit
_LEAST = 0.1  # seconds left for a run when reading took all


def read(arguments: argparse.Namespace, reading: Callable[[argparse.Namespace], T]) -> T:
    """``reading(arguments)``: what the user wrote is read under the limits of time and memory.

    What a Python file defines may not pickle; whoever names one has it run here.
    """
    if getattr(arguments, "claims", None):
        arguments.every_claim = "all" in arguments.claims  # those too that a check file is not about
        arguments.claims = _claims(arguments.claims)
    targets = getattr(arguments, "targets", None) or [arguments.expression]
    for said in filter(None, map(precedence, targets)):
        sys.stderr.write(f"note: {said}\n")
    if getattr(arguments, "allow_python", False) or any(target.endswith(".py") for target in targets):
        return reading(arguments)
    started = time.monotonic()
    try:
        with Worker(arguments.memory) as worker:
            limit = arguments.timeout and max(_READING, arguments.timeout)
            found = worker.call("reading", limit, reading, arguments)
    except UndecidedError as error:
        raise InputError(f"{error}; simplify the input, or give it more with --timeout and --memory") from None
    if arguments.timeout is not None and not getattr(arguments, "store", None):
        # one limit for reading and running; but what is kept depends on the limit, not on how long reading took
        least = min(_LEAST, arguments.timeout)
        arguments.timeout = max(least, arguments.timeout - (time.monotonic() - started))
    return found


def _claims(names: Sequence[str]) -> tuple[str, ...] | None:
    """The ids that are meant: ``core`` stands for the core claims, ``all`` for every one."""
    if "all" in names:
        return None
    return tuple(dict.fromkeys(i for name in names for i in (CORE_IDS if name == "core" else (name,))))


def within(problems: Sequence[pipeline.AnyProblem], arguments: argparse.Namespace) -> list[pipeline.AnyProblem]:
    """The same with what reading, which prepared them, has left of the limit."""
    return [replace(problem, timeout=arguments.timeout) for problem in problems]


def judge_of(arguments: argparse.Namespace) -> Judge:
    """What becomes of a run's result: nothing, or with ``--machine-check`` what Coq accepts is marked in it.

    Raises InputError: Coq is asked for and is not installed.
    """
    if not arguments.machine_check:
        return as_found
    require_coq()
    return _machine_checked


def _machine_checked(result: RunResult, of: pipeline.AnyProblem) -> RunResult:
    if isinstance(of, pipeline.MixtureProblem):  # refused before it is run
        return result
    return machine_checked(result, of.spectrum, of.memory, of.timeout)


def overridden(
    checks: Sequence[CheckFile], arguments: argparse.Namespace, freed: Container[str] = ()
) -> list[CheckFile]:
    """The checks with a, b and parameters of the command line; a parameter that no g uses is a typing error."""
    parameters: dict[str, str] = {}
    if not checks:  # mixtures alone, which look for shared parameters themselves
        return []
    for name, value in arguments.parameters:
        if parameters.setdefault(name, value) != value:
            raise InputError(f"--set {name} is given twice, {parameters[name]!r:.40} and {value!r:.40}; give one value")
    used = [_used(check, parameters) for check in checks]
    in_formulas = Selection(lambda_k=getattr(arguments, "lambda_k", None), power_k=getattr(arguments, "power_k", None))
    for name in parameters.keys() - in_formulas.names:
        if not any(name in names for names in used):
            where = checks[0].g if len(checks) == 1 else "any of these candidates"
            raise InputError(f"--set {name}: there is no parameter {name} in {where}; check the name")
    a, b = (None if name in freed else getattr(arguments, name) for name in ("a", "b"))
    source = getattr(arguments, "source", None)
    if source is not None and "b" in freed:
        raise InputError("--source: a = 1 + 2br needs a value of b; give --capacity, or leave --source out")
    changed = [check.override(a, b, names, source) for check, names in zip(checks, used, strict=True)]
    return selected(changed, arguments)


def one_check(arguments: argparse.Namespace, freed: Container[str] = ()) -> CheckFile:
    """The only check that EXPRESSION stands for, with what the command line sets."""
    checks = overridden(load_target(arguments.expression), arguments, freed)
    if len(checks) != 1:
        raise InputError(f"{arguments.expression} stands for several candidates; name one")
    return checks[0]


def _used(check: CheckFile, parameters: Mapping[str, str]) -> dict[str, str]:
    """Those of ``parameters`` that the candidate needs, directly or through another value."""
    full = replace(check.candidate, parameters={**check.candidate.parameters, **parameters})
    used = {}
    for name, value in parameters.items():
        others = {key: text for key, text in full.parameters.items() if key != name}
        if name in replace(full, parameters=others).free_parameters:
            used[name] = value
    return used


def problem(
    check: CheckFile, spectrum: Spectrum, arguments: argparse.Namespace, candidate: Candidate | None = None
) -> pipeline.Problem:
    """The run on one spectrum, with what the check file expects; an expression is a question.

    ``candidate`` replaces the check's own, of which parameters are free.
    """
    modes = check.chosen(spectrum)
    gates = check.path is not None or arguments.strict
    if candidate is not None:
        check = replace(check, candidate=candidate, path=None)
    expectations = pipeline.Expectations(check.expected_exponents(modes), check.verdicts) if gates else None
    with check.located():
        return pipeline.prepare(
            check.candidate,
            modes,
            claims=None if getattr(arguments, "every_claim", False) else arguments.claims or check.claims,
            timeout=arguments.timeout,
            digits=arguments.digits,
            expectations=expectations,
            explain=getattr(arguments, "explain", False),
            memory=arguments.memory,
        )


def mixture_problem(file: MixtureFile, arguments: argparse.Namespace) -> pipeline.MixtureProblem:
    """The run of a mixture, which takes nothing from the command line that belongs to one g or one spectrum.

    Raises InputError: such a thing is given.
    """
    require_one_g(arguments)
    with file.located():
        file = file.at(dict(arguments.parameters))
        return pipeline.prepare_mixture(
            file.mixture,
            claims=arguments.claims,
            timeout=arguments.timeout,
            digits=arguments.digits,
            expectations=pipeline.Expectations(file.exponents, file.verdicts),
            memory=arguments.memory,
        )


def require_one_g(arguments: argparse.Namespace) -> None:
    """Raises InputError for an option that a mixture does not take."""
    for option in _OF_ONE_G:
        if getattr(arguments, option, None):
            name = {"assumptions": "assume"}.get(option, option.replace("_", "-"))
            raise InputError(f"--{name} is for one g on one spectrum, not for a mixture; leave it out")


def asked_curves(arguments: argparse.Namespace) -> tuple[list[pipeline.Problem], list[str]]:
    """Every target on each of its spectra, and the times from ``first`` to ``last``: for plot and compare."""
    first, last = exact_number(arguments.first, "--from"), exact_number(arguments.last, "--to")
    times = spaced(first, last, arguments.points)
    checks = overridden([check for target in arguments.targets for check in load_target(target)], arguments)
    problems = []
    for check in checks:
        for spectrum in check.spectra:
            with check.located():
                problem = pipeline.prepare(
                    check.candidate,
                    check.chosen(spectrum),
                    claims=arguments.claims,
                    digits=arguments.digits,
                    memory=arguments.memory,
                )
                problems.append(problem)
    return problems, times


def made_by(words: Sequence[str], arguments: argparse.Namespace) -> Provenance:
    """How an output came about: the command that makes it again, and versions."""
    return provenance(words, arguments.digits, SEED)
