"""All rows in the paper's order; a duplicate id is an error at import."""

from __future__ import annotations

import difflib
import re
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
from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import InputError


def registered(items: Iterable[Item]) -> dict[str, Item]:
    """Rows by id, in the order given; raises RuntimeError where two rows share an id."""
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


def find(identifier: str) -> tuple[Item, ...]:
    """The rows of that id, or of that number, claim or equation of the paper; case does not matter.

    >>> [[item.id for item in find(name)] for name in ("a9", "19", "prune-slope", "eq7", "eq. (15)")]
    [['A9'], ['A19'], ['A15'], ['A6'], ['A12']]

    Raises InputError: there is none.
    """
    wanted = re.sub(r"[\s.()]", "", identifier).lower()
    named = {name.lower(): item for name, item in ITEMS.items()}
    for name in (identifier.strip().lower(), wanted, f"a{wanted}"):
        if name in named:
            return (named[name],)
    audited = CLAIMS[identifier.strip().lower()].audited if identifier.strip().lower() in CLAIMS else ()
    found = tuple(ITEMS[row] for row in audited) or tuple(
        i for i in ITEMS.values() if wanted in _equations(i.reference)
    )
    if found:
        return found
    close = difflib.get_close_matches(wanted, [*named, *CLAIMS], n=1)
    spelt = [named[name].id if name in named else name for name in close]
    remedy = (
        f"did you mean {spelt[0]}?" if spelt else f"there are {', '.join(ITEMS)}, equations (eq7) and claims (thm2)"
    )
    raise InputError(f"--item {identifier!r:.40}: no such row; {remedy}")


def _equations(reference: str) -> set[str]:
    """The equations and statements that a row is about, as people call them.

    >>> sorted(_equations("Prop. 1; Prop. 3, (25), (26); Lemma 5")), sorted(_equations("§3.3, eq. (7)"))
    (['eq25', 'eq26', 'lemma5', 'prop1', 'prop3'], ['eq7'])
    """
    statements = re.findall(r"(Prop|Lemma|Theorem|Corollary|Thm)[a-z]*\.? (\d+)", reference)
    short = {"Prop": "prop", "Lemma": "lemma", "Theorem": "thm", "Thm": "thm", "Corollary": "cor"}
    return {f"eq{n}" for n in re.findall(r"\((\d+)\)", reference)} | {short[kind] + n for kind, n in statements}
