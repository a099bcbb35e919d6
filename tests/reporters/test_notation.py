"""Formulas in sentences: found, kept whole, typeset."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs.audit.registry import ITEMS
from spectral_proofs.claims import NAMED
from spectral_proofs.reporters.formula_tree import Formula, Group, Leaf, leaves
from spectral_proofs.reporters.notation import segments
from spectral_proofs.reporters.sentences import html, tex
from spectral_proofs.text.mathematics import LETTERS

REPORTS = Path(__file__).parents[2] / "reports"


def linear(node):
    """A tree as text in which each kind of group has its own sign."""
    if isinstance(node, Leaf):
        return node.text
    parts = [linear(part) for part in node.parts]
    signs = {"frac": "÷", "sup": "^", "sub": "_", "row": " ", "call": ""}
    if node.kind in signs:
        return "{" + signs[node.kind].join(parts) + "}" if node.kind != "row" else " ".join(parts)
    return {"fence": f"({parts[0]})", "root": f"√{{{parts[0]}}}", "tilde": f"{parts[0]}~"}[node.kind]


def found(sentence):
    return ["; ".join(map(linear, part.sides)) for part in segments(sentence) if isinstance(part, Formula)]


@pytest.mark.parametrize(
    ("sentence", "formulas"),
    [
        ("S = Theta(t^gamma), gamma = rho (1+b-a)/b", ["S; = {Θ({t^γ})}", "γ; = {ρ (1 + b − a)÷b}"]),
        ("L ~ (2**(3/4)*gamma(1/4)/4) t^(-1/4)", ["L; ∼ ({{2^{3÷4}} {Γ({1÷4})}÷4}) {t^− {1÷4}}"]),
        ("c1 lambda^m t^n <= g for all t >= t0", ["{c_1} {λ^m} {t^n}; ≤ g", "t; ≥ {t_0}"]),
        ("sum w_k^2 exp(-2g) = oo, slope 1+b-a-2mb", ["Σ {{w_k}^2} {exp(− 2 g)}; = ∞", "1 + b − a − 2 m b"]),
        ("E (f~ - f)^2 is finite, sqrt(pi) t", ["E {(f~ − f)^2}", "√{π} t"]),
        ("N* = 2*x and N*/k_* -> 2", ["{N^*}; = 2 x", "{{N^*}÷{k_*}}; → 2"]),
        ("t = 1e4, 6.39e-19 from F", ["t; = {10^4}", "6.39 · {10^−19}", "F"]),
        ("ΔL ≤ σ² S, t⁻¹, √π", ["Δ L; ≤ {σ^2} S", "{t^−1}", "√{π}"]),
        ("P falls (g = lambda^m u(t), u -> oo): so", ["P", "g; = {λ^m} {u(t)}", "u; → ∞"]),
        ("log t, log(1-r_*)", ["log t", "{log(1 − {r_*})}"]),
        ("b a power, L a power of log t", ["b", "L", "log t"]),
        ("2 d0 b = 4 > 1 and (log t)^(-1)", ["2 {d_0} b; = 4; > 1", "{(log t)^− 1}"]),
    ],
)
def test_what_is_read(sentence, formulas):
    assert found(sentence) == formulas


@pytest.mark.parametrize(
    "prose",
    [
        "0 at 3/4, -1/4 and 5; eq. (2), the 2nd of 60 s and all 3 cells; Theorem's claim, row A11",
        "checks/x.toml, k-th, log-log slope, lr_one_over_t, a power",
        "term by term, d/dt of it",
        "(((((((((((((((((((((((((((((",
        "",
    ],
)
def test_what_is_prose(prose):
    assert found(prose) == []


def corpus():
    """Every sentence of the committed reports, of the claims and of the audit."""
    for path in REPORTS.glob("*.md"):
        yield from (cell.strip() for line in path.read_text(encoding="utf-8").splitlines() for cell in line.split("|"))
    for claim in NAMED.values():
        yield from (claim.says, claim.title, *([claim.flaw.condition, claim.flaw.corrected] if claim.flaw else []))
    for item in ITEMS.values():
        yield from (item.printed, item.corrected, item.brief)


def written(text):
    """The names and numbers of a formula in order, Greek by its letters."""
    raised = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
    tokens = re.findall(r"\d+(?:\.\d+)?|[A-Za-z]+|[α-ωΑ-Ω∞]", text.translate(raised))
    greek = LETTERS | {"gamma": "γ", "sqrt": "", "sum": "Σ", "Delta": "Δ", "psi": "ψ", "omega": "ω", "Sigma": "Σ"}
    return "".join(greek.get(token, token) for token in tokens).replace("Γ", "γ")


def test_nothing_is_lost_or_moved():
    count = 0
    for sentence in dict.fromkeys(corpus()):
        parts = segments(sentence)
        assert "".join(part if isinstance(part, str) else part.source for part in parts) == sentence
        for part in parts:
            if isinstance(part, Formula) and not re.search(r"\de[+-]?\d", part.source):
                shown = "".join(leaf.text for side in part.sides for leaf in leaves(side)).replace("∂", "d")
                source = part.source.replace("∂", "d").replace("dlambda", "d lambda")
                assert re.sub(r"[^\w∞.]|_", "", shown).replace("Γ", "γ") == written(source), part.source
                count += 1
    assert count > 500


def test_sentences_are_typeset():
    shown = html("L ~ (pi/2) t^(-1), k_*^(1-a) and (c2/c1)^(1/m), t^(1/2) and x/4 = 3/4")
    assert shown.count("<mfrac>") == 3  # not in exponents, and not of numbers
    assert "<msubsup><mi>k</mi><mo>*</mo>" in shown
    assert "<mo>(</mo><mfrac>" in shown  # a base keeps its brackets, pi/2 does not
    assert len(re.findall(r"<mo[^>]*>\(", shown)) == 1
    assert tex("L ~ (pi/2) t^(-1), (c2/c1)^(1/m)") == (
        r"$L \sim\frac{\pi}{2}t^{-1}$, $\left(\frac{c_{2}}{c_{1}}\right)^{1/m}$"
    )


def test_long_formulas_may_break_and_very_long_numbers_are_text():
    terms = html("9.95079194 t^(1/20) - 9.43015541 <= S(t)")
    assert terms.count("<math>") == 3
    assert "<math>" not in html(f"x = {'1' * 60}").split("x")[1]


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="aLtΘλ_*^()+-/=<>~&{}\\$%0123. e", max_size=40))
def test_every_sentence_has_a_rendering(sentence):
    parts = segments(sentence)
    assert "".join(part if isinstance(part, str) else part.source for part in parts) == sentence
    ElementTree.fromstring(f"<p>{html(sentence)}</p>")
    shown = re.sub(r"\\[{}$%&#_]", "", tex(sentence))
    assert shown.count("{") == shown.count("}")
    assert shown.count("$") % 2 == 0


@pytest.mark.parametrize("word", ["(", "log ", "Delta ", "√", "sum ", "exp(", "t^(", "-", "t + ", "t/"])
def test_reading_is_bounded(word):
    for count in (200, 3000):
        deep = word * count + "t"
        assert "".join(part if isinstance(part, str) else part.source for part in segments(deep)) == deep
        assert tex(deep)
        assert html(deep)


def test_a_group_is_a_tree():
    (part,) = segments("t^2")
    assert part.sides == (Group("sup", (Leaf("name", "t"), Leaf("number", "2"))),)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "Marks are d log L/d log t and d log k_* / d log t",
            r"Marks are $\frac{d\log L}{d\log t}$ and $\frac{d\log k_{*}}{d\log t}$",
        ),
        ("lambda dg/dlambda <= g", r"$\lambda\frac{\partial g}{\partial\lambda} \le g$"),
        ("d2g/dlambda dt and ∂²g/∂λ∂t", " and ".join([r"$\frac{\partial^{2}g}{\partial\lambda\partial t}$"] * 2)),
        ("c <= (dF/dt)/F, t^(dh/dnu)", r"$c \le\frac{dF/dt}{F}$, $t^{dh/d\nu}$"),
    ],
)
def test_derivatives_are_quotients(sentence, expected):
    assert tex(sentence) == expected
    assert html(sentence).count("<mfrac>") == expected.count(r"\frac")


@pytest.mark.parametrize("sentence", ["a path/d/dt", "old/dg", "and/or", "dg/dtx", "xdg/dt.toml", "d2g/dt"])
def test_what_is_no_derivative_stays_none(sentence):
    assert "partial" not in tex(sentence)
    assert r"\frac{d" not in tex(sentence)
