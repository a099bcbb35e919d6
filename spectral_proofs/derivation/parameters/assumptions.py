"""Assumptions on parameters as text: ``p > 1``, ``a < b + 1``, ``m == 1/2``, ``1 < p <= 2``.

1. The text is cut at its relations; each side is read by the parser of parameters' values, so that
   nothing is ever evaluated as Python.
2. ``p > 1`` becomes the expression p - 1 and the signs it may have.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.parser import read_parameter
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.syntax import names
from spectral_proofs.problem.expression.tokens import MAX_LENGTH, shorten
from spectral_proofs.problem.expression.vocabulary import RESERVED

_RELATION = re.compile(r"(<=|>=|==|!=|<|>)")
_SIGNS = {"<": (-1,), "<=": (-1, 0), "==": (0,), ">=": (0, 1), ">": (1,), "!=": (-1, 1)}


@dataclass(frozen=True)
class Assumption:
    """The signs that an expression in the parameters may have."""

    text: str
    expr: sympy.Expr
    signs: tuple[int, ...]


def parse_assumption(text: str, environment: Mapping[str, Built]) -> list[Assumption]:
    """One assumption for each relation in ``text``; names are looked up in ``environment``.

    Raises InputError: no relation, a side that cannot be read, or a name that is no parameter.
    """
    shown = f"--assume {shorten(text)!r}"
    if len(text) > MAX_LENGTH:
        raise InputError(f"{shown}: {len(text)} characters; at most {MAX_LENGTH} are read")
    pieces = _RELATION.split(text)
    if "=" in "".join(pieces[::2]):
        raise InputError(f"{shown}: a single '='; write == for an equality, or --set NAME=VALUE")
    if len(pieces) == 1:
        raise InputError(f"{shown}: no relation; write one such as p>1, a<b+1 or m==1/2")
    values = [_side(piece, shown, environment) for piece in pieces[::2]]
    found = []
    for (left, right), operator in zip(pairwise(values), pieces[1::2], strict=True):
        found.append(Assumption(text.strip(), left - right, _SIGNS[operator]))
    return found


def _side(text: str, shown: str, environment: Mapping[str, Built]) -> sympy.Expr:
    try:
        node = read_parameter(text)
        unknown = sorted(names(node) - RESERVED - environment.keys())
        if unknown:
            known = ", ".join(sorted(name for name in environment if name not in RESERVED))
            raise InputError(f"{unknown[0]} is no parameter of this g; there are {known}")
        return builder.build(node, environment).expression
    except InputError as error:
        raise InputError(f"{shown}: {error}") from None
