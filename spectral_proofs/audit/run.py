"""Runs the rows one by one; a row that does not reproduce is kept, with the error, and the others go on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from spectral_proofs.audit.base import Finding, Item, reproduce
from spectral_proofs.audit.cache import Desk
from spectral_proofs.errors import SpectralProofsError


def audit(items: Iterable[Item]) -> Iterator[Callable[[], Finding]]:
    """The work of each row, in order; what the rows share is done once."""
    desk = Desk()
    for item in items:
        yield partial(_guarded, item, desk)


def _guarded(item: Item, desk: Desk) -> Finding:
    try:
        return reproduce(item, desk)
    except SpectralProofsError as error:
        return Finding(item, None, "", (), str(error))
    except Exception as error:  # noqa: BLE001  # a bug in one row is reported as its error, status 4
        return Finding(item, None, "", (), f"audit row {item.id}: {type(error).__name__}: {error}")
