"""JSON documents ``spectral-proofs/run/1`` and ``spectral-proofs/values/1``.

Numbers that need exactness are strings; a float that is not finite becomes null,
so the output is strict JSON.
"""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

from spectral_proofs.balls.readable import full
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.verdicts import CONCLUSIONS, HYPOTHESES
from spectral_proofs.results import ClaimResult, Enclosure, ExpectationResult, RunResult, SumValues
from spectral_proofs.results.exit_status import count, exponents, rigours
from spectral_proofs.results.rigour import Rigour
from spectral_proofs.results.trace import Checked, Trace

RUN_SCHEMA = "spectral-proofs/run/1"
_COUNTS = ("passed", "failed", "known", "undecided", "expected_failures", "unexpected")
VALUES_SCHEMA = "spectral-proofs/values/1"


def dump(document: Mapping[str, Any]) -> str:
    """``document`` as strict JSON text, ASCII only (safe for every terminal and encoding)."""
    return json.dumps(document, indent=2, allow_nan=False)


def run_document(
    results: Sequence[RunResult], interrupted: bool = False, regimes: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The object that ``check --format json`` prints; ``regimes`` of candidates with free parameters."""
    document: dict[str, Any] = {
        "schema": RUN_SCHEMA,
        "runs": [_run(result) for result in results],
        "summary": picked(count(results), *_COUNTS),
        "interrupted": interrupted,
    }
    return document | ({"regimes": list(regimes)} if regimes else {})


def provenance(origin: Provenance) -> dict[str, Any]:
    """Where a report comes from."""
    return picked(origin, "command", "digits", "seed") | {"versions": dict(origin.versions), "date": origin.date}


def report_document(result: RunResult, origin: Provenance, curve: Sequence[SumValues]) -> dict[str, Any]:
    """The object of a written report: one run, its provenance, and the values that its figures show."""
    shown = {"curve": [_point(point) for point in curve]}
    return {**run_document([result]), "provenance": provenance(origin), **shown}


def values_document(
    g: str,
    spectrum: Mapping[str, str],
    points: Sequence[SumValues],
    perturbed: Sequence[Enclosure] = (),
    noise: Mapping[str, str] | None = None,
    notes: Sequence[str] = (),
    efficiency: Mapping[str, Enclosure] | None = None,
) -> dict[str, Any]:
    """The object that ``evaluate --format json`` prints.

    ``perturbed`` holds Delta L at each point, or is empty when no noise level was given; ``noise`` holds the levels;
    ``efficiency`` S_R/S by time, where it was asked for and is certified.
    """
    entries = [_point(point) for point in points]
    for entry, value in zip(entries, perturbed, strict=False):
        entry["delta_loss"] = enclosure(value)
    for entry in entries:
        if efficiency and entry["t"] in efficiency:
            entry["efficiency"] = enclosure(efficiency[entry["t"]])
    beside = ({"noise": dict(noise)} if noise else {}) | ({"notes": list(notes)} if notes else {})
    return {"schema": VALUES_SCHEMA, "g": g, "spectrum": dict(spectrum), **beside, "points": entries}


def _run(result: RunResult) -> dict[str, Any]:
    trace = result.derivation.trace if result.derivation else None
    explained = {} if trace is None else {"trace": trace_document(trace, result.checked)}
    return (
        explained
        | _mixed(result)
        | {
            "candidate": picked(result, "name", "title", "g", "parameters"),
            "spectrum": dict(result.spectrum),
            "exponents": plain(exponents(result.derivation)),
            "rigour": plain(rigours(result.derivation)),
            "regime": result.derivation.regime if result.derivation else None,
            "theorems": result.derivation.theorems if result.derivation else {},
            "claims": [claim_cells(claim) for claim in result.claims],
            "expectations": [_expectation(line) for line in result.expectations],
            "sums": [_point(point) for point in result.sums],
            "fits": [{**plain(fit), "local_exponent": enclosure(fit.local_exponent)} for fit in result.fits],
            "comparisons": plain(result.comparisons),
            "efficiency": {
                "limit": enclosure(result.efficiency.limit),
                "at": [{"t": t, **(enclosure(value) or {})} for t, value in result.efficiency.at],
            },
            "measurements": {
                **{topic: plain(value) for topic, value in result.measurements.found.items()},
                **{topic: {"missing": reason} for topic, reason in result.measurements.missing.items()},
            },
            "notes": list(result.notes),
            "internal_error": result.internal_error or None,
            "seconds": round(result.seconds, 3),
        }
    )


def _mixed(result: RunResult) -> dict[str, Any]:
    """Of a mixture: the run of each branch, who dominates what, and where certified values cross."""
    if not result.branches:
        return {}
    branches = {"branches": [_run(branch) for branch in result.branches]}
    mixture = result.mixture
    if mixture is None:
        return branches | {"mixture": None}
    dominance = {one.quantity: picked(one, "branches", "reason", "rigour") for one in (mixture.loss, mixture.energy)}
    crossings = [
        picked(one, "quantity", "between")
        | {"law": enclosure(one.law), "low": one.low or None, "high": one.high or None}
        for one in mixture.takeovers
    ]
    return branches | {"mixture": {"dominance": dominance, "crossings": crossings, "rising": mixture.rising or None}}


def picked(value: object, *names: str) -> dict[str, Any]:
    """Fields of ``value`` by name, as :func:`plain` has them."""
    return {name: plain(getattr(value, name)) for name in names}


def trace_document(trace: Trace, checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """The steps with what the verifier said of each: ``status`` and ``note``."""
    said = {item.number: {"status": item.status.value, "note": item.note} for item in checked}
    return [entry | said.get(entry["step"], {}) for entry in trace.document()]


def plain(value: Any) -> Any:
    """Strict JSON: dataclasses by field, enclosures as mid and rad, exact expressions and what is known as texts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Rigour):
        return str(value)
    if isinstance(value, Enclosure):
        return {**(enclosure(value) or {}), "certified": value.certified}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def claim_cells(claim: ClaimResult) -> dict[str, Any]:
    """What is said of one claim, by column."""
    checked = {"machine_checked": claim.machine_checked} if claim.machine_checked else {}
    return (
        checked
        | picked(claim, "id", "title", "reference")
        | {"hypotheses": HYPOTHESES[claim.hypotheses], "conclusion": CONCLUSIONS[claim.conclusion]}
        | picked(claim, "verdict", "evidence", "rigour", "passed", "reason", "details", "expected", "known")
    )


def _expectation(line: ExpectationResult) -> dict[str, Any]:
    met = {"yes": True, "no": False, "unknown": None}[line.met.value]
    return {"name": line.name, "expected": line.expected, "found": line.found, "met": met}


def _point(point: SumValues) -> dict[str, Any]:
    own = {"floor": point.floor, "learned_modes": point.learned}
    return {name: enclosure(value) for name, value in own.items() if value is not None} | {
        "t": point.t,
        "loss": enclosure(point.loss),
        "perturbation_energy": enclosure(point.energy),
        "certified": point.certified,
        "loss_exponent": enclosure(point.loss_slope),
        "perturbation_energy_exponent": enclosure(point.energy_slope),
        "engine": point.engine,
        "note": point.note,
    }


def enclosure(value: Enclosure | None) -> dict[str, str] | None:
    """Middle and radius with all their digits."""
    return None if value is None else {"mid": full(value.mid), "rad": full(value.rad)}
