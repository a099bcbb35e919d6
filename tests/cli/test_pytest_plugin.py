"""The plugin, in pytest sessions of its own."""

import subprocess
import sys
from dataclasses import replace
from importlib.metadata import entry_points
from xml.etree import ElementTree

import pytest
from factories import RUN, claim

from spectral_proofs import pipeline
from spectral_proofs.claims import CLAIMS
from spectral_proofs.cli import run_cache
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.recognition import is_check_file, is_check_text
from spectral_proofs.reporters.junit_cases import Case, Status
from spectral_proofs.results import ExpectationResult, Truth, Verdict

pytest_plugins = ("pytester",)

NAME = "spectral-proofs"
#: The entry point, where the installed metadata has it; else the module by name.
LOADED = [] if entry_points(group="pytest11", name=NAME) else ["-p", "spectral_proofs.cli.pytest_plugin"]
LEAN = ("-p", "no:cacheprovider", "-p", "no:hypothesispytest")  # hypothesis would be imported for every session
CHECK = 'g = "lambda*t"\n[spectrum]\na = ["3/2", "2"]\n[expect]\nrho = "1"\n'


@pytest.fixture
def session(pytester, monkeypatch):
    """Files, and a pytest session over them; ``runs`` are the problems that were run."""
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    class Session:
        def __init__(self):
            self.runs = []

        def judged(self, *claims, **changes):
            """Every run ends with these claims."""

            def run(problem, progress=None):
                self.runs.append(problem)
                lines = tuple(ExpectationResult(name, "1", "1", Truth.YES) for name in problem.expectations.exponents)
                return replace(RUN, claims=claims, **{"expectations": lines, **changes})

            monkeypatch.setattr(pipeline, "run", run)

        def all_but(self, *claims):
            """Every claim is confirmed, except ``claims``."""
            given = {judgment.id: judgment for judgment in claims}
            self.judged(*(given.get(name) or claim(Verdict.CONFIRMED, name=name) for name in CLAIMS))

        def file(self, name, text=CHECK):
            path = pytester.path / name
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(text)
            return path

        def run(self, *arguments):
            return pytester.runpytest_inprocess(*LOADED, *LEAN, *arguments)

    return Session()


@pytest.mark.slow  # whole checks; a real run that fails is next
def test_the_catalogue_passes_through_the_plugin(pytester):
    names = ("ntk", "newton")
    paths = [str(catalogue.find(name)) for name in names]
    result = pytester.runpytest_inprocess(*LOADED, *LEAN, "-v", *paths)
    result.assert_outcomes(passed=2 * (len(CLAIMS) + 3))
    result.stdout.fnmatch_lines(["*ntk.toml::a=3/2,b=2::thm2 PASSED*", "*newton.toml::a=3/2,b=2::expect.rho PASSED*"])


def test_a_wrong_expectation_of_a_real_run_fails(session):
    expected = '[expect]\nrho = "2"\n[expect.verdicts]\neq7 = "refuted"\nprune-slope = "refuted"\n'
    expected += 'noise = "refuted"\nloss-orthonormal = "refuted"\ndensity-growth = "refuted"\n'
    session.file("checks/own.toml", f'g = "lambda*t"\n{expected}')
    result = session.run("checks")
    result.assert_outcomes(passed=len(CLAIMS) - 1, failed=2)
    result.stdout.fnmatch_lines(["*eq7: confirmed, expected refuted*", "*expected rho = 2, found 1*"])


def test_one_item_for_each_claim_and_line_of_each_spectrum_and_one_run(session):
    session.all_but()
    session.file("checks/own.toml")
    session.run("checks").assert_outcomes(passed=2 * (len(CLAIMS) + 1))
    assert [str(problem.spectrum.a) for problem in session.runs] == ["3/2", "2"]
    assert {problem.timeout for problem in session.runs} == {60.0}


def test_selection_makes_the_chosen_run_only(session):
    session.all_but()
    session.file("checks/own.toml")
    session.run("checks/own.toml::a=3/2,b=2::thm2").assert_outcomes(passed=1)
    assert len(session.runs) == 1
    session.run("checks", "-k", "expect.rho").assert_outcomes(passed=2, deselected=2 * len(CLAIMS))
    session.run("checks", "-m", "not spectral_proofs").assert_outcomes(deselected=2 * (len(CLAIMS) + 1))


@pytest.mark.parametrize(
    ("verdict", "expected", "outcome"),
    [
        (Verdict.BEYOND, None, "passed"),
        (Verdict.REFUTED, Verdict.REFUTED, "passed"),
        (Verdict.REFUTED, None, "failed"),
        (Verdict.OUTSIDE, Verdict.REFUTED, "failed"),
        (Verdict.CONFIRMED, Verdict.REFUTED, "failed"),
        (Verdict.UNDECIDED, None, "failed"),
        (Verdict.UNDECIDED, Verdict.UNDECIDED, "failed"),
    ],
)
def test_verdicts(session, verdict, expected, outcome):
    session.all_but(claim(verdict, expected=expected, reason="a witness at t = 7"))
    session.file("own.toml", 'g = "lambda*t"')
    result = session.run("-k", "thm2")
    result.assert_outcomes(deselected=len(CLAIMS) - 1, **{outcome: 1})
    if outcome == "failed":
        result.stdout.fnmatch_lines(
            [f"*thm2: {verdict.value}*", "*own at a=3/2, b=2, g = lambda*t*", "*a witness at t = 7*"]
        )
        result.stdout.no_fnmatch_line("*Traceback*")
        result.stdout.no_fnmatch_line("*pytest_plugin.py*")


@pytest.mark.parametrize(("setting", "outcome"), [("fail", "failed"), ("skip", "skipped"), ("xfail", "xfailed")])
@pytest.mark.parametrize("place", ["ini", "option"])
def test_undecided_as_one_likes_but_never_passed(session, setting, outcome, place):
    session.all_but(claim(Verdict.UNDECIDED, reason="the sign of x"))
    session.file("own.toml", 'g = "lambda*t"')
    if place == "ini":
        session.file("pytest.ini", f"[pytest]\nspectral_proofs_undecided = {setting}\n")
    options = [f"--spectral-proofs-undecided={setting}"] if place == "option" else []
    result = session.run("-rA", *options)
    result.assert_outcomes(passed=len(CLAIMS) - 1, **{outcome: 1})
    result.stdout.fnmatch_lines(["*undecided: the sign of x*"])


def test_an_unmet_expectation_fails_and_an_unsettled_one_is_undecided(session):
    lines = (ExpectationResult("rho", "1", "2", Truth.NO),)
    session.judged(*(claim(Verdict.CONFIRMED, name=name) for name in CLAIMS), expectations=lines)
    session.file("own.toml")
    result = session.run("-k", "expect")
    result.assert_outcomes(failed=2, deselected=2 * len(CLAIMS))
    result.stdout.fnmatch_lines(["*expect.rho: expected rho = 1, found 2*"])
    unsettled = (ExpectationResult("rho", "1", "nothing derived", Truth.UNKNOWN),)
    session.judged(*(claim(Verdict.CONFIRMED, name=name) for name in CLAIMS), expectations=unsettled)
    arguments = ("-k", "expect", "--spectral-proofs-undecided=skip")
    session.run(*arguments).assert_outcomes(skipped=2, deselected=2 * len(CLAIMS))


def test_an_internal_error_is_an_error_of_every_test(session):
    session.judged(internal_error="L(1e2) is 1 by Arb and 2 by mpmath")
    session.file("own.toml", 'g = "lambda*t"')
    result = session.run("--spectral-proofs-undecided=skip")
    result.assert_outcomes(errors=len(CLAIMS))
    result.stdout.fnmatch_lines(["*internal error: L(1e2) is 1 by Arb and 2 by mpmath*"])
    assert len(session.runs) == 1


def test_a_bug_is_an_error(session, monkeypatch):
    def run(problem):
        raise TypeError("a bug")

    monkeypatch.setattr(pipeline, "run", run)
    session.file("own.toml", 'g = "lambda*t"')
    result = session.run()
    result.assert_outcomes(errors=len(CLAIMS))
    result.stdout.fnmatch_lines(["*internal error: TypeError: a bug*"])


def test_a_claim_that_was_not_judged_is_an_error(session):
    session.judged(claim(Verdict.CONFIRMED, name="growth"))
    session.file("own.toml", 'g = "lambda*t"')
    session.run().assert_outcomes(passed=1, errors=len(CLAIMS) - 1)
    session.judged()
    session.run().assert_outcomes(failed=len(CLAIMS))  # nothing was judged: undecided


def test_a_mistake_in_a_check_file_is_one_line(session):
    session.file("own.toml", 'g = "lambda*t"\ntitel = "x"\n')
    result = session.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*own.toml: titel: unknown key; did you mean title?*"])
    result.stdout.no_fnmatch_line("*checkfile.py*")
    session.file("own.toml", 'g = "lambda*t"\n[parameters\n')
    result = session.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*own.toml: not TOML*"])


def test_foreign_text_cannot_forge_a_report(session):
    session.all_but(claim(Verdict.REFUTED, reason="\x1b[32mPASSED\x1b[0m\u202e\n===== 99 passed ====="))
    session.file("own.toml", 'g = "lambda*t"')
    output = session.run().stdout.str()
    assert "\x1b[32mPASSED" not in output
    assert "\u202e" not in output
    assert not any(line.startswith("===== 99 passed") for line in output.splitlines())


# --- which files


MINE = [
    'g = "lambda*t"',
    "g = 't'",
    '"g" = "log(1+λ*t)"',
    'title = "x"\ng = """lambda\n"""',
    '[expect]\nrho = "1"',
    'expect.verdicts.thm2 = "confirmed"',
    'G = "lambda*t"\n[expect.verdicts]\nthm2 = "refuted"',
    'g = "lambda*t" "',
    'g = "lambda*t"\n[expect\n',
]
FOREIGN = [
    "",
    "g = 9.81",
    'g = "git status"',
    'g = ["t"]',
    '[project]\nname = "x"\n[tool.pytest.ini_options]\naddopts = "-q"',
    '[tool.x]\ng = "lambda*t"',
    '[expect]\nstatus = "200"',
    'expect = "rho"',
    'gamma = "lambda*t"',
    "x = [[[[",
    "g = " + "[" * 5000,
    '# g = "lambda*t"',
]


@pytest.mark.parametrize("text", MINE)
def test_check_files_are_recognized(text):
    assert is_check_text(text)


@pytest.mark.parametrize("text", FOREIGN, ids=range(len(FOREIGN)))
def test_foreign_files_are_not(text):
    assert not is_check_text(text)


def test_files_that_cannot_be_read_are_not(tmp_path):
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b'g = "lambda*t"\n\xff\xfe')
    long = tmp_path / "long.toml"
    long.write_text('g = "lambda*t"\n#' + "x" * 1_000_000)
    assert not any(map(is_check_file, (binary, long, tmp_path, tmp_path / "none.toml")))


def test_every_catalogue_file_is_recognized():
    assert all(is_check_file(catalogue.find(name)) for name in catalogue.catalogue_names())


def test_foreign_files_do_not_disturb_a_session(session):
    for index, text in enumerate(FOREIGN):
        session.file(f"checks/foreign{index}.toml", text)
    session.file("pyproject.toml", '[project]\nname = "x"\n')
    session.file("test_own.py", "def test_own(): pass")
    session.run("-W", "error", "--strict-markers", "--strict-config").assert_outcomes(passed=1)


def test_files_named_in_the_settings_must_be_check_files(session):
    session.all_but()
    session.file("checks/own.toml", 'f = "lambda*t"')
    assert session.run().ret == pytest.ExitCode.NO_TESTS_COLLECTED
    session.file("pytest.ini", "[pytest]\nspectral_proofs_files = checks/*.toml\n")
    result = session.run()
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*own.toml: *"])


PYTHON = """
from pathlib import Path
from spectral_proofs import Candidate
Path("executed").touch()
candidate = Candidate("lambda*t")
"""


def test_python_files_run_only_where_the_settings_name_them(session, pytester):
    session.all_but()
    session.file("checks/own.py", PYTHON)
    assert session.run("checks").ret == pytest.ExitCode.NO_TESTS_COLLECTED
    assert not (pytester.path / "executed").exists()
    session.run("checks", "--spectral-proofs-python=checks/*.py").assert_outcomes(passed=len(CLAIMS))
    assert (pytester.path / "executed").exists()
    session.file("pytest.ini", "[pytest]\nspectral_proofs_python = checks/o*.py\n")
    session.run("checks").assert_outcomes(passed=len(CLAIMS))


# --- settings and other people's sessions


@pytest.mark.parametrize(("text", "limit"), [("5", 5.0), ("2.5", 2.5), ("none", None), ("0", None)])
def test_timeout(session, text, limit):
    session.all_but()
    session.file("own.toml", 'g = "lambda*t"')
    session.file("pytest.ini", f"[pytest]\nspectral_proofs_timeout = {text}\n")
    session.run("-k", "thm2")
    session.run("-k", "thm2", "--spectral-proofs-timeout", "7")
    assert [problem.timeout for problem in session.runs] == [limit, 7.0]


@pytest.mark.parametrize(
    "option", ["timeout=soon", "timeout=-1", "timeout=nan", "timeout=inf", "undecided=pass", "undecided=passed"]
)
def test_bad_settings_are_usage_errors(session, option):
    result = session.run(f"--spectral-proofs-{option}")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    assert "write" in result.stderr.str()


def test_a_session_without_check_files_imports_nothing_heavy(session, pytester):
    session.file("pyproject.toml", '[project]\nname = "x"\n')
    session.file("other.toml", "g = 9.81")
    session.file("test_own.py", "def test_own(): pass")
    heavy = "[m for m in ('sympy', 'numpy', 'flint', 'mpmath', 'rich', 'tomllib') if m in sys.modules]"
    hook = "import sys\ndef pytest_sessionfinish():\n    print('before', sorted(at_start), 'after', sorted(HEAVY))\n"
    session.file("conftest.py", hook.replace("HEAVY", heavy) + f"at_start = {heavy}\n")
    result = pytester.runpytest_subprocess(*LOADED, *LEAN, "-W", "error", "-s")
    result.assert_outcomes(passed=1)
    (line,) = (line for line in result.outlines if "before" in line)
    assert "sympy" not in line
    assert "numpy" not in line
    assert "rich" not in line


def test_the_plugin_can_be_left_out(session):
    session.file("own.toml")
    assert session.run("-p", f"no:{NAME}", "-p", "no:spectral_proofs.cli.pytest_plugin").ret == 5


SLOW_RUNS = """
import time
from dataclasses import replace
from pathlib import Path
from spectral_proofs import pipeline
from spectral_proofs.claims import CLAIMS
from spectral_proofs.results.rigour import EXACT
from spectral_proofs.results import ClaimResult, Evidence, Truth, Verdict

def run(problem):
    with Path("runs.log").open("a") as log:
        log.write(f"{problem.spectrum.a}\\n")
    time.sleep(0.3)
    rest = (Truth.YES, Truth.YES, Verdict.CONFIRMED, Evidence.PROVED, "because")
    claims = tuple(ClaimResult(name, "t", "r", *rest, rigour=EXACT) for name in CLAIMS)
    return replace(pipeline.blank(problem), claims=claims)

pipeline.run = run
"""


def test_workers_share_a_run(session, pytester):
    session.file("conftest.py", SLOW_RUNS)
    session.file("own.toml", 'g = "lambda*t"\n[spectrum]\na = ["3/2", "2"]\n')
    arguments = ("-n", "2", "--junitxml=out.xml", "-W", "error", "-v")
    result = pytester.runpytest_subprocess(*LOADED, *LEAN, *arguments)
    result.assert_outcomes(passed=2 * len(CLAIMS))
    assert sorted((pytester.path / "runs.log").read_text().split()) == ["2", "3/2"]
    assert {word for line in result.outlines for word in line.split() if word.startswith("[gw")} == {"[gw0]", "[gw1]"}
    found = ElementTree.parse(pytester.path / "out.xml").getroot().iter("property")
    assert {(p.get("name"), p.get("value")) for p in found} == {("spectral_proofs", "confirmed")}


def test_a_run_is_a_group_of_its_own(session):
    """--dist loadgroup then keeps its tests on one worker."""
    session.all_but()
    session.file("own.toml")
    session.file("conftest.py", GROUPS)
    result = session.run("-k", "thm2", "-s")
    result.stdout.fnmatch_lines(["*own.toml::a=3/2,b=2*", "*own.toml::a=2,b=2*"])


GROUPS = """
def pytest_collection_modifyitems(items):
    for item in items:
        print(*item.iter_markers("xdist_group"))
"""


def test_shared_cases_come_back_as_they_were(tmp_path, monkeypatch):
    problem = pipeline.prepare("lambda*t")
    monkeypatch.setattr(
        pipeline, "run", lambda problem: replace(RUN, claims=(claim(Verdict.REFUTED, reason="λ\ud800"),))
    )
    first = run_cache.SharedRuns(tmp_path).case("x", problem, "thm2")
    monkeypatch.setattr(pipeline, "run", None)
    assert run_cache.SharedRuns(tmp_path).case("x", problem, "thm2") == first
    assert first.status is Status.FAILED
    assert isinstance(first, Case)
    assert not list(tmp_path.glob("*.part"))


def test_a_folder_that_is_not_there_is_not_used(tmp_path, monkeypatch):
    monkeypatch.setattr(pipeline, "run", lambda problem: replace(RUN, claims=(claim(Verdict.CONFIRMED),)))
    runs = run_cache.SharedRuns(tmp_path / "elsewhere")
    assert runs.case("x", pipeline.prepare("lambda*t"), "thm2").status is Status.PASSED


def test_importing_the_plugin_imports_nothing_heavy():
    heavy = ("sympy", "numpy", "rich")
    code = f"import sys, spectral_proofs.cli.pytest_plugin; print([m for m in {heavy} if m in sys.modules])"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
