from pathlib import Path
from typing import Any

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs.claims import CLAIMS
from spectral_proofs.cli.template import template
from spectral_proofs.errors import InputError
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.check_file import NOT_COMPARED, from_text, load, load_target
from spectral_proofs.problem.check_file.targets import precedence
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Verdict

FULL = """
title = "Feature learning"
g = "lambda * t**p"
reference = "arXiv:2409.17858"
[parameters]
beta = "(a-1)/b"
p = "Max(1, 2/(1+beta))"
[spectrum]
a = ["3/2", 2.5]
b = [2, "3"]
[expect]
rho = "p"
chi = "p*(a-1)/b"
gamma = "none"
chi_log = 0
[expect.verdicts]
thm2 = "refuted"
"""


def test_a_full_file_is_read_exactly() -> None:
    check = from_text(FULL, Path("dir/feature.toml"))
    assert (check.name, check.title, check.reference) == ("feature", "Feature learning", "arXiv:2409.17858")
    assert [(str(s.a), str(s.b)) for s in check.spectra] == [("3/2", "2"), ("3/2", "3"), ("5/2", "2"), ("5/2", "3")]
    assert check.verdicts == {"thm2": Verdict.REFUTED}
    assert check.expected_exponents(check.spectra[0]) == {
        "rho": sympy.Rational(8, 5),
        "chi": sympy.Rational(2, 5),
        "gamma": None,
        "chi_log": 0,
    }


def test_everything_but_g_is_optional() -> None:
    check = from_text('g = "lambda*t"')
    assert check.spectra == (Spectrum("3/2", 2),)
    assert not check.exponents
    assert not check.verdicts


def test_the_command_line_overrides_the_file() -> None:
    check = from_text(FULL).override(a="7/4", parameters={"beta": "1/2"})
    assert [(str(s.a), str(s.b)) for s in check.spectra] == [("7/4", "2"), ("7/4", "3")]
    assert check.candidate.parameter_values(check.spectra[0])["p"] == sympy.Rational(4, 3)


@pytest.mark.parametrize(
    ("changes", "compared"),
    [
        ({}, True),
        ({"a": "1.5"}, True),  # one of the file's own values
        ({"b": "3", "parameters": {"beta": "(a-1)/b"}}, True),
        ({"a": "7/4"}, False),
        ({"b": "5"}, False),
        ({"parameters": {"beta": "1"}}, False),
    ],
)
def test_expectations_hold_for_the_values_of_the_file_only(changes: dict[str, Any], compared: bool) -> None:
    check = from_text(FULL).override(**changes)
    assert bool(check.exponents) is compared
    assert bool(check.verdicts) is compared
    assert check.notes == (() if compared else (NOT_COMPARED,))


def test_a_parameter_that_the_file_leaves_open_is_no_change() -> None:
    check = from_text('g = "lambda*t**p"\n[expect]\nrho = "p"').override(parameters={"p": "2"})
    assert check.expected_exponents(check.spectra[0]) == {"rho": 2}
    assert check.notes == ()


def test_nothing_expected_needs_no_note() -> None:
    assert from_text('g = "lambda*t"').override(a="7/4").notes == ()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "g: missing"),
        ("g = 3", "bad.toml: g: is a int"),
        ('g = "2t"', "g: '2t' at position 1"),
        ('gg = "t"', "gg: unknown key; did you mean g"),
        ('g = "t"\ncolour = 1', "colour: unknown key; known here are"),
        ('g = "t"\n[expect]\nsigma = "1"', "expect.sigma: unknown key"),
        ('g = "t"\n[expect.verdicts]\nthm2 = "false"', "expect.verdicts.thm2: 'false' is no verdict"),
        ('g = "t"\n[expect.verdicts]\nthm2 = ["refuted"]', "is no verdict"),
        ('g = "t"\n[expect]\nrho = "1/0"', "expect.rho: '1/0' divides"),
        ('g = "t"\n[expect]\nrho = "zz"', "expect.rho: unknown name 'zz'"),
        ('g = "t"\n[expect]\nrho = true', "expect.rho: the value is True"),
        ('g = "t"\nspectrum = 3', "spectrum: must be a table"),
        ('g = "t"\n[spectrum]\na = []', "spectrum.a: empty list"),
        ('g = "t"\n[spectrum]\na = "1"', "spectrum: a = 1 must be greater than 1"),
        ('g = "t"\n[spectrum]\na = nan', "spectrum: a: 'nan' is a name"),
        ('g = "t"\n[spectrum]\na = 1979-05-27', "spectrum: a is a date"),
        ('g = "t"\n[spectrum]\nc = 2', "spectrum.c: unknown key"),
        (f'g = "t"\n[spectrum]\na = {list(range(2, 14))}\nb = {list(range(2, 14))}', "144 combinations"),
        ('g = "t"\n[parameters]\na = "2"', "parameters: parameter 'a' .*--a"),
        ('g = "t"\n[parameters]\np = [1]', "parameters.p: the value is a list"),
        ('g = "t"\n[parameters]\np = 1e9999', "parameters: parameter p.*bits"),
        ('g = "t"\n[parameters]\np = ' + "7" * 3000, "parameters.p: the value has more than"),
        ('g = "t"\n[parameters]\np = "2+"', "bad.toml: parameters: parameter p: '2\\+' ends"),
        ('g = "t"\nparameters = "p"', "parameters: must be a table"),
        ('g = "t"\ntitle = "\\u001b[31m"', "title: must be one printable line"),
        (f'g = "t"\ntitle = "{"x" * 600}"', "title: must be one printable line"),
        ("g = ", "not TOML"),
        ('g = "t"\ng = "t"', "not TOML"),
        ('g = "t"\n[expect]\nverdicts = 3', r"expect\.verdicts: must be a table; write \[expect\.verdicts\]"),
        ("x = " + "[" * 5000, "not TOML"),
        ("x = " + "9" * 5000, "not TOML"),
    ],
)
def test_bad_files_are_refused_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message) as caught:
        load(path)
    assert "bad.toml: " in str(caught.value)
    assert str(caught.value).isprintable()


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    latin, huge, odd = tmp_path / "latin.toml", tmp_path / "huge.toml", tmp_path / "odd.txt"
    latin.write_bytes(b'g = "\xff"')
    huge.write_bytes(b"#" * 1_000_001)
    odd.write_text("x")
    for target, message in [
        (latin, "not UTF-8 at byte 5"),
        (huge, "larger than 1000000 bytes"),
        (odd, "must end in"),
        (tmp_path / "none.toml", "no such file"),
        (tmp_path / "none.py", "no such file"),
        (Path("/dev/null.toml"), "no such file"),
    ]:
        with pytest.raises(InputError, match=message):
            load_target(str(target))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(InputError, match="not a regular file"):
        load(tmp_path / "folder.toml")


def test_a_folder_is_a_suite_in_order_of_name(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.toml").write_text('g = "lambda*t"')
    (tmp_path / "d.py").write_text("raise RuntimeError('must not run')")
    assert [check.name for check in load_target(str(tmp_path))] == ["a", "b", "c"]


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no check files"):
        load_target(str(tmp_path))
    (tmp_path / "d.py").write_text("")
    with pytest.raises(InputError, match="--allow-python"):
        load_target(str(tmp_path))


PYTHON = """
from spectral_proofs import Candidate, Spectrum
candidate = Candidate("lambda*t")
spectra = [Spectrum(3, 2)]
expect = {"rho": "1", "verdicts": {"thm2": "refuted"}}
"""


def test_python_files_run_only_when_asked(tmp_path: Path) -> None:
    path = tmp_path / "own.py"
    path.write_text(PYTHON)
    (tmp_path / "plain.toml").write_text('g = "lambda*t"')
    (check,) = load_target(str(path))
    assert (check.name, check.spectra, dict(check.exponents)) == ("own", (Spectrum(3, 2),), {"rho": "1"})
    assert [c.name for c in load_target(str(tmp_path))] == ["plain"]
    assert [c.name for c in load_target(str(tmp_path), allow_python=True)] == ["own", "plain"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x = 1", "defines no Candidate"),
        ("candidate = 3", "defines no Candidate"),
        ("1/0", "fails with ZeroDivisionError"),
        ("raise SystemExit(0)", "fails with SystemExit"),
        ("def", "fails with SyntaxError"),
        (PYTHON + "spectra = [3]", "list of Spectrum"),
        (PYTHON + "spectra = 3", "list of Spectrum"),
        (PYTHON + "spectra = []", "between 1 and 100"),
        (PYTHON + "expect = 3", "expect: must be a table"),
    ],
)
def test_bad_python_files_are_refused(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "own.py"
    path.write_text(text)
    with pytest.raises(InputError, match=message):
        load(path)


def test_a_target_may_be_a_name_or_an_expression(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "t").mkdir()
    assert load_target("ntk")[0].g == "lambda * t"
    assert load_target("t")[0].g == "t"
    assert load_target("lambda/t")[0].path is None
    assert load_target("lambda-t")[0].path is None
    for bad in ("x" * 5000, "a\0b", "", "nothing_known"):
        with pytest.raises(InputError):
            load_target(bad)[0].candidate.resolve(Spectrum())


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("", "empty target"),
        ("nkt", "did you mean ntk"),
        ("zzzz", "spectral-proofs list names those of the catalogue"),
        ("suite/ntk", "suite/ntk: no such file or folder"),
        ("./ntk", "no such file or folder"),
        ("cheks/", "no such file or folder"),
        ("/dev/null", "no such file or folder"),
        ("sin", r"write sin\(x\)"),
        ("I", "imaginary"),
    ],
)
def test_a_misspelt_target_gets_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "suite").mkdir()
    with pytest.raises(InputError, match=message):
        load_target(target)[0].candidate.resolve(Spectrum())


def test_a_byte_order_mark_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "bom.toml"
    path.write_bytes(b'\xef\xbb\xbfg = "lambda*t"\r\n')
    assert load(path).g == "lambda*t"


def test_what_a_python_file_prints_stays_out_of_the_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "own.py"
    path.write_text(PYTHON + "print('hello')")
    load(path)
    assert capsys.readouterr().out == ""


def test_the_template_names_every_claim_and_verdict() -> None:
    text = template("x")
    assert ", ".join(CLAIMS) in text.replace("\n#   ", " ")
    assert all(verdict.value in text for verdict in Verdict)
    assert max(map(len, text.splitlines())) <= 120


def test_the_template_is_a_check_file() -> None:
    check = from_text(template("my-form_2"), Path("my-form_2.toml"))
    assert check.title == "my-form_2"
    assert set(check.expected_exponents(check.spectra[0])) == {"rho", "chi", "gamma"}


@settings(deadline=None, max_examples=100)
@given(st.text(max_size=100) | st.text(max_size=50).map(lambda text: 'g = "t"\n[parameters]\n' + text))
def test_arbitrary_files_raise_nothing_but_input_error(text: str) -> None:
    try:
        from_text(text)
    except InputError as error:
        assert str(error).isprintable()  # noqa: PT017 - both outcomes are allowed


def test_a_local_file_goes_before_the_catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert precedence("ntk") == ""
    (tmp_path / "checks").mkdir()
    (tmp_path / "checks" / "ntk.toml").write_text('g = "lambda**2*t"', encoding="utf-8")
    (tmp_path / "checks" / "mine.toml").write_text('g = "lambda**3*t"', encoding="utf-8")
    assert [check.g for name in ("ntk", "mine") for check in load_target(name)] == ["lambda**2*t", "lambda**3*t"]
    assert precedence("ntk") == "ntk is the file checks/ntk.toml here, not the catalogue's ntk"
    assert precedence("mine") == precedence("lambda*t") == ""
    with pytest.raises(InputError, match=r"mine\.toml: no such file; did you mean checks/mine\.toml\?"):
        load_target("mine.toml")
    (tmp_path / "checks" / "ntk.toml").write_bytes(catalogue.find("ntk").read_bytes())
    assert precedence("ntk") == ""


def test_a_folder_goes_before_the_catalogue_where_it_holds_checks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ridge").mkdir()
    assert [check.path for check in load_target("ridge")] == [catalogue.find("ridge")]
    (tmp_path / "ridge" / "own.toml").write_text('g = "lambda**2*t"', encoding="utf-8")
    assert [check.g for check in load_target("ridge")] == ["lambda**2*t"]
    assert precedence("ridge") == "ridge is the folder ridge/ here, not the catalogue's ridge"
