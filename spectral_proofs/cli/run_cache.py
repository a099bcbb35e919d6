"""Runs that several tests share, in one process or in several.

1. The cases of a run are kept in memory by the run's name.
2. Where a folder is given, processes share it: who comes first locks the run, makes it and writes its
   cases there as JSON; the others wait for the lock and read them.  A process that dies frees its lock.

Left out: a lock where the system has none (``fcntl``); a run may then be made more than once.
"""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path

from spectral_proofs import pipeline
from spectral_proofs.claims import CLAIMS
from spectral_proofs.claims.mixtures import OF_MIXTURES
from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file import read_file
from spectral_proofs.problem.check_file.mixture_file import MixtureFile, any_of_text
from spectral_proofs.reporters.junit_cases import EXPECT, RUN, Case, Status, cases, label
from spectral_proofs.results import RunResult
from spectral_proofs.worker import MEMORY


def problems(path: Path, timeout: float | None) -> dict[str, pipeline.AnyProblem]:
    """What a check file asks for, by the name of the spectrum.

    Raises:
        InputError: one line, ``file: key: problem; remedy``.
    """
    check = read_file(path, any_of_text)
    if isinstance(check, MixtureFile):
        expected = pipeline.Expectations(check.exponents, check.verdicts)
        with check.located():
            return {
                "mixture": pipeline.prepare_mixture(
                    check.mixture, timeout=timeout, expectations=expected, memory=MEMORY
                )
            }
    found = dict[str, pipeline.AnyProblem]()
    for spectrum in map(check.chosen, check.spectra):
        expectations = pipeline.Expectations(check.expected_exponents(spectrum), check.verdicts)
        with check.located():
            problem = pipeline.prepare(
                check.candidate,
                spectrum,
                claims=check.claims,
                timeout=timeout,
                expectations=expectations,
                memory=MEMORY,
            )
        found[label(spectrum.texts().items())] = problem
    return found


def case_names(problem: pipeline.AnyProblem) -> tuple[str, ...]:
    """Names of the cases that a run of ``problem`` will have."""
    judged = OF_MIXTURES if isinstance(problem, pipeline.MixtureProblem) else problem.claims or CLAIMS
    return (*judged, *(f"{EXPECT}{name}" for name in problem.expectations.exponents))


class SharedRuns:
    """Cases of runs, each made once.

    Args:
        folder: where processes share them, None for this process alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder if folder and folder.is_dir() else None  # a worker on another machine has none
        self._known: dict[str, tuple[Case, ...]] = {}

    def case(self, run: str, problem: pipeline.AnyProblem, name: str) -> Case:
        """The case ``name`` of the run called ``run``, which ``problem`` makes; an error where there is none."""
        if run not in self._known:
            self._known[run] = self._shared(run, problem) if self._folder else cases(_run(problem))
        found = {case.name: case for case in self._known[run]}
        missing = Case(name, "the run", Status.ERROR, "internal error: the run ended without judging this")
        return found.get(name) or found.get(RUN) or missing

    def _shared(self, name: str, problem: pipeline.AnyProblem) -> tuple[Case, ...]:
        assert self._folder
        path = self._folder / f"{hashlib.sha256(name.encode('utf-8', 'replace')).hexdigest()}.json"
        with _locked(path.with_suffix(".lock")):
            if path.exists():
                return _read(path)
            found = cases(_run(problem))
            partial = path.with_suffix(".part")
            partial.write_text(json.dumps([{**asdict(case), "status": case.status.value} for case in found]))
            partial.replace(path)
            return found


def _read(path: Path) -> tuple[Case, ...]:
    return tuple(
        Case(entry["name"], entry["title"], Status(entry["status"]), entry["message"], tuple(entry["lines"]))
        for entry in json.loads(path.read_text())
    )


def _run(problem: pipeline.AnyProblem) -> RunResult:
    """The run; a bug in it is an internal error of this run and spares the others."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("default")  # a session that makes warnings errors means its own code
            return pipeline.run(problem)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001  # reported as an internal error
        return replace(pipeline.blank(problem), internal_error=f"{type(error).__name__}: {error}")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    try:
        import fcntl
    except ImportError:
        yield
        return
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(file, fcntl.LOCK_UN)  # closing would not do: a stopped child may hold the file open
