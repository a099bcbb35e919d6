"""Parameters of a candidate as texts: names, values that use each other, and their order."""

from __future__ import annotations

import re
from collections.abc import Mapping

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.parser import free_environment, read_parameter
from spectral_proofs.problem.expression.sizes import Built
from spectral_proofs.problem.expression.syntax import Node, names
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.vocabulary import RESERVED, VARIABLES
from spectral_proofs.problem.spectrum import bounded

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}")
_MAX_PARAMETERS = 100


def texts_of(parameters: object) -> dict[str, str]:
    """Names and values as texts; InputError where they are no such mapping, or too many."""
    if not isinstance(parameters, Mapping):
        raise InputError("parameters must map names to values, such as {'p': '4/3'}")
    if len(parameters) > _MAX_PARAMETERS:
        raise InputError(f"{len(parameters)} parameters; at most {_MAX_PARAMETERS} are read")
    texts: dict[str, str] = {}
    for name, value in parameters.items():
        check_name(name)
        texts[name] = value if isinstance(value, str) else str(bounded(value, f"parameter {name}"))
    return texts


def check_name(name: object) -> None:
    """Raise InputError unless the name is an identifier that is not taken."""
    if not isinstance(name, str) or not _IDENTIFIER.fullmatch(name):
        raise InputError(f"parameter name {shorten(str(name))!r} is no identifier; use ASCII letters, digits and _")
    if name in ("a", "b"):
        raise InputError(f"parameter {name!r} is the spectrum's exponent; set it with --{name} VALUE or in [spectrum]")
    if name in RESERVED or name in VARIABLES:
        raise InputError(f"parameter name {name!r} is taken by the language of expressions; choose another")


def parameter_tree(name: str, text: str) -> Node:
    """A value, read but not evaluated; InputError names the parameter."""
    try:
        node = read_parameter(text)
        builder.build(node, free_environment(node))
    except InputError as error:
        raise InputError(f"parameter {name}: {error}") from None
    return node


def value_of(name: str, tree: Node, environment: dict[str, Built]) -> Built:
    """A value in an environment of those that it uses; InputError names the parameter."""
    try:
        return builder.build(tree, environment)
    except InputError as error:
        raise InputError(f"parameter {name}: {error}") from None


def order_of(trees: Mapping[str, Node]) -> list[str]:
    """Names such that each value uses earlier ones only.

    Raises InputError: values that refer to themselves in a circle.
    """
    waiting = {name: sorted(names(tree) & set(trees)) for name, tree in trees.items()}
    done: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if not set(needs) & set(waiting)]
        if not ready:
            raise InputError(
                f"parameters refer to each other in a circle: {_circle(waiting)}; give one of them a number"
            )
        done.extend(ready)
        for name in ready:
            del waiting[name]
    return done


def _circle(waiting: Mapping[str, list[str]]) -> str:
    path = [min(waiting)]
    while path[-1] not in path[:-1]:
        path.append(next(name for name in waiting[path[-1]] if name in waiting))
    return " -> ".join(path[path.index(path[-1]) :][:6])
