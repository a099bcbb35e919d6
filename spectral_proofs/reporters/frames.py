"""Results as data frames: one row for each claim of a run, time of an evaluation, or estimate from data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from itertools import zip_longest
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.reporters.json import claim_cells
from spectral_proofs.results import Enclosure, RunResult, SumValues
from spectral_proofs.results.from_data import Estimate, FitResult

_CLAIM = ("id", "reference", "hypotheses", "conclusion", "verdict", "evidence", "passed", "reason")
_LIBRARIES = ("polars", "pandas")


def to_dataframe(shown: RunResult | FitResult | Iterable[SumValues]) -> Any:
    """The rows of a result in the library that is installed, polars before pandas.

    Numbers are the nearest doubles of enclosures; exact texts are in the columns ``t``, ``loss``, ``energy``.

    Raises InputError: neither library is installed.
    """
    for name in _LIBRARIES:
        if find_spec(name) is not None:
            return import_module(name).DataFrame(rows(shown))
    raise InputError("a data frame needs polars or pandas; install one of them")


def rows(shown: RunResult | FitResult | Iterable[SumValues]) -> list[dict[str, Any]]:
    """The same as dictionaries."""
    if isinstance(shown, RunResult):
        return [{name: cells[name] for name in _CLAIM} for cells in map(claim_cells, shown.claims)]
    if isinstance(shown, FitResult):
        return [_estimate(name, found) for name, found in shown.estimates.items()]
    return [_values(value) for value in shown]


def columns(
    points: Sequence[SumValues], excess: Sequence[Enclosure], etas: Mapping[str, Enclosure]
) -> Iterator[list[str]]:
    """Enclosures by time as a table, its first row the names: L, S and what else is known, each with its radius.

    Args:
        points: the values.
        excess: Delta L under noise, one for each time, or none at all.
        etas: the efficiency S_R/S by time.
    """
    known = [
        {"L": p.loss, "S": p.energy, "floor": p.floor, "modes": p.learned, "eta": etas.get(p.t), "delta_L": noise}
        for p, noise in zip_longest(points, excess)
    ]
    names = [name for name in known[0] if any(values[name] is not None for values in known)]
    yield ["t", *(column for name in names for column in (name, f"{name}_radius")), "certified"]
    for point, values in zip(points, known, strict=True):
        found = (values[name] for name in names)
        cells = (cell for value in found for cell in (("", "") if value is None else (value.mid, value.rad)))
        yield [point.t, *cells, "yes" if point.certified else "no"]


def _estimate(name: str, found: Estimate) -> dict[str, Any]:
    start, end = found.window
    return {"name": name, "value": found.value, "low": found.low, "high": found.high, "start": start, "end": end}


def _values(value: SumValues) -> dict[str, Any]:
    row: dict[str, Any] = {"t": value.t}
    for name, found in (("loss", value.loss), ("energy", value.energy)):
        row |= {name: float(found.mid), f"{name}_radius": float(found.rad), f"{name}_text": found.mid}
    return row | {"certified": value.certified, "engine": value.engine}
