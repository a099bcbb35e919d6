"""Modules that are read at one go, and functions that fit on a screen: no package outgrows them."""

import ast
from pathlib import Path

import pytest

import spectral_proofs

ROOT = Path(spectral_proofs.__file__).parent
PACKAGES = sorted(path.name for path in ROOT.iterdir() if path.name != "__pycache__" and path.suffix in ("", ".py"))
MODULE, FUNCTION = 300, 45  # lines, those of a function without its docstring


def functions(source):
    """Names with lines; what a docstring explains at length costs nothing."""
    nodes = list(ast.parse(source).body)
    for node in nodes:  # which grows by what stands inside; walking expressions too would take seconds
        nodes += getattr(node, "body", ())
        if isinstance(node, ast.FunctionDef):
            said = node.body[0] if ast.get_docstring(node) is not None else None
            yield node.name, node.end_lineno - node.lineno + 1 - (said.end_lineno - said.lineno + 1 if said else 0)


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_and_functions_are_short(package):
    place = ROOT / package
    texts = {path: path.read_text(encoding="utf-8") for path in ([place] if place.is_file() else place.rglob("*.py"))}
    long = {f"{path.relative_to(ROOT)}: {n} lines" for path, text in texts.items() if (n := text.count("\n")) > MODULE}
    long |= {f"{p.name}: {name}: {n}" for p, text in texts.items() for name, n in functions(text) if n > FUNCTION}
    assert not long


def test_the_measure_sees_what_is_long():
    body = "    x = 1\n" * FUNCTION
    assert dict(functions(f'def short():\n    """Says\n    much.\n    """\n{body[:-10]}')) == {"short": FUNCTION}
    assert dict(functions(f"def long():\n{body}")) == {"long": FUNCTION + 1}
