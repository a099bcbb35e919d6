"""The published JSON Schemas (draft 2020-12) of everything that the command line prints as JSON.

A document names its schema: ``{"schema": "spectral-proofs/run/1", …}`` is described by
``load("run/1")``.  Within a version every name keeps its meaning and stays required, and names
may be added; so the published schemas accept unknown properties, and ``load(…, closed=True)``
refuses them, which is how this project's tests see that every property is described.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from spectral_proofs.errors import InputError

_FILES = files("spectral_proofs.reporters.schemas")
_PREFIX = "spectral-proofs/"


def names() -> tuple[str, ...]:
    """Names of all schemas, sorted.

    >>> "run/1" in names()
    True
    """
    found = (entry.name for entry in _FILES.iterdir() if entry.name.endswith(".json"))
    return tuple(sorted(_name(file) for file in found))


def _name(file: str) -> str:
    return "/".join(file.removesuffix(".json").rsplit("-", 1))


def load(name: str, *, closed: bool = False) -> dict[str, Any]:
    """The schema called ``name``, with or without "spectral-proofs/" before it.

    Args:
        name: such as "run/1", the ``schema`` of a document, or "run" for its newest version.
        closed: refuse properties that the schema does not describe.

    >>> load("spectral-proofs/run/1")["title"]
    'spectral-proofs check'
    >>> load("run") == load("run/1")
    True

    Raises:
        InputError: no such schema; the message lists those that exist.
    """
    short = name.removeprefix(_PREFIX)
    if "/" not in short:  # the newest version
        versions = [known for known in names() if known.rpartition("/")[0] == short]
        short = max(versions, key=lambda known: int(known.rpartition("/")[2]), default=short)
    if short not in names():
        raise InputError(f"no schema {name[:40]!r}; there are {', '.join(names())}")
    text = (_FILES / f"{short.replace('/', '-')}.json").read_text(encoding="utf-8")
    schema: dict[str, Any] = json.loads(text)
    return _closed(schema) if closed else schema


def _closed(schema: Any) -> Any:
    """``schema`` with ``additionalProperties: false`` wherever an object's properties are listed and it is silent."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(value) for key, value in schema.items()}
    if schema.get("type") == "object" and "properties" in schema:
        closed.setdefault("additionalProperties", False)
    return closed
