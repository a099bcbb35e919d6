"""The names and functions that a formula may use, and what to say of others; SymPy is not needed for that.

A new function is a name here, and its entry in :mod:`spectral_proofs.balls.functions`.
"""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.syntax import Call, Name, Node, children, names

LAMBDAS = ("lambda", "λ", "lam")
VARIABLES = frozenset({*LAMBDAS, "t"})
CONSTANTS = frozenset({"pi", "E"})
_UNREAD = ("I", "oo", "zoo", "nan")
_SCALES = ("Lambda", "W")

#: Functions under the name of their entry in the table; the second ones are names that a parameter may have, too.
PLAIN = (
    *("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "acosh", "atan", "atanh"),
    *("erf", "erfc", "LambertW"),
)
SHARED = ("acos", "asin", "cot", "erfi", "Ei", "gamma", "loggamma", "zeta")
ORDERED = {"besselj": "J", "besseli": "I", "polygamma": ""}  # each with an order, and the letter of a short name
SHORT = {f"{letter}{n}": f"{family}{n}" for family, letter in ORDERED.items() if letter for n in range(2)}  # J0(x)
_REWRITTEN = ("digamma", "ln", "log1p", "expm1", "sqrt", "cbrt", "abs")
_CHOICES = ("Max", "max", "Min", "min")
#: How many arguments each function takes; None: one or more.
ARITY: dict[str, int | None] = {
    **dict.fromkeys((*PLAIN, *SHARED, *SHORT, *_REWRITTEN), 1),
    **dict.fromkeys(ORDERED, 2),
    **dict.fromkeys(_CHOICES),
}
#: Called, they are functions unless there is such a parameter.
SHARED_NAMES = frozenset({*SHARED, *ORDERED, *SHORT, "digamma"})
#: Names that no parameter may take.
RESERVED = VARIABLES | CONSTANTS | (ARITY.keys() - SHARED_NAMES) | {*_UNREAD, *_SCALES}


def require_known(tree: Node) -> None:
    """Raises InputError where a tree names what no formula has, or a function with a wrong number of arguments."""
    known = VARIABLES | CONSTANTS | (names(tree) - RESERVED)
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Call):
            require_function(node, known)
        elif isinstance(node, Name) and node.text not in known:
            raise unknown_name(node, known)
        waiting.extend(reversed(children(node)))


def require_function(node: Call, known: Container[str]) -> None:
    """Raises InputError for a call of what is no function beside the names ``known``, or not of so many arguments."""
    name = node.function
    if name in known:
        raise InputError(f"{name!r} is not a function; for a product write {name}*(...)")
    if name not in ARITY:
        close = difflib.get_close_matches(name, ARITY, n=1, cutoff=0.5)
        known_ones = ", ".join(sorted(ARITY, key=str.lower))
        remedy = f"did you mean {close[0]}?" if close else f"known functions are {known_ones}"
        raise InputError(f"unknown function {name!r}; {remedy}")
    arity = ARITY[name]
    if arity is not None and len(node.arguments) != arity:
        remedy = "log(x)/log(base)" if name in ("log", "ln") else f"{name}({'0, ' * (arity - 1)}x)"
        count = "one argument" if arity == 1 else f"{arity} arguments"
        raise InputError(f"{name} takes {count}, not {len(node.arguments)}; write {remedy}")


def unknown_name(node: Name, known: Iterable[str]) -> InputError:
    """What to say of a name that is not among those ``known``."""
    if node.text in ARITY:
        return InputError(f"{node.text!r} is a function; write {node.text}(x)")
    return InputError(f"unknown name {node.text!r}; {_name_remedy(node.text, known)}")


def _name_remedy(name: str, known: Iterable[str]) -> str:
    if name in _UNREAD:
        return "imaginary, infinite and undefined numbers are not read"
    if name in _SCALES:
        return "the scales of the spectrum are set in [spectrum] and cannot be used in g"
    for prefix in LAMBDAS:
        rest = name.removeprefix(prefix)
        if rest != name and rest in known:
            return f"for a product write {prefix}*{rest}"
    close = difflib.get_close_matches(name, [*known, *ARITY], n=1)
    if close:
        return f"did you mean {close[0]}? Otherwise give it a value with --set {name}=VALUE"
    return f"give it a value with --set {name}=VALUE or in [parameters]"
