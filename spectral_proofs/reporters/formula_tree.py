"""What a formula in a sentence is made of: texts only, for formats to typeset."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Leaf:
    """A number, a name (in the field's letters), a word set upright, or a sign."""

    kind: str
    text: str


@dataclass(frozen=True)
class Group:
    """``row``, ``sup``, ``sub``, ``frac``, ``call``, ``fence``, ``root`` or ``tilde`` of its parts."""

    kind: str
    parts: tuple[Node, ...]


Node = Leaf | Group


@dataclass(frozen=True)
class Formula:
    """As written, and as its sides: the first, and each that follows with its relation before it."""

    source: str
    sides: tuple[Node, ...]


def leaves(node: Node) -> Iterator[Leaf]:
    """Those of a tree, as they were written."""
    if isinstance(node, Leaf):
        yield node
    else:
        for part in node.parts:
            yield from leaves(part)


def bare(node: Node) -> Node:
    """Without brackets around all of it."""
    return node.parts[0] if isinstance(node, Group) and node.kind == "fence" else node


def is_fraction(node: Node) -> bool:
    """A quotient to be drawn as one, in brackets or not; those of numbers (3/4) stay on the line."""
    inner = bare(node)
    return isinstance(inner, Group) and inner.kind == "frac" and not is_rational(inner)


def is_rational(node: Node) -> bool:
    """A quotient of two numbers."""
    return (
        isinstance(node, Group)
        and node.kind == "frac"
        and all(isinstance(part, Leaf) and part.kind == "number" for part in node.parts)
    )
