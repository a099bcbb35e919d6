"""Formulas and conditions as people write them; texts in, texts out, nothing is computed."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NAME = r"(?:lambda_\*|lambda|k_\*|log\b|t\b|\(log)"  # what a power law is made of
_LAMBDA = re.compile(r"\blam\b")
_POWER_OF_ONE = re.compile(r"(?<=[\w*)])\^\(1\)(?!\w)")
_FACTOR_ONE = re.compile(rf"(?<![\w.*/^(+-])(?:1|\(1\)) (?:\* )?(?={_NAME})")
_NESTED = r"\(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)"
_TIMES_ONE = re.compile(rf"(?<=~ ){_NESTED} 1(?=[\s,;:)]|$)")
_LEFT, _RIGHT = re.compile(rf"{_NESTED} ([&|]) "), re.compile(rf"(?<= )(and|or) {_NESTED}")
_WORDS = {"&": "and", "|": "or"}
_SIGNS = {"Eq": "=", "Ne": "!="}


def tidied(formula: str) -> str:
    """A power law without powers and factors of one, lambda by its name (expressions in it write ``lam``).

    >>> tidied("1 lambda^(1) t^(4/3) <= g <= 1 lambda^(1) t^(4/3)"), tidied("lambda_* = 1 t^(-4/3)")
    ('lambda t^(4/3) <= g <= lambda t^(4/3)', 'lambda_* = t^(-4/3)')
    >>> tidied("S ~ (pi**2/6) 1"), tidied("L ~ (1) t^(-1)"), tidied("g ~ lambda^(0) t^(1)")
    ('S ~ pi**2/6', 'L ~ t^(-1)', 'g ~ lambda^(0) t')
    >>> tidied("t**2 + log(2 + 1/lam)**2 cancels")
    't**2 + log(2 + 1/lambda)**2 cancels'
    >>> tidied("g ~ 1 * (log t) at t -> oo, 11 t, 2*1 t")
    'g ~ (log t) at t -> oo, 11 t, 2*1 t'
    """
    named = _LAMBDA.sub("lambda", formula)
    return _TIMES_ONE.sub(r"\1", _FACTOR_ONE.sub("", _POWER_OF_ONE.sub("", named)))


def relations(text: str) -> str:
    """SymPy's relations and connectives as signs and words.

    >>> relations("(a < b + 1) & (Eq(a, f(b, 2)))"), relations("if Ne(p, 1): x")
    ('a < b + 1 and a = f(b, 2)', 'if p != 1: x')
    """
    shown = "".join(_pieces(text))
    shown = _LEFT.sub(lambda m: f"{m[1]} {_WORDS[m[2]]} ", shown)
    return _RIGHT.sub(lambda m: f"{m[1]} {m[2]}" if re.search("[<>=]", m[2]) else m[0], shown)


def _pieces(text: str) -> Iterator[str]:
    """The text with Eq(x, y) and Ne(x, y) written with a sign."""
    place = 0
    for found in re.finditer(r"\b(Eq|Ne)\(", text):
        if found.start() < place:
            continue
        end, comma = _arguments(text, found.end())
        if end is None or comma is None:
            continue
        yield text[place : found.start()]
        yield f"{text[found.end() : comma]} {_SIGNS[found[1]]} {text[comma + 1 : end].strip()}"
        place = end + 1
    yield text[place:]


def _arguments(text: str, start: int) -> tuple[int | None, int | None]:
    """Where the bracket opened before ``start`` closes, and its first comma."""
    depth, comma = 1, None
    for place in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[place], 0)
        if depth == 0:
            return place, comma
        if depth == 1 and text[place] == "," and comma is None:
            comma = place
    return None, None
