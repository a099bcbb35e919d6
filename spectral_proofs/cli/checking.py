"""What ``check`` does: candidates with values are run, those with free parameters are derived and run at instances."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from rich.console import RenderableType

from spectral_proofs import instance_check, pipeline
from spectral_proofs.cli.inputs import FREE, judge_of, made_by, mixture_problem, overridden, problem, read, within
from spectral_proofs.cli.output import interruption, show, write
from spectral_proofs.crew import Crew
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import CheckFile
from spectral_proofs.problem.check_file.mixture_file import MixtureFile, any_of_target
from spectral_proofs.problem.rescaling import rescaling
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import json, junit, table
from spectral_proofs.reporters import regimes as regimes_report
from spectral_proofs.reporters.explain import explained
from spectral_proofs.reporters.progress import progress
from spectral_proofs.results import RunResult
from spectral_proofs.runs import run_all


def check(arguments: argparse.Namespace) -> int:
    """Judge every target, print one report, and return the status of all."""
    origin = made_by(("check", *arguments.targets), arguments)
    judge = judge_of(arguments)
    planned, problems, general = read(arguments, _planned_checks)
    problems = within(problems, arguments)
    plans = _plans(general, arguments)
    owners = [*planned, *(check for check, plan in plans for _ in plan.problems)]
    problems += [problem for _, plan in plans for problem in plan.problems]
    found: dict[int, RunResult] = {}
    interrupted = False
    try:
        with progress(sys.stderr, len(problems), arguments.format == "table") as advance:
            for number, result in run_all(problems, Crew(arguments.jobs, arguments.scheduler), advance):
                judged = judge(result, problems[number])
                found[number] = replace(judged, notes=(*owners[number].notes, *judged.notes))
    except KeyboardInterrupt:
        interrupted = True
    plain = [found[number] for number in range(len(planned)) if number in found]
    generals = _concluded([plan for _, plan in plans], [found.get(n) for n in range(len(planned), len(problems))])
    results = [*plain, *(run for result in generals for run in result.runs)]
    if arguments.format == "json":
        regimes = regimes_report.entries(generals, results)
        write(json.dump(json.run_document(results, interrupted, regimes)))
    elif arguments.format == "junit":
        write(junit.document(results, origin, len(problems) - len(results)))
    else:
        shown = [part for r in results if r.derivation and r.derivation.trace for part in explained(r)]
        cut = [table.incomplete(len(results), len(problems))] * interrupted
        amount = table.Amount.of(arguments.quiet, arguments.details)
        show([*shown, *_check_report(plain, generals, amount, len(planned) > 1), *cut])
    return interruption(len(results), len(problems)) if interrupted else instance_check.status(results, generals)


def _planned_checks(
    arguments: argparse.Namespace,
) -> tuple[list[CheckFile | MixtureFile], list[pipeline.AnyProblem], list[CheckFile]]:
    """Whose runs to make, the runs, each prepared before the first begins, and candidates with free parameters."""
    files = [check for target in arguments.targets for check in any_of_target(target, arguments.allow_python)]
    mixtures = [file for file in files if isinstance(file, MixtureFile)]
    loaded = [file for file in files if isinstance(file, CheckFile)]
    freed = {name for name in ("a", "b") if getattr(arguments, name) == FREE}
    asked = bool(freed or arguments.assumptions)
    chosen = overridden(loaded, arguments, freed)
    checks = [check.freed(freed) if asked else _rescaled(check) for check in chosen]
    general = [check for check in checks if check.candidate.free_parameters or asked]
    for check in general:
        check.require_powers("free parameters and assumptions are")
    planned = [(check, spectrum) for check in checks if check not in general for spectrum in check.spectra]
    problems = [problem(check, spectrum, arguments) for check, spectrum in planned]
    together = [mixture_problem(file, arguments) for file in mixtures]
    return [*(check for check, _ in planned), *mixtures], [*problems, *together], general


def _rescaled(check: CheckFile) -> CheckFile:
    """The check with 1 for parameters that only rescale time or lambda, where no others are free; said in a note."""
    candidate, scales = rescaling(check.candidate)
    if not scales or candidate.free_parameters:
        return check
    return replace(check, candidate=candidate, notes=(*check.notes, *(scale.said for scale in scales)))


def _check_report(
    plain: Sequence[RunResult], generals: Sequence[instance_check.GeneralResult], amount: table.Amount, suite: bool
) -> Iterator[RenderableType]:
    """``suite``: several runs were planned, of which an interrupted command may have completed one."""
    if plain:
        yield from table.runs_report(plain, amount, suite)
    for result in generals:
        yield from regimes_report.report(result, amount is table.Amount.FULL)
    if amount is table.Amount.LINE and len(plain) == 1 and not generals:
        return
    yield table.summary([*plain, *(run for result in generals for run in result.runs)])


def _plans(checks: Sequence[CheckFile], arguments: argparse.Namespace) -> list[tuple[CheckFile, instance_check.Plan]]:
    """The general theorems of candidates with free parameters, and the instances to run."""
    asked = []
    for check in checks:
        with check.located():
            found = instance_check.questions(check.candidate, check.spectra, check.given, arguments.assumptions)
            for question in found:
                instance_check.refuse(question)
                asked.append((check, question))
    if asked:
        pipeline.require_claims(arguments.claims or ())
    plans: list[tuple[CheckFile, instance_check.Plan]] = []
    with progress(sys.stderr, len(asked), arguments.format == "table") as advance:
        for check, question in asked:
            advance(len(plans), f"{check.name or check.g}: general theorem")
            with check.located():
                build = partial(_instance_problem, check, arguments)
                plans.append((check, instance_check.plan(question, build, arguments.timeout, arguments.instances)))
    return plans


def _instance_problem(
    check: CheckFile, arguments: argparse.Namespace, candidate: Candidate, spectrum: Spectrum
) -> pipeline.Problem:
    return problem(check, spectrum, arguments, candidate)


def _concluded(
    plans: Sequence[instance_check.Plan], results: Sequence[RunResult | None]
) -> list[instance_check.GeneralResult]:
    found, start = [], 0
    for plan in plans:
        end = start + len(plan.problems)
        found.append(instance_check.conclude(plan, results[start:end]))
        start = end
    return found
