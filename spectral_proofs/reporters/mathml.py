"""Formulas as presentation MathML, which browsers draw without any script.

SymPy's printer makes the elements.  It does not escape names, so a symbol keeps its name only where that is an
identifier, and an expression with a function from elsewhere (a Python candidate may bring one) is shown as text.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

import sympy

_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_LETTERS = {"lam": "lambda"}  # ``lambda`` is a keyword of Python


@lru_cache(maxsize=500)
def formula(expr: sympy.Expr, left: str = "", block: bool = False) -> str:
    """A <math> element for ``expr``, or for ``left = expr`` with a name such as "kappa" on the left.

    >>> formula(sympy.Symbol("lam") ** 2)
    '<math xmlns="http://www.w3.org/1998/Math/MathML"><msup><mi>&#955;</mi><mn>2</mn></msup></math>'
    """
    if not _printable(expr):
        return f"<code>{html.escape(f'{left} = {expr}' if left else str(expr))}</code>"
    shown = _renamed(expr)
    if left:
        shown = sympy.Eq(sympy.Symbol(left), shown, evaluate=False)
    display = ' display="block"' if block else ""
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML"{display}>{_printed(shown)}</math>'


def _printed(shown: sympy.Basic) -> str:
    from sympy.printing.mathml import mathml

    return str(mathml(shown, printer="presentation"))


def _printable(expr: sympy.Expr) -> bool:
    functions = (type(part) for part in sympy.preorder_traversal(expr) if isinstance(part, sympy.Function))
    return all(kind.__module__.startswith("sympy.") for kind in functions)


def _renamed(expr: sympy.Expr) -> sympy.Expr:
    return expr.xreplace({s: sympy.Symbol(_name(s.name)) for s in expr.atoms(sympy.Symbol)})


def _name(name: str) -> str:
    return _LETTERS.get(name, name) if _IDENTIFIER.fullmatch(name) else html.escape(name)
