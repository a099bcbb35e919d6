"""The JSON document ``spectral-proofs/fit/1``: what data say."""

from __future__ import annotations

from typing import Any

from spectral_proofs.reporters.json import picked, plain
from spectral_proofs.results.from_data import FitResult
from spectral_proofs.text import plain as texts

SCHEMA = "spectral-proofs/fit/1"
_ESTIMATE = ("value", "low", "high", "level", "window", "statistical", "windows")
_WINDOW = ("start", "end", "points", "value", "error", "robust")


def document(result: FitResult) -> dict[str, Any]:
    """The object that ``fit --format json`` prints; numbers that are not finite are null, texts of files made safe."""
    found: dict[str, Any] = _safe(
        {
            "schema": SCHEMA,
            "inputs": plain(result.inputs),
            "estimates": {name: picked(estimate, *_ESTIMATE) for name, estimate in result.estimates.items()},
            "windows": {name: [picked(window, *_WINDOW) for window in sweep] for name, sweep in result.sweeps.items()},
            "statements": plain(result.statements),
            "candidates": plain(result.candidates),
            "predictions": plain(result.predictions),
            "goodness": plain(result.goodness),
            "not_identified": plain(result.not_identified),
            "warnings": plain(result.warnings),
        }
    )
    return found


def _safe(value: Any) -> Any:
    if isinstance(value, dict):
        return {texts.plain(key): _safe(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_safe(item) for item in value]
    return texts.plain(value) if isinstance(value, str) else value
