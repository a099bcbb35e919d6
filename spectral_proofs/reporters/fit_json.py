"""The JSON document ``spectral-proofs/fit/1``: what data say."""

from __future__ import annotations

import math
from typing import Any

from spectral_proofs.results.from_data import Estimate, FitResult, Window
from spectral_proofs.text.plain import plain

SCHEMA = "spectral-proofs/fit/1"


def document(result: FitResult) -> dict[str, Any]:
    """The object that ``fit --format json`` prints; numbers that are not finite are null."""
    return {
        "schema": SCHEMA,
        "inputs": [
            {
                "path": plain(s.path),
                "kind": s.kind,
                "rows": s.rows,
                "columns": {k: plain(v) for k, v in s.columns.items()},
            }
            for s in result.inputs
        ],
        "estimates": {name: _estimate(estimate) for name, estimate in result.estimates.items()},
        "windows": {name: [_window(window) for window in sweep] for name, sweep in result.sweeps.items()},
        "statements": [
            {
                "id": s.id,
                "statement": s.statement,
                "answer": s.answer.value,
                "effect": _finite(s.effect),
                "interval": _pair(s.interval),
                "window": _pair(s.window),
                "test": s.test,
                "reason": plain(s.reason),
            }
            for s in result.statements
        ],
        "candidates": [
            {
                "name": plain(c.name),
                "g": plain(c.g),
                "parameters": {plain(k): plain(v) for k, v in c.parameters.items()},
                "score": _finite(c.score),
                "difference": _finite(c.difference),
                "uncertainty": _finite(c.uncertainty),
                "same_as": [plain(name) for name in c.same_as],
            }
            for c in result.candidates
        ],
        "predictions": [
            {
                "quantity": p.quantity,
                "at": _finite(p.at),
                "value": _finite(p.value),
                "low": _finite(p.low),
                "high": _finite(p.high),
                "note": plain(p.note),
            }
            for p in result.predictions
        ],
        "goodness": {name: _finite(value) for name, value in result.goodness.items()},
        "not_identified": [plain(line) for line in result.not_identified],
        "warnings": [plain(line) for line in result.warnings],
    }


def _estimate(estimate: Estimate) -> dict[str, Any]:
    return {
        "value": _finite(estimate.value),
        "low": _finite(estimate.low),
        "high": _finite(estimate.high),
        "level": estimate.level,
        "window": _pair(estimate.window),
        "statistical": _pair(estimate.statistical),
        "windows": _pair(estimate.windows),
    }


def _window(window: Window) -> dict[str, Any]:
    return {
        "start": _finite(window.start),
        "end": _finite(window.end),
        "points": window.points,
        "value": _finite(window.value),
        "error": _finite(window.error),
        "robust": _finite(window.robust),
    }


def _pair(pair: tuple[float, float] | None) -> list[float | None] | None:
    return None if pair is None else [_finite(pair[0]), _finite(pair[1])]


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
