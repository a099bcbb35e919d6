"""What notebooks show: the right numbers, and never a foreign element or command."""

import re
import shutil
import subprocess
from dataclasses import fields, is_dataclass, replace
from xml.etree import ElementTree

import pytest
import sympy
from factories import POINT, RUN, claim, derivation

from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.reporters import latex, mathml, notebook
from spectral_proofs.reporters.sheet import sheet
from spectral_proofs.results import ClaimResult, Enclosure, ExpectationResult, Truth, Verdict

PAYLOAD = (
    "</td></table><script>alert(1)</script><img src=x onerror=alert(1)>\" onload='x' &lt; &#60; ]]> <!-- \x00\x1b\u202e"
    " \\input{/etc/passwd} \\write18{x} $\\evil$ ^^5c %\n \\\\ [2cm] * & # _ ~ {{ }\\end{tabular} λ ∞ 漢 -- ``x''"
)
ELEMENTS = {"div", "table", "caption", "thead", "tbody", "tr", "th", "td", "math", "mspace"} | mathml._ELEMENTS
ENTITY = re.compile(r"&(?!lt;|gt;|amp;|quot;|#)\w+;")  # HTML has names for more characters than XML
COMMANDS = {
    *("footnotesize", "setlength", "tabcolsep", "noindent", "medskip", "textbf", "text", "begin", "end", "linewidth"),
    *("toprule", "midrule", "bottomrule", "relax", "textbackslash", "textasciicircum", "textless", "textgreater"),
    *("textbar", "ensuremath", "allowbreak", "rho", "chi", "gamma", "lambda", "infty", "sim", "Theta", "pm", "approx"),
    *("le", "ge", "ne", "frac", "partial", "left", "right", "log", "Gamma", "sqrt", "mathrm"),
}


def poisoned(value, name="", text=PAYLOAD):
    """``value`` with every text replaced by ``text`` (numbers and times must stay numbers)."""
    if isinstance(value, str):
        return value if name in ("mid", "rad", "t", "window") else text
    if isinstance(value, tuple):
        return tuple(poisoned(item, name, text) for item in value)
    if isinstance(value, dict):
        return {text: text} if value else {}
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: poisoned(getattr(value, f.name), f.name, text) for f in fields(value)})
    return value


def elements(fragment):
    """Every element of a fragment, which must be well-formed."""
    root = ElementTree.fromstring(ENTITY.sub("x", fragment))
    found = [element.tag.removeprefix("{http://www.w3.org/1998/Math/MathML}") for element in root.iter()]
    attributes = {name for element in root.iter() for name in element.attrib}
    return set(found), attributes, "".join(root.itertext())


LINES = (ExpectationResult("rho", "1", "2", Truth.NO),)
FULL = replace(
    RUN,
    claims=tuple(claim(verdict, name=verdict.value) for verdict in Verdict),
    expectations=LINES,
    notes=("a note",),
    internal_error="engines disagree",
)
SHOWN = {
    "run": FULL,
    "without derivation": replace(FULL, derivation=None, sums=(), fits=()),
    "claim": FULL.claims[1],
    "values": replace(POINT, note="a note"),
    "enclosure": POINT.loss,
}


@pytest.fixture(scope="module")
def theorem():
    return general_theorem(Candidate("log(1+lambda*t)"))


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("hostile", [False, True])
def test_html_is_well_formed_and_has_no_foreign_element(name, hostile):
    shown = poisoned(SHOWN[name]) if hostile else SHOWN[name]
    tags, attributes, text = elements(notebook.html(shown))
    assert tags <= ELEMENTS
    assert attributes <= {"class", "scope", "display", "form", "lspace", "rspace", "width", "mathvariant", "stretchy"}
    assert not set(text) & set("\x00\x1b\u202e")
    if hostile and name != "enclosure":
        assert "<script>alert(1)</script>" in text  # as text


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("hostile", [False, True])
def test_latex_has_no_foreign_command(name, hostile):
    source = notebook.tex(poisoned(SHOWN[name]) if hostile else SHOWN[name])
    assert source.isascii()
    assert set(re.findall(r"\\([A-Za-z]+)", source)) <= COMMANDS
    bare = re.sub(r"\\[\\&%$#_{}]", "", source)
    assert bare.count("{") == bare.count("}")
    assert not re.search('[%#~^"\x00]', re.sub(r"\$[^$]*\$", "", bare))
    assert not re.search(r"\\\\\s*[*\[]", source)
    assert bare.count("$") % 2 == 0


def test_theorems_show_their_regimes(theorem):
    tags, _, text = elements(notebook.html(theorem))
    assert "math" in tags
    for piece in ("λ", "logarithmic", "bounded", "assumed"):
        assert piece in text
    assert notebook.html(theorem).count("<tr>") == len(theorem.regimes) + 3  # one head, two given
    assert r"$a$ \textless{} $b + 1$" in notebook.tex(theorem)


def test_assumptions_of_a_theorem_are_foreign(theorem):
    hostile = replace(theorem, assumptions=(PAYLOAD,))
    tags, _, text = elements(notebook.html(hostile))
    assert "script" not in tags
    assert "<script>" in text
    assert set(re.findall(r"\\([A-Za-z]+)", notebook.tex(hostile))) <= COMMANDS


def test_a_run_shows_what_was_found():
    _, _, text = elements(notebook.html(FULL))
    for piece in ("lambda*t", "p = 1", "a = 3/2, b = 2", "PASS", "FAIL!", "????", "engines disagree", "a note", "0.25"):
        assert piece in text
    assert 'class="sp-fail"' in notebook.html(FULL)
    assert "<mfrac><mn>1</mn><mn>4</mn></mfrac>" in notebook.html(FULL)
    assert r"$\frac{3}{4}$" in notebook.tex(FULL)


def test_values_are_shown_with_all_their_digits():
    """A rounded midpoint would no longer be the middle of an enclosure."""
    _, _, text = elements(notebook.html(POINT))
    assert "1.5243811874660758425174e-26 ± 2e-48" in text
    long = replace(POINT, loss=Enclosure("0." + "123456789" * 6, "1e-53", True))
    for shown in (notebook.html(long), str(sheet(replace(RUN, sums=(long,))).values[0].details)):
        assert f"0.{'123456789' * 6} ± 1e-53" in shown
    assert "certified" in text
    unknown = Enclosure("nan", "inf", False)
    _, _, text = elements(notebook.html(replace(POINT, loss=unknown, energy=Enclosure("inf", "0", True))))
    assert "unknown" in text
    assert "∞" in text


HOSTILE_NAMES = (
    "<script>alert(1)</script>",
    "x</mi><mi>y",
    "x&y",
    "&alpha;",
    "x onclick",
    r"\input{x}",
    r"\evil",
    "x}y",
    "$",
    "x^y",
    "x\ny",
    "",
)


@pytest.mark.parametrize("name", HOSTILE_NAMES)
@pytest.mark.parametrize("make", [sympy.Symbol, lambda name: sympy.Function(name)(TIME)], ids=["symbol", "function"])
def test_names_in_expressions_are_text(name, make):
    expr = 1 + LAMBDA * make(name)
    tags, attributes, text = elements(f"<div>{mathml.formula(expr)}</div>")
    assert tags <= ELEMENTS
    assert not attributes
    assert "\x00" not in text
    assert set(re.findall(r"\\([A-Za-z]+)", latex.math(expr))) <= COMMANDS


@pytest.mark.parametrize(
    ("expr", "piece"),
    [
        (LAMBDA * TIME, "<mi>&#955;</mi>"),
        (sympy.exp(-TIME), "<msup>"),
        (sympy.gamma(sympy.Rational(1, 4)), "<mi>&#x393;</mi>"),
        (sympy.Symbol("p_1") + sympy.Max(1, TIME), "<msub><mi>p</mi><mi>1</mi></msub>"),
        (sympy.oo, "<mi>&#x221E;</mi>"),
    ],
)
def test_formulas_are_mathml(expr, piece):
    assert piece in mathml.formula(expr)
    assert "mtext" not in mathml.formula(expr)


def test_the_printer_is_not_trusted(monkeypatch):
    for printed in (
        "<script/>",
        '<mi onclick="x">x</mi>',
        "<mi>x",
        "<mi href='x'>x</mi>",
        "x",
        "",
        "</math><b/><math>",
    ):
        monkeypatch.setattr(mathml, "_printed", lambda expr, printed=printed: printed)
        assert "<mtext>t</mtext>" in mathml._element(TIME, "", False)


def test_what_has_no_table_is_refused():
    with pytest.raises(TypeError, match="no table shows a int"):
        notebook.html(1)


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="there is no pdflatex here")
def test_pdflatex_compiles_hostile_results(tmp_path, theorem):
    shown = [*SHOWN.values(), *map(poisoned, SHOWN.values()), theorem, replace(theorem, assumptions=(PAYLOAD,))]
    shown += [poisoned(FULL, text=start) for start in ("[2cm]", "*", "{", "\\")]
    body = "\n\n".join(notebook.tex(item) for item in shown)
    preamble = r"\documentclass{article}\usepackage{booktabs,amsmath}\begin{document}"
    (tmp_path / "x.tex").write_text(f"{preamble}\n{body}\n\\end{{document}}\n")
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "x.tex"]
    result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, errors="replace")
    assert result.returncode == 0, result.stdout[-2000:]


def test_display_does_not_change_equality():
    assert replace(RUN) == RUN
    assert isinstance(RUN.claims[0], ClaimResult)
    assert derivation() == derivation()
