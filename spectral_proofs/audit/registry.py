"""All rows in the paper's order; a duplicate id is an error at import."""

from __future__ import annotations

from collections.abc import Iterable

from spectral_proofs.audit import (
    appendix,
    density,
    frontier,
    introduction,
    loss,
    noise,
    plateau,
    pruning,
    quantization,
    questions,
    reach,
    robustness,
    truncation,
)
from spectral_proofs.audit.base import Item
from spectral_proofs.errors import InputError


def registered(items: Iterable[Item]) -> dict[str, Item]:
    """Rows by id, in the order given.

    Raises:
        RuntimeError: two rows share an id.
    """
    found: dict[str, Item] = {}
    for item in items:
        if item.id in found:
            raise RuntimeError(f"two rows of the audit share the id {item.id}")
        found[item.id] = item
    return found


ITEMS = registered(
    (
        *introduction.ITEMS,
        *frontier.ITEMS,
        *loss.ITEMS,
        *robustness.ITEMS,
        *quantization.ITEMS,
        *truncation.ITEMS,
        *pruning.ITEMS,
        *plateau.ITEMS,
        *density.ITEMS,
        *questions.ITEMS,
        *appendix.ITEMS,
        *noise.ITEMS,
        *reach.ITEMS,
    )
)


def find(identifier: str) -> Item:
    """The row of that id; case does not matter.

    Raises:
        InputError: there is none.
    """
    for name, item in ITEMS.items():
        if name.lower() == identifier.strip().lower():
            return item
    raise InputError(f"--item {identifier!r:.40}: no such row; there are {', '.join(ITEMS)}")
