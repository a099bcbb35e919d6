import json as stdlib_json
from dataclasses import replace
from io import StringIO
from types import SimpleNamespace

import pytest
from factories import POINT, RUN, asymptotics, claim, derivation

from spectral_proofs.audit.base import Ruling
from spectral_proofs.audit.registry import ITEMS
from spectral_proofs.balls.readable import certified_digits, show
from spectral_proofs.claims import CLAIMS
from spectral_proofs.reporters import index, json, latex, markdown, notebook, page, regimes, table
from spectral_proofs.reporters.index_rows import IndexRow
from spectral_proofs.reporters.provenance import Provenance
from spectral_proofs.reporters.sheet import sheet
from spectral_proofs.reporters.table import Amount
from spectral_proofs.results import Enclosure, ExpectationResult, Truth, Verdict
from spectral_proofs.results.exit_status import ExitStatus, count, exit_status, exponents


def rendered(parts, width=80, terminal=False):
    stream = StringIO()
    stream.isatty = lambda: terminal
    console = table.console(stream)
    console.width = width
    for part in parts:
        console.print(part)
    return stream.getvalue()


def whole(results, amount=Amount.FULL):
    suite = len(results) > 1
    each = [table.run_report(result, amount, suite) for result in results]
    return [*each, *(table.suite_report(results, amount) if suite else ()), table.summary(results)]


def shown(*results, **options):
    return rendered(whole(results, **options))


# --- outcome


def runs(*claims, **changes):
    return [replace(RUN, claims=claims, **changes)]


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ((claim(Verdict.CONFIRMED), claim(Verdict.BEYOND)), 0),
        ((claim(Verdict.REFUTED),), 1),
        ((claim(Verdict.OUTSIDE),), 1),
        ((claim(Verdict.UNDECIDED),), 3),
        ((claim(Verdict.REFUTED), claim(Verdict.UNDECIDED)), 1),
        ((claim(Verdict.REFUTED, expected=Verdict.REFUTED),), 0),
        ((claim(Verdict.OUTSIDE, expected=Verdict.REFUTED),), 1),
        ((claim(Verdict.CONFIRMED, expected=Verdict.REFUTED),), 1),
        ((claim(Verdict.UNDECIDED, expected=Verdict.REFUTED),), 3),
        ((claim(Verdict.UNDECIDED, expected=Verdict.UNDECIDED),), 3),
    ],
)
def test_exit_status_of_claims(claims, status):
    assert exit_status(runs(*claims)) == status


@pytest.mark.parametrize(("met", "status"), [(Truth.YES, 0), (Truth.NO, 1), (Truth.UNKNOWN, 3)])
def test_exit_status_of_expectations(met, status):
    lines = (ExpectationResult("rho", "1", "3/2", met),)
    assert exit_status(runs(claim(Verdict.CONFIRMED), expectations=lines)) == status


def test_nothing_judged_is_no_success():
    assert exit_status(runs()) is ExitStatus.UNDECIDED
    assert exit_status([]) is ExitStatus.UNDECIDED


def test_internal_error_outranks_everything():
    failed = runs(claim(Verdict.REFUTED), claim(Verdict.UNDECIDED), internal_error="engines disagree")
    assert exit_status(failed) is ExitStatus.INTERNAL_ERROR


def test_counts():
    counts = count(
        runs(claim(Verdict.BEYOND), claim(Verdict.OUTSIDE, expected=Verdict.OUTSIDE), claim(Verdict.UNDECIDED))
    )
    assert (counts.passed, counts.failed, counts.undecided) == (1, 1, 1)
    assert counts.expected_failures == 1
    assert counts.unexpected == 0


def test_exponents_follow_the_sign_convention():
    found = exponents(derivation(log="1/2"))
    assert {name: str(value) for name, value in found.items()} == {
        "rho": "1",
        "chi": "1/4",
        "gamma": "3/4",
        "rho_log": "1/2",
        "chi_log": "1/2",
        "gamma_log": "1/2",
    }


# --- JSON


def test_run_document_has_the_names_others_script_against():
    document = stdlib_json.loads(json.dump(json.run_document([RUN])))
    assert document["schema"] == "spectral-proofs/run/1"
    run = document["runs"][0]
    assert run["candidate"] == {"name": "ntk", "title": "Kernel regime", "g": "lambda*t", "parameters": {"p": "1"}}
    assert run["spectrum"] == {"a": "3/2", "b": "2"}
    assert run["exponents"] == {
        "rho": "1",
        "chi": "1/4",
        "gamma": "3/4",
        "rho_log": "0",
        "chi_log": "0",
        "gamma_log": "0",
    }
    row = run["claims"][0]
    assert (row["id"], row["hypotheses"], row["conclusion"]) == ("thm2", "hold", "holds")
    assert (row["verdict"], row["evidence"], row["passed"]) == ("confirmed", "proved", True)
    assert document["summary"]["passed"] == 1


def test_missing_exponents_are_null():
    infinite = derivation(energy=asymptotics(None, infinite=True))
    run = json.run_document([replace(RUN, derivation=infinite)])["runs"][0]
    assert run["exponents"]["gamma"] is None
    assert run["exponents"]["gamma_log"] is None
    assert run["exponents"]["chi"] == "1/4"
    run = json.run_document([replace(RUN, derivation=None)])["runs"][0]
    assert set(run["exponents"].values()) == {None}


def test_floats_that_json_lacks_become_null():
    broken = replace(RUN.fits[0], slope=float("nan"), uncertainty=float("inf"))
    document = json.run_document([replace(RUN, fits=(broken,))])
    fit = stdlib_json.loads(json.dump(document))["runs"][0]["fits"][0]
    assert fit["slope"] is None
    assert fit["uncertainty"] is None


def test_values_document():
    infinite = replace(POINT, energy=Enclosure("inf", "0", True))
    document = json.values_document("lambda*t", {"a": "3/2", "b": "2"}, [infinite], [Enclosure("1", "0", True)])
    point = document["points"][0]
    assert document["schema"] == "spectral-proofs/values/1"
    assert point["perturbation_energy"] == {"mid": "inf", "rad": "0"}
    assert point["loss"]["mid"] == "1.5243811874660758425174e-26"
    assert point["delta_loss"] == {"mid": "1", "rad": "0"}
    assert point["certified"] is True


# --- tables


def test_table_shows_the_row_in_full_at_80_columns():
    reason = "S(t) grows like t^(3/4), " * 12 + "END"
    output = shown(replace(RUN, claims=(claim(Verdict.CONFIRMED, reason=reason),)))
    assert max(map(len, output.splitlines())) <= 80
    assert "END" in output
    for piece in ("λ·t", "p = 1", "a = 3/2, b = 2", "PASS", "thm2", "hold", "confirmed", "proved", "Theorem 2"):
        assert piece in output


@pytest.mark.parametrize(
    ("verdict", "mark"),
    [
        (Verdict.CONFIRMED, "PASS"),
        (Verdict.BEYOND, "PASS"),
        (Verdict.REFUTED, "FAIL"),
        (Verdict.OUTSIDE, "FAIL"),
        (Verdict.UNDECIDED, "????"),
    ],
)
def test_marks(verdict, mark):
    row = next(line for line in shown(*runs(claim(verdict))).splitlines() if "thm2" in line)
    assert row.startswith(mark)
    assert verdict.value in row


def test_exponents_row():
    lines = shown(RUN).splitlines()
    chi = next(line for line in lines if "χ" in line)
    gamma = next(line for line in lines if "γ" in line)
    assert "1/4" in chi
    assert "0.25" in chi
    assert "-0.25" not in chi
    assert "1e-12" in chi
    assert "≈ 0.75" in gamma  # not certified


def test_infinite_and_logarithmic_exponents_are_said():
    infinite = derivation(log="1/2", energy=asymptotics(None, infinite=True))
    output = shown(replace(RUN, derivation=infinite))
    assert "S = ∞" in output
    assert "1/4, log 1/2" in output


def test_no_colour_without_a_terminal_and_colour_with_one():
    assert "\x1b" not in rendered(whole([RUN]))
    assert "\x1b" in rendered(whole([RUN]), terminal=True)


def test_foreign_text_cannot_forge_output():
    hostile = "\x1b[32mPASS\x07 [red]x[/red] \u202e :smile:\nPASS  thm2"
    output = shown(
        replace(
            RUN, title=hostile, g=hostile, parameters={"p": hostile}, claims=(claim(Verdict.REFUTED, reason=hostile),)
        )
    )
    assert "\x1b" not in output
    assert "\x07" not in output
    assert "\u202e" not in output
    assert "[red]x[/red]" in output
    assert ":smile:" in output
    assert not any(line.startswith("PASS") for line in output.splitlines())


def test_suite_shows_matrices_and_details_of_failures_only():
    failing = replace(RUN, name="broken", title="Broken", claims=(claim(Verdict.REFUTED, reason="witness at t = 7"),))
    output = shown(RUN, failing, amount=table.Amount.PAGE)
    assert "PASS" in output
    assert "FAIL!" in output
    assert "witness at t = 7" in output
    assert "Kernel regime" not in output
    assert "Kernel regime" in shown(RUN, failing)
    assert "1 passed, 1 failed, 0 undecided, 1 not as expected in 2 runs" in output


def test_expected_failure_is_no_alarm():
    output = shown(RUN, *runs(claim(Verdict.REFUTED, expected=Verdict.REFUTED)))
    assert "FAIL!" not in output
    assert "1 failed (1 as expected)" in output


@pytest.mark.parametrize("expected", [None, Verdict.REFUTED])
def test_what_is_not_expected_is_marked_alike_everywhere(expected):
    run = replace(RUN, claims=(claim(Verdict.REFUTED, expected=expected),))
    mark = "FAIL" if expected else "FAIL!"
    found = sheet(run)
    origin = Provenance("spectral-proofs report ntk", 30, 0, (), "-")
    rows = [IndexRow("ntk", "a = 3/2", found, ("1", "1/4", "3/4"), ())]
    assert f"\n{mark:<6}thm2 " in shown(run)
    assert f"<td class='mark'>{mark}</td>" in page.claims_table(found.claims)
    assert f">{mark}</a></td>" in index.index_page(rows, ["thm2"], "", "", origin)
    assert f"| {mark} | thm2 |" in markdown.run_document(found, origin)
    assert ("refuted (FAIL!)" in latex.run_document(found, origin)) is (expected is None)
    assert f">{mark}<" in notebook.html(run)
    regime = SimpleNamespace(runs=[run], notes=())
    assert f"{mark} thm2" in rendered(regimes._instances([], regime))


def test_an_unmet_exponent_is_marked_alike_everywhere():
    run = replace(RUN, expectations=(ExpectationResult("rho", "4/3", "3/2", Truth.NO),))
    found = sheet(run)
    origin = Provenance("spectral-proofs report ntk", 30, 0, (), "-")
    assert "<li class='fail'>FAIL! <math><mi>ρ</mi></math>" in page.run_page(found, (), origin)
    assert "FAIL! ρ = 4/3" in markdown.run_document(found, origin).replace("\\", "")
    assert "FAIL!" in notebook.html(run)


def test_refuted_claims_name_their_rows_of_the_audit():
    refuted = [claim(Verdict.REFUTED, name=name, expected=Verdict.REFUTED) for name in ("noise", "thm2")]
    output = " ".join(shown(replace(RUN, claims=(*refuted, claim(Verdict.OUTSIDE, name="cor1")))).split())
    assert "noise (A11), thm2 (A8, A9); why: spectral-proofs audit --item A11" in output
    assert "cor1 (" not in output
    assert "audit" not in shown(replace(RUN, claims=(claim(Verdict.REFUTED, name="lemma5"),)))


def test_rows_that_claims_name_find_fault_with_the_paper():
    for found in CLAIMS.values():
        for row in found.audited:
            assert ITEMS[row].recorded is not Ruling.CONFIRMED, found.id


def test_expectation_has_its_own_line():
    lines = (ExpectationResult("rho", "4/3", "3/2", Truth.NO),)
    output = shown(*runs(claim(Verdict.CONFIRMED), expectations=lines))
    assert "FAIL! expect rho = 4/3, found 3/2" in output


def test_exponents_beyond_reading_are_rounded_too():
    tiny = f"5e-{10**98}"
    assert show(Enclosure("0.25", tiny, True), 4) == "0.25"
    assert show(Enclosure("0", tiny, True)) == "0 to within 10^(-9.99e97)"
    assert show(Enclosure(f"-5e{10**98}", "1", True)) == "about -10^(1e98)"


def test_a_slope_that_drifts_is_no_exponent():
    fit = replace(RUN.fits[0], slope=-9.7e97, uncertainty=1e98)
    run = replace(RUN, fits=(fit,))
    for output in (shown(run), page.exponents_table(sheet(run).exponents)):
        assert "none: the slope drifts" in output
        assert "e98" not in output
        assert "97" not in output


def test_the_table_of_exponents_says_how_to_read_it():
    logs = replace(RUN, derivation=derivation(rho="0", chi="0", gamma="0", log="1"))
    plain, with_logs = (" ".join(shown(run).split()) for run in (RUN, logs))
    assert "λ_* ~ t^-ρ, L ~ t^-χ, S ~ t^γ" in plain
    assert "log y" not in plain
    assert "log y: times (log t)^-y for λ_* and L, (log t)^y for S" in with_logs


def test_values_report():
    parts = table.values_report("lambda*t", {"a": "3/2", "b": "2"}, [POINT], [Enclosure("inf", "0", True)])
    output = rendered(parts)
    assert "t = 1e100" in output
    assert "L(t)  = 1.5243811874660758425174e-26 ± 2e-48  certified" in output
    assert "ΔL(t) = ∞" in output


def test_values_beyond_the_exponents_of_decimal():
    tiny = Enclosure(f"1103e-{10**30}", f"2e-{10**30 + 40}", True)
    point = replace(POINT, loss=tiny, loss_slope=Enclosure(f"-2e{10**20}", "1", True))
    document = stdlib_json.loads(json.dump(json.run_document([replace(RUN, sums=(point,))])))
    assert document["runs"][0]["sums"][0]["loss"]["mid"] == f"1.103e-{10**30 - 3}"
    assert "about 10^(1e20)" in shown(replace(RUN, sums=(point,), fits=()))
    assert certified_digits(tiny) == 43
