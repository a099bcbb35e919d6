"""The commands behind :mod:`spectral_proofs.cli`: each takes parsed arguments and returns the exit status."""

from __future__ import annotations

import argparse
import io
import os
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import sympy
from rich.console import RenderableType

from spectral_proofs import instance_check, pipeline, verifier
from spectral_proofs.audit.base import Finding
from spectral_proofs.cli.rerun_command import distinction, repetition, whole
from spectral_proofs.cli.template import template
from spectral_proofs.errors import ExitStatus, InputError, InternalError, UndecidedError
from spectral_proofs.measurements.noise import perturbed_loss
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import CheckFile, load_target
from spectral_proofs.problem.spectrum import Spectrum, exact_number
from spectral_proofs.reporters import audit as audit_report
from spectral_proofs.reporters import comparison, json, junit, schemas, table
from spectral_proofs.reporters import regimes as regimes_report
from spectral_proofs.reporters import theorem as theorem_report
from spectral_proofs.reporters.explain import explained
from spectral_proofs.reporters.progress import progress
from spectral_proofs.reporters.provenance import SEED, Provenance, provenance
from spectral_proofs.reporters.report_folder import ReportFolder
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exit_status
from spectral_proofs.runs import cores, run_all
from spectral_proofs.sums.enclosures import parse_time
from spectral_proofs.symbolic.findings import ONE
from spectral_proofs.text.plain import plain
from spectral_proofs.worker import Worker

T = TypeVar("T")

_FREE = "free"  # as a value of --a or --b
_READING = 1.0  # seconds to read what the user wrote, whatever the limit
_LEAST = 0.1  # seconds left for a run when reading took all


def check(arguments: argparse.Namespace) -> int:
    """Judge every target, print one report, and return the status of all."""
    origin = _origin(("check", *arguments.targets), arguments)
    planned, problems, general = _read(arguments, _planned_checks)
    problems = _within(problems, arguments)
    plans = _plans(general, arguments)
    owners = [check for check, _ in planned] + [check for check, plan in plans for _ in plan.problems]
    problems += [problem for _, plan in plans for problem in plan.problems]
    found: dict[int, RunResult] = {}
    interrupted = False
    try:
        with progress(sys.stderr, len(problems), arguments.format == "table") as advance:
            for number, result in run_all(problems, arguments.jobs or cores(), advance):
                found[number] = replace(result, notes=(*owners[number].notes, *result.notes))
    except KeyboardInterrupt:
        interrupted = True
    plain = [found[number] for number in range(len(planned)) if number in found]
    generals = _concluded([plan for _, plan in plans], [found.get(n) for n in range(len(planned), len(problems))])
    results = [*plain, *(run for result in generals for run in result.runs)]
    if arguments.format == "json":
        regimes = regimes_report.entries(generals, results)
        _write(json.dump(json.run_document(results, interrupted, regimes)))
    elif arguments.format == "junit":
        _write(junit.document(results, origin, len(problems) - len(results)))
    else:
        shown = [part for r in results if r.derivation and r.derivation.trace for part in explained(r)]
        cut = [table.incomplete(len(results), len(problems))] * interrupted
        _print([*shown, *_check_report(plain, generals, arguments.details, len(planned) > 1), *cut])
    return _interruption(len(results), len(problems)) if interrupted else instance_check.status(results, generals)


def _read(arguments: argparse.Namespace, reading: Callable[[argparse.Namespace], T]) -> T:
    """``reading(arguments)``: what the user wrote is read under the limits of time and memory.

    What a Python file defines may not pickle; whoever names one has it run here.
    """
    targets = getattr(arguments, "targets", None) or [arguments.expression]
    if getattr(arguments, "allow_python", False) or any(target.endswith(".py") for target in targets):
        return reading(arguments)
    started = time.monotonic()
    try:
        with Worker(arguments.memory) as worker:
            limit = arguments.timeout and max(_READING, arguments.timeout)
            found = worker.call("reading", limit, reading, arguments)
    except UndecidedError as error:
        raise InputError(f"{error}; simplify the input, or give it more with --timeout and --memory") from None
    if arguments.timeout is not None:  # one limit for reading and running
        least = min(_LEAST, arguments.timeout)
        arguments.timeout = max(least, arguments.timeout - (time.monotonic() - started))
    return found


def _within(problems: Sequence[pipeline.Problem], arguments: argparse.Namespace) -> list[pipeline.Problem]:
    """The same with what reading, which prepared them, has left of the limit."""
    return [replace(problem, timeout=arguments.timeout) for problem in problems]


def _planned_checks(
    arguments: argparse.Namespace,
) -> tuple[list[tuple[CheckFile, Spectrum]], list[pipeline.Problem], list[CheckFile]]:
    """Runs to make, each prepared before the first begins, and candidates with free parameters."""
    loaded = [check for target in arguments.targets for check in load_target(target, arguments.allow_python)]
    freed = {name for name in ("a", "b") if getattr(arguments, name) == _FREE}
    asked = bool(freed or arguments.assumptions)
    checks = [check.freed(freed) if asked else check for check in _overridden(loaded, arguments, freed)]
    general = [check for check in checks if check.candidate.free_parameters or asked]
    planned = [(check, spectrum) for check in checks if check not in general for spectrum in check.spectra]
    return planned, [_problem(check, spectrum, arguments) for check, spectrum in planned], general


def _check_report(
    plain: Sequence[RunResult], generals: Sequence[instance_check.GeneralResult], details: bool, suite: bool
) -> Iterator[RenderableType]:
    """``suite``: several runs were planned, of which an interrupted command may have completed one."""
    if plain:
        yield from table.runs_report(plain, details=details, suite=suite)
    for result in generals:
        yield from regimes_report.report(result, details)
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
    return _problem(replace(check, candidate=candidate, path=None), spectrum, arguments)


def _concluded(
    plans: Sequence[instance_check.Plan], results: Sequence[RunResult | None]
) -> list[instance_check.GeneralResult]:
    found, start = [], 0
    for plan in plans:
        end = start + len(plan.problems)
        found.append(instance_check.conclude(plan, results[start:end]))
        start = end
    return found


def _overridden(
    checks: Sequence[CheckFile], arguments: argparse.Namespace, freed: Container[str] = ()
) -> list[CheckFile]:
    """The checks with a, b and parameters of the command line; a parameter that no g uses is a typing error."""
    parameters: dict[str, str] = {}
    for name, value in arguments.parameters:
        if parameters.setdefault(name, value) != value:
            raise InputError(f"--set {name} is given twice, {parameters[name]!r:.40} and {value!r:.40}; give one value")
    used = [_used(check, parameters) for check in checks]
    for name in parameters:
        if not any(name in names for names in used):
            where = checks[0].g if len(checks) == 1 else "any of these candidates"
            raise InputError(f"--set {name}: there is no parameter {name} in {where}; check the name")
    a, b = (None if name in freed else getattr(arguments, name) for name in ("a", "b"))
    return [check.override(a, b, names) for check, names in zip(checks, used, strict=True)]


def _used(check: CheckFile, parameters: Mapping[str, str]) -> dict[str, str]:
    """Those of ``parameters`` that the candidate needs, directly or through another value."""
    full = replace(check.candidate, parameters={**check.candidate.parameters, **parameters})
    used = {}
    for name, value in parameters.items():
        others = {key: text for key, text in full.parameters.items() if key != name}
        if name in replace(full, parameters=others).free_parameters:
            used[name] = value
    return used


def _problem(check: CheckFile, spectrum: Spectrum, arguments: argparse.Namespace) -> pipeline.Problem:
    expectations = pipeline.Expectations(check.expected_exponents(spectrum), check.verdicts)
    with check.located():
        return pipeline.prepare(
            check.candidate,
            spectrum,
            claims=arguments.claims,
            timeout=arguments.timeout,
            digits=arguments.digits,
            expectations=expectations,
            explain=getattr(arguments, "explain", False),
            memory=arguments.memory,
        )


def report(arguments: argparse.Namespace) -> int:
    """Judge every target and write a report of each run, and an index; return the status that ``check`` has."""
    planned, problems = _read(arguments, _planned_reports)
    problems = _within(problems, arguments)
    folder = ReportFolder(Path(arguments.out))
    folder.prepare()
    found: dict[int, RunResult] = {}
    lost: list[str] = []
    interrupted = False
    try:
        with progress(sys.stderr, len(problems), True) as advance:
            for number, bare in run_all(problems, arguments.jobs or cores(), advance):
                own, check, spectrum = planned[number]
                found[number] = result = replace(bare, notes=(*check.notes, *bare.notes))
                origin = _origin(repetition(check, spectrum, arguments), arguments)
                try:
                    folder.add(result, origin, check.reference, distinction(own, check, spectrum))
                except InputError as error:  # a full disk, say: the verdicts are still worth having
                    lost.append(str(error))
    except KeyboardInterrupt:
        interrupted = True
    try:
        folder.finish(_origin(whole(arguments), arguments), len(problems))
    except InputError as error:
        lost.append(str(error))
    results = [found[number] for number in sorted(found)]
    _print([*table.suite_tables(results), table.summary(results)])
    _write("\n".join(plain(line) for line in _written(folder, len(results) - len(lost), len(problems))))
    if lost:
        raise InputError(f"{len(lost)} of {len(problems) + 1} reports and index: {lost[0]}")
    return _interruption(len(results), len(problems)) if interrupted else exit_status(results)


def _planned_reports(
    arguments: argparse.Namespace,
) -> tuple[list[tuple[CheckFile, CheckFile, Spectrum]], list[pipeline.Problem]]:
    """Runs to make: the check as written, the same with the command line's values, and the spectrum."""
    loaded = [check for target in arguments.targets for check in load_target(target, arguments.allow_python)]
    pairs = zip(loaded, _overridden(loaded, arguments), strict=True)
    planned = [(own, check, spectrum) for own, check in pairs for spectrum in check.spectra]
    for _, check, _ in planned:
        for name in sorted(check.candidate.free_parameters):
            remedy = f"add --set {name}=VALUE or a [parameters] entry (only check and derive take free parameters)"
            raise InputError(f"no value for {name}; {remedy}")
    return planned, [_problem(check, spectrum, arguments) for _, check, spectrum in planned]


def _written(folder: ReportFolder, done: int, planned: int) -> Iterator[str]:
    """What is in the folder now, and what is not."""
    if done < planned:
        yield table.incomplete(done, planned).plain
    if folder.undrawn:
        yield f"no pictures were drawn: {folder.undrawn}"
    kept = f"; the index keeps {folder.kept} more that {'was' if folder.kept == 1 else 'were'} there"
    wrote = f"wrote {done} report{'' if done == 1 else 's'}{kept if folder.kept else ''}"
    yield f"{wrote}; open {folder.path / 'index.html'}"


def _interruption(done: int, planned: int) -> int:
    sys.stderr.write(f"interrupted: {done} of {planned} runs completed\n")
    return ExitStatus.INTERRUPTED


def _origin(words: Sequence[str], arguments: argparse.Namespace) -> Provenance:
    return provenance(words, arguments.digits, SEED)


def evaluate(arguments: argparse.Namespace) -> int:
    """Print certified values of one candidate at the given times."""
    problem, sigma, tau = _read(arguments, _values_asked)
    noisy = arguments.sigma is not None or arguments.tau is not None
    points = pipeline.values(problem, arguments.t)
    excess = [perturbed_loss(p.energy, problem.spectrum, sigma, tau, digits=arguments.digits) for p in points if noisy]
    about = (problem.candidate.g, pipeline.spectrum_texts(problem.spectrum))
    noise = {"sigma": str(sigma), "tau": str(tau)} if noisy else {}
    if arguments.format == "json":
        _write(json.dump(json.values_document(*about, points, excess, noise)))
    else:
        _print(table.values_report(*about, points, excess, noise))
    missing = any(value.unknown for point in points for value in (point.loss, point.energy))
    return ExitStatus.UNDECIDED if missing else ExitStatus.FINE


def _values_asked(arguments: argparse.Namespace) -> tuple[pipeline.Problem, sympy.Rational, sympy.Rational]:
    """The problem and the levels of noise; the times are looked at too."""
    checks = _overridden(load_target(arguments.expression), arguments)
    if len(checks) != 1 or len(checks[0].spectra) != 1:
        raise InputError(f"{arguments.expression} stands for several runs; name one candidate and set --a and --b")
    for t in arguments.t:
        if exact_number(t, "t") <= 0:
            raise InputError(f"t = {t[:40]} must be greater than 0; choose a larger t")
        parse_time(t)
    levels = (("sigma", arguments.sigma), ("tau", arguments.tau))
    sigma, tau = (exact_number(level or "0", name) for name, level in levels)
    with checks[0].located():
        problem = pipeline.prepare(
            checks[0].candidate,
            checks[0].spectra[0],
            digits=arguments.digits,
            timeout=arguments.timeout,
            memory=arguments.memory,
        )
    return problem, sigma, tau


def derive(arguments: argparse.Namespace) -> int:
    """Print the general theorem of one candidate, regime by regime."""
    question = _read(arguments, _question)
    found = instance_check.bounded_theorem(
        question, arguments.timeout, explained=arguments.explain, memory=arguments.memory
    )
    traces = [regime.trace for regime in found.regimes if regime.trace is not None]
    with Worker(arguments.memory) as worker:
        outcomes = [worker.call("checking the trace", arguments.timeout, verifier.verify, trace) for trace in traces]
    if arguments.format == "json":
        _write(json.dump(theorem_report.document(found, outcomes)))
    elif arguments.format == "latex":
        _write(theorem_report.latex(found))
    else:
        _print([*theorem_report.explanation(found, outcomes), *theorem_report.table(found)])
    wrong = [f"step {item.number}: {item.note}" for checked in outcomes for item in verifier.failures(checked)]
    if wrong:
        raise InternalError(f"the derivation does not stand: {'; '.join(wrong)}")
    return ExitStatus.UNDECIDED if found.undecided else ExitStatus.FINE


def _question(arguments: argparse.Namespace) -> instance_check.Question:
    a, b = (None if value == _FREE else value for value in (arguments.a, arguments.b))
    checks = _overridden(load_target(arguments.expression), arguments, ("a", "b"))
    if len(checks) != 1:
        raise InputError(f"{arguments.expression} stands for several candidates; name one")
    question = instance_check.Question(checks[0].candidate, a, b, ONE, tuple(arguments.assumptions))
    instance_check.refuse(question)
    return question


def audit(arguments: argparse.Namespace) -> int:
    """Reproduce the rows of the audit and print them; a row that does not reproduce is an internal error."""
    from spectral_proofs.audit.registry import ITEMS, find  # builds formulas at import; only this command needs them
    from spectral_proofs.audit.run import audit as work_through

    items = [find(arguments.item)] if arguments.item is not None else list(ITEMS.values())
    findings: list[Finding] = []
    interrupted = False
    try:
        with progress(sys.stderr, len(items), arguments.format == "table") as advance:
            for item, work in zip(items, work_through(items), strict=True):
                advance(len(findings), f"{item.id}, {item.reference}")
                findings.append(work())
    except KeyboardInterrupt:
        interrupted = True
    if arguments.format == "json":
        _write(json.dump(audit_report.document(findings, interrupted)))
    elif arguments.item is not None and findings:
        _print(audit_report.full(findings[0]))
    else:
        _print(audit_report.table(findings, len(items)))
    return _audit_status(findings, len(items), interrupted)


def _audit_status(findings: Sequence[Finding], total: int, interrupted: bool) -> int:
    for finding in findings:
        if finding.error:
            sys.stderr.write(f"spectral-proofs: internal error: {plain(finding.error)}\n")
    if any(finding.error for finding in findings):
        return ExitStatus.INTERNAL_ERROR
    if interrupted:
        sys.stderr.write(f"interrupted: {len(findings)} of {total} rows completed\n")
        return ExitStatus.INTERRUPTED
    return ExitStatus.FINE


def verify(arguments: argparse.Namespace) -> int:
    """Verify the traces of a JSON document that ``check`` or ``derive`` wrote, and compare the rest of it with them."""
    content, found = _content(arguments.file), []
    with Worker(arguments.memory) as worker:
        try:
            titles = worker.call("reading", arguments.timeout, verifier.titles, content)
        except UndecidedError as error:
            raise InputError(f"{error}; give more with --timeout and --memory") from None
        for number, title in enumerate(titles):
            try:
                part = worker.call(title, arguments.timeout, verifier.examined, content, number)
            except UndecidedError as error:
                part = verifier.given_up(title, str(error))
            found.append(part)
            _print(comparison.examined(part))
    _print(comparison.totals(found))
    if any(part.failed for part in found):
        return ExitStatus.FAILED
    return ExitStatus.UNDECIDED if any(part.open for part in found) else ExitStatus.FINE


def _content(name: str) -> str:
    try:
        return sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise InputError(f"{name}: cannot be read ({error}); give a file that --explain --format json wrote") from None


def new(arguments: argparse.Namespace) -> int:
    """Write a check file to start from and say where it is."""
    content = template(arguments.name)
    folder = Path("checks")
    path = (folder if folder.is_dir() else Path()) / f"{arguments.name}.toml"
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(content)
    except FileExistsError:
        raise InputError(f"{path} exists already; choose another name or remove it") from None
    except OSError as error:
        raise InputError(f"{path} cannot be written ({error.strerror}); run this where you may write") from None
    _write(f"wrote {path}; check it with: spectral-proofs check {path}")
    return ExitStatus.FINE


def schema(arguments: argparse.Namespace) -> int:
    """Print a JSON Schema, or the names of all."""
    if arguments.name is None:
        _write("\n".join(schemas.names()))
    else:
        _write(json.dump(schemas.load(arguments.name)))
    return ExitStatus.FINE


def _print(parts: Iterable[RenderableType]) -> None:
    console = table.console(sys.stdout or io.StringIO())
    with _output():
        with console.capture() as capture:  # rich would end the program itself at a closed pipe
            for part in parts:
                console.print(part)
        _write("\n".join(line.rstrip() for line in capture.get().rstrip().split("\n")))


def _write(text: str) -> None:
    if sys.stdout is None:  # closed by the caller, who wants the exit status only
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that lacks λ shows ? instead of failing
    with _output():
        sys.stdout.write(text + "\n")
        sys.stdout.flush()


@contextmanager
def _output() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # a reader that stops early (head) changes nothing about the verdict
        _discard()
    except OSError as error:
        _discard()
        raise InputError(f"output cannot be written ({error.strerror}); send it elsewhere") from None


def _discard() -> None:
    """Let the interpreter flush what is left at its end to nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
