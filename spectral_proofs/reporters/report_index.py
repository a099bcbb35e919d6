"""Reports that a folder holds already: whose they are, and what its index says of them.

A report is recognised by its JSON file: the command that makes it again, without digits, claims and folder, and its
spectrum.  What has no such file, or one of another program, is left alone.
"""

from __future__ import annotations

import json
import os
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spectral_proofs.reporters.sparkline import Drawn, drawn
from spectral_proofs.results import (
    ClaimResult,
    Enclosure,
    Evidence,
    ExpectationResult,
    KnownFailure,
    RunResult,
    Truth,
    Verdict,
)

#: Options of a command that do not change which run it is about.
_SAME_RUN = frozenset({"--digits", "--claims", "--allow-python", "--out"})
_SIDES = {"hold": Truth.YES, "holds": Truth.YES, "fail": Truth.NO, "fails": Truth.NO, "unknown": Truth.UNKNOWN}
_MET = {True: Truth.YES, False: Truth.NO, None: Truth.UNKNOWN}

#: What tells runs apart: words of the command, then the spectrum.
Identity = tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """A report that is in the folder: enough of its result for a line of the index."""

    stem: str
    result: RunResult
    identity: Identity
    exponents: tuple[str, ...]  # rho, chi, gamma, for people
    drawn: Drawn  # log10 of L and S over log10 t


def identity(command: str, spectrum: Mapping[str, str]) -> Identity:
    """Whose report it is.

    >>> first = identity("spectral-proofs report ntk --a 3/2 --b 2 --digits 30 --out x", {"a": "3/2", "b": "2"})
    >>> first == identity("spectral-proofs report ntk --a 3/2 --b 2 --digits 50 --out y", {"a": "3/2", "b": "2"})
    True
    """
    try:
        words = shlex.split(command)
    except ValueError:  # written by hand
        words = [command]
    end = next((place for place, word in enumerate(words) if word in _SAME_RUN), len(words))
    files = (os.path.abspath(word) if word.endswith((".toml", ".py")) else word for word in words[:end])  # noqa: PTH100  # as text, without following links
    return (*files, *(f"{name}={value}" for name, value in spectrum.items()))


def read(folder: Path) -> dict[str, Written]:
    """The reports of ``folder`` by file stem; a file that is no report of one run is passed over."""
    found = {}
    for path in sorted(folder.glob("*.json")):
        report = _report(path)
        if report is not None:
            found[report.stem] = report
    return found


def _report(path: Path) -> Written | None:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        (run,) = document["runs"]
        result = _result(run)
        whose = identity(document["provenance"]["command"], result.spectrum)
        points = [
            (str(point["t"]), _value(point["loss"]), _value(point["perturbation_energy"]))
            for point in document.get("curve") or run["sums"]
        ]
        return Written(path.stem, result, whose, _exponents(run), drawn(points))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _value(found: Mapping[str, Any]) -> Enclosure:
    return Enclosure(str(found["mid"]), str(found["rad"]), True)


def _exponents(run: Mapping[str, Any]) -> tuple[str, ...]:
    """As the sheet of a run has them."""
    infinite = any(theorem.get("infinite") == "True" for theorem in run["theorems"].values())
    without = "unknown" if run["regime"] is None else "none"
    shown = []
    for name in ("rho", "chi", "gamma"):
        value, log = run["exponents"][name], run["exponents"][f"{name}_log"]
        missing = "S = ∞" if name == "gamma" and infinite else without
        shown.append(missing if value is None else str(value) + (f", log {log}" if log not in (None, "0") else ""))
    return tuple(shown)


def _result(run: Mapping[str, Any]) -> RunResult:
    """What an index shows of a run; formulas and numbers stay in its own report."""
    candidate = run["candidate"]
    return RunResult(
        name=str(candidate["name"]),
        title=str(candidate["title"]),
        g=str(candidate["g"]),
        parameters=_texts(candidate["parameters"]),
        spectrum=_texts(run["spectrum"]),
        derivation=None,
        sums=(),
        fits=(),
        claims=tuple(map(_claim, run["claims"])),
        expectations=tuple(
            ExpectationResult(str(line["name"]), str(line["expected"]), str(line["found"]), _MET[line["met"]])
            for line in run["expectations"]
        ),
        internal_error=str(run["internal_error"] or ""),
    )


def _claim(claim: Mapping[str, Any]) -> ClaimResult:
    return ClaimResult(
        id=str(claim["id"]),
        title=str(claim["title"]),
        reference=str(claim["reference"]),
        hypotheses=_SIDES[claim["hypotheses"]],
        conclusion=_SIDES[claim["conclusion"]],
        verdict=Verdict(claim["verdict"]),
        evidence=Evidence(claim["evidence"]) if claim["evidence"] else None,
        reason=str(claim["reason"]),
        details=_texts(claim["details"]),
        expected=Verdict(claim["expected"]) if claim["expected"] else None,
        known=KnownFailure(**_texts(claim["known"])) if claim.get("known") else None,
        rigour=None,  # in words only, in the report itself
    )


def _texts(values: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in values.items()}
