"""Every row of the audit: its verdict, and that the verdict depends on the mathematics."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache

import pytest
import sympy
from weight import parted

from spectral_proofs import cli
from spectral_proofs.audit import registry
from spectral_proofs.audit.base import CONDITION, CORRECTED, PRINTED, Check, Clause, Ruling, reproduce, rule
from spectral_proofs.audit.cache import Desk
from spectral_proofs.audit.clauses import Claim, Equation, Limit, Regime, Sign, Summable
from spectral_proofs.audit.registry import ITEMS, find, registered
from spectral_proofs.audit.run import audit
from spectral_proofs.audit.values import Value
from spectral_proofs.errors import InputError, InternalError, UndecidedError
from spectral_proofs.reporters.audit import document
from spectral_proofs.results import Evidence

YES, MAYBE, NO = Ruling.CONFIRMED, Ruling.CONDITIONAL, Ruling.REFUTED

VERDICTS = {
    "s1.2-lazy": YES,
    "A23": MAYBE,
    "s1.3-form": NO,
    "A1": NO,
    "A7": NO,
    "eq1": YES,
    "eq2": YES,
    "s3.1-frontier": YES,
    "s3.1-rate": YES,
    "A2": NO,
    "A3": MAYBE,
    "s3.2-elasticity": YES,
    "eq5": MAYBE,
    "s3.2-cases": YES,
    "eq6": YES,
    "s3.3-band": YES,
    "A22": YES,
    "s3.3-tail": YES,
    "A6": NO,
    "s3.3-known": MAYBE,
    "s3.4-model": MAYBE,
    "A8": MAYBE,
    "A9": MAYBE,
    "s3.4-energy": MAYBE,
    "s3.4-head": MAYBE,
    "A10": MAYBE,
    "cor1-robust": MAYBE,
    "eq8": YES,
    "eq9": YES,
    "s4.1-exactly": MAYBE,
    "eq10": MAYBE,
    "eq11": MAYBE,
    "eq12": MAYBE,
    "eq13": MAYBE,
    "eq14": NO,
    "A12": NO,
    "eq16": MAYBE,
    "eq17": YES,
    "eq18": MAYBE,
    "eq19": YES,
    "eq20": MAYBE,
    "A13": MAYBE,
    "A14": NO,
    "s4.2-theta": YES,
    "A15": NO,
    "A16": NO,
    "A17": YES,
    "eq24-prop": MAYBE,
    "s4.2-speed": YES,
    "A18": NO,
    "s5-modes": YES,
    "s5-delta": YES,
    "A20": YES,
    "s5-alpha": MAYBE,
    "A19": NO,
    "s5-optimal": NO,
    "s5-exhausted": MAYBE,
    "A21": MAYBE,
    "s5-densing": MAYBE,
    "s5-doubling": MAYBE,
    "s6.1-power": NO,
    "s6.1-complementarity": MAYBE,
    "s6.2": MAYBE,
    "s6.3": YES,
    "s6.5": MAYBE,
    "appA-step1": YES,
    "A4": NO,
    "eq27": YES,
    "eq28": YES,
    "eq29": YES,
    "eq30": YES,
    "appA-head": YES,
    "A5": NO,
    "appA-step5": YES,
    "appB-error": YES,
    "appB-cross": MAYBE,
    "A11": NO,
    "appB-const": YES,
    "sr-decrease": MAYBE,
    "sr-reach": YES,
    "sr-floor": YES,
    "sr-feature": YES,
}


def rows(names):
    """For tests of each row; some derive for seconds."""
    return parted(names, lambda name: name in ("A3", "s6.1-power", "s6.2", "s6.3"))


DESK = Desk()


@cache
def finding(name):
    """The row as reproduced, once for all tests."""
    return reproduce(ITEMS[name], DESK)


@cache
def checks(name):
    """(the check of each clause, its check with other inputs)."""
    found = finding(name).checks
    clauses = ITEMS[name].clauses
    return tuple(
        (check, altered(clause, check.holds).check(DESK)) for clause, check in zip(clauses, found, strict=True)
    )


def test_every_row_has_an_expected_verdict_and_stands_in_the_paper_s_order():
    assert list(ITEMS) == list(VERDICTS)


@pytest.mark.parametrize("name", rows(VERDICTS))
def test_verdict(name):
    assert finding(name).ruling is VERDICTS[name]
    assert finding(name).witness
    assert finding(name).item.corrected


def test_every_item_and_every_equation_number_has_a_row():
    assert {f"A{i}" for i in range(1, 24)} <= set(ITEMS)
    covered = set()
    for item in ITEMS.values():
        for first, last in re.findall(r"\((\d+)\)(?:–\((\d+)\))?", item.reference):
            covered |= set(range(int(first), int(last or first) + 1))
    assert set(range(1, 31)) <= covered


def test_definitions_say_so():
    for item in ITEMS.values():
        assert item.brief.startswith("definition") is item.definition, item.id


# --- the verdict depends on the mathematics: every clause of every row, altered


def altered(clause: Clause, holds: bool) -> Clause:
    """The same clause with other inputs, for which it comes out the other way."""
    match clause:
        case Equation() | Regime():
            return replace(clause, right=clause.right + 1 if holds else clause.left)
        case Sign():
            return replace(clause, expr=-clause.expr if clause.expr != 0 else sympy.S.One)
        case Summable():
            return replace(clause, exponent=-clause.exponent if holds else sympy.S(-2))
        case Limit() if holds:
            return replace(clause, value=sympy.S(7))
        case Limit():
            expr = clause.expr.subs(dict(clause.at))
            return replace(clause, value=sympy.limit(expr, clause.variable, clause.to, clause.side))
        case Claim() if holds:
            return replace(clause, g="t", parameters=(), times=())
        case Claim():
            return replace(clause, g="lambda*t", a="3/2", b="2", parameters=())
        case Value():
            return replace(clause, expected=sympy.S.One if clause.expected == sympy.oo else 2 * clause.expected)
    raise AssertionError(clause)


@pytest.mark.parametrize("name", rows(ITEMS))
def test_every_clause_can_come_out_the_other_way(name):
    for check, other in checks(name):
        assert other.holds is not check.holds, check.statement


def ruling_of(name, found):
    """The ruling, or None where there is none."""
    try:
        return rule(name, found)
    except InternalError:
        return None


@pytest.mark.parametrize("name", rows(ITEMS))
def test_the_ruling_needs_every_correction_and_the_printed_facts(name):
    pairs = checks(name)
    for i, (check, other) in enumerate(pairs):
        if check.role is not PRINTED:
            found = [pair[0] for pair in pairs]
            assert ruling_of(name, [*found[:i], other, *found[i + 1 :]]) is None
    swapped = [other if check.role is PRINTED else check for check, other in pairs]
    if VERDICTS[name] is YES or all(not check.holds for check, _ in pairs if check.role is PRINTED):
        assert ruling_of(name, swapped) is not VERDICTS[name]


@pytest.mark.parametrize("name", rows(name for name, verdict in VERDICTS.items() if verdict is not YES))
def test_repaired_statements_are_confirmed(name):
    repaired = [check if check.role is not PRINTED or check.holds else other for check, other in checks(name)]
    assert rule(name, repaired) is YES


def test_an_altered_row_is_an_internal_error_that_names_it():
    printed, *rest = ITEMS["A1"].clauses
    repaired = replace(ITEMS["A1"], clauses=(replace(printed, left=-printed.left), *rest))
    with pytest.raises(InternalError, match="row A1 is recorded as refuted but comes out confirmed"):
        reproduce(repaired, DESK)


# --- how a ruling follows


def made(role=PRINTED, holds=True, evidence=Evidence.PROVED, **options):
    return Check(role, "statement", holds, evidence, **options)


@pytest.mark.parametrize(
    ("checks", "ruling"),
    [
        ([made()], YES),
        ([made(), made(CORRECTED)], YES),
        ([made(holds=False)], NO),
        ([made(), made(holds=False)], NO),
        ([made(holds=False), made(CONDITION)], MAYBE),
        ([made(holds=False, evidence=Evidence.CERTIFIED, finite=True)], NO),
    ],
)
def test_ruling(checks, ruling):
    assert rule("X", checks) is ruling


@pytest.mark.parametrize(
    ("checks", "message"),
    [
        ([made(CORRECTED)], "tests nothing"),
        ([made(), made(CORRECTED, False)], "corrected fails"),
        ([made(holds=False), made(CONDITION, False)], "condition fails"),
        ([made(holds=False, within=False)], "outside the paper's hypotheses"),
        ([made(holds=False, evidence=Evidence.CERTIFIED)], "finitely many t"),
        ([made(evidence=Evidence.CERTIFIED)], "finitely many t"),
        ([made(evidence=Evidence.NUMERICAL)], "finitely many t"),
    ],
)
def test_rulings_that_rest_on_too_little(checks, message):
    with pytest.raises(InternalError, match=message):
        rule("X", checks)


def test_formulas_that_cannot_be_told_apart_refute_nothing():
    x = sympy.Symbol("x", positive=True)
    hidden = sympy.Integral(sympy.exp(-(x**2)) * sympy.cos(x**3), (x, 0, sympy.oo))
    close = Equation(role=PRINTED, says="nearly equal", left=hidden + sympy.Rational(1, 10**15), right=hidden)
    assert not replace(close, left=hidden + 1).check(DESK).holds
    tiny = Equation(role=PRINTED, says="too close", left=sympy.sqrt(2), right=sympy.Rational("1.41421356237309505"))
    with pytest.raises(UndecidedError, match="neither"):
        tiny.check(DESK)


def test_limits_with_symbols_are_refused():
    p, t = sympy.symbols("p t", positive=True)
    clause = Limit(role=PRINTED, says="unsound", expr=t**-p, variable=t, to=sympy.oo, value=sympy.S.Zero)
    with pytest.raises(UndecidedError, match="unsound"):
        clause.check(DESK)


def test_unknown_signs_and_claims_are_undecided():
    with pytest.raises(UndecidedError, match="not settled"):
        Sign(role=PRINTED, says="x - 1", expr=sympy.Symbol("x", positive=True) - 1).check(DESK)
    with pytest.raises(UndecidedError, match="undecided"):
        Claim(role=PRINTED, says="?", claim="thm2", g="lambda*t*(1+1/(2-lambda*t)**2)").check(DESK)


def test_duplicate_ids_are_refused():
    with pytest.raises(RuntimeError, match="A1"):
        registered([ITEMS["A1"], ITEMS["A1"]])


def test_rows_are_found_in_any_case():
    assert find("a9") == (ITEMS["A9"],)
    with pytest.raises(InputError, match="no such row; did you mean"):
        find("A24")


# --- the command


QUICK = ("A1", "eq6", "s5-delta", "A11")


@pytest.fixture
def few(monkeypatch):
    monkeypatch.setattr(registry, "ITEMS", {name: ITEMS[name] for name in QUICK})


def run(capsys, *argv):
    status = cli.main(argv)
    output = capsys.readouterr()
    return int(status), output.out, output.err


def test_table(capsys, few):
    status, out, err = run(capsys, "audit")
    assert (status, err) == (0, "")
    assert all(name in out for name in QUICK)
    assert "ρ = −E_t/E_λ → ρ = +E_t/E_λ" in out
    assert max(map(len, out.splitlines())) <= 80
    assert "4 rows, each reproduced in this run: 2 confirmed, 0 conditional, 2 refuted" in " ".join(out.split())


def test_json(capsys, few):
    status, out, _ = run(capsys, "audit", "--format", "json")
    found = json.loads(out)
    assert status == 0
    assert found["schema"] == "spectral-proofs/audit/1"
    assert [row["id"] for row in found["items"]] == list(QUICK)
    assert found["errors"] == []
    for row in found["items"]:
        assert {"id", "reference", "printed", "verdict", "corrected", "witness"} <= row.keys()
        assert row["verdict"] in {"confirmed", "conditional", "refuted"}
        assert all(isinstance(row[key], str) and row[key] for key in ("printed", "corrected", "witness"))
        assert row["checks"]


def test_one_item_with_its_whole_argument(capsys):
    status, out, _ = run(capsys, "audit", "--item", "A10")
    text = " ".join(out.split())
    assert status == 0
    assert "conditional" in text
    assert "If 0 ≤ 1 + b − a < 2mb, then χ + γ = ρ" in text
    assert "χ + γ = 3/2 + 0 = 3/2, ρ = 1" in text


def test_unknown_item_is_one_line(capsys):
    status, out, err = run(capsys, "audit", "--item", "A99")
    assert (status, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "did you mean A9?" in err


def test_a_row_that_does_not_reproduce_is_an_internal_error(capsys, monkeypatch):
    wrong = replace(ITEMS["A1"], recorded=YES)
    monkeypatch.setattr(registry, "ITEMS", {"A1": wrong, "eq6": ITEMS["eq6"]})
    status, out, err = run(capsys, "audit")
    assert status == 4
    assert "audit row A1 is recorded as confirmed but comes out refuted" in err
    assert "1 not reproduced" in out
    status, out, _ = run(capsys, "audit", "--format", "json")
    found = json.loads(out)
    assert status == 4
    assert [row["id"] for row in found["items"]] == ["eq6"]
    assert [row["id"] for row in found["errors"]] == ["A1"]


def test_a_bug_in_a_row_names_the_row():
    class Broken(Clause):
        def check(self, desk):
            raise ZeroDivisionError("oops")

    item = replace(ITEMS["A1"], clauses=(Broken(role=PRINTED, says="?"),))
    (work,) = audit([item])
    assert work().error == "audit row A1: ZeroDivisionError: oops"


def test_interrupted_audits_keep_what_is_finished(capsys, monkeypatch):
    class Interrupted(Clause):
        def check(self, desk):
            raise KeyboardInterrupt

    stop = replace(ITEMS["A7"], clauses=(Interrupted(role=PRINTED, says="?"),))
    monkeypatch.setattr(registry, "ITEMS", {"A1": ITEMS["A1"], "A7": stop, "eq6": ITEMS["eq6"]})
    status, out, err = run(capsys, "audit")
    assert status == 130
    assert "1 of 3 rows" in out
    assert err == "interrupted: 1 of 3 rows completed\n"


def test_document_of_a_row_with_certified_numbers():
    (row,) = document([finding("A9")])["items"]
    assert {"S(1e2)": "∞"} in [check["numbers"] for check in row["checks"]]
