"""Derivatives in sentences, as the program writes them: dg/dt, d2g/dlambda dt, ∂g/∂λ, d log L/d log t."""

from __future__ import annotations

import re

from spectral_proofs.reporters.formula_tree import Group, Leaf, Node
from spectral_proofs.text.mathematics import LETTERS

_BY = r"[d∂](?:lambda|theta|nu|λ|[a-z])"
_VARIABLE = re.compile(_BY.replace("?:", ""))
_LOG = r"d ?log [A-Za-zλ]+(?:_\*)?"
PATTERN = rf"(?<!\w)(?:(?:d2|∂²)g/{_BY} ?{_BY}|[d∂][A-Za-z]/{_BY}|{_LOG} ?/ ?{_LOG})(?!\w)"


def derivative(text: str) -> Node:
    """The quotient that a text of the pattern stands for; those of g, which has two variables, are partial."""
    above, below = (part.strip() for part in text.split("/"))
    if "log" in above:
        return Group("frac", (_logarithm(above), _logarithm(below)))
    sign = Leaf("name", "∂" if above.endswith("g") or "∂" in above else "d")
    second = above.startswith(("d2", "∂²"))
    by = [Leaf("name", LETTERS.get(name, name)) for name in _VARIABLE.findall(below)]
    order: Node = Group("sup", (sign, Leaf("number", "2"))) if second else sign
    return Group("frac", (_row(order, Leaf("name", above[-1])), _row(*(part for name in by for part in (sign, name)))))


def _logarithm(text: str) -> Node:
    name, _, index = text.rpartition(" ")[2].partition("_")
    shown: Node = Leaf("name", LETTERS.get(name, name))
    if index:
        shown = Group("sub", (shown, Leaf("sign", index)))
    return _row(Leaf("name", "d"), _row(Leaf("word", "log"), shown))


def _row(*parts: Node) -> Group:
    return Group("row", parts)
