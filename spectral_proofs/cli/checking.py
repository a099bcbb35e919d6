"""What ``check`` does: candidates with values are run, those with free parameters are derived and run at instances."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import accumulate

from rich.console import RenderableType

from spectral_proofs import instance_check, pipeline
from spectral_proofs.cli.inputs import FREE, judge_of, made_by, mixture_problem, overridden, problem, read, within
from spectral_proofs.cli.output import Printer, interruption, write
from spectral_proofs.cli.storing import storing
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
from spectral_proofs.store import Store


def check(arguments: argparse.Namespace) -> int:
    """Judge every target, print each result when it is its turn, or one document, and return the status of all."""
    with storing(arguments.store) as rows:
        return _checked(arguments, rows)


def _checked(arguments: argparse.Namespace, rows: Store | None) -> int:
    origin = made_by(("check", *arguments.targets), arguments)
    judge = judge_of(arguments)
    planned, problems, general = read(arguments, _planned_checks)
    problems = within(problems, arguments)
    plans = _plans(general, arguments)
    owners = [*planned, *(check for check, plan in plans for _ in plan.problems)]
    problems += [problem for _, plan in plans for problem in plan.problems]
    pages = _Pages(len(planned), [plan for _, plan in plans], table.Amount.of(arguments.quiet, arguments.details))
    interrupted = False
    try:
        with progress(sys.stderr, len(problems), arguments.format == "table") as bar:
            crew = Crew(arguments.jobs, arguments.scheduler)
            for number, result in run_all(problems, crew, bar, rows, judge):
                pages.found[number] = replace(result, notes=(*owners[number].notes, *result.notes))
                if arguments.format == "table":
                    with bar.aside():
                        pages.turn()
    except KeyboardInterrupt:
        interrupted = True
    plain, generals = pages.results()
    results = [*plain, *(run for result in generals for run in result.runs)]
    if arguments.format == "json":
        regimes = regimes_report.entries(generals, results)
        write(json.dump(json.run_document(results, interrupted, regimes)))
    elif arguments.format == "junit":
        write(junit.document(results, origin, len(problems) - len(results)))
    else:
        pages.finish([table.incomplete(len(results), len(problems))] * interrupted)
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


class _Pages:
    """Results on standard output, each as soon as it and all that stand before it are there.

    Runs 0, ..., ``plain`` - 1 are reported one by one, those of each of the ``plans`` together, in this order.
    """

    def __init__(self, plain: int, plans: Sequence[instance_check.Plan], amount: table.Amount) -> None:
        self.found: dict[int, RunResult] = {}
        self._plain, self._plans, self._amount = plain, plans, amount
        sizes = [1] * plain + [len(plan.problems) for plan in plans]
        self._groups = [range(end - size, end) for size, end in zip(sizes, accumulate(sizes), strict=True)]
        self._next = 0
        self._printer = Printer()

    def turn(self) -> None:
        """Print those whose turn it is."""
        while self._next < len(self._groups) and all(n in self.found for n in self._groups[self._next]):
            self._printer.show(self._report(self._next))
            self._next += 1

    def finish(self, rest: Sequence[RenderableType]) -> None:
        """Print those that an interruption left waiting, what is said of all together, and the ``rest``."""
        for number in range(self._next, len(self._groups)):
            self._printer.show(self._report(number))
        plain, generals = self.results()
        parts = [*table.suite_report(plain, self._amount)] if plain and self._plain > 1 else []
        if self._amount is not table.Amount.LINE or len(plain) != 1 or generals:
            parts.append(table.summary([*plain, *(run for result in generals for run in result.runs)]))
        self._printer.show([*parts, *rest])

    def results(self) -> tuple[list[RunResult], list[instance_check.GeneralResult]]:
        """As far as they are there."""
        plain = [self.found[number] for number in range(self._plain) if number in self.found]
        return plain, [self._concluded(number) for number in range(self._plain, len(self._groups))]

    def _report(self, number: int) -> Iterator[RenderableType]:
        general = self._concluded(number) if number >= self._plain else None
        runs = general.runs if general else [self.found[n] for n in self._groups[number] if n in self.found]
        yield from (part for run in runs for part in explained(run))
        if general:
            yield from regimes_report.report(general, self._amount is table.Amount.FULL)
        else:
            yield from (table.run_report(run, self._amount, self._plain > 1) for run in runs)

    def _concluded(self, number: int) -> instance_check.GeneralResult:
        runs = [self.found.get(n) for n in self._groups[number]]
        return instance_check.conclude(self._plans[number - self._plain], runs)


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
                limits = arguments.timeout, arguments.instances, arguments.memory
                plans.append((check, instance_check.plan(question, build, *limits)))
    return plans


def _instance_problem(
    check: CheckFile, arguments: argparse.Namespace, candidate: Candidate, spectrum: Spectrum
) -> pipeline.Problem:
    return problem(check, spectrum, arguments, candidate)
