"""What ``report`` does: every run is written to the folder as soon as it is there."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from importlib import util
from pathlib import Path
from typing import Any

from spectral_proofs import codec, pipeline
from spectral_proofs.cli.inputs import judge_of, made_by, mixture_problem, overridden, problem, read, within
from spectral_proofs.cli.output import interruption, show, write
from spectral_proofs.cli.rerun_command import distinction, repetition, repetition_of_mixture, whole
from spectral_proofs.cli.storing import storing
from spectral_proofs.crew import Crew
from spectral_proofs.errors import InputError, interruptible
from spectral_proofs.problem.check_file import CheckFile
from spectral_proofs.problem.check_file.mixture_file import MixtureFile, any_of_target
from spectral_proofs.reporters import table
from spectral_proofs.reporters.progress import progress
from spectral_proofs.reporters.report_folder import ReportFolder
from spectral_proofs.results import RunResult, SumValues
from spectral_proofs.results.exit_status import exit_status
from spectral_proofs.runs import run_all, run_key
from spectral_proofs.store import Shelf, Store
from spectral_proofs.text.plain import plain
from spectral_proofs.worker.spent import stopped_by_clock


def report(arguments: argparse.Namespace) -> int:
    """Judge every target and write a report of each run, and an index; return the status that ``check`` has."""
    with storing(arguments.store) as rows:
        return _reported(arguments, rows)


def _reported(arguments: argparse.Namespace, rows: Store | None) -> int:
    judge = judge_of(arguments)
    planned, problems = read(arguments, _planned_reports)
    problems = within(problems, arguments)
    folder = ReportFolder(Path(arguments.out))
    folder.prepare()
    if util.find_spec("matplotlib") is None:  # said before a long run
        sys.stderr.write("note: no pictures will be drawn: in the project's folder: pip install -e '.[plots]'\n")
    curves = Shelf[pipeline.AnyProblem, tuple[SumValues, ...]](
        rows, partial(run_key, "curve"), _row_of_curve, codec.read
    )
    found: dict[int, RunResult] = {}
    lost: list[str] = []
    pages, interrupted = 0, False
    try:
        with progress(sys.stderr, len(problems), True) as advance:
            crew = Crew(arguments.jobs, arguments.scheduler)
            for number, bare in run_all(problems, crew, advance, rows, judge):
                plan = planned[number]
                found[number] = result = replace(bare, notes=(*plan.notes, *bare.notes))
                try:
                    with interruptible():
                        curve = curves.once(problems[number], partial(pipeline.curve, problems[number], result))
                        folder.add(result, made_by(plan.words, arguments), plan.reference, plan.distinction, curve)
                    pages += 1
                except InputError as error:  # a full disk, say: the verdicts are still worth having
                    lost.append(str(error))
    except KeyboardInterrupt:
        interrupted = True
    try:
        folder.finish(made_by(whole(arguments), arguments), len(problems))
    except InputError as error:
        lost.append(str(error))
    results = [found[number] for number in sorted(found)]
    show([*table.suite_tables(results), table.summary(results)])
    write("\n".join(plain(line) for line in _written(folder, pages, len(problems))))
    if lost:
        raise InputError(f"{len(lost)} of {len(problems) + 1} reports and index: {lost[0]}")
    return interruption(len(results), len(problems)) if interrupted else exit_status(results)


def _row_of_curve(curve: tuple[SumValues, ...]) -> Any:
    """What the clock stopped is asked again by the next report."""
    return None if any(stopped_by_clock(value.note) for value in curve) else codec.written(curve)


@dataclass(frozen=True)
class _Plan:
    """What a report says besides its run: notes, source, the command that makes it again, part of its file's name."""

    notes: tuple[str, ...]
    reference: str
    words: tuple[str, ...]
    distinction: str = ""


def _planned_reports(arguments: argparse.Namespace) -> tuple[list[_Plan], list[pipeline.AnyProblem]]:
    """Reports to write, and their runs: of every check as written with the command line's values, then of mixtures."""
    files = [check for target in arguments.targets for check in any_of_target(target, arguments.allow_python)]
    loaded = [file for file in files if isinstance(file, CheckFile)]
    pairs = zip(loaded, overridden(loaded, arguments), strict=True)
    planned = [(own, check, spectrum) for own, check in pairs for spectrum in check.spectra]
    for _, check, _ in planned:
        for name in sorted(check.candidate.free_parameters):
            remedy = f"add --set {name}=VALUE or a [parameters] entry (only check and derive take free parameters)"
            raise InputError(f"no value for {name}; {remedy}")
    plans = [
        _Plan(check.notes, check.reference, repetition(check, spectrum, arguments), distinction(own, check, spectrum))
        for own, check, spectrum in planned
    ]
    problems: list[pipeline.AnyProblem] = [problem(check, spectrum, arguments) for _, check, spectrum in planned]
    for file in files:
        if isinstance(file, MixtureFile):
            plans.append(_Plan(file.notes, file.reference, repetition_of_mixture(file, arguments)))
            problems.append(mixture_problem(file, arguments))
    return plans, problems


def _written(folder: ReportFolder, done: int, planned: int) -> Iterator[str]:
    """What is in the folder now, and what is not."""
    if done < planned:
        yield table.incomplete(done, planned).plain
    if folder.undrawn:
        yield f"no pictures were drawn: {folder.undrawn}"
    kept = f"; the index keeps {folder.kept} more that {'was' if folder.kept == 1 else 'were'} there"
    wrote = f"wrote {done} report{'' if done == 1 else 's'}{kept if folder.kept else ''}"
    yield f"{wrote}; open {folder.path / 'index.html'}"
