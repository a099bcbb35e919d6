"""The pages in a real browser: headless Chromium, driven by Selenium.

Skipped where either is missing, unless SPECTRAL_PROOFS_BROWSER=required (as in .ci/run).
"""

import os
import shutil
from dataclasses import replace
from importlib import import_module

import pytest
from factories import RUN, claim
from weight import heavy

from spectral_proofs import Candidate, Spectrum, check, cli
from spectral_proofs.claims import CLAIMS
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.report_folder import ReportFolder
from spectral_proofs.results import Verdict

pytestmark = pytest.mark.browser

REQUIRED = os.environ.get("SPECTRAL_PROOFS_BROWSER") == "required"
ORIGIN = Provenance("spectral-proofs report ntk", 30, 0, (("sympy", "1.14"),), "2026-01-01T00:00:00Z")
ATTACK = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>'\""
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


WIDER = """
    if (document.documentElement.scrollWidth <= arguments[0]) return [];
    const far = e => Math.round(e.getBoundingClientRect().right);
    return [document.documentElement.scrollWidth].concat(Array.from(document.querySelectorAll("main *"))
        .filter(e => far(e) > arguments[0]).map(e => [far(e), e.outerHTML.slice(0, 200)]));
"""


@pytest.fixture(scope="module")
def browser():
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    try:
        from selenium import webdriver
    except ImportError:
        webdriver = None
    if webdriver is None or chromium is None or driver is None:
        reason = "no browser: install chromium, chromium-driver and the extra 'browser'"
        (pytest.fail if REQUIRED else pytest.skip)(reason)
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    session = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield session
    session.quit()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    reports = ReportFolder(tmp_path_factory.mktemp("reports"))
    real = check(Candidate("lambda*t", name="ntk"), Spectrum("3/2", "2"), timeout=120)
    reports.add(real, ORIGIN, "Jacot 2018")
    refuted = replace(claim(Verdict.REFUTED, reason=ATTACK), title=ATTACK, reference=ATTACK)
    evil = replace(RUN, name=ATTACK, title=ATTACK, g=ATTACK, parameters={ATTACK: ATTACK}, claims=(refuted,))
    reports.add(evil, replace(ORIGIN, command=ATTACK), ATTACK)
    reports.finish(ORIGIN, 2)
    return reports


def opened(browser, folder, name):
    browser.get((folder.path / name).as_uri())
    problems = [line for line in browser.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
    assert not problems
    return browser


def drawn(browser, selector):
    """Sizes of the elements as laid out."""
    script = "return Array.from(document.querySelectorAll(arguments[0]), e => {const r = e.getBoundingClientRect();"
    return [tuple(size) for size in browser.execute_script(script + "return [r.width, r.height]})", selector)]


def test_formulas_and_pictures_are_visible(browser, folder):
    opened(browser, folder, "ntk.html")
    formulas, pictures = drawn(browser, "math"), drawn(browser, "figure svg")
    assert len(formulas) >= 8
    assert all(width > 3 and height > 5 for width, height in formulas)
    assert len(pictures) >= 4
    assert all(width > 300 and height > 150 for width, height in pictures)
    fraction = browser.execute_script(
        "const f = document.querySelector('mfrac').children;"
        "return f[1].getBoundingClientRect().top - f[0].getBoundingClientRect().top"
    )
    assert fraction > 3  # the denominator stands below: MathML is laid out, not merely shown as text


def test_numbers_of_marks_and_verdicts_open_by_keyboard_and_tap(browser, folder):
    opened(browser, folder, "ntk.html")
    notes = browser.execute_script("return Array.from(document.querySelectorAll('.noted title'), e => e.textContent)")
    assert any(note.startswith("L(1e100)") for note in notes)
    for open_it in (lambda summary: summary.send_keys("\ue007"), lambda summary: summary.click()):
        opened(browser, folder, "ntk.html")
        details = browser.find_element("css selector", "#claim-lemma5 details")
        closed = details.size["height"]
        open_it(details.find_element("tag name", "summary"))
        assert details.get_property("open")
        assert details.size["height"] > closed + 10
        assert "ρ = 1" in details.text
    figure = browser.find_element("css selector", "#sums details")
    figure.find_element("tag name", "summary").click()
    assert "L(1e100) = " in figure.text


def test_the_index_says_what_was_found_then_shows_each_law(browser, folder):
    opened(browser, folder, "index.html")
    first = browser.execute_script("return document.querySelector('h1').nextElementSibling.innerText")
    assert first.startswith("Of 2 evolution functions, ") or "were made" in first
    row = browser.find_element("css selector", "#found tr[data-name='ntk']")
    assert [cell.text for cell in row.find_elements("class name", "exponent")] == ["1", "1/4", "3/4"]
    assert len(row.find_elements("css selector", ".small math")) == 1
    (picture,) = row.find_elements("css selector", "svg")
    assert picture.size["width"] > 80
    assert picture.find_elements("css selector", "polyline")


@pytest.fixture(scope="module")
def diagram(tmp_path_factory):
    page = tmp_path_factory.mktemp("sweep") / "diagram.html"
    assert cli.main(["sweep", "lambda*t", "--over", "a=3/2..7/2:5,b=3/2..5/2:5", "--out", str(page)]) == 0
    return page


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), *(heavy(*case) for case in ((390, "light"), (1280, "light"), (1280, "dark")))]
)
def test_pages_fit_their_width_and_break_no_rule_of_accessibility(browser, folder, diagram, width, scheme):
    """Rules of axe-core, whose script comes with the package; nothing is loaded."""
    axe = (import_module if REQUIRED else pytest.importorskip)("axe_core_python.base").AXE_SCRIPT
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    browser.set_script_timeout(120)  # some thousand elements of MathML, on a machine that may be busy
    try:
        for page in (folder.path / "index.html", folder.path / "ntk.html", diagram):
            browser.get(page.as_uri())
            assert browser.execute_script(WIDER, width) == []
            browser.execute_script(axe)
            found = browser.execute_async_script(
                "const done = arguments[0]; axe.run().then(r => done([r.passes.length, "
                "r.violations.map(v => [v.id, v.nodes.map(n => n.html)])]), e => done([0, [String(e)]]))"
            )
            assert found[1] == []
            assert found[0] > 15  # it ran
        browser.get((folder.path / "ntk.html").as_uri())
        places = browser.execute_script(
            "return Array.from(document.querySelectorAll('.claims .reason'), e => e.getBoundingClientRect().right)"
        )
        assert len(places) == len(CLAIMS)
        assert max(places) <= width
    finally:
        browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_a_report_is_light(folder):
    assert (folder.path / "ntk.html").stat().st_size < 500_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_colour_schemes_keep_text_legible(browser, folder, scheme):
    media = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    opened(browser, folder, "ntk.html")
    ink, paper = browser.execute_script(
        "const s = getComputedStyle(document.body); return [s.color, s.backgroundColor].map(c => "
        "c.match(/[0-9]+/g).slice(0, 3).map(Number).reduce((a, b) => a + b))"
    )
    assert abs(ink - paper) > 400
    assert (paper > ink) is (scheme == "light")
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})


def test_the_matrix_filters_by_name_claim_and_verdict(browser, folder):
    opened(browser, folder, "index.html")
    assert shown(browser) == (2, 2 + len(CLAIMS))
    fill(browser, "filter-name", "NTK")
    assert shown(browser)[0] == 1
    fill(browser, "filter-name", "")
    fill(browser, "filter-claim", "eq7")
    assert shown(browser)[1] == 2 + 1
    fill(browser, "filter-verdict", "refuted")
    assert shown(browser)[0] == 0
    fill(browser, "filter-claim", "thm2")
    assert shown(browser)[0] == 1
    fill(browser, "filter-verdict", "PASS")
    assert shown(browser) == (1, 3)
    assert browser.execute_script("return document.getElementById('shown').textContent") == "1 of 2 runs shown"


def shown(browser):
    """(rows, columns) that are visible."""
    script = "const v = e => e.offsetParent !== null; const t = document.getElementById('matrix');"
    script += "return [t.tBodies[0].rows, t.tHead.rows[0].cells].map(l => Array.from(l).filter(v).length)"
    return tuple(browser.execute_script(script))


def fill(browser, control, value):
    script = "const c = document.getElementById(arguments[0]); c.value = arguments[1];"
    browser.execute_script(script + "c.dispatchEvent(new Event('input'))", control, value)


def test_an_attack_in_every_text_of_a_candidate_does_nothing(browser, folder):
    for name in [f"{folder.entries[1].stem}.html", "index.html"]:
        opened(browser, folder, name)
        assert browser.title != "owned"
        assert browser.execute_script("return document.images.length") == 0
        assert "onerror" in browser.execute_script("return document.body.innerText")


def test_links_of_the_index_lead_to_the_reports(browser, folder):
    opened(browser, folder, "index.html")
    links = browser.execute_script("return Array.from(document.querySelectorAll('#found a'), e => e.href)")
    assert {link.rsplit("/", 1)[1] for link in links} == {f"{entry.stem}.html" for entry in folder.entries}
    browser.get(links[0])
    assert "spectral-proofs" in browser.title
    opened(browser, folder, "index.html")
    browser.find_element("css selector", "#matrix a[href='ntk.html#claim-eq7']").click()
    assert browser.find_element("css selector", "tr:target th").text.startswith("eq7")


@pytest.mark.slow
def test_a_third_axis_is_a_slider_and_undecided_cells_say_so(browser, tmp_path):
    page = tmp_path / "page.html"
    over = "a=1..5/2:4,m=1/2..5/4:4,nu=1/4..1/2:2"
    asked = ["sweep", "lambda*t/(1+lambda**m*t)", "--b", "2", "--over", over, "--show", "gamma-nu", "--derive", "0"]
    assert cli.main([*asked, "--out", str(page)]) == 3
    browser.get(page.as_uri())
    assert not [line for line in browser.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
    said = {name: browser.find_element("id", name) for name in ("point", "exponents", "values", "command", "regime")}
    canvas = browser.find_element("tag name", "canvas")
    canvas.send_keys("\ue015")  # arrow down: m = 3/4
    assert said["point"].text == "a = 2, m = 3/4, nu = 1/4"
    assert said["exponents"].text.endswith("undecided")
    assert "γ-ν ≈ -0.2500" in said["values"].text
    assert said["command"].text.endswith("--b 2 --a 2 --set m=3/4")
    browser.find_element("id", "depth").send_keys("\ue014")
    assert said["point"].text == "a = 2, m = 3/4, nu = 1/2"
    assert "γ-ν ≈ -0.5000" in said["values"].text
    canvas.send_keys("\ue012\ue012")  # to the left, where a = 1
    assert said["regime"].text == "outside the assumptions"
    assert said["command"].text == ""


def test_pointing_at_a_cell_of_a_diagram_shows_its_regime(browser, diagram):
    browser.get(diagram.as_uri())
    assert not [line for line in browser.get_log("browser") if line["level"] in ("SEVERE", "WARNING")]
    said = {name: browser.find_element("id", name) for name in ("point", "regime", "exponents", "command")}
    assert said["point"].text == "a = 5/2, b = 2"
    assert said["regime"].text == "if a < b + 1"
    canvas = browser.find_element("tag name", "canvas")
    for _ in range(2):
        canvas.send_keys("\ue014")  # arrow to the right
    assert said["point"].text == "a = 7/2, b = 2"
    assert said["regime"].text == "if a > b + 1"
    assert said["exponents"].text == "ρ = 1, χ = (a - 1)/b, γ = 0"
    assert said["command"].text == "spectral-proofs check 'lambda*t' --a 7/2 --b 2"
    box = canvas.rect
    touch = "new PointerEvent('pointerdown', {clientX: arguments[0], clientY: arguments[1]})"
    corner = (box["x"] + 1, box["y"] + box["height"] - 1)
    browser.execute_script(f"document.querySelector('canvas').dispatchEvent({touch})", *corner)
    assert said["point"].text == "a = 3/2, b = 3/2"
