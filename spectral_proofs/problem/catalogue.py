"""The catalogue of check files, found by short name in a checkout and in an installed wheel.

Folders inside it (``literature/``) belong to it; no two files have one name.

Nothing heavy is imported, so that names can be listed at start-up.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from spectral_proofs.errors import InputError

_PACKAGE = Path(__file__).resolve().parents[1]


def folder() -> Path:
    """Where the catalogue's ``*.toml`` files are.

    The wheel carries them inside the package; a checkout keeps them beside it.

    Raises InputError: neither place has any.
    """
    for place in (_PACKAGE / "checks", _PACKAGE.parent / "checks"):
        if any(place.glob("*.toml")):
            return place
    raise InputError("the catalogue is missing from this installation; reinstall spectral-proofs")


@cache
def catalogue_names() -> tuple[str, ...]:
    """Short names of every catalogue file, sorted; empty when there is no catalogue.

    >>> "ntk" in catalogue_names()
    True
    """
    try:
        return tuple(sorted(path.stem for path in folder().rglob("*.toml")))
    except InputError:
        return ()


def suite_names() -> tuple[str, ...]:
    """Those of the catalogue's own folder, which ``check checks/`` runs: no folder inside it."""
    return tuple(name for name in catalogue_names() if find(name).parent == folder())


def find(name: str) -> Path:
    """The file behind a short name.

    >>> find("ntk").name
    'ntk.toml'

    Raises InputError: no such name; the message lists those that exist.
    """
    if name not in catalogue_names():
        raise InputError(f"no catalogue entry {name[:40]!r}; known names are {', '.join(catalogue_names())}")
    return next(folder().rglob(f"{name}.toml"))
