"""Characters to tokens.

1. Refuse texts that are empty or longer than ``MAX_LENGTH`` characters.
2. Read numbers (``2``, ``2.7``, ``1e30``), names (ASCII letters, digits, ``_``;
   or the single letter lambda) and the operators ``+ - * / ** ( ) ,``.
3. Anything else is refused with the remedy that fits it.

Nothing is normalised: a look-alike Unicode character is an error, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from spectral_proofs.errors import InputError

MAX_LENGTH = 2000
MAX_NAME = 64
_SHOWN = 40

_TOKEN = re.compile(
    r"(?P<space>[ \t\r\n]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_λ][A-Za-z0-9_λ]*)"
    r"|(?P<operator>\*\*|[-+*/(),])"
)

_REMEDIES = {
    "^": "write ** for powers",
    "//": "write / for an exact quotient",
    "%": "percent and remainders are not supported",
    "=": "write the expression alone; parameters are set with --set NAME=VALUE or in [parameters]",
    "<": "conditions are not supported; write the expression alone",
    ">": "conditions are not supported; write the expression alone",
    "!": "factorials are not supported",
    "|": "write abs(x)",
    "[": "write round brackets",
    "]": "write round brackets",
    "{": "write round brackets",
    "}": "write round brackets",
    ".": "attributes are not supported; names stand alone and decimals start with a digit",
    "√": "write sqrt(x)",
    "·": "write *",
    "⋅": "write *",
    "×": "write *",
    "÷": "write /",
    "−": "write the ASCII minus sign -",
    "–": "write the ASCII minus sign -",
    "π": "write pi",
    "∞": "infinity is not a number here",
    "²": "write **2",
    "³": "write **3",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the source: ``kind`` is number, name, operator or end."""

    kind: str
    text: str
    start: int
    end: int


def shorten(text: str) -> str:
    """One printable line of at most 40 characters, for messages.

    >>> shorten("x" * 60)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'
    """
    line = "".join(c if c.isprintable() else "?" for c in " ".join(text.split()))
    return line if len(line) <= _SHOWN else line[: _SHOWN - 3] + "..."


def tokenize(source: str) -> tuple[Token, ...]:
    """Split ``source`` into tokens, closed by an ``end`` token.

    >>> [token.text for token in tokenize("lambda*t**1.5")]
    ['lambda', '*', 't', '**', '1.5', '']

    Raises InputError: empty or over-long text, or a character outside the language.
    """
    if len(source) > MAX_LENGTH:
        limit = f"at most {MAX_LENGTH} are read, name parts with parameters"
        raise InputError(f"expression of {len(source)} characters; {limit}")
    tokens: list[Token] = []
    position = 0
    while position < len(source):
        match = _TOKEN.match(source, position)
        if match is None:
            raise _unreadable(source, position)
        kind = match.lastgroup or ""
        if kind != "space":
            tokens.append(Token(kind, match.group(), position, match.end()))
        position = match.end()
    if not tokens:
        raise InputError("empty expression; write one in lambda and t, such as lambda*t")
    _check_names(tokens)
    tokens.append(Token("end", "", len(source), len(source)))
    return tuple(tokens)


def _check_names(tokens: list[Token]) -> None:
    for token in tokens:
        if token.kind != "name":
            continue
        if len(token.text) > MAX_NAME:
            raise InputError(f"name {shorten(token.text)!r} has {len(token.text)} characters; use at most {MAX_NAME}")
        if "λ" in token.text and token.text != "λ":
            product = "*".join(part for part in re.split("(λ)", token.text) if part)
            raise InputError(f"name {shorten(token.text)!r} contains λ; for a product write {shorten(product)}")


def _unreadable(source: str, position: int) -> InputError:
    character = source[position]
    remedy = _REMEDIES.get(source[position : position + 2]) or _REMEDIES.get(character)
    if character in "\"'`“”‘’":
        remedy = "write the expression without quotes"
    if remedy is None and character.isdecimal():
        remedy = f"write the digit {unicodedata.decimal(character)}"
    if remedy is None and unicodedata.category(character) in ("Zs", "Cf"):
        remedy = "an invisible character or a space that is none in ASCII: type it again"
    if remedy is None and not character.isascii():
        remedy = "use ASCII letters (λ is the one exception), such as beta"
    if remedy is None:
        remedy = "an expression has numbers, names, + - * / ** and round brackets"
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    around = shorten(source[max(0, position - 8) : position + 9])
    return InputError(f"unexpected {shown!r} at position {position + 1}, near {around!r}; {remedy}")
