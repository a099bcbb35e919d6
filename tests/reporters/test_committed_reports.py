"""The committed reports are what the program finds today.

Compared are the fields of their JSON: what is exact word for word, enclosures and proved bounds by whether both can be
true at once, and nothing that is measured in floats or seconds. The pages beside it say what the JSON says.
"""

import json
import re
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest
from weight import heavy

from spectral_proofs import pipeline
from spectral_proofs.problem.check_file import load_target
from spectral_proofs.reporters import json as json_reporter
from spectral_proofs.reporters.report_folder import FORMATS

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "reports"
NAMES = ("ntk", "ridge", "log_periodic", "heavy_tail")
EXACT = ("candidate", "spectrum", "exponents", "rigour", "regime", "expectations", "internal_error")
CLAIM = ("id", "title", "reference", "hypotheses", "conclusion", "verdict", "evidence", "rigour", "expected", "known")
ENCLOSED = ("loss", "perturbation_energy", "loss_exponent", "perturbation_energy_exponent")
FLOATS = ("numerical", None)  # evidence whose argument quotes what was measured


def committed(name):
    (run,) = json.loads((REPORTS / f"{name}.json").read_text(encoding="utf-8"))["runs"]
    return run


def found(name):
    (check,) = load_target(name)
    (spectrum,) = check.spectra
    expectations = pipeline.Expectations(check.expected_exponents(spectrum), check.verdicts)
    result = pipeline.run(pipeline.prepare(check.candidate, spectrum, timeout=300, expectations=expectations))
    (run,) = json.loads(json_reporter.dump(json_reporter.run_document([result])))["runs"]
    return run


def ball(value):
    middle, radius = Fraction(value["mid"]), Fraction(value["rad"])
    return middle - radius, middle + radius


def both(first, second):
    """Whether two enclosures of one number can be true at once; words (infinite, unknown) must be the same."""
    try:
        (low, high), (other_low, other_high) = ball(first), ball(second)
    except (TypeError, ValueError, KeyError):
        return first == second
    return low <= other_high and other_low <= high


@pytest.mark.parametrize("name", ["ntk", *map(heavy, NAMES[1:])])
def test_a_report_is_what_the_program_finds_today(name):
    then, now = committed(name), found(name)
    for field in EXACT:
        assert then[field] == now[field], f"{field}: run make committed-reports"
    for old, new in zip(then["claims"], now["claims"], strict=True):
        assert [old[field] for field in CLAIM] == [new[field] for field in CLAIM]
        assert sorted(old["details"]) == sorted(new["details"])
        assert old["evidence"] in FLOATS or old["reason"] == new["reason"]
    for old, new in zip(then["comparisons"], now["comparisons"], strict=True):
        assert (old["quantity"], old["outcome"]) == (new["quantity"], new["outcome"])
    for old, new in zip(then["sums"], now["sums"], strict=True):
        assert (old["t"], old["certified"]) == (new["t"], new["certified"])
        assert all(both(old[field], new[field]) for field in ENCLOSED)
    for kind in then["theorems"].keys() & now["theorems"].keys():
        agree(then["theorems"][kind], now["theorems"][kind])


def agree(old, new):
    """Two proved theorems on one quantity: the same order, and constants between both pairs."""
    for field in ("quantity", "index", "log_index", "infinite"):
        assert old.get(field) == new.get(field)
    if old.get("infinite") == "True" or "upper" not in old:
        return
    bounds = [(Fraction(bound["lower"]), Fraction(bound["upper"])) for bound in (old, new)]
    assert max(low for low, _ in bounds) <= min(high for _, high in bounds)


@pytest.mark.parametrize("name", NAMES)
def test_no_report_is_one_that_was_stopped(name):
    run = committed(name)
    assert not [note for note in run["notes"] if "stopped" in note]
    assert not [claim["id"] for claim in run["claims"] if claim["verdict"] == "undecided"]
    assert all(value["certified"] for value in run["sums"])


class Rows(HTMLParser):
    """(claim, verdict) of the rows of a page."""

    def __init__(self, page):
        super().__init__()
        self.rows = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        named = dict(attributes)
        if tag == "tr" and "data-claim" in named:
            self.rows.append((named["data-claim"], named["data-verdict"]))


@pytest.mark.parametrize("name", NAMES)
def test_the_pages_say_what_the_json_says(name):
    verdicts = [(claim["id"], claim["verdict"]) for claim in committed(name)["claims"]]
    page, markdown, latex = ((REPORTS / f"{name}.{ending}").read_text(encoding="utf-8") for ending in FORMATS[:3])
    assert Rows(page).rows == verdicts
    cells = [line.split(" | ") for line in markdown.partition("## Verdicts")[2].splitlines() if line.startswith("| ")]
    assert [(row[1], row[2]) for row in cells[2 : 2 + len(verdicts)]] == verdicts
    rows = re.findall(r"^\\texttt\{(.+?)\} & (\w+)", latex, re.MULTILINE)
    assert [(claim.replace("-{}", "-"), verdict) for claim, verdict in rows] == verdicts


def test_the_index_has_every_report_and_nothing_else_is_there():
    index = (REPORTS / "index.html").read_text(encoding="utf-8")
    assert set(re.findall(r"href='([^']+)\.html'", index)) == set(NAMES)
    assert {path.name for path in REPORTS.iterdir()} == {f"{name}.{ending}" for name in NAMES for ending in FORMATS} | {
        "index.html",
        "index.md",
        "README.md",
    }
    (made,) = re.findall(r"^COMMITTED := (.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert made.split() == list(NAMES)
