"""pytest plugin: check files are test files.  PYTEST_DONT_REWRITE.

1. A ``*.toml`` file that is a check file (:mod:`spectral_proofs.problem.recognition`) becomes a collector, with one
   child for each spectrum and, below it, one test for each claim and each line of [expect]::

       checks/ntk.toml::a=3/2,b=2::thm2
       checks/ntk.toml::a=3/2,b=2::expect.rho

2. The first test of a spectrum makes the run; the others share it (:mod:`spectral_proofs.cli.run_cache`),
   also across the workers of pytest-xdist.
3. A test passes when the claim passed, or failed exactly as the file expects.  An undecided claim fails,
   unless ``spectral_proofs_undecided`` says otherwise; an internal error is an error, not a failure.

The plugin is loaded in every pytest session of its environment: at that point it imports neither SymPy nor
any other part of this package that does, and it leaves every file alone that is no check file.  Python check
files are executed only where ``spectral_proofs_python`` names them.
"""

from __future__ import annotations

import math
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from spectral_proofs.problem.recognition import is_check_file

if TYPE_CHECKING:
    from spectral_proofs.cli.run_cache import SharedRuns
    from spectral_proofs.pipeline import AnyProblem
    from spectral_proofs.reporters.junit_cases import Case

_TIMEOUT, _UNDECIDED = "60", ("fail", "skip", "xfail")
_INPUT = "spectral_proofs_runs"  # where the workers of one session share what they found
_RUNS = pytest.StashKey["SharedRuns"]()
_FOLDER = pytest.StashKey[str]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Options and ini values; each option replaces the ini value of the same name."""
    group = parser.getgroup("spectral-proofs", "check files of spectral-proofs")
    settings = (
        ("timeout", "SECONDS", f"stop a run after this time (default {_TIMEOUT}; none: no limit)"),
        ("undecided", "|".join(_UNDECIDED), "what an undecided claim is (default fail)"),
    )
    for name, metavar, help_text in settings:
        parser.addini(f"spectral_proofs_{name}", help_text, default="")
        group.addoption(f"--spectral-proofs-{name}", metavar=metavar, help=help_text)
    lists = (
        ("files", "patterns of *.toml files that are check files whatever they contain (checks/*.toml)"),
        ("python", "patterns of Python check files, which collecting executes (checks/*.py; default none)"),
    )
    for name, help_text in lists:
        parser.addini(f"spectral_proofs_{name}", help_text, type="args", default=[])
        group.addoption(f"--spectral-proofs-{name}", metavar="GLOB", action="append", help=help_text)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse bad settings before anything runs."""
    config.addinivalue_line("markers", "spectral_proofs: a claim in a check file of spectral-proofs")
    _limit(config)
    if _setting(config, "undecided") not in ("", *_UNDECIDED):
        raise pytest.UsageError(f"spectral_proofs_undecided: write one of {', '.join(_UNDECIDED)}")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove what the workers shared."""
    folder = config.stash.get(_FOLDER, None)
    if folder:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """pytest-xdist starts a worker: tell it where the workers share what they found."""
    stash = node.config.stash
    if _FOLDER not in stash:
        stash[_FOLDER] = tempfile.mkdtemp(prefix="spectral-proofs-")
    node.workerinput[_INPUT] = stash[_FOLDER]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> CheckFileCollector | None:
    """Check files, and no others."""
    if file_path.suffix == ".toml":
        wanted = _matches(file_path, parent.config, "files") or is_check_file(file_path)
    else:
        wanted = file_path.suffix == ".py" and _matches(file_path, parent.config, "python")
    return CheckFileCollector.from_parent(parent, path=file_path) if wanted else None


class CheckFileCollector(pytest.File):
    """A check file; its children are its spectra."""

    def collect(self) -> Iterator[SpectrumCollector]:
        """Read the file; what is wrong with it is one line, and an error of the session."""
        from spectral_proofs.cli.run_cache import problems
        from spectral_proofs.errors import InputError

        try:
            found = problems(self.path, _limit(self.config))
        except InputError as error:
            raise self.CollectError(str(error)) from None
        for name, problem in found.items():
            yield SpectrumCollector.from_parent(self, name=name, problem=problem)


class SpectrumCollector(pytest.Collector):
    """A candidate on one spectrum; its children are claims and expectations."""

    def __init__(self, problem: AnyProblem, **options: Any) -> None:
        super().__init__(**options)
        self.problem = problem

    def collect(self) -> Iterator[CaseItem]:
        """One test for each claim and each line of [expect]."""
        from spectral_proofs.cli.run_cache import case_names

        for name in case_names(self.problem):
            yield CaseItem.from_parent(self, name=name)


class CaseItem(pytest.Item):
    """A claim, or a line of [expect]."""

    case: Case

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.add_marker("spectral_proofs")
        if self.config.pluginmanager.hasplugin("xdist") and self.parent:
            self.add_marker(pytest.mark.xdist_group(self.parent.nodeid))  # for --dist loadgroup

    def setup(self) -> None:
        """Make the run, or take it from another test; an internal error ends here."""
        assert isinstance(self.parent, SpectrumCollector)
        self.case = _runs(self.config).case(self.parent.nodeid, self.parent.problem, self.name)
        self.user_properties.append(("spectral_proofs", self.case.message))
        if self.case.status.value == "error":
            pytest.fail(self._explained(), pytrace=False)

    def runtest(self) -> None:
        """Say what came out."""
        status = self.case.status.value
        undecided = _setting(self.config, "undecided")
        if status == "undecided" and undecided == "skip":
            pytest.skip(self._explained())
        if status == "undecided" and undecided == "xfail":
            pytest.xfail(self._explained())
        if status != "passed":
            pytest.fail(self._explained(), pytrace=False)

    def _explained(self) -> str:
        from spectral_proofs.text.plain import plain

        assert isinstance(self.parent, SpectrumCollector)
        case, candidate = self.case, self.parent.problem.candidate
        where = f"{candidate.name or candidate.g} at {self.parent.name.replace(',', ', ')}"
        lines = (f"{self.name}: {case.message}", case.title, f"{where}, g = {candidate.g}", *case.lines)
        return "\n    ".join(map(plain, lines))

    def reportinfo(self) -> tuple[Path, None, str]:
        """The check file, and the test's name for headings."""
        return self.path, None, f"{self.path.name} {self.parent.name if self.parent else ''} {self.name}"


def _runs(config: pytest.Config) -> SharedRuns:
    if _RUNS not in config.stash:
        from spectral_proofs.cli.run_cache import SharedRuns

        folder = getattr(config, "workerinput", {}).get(_INPUT)
        config.stash[_RUNS] = SharedRuns(Path(folder) if folder else None)
    return config.stash[_RUNS]


def _setting(config: pytest.Config, name: str) -> Any:
    """The option if it is given, else the ini value."""
    option = config.getoption(f"spectral_proofs_{name}", None)
    return config.getini(f"spectral_proofs_{name}") if option is None else option


def _limit(config: pytest.Config) -> float | None:
    text = str(_setting(config, "timeout")).strip() or _TIMEOUT
    if text == "none":
        return None
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 <= seconds < math.inf:
        raise pytest.UsageError(f"spectral_proofs_timeout: {text!r} is no number of seconds; write 60, or none")
    return seconds or None


def _matches(path: Path, config: pytest.Config, name: str) -> bool:
    """Patterns are relative to the root folder, or match the end of the path."""
    return any(path.match(pattern) for pattern in _setting(config, name))
