"""Frozen values as JSON and back: what pickle does, for files that may come from elsewhere.

1. Dataclasses, enumerations and SymPy's expressions are written by the name of their class and their parts; numbers
   exactly.
2. Reading makes instances of dataclasses and enumerations of this package and of SymPy's classes, from parts that were
   read: no text is ever parsed as an expression, and nothing else is called.
3. What does not come back as it was is not written: everything is read again before it is used.

Left out: SymPy's dummies, whose identity no text has, and classes from elsewhere, as in Python check files.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from importlib import import_module
from typing import Any

import sympy

from spectral_proofs.errors import InputError

_HOMES = ("spectral_proofs", "sympy")
_ITEMS = {"tuple": tuple, "list": list, "set": set, "frozenset": frozenset}


class UnwrittenError(TypeError):
    """A value that JSON cannot hold."""


def written(value: object) -> Any:
    """JSON from which :func:`read` makes the value again.

    >>> read(written((sympy.Rational(1, 3), {"a": None}, 0.1)))
    (1/3, {'a': None}, 0.1)

    Raises UnwrittenError: there is none.
    """
    plain = _plain(value)
    try:
        same = json.dumps(_plain(read(plain))) == json.dumps(plain)
    except InputError as error:
        raise UnwrittenError(str(error)) from error
    if not same:
        raise UnwrittenError(f"{type(value).__name__} changes when it is read again")
    return plain


def described(value: object) -> str:
    """All that a value is made of as a text; it need not be readable.

    Raises UnwrittenError: something in it has no such text.
    """
    return json.dumps(_plain(value))


def read(plain: Any) -> Any:
    """The value.

    Raises:
        InputError: this is not what :func:`written` makes.
    """
    try:
        return _value(plain)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, ImportError) as error:
        raise InputError(f"a value cannot be read ({type(error).__name__}: {error}); make it again") from None


def _plain(value: Any) -> Any:
    """As JSON: lists begin with a tag."""
    if value is None or type(value) in (bool, int, str):
        return value
    if isinstance(value, Enum):
        return ["enum", _name(type(value)), value.name]
    if isinstance(value, float):
        return float(value)
    if isinstance(value, Fraction):
        return ["fraction", value.numerator, value.denominator]
    if isinstance(value, sympy.Basic):
        return _expression(value)
    if isinstance(value, Mapping):
        return ["dict", *([_plain(name), _plain(part)] for name, part in value.items())]
    if type(value).__name__ in _ITEMS and type(value) in _ITEMS.values():
        parts = [_plain(part) for part in value]
        return [type(value).__name__, *(sorted(parts, key=json.dumps) if isinstance(value, set | frozenset) else parts)]
    if is_dataclass(value) and not isinstance(value, type):
        return ["class", _name(type(value)), *(_plain(getattr(value, field.name)) for field in fields(value))]
    raise UnwrittenError(f"{type(value).__name__} cannot be written")


def _expression(value: sympy.Basic) -> Any:
    if isinstance(value, sympy.Float):
        exact = sympy.Rational(value)
        return ["float", format(exact.p, "x"), format(exact.q, "x"), value._prec]
    if isinstance(value, sympy.Rational):
        return ["rational", format(value.p, "x"), format(value.q, "x")]
    if type(value) is sympy.Symbol:
        return ["symbol", value.name, dict(sorted(value.assumptions0.items()))]
    if isinstance(value, sympy.Symbol):
        raise UnwrittenError(f"{type(value).__name__} cannot be written")
    return ["sympy", _name(type(value)), *map(_plain, value.args)]


def _value(plain: Any) -> Any:
    if not isinstance(plain, list):
        return plain
    tag, *rest = plain
    if tag in _ITEMS:
        return _ITEMS[tag](map(_value, rest))
    if tag == "dict":
        return {_value(name): _value(part) for name, part in rest}
    if tag == "fraction":
        return Fraction(*rest)
    if tag == "rational":
        return sympy.Rational(int(rest[0], 16), int(rest[1], 16))
    if tag == "float":
        return sympy.Float(sympy.Rational(int(rest[0], 16), int(rest[1], 16)), precision=rest[2])
    if tag == "symbol":
        return sympy.Symbol(rest[0], **rest[1])
    return _instance(tag, _class(rest[0]), rest[1:])


def _instance(tag: str, kind: type, parts: list[Any]) -> Any:
    if tag == "enum" and issubclass(kind, Enum):
        return kind[parts[0]]
    if tag == "class" and is_dataclass(kind):
        made = object.__new__(kind)  # as it was, whatever its constructor would make of these values
        for field, part in zip(fields(kind), parts, strict=True):
            object.__setattr__(made, field.name, _value(part))
        return made
    if tag == "sympy" and issubclass(kind, sympy.Basic) and not issubclass(kind, sympy.Symbol):
        arguments = [_value(part) for part in parts]
        if all(isinstance(part, sympy.Basic) for part in arguments):  # a text would be parsed
            return kind(*arguments)
    raise ValueError(f"{tag} {kind.__name__}")


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str) -> type:
    module, _, own = name.partition(":")
    if module.partition(".")[0] not in _HOMES:
        raise ValueError(name)
    found: type = getattr(import_module(module), own)
    if not isinstance(found, type):
        raise TypeError(name)
    return found
