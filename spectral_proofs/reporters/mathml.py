"""Formulas as presentation MathML, which browsers draw without any script.

SymPy's printer makes the elements.  It does not escape names, so a symbol keeps its name only where that is an
identifier, and an expression with a function from elsewhere (a Python candidate may bring one) is shown as text.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

import sympy

from spectral_proofs.text.plain import plain

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_NAMES = {
    "g": "<mi>g</mi><mo stretchy='false'>(</mo><mi>λ</mi><mo>,</mo><mi>t</mi><mo stretchy='false'>)</mo>",
    "G(x)": "<mi>G</mi><mo stretchy='false'>(</mo><mi>x</mi><mo stretchy='false'>)</mo>",
    "kappa": "<mi>κ</mi>",
    "lambda_*": "<msub><mi>λ</mi><mo>*</mo></msub>",
    "L": "<mi>L</mi><mo stretchy='false'>(</mo><mi>t</mi><mo stretchy='false'>)</mo>",
    "S": "<mi>S</mi><mo stretchy='false'>(</mo><mi>t</mi><mo stretchy='false'>)</mo>",
}
_ELEMENTS = {"mrow", "mi", "mn", "mo", "mfrac", "msup", "msub", "msubsup", "msqrt", "mroot", "mtext", "mover", "munder"}
_ELEMENTS |= {"munderover", "mfenced", "mtable", "mtr", "mtd", "mstyle"}
_ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;)[A-Za-z]+;")  # HTML knows those that the printer uses
_LETTERS = {"lam": "lambda"}  # ``lambda`` is a keyword of Python


@lru_cache(maxsize=500)
def formula(expr: sympy.Expr, block: bool = False) -> str:
    """A <math> element for ``expr``.

    >>> formula(sympy.Symbol("lam") ** 2)
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>&#955;</mi><mn>2</mn></msup></math>'
    """
    return _element(expr, "", block)


@lru_cache(maxsize=500)
def law(name: str, relation: str, expr: sympy.Expr) -> str:
    """A displayed ``name = expr``, ``name ~ expr`` or ``name = Theta(expr)``."""
    left = _NAMES.get(name, f"<mi>{html.escape(name)}</mi>")
    if relation == "Theta":
        return _element(expr, f"{left}<mo>=</mo><mi>Θ</mi>", True, fenced=True)
    return _element(expr, f"{left}<mo>{'∼' if relation == '~' else '='}</mo>", True)


def _element(expr: sympy.Expr, left: str, block: bool, fenced: bool = False) -> str:
    named = expr.xreplace({s: sympy.Symbol(_name(s.name)) for s in expr.atoms(sympy.Symbol)})
    body = _printed(named) if printable(expr) else ""
    if not _is_mathml(body):
        body = f"<mtext>{html.escape(plain(str(expr)))}</mtext>"
    body = f"<mrow><mo>(</mo>{body}<mo>)</mo></mrow>" if fenced else body
    display = ' display="block"' if block else ""
    content = f"<mrow>{left}{body}</mrow>" if left else body
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}>{content}</math>'


def _printed(shown: sympy.Basic) -> str:
    from sympy.printing.mathml import mathml

    return str(mathml(shown, printer="presentation"))


def _is_mathml(printed: str) -> bool:
    """The printer is not trusted: what it wrote must be elements of MathML without attributes."""
    try:
        root = ElementTree.fromstring(f"<math>{_ENTITY.sub('x', printed)}</math>")
    except ElementTree.ParseError:
        return False
    found = list(root.iter())[1:]
    return bool(found) and all(element.tag in _ELEMENTS and not element.attrib for element in found)


def printable(expr: sympy.Expr) -> bool:
    """Whether SymPy knows every function in it; the names of others would be copied as they stand."""
    functions = (type(part) for part in sympy.preorder_traversal(expr) if isinstance(part, sympy.Function))
    return all((kind.__module__ or "").startswith("sympy.") for kind in functions)  # None: an undefined function


def _name(name: str) -> str:
    return _LETTERS.get(name, name) if _IDENTIFIER.fullmatch(name) else html.escape(plain(name))
