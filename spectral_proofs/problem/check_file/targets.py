"""What a target stands for: a folder, a file, a name of the catalogue, or an expression."""

from __future__ import annotations

import difflib
import filecmp
import re
import runpy
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias, TypeVar

from spectral_proofs.errors import InputError
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import RESIDUAL, Candidate
from spectral_proofs.problem.check_file.check import CheckFile, evaluating
from spectral_proofs.problem.check_file.expect_section import read_expectations
from spectral_proofs.problem.check_file.location import Located, shown_path
from spectral_proofs.problem.check_file.spectrum_section import MAX_SPECTRA
from spectral_proofs.problem.check_file.toml_text import from_text
from spectral_proofs.problem.check_file.values import subtable
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.vocabulary import RESERVED, VARIABLES
from spectral_proofs.problem.recognition import MAX_BYTES
from spectral_proofs.problem.spectrum import Spectrum

T = TypeVar("T")
#: What makes a check of a TOML text.
Reading: TypeAlias = Callable[[str, Path | None], T]

_FILE = re.compile(r"[\w. -]*[\w-]\.[A-Za-z]{1,5}")  # no expression: decimals end in a digit
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def load_target(target: str, allow_python: bool = False) -> list[CheckFile]:
    """The checks that TARGET stands for.

    A folder gives its ``*.toml`` files in order of name (and ``*.py`` with
    ``allow_python``), a file itself, a name the file NAME.toml here or in
    ``checks/``, else that of the catalogue, and any other text is read as an
    expression.

    Raises InputError: missing, empty, unreadable or malformed.
    """
    return read_target(target, allow_python, from_text)


def read_target(target: str, allow_python: bool, reading: Reading[T]) -> list[CheckFile | T]:
    """The same, where ``reading`` makes of a TOML text what is wanted.

    Raises InputError: likewise.
    """
    if not target.strip():
        raise InputError("empty target; write an expression such as lambda*t, a catalogue name, a file or a folder")
    if target.startswith(RESIDUAL):
        return [CheckFile(None, Candidate(residual=target.removeprefix(RESIDUAL), name=shorten(target)))]
    path = Path(target)
    if _is_folder(target):
        return _read_folder(path, allow_python, reading)
    local = path if path.suffix in (".toml", ".py") else _local_file(target)
    if local is not None:
        return [read_file(local, reading)]
    if target in catalogue.catalogue_names():
        return [read_file(catalogue.find(target), reading)]
    if target not in VARIABLES and _answered(path.is_file):
        raise InputError(f"{shorten(target)}: not a check file; its name must end in .toml or .py")
    _refuse_misspelt(target)
    return [CheckFile(None, Candidate(target, name=shorten(target)))]


def precedence(target: str) -> str:
    """What has to be said where something local is taken in place of the catalogue's entry of that name."""
    if target not in catalogue.catalogue_names():
        return ""
    if _is_folder(target):
        return f"{target} is the folder {target}/ here, not the catalogue's {target}"
    local = _local_file(target)
    if local is None or _answered(lambda: filecmp.cmp(local, catalogue.find(target), shallow=False)):
        return ""
    return f"{target} is the file {local} here, not the catalogue's {target}"


def _is_folder(target: str) -> bool:
    """A folder, unless it holds no check file and the catalogue has an entry of that name."""
    path = Path(target)
    if target in VARIABLES or not _answered(path.is_dir):
        return False
    return target not in catalogue.catalogue_names() or any(path.glob("*.toml"))


def _local_file(target: str) -> Path | None:
    """The check file that a bare name stands for, where ``new`` writes one."""
    if target in RESERVED or not _NAME.fullmatch(target):
        return None
    places = (Path(f"{target}.toml"), Path("checks", f"{target}.toml"))
    return next((path for path in places if _answered(path.is_file)), None)


def _refuse_misspelt(target: str) -> None:
    """Refuse names and paths of nothing, for which the parser would have no useful remedy."""
    known = catalogue.catalogue_names()
    if _NAME.fullmatch(target) and target not in RESERVED:
        close = difflib.get_close_matches(target, known, n=1)
        remedy = f"did you mean {close[0]}?" if close else "spectral-proofs list names those of the catalogue"
        raise InputError(f"{shorten(target)}: no catalogue entry, file or folder of this name; {remedy}")
    if (
        target.startswith(("/", "./", "../", "~/"))
        or target.endswith("/")
        or _in_folder(target)
        or _FILE.fullmatch(target)
    ):
        raise InputError(
            f"{shown_path(Path(target))}: no such file or folder; check the name (check files end in .toml)"
        )


def _in_folder(target: str) -> bool:
    folder = target.rpartition("/")[0]
    return bool(folder) and folder not in VARIABLES and _answered(Path(folder).is_dir)


def _answered(question: Callable[[], bool]) -> bool:
    try:
        return question()
    except (OSError, ValueError):  # over-long names and null characters: an expression, not a path
        return False


def _read_folder(folder: Path, allow_python: bool, reading: Reading[T]) -> list[CheckFile | T]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        problem = f"cannot be listed ({error.strerror})"
        raise InputError(f"{shown_path(folder)}: {problem}; check its permissions") from None
    scripts = [path for path in entries if path.suffix == ".py"]
    chosen = [path for path in entries if path.suffix == ".toml" or (allow_python and path.suffix == ".py")]
    if not chosen:
        hint = "run its Python files with --allow-python" if scripts else "add one with spectral-proofs new NAME"
        raise InputError(f"{shown_path(folder)}: no check files (*.toml) in this folder; {hint}")
    return [read_file(path, reading) for path in chosen]


def load(path: Path) -> CheckFile:
    """One check file; a ``.py`` file is executed.

    Raises:
        InputError: one line, ``file: key: problem; remedy``.
    """
    return read_file(path, from_text)


def read_file(path: Path, reading: Reading[T]) -> CheckFile | T:
    """The same, where ``reading`` makes of a TOML text what is wanted.

    Raises InputError: likewise.
    """
    with Located(path):
        text = _read(path)
        return _load_python(path) if path.suffix == ".py" else reading(text, path)


def _read(path: Path) -> str:
    if not _answered(path.exists):
        elsewhere = Path("checks", path)
        remedy = f"did you mean {elsewhere}?" if _answered(elsewhere.is_file) else "check the name"
        raise InputError(f"no such file; {remedy}")
    if not _answered(path.is_file):
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
    exponents, verdicts = read_expectations(subtable(names, "expect"))
    named = replace(candidate, name=candidate.name or path.stem, title=candidate.title or path.stem)
    given = frozenset({"a", "b"} if "spectra" in names else ())
    return evaluating(CheckFile(path, named, tuple(spectra), exponents, verdicts, given=given))
