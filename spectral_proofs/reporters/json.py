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
from spectral_proofs.results import ClaimResult, Enclosure, ExpectationResult, Fit, RunResult, SumValues
from spectral_proofs.results.exit_status import count, exponents, rigours
from spectral_proofs.results.trace import Checked, Trace

RUN_SCHEMA = "spectral-proofs/run/1"
VALUES_SCHEMA = "spectral-proofs/values/1"


def dump(document: Mapping[str, Any]) -> str:
    """``document`` as strict JSON text, ASCII only (safe for every terminal and encoding)."""
    return json.dumps(document, indent=2, allow_nan=False)


def run_document(
    results: Sequence[RunResult], interrupted: bool = False, regimes: Sequence[Mapping[str, Any]] = ()
) -> dict[str, Any]:
    """The object that ``check --format json`` prints; ``regimes`` of candidates with free parameters."""
    counts = count(results)
    document: dict[str, Any] = {
        "schema": RUN_SCHEMA,
        "runs": [_run(result) for result in results],
        "summary": {
            "passed": counts.passed,
            "failed": counts.failed,
            "known": counts.known,
            "undecided": counts.undecided,
            "expected_failures": counts.expected_failures,
            "unexpected": counts.unexpected,
        },
        "interrupted": interrupted,
    }
    return document | ({"regimes": list(regimes)} if regimes else {})


def provenance(origin: Provenance) -> dict[str, Any]:
    """Where a report comes from."""
    return {
        "command": origin.command,
        "digits": origin.digits,
        "seed": origin.seed,
        "versions": dict(origin.versions),
        "date": origin.date,
    }


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
        entry["delta_loss"] = _enclosure(value)
    for entry in entries:
        if efficiency and entry["t"] in efficiency:
            entry["efficiency"] = _enclosure(efficiency[entry["t"]])
    beside = ({"noise": dict(noise)} if noise else {}) | ({"notes": list(notes)} if notes else {})
    return {"schema": VALUES_SCHEMA, "g": g, "spectrum": dict(spectrum), **beside, "points": entries}


def _run(result: RunResult) -> dict[str, Any]:
    trace = result.derivation.trace if result.derivation else None
    explained = {} if trace is None else {"trace": trace_document(trace, result.checked)}
    return (
        explained
        | _mixed(result)
        | {
            "candidate": {
                "name": result.name,
                "title": result.title,
                "g": result.g,
                "parameters": dict(result.parameters),
            },
            "spectrum": dict(result.spectrum),
            "exponents": {name: _text(value) for name, value in exponents(result.derivation).items()},
            "rigour": {name: _text(known) for name, known in rigours(result.derivation).items()},
            "regime": result.derivation.regime if result.derivation else None,
            "theorems": result.derivation.theorems if result.derivation else {},
            "claims": [_claim(claim) for claim in result.claims],
            "expectations": [_expectation(line) for line in result.expectations],
            "sums": [_point(point) for point in result.sums],
            "fits": [_fit(fit) for fit in result.fits],
            "comparisons": [plain(comparison) for comparison in result.comparisons],
            "efficiency": {
                "limit": _enclosure(result.efficiency.limit),
                "at": [{"t": t, **(_enclosure(value) or {})} for t, value in result.efficiency.at],
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
    dominance = {
        one.quantity: {"branches": list(one.branches), "reason": one.reason, "rigour": _text(one.rigour)}
        for one in (mixture.loss, mixture.energy)
    }
    crossings = [
        {
            "quantity": one.quantity,
            "between": list(one.between),
            "law": _enclosure(one.law),
            "low": one.low or None,
            "high": one.high or None,
        }
        for one in mixture.takeovers
    ]
    return branches | {"mixture": {"dominance": dominance, "crossings": crossings, "rising": mixture.rising or None}}


def trace_document(trace: Trace, checked: Sequence[Checked]) -> list[dict[str, Any]]:
    """The steps with what the verifier said of each: ``status`` and ``note``."""
    said = {item.number: {"status": item.status.value, "note": item.note} for item in checked}
    return [entry | said.get(entry["step"], {}) for entry in trace.document()]


def plain(value: Any) -> Any:
    """A measurement as strict JSON: dataclasses by field, enclosures as mid and rad, exact expressions as texts."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Enclosure):
        return {**(_enclosure(value) or {}), "certified": value.certified}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    if isinstance(value, float):
        return _finite(value)
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)


def _claim(claim: ClaimResult) -> dict[str, Any]:
    checked = {"machine_checked": claim.machine_checked} if claim.machine_checked else {}
    return checked | {
        "id": claim.id,
        "title": claim.title,
        "reference": claim.reference,
        "hypotheses": _HYPOTHESES[claim.hypotheses.value],
        "conclusion": _CONCLUSION[claim.conclusion.value],
        "verdict": claim.verdict.value,
        "evidence": claim.evidence.value if claim.evidence else None,
        "rigour": _text(claim.rigour),
        "passed": claim.passed,
        "reason": claim.reason,
        "details": dict(claim.details),
        "expected": claim.expected.value if claim.expected else None,
        "known": dataclasses.asdict(claim.known) if claim.known else None,
    }


_HYPOTHESES = {"yes": "hold", "no": "fail", "unknown": "unknown"}
_CONCLUSION = {"yes": "holds", "no": "fails", "unknown": "unknown"}


def _expectation(line: ExpectationResult) -> dict[str, Any]:
    met = {"yes": True, "no": False, "unknown": None}[line.met.value]
    return {"name": line.name, "expected": line.expected, "found": line.found, "met": met}


def _point(point: SumValues) -> dict[str, Any]:
    own = {"floor": point.floor, "learned_modes": point.learned}
    return {name: _enclosure(value) for name, value in own.items() if value is not None} | {
        "t": point.t,
        "loss": _enclosure(point.loss),
        "perturbation_energy": _enclosure(point.energy),
        "certified": point.certified,
        "loss_exponent": _enclosure(point.loss_slope),
        "perturbation_energy_exponent": _enclosure(point.energy_slope),
        "engine": point.engine,
        "note": point.note,
    }


def _enclosure(value: Enclosure | None) -> dict[str, Any] | None:
    return None if value is None else {"mid": full(value.mid), "rad": full(value.rad)}


def _fit(fit: Fit) -> dict[str, Any]:
    return {
        "quantity": fit.quantity,
        "slope": _finite(fit.slope),
        "uncertainty": _finite(fit.uncertainty),
        "window": list(fit.window),
        "points": fit.points,
        "model": fit.model,
        "predicted": fit.predicted,
        "local_exponent": _enclosure(fit.local_exponent),
        "distance": _finite(fit.distance),
    }


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
