"""The formulas in a sentence of the program's, as trees that formats can typeset; nothing is evaluated.

1. The text is cut into names, numbers, signs and the rest. Names are single letters, Greek letters by name or sign,
   and the functions that the program writes of; any other word is prose.
2. From each place the longest formula is read by recursive descent (:mod:`.formula_reader`): sums of products of
   powers, quotients, calls, roots, indices, joined by relations. Factors may stand side by side.
3. What is no formula stays text, so that every sentence has a rendering and no character of it is lost.

The article "a" and seconds ("10 s") are prose unless a sign binds them. Left out: matrices, and sentences of more than
500 tokens, which stay text as a whole.
"""

from __future__ import annotations

import re
from functools import lru_cache

from spectral_proofs.reporters.formula_reader import RELATIONS, Reader
from spectral_proofs.reporters.formula_tree import Formula, Group, Leaf, Node, leaves

_MOST_TOKENS = 500
_SIGNS = {",", *(shown or sign for sign, shown in RELATIONS.items())}
_PROSE = {"a", "A", "I"}
_LETTER = re.compile(r"[\w'’]")
_UNBOUND = re.compile(r"[\w.'’@\\/:-]")  # beside a single letter: part of a word or a path


@lru_cache(maxsize=2000)
def segments(sentence: str) -> tuple[str | Formula, ...]:
    """The sentence as texts and formulas.

    >>> [part if isinstance(part, str) else part.source for part in segments("tends to t^(-rho) <= 1 for all t")]
    ['tends to ', 't^(-rho) <= 1', ' for all ', 't']
    """
    reader = Reader(sentence)
    found: list[str | Formula] = []
    text_from = place = 0
    while place < len(reader.tokens) <= _MOST_TOKENS:
        sides, after = reader.read(place)
        start, end = reader.tokens[place].start(), reader.tokens[after - 1].end()
        if not sides or not _worth(sides) or _inside_word(sentence, sides, start, end):
            place += 1
            continue
        found += [sentence[text_from:start]] * (start > text_from) + [Formula(sentence[start:end], sides)]
        text_from, place = end, after
    return (*found, *[sentence[text_from:]] * (text_from < len(sentence)))


def _worth(sides: tuple[Node, ...]) -> bool:
    """More than a number, an article, or a remark in brackets."""
    first = sides[0]
    while isinstance(first, Group) and len(first.parts) == 1 and first.kind in ("fence", "row"):
        first = first.parts[0]
    if len(sides) > 1 or (isinstance(first, Group) and not _remark(sides[0], first)):
        named = any(leaf.kind in ("name", "word") for side in sides for leaf in leaves(side))
        return named or any(_raises(side) for side in sides)
    return isinstance(first, Leaf) and first.kind in ("name", "word") and first.text not in _PROSE


def _raises(node: Node) -> bool:
    return isinstance(node, Group) and (node.kind == "sup" or any(map(_raises, node.parts)))


def _remark(whole: Node, inner: Group) -> bool:
    """Relations or a list between brackets: the brackets belong to the sentence."""
    firsts = (part.parts[0] if isinstance(part, Group) else part for part in inner.parts)
    return whole is not inner and any(isinstance(part, Leaf) and part.text in _SIGNS for part in firsts)


def _inside_word(sentence: str, sides: tuple[Node, ...], start: int, end: int) -> bool:
    """Part of a word; of a single name, also part of a path, and the unit of a number."""
    before, after = sentence[max(start - 1, 0) : start], sentence[end : end + 1]
    if len(sides) > 1 or isinstance(sides[0], Group):
        return _LETTER.search(before + after) is not None
    seconds = sentence[start:end] == "s" and re.search(r"\d $", sentence[:start])
    return _UNBOUND.search(before + after.strip(".:")) is not None or bool(seconds)
