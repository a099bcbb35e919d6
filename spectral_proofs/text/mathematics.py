"""Formulas in ASCII as people write them, and back for terminals that lack the letters; nothing is computed."""

from __future__ import annotations

import re

LETTERS = {
    "lambda": "λ", "rho": "ρ", "chi": "χ", "theta": "θ", "Theta": "Θ", "kappa": "κ", "sigma": "σ", "tau": "τ",
    "alpha": "α", "beta": "β", "delta": "δ", "nu": "ν", "phi": "φ", "eta": "η", "pi": "π", "oo": "∞", "zeta": "ζ",
    "epsilon": "ε", "xi": "ξ", "mu": "μ", "Lambda": "Λ",
}  # fmt: skip
_SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
_WORD = r"(?<![A-Za-z]){}(?![A-Za-z])"
_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bEulerGamma\b"), "γ_E"),
    (re.compile(r"\bDelta (?=L)"), "Δ"),
    (re.compile(r"\bsum (?=\w+_|u_|lambda|Theta)"), "Σ "),
    (re.compile(_WORD.format("gamma") + r"(?=\()"), "Γ"),
    (re.compile(r"\bd2g/dlambda dt\b"), "∂²g/∂λ∂t"),
    (re.compile(r"\bdg/d(?=(?:lambda|t)\b)"), "∂g/∂"),
    (re.compile(r"\bphase_(?:moving_)?(?=\d)"), "φ_"),
    (re.compile(_WORD.format("gamma")), "γ"),
    *((re.compile(_WORD.format(name)), letter) for name, letter in LETTERS.items()),
    (re.compile(r"\bsqrt\((\w+)\)"), r"√\1"),
    (re.compile(r"\bsqrt\("), "√("),
    (re.compile(r"\*\*"), "^"),
    (re.compile(r"(?<=[^\W_]|\))\*(?=[\w(√])"), "·"),
    *((re.compile(re.escape(sign)), shown) for sign, shown in (("<=", "≤"), (">=", "≥"), ("!=", "≠"), ("->", "→"))),
    (re.compile(r"\.\.\."), "…"),
)
_INTEGRAL = re.compile(r"\bIntegral\(((?:(?!Integral\().)+?), \((\w+), (\d), ([^,()]+)\)\)")
_INDEXED = re.compile(r"(?<![\w.])([ctφ])_?(\d)(?![\w.])")
_BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_WHOLE = re.compile(r"\^(?:\((-?\d{1,3})\)|(\d{1,3})(?!\w|\.\d|\^))")
_ASCII = {
    **{letter: name for name, letter in LETTERS.items()}, "γ": "gamma", "Γ": "gamma", "∂": "d", "Δ": "Delta ",
    "∫": "integral ", "Σ": "sum", "√": "sqrt", "·": "*", "…": "...", "∞": "oo", "≤": "<=", "≥": ">=", "≠": "!=",
    "→": "->", "≈": "~", "±": "+-", "–": "-", "─": "-", "│": "|", "╭": "+", "╮": "+", "╰": "+", "╯": "+",
}  # fmt: skip
_RAISED = {ord(letter): plain for plain, letter in zip("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True)}
_LOWERED = {ord(letter): plain for plain, letter in zip("0123456789", "₀₁₂₃₄₅₆₇₈₉", strict=True)}
_POWER = re.compile("[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+")


def mathematics(text: str) -> str:
    """Greek letters, relations, whole powers and the index of a constant, a time or a phase as signs.

    >>> mathematics("lambda_* = Theta(t^-rho), L ~ (2**(3/4)*gamma(1/4)/4) t^(-1) for t >= 10^4, sqrt(pi)")
    'λ_* = Θ(t^-ρ), L ~ (2^(3/4)·Γ(1/4)/4) t⁻¹ for t ≥ 10⁴, √π'
    >>> mathematics("Delta L = sum w_k^2, the sum of both; gamma = rho (1+b-a)/b; k_*^(1-a), N* = 2*x")
    'ΔL = Σ w_k², the sum of both; γ = ρ (1+b-a)/b; k_*^(1-a), N* = 2·x'
    >>> mathematics("dg/dlambda and d2g/dlambda dt")
    '∂g/∂λ and ∂²g/∂λ∂t'
    >>> mathematics("(Integral(x**(a - 1)*exp(-2*G(x)), (x, 0, oo))/b) t^(-chi), EulerGamma/b")
    '(∫₀^∞ x^(a - 1)·exp(-2·G(x)) dx/b) t^(-χ), γ_E/b'
    >>> mathematics("c1 t^2 <= g for t >= t0, limit set 2 + sin(phase_0)")
    'c₁ t² ≤ g for t ≥ t₀, limit set 2 + sin(φ₀)'
    """
    text = _INTEGRAL.sub(lambda match: f"∫{match[3].translate(_BELOW)}^{match[4]} {match[1]} d{match[2]}", text)
    for pattern, shown in _RULES:
        text = pattern.sub(shown, text)
    text = _INDEXED.sub(lambda match: match[1] + match[2].translate(_BELOW), text)
    return _WHOLE.sub(lambda match: (match[1] or match[2]).translate(_SUPERSCRIPTS), text)


def in_encoding(text: str, encoding: str) -> str:
    """The text with what the encoding lacks in ASCII, where there is a way to write it.

    >>> in_encoding("λ_* = Θ(t⁻¹) ≤ √π", "ascii"), in_encoding("λ ≤ 1", "utf-8")
    ('lambda_* = Theta(t^-1) <= sqrt(pi)', 'λ ≤ 1')
    """
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        text = re.sub(r"√(\w+)", r"√(\1)", _POWER.sub(lambda match: "^" + match[0].translate(_RAISED), text))
        return "".join(c if _fits(c, encoding) else _ASCII.get(c, c) for c in text.translate(_LOWERED))
    except LookupError:
        pass
    return text


def _fits(letter: str, encoding: str) -> bool:
    try:
        letter.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
