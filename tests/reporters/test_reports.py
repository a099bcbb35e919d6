"""Reports: what they say, in every format, and that nothing a user writes becomes markup or code."""

import json
import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
import sympy
from factories import RUN, asymptotics, claim, derivation

from spectral_proofs import Candidate, Spectrum, check, cli
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.reporters import latex, markdown, mathml, page, report_folder, tex_figure
from spectral_proofs.reporters.plots import pictures, pruning
from spectral_proofs.reporters.plots.logs import log10_law
from spectral_proofs.reporters.provenance import Provenance, provenance
from spectral_proofs.reporters.report_folder import ReportFolder, slug
from spectral_proofs.reporters.sentences import html as html_said
from spectral_proofs.reporters.sentences import tex as tex_said
from spectral_proofs.reporters.sheet import sheet
from spectral_proofs.reporters.tex import escaped
from spectral_proofs.results import Verdict

ORIGIN = Provenance("spectral-proofs report ntk", 30, 0, (("sympy", "1.14"),), "2026-01-01T00:00:00Z")
HOSTILE = "</td></title><script>alert(1)</script><img src=x onerror=alert(1)>'\"&\\input{/etc/passwd}$^^|`~\x1b[31m%"


@pytest.fixture(scope="module")
def run():
    return check(Candidate("lambda*t**p", {"p": "4/3"}), Spectrum("3/2", "2"), timeout=120)


@pytest.fixture(scope="module")
def drawn(run):
    return pictures(run)


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.seen = Counter()
        self.attributes = Counter()
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.seen[tag] += 1
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def tags(text):
    parser = Tags()
    parser.feed(text)
    return parser


def hostile(text):
    refuted = replace(claim(Verdict.REFUTED, reason=text), title=text, reference=text, details={text: text})
    return replace(
        RUN, name=text, title=text, g=text, parameters={text: text}, claims=(refuted,), notes=(text,), underived=text
    )


# --- what a report says


def test_every_format_says_the_verdicts_the_exponents_and_where_it_comes_from(run):
    found = sheet(run, "a reference")
    for text in (
        page.run_page(found, (), ORIGIN),
        markdown.run_document(found, ORIGIN),
        latex.run_document(found, ORIGIN),
    ):
        plain = re.sub(r"\\(allowbreak\{\}|[\\_*<>#+()~-])", lambda m: m[1] if len(m[1]) == 1 else "", text)
        plain = plain.replace("-{}", "-").replace(r"\_", "_")
        for words in ("a reference", "prop1", "confirmed", "proved", "1e100", "2026-01-01", "report ntk", "sympy 1.14"):
            assert words in plain, words
        assert f"{sum(c.passed for c in run.claims)} passed" in plain


def test_pages_are_whole_and_load_nothing(run, drawn):
    text = page.run_page(sheet(run), drawn, ORIGIN)
    assert not re.search(r"(src|href)=['\"](?!index\.html|#)", text)
    assert "default-src 'none'" in text
    seen = tags(text).seen
    assert seen["script"] == 0
    assert seen["math"] >= 5
    assert seen["svg"] >= 4


def test_pictures_carry_the_numbers_of_their_marks(run, drawn):
    found = {picture.id: picture for picture in drawn}
    root = ElementTree.fromstring(found["sums"].svg)
    notes = [e.text for e in root.iter("{http://www.w3.org/2000/svg}title")]
    assert sum(note.startswith("L(") for note in notes) == len(run.sums)
    assert any(note.startswith("S(1e100) = ") and "certified" in note for note in notes)
    assert set(notes) == set(found["sums"].numbers)  # for those who have no pointer
    assert len({picture.svg for picture in drawn}) == len(drawn)


def test_pictures_are_the_same_on_every_run(run, drawn):
    assert [picture.svg for picture in pictures(run)] == [picture.svg for picture in drawn]


def test_ids_in_pictures_do_not_clash(drawn):
    found = Counter(re.findall(r' id="([^"]+)"', "".join(picture.svg for picture in drawn)))
    assert not [name for name, times in found.items() if times > 1]


def test_a_law_is_drawn_with_its_logarithm_and_offset():
    law = asymptotics("1/2", "2")
    law = replace(law, constant=sympy.Integer(3), offset=sympy.Integer(-1))
    expected = float(sympy.log(3 * 10 ** sympy.Rational(5) * sympy.log(10**10) ** 2 - 1, 10))
    assert log10_law(law, 10.0) == pytest.approx(expected, rel=1e-12)


def test_a_figure_for_latex_puts_marks_on_the_line_of_their_law(run):
    found = tex_figure.figure(run, run.sums)
    place = r"\(([\d.]+),([\d.]+)\)"
    marks = {(float(x), float(y)) for x, y in re.findall(rf"\\put{place}{{\\circle\*", found)}
    assert len(marks) == len(run.sums)
    ends = re.findall(rf"\\qbezier{place}{place}{place}", found)
    (x1, y1), (x2, y2) = (tuple(map(float, end)) for end in (ends[0][:2], ends[23][4:]))
    assert len(ends) == 48
    assert all(abs(y1 + (y2 - y1) * (x - x1) / (x2 - x1) - y) < 0.1 for x, y in marks)
    assert tex_figure.figure(run, ()) == ""


@pytest.mark.parametrize("render", [html_said, tex_said])
def test_formulas_in_sentences_are_set_and_nothing_becomes_markup(render):
    text = render("k_* = Theta(t^(rho/b)) <= oo, 2**(3/4)*gamma(1/4) <b>^(x)</b> \\input^(\\x) lr_one_over_t")
    assert "oo" not in text
    assert render is tex_said or not re.search(r"<(?!/?m)", text)  # of MathML
    assert ("\\input" in text) is (render is html_said)
    assert ('<mi>ρ</mi><mo lspace="0" rspace="0">/</mo><mi>b</mi>' if render is html_said else r"t^{\rho/b}") in text
    assert "lr" in text
    assert render("plain words, heavy_tail") == (escaped if render is tex_said else page.safe)(
        "plain words, heavy_tail"
    )


def test_nothing_to_draw_is_said():
    bare = replace(RUN, derivation=None, sums=(), fits=(), claims=(), underived="symbolic derivation took too long")
    drawn = pictures(bare)
    assert all(picture.caption for picture in drawn)
    assert not [p.id for p in drawn if p.svg and p.id != "regimes"]
    text = page.run_page(sheet(bare), drawn, ORIGIN)
    assert "This report is incomplete: nothing was derived: symbolic derivation took too long" in text


def test_an_internal_error_leads_the_page():
    text = page.run_page(sheet(replace(RUN, claims=(), internal_error="engines disagree")), (), ORIGIN)
    assert text.index("engines disagree") < text.index("<h2>")


# --- nothing from a user becomes markup


def test_html_from_users_stays_text():
    benign, evil = (
        tags(page.run_page(sheet(hostile(text), text), (), replace(ORIGIN, command=text))) for text in ("x", HOSTILE)
    )
    typeset = {"math", "mspace"} | mathml._ELEMENTS  # what looks like a formula may become one, and nothing else
    assert {tag: n for tag, n in benign.seen.items() if tag not in typeset} == {
        tag: n for tag, n in evil.seen.items() if tag not in typeset
    }
    assert evil.attributes.keys() - benign.attributes.keys() <= {
        "form",
        "lspace",
        "rspace",
        "width",
        "mathvariant",
        "stretchy",
    }
    assert "alert(1)" in evil.text
    assert "\x1b" not in evil.text


def test_index_keeps_names_as_text(tmp_path, undrawn):
    folder = ReportFolder(tmp_path)
    folder.add(hostile(HOSTILE), ORIGIN, HOSTILE)
    folder.finish(ORIGIN, 1)
    text = (tmp_path / "index.html").read_text()
    seen = tags(text)
    assert seen.seen["script"] == 1
    assert seen.seen["img"] == 0
    assert not [name for name in seen.attributes if name.startswith("on")]
    assert {path.parent for path in tmp_path.rglob("*")} == {tmp_path}


def test_names_of_symbols_and_functions_are_no_markup():
    assert "<b>" not in mathml.formula(sympy.Symbol("<b>x</b>") * LAMBDA)
    strange = type("F<script>", (sympy.Function,), {})
    assert "<script>" not in mathml.formula(strange(TIME))
    assert "<script>" not in mathml.law("<script>", "=", LAMBDA)


def test_markdown_from_users_stays_text():
    text = markdown.run_document(sheet(hostile("<b>*x*</b> [l](http://x) `c` |")), ORIGIN)
    assert "<b>" not in text.replace("`", "").split("g = ")[0]
    assert r"\<b\>\*x\*" in text
    assert r"\[l\]\(http" in text


def test_latex_from_users_is_no_command():
    text = latex.run_document(sheet(hostile(HOSTILE), HOSTILE), replace(ORIGIN, command=HOSTILE))
    assert r"\input" not in text.replace(r"\@nodocument", "")
    assert "^^" not in text
    assert escaped("\\") == r"\textbackslash{}"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex on this machine")
@pytest.mark.parametrize("kind", ["real", "hostile", "bare", "included"])
def test_latex_compiles(tmp_path, run, kind):
    result = {"hostile": hostile(HOSTILE + " λ ∞ 漢 é €"), "bare": replace(RUN, derivation=None, sums=())}.get(
        kind, run
    )
    drawn = tex_figure.figure(result, result.sums)
    assert bool(drawn) is (kind in ("real", "included"))
    (tmp_path / "run.tex").write_text(latex.run_document(sheet(result), ORIGIN, drawn))
    name = "run.tex"
    if kind == "included":
        name = "whole.tex"
        packages = r"\usepackage{amsmath,amssymb,booktabs,longtable}"
        body = rf"\documentclass{{article}}{packages}\begin{{document}}a \input{{run}} b\end{{document}}"
        (tmp_path / name).write_text(body)
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, errors="replace", check=False)
    assert done.returncode == 0, done.stdout[-1500:]
    assert (tmp_path / name.replace(".tex", ".pdf")).stat().st_size > 5000


# --- files


def test_a_run_is_written_in_every_format_and_indexed(tmp_path, monkeypatch, run, drawn):
    monkeypatch.setattr(report_folder, "pictures", lambda result, curve: drawn)
    folder = ReportFolder(tmp_path / "new" / "folder")
    written = folder.add(run, ORIGIN, "source")
    index = folder.finish(ORIGIN, 1)
    assert {path.suffix for path in written} == {".html", ".md", ".tex", ".json"}
    assert all(path.stat().st_size > 500 for path in written)
    document = json.loads(next(path for path in written if path.suffix == ".json").read_text())
    assert document["schema"] == "spectral-proofs/run/1"
    assert document["provenance"]["command"] == ORIGIN.command
    assert "lambda-t-p.html" in index[0].read_text()
    assert "nterrupted" not in index[0].read_text()
    assert not list(folder.path.glob(".*"))


def test_runs_that_share_a_name_do_not_overwrite_each_other(tmp_path, undrawn):
    folder = ReportFolder(tmp_path)
    for spectrum in ({"a": "3/2", "b": "2"}, {"a": "5/2", "b": "2"}, {"a": "5/2", "b": "2"}, {"a": "3", "b": "2"}):
        folder.add(replace(RUN, spectrum=spectrum), ORIGIN)
    folder.add(RUN, replace(ORIGIN, command="spectral-proofs report other/ntk.toml"))
    folder.add(replace(RUN, name="index"), ORIGIN)
    assert len({entry.stem for entry in folder.entries}) == 5  # one of them was made twice
    assert not {"index", "readme"} & {entry.stem for entry in folder.entries}


def test_a_report_made_again_goes_to_its_own_file(tmp_path, undrawn):
    commands = [f"spectral-proofs report {name} --digits 30" for name in ("a/x.toml", "b/x.toml")]
    stems = []
    for command in (*commands, *reversed(commands)):
        folder = ReportFolder(tmp_path)
        (html, *_) = folder.add(RUN, replace(ORIGIN, command=command.replace("30", str(30 + len(stems)))))
        stems.append(html.stem)
    assert stems == [stems[0], stems[1], stems[1], stems[0]]
    assert stems[0] == "ntk"
    assert re.fullmatch("ntk-[0-9a-f]{8}", stems[1])
    (tmp_path / "ntk.json").unlink()
    assert ReportFolder(tmp_path).add(RUN, replace(ORIGIN, command=commands[1]))[0].stem == stems[1]


def test_the_index_keeps_what_earlier_commands_wrote(tmp_path, undrawn):
    first = ReportFolder(tmp_path)
    for name in ("one", "two"):
        first.add(replace(RUN, name=name, claims=(claim(Verdict.REFUTED, expected=Verdict.REFUTED),)), ORIGIN)
    first.finish(ORIGIN, 2)
    whole = (tmp_path / "index.md").read_text()
    (tmp_path / "stranger.json").write_text('{"runs": [3]}')
    again = ReportFolder(tmp_path)
    again.add(replace(RUN, name="two"), ORIGIN)
    again.finish(replace(ORIGIN, command="spectral-proofs report two"), 3)
    text, page_text = ((tmp_path / name).read_text() for name in ("index.md", "index.html"))
    for line in ("[one](one.md) | a = 3/2, b = 2 | FAIL |", "[two](two.md) | a = 3/2, b = 2 | PASS |"):
        assert line in text
    assert "Interrupted: 1 of 3 runs were completed" in text
    assert "last changed by" in page_text
    assert "1 row is of a report that an earlier command wrote" in page_text
    assert again.kept == 1
    last = ReportFolder(tmp_path)
    last.add(first.entries[1].result, ORIGIN)
    last.finish(ORIGIN, 1)
    assert (tmp_path / "index.md").read_text() == whole


def test_a_short_run_says_so(tmp_path, undrawn):
    folder = ReportFolder(tmp_path)
    folder.add(RUN, ORIGIN)
    folder.finish(ORIGIN, 3)
    for name in ("index.html", "index.md"):
        assert "Interrupted: 1 of 3 runs were completed" in (tmp_path / name).read_text()


def test_a_failed_write_leaves_the_old_file(tmp_path, monkeypatch, undrawn):
    folder = ReportFolder(tmp_path)
    (tmp_path / "ntk.html").write_text("old")

    def full(self, target):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(InputError, match="cannot be written \\(No space left on device\\); choose another --out"):
        folder.add(RUN, ORIGIN)
    assert (tmp_path / "ntk.html").read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["ntk.html"]


def test_a_folder_that_is_a_file_is_one_line(tmp_path, capsys, made_runs):
    place = tmp_path / "file"
    place.write_text("")
    assert cli.main(["report", "lambda*t", "--claims", "growth", "--out", str(place)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize("text", ["../../etc/passwd", "CON/..", "a b", "λ" * 300, "", "." * 9])
def test_slugs_stay_in_the_folder(text):
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,60}", slug(text))


def test_provenance_can_be_fixed_in_time(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    origin = provenance(["report", "lambda * t"], 30, 0)
    assert origin.date == "1970-01-01T00:00:00Z"
    assert origin.command == "spectral-proofs report 'lambda * t'"
    assert dict(origin.versions)["sympy"] == sympy.__version__
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "today")
    with pytest.raises(InputError, match="SOURCE_DATE_EPOCH"):
        provenance([], 30, 0)


def test_catalogue_entries_are_repeated_by_name():
    from argparse import Namespace

    from spectral_proofs.cli.rerun_command import repetition
    from spectral_proofs.problem.check_file import load_target

    (entry,) = load_target("ntk")
    arguments = Namespace(parameters=[("q", "1")], claims=None, allow_python=False, digits=30, out="reports")
    words = repetition(entry, entry.spectra[0], arguments)
    assert words == ("report", "ntk", "--a", "3/2", "--b", "2", "--digits", "30", "--out", "reports")


def test_a_derivation_without_constants_still_has_its_orders():
    found = sheet(replace(RUN, derivation=derivation()))
    assert {(law.name, law.relation) for law in found.laws} >= {("L", "Theta"), ("S", "Theta")}


def test_pruning_curves_are_drawn_beside_the_printed_function(run, drawn):
    picture = next(p for p in drawn if p.id == "pruning")
    assert picture.svg.count("Theta = 1:") == len(run.measurements["pruning"].curves)
    assert "eq. (23)" in picture.caption
    assert "apart" in picture.caption
    nothing = pruning.draw(RUN)
    assert nothing.svg == ""
    assert "No pruning curves were measured" in nothing.caption
