"""Text for LaTeX: every special character escaped, the field's symbols as commands, the rest by code point.

Nothing that a user writes can start a command: a backslash becomes ``\\textbackslash{}``.
"""

from __future__ import annotations

import re
import unicodedata

from spectral_proofs.text.plain import plain

#: ``-{}`` is no ligature: -- stays two signs.
_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%",
    "_": r"\_\allowbreak{}", "^": r"\textasciicircum{}", "~": r"\ensuremath{\sim}", "<": r"\textless{}",
    ">": r"\textgreater{}", "|": r"\textbar{}", '"': "''{}", "-": "-{}", "*": r"*\allowbreak{}", "–": "--",
    "—": "---", "…": r"\ldots{}",
}  # fmt: skip  # a table
_SYMBOLS = {
    "±": r"\pm", "×": r"\times", "·": r"\cdot", "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "∞": r"\infty",
    "→": r"\to", "∈": r"\in", "√": r"\surd", "∫": r"\int", "Σ": r"\Sigma", "∂": r"\partial", "−": "-", "∼": r"\sim",
    "≍": r"\asymp", "∝": r"\propto", "²": "^2", "³": "^3", "₁": "_1", "₂": "_2", "′": "'", "⇒": r"\Rightarrow",
    "⁻": "^-", **{raised: f"^{digit}" for digit, raised in enumerate("⁰¹²³⁴⁵⁶⁷⁸⁹")},
    "Θ": r"\Theta", "Λ": r"\Lambda", "Γ": r"\Gamma", "Δ": r"\Delta",
}  # fmt: skip  # a table
_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau phi chi psi omega"


def _greek() -> dict[str, str]:
    spelt = {"lambda": "lamda"}  # as Unicode has it
    return {unicodedata.lookup(f"GREEK SMALL LETTER {spelt.get(n, n)}"): rf"\{n}" for n in _GREEK.split()}


_BREAK = "\u200b"  # survives the escaping of single characters; plain() has removed all others
_LONG_WORD = re.compile(r"\w{12}(?=\w{6})")  # a number of hundreds of digits must break somewhere
_TABLE = {
    **_SPECIAL,
    _BREAK: r"\allowbreak{}",
    **{char: rf"\ensuremath{{{command}}}" for char, command in {**_SYMBOLS, **_greek()}.items()},
}


def escaped(text: str) -> str:
    r"""``text`` for LaTeX's text mode.

    >>> escaped("λ_k \\input{x} 50%")
    '\\ensuremath{\\lambda}\\_\\allowbreak{}k \\textbackslash{}input\\{x\\} 50\\%'
    """
    line = _LONG_WORD.sub(lambda match: match[0] + _BREAK, plain(text))
    return "".join(_TABLE.get(c, c if c.isascii() else _code_point(c)) for c in line)


def _code_point(char: str) -> str:
    """Letters with accents are known to LaTeX; of anything else its number is shown."""
    return char if "\u00c0" <= char <= "\u017e" else f"[U+{ord(char):04X}]"
