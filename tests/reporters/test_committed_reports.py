"""The committed reports are what the program writes today.

Compared in every format, without what is meant to differ: the provenance (date, versions), seconds, and pictures (they
change with matplotlib).  Explicit bounds are left out too, since their last digits depend on how far a search came, and
numbers are compared to three digits, as fits change in their last ones with the machine. One run is drawn, too, so that
captions are compared; drawing is most of the work.
"""

import json
import re
from pathlib import Path

import pytest
from weight import heavy

from spectral_proofs import pipeline
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.check_file import load_target
from spectral_proofs.reporters import report_folder as reports
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.report_folder import FORMATS, ReportFolder

REPORTS = Path(__file__).parents[2] / "reports"
DRAWN = "ntk"
FIGURES = re.compile(r"<section>\s*<h2>Pictures</h2>.*?</section>", re.DOTALL)
ORIGIN = Provenance("-", 30, 0, (), "-")
NUMBER = re.compile(r"\d+\.\d+(?:e[-+]?\d+)?|\d+e[-+]?\d+")
FLEETING = [
    re.compile(r"<svg.*?</svg>", re.DOTALL),
    re.compile(r"<p class='nothing'>.*?</p>"),
    re.compile(r"<section class='provenance'>.*?</section>", re.DOTALL),
    re.compile(r"<h3>Explicit bounds, proved</h3><ul>.*?</ul>"),
    re.compile(r"## Provenance.*", re.DOTALL),
    re.compile(r"## Explicit bounds, proved.*?(?=\n## )", re.DOTALL),
    re.compile(r"^% made again by.*$", re.MULTILINE),
    re.compile(r"\\par\\medskip\\noindent\{\\footnotesize\\texttt.*"),
    re.compile(r"\\paragraph\{Explicit bounds, proved\}.*?\\end\{itemize\}", re.DOTALL),
    re.compile(r"explicit\w* = [^;']*for all t &gt;= \S+"),
]


def settled(text):
    """The text without what may differ, numbers cut to three digits."""
    for pattern in FLEETING:
        text = pattern.sub("", text)
    text = text.replace(r"\allowbreak{}", "").replace("\\-", "-").replace("-{}", "-")
    return NUMBER.sub(lambda match: f"{float(match[0]):.3g}", text)


def document(text):
    """A JSON report without what may differ."""
    whole = json.loads(text)
    for name in ("provenance", "origin"):
        whole.pop(name, None)
    (run,) = whole["runs"]
    for name in ("seconds", "theorems", "fits", "measurements"):
        run.pop(name, None)
    for claim in run["claims"]:
        claim["details"] = sorted(claim["details"])
    return settled(json.dumps(whole))


def runs():
    for name in catalogue.suite_names():
        (check,) = load_target(name)
        yield from ((name, index) for index, _ in enumerate(check.spectra))


@pytest.mark.parametrize(  # every second one: the suite is long
    ("name", "index"), [(DRAWN, 0), *(heavy(*run) for run in sorted({*list(runs())[::2]} - {(DRAWN, 0)}))]
)
def test_a_report_is_what_the_program_writes_today(tmp_path, monkeypatch, name, index):
    if name != DRAWN:
        monkeypatch.setattr(reports, "pictures", lambda result: ())
    (check,) = load_target(name)
    stem = name if index == 0 else None
    spectrum = check.spectra[index]
    expectations = pipeline.Expectations(check.expected_exponents(spectrum), check.verdicts)
    result = pipeline.run(pipeline.prepare(check.candidate, spectrum, timeout=300, expectations=expectations))
    folder = ReportFolder(tmp_path)
    written = folder.add(result, ORIGIN, check.reference)
    stem = stem or f"{name}-a{str(spectrum.a).replace('/', '_')}-b{str(spectrum.b).replace('/', '_')}"
    for ending, path in zip(FORMATS, written, strict=True):
        texts = [(REPORTS / f"{stem}.{ending}").read_text(encoding="utf-8"), path.read_text(encoding="utf-8")]
        if name != DRAWN:
            texts = [re.sub(r"\n+", "\n", FIGURES.sub("", text)) for text in texts]
        committed, today = map(document if ending == "json" else settled, texts)
        assert committed == today, f"{stem}.{ending}: run make reports"


def test_the_index_has_every_run_and_nothing_else_is_there():
    stems = set(re.findall(r"href='([^']+)\.html'", (REPORTS / "index.html").read_text(encoding="utf-8")))
    assert len(stems) == len(list(runs()))
    files = {path.name for path in REPORTS.iterdir()}
    assert files == {f"{stem}.{ending}" for stem in stems for ending in FORMATS} | {
        "index.html",
        "index.md",
        "README.md",
    }
