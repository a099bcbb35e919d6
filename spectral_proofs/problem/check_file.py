"""Check files: one TOML file for one candidate, or a Python file that defines ``candidate``.

1. Read at most 1 MB of UTF-8; TOML floats are kept as text, so ``a = 1.5`` is exact.
2. Refuse unknown keys, wrong types, unknown exponents, claims and verdicts.
3. Expand lists in [spectrum] to every combination.
4. Evaluate nothing but the exponents in [expect], on demand, per spectrum.

Python files are executed, hence only when named explicitly or with ``allow_python``.
"""

from __future__ import annotations

import difflib
import itertools
import re
import runpy
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import AbstractContextManager, redirect_stdout
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import Candidate, evaluate_parameter
from spectral_proofs.problem.expression.parser import RESERVED, VARIABLES
from spectral_proofs.problem.expression.sizes import MAX_BITS, bits
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.recognition import read_toml
from spectral_proofs.problem.schedule import exhausts, intrinsic_time, with_schedule
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectra.selection import SELECTED, Selection
from spectral_proofs.problem.spectrum import Exact, Spectrum, exact_number
from spectral_proofs.results import Verdict
from spectral_proofs.text.exact import exact_text

__all__ = ["EXPONENTS", "CheckFile", "from_text", "load", "load_target"]

NOT_COMPARED = "[expect] is not compared: the command line replaces values of the file"
EXPONENTS = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
#: In [expect]: the exponent does not exist (S is infinite, L is no power law).
NONE = "none"
MAX_BYTES = 1_000_000
MAX_SPECTRA = 100
_MAX_TEXT = 500
_MAX_MESSAGE = 120
_MAX_PATH = 60
_FILE = re.compile(r"[\w. -]*[\w-]\.[A-Za-z]{1,5}")  # no expression: decimals end in a digit
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class CheckFile:
    """A candidate, the spectra to check it on, and what its author expects.

    ``path`` is None for an expression given directly.  ``exponents`` holds texts in
    the parameters, a and b (or "none"); claims not in ``verdicts`` must pass.
    """

    path: Path | None
    candidate: Candidate
    spectra: tuple[Spectrum, ...] = field(default_factory=lambda: (Spectrum(),))
    exponents: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what the reader of a report has to know
    given: frozenset[str] = frozenset()  # those of "a" and "b" that the file or the command line states
    selection: Selection = field(default_factory=Selection)  # modes that are no exact powers, or the first ones only

    @property
    def name(self) -> str:
        """Short name: the file's stem, or the expression."""
        return self.candidate.name

    @property
    def title(self) -> str:
        """One line for people."""
        return self.candidate.title

    @property
    def reference(self) -> str:
        """Where this g comes from."""
        return self.candidate.reference

    @property
    def g(self) -> str:
        """The evolution function as written."""
        return self.candidate.g

    @property
    def parameters(self) -> Mapping[str, str]:
        """Values of parameters as written."""
        return self.candidate.parameters

    def chosen(self, spectrum: Spectrum) -> ModeSpectrum:
        """The modes that are asked for: those of ``spectrum`` unless others are selected.

        Raises:
            InputError: what is selected is no spectrum.
        """
        if self.selection == Selection():
            return spectrum
        with _Context(self.path):
            return self.selection.applied(spectrum, self.path.parent if self.path else None)

    def require_powers(self, what: str) -> None:
        """Raises InputError where the modes are not exact powers, all of them."""
        if self.selection != Selection():
            with _Context(self.path):
                raise InputError(f"{what} for exact powers of k only; leave out the file, formulas or number of modes")

    def selecting(self, selection: Selection) -> CheckFile:
        """The same check on modes that the command line selects; what the file expects is dropped, with a note."""
        if selection == Selection():
            return self
        merged = self.selection.replaced(selection)
        check = replace(self, selection=merged, path=self.path)
        if not (self.exponents or self.verdicts):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def expected_exponents(self, spectrum: ModeSpectrum) -> dict[str, sympy.Expr | None]:
        """The exponents of [expect] as exact numbers; None where none must exist.

        Raises:
            InputError: a formula cannot be evaluated on this spectrum.
        """
        found: dict[str, sympy.Expr | None] = {}
        for name, text in self.exponents.items():
            with _Context(self.path, f"expect.{name}"):
                found[name] = None if text == NONE else evaluate_parameter(text, self.candidate, spectrum)
        return found

    def override(
        self,
        a: str | None = None,
        b: str | None = None,
        parameters: Mapping[str, str] | None = None,
        source: str | None = None,
    ) -> CheckFile:
        """The same check with a, b or parameters replaced, as the command line asks; ``source`` is r in a = 1 + 2br.

        What the file expects holds for the file's own values only: it is dropped, with
        a note, unless ``a`` and ``b`` choose among them and parameters are merely added.
        """
        spectra = tuple(
            dict.fromkeys(
                Spectrum(_task(s, a, chosen, source), chosen, s.Lambda, s.W)
                for s in self.spectra
                for chosen in [s.b if b is None else exact_number(b, "b")]
            )
        )
        own = dict(self.candidate.parameters)
        changed = {name for name, value in (parameters or {}).items() if own.get(name, value) != value}
        candidate = replace(self.candidate, parameters=own | dict(parameters or {}))
        given = self.given | {name for name, value in (("a", a or source), ("b", b)) if value is not None}
        check = replace(self, candidate=candidate, spectra=spectra, given=given)
        if not (self.exponents or self.verdicts) or (set(spectra) <= set(self.spectra) and not changed):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def freed(self, names: Collection[str]) -> CheckFile:
        """The check with a or b free although the file gives them.

        What a file without free parameters expects holds for its own spectra only: it is dropped, with a note.
        """
        check = replace(self, given=self.given - set(names))
        if self.candidate.free_parameters or not (self.exponents or self.verdicts):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def located(self) -> AbstractContextManager[None]:
        """Puts the file's name before the message of an InputError."""
        return _Context(self.path)


def _shown(path: Path) -> str:
    """The end of a path, which tells files apart."""
    line = _printable(str(path))
    return line if len(line) <= _MAX_PATH else f"...{line[3 - _MAX_PATH :]}"


def _printable(text: str) -> str:
    return "".join(c if c.isprintable() else "?" for c in text)


class _Context(AbstractContextManager[None]):
    """Puts ``file: key: `` before the message of an InputError."""

    def __init__(self, path: Path | None, key: str = "") -> None:
        self.prefix = (f"{_shown(path)}: " if path else "") + (f"{key}: " if key else "")

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, InputError):
            raise InputError(self.prefix + str(error)) from None


def load_target(target: str, allow_python: bool = False) -> list[CheckFile]:
    """The checks that TARGET stands for.

    A folder gives its ``*.toml`` files in order of name (and ``*.py`` with
    ``allow_python``), a file itself, a catalogue name that file, and any other
    text is read as an expression.

    Raises:
        InputError: missing, empty, unreadable or malformed.
    """
    if not target.strip():
        raise InputError("empty target; write an expression such as lambda*t, a catalogue name, a file or a folder")
    path = Path(target)
    if target not in VARIABLES and _test(path.is_dir):
        return _load_folder(path, allow_python)
    if path.suffix in (".toml", ".py"):
        return [load(path)]
    if target in catalogue.catalogue_names():
        return [load(catalogue.find(target))]
    if target not in VARIABLES and _test(path.is_file):
        raise InputError(f"{shorten(target)}: not a check file; its name must end in .toml or .py")
    _refuse_misspelt(target)
    return [CheckFile(None, Candidate(target, name=shorten(target)))]


def _refuse_misspelt(target: str) -> None:
    """Refuse names and paths of nothing, for which the parser would have no useful remedy."""
    known = catalogue.catalogue_names()
    if _NAME.fullmatch(target) and target not in RESERVED:
        close = difflib.get_close_matches(target, known, n=1)
        remedy = f"did you mean {close[0]}?" if close else f"the catalogue has {', '.join(known)}"
        raise InputError(f"{shorten(target)}: no catalogue entry, file or folder of this name; {remedy}")
    if (
        target.startswith(("/", "./", "../", "~/"))
        or target.endswith("/")
        or _in_folder(target)
        or _FILE.fullmatch(target)
    ):
        raise InputError(f"{_shown(Path(target))}: no such file or folder; check the name (check files end in .toml)")


def _in_folder(target: str) -> bool:
    folder = target.rpartition("/")[0]
    return bool(folder) and folder not in VARIABLES and _test(Path(folder).is_dir)


def _test(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (OSError, ValueError):  # over-long names and null characters: an expression, not a path
        return False


def _load_folder(folder: Path, allow_python: bool) -> list[CheckFile]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problem = f"cannot be listed ({error.strerror})"
        raise InputError(f"{_shown(folder)}: {problem}; check its permissions") from None
    scripts = [path for path in entries if path.suffix == ".py"]
    chosen = [path for path in entries if path.suffix == ".toml" or (allow_python and path.suffix == ".py")]
    if not chosen:
        hint = "run its Python files with --allow-python" if scripts else "add one with spectral-proofs new NAME"
        raise InputError(f"{_shown(folder)}: no check files (*.toml) in this folder; {hint}")
    return [load(path) for path in chosen]


def load(path: Path) -> CheckFile:
    """One check file; a ``.py`` file is executed.

    Raises:
        InputError: one line, ``file: key: problem; remedy``.
    """
    with _Context(path):
        text = _read(path)
        return _load_python(path) if path.suffix == ".py" else from_text(text, path)


def _read(path: Path) -> str:
    if not _test(path.exists):
        raise InputError("no such file; check the name")
    if not _test(path.is_file):
        raise InputError("not a regular file; name a .toml file")
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise InputError(f"cannot be read ({error.strerror}); check its permissions") from None
    if len(data) > MAX_BYTES:
        raise InputError(f"larger than {MAX_BYTES} bytes; a check file holds one candidate")
    try:
        return data.decode("utf-8-sig")  # editors on Windows begin a file with a byte order mark
    except UnicodeDecodeError as error:
        raise InputError(f"not UTF-8 at byte {error.start}; save it as UTF-8") from None


def from_text(text: str, path: Path | None = None) -> CheckFile:
    """The check that a TOML text describes.

    >>> from_text('g = "lambda*t"').candidate.expression
    lam*t

    Raises:
        InputError: ``key: problem; remedy``.
    """
    try:
        table = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(f"not TOML: {_printable(str(error))[:_MAX_MESSAGE]}; correct the syntax") from None
    except (ValueError, RecursionError) as error:
        what = str(error) if str(error).startswith("line ") else "a number too long or nesting too deep"
        raise InputError(f"not TOML that can be read ({what}); simplify it") from None
    _known(table, ("title", "g", "reference", "parameters", "spectrum", "schedule", "expect"), "")
    if "g" not in table:
        raise InputError('g: missing; add a line such as g = "lambda * t"')
    name = path.stem if path else ""
    texts = {key: _text(table.get(key, ""), key) for key in ("title", "reference")}
    candidate = _candidate(table, name, texts["title"] or name, texts["reference"])
    candidate, notes = _scheduled(candidate, _table(table, "schedule"))
    exponents, verdicts = _expectations(_table(table, "expect"))
    spectrum = _table(table, "spectrum")
    given = frozenset({"source": "a", "capacity": "b"}.get(key, key) for key in spectrum) & {"a", "b"}
    selection = _selection(spectrum)
    return _checked(CheckFile(path, candidate, _spectra(spectrum), exponents, verdicts, notes, given, selection))


def _scheduled(candidate: Candidate, table: Mapping[str, Any]) -> tuple[Candidate, tuple[str, ...]]:
    """The candidate in intrinsic time, and what the reader has to know about it."""
    if not table:
        return candidate, ()
    if "eta" not in table:
        raise InputError('schedule.eta: missing; add a line such as eta = "t**(-1/3)" or eta = "cosine"')
    eta = _text(table["eta"], "schedule.eta")
    with _Context(None, "schedule"):
        options = {key: value for key, value in table.items() if key != "eta"}
        time = intrinsic_time(eta, options)
        notes = [f"schedule: t is replaced by the integral of eta = {eta}, {exact_text(time)}"]
        if exhausts(time):
            notes.append("schedule: the integral of eta stays bounded, so that training and its frontier stop")
        return with_schedule(candidate, eta, options), tuple(notes)


def _candidate(table: Mapping[str, Any], name: str, title: str, reference: str) -> Candidate:
    values = {}
    for key, value in _table(table, "parameters").items():
        with _Context(None, f"parameters.{shorten(key)}"):
            values[key] = value if isinstance(value, str) else _number_text(value)
        with _Context(None, "parameters"):
            Candidate("lambda*t", {key: values[key]})
    g = _text(table["g"], "g", limit=10**6)
    with _Context(None, "g"):
        return Candidate(g, values, name, title, reference)


def _number_text(value: object) -> str:
    number = exact_number(value, "the value")
    if bits(number) > MAX_BITS:
        raise InputError(f"the value has more than {MAX_BITS} bits; use a smaller number")
    return str(number)


def _checked(check: CheckFile) -> CheckFile:
    """Formulas in [expect] must evaluate on the first spectrum, unless parameters are still to be set."""
    if not check.candidate.free_parameters and not check.selection.replaces:
        for spectrum in check.spectra[:1]:
            for name, text in check.exponents.items():
                with _Context(None, f"expect.{name}"):
                    if text != NONE:
                        evaluate_parameter(text, check.candidate, spectrum)
    return check


def _known(table: Mapping[str, Any], allowed: Iterable[str], where: str) -> None:
    allowed = tuple(allowed)
    for key in table:
        if key not in allowed:
            close = difflib.get_close_matches(key, allowed, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"known here are {', '.join(allowed)}"
            raise InputError(f"{where}{shorten(key)}: unknown key; {remedy}")


def _table(table: Mapping[str, Any], key: str, where: str = "") -> Mapping[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise InputError(f"{where}{key}: must be a table; write [{where}{key}] on a line of its own")
    return value


def _text(value: object, key: str, limit: int = _MAX_TEXT) -> str:
    if not isinstance(value, str):
        raise InputError(f'{key}: is a {type(value).__name__}; write a text in quotes, such as "lambda*t"')
    if len(value) > limit or (limit == _MAX_TEXT and not value.isprintable()):
        raise InputError(f"{key}: must be one printable line of at most {limit} characters; shorten it")
    return value


def _spectra(table: Mapping[str, Any]) -> tuple[Spectrum, ...]:
    _known(table, ("a", "b", "capacity", "source", "Lambda", "W", *SELECTED), "spectrum.")
    task, capacity = _named(table, "a", "source"), _named(table, "b", "capacity")
    defaults = {task: "3/2", capacity: "2", "Lambda": "1", "W": "1"}
    axes = []
    for key, default in defaults.items():
        value = table.get(key, default)
        values = value if isinstance(value, list) else [value]
        if not values:
            raise InputError(f"spectrum.{key}: empty list; give at least one number")
        with _Context(None, "spectrum"):
            axes.append([exact_number(item, key) for item in values])
    count = 1
    for axis in axes:
        count *= len(axis)
    if count > MAX_SPECTRA:
        raise InputError(f"spectrum: {count} combinations; at most {MAX_SPECTRA} are run, shorten the lists")
    with _Context(None, "spectrum"):
        choices = itertools.product(*axes)
        exponents = ((1 + 2 * b * x if task == "source" else x, b, *scales) for x, b, *scales in choices)
        return tuple(dict.fromkeys(Spectrum(*numbers) for numbers in exponents))


def _named(table: Mapping[str, Any], letter: str, word: str) -> str:
    """By which of its two names an exponent is given."""
    if letter in table and word in table:
        raise InputError(
            f"spectrum.{word}: {letter} is given too; leave out one of them (a = 1 + 2 b source, b = capacity)"
        )
    return word if word in table else letter


def _task(spectrum: Spectrum, a: str | None, b: sympy.Rational, source: str | None) -> Exact:
    """a, or that of the source exponent."""
    if source is not None:
        return 1 + 2 * b * exact_number(source, "source")
    return spectrum.a if a is None else a


def _selection(table: Mapping[str, Any]) -> Selection:
    texts = {key: _text(table[key], f"spectrum.{key}") for key in ("file", "lambda_k", "power_k") if key in table}
    with _Context(None, "spectrum"):
        modes = None if "modes" not in table else _number_text(table["modes"])
    for key in ("a", "b", "capacity", "source", "Lambda", "W"):
        if texts and key in table:
            raise InputError(f"spectrum.{key}: says nothing of the modes that {', '.join(texts)} give; leave it out")
    return Selection(**texts, modes=modes)


def _expectations(table: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Verdict]]:
    _known(table, (*EXPONENTS, "verdicts"), "expect.")
    exponents = {}
    for key in EXPONENTS:
        if key in table:
            value = table[key]
            with _Context(None, f"expect.{key}"):
                exponents[key] = value if isinstance(value, str) else _number_text(value)
    verdicts = _table(table, "verdicts", "expect.")
    return exponents, {claim: _verdict(claim, word) for claim, word in verdicts.items()}


def _verdict(claim: str, word: object) -> Verdict:
    words = [verdict.value for verdict in Verdict]
    if word not in words:
        raise InputError(f"expect.verdicts.{claim}: {shorten(str(word))!r} is no verdict; write {', '.join(words)}")
    return Verdict(word)


def _load_python(path: Path) -> CheckFile:
    """Run a file that defines ``candidate`` and, if it likes, ``spectra`` and ``expect``."""
    try:
        with redirect_stdout(sys.stderr):  # stdout is for the report, which may be JSON
            names = runpy.run_path(str(path))
    except InputError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - a foreign file may raise anything
        raise InputError(f"fails with {type(error).__name__}: {shorten(str(error))}; correct the file") from None
    candidate = names.get("candidate")
    if not isinstance(candidate, Candidate):
        raise InputError("defines no Candidate named candidate; add candidate = Candidate(...)")
    spectra = names.get("spectra", (Spectrum(),))
    if not isinstance(spectra, (list, tuple)) or not all(isinstance(spectrum, Spectrum) for spectrum in spectra):
        raise InputError("spectra must be a list of Spectrum; correct it")
    if not 0 < len(spectra) <= MAX_SPECTRA:
        raise InputError(f"spectra: {len(spectra)} of them; give between 1 and {MAX_SPECTRA}")
    exponents, verdicts = _expectations(_table(names, "expect"))
    named = replace(candidate, name=candidate.name or path.stem, title=candidate.title or path.stem)
    given = frozenset({"a", "b"} if "spectra" in names else ())
    return _checked(CheckFile(path, named, tuple(spectra), exponents, verdicts, given=given))
