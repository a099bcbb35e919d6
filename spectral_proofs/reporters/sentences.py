"""Sentences of the program's with their formulas typeset: as HTML with MathML, and as LaTeX.

The trees come from :mod:`spectral_proofs.reporters.notation`; their leaves are letters, numbers and signs that it
knows, and are escaped all the same. Quotients of numbers, in exponents and in other
quotients stay on one line.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from spectral_proofs.reporters.formula_tree import Formula, Group, Leaf, Node, bare, is_fraction, is_rational, leaves
from spectral_proofs.reporters.notation import segments
from spectral_proofs.reporters.tex import escaped
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain

_LONGEST = 48  # letters and digits that a phone shows without a break
_OVER, _THIN = '<mo lspace="0" rspace="0">/</mo>', '<mspace width="0.17em"></mspace>'
_BRACKETS = '<mo stretchy="false">(</mo>', '<mo stretchy="false">)</mo>'
_STRETCHED = "<mo>(</mo>", "<mo>)</mo>"
_SIGNED = (Leaf("sign", "+"), Leaf("sign", "−"), Leaf("sign", "·"), Leaf("sign", ","))
_FUNCTIONS = {"exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh"}
_TEX = {
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "→": r"\to", "∼": r"\sim", "≈": r"\approx", "∞": r"\infty", "Σ": r"\sum",
    "−": "-", "·": r"\cdot", "∂": r"\partial",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon", "ζ": r"\zeta",
    "η": r"\eta", "θ": r"\theta", "ι": r"\iota", "κ": r"\kappa", "λ": r"\lambda", "μ": r"\mu", "ν": r"\nu", "ξ": r"\xi",
    "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma", "τ": r"\tau", "φ": r"\varphi", "χ": r"\chi", "ψ": r"\psi",
    "ω": r"\omega", "Γ": r"\Gamma", "Δ": r"\Delta", "Θ": r"\Theta", "Λ": r"\Lambda", "Ω": r"\Omega",
}  # fmt: skip  # a table


def html(sentence: str) -> str:
    """A sentence for HTML.

    >>> html("at k_*^2 &")
    'at <math><msubsup><mi>k</mi><mo>*</mo><mn>2</mn></msubsup></math> &amp;'
    """
    return "".join(_text(part) if isinstance(part, str) else _html_formula(part) for part in segments(plain(sentence)))


def tex(sentence: str) -> str:
    r"""A sentence for LaTeX's text mode.

    >>> tex("at t^(-rho/2) the 50 % are")
    'at $t^{-\\rho/2}$ the 50 \\% are'
    """
    shown = []
    for part in segments(plain(sentence)):
        if isinstance(part, str):
            shown.append(_spaced(part, escaped(mathematics(part))))
        else:
            shown.append(tex_formula(part))
    return "".join(shown)


def tex_formula(formula: Formula) -> str:
    """Between dollars, in commands that Matplotlib knows too."""
    return f"${' '.join(_tex(side) for side in formula.sides)}$"


def _text(part: str) -> str:
    return _spaced(part, escape(plain(mathematics(part)), quote=True))


def _spaced(part: str, shown: str) -> str:
    """Escaping strips the ends of a text, where a blank may part it from a formula."""
    return f"{' ' * part[:1].isspace()}{shown}{' ' * (part[-1:].isspace() and bool(part.strip()))}"


def _html_formula(formula: Formula) -> str:
    """An element for each side, and each term of a long one, since browsers break lines between elements only."""
    pieces = [piece for side in formula.sides for piece in _pieces(side)]
    if any(_size(body) > _LONGEST for _, body in pieces):
        return _text(formula.source)
    return " ".join(f"<math>{_leading(sign)}{_inner(body)}</math>" for sign, body in pieces)


def _size(node: Node) -> int:
    return sum(len(leaf.text) for leaf in leaves(node))


def _pieces(side: Node) -> Iterator[tuple[str, Node]]:
    """The relation or sign before each part of a side, and the part."""
    sign, body = "", side
    match side:
        case Group("row", (Leaf("sign", relation), of)) if relation not in "Σ−+":
            sign, body = relation, of
    if not isinstance(body, Group) or body.kind != "row" or _size(body) <= _LONGEST // 2:
        yield sign, body
        return
    begun: list[Node] = []
    for part in body.parts:
        if begun and isinstance(part, Leaf) and part.text in ("+", "−"):
            yield sign, Group("row", tuple(begun))
            sign, begun = part.text, []
        else:
            begun.append(part)
    yield sign, Group("row", tuple(begun))


def _leading(sign: str) -> str:
    """A sign that begins an element has its space from the blank before it."""
    return f'<mo form="infix" lspace="0">{escape(sign)}</mo>' if sign else ""


def _unfenced(parts: list[Node] | tuple[Node, ...], linear: bool = False) -> list[Node]:
    """Brackets around a quotient are not needed where it is drawn as one."""
    return [bare(part) if is_fraction(part) and not linear else part for part in parts]


def _mathml(node: Node, linear: bool = False) -> str:
    if isinstance(node, Leaf):
        return _mathml_leaf(node)
    match node.kind, node.parts:
        case "frac", (above, below) if not linear and not is_rational(node):
            return f"<mfrac>{_mathml(bare(above), True)}{_mathml(bare(below), True)}</mfrac>"
        case "sup", (Group("sub", (base, index)), exponent):
            return f"<msubsup>{_mathml(base)}{_mathml(index)}{_mathml(exponent, True)}</msubsup>"
        case "sup", (base, exponent):
            return f"<msup>{_mathml(base, linear)}{_mathml(exponent, True)}</msup>"
        case "sub", (base, index):
            return f"<msub>{_mathml(base)}{_mathml(index)}</msub>"
        case "root", (inner,):
            return f"<msqrt>{_mathml(inner, linear)}</msqrt>"
        case "tilde", (inner,):
            return f"<mover>{_mathml(inner)}<mo>~</mo></mover>"
        case _:
            return f"<mrow>{_inner(node, linear)}</mrow>"


def _inner(node: Node, linear: bool = False) -> str:
    """What a row of elements holds, rows in it among the rest: fewer elements for browsers to lay out."""
    if isinstance(node, Leaf):
        return _mathml_leaf(node)
    match node.kind, node.parts:
        case "fence", (inside,):
            left, right = _STRETCHED if is_fraction(inside) and not linear else _BRACKETS
            return f"{left}{_inner(inside, linear)}{right}"
        case "row", (Leaf("word", word), of):  # log t
            return f"<mi>{word}</mi>{_THIN}{_inner(of, linear)}"
        case "row", (Leaf("number", decimal), *rest) if "." in decimal and rest and rest[0] not in _SIGNED:
            return f"<mn>{decimal}</mn>{_THIN}{_inner(Group('row', tuple(rest)), linear)}"
        case "row", (Leaf("sign", "−" | "+" as sign), *rest):
            return f'<mo form="prefix">{sign}</mo>{_inner(Group("row", tuple(rest)), linear)}'
        case "row", parts:
            return "".join(_inner(part, linear) for part in _unfenced(parts, linear))
        case "call", parts:
            return "".join(_inner(part, linear) for part in parts)
        case "frac", (above, below) if linear or is_rational(node):
            return f"{_inner(above, True)}{_OVER}{_inner(below, True)}"
        case _:
            return _mathml(node, linear)


def _mathml_leaf(leaf: Leaf) -> str:
    text = escape(leaf.text)
    if leaf.kind == "number":
        return f"<mn>{text}</mn>"
    if leaf.kind == "sign":
        return f"<mo>{'∑' if text == 'Σ' else text}</mo>"
    upright = ' mathvariant="normal"' if text in "ΓΔΘΛΩ∞" else ""
    return f"<mi{upright}>{text}</mi>"


def _tex(node: Node, linear: bool = False) -> str:
    if isinstance(node, Leaf):
        return _tex_leaf(node)
    match node.kind, node.parts:
        case "frac", (above, below) if linear or is_rational(node):
            return f"{_tex(above, True)}/{_tex(below, True)}"
        case "frac", (above, below):
            return rf"\frac{{{_tex(bare(above), True)}}}{{{_tex(bare(below), True)}}}"
        case "sup", (base, exponent):
            return f"{_tex(base, linear)}^{{{_tex(exponent, True)}}}"
        case "sub", (base, index):
            return f"{_tex(base)}_{{{_tex(index)}}}"
        case "fence", (inner,):
            return f"({_tex(inner, linear)})" if linear or not is_fraction(inner) else rf"\left({_tex(inner)}\right)"
        case "root", (inner,):
            return rf"\sqrt{{{_tex(inner, linear)}}}"
        case "tilde", (inner,):
            return rf"\tilde{{{_tex(inner)}}}"
        case "call", parts:
            return "".join(_tex(part, linear) for part in parts)
        case _, parts:
            return _joined([_tex(part, linear) for part in _unfenced(parts, linear)])


def _joined(parts: list[str]) -> str:
    r"""A blank only where a command would run into a letter."""
    shown = ""
    for part in parts:
        shown += " " * (shown.rpartition("\\")[2].isalpha() and part[:1].isalpha() and "\\" in shown) + part
    return shown


def _tex_leaf(leaf: Leaf) -> str:
    if leaf.text in _FUNCTIONS:
        return rf"\{leaf.text}"
    if leaf.kind == "word":
        return rf"\mathrm{{{escaped(leaf.text)}}}"
    return _TEX.get(leaf.text, leaf.text.replace("−", "-"))
