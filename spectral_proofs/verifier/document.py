"""A JSON document of ``check`` or ``derive``: its derivations, and whatever else it states beside them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.results.trace import Trace, from_document

_KINDS = {"runs": "run", "regimes": "regime"}


@dataclass(frozen=True)
class Entry:
    """One run or regime of the document; ``trace`` is None where it has none, ``kind`` is empty for a bare trace."""

    title: str
    kind: str
    values: Mapping[str, Any]
    trace: Trace | None


@dataclass(frozen=True)
class Document:
    """The whole of a JSON document, and its runs and regimes."""

    values: Mapping[str, Any]
    entries: tuple[Entry, ...]


def read_document(content: str) -> Document:
    """The document written in ``content``; raises InputError where the text is no such document, or has no trace."""
    try:
        values = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise InputError(f"no JSON: {error}; write it with check or derive, --explain --format json") from None
    if not isinstance(values, dict):
        raise InputError("the document is no JSON object; write it with check or derive, --explain --format json")
    entries = [_entry("the document", "", values)] if "trace" in values else []
    for key, kind in _KINDS.items():
        listed = values.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
            raise InputError(f"{key}: no list of objects; write the document with --explain --format json")
        entries += [_entry(f"{kind} {n} of {len(listed)}", kind, entry) for n, entry in enumerate(listed, 1)]
    if all(entry.trace is None for entry in entries):
        raise InputError("the document has no trace; write it with --explain --format json")
    return Document(values, tuple(entries))


def _entry(title: str, kind: str, values: Mapping[str, Any]) -> Entry:
    return Entry(title, kind, values, from_document(values["trace"]) if "trace" in values else None)
