"""What a run was asked, in words: its function, and its modes."""

from __future__ import annotations

from collections.abc import Mapping

from spectral_proofs.problem.candidate import RESIDUAL

_EXPRESSIONS = {"lambda_k": "lambda_k", "power_k": "lambda_k w_k^2"}


def function(g: str) -> tuple[str, str]:
    """The letter of what was given, g or the residual r, and its text as typed.

    >>> function("lambda*t"), function("residual = cos(sqrt(lambda)*t)")
    (('g', 'lambda*t'), ('r', 'cos(sqrt(lambda)*t)'))
    >>> function("lambda*t; residual = cos(lambda*t)")
    ('g, r', 'lambda*t; cos(lambda*t)')
    """
    if "; " in g and RESIDUAL in g:
        letters, texts = zip(*map(function, g.split("; ")), strict=True)
        return ", ".join(letters), "; ".join(texts)
    return ("r", g.removeprefix(RESIDUAL)) if g.startswith(RESIDUAL) else ("g", g)


def modes(spectrum: Mapping[str, str]) -> str:
    """The texts of a spectrum on one line.

    >>> modes({"a": "3/2", "b": "2", "modes": "100"}), modes({"kind": "mixture", "branches": "2"})
    ('a = 3/2, b = 2, the first 100 modes', '2 branches')
    >>> modes({"kind": "expressions", "lambda_k": "k**-2", "power_k": "k**-1.5"})
    'lambda_k = k**-2, lambda_k w_k^2 = k**-1.5'
    >>> modes({"kind": "measured", "source": "modes.csv", "modes": "500", "remarks": "sorted"})
    '500 modes of modes.csv, sorted'
    """
    texts = dict(spectrum)
    kind, count, branches = texts.pop("kind", ""), texts.pop("modes", ""), texts.pop("branches", "")
    first = []
    if kind == "measured":
        first = [f"{count} modes of {texts.pop('source', '')}", *filter(None, [texts.pop("remarks", "")])]
    elif branches:
        first = [f"{branches} branches"]
    elif kind == "geometric":
        first = ["geometric"]
    named = [f"{_EXPRESSIONS.get(name, name)} = {value}" for name, value in texts.items()]
    last = [f"the first {count} modes"] if count and kind != "measured" else []
    return ", ".join([*first, *named, *last])
