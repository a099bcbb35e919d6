"""How a statement is known: exactly, by enclosures, or from samples only.

======== ==================================================================================
Exact    exact arithmetic and algebra, or a theorem whose hypotheses were checked
Enclosed ball or interval arithmetic, with every error bounded
Sampled  looked at in some points only; ``what`` says what was looked at, and where
======== ==================================================================================

Nothing here has a default: whoever states something says how it is known. What is concluded from several
statements is known as the weakest of them is (:func:`weakest`), and never better.

docs/rigour.md lists every place in the source that still samples.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias

_SHOWN = 240  # characters of what was sampled


@dataclass(frozen=True)
class Exact:
    """Exact arithmetic, or a theorem whose hypotheses were checked."""

    def __str__(self) -> str:
        return "exact"


@dataclass(frozen=True)
class Enclosed:
    """Ball or interval arithmetic."""

    def __str__(self) -> str:
        return "enclosed"


@dataclass(frozen=True)
class Sampled:
    """Points only: ``what`` was looked at, and where."""

    what: str

    def __post_init__(self) -> None:
        if not self.what:
            raise ValueError("what was sampled?")

    def __str__(self) -> str:
        return f"sampled: {self.what if len(self.what) <= _SHOWN else self.what[:_SHOWN] + '...'}"


Rigour: TypeAlias = Exact | Enclosed | Sampled

EXACT = Exact()
ENCLOSED = Enclosed()
OPEN = Sampled("nothing: the statement is open")  # of what is not settled, so that no one builds on it

_BETWEEN = "; "


def proves(rigour: Rigour) -> bool:
    """Whether it can carry a proof.

    >>> [proves(r) for r in (EXACT, ENCLOSED, Sampled("a sign at 7 points"))]
    [True, True, False]
    """
    return not isinstance(rigour, Sampled)


def strength(rigour: Rigour) -> int:
    """The order of the three: Exact above Enclosed above Sampled.

    >>> strength(EXACT) > strength(ENCLOSED) > strength(Sampled("a root on a net"))
    True
    """
    return 2 if isinstance(rigour, Exact) else 1 if isinstance(rigour, Enclosed) else 0


def weakest(*rigours: Rigour) -> Rigour:
    """How a conclusion from statements so known is itself known; all that was sampled is named, once.

    >>> print(weakest(EXACT, ENCLOSED), weakest())
    enclosed exact
    >>> print(weakest(Sampled("root"), EXACT, Sampled("sign"), Sampled("root")))
    sampled: root; sign
    """
    sampled = [part for r in rigours if isinstance(r, Sampled) for part in r.what.split(_BETWEEN)]
    if sampled:
        return Sampled(_BETWEEN.join(dict.fromkeys(sampled)))
    return min(rigours, key=strength, default=EXACT)


def strongest(*rigours: Rigour) -> Rigour:
    """How a statement is known that was reached on several roads.

    >>> print(strongest(Sampled("a root on a net"), ENCLOSED))
    enclosed
    """
    return max(rigours, key=strength)


def read_off(items: Iterable[str]) -> Rigour:
    """The rigour of exact work apart from the ``items``, each read off samples.

    >>> print(read_off([]), "/", read_off(["the sign of x - sin(x)"]))
    exact / sampled: the sign of x - sin(x)
    """
    found = _BETWEEN.join(dict.fromkeys(items))
    return Sampled(found) if found else EXACT
