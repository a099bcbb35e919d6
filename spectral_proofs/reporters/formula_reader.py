"""Reading a formula by recursive descent, for :mod:`spectral_proofs.reporters.notation`, which says what is read."""

from __future__ import annotations

import re

from spectral_proofs.balls.functions import ENTRIES
from spectral_proofs.problem.expression.functions import FUNCTIONS
from spectral_proofs.reporters import derivatives
from spectral_proofs.reporters.formula_tree import Group, Leaf, Node, bare
from spectral_proofs.text.mathematics import LETTERS

_GREEK = {**LETTERS, "gamma": "γ", "omega": "ω", "Sigma": "Σ", "Omega": "Ω", "iota": "ι", "psi": "ψ"}
_CALLS = {*FUNCTIONS, *(entry.head.__name__ for entry in ENTRIES)} - _GREEK.keys()  # as users and as SymPy write them
_WORDS = {"pos", "Var"}  # names of several letters
_SUBSCRIPTS = {"cut", "max", "min", "large", "small", "log"}
RELATIONS = {"<=": "≤", ">=": "≥", "!=": "≠", "->": "→", "~": "∼", **dict.fromkeys("=<>≤≥≠→∼≈", "")}
_ARTICLES = {"a", "A", "I"}
_RAISED = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "−0123456789")
_TOKENS, _DEEPEST = 500, 20
_ORDINALS = {"st", "nd", "rd", "th"}
_TOKEN = re.compile(
    rf"(?P<derivative>{derivatives.PATTERN})"
    r"|(?P<number>\d+(?:\.\d+)?(?:e[+-]?\d+)?)"
    r"|(?P<name>[A-Za-z]+|[α-ωΑ-ΡΤ-Ω])(?P<digit>\d(?!\w))?(?P<tilde>~(?=\s*-))?"
    r"|(?P<raised>[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)|(?P<sign>\*\*|<=|>=|!=|->|[-+*/^()_,=<>~≤≥≠→∼≈·√∞Σ−])|(?P<other>\S)"
)


class _No(Exception):
    """No formula goes on here."""


class Reader:
    """Recursive descent over the tokens of a sentence: from a place to what was read there, and where that ends."""

    def __init__(self, sentence: str) -> None:
        self.tokens = list(_TOKEN.finditer(sentence))
        self.depth = 0

    def read(self, place: int) -> tuple[tuple[Node, ...], int]:
        """The longest formula that begins at a place, without sides where none does."""
        try:
            return self._formula(place)
        except _No:
            return (), place + 1

    def _formula(self, place: int) -> tuple[tuple[Node, ...], int]:
        side, place = self._sum(place)
        sides = [side]
        while (sign := self._sign(place)) in RELATIONS:
            try:
                side, after = self._sum(place + 1)
            except _No:
                break
            sides.append(Group("row", (Leaf("sign", RELATIONS[sign] or sign), side)))
            place = after
        return tuple(sides), place

    def _sum(self, place: int) -> tuple[Node, int]:
        parts: list[Node] = []
        if self._sign(place) in ("-", "+", "−"):
            parts.append(Leaf("sign", self._sign(place).replace("-", "−")))
            place += 1
        part, place = self._product(place)
        parts.append(part)
        while (sign := self._sign(place)) in ("-", "+", "−"):
            try:
                part, after = self._product(place + 1)
            except _No:
                break
            parts += [Leaf("sign", sign.replace("-", "−")), part]
            place = after
        return (parts[0] if len(parts) == 1 else Group("row", tuple(parts))), place

    def _product(self, place: int) -> tuple[Node, int]:
        factors: list[Node] = []
        part, place = self._power(place)
        factors.append(part)
        while True:
            sign = self._sign(place)
            try:
                if sign == "/":
                    part, after = self._power(place + 1)
                    factors = [Group("frac", (_row(factors), part))]
                elif sign in ("*", "·"):
                    part, after = self._power(place + 1)
                    factors += [*_dot(factors, part), part]
                else:
                    part, after = self._beside(place, factors)
                    factors += [*_dot(factors, part), part]
            except _No:
                return _row(factors), place
            place = after

    def _beside(self, place: int, factors: list[Node]) -> tuple[Node, int]:
        """A factor without a sign before it."""
        token = self._token(place)
        blank = place > 0 and token.start() > self.tokens[place - 1].end()
        prose = blank and (token["name"] in _ARTICLES or (token["name"] == "s" and _ends_in_number(factors)))
        if prose or not (token["name"] or token["derivative"] or token[0] in "(√Σ∞"):
            raise _No
        return self._power(place)

    def _power(self, place: int) -> tuple[Node, int]:
        base, place = self._atom(place)
        if place < len(self.tokens) and (raised := self.tokens[place]["raised"]) and self._tight(place):
            return Group("sup", (base, Leaf("number", raised.translate(_RAISED)))), place + 1
        if self._sign(place) not in ("^", "**"):
            return base, place
        try:
            exponent, after = self._exponent(place + 1)
        except _No:
            return base, place
        return Group("sup", (base, exponent)), after

    def _exponent(self, place: int) -> tuple[Node, int]:
        minus = self._sign(place) in ("-", "−")
        inner, place = self._atom(place + minus)
        inner = inner.parts[0] if isinstance(inner, Group) and inner.kind == "fence" and not minus else inner
        return (Group("row", (Leaf("sign", "−"), inner)) if minus else inner), place

    def _atom(self, place: int) -> tuple[Node, int]:
        if self.depth >= _DEEPEST:
            raise _No
        self.depth += 1
        try:
            return self._atom_within(place)
        finally:
            self.depth -= 1

    def _atom_within(self, place: int) -> tuple[Node, int]:
        token = self._token(place)
        if token["number"]:
            return self._number(token, place)
        if token["derivative"]:
            return derivatives.derivative(token[0]), place + 1
        if token["name"]:
            return self._name(token, place)
        if token[0] == "∞":
            return Leaf("name", "∞"), place + 1
        if token[0] == "(":
            return self._fence(place)
        if token[0] == "√":
            inner, after = self._atom(place + 1)
            return Group("root", (bare(inner),)), after
        if token[0] == "Σ":
            return self._total(place)
        raise _No

    def _number(self, token: re.Match[str], place: int) -> tuple[Node, int]:
        digits, _, power = token[0].partition("e")
        if not power:
            return Leaf("number", digits), place + 1
        ten = Group("sup", (Leaf("number", "10"), Leaf("number", power.replace("-", "−").lstrip("+"))))
        return (ten if digits == "1" else Group("row", (Leaf("number", digits), Leaf("sign", "·"), ten))), place + 1

    def _name(self, token: re.Match[str], place: int) -> tuple[Node, int]:
        name = token["name"]
        attached = self._attached(place)
        if name == "sum":
            return self._total(place)
        if name == "sqrt" and attached:
            argument, after = self._fence(place + 1)
            return Group("root", argument.parts), after
        if name == "Delta":
            self._named(place + 1)
            inner, after = self._atom(place + 1)
            return Group("row", (Leaf("name", "Δ"), inner)), after
        if name == "log" and not attached:
            inner, after = self._power(place + 1)
            return Group("row", (Leaf("word", "log"), inner)), after
        if name in _CALLS and not attached:
            raise _No
        if name == "phase" and self._sign(place + 1) == "_":
            name = "phi"
        if name not in _CALLS | _WORDS | _GREEK.keys() and len(name) > 1:
            return self._letters(token, place)
        shown = "Γ" if name == "gamma" and attached else _GREEK.get(name, name)
        node: Node = Leaf("name" if len(shown) == 1 else "word", shown)
        if token["digit"]:
            if name.isupper():  # A11, a row of the audit
                raise _No
            node = Group("sub", (node, Leaf("number", token["digit"])))
        if token["tilde"]:
            node = Group("tilde", (node,))
        node, place = self._index(node, place + 1)
        return self._called(node, place, attached)

    def _letters(self, token: re.Match[str], place: int) -> tuple[Node, int]:
        """Single letters after a number, as in 2mb."""
        after_number = place > 0 and bool(self.tokens[place - 1]["number"]) and self._tight(place)
        if not after_number or len(token["name"]) > 3 or token["name"] in _ORDINALS:
            raise _No
        return Group("row", tuple(Leaf("name", letter) for letter in token["name"])), place + 1

    def _index(self, node: Node, place: int) -> tuple[Node, int]:
        """_k, _*, _cut after a name, and the star of an optimum (N*)."""
        if self._sign(place) == "_" and self._tight(place):
            below = self._token(place + 1)
            name = _GREEK.get(below["name"] or "", below["name"] or "")
            known = len(name) == 1 or name in _SUBSCRIPTS or below["number"] or below[0] == "*"
            if not self._tight(place + 1) or not known:
                raise _No
            kind = "sign" if below[0] == "*" else "number" if below["number"] else "name" if len(name) == 1 else "word"
            return Group("sub", (node, Leaf(kind, name or below[0]))), place + 2
        if self._sign(place) == "*" and self._tight(place) and not self._operand_follows(place):
            return Group("sup", (node, Leaf("sign", "*"))), place + 1
        return node, place

    def _called(self, node: Node, place: int, attached: bool) -> tuple[Node, int]:
        """The arguments, where a bracket follows without a blank."""
        if not (self._sign(place) == "(" and self._tight(place)):
            if isinstance(node, Leaf) and node.kind == "word" and attached:
                raise _No
            return node, place
        inner, after = self._fence(place)
        return Group("call", (node, inner)), after

    def _fence(self, place: int) -> tuple[Group, int]:
        if self._sign(place) != "(":
            raise _No
        parts, place = self._listed(place)
        if self._sign(place) != ")":
            raise _No
        return Group("fence", (_row(parts),)), place + 1

    def _listed(self, place: int) -> tuple[list[Node], int]:
        parts: list[Node] = []
        while True:
            sides, place = self._formula(place + 1)
            parts += sides
            if self._sign(place) != ",":
                return parts, place
            parts.append(Leaf("sign", ","))

    def _total(self, place: int) -> tuple[Node, int]:
        inner, after = self._product(place + 1)
        return Group("row", (Leaf("sign", "Σ"), inner)), after

    def _token(self, place: int) -> re.Match[str]:
        if place >= len(self.tokens):
            raise _No
        return self.tokens[place]

    def _named(self, place: int) -> None:
        if not self._token(place)["name"]:
            raise _No

    def _sign(self, place: int) -> str:
        return (self.tokens[place]["sign"] or "") if place < len(self.tokens) else ""

    def _tight(self, place: int) -> bool:
        return place > 0 and self.tokens[place].start() == self.tokens[place - 1].end()

    def _attached(self, place: int) -> bool:
        return self._sign(place + 1) == "(" and self._tight(place + 1)

    def _operand_follows(self, place: int) -> bool:
        if place + 1 >= len(self.tokens) or not self._tight(place + 1):
            return False
        token = self.tokens[place + 1]
        return bool(token["name"] or token["number"]) or token[0] in ("(", "√", "*")


def _row(parts: list[Node]) -> Node:
    return parts[0] if len(parts) == 1 else Group("row", tuple(parts))


def _dot(factors: list[Node], part: Node) -> list[Node]:
    """A sign of multiplication where a number would run into what stands before it."""
    first = part
    while isinstance(first, Group) and first.kind in ("row", "sup", "sub"):
        first = first.parts[0]
    return [Leaf("sign", "·")] * (isinstance(first, Leaf) and first.kind == "number")


def _ends_in_number(factors: list[Node]) -> bool:
    return isinstance(factors[-1], Leaf) and factors[-1].kind == "number"
