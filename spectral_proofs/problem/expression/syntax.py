"""Tokens to a small tree, by recursive descent with Python's precedences.

    sum     = product (("+" | "-") product)*
    product = signed (("*" | "/") signed)*
    signed  = ("+" | "-") signed | power
    power   = atom ["**" signed]
    atom    = number | name | name "(" sum ("," sum)* ")" | "(" sum ")"

Sums and products are kept flat, so that depth counts brackets, signs and
powers only.  Names are not looked up here.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.tokens import Token, shorten, tokenize

MAX_DEPTH = 60
MAX_NODES = 600
MAX_DECIMAL_EXPONENT = 30_000


@dataclass(frozen=True, slots=True)
class Node:
    """A subexpression and the text it was read from (for messages)."""

    text: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    """An exact literal."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A variable, constant or parameter; ``text`` is its name."""


@dataclass(frozen=True, slots=True)
class Call(Node):
    """A named function of one or more arguments."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Power(Node):
    """base ** exponent."""

    base: Node
    exponent: Node


@dataclass(frozen=True, slots=True)
class Sum(Node):
    """Terms with a flag for those that are subtracted."""

    terms: tuple[tuple[bool, Node], ...]


@dataclass(frozen=True, slots=True)
class Product(Node):
    """Factors with a flag for those that divide."""

    factors: tuple[tuple[bool, Node], ...]


def read(source: str) -> Node:
    """Parse ``source`` into a tree.

    >>> read("2*t").factors[0][1].value
    Fraction(2, 1)

    Raises InputError: naming the smallest offending piece and the remedy.
    """
    return _Reader(source).whole()


def names(node: Node) -> frozenset[str]:
    """Every variable, constant and parameter that occurs (function names excluded).

    >>> sorted(names(read("C*lambda*log(t)")))
    ['C', 'lambda', 't']
    """
    found: set[str] = set()
    waiting = [node]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Name):
            found.add(item.text)
        waiting.extend(children(item))
    return frozenset(found)


def children(node: Node) -> tuple[Node, ...]:
    """The direct subexpressions of ``node``."""
    if isinstance(node, Call):
        return node.arguments
    if isinstance(node, Power):
        return (node.base, node.exponent)
    if isinstance(node, Sum):
        return tuple(term for _, term in node.terms)
    if isinstance(node, Product):
        return tuple(factor for _, factor in node.factors)
    return ()


class _Reader:
    """One pass over the tokens of one source text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.tokens = tokenize(source)
        self.index = 0
        self.depth = 0
        self.nodes = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.index]

    def whole(self) -> Node:
        node = self.sum()
        if self.token.kind != "end":
            raise self.stray()
        return node

    def sum(self) -> Node:
        self.deeper()
        terms, start = self.chain(self.product, "+", "-")
        self.depth -= 1
        return terms[0][1] if len(terms) == 1 else Sum(self.since(start), terms)

    def product(self) -> Node:
        factors, start = self.chain(self.signed, "*", "/")
        return factors[0][1] if len(factors) == 1 else Product(self.since(start), factors)

    def chain(self, part: Callable[[], Node], plain: str, inverse: str) -> tuple[tuple[tuple[bool, Node], ...], int]:
        """Read ``part (op part)*``; the flag marks parts that follow ``inverse``."""
        start = self.token.start
        parts: list[tuple[bool, Node]] = [(False, part())]
        while self.token.text in (plain, inverse):
            flag = self.advance().text == inverse
            parts.append((flag, part()))
        return tuple(parts), start

    def signed(self) -> Node:
        start = self.token.start
        if self.token.text not in ("+", "-"):
            return self.power()
        self.deeper()
        negative = self.advance().text == "-"
        inner = self.signed()
        self.depth -= 1
        return Sum(self.since(start), ((True, inner),)) if negative else inner

    def power(self) -> Node:
        start = self.token.start
        base = self.atom()
        if self.token.text != "**":
            return base
        self.deeper()
        self.advance()
        exponent = self.signed()
        self.depth -= 1
        return Power(self.since(start), base, exponent)

    def atom(self) -> Node:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise InputError(f"more than {MAX_NODES} numbers, names and calls in one expression; shorten it")
        token = self.advance()
        if token.kind == "number":
            return Number(token.text, self.number(token))
        if token.kind == "name":
            return self.call(token) if self.token.text == "(" else Name(token.text)
        if token.text == "(":
            inner = self.sum()
            self.close(token)
            return inner
        raise self.missing(token)

    def call(self, name: Token) -> Node:
        bracket = self.advance()
        if self.token.text == ")":
            raise InputError(f"{name.text}() has no argument; write {name.text}(x)")
        arguments = [self.sum()]
        while self.token.text == ",":
            self.advance()
            arguments.append(self.sum())
        self.close(bracket)
        return Call(self.since(name.start), name.text, tuple(arguments))

    def number(self, token: Token) -> Fraction:
        exponent = token.text.lower().partition("e")[2]
        if len(exponent) > 8 or abs(int(exponent or "0")) > MAX_DECIMAL_EXPONENT:
            limit = f"exponents go up to e{MAX_DECIMAL_EXPONENT}"
            raise InputError(f"number {shorten(token.text)!r} is out of range; {limit}")
        return Fraction(token.text)

    def close(self, bracket: Token) -> None:
        if self.token.text == ")":
            self.advance()
        elif self.token.kind == "end":
            raise InputError(f"'(' at position {bracket.start + 1} is never closed; add ')'")
        else:
            raise self.stray()

    def advance(self) -> Token:
        token = self.token
        if token.kind != "end":
            self.index += 1
        return token

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            where = self.token.start + 1
            raise InputError(f"nested deeper than {MAX_DEPTH} levels at position {where}; name parts with parameters")

    def since(self, start: int) -> str:
        return self.source[start : self.tokens[self.index - 1].end]

    def missing(self, token: Token) -> InputError:
        if token.kind == "end":
            return InputError(f"{shorten(self.source)!r} ends where a number, name or '(' should follow; complete it")
        if token.text == "/" and self.index > 1 and self.tokens[self.index - 2].text == "/":
            return InputError(f"unexpected '//' at position {token.start}; write / for an exact quotient")
        return InputError(
            f"unexpected {token.text!r} at position {token.start + 1} of {shorten(self.source)!r}; "
            "a number, name or '(' should stand there"
        )

    def stray(self) -> InputError:
        token, previous = self.token, self.tokens[self.index - 1]
        if token.text in (")", ","):
            remedy = "remove it or open a bracket" if token.text == ")" else "commas only separate arguments"
            following = self.tokens[self.index + 1].text if self.index + 1 < len(self.tokens) else ""
            if token.text == "," and previous.text.isdigit() and following.isdigit():
                remedy = f"decimals have a point: {shorten(previous.text)}.{shorten(following)}"
            return InputError(f"unexpected {token.text!r} at position {token.start + 1}; {remedy}")
        pair = shorten(self.source[previous.start : token.end])
        if previous.text.isdigit() and re.fullmatch(r"(_[0-9]+)+", token.text):
            remedy = f"write digits together, {shorten(previous.text + token.text.replace('_', ''))}"
            return InputError(f"{pair!r} at position {previous.start + 1} has an underscore; {remedy}")
        if previous.text == "0" and re.fullmatch(r"[xX][0-9a-fA-F]{1,16}", token.text):
            return InputError(
                f"{pair!r} at position {previous.start + 1}: write it in decimal, {int(token.text[1:], 16)}"
            )
        product = f"{shorten(previous.text)}*{shorten(token.text)}"
        return InputError(f"{pair!r} at position {previous.start + 1} lacks an operator; for a product write {product}")
