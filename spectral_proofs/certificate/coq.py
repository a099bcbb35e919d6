"""Coq's compiler as a judge: is a file accepted, with the theorems of ``proofs/`` compiled beside it?

1. The sources of ``proofs/`` stand at the top of a checkout and inside the wheel.
2. They are compiled once, into the user's cache, in a folder named after their content and the compiler; whoever comes
   first builds it aside and renames it.
3. A certificate is compiled in a folder of its own.  Both run in a worker (:mod:`spectral_proofs.worker`) under its
   limits of time and memory, and end with it.

Left out: what assumptions the theorems rest on; ``.ci/proofs`` compares those with an allowed list.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from functools import partial
from pathlib import Path

from spectral_proofs.errors import UndecidedError
from spectral_proofs.text.plain import plain
from spectral_proofs.worker import Worker, die_with_parent

_PACKAGE = Path(__file__).resolve().parents[1]
_NAME = "SpectralProofs"
_BUILDING = 900.0  # seconds for all of proofs/; a minute on an idle machine
#: Seconds for one certificate.
COMPILING = 120.0
_PACKAGES = "--no-install-recommends coq libcoq-coquelicot libcoq-interval"
_SHOWN = 300  # characters of what the compiler says


def sources() -> Path:
    """The folder ``proofs/`` of the checkout or of the wheel.

    Raises UndecidedError: neither has it.
    """
    for place in (_PACKAGE / "proofs", _PACKAGE.parent / "proofs"):
        if (place / "_CoqProject").is_file():
            return place
    raise UndecidedError("the proofs are missing from this installation; reinstall spectral-proofs")


def compiler() -> str:
    """The path of ``coqc``.

    Raises UndecidedError: it is not installed.
    """
    found = shutil.which("coqc")
    if found is None:
        raise UndecidedError(f"coqc is not installed; on Debian: apt-get install {_PACKAGES}")
    return found


def rejection(text: str, seconds: float | None = COMPILING, memory: int | None = None) -> str:
    """What Coq has against the file ``text``, in one line; empty when it accepts every line of it.

    Raises UndecidedError: Coq or the libraries are missing, or a limit passed.
    """
    program = compiler()
    with Worker(memory) as worker:
        library = worker.call("compiling the proofs", _BUILDING, _library, program)
        return worker.call("coqc", seconds, _rejection, program, library, text)


def _library(program: str) -> Path:
    """The folder of the compiled proofs."""
    folder = sources()
    names = [line for line in (folder / "_CoqProject").read_text("utf-8").splitlines() if line.endswith(".v")]
    digest = hashlib.sha256(_run(program, ["--version"], folder).stdout.encode())
    for name in names:
        digest.update((folder / name).read_bytes())
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "spectral-proofs"
    built = cache / f"proofs-{digest.hexdigest()[:16]}"
    if built.is_dir():
        return built
    cache.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(dir=cache))
    try:
        for name in names:
            shutil.copy(folder / name, aside)
            done = _run(program, ["-q", "-w", "none", "-Q", ".", _NAME, name], aside)
            if done.returncode:
                raise UndecidedError(f"{name} of the proofs does not compile here: {_complaint(done.stderr)}")
        aside.rename(built)
    except OSError:
        if not built.is_dir():  # where another process was first, its folder does
            raise
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return built


def _rejection(program: str, library: Path, text: str) -> str:
    with tempfile.TemporaryDirectory() as aside:
        Path(aside, "certificate.v").write_text(text, "utf-8")
        done = _run(program, ["-q", "-w", "none", "-Q", str(library), _NAME, "certificate.v"], Path(aside))
    return _complaint(done.stderr) or f"coqc ends with {done.returncode}" if done.returncode else ""


def _run(program: str, arguments: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    ending = partial(die_with_parent, os.getpid())  # the worker may be killed at any time
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=ending,
    )


def _complaint(output: str) -> str:
    """The line and the error, without line ends and control characters."""
    said = " ".join(output.replace('File "./certificate.v", ', "").split())
    return plain(said[:_SHOWN])
