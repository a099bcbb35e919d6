"""How statements are known: no default, the weakest counts, and nothing fails on samples."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path

import pytest
import sympy
from factories import results_of

import spectral_proofs
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.witnesses import crosses_zero, negative_for_ever
from spectral_proofs.claims import judge
from spectral_proofs.claims.base import Conclusion, all_of, fails, holds, unknown
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.pipeline import check
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import json as reporter
from spectral_proofs.results import (
    Asymptotics,
    Derivation,
    Evidence,
    Fact,
    Growth,
    Truncation,
    Truth,
    Verdict,
    unsettled,
)
from spectral_proofs.results.exit_status import KNOWN, rigours
from spectral_proofs.results.rigour import ENCLOSED, EXACT, Rigour, Sampled, proves, read_off, strongest, weakest

PACKAGE = Path(spectral_proofs.__file__).parent
ROOT = Sampled("a root on a net")
X = sympy.Symbol("x", positive=True)
ANGLE = sympy.Symbol("phase_0", real=True)
RAY = Domain(X, sympy.S.Zero, sympy.oo)


def derived(text: str, a: str = "3/2", b: str = "2") -> tuple[Derivation, Spectrum]:
    spectrum = Spectrum(a, b)
    return derive(Candidate(text).resolve(spectrum), spectrum), spectrum


def evidence(text: str, *claims: str) -> dict[str, tuple[Verdict, Evidence | None]]:
    found, spectrum = derived(text)
    return {r.id: (r.verdict, r.evidence) for r in judge(results_of(found, spectrum, claims or None), claims or None)}


def test_there_is_no_default() -> None:
    yes = Fact(Truth.YES, "given", EXACT)
    for incomplete in (
        lambda: Fact(Truth.YES, "because"),  # type: ignore[call-arg]
        lambda: Conclusion(Truth.YES, "because"),  # type: ignore[call-arg]
        lambda: holds("because"),  # type: ignore[call-arg]
        lambda: fails("because"),  # type: ignore[call-arg]
        lambda: Asymptotics(None, None, yes, None, yes, ""),  # type: ignore[call-arg]
        lambda: Asymptotics(None, None, yes, None, yes, "", rigour=EXACT),  # type: ignore[call-arg]
        lambda: Truncation(yes, yes, yes, yes),  # type: ignore[call-arg]
        lambda: Growth(),  # type: ignore[call-arg]
    ):
        with pytest.raises(TypeError):
            incomplete()
    assert not proves(unknown("open").rigour)
    assert not proves(unsettled("open").rigour)


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        ((), EXACT),
        ((EXACT, ENCLOSED), ENCLOSED),
        ((ENCLOSED, ROOT, EXACT), ROOT),
        ((ROOT, Sampled("a sign"), ROOT), Sampled("a root on a net; a sign")),
        ((Sampled("a root on a net; a sign"), Sampled("a sign")), Sampled("a root on a net; a sign")),
    ],
)
def test_the_weakest_counts(parts: tuple[Rigour, ...], whole: Rigour) -> None:
    assert weakest(*parts) == whole
    assert strongest(*parts, EXACT) == EXACT
    assert read_off([]) == EXACT
    with pytest.raises(ValueError, match="what"):
        Sampled("")


def test_nothing_fails_on_samples() -> None:
    assert Fact(Truth.NO, "it dips", ROOT).supported().truth is Truth.UNKNOWN
    assert "a root on a net" in Fact(Truth.NO, "it dips", ROOT).supported().reason
    assert Fact(Truth.NO, "it dips", ENCLOSED).supported().truth is Truth.NO
    assert Fact(Truth.YES, "it rises", ROOT).supported().holds
    no, sampled_no = Fact(Truth.NO, "exactly", EXACT), Fact(Truth.NO, "it seems", ROOT)
    assert all_of([sampled_no, no]) is no  # the best supported failure
    assert all_of([Fact(Truth.YES, "", EXACT), Fact(Truth.YES, "", ROOT)]).rigour == ROOT


@pytest.mark.parametrize(
    ("expr", "recurs"),
    [
        (1 + 8 * sympy.exp(-X) - 8 * X * sympy.exp(-X), True),  # below zero near x = 2 only
        (1 + 7 * sympy.exp(-X) - 7 * X * sympy.exp(-X), False),  # least value 0.053
        (1 + 8 * sympy.exp(-X) - 7 * X * sympy.exp(-X), False),  # least value 0.018
        (1 + sympy.cos(ANGLE) / 3 - sympy.sin(ANGLE), True),
        (sympy.Rational(11, 10) + sympy.cos(ANGLE) / 3 - sympy.sin(ANGLE), False),
        ((X - 3) ** 2, False),  # touches zero
        (sympy.sin(ANGLE) + sympy.sin(sympy.Symbol("phase_1", real=True)), False),  # phases that may never meet
    ],
)
def test_a_witness_is_enclosed_and_recurs(expr: sympy.Expr, recurs: bool) -> None:
    assert bool(negative_for_ever(expr, RAY)) is recurs


def test_no_witness_at_fixed_time() -> None:
    tail = Domain(X, sympy.S.One, sympy.oo, eventual=lambda expr: 1)
    assert not negative_for_ever(X - 5, tail)
    assert negative_for_ever(sympy.Integer(-1), tail)


def test_a_root_between_two_balls_is_enclosed() -> None:
    expr = sympy.log(1 + X) - 1
    assert crosses_zero(expr, X, (sympy.E - 1).evalf(30))
    assert not crosses_zero(expr, X, sympy.Float("1.7182", 30))
    assert not crosses_zero((X - 2) ** 2, X, sympy.Float(2, 30))


@pytest.mark.parametrize("argument", [(sympy.exp(2 * X) + 99) / 100, 1 + X + X**2, sympy.exp(X) - X])
def test_the_sign_of_a_logarithm_is_proved(argument: sympy.Expr) -> None:
    domain = Domain(X, sympy.S.Zero, sympy.oo)
    assert sign(sympy.log(argument), domain) == 1
    assert not domain.assumed


def test_what_is_proved_certified_and_numerical() -> None:
    core = evidence("lambda*t", "growth", "eq4", "lemma5", "prop1", "eq7", "thm2", "cor1", "critical-rate")
    assert set(core.values()) == {(Verdict.CONFIRMED, Evidence.PROVED)}
    assert evidence("log(1+lambda*t)", "eq3", "lemma5", "cor1") == {
        "eq3": (Verdict.BEYOND, Evidence.PROVED),  # the maximum of R is enclosed
        "lemma5": (Verdict.BEYOND, Evidence.PROVED),
        "cor1": (Verdict.BEYOND, Evidence.PROVED),
    }


def test_sampled_facts_are_told_apart() -> None:
    found, _ = derived("log(99/100+exp(2*lambda*t)/100)")
    assert isinstance(found.frontier.argmax.rigour, Sampled)
    others = (found.hypotheses.positive, found.growth.fact, found.frontier.ratio, found.loss.equivalent)
    assert all(proves(fact.rigour) for fact in others)
    assert (found.frontier.level.constant_rigour, proves(found.loss.constant_rigour)) == (ENCLOSED, True)


def test_questions_read_for_themselves() -> None:
    context = Context(sympy.Symbol("g"), Spectrum())
    with context.reading() as first:
        context.note(["a sign"])
    with context.reading() as second:
        pass
    with context.reading() as third:
        context.note(["a sign"])  # again, of another's work
    assert (first, second, third, context.assumed) == (["a sign"], [], ["a sign"], ["a sign"])


@pytest.mark.parametrize(
    ("text", "lam", "time"),
    [
        ("lambda*t*(1+8*exp(-lambda*t))", Truth.NO, Truth.NO),
        ("lambda*t*(1+7*exp(-lambda*t))", Truth.YES, Truth.YES),
        ("lambda*t/(1+lambda**2*t**2)", Truth.NO, Truth.NO),
    ],
)
def test_hypotheses_fail_with_a_witness_only(text: str, lam: Truth, time: Truth) -> None:
    found, _ = derived(text)
    facts = (found.hypotheses.increasing_in_lambda, found.hypotheses.increasing_in_time)
    assert (facts[0].truth, facts[1].truth) == (lam, time)
    assert all(proves(fact.rigour) for fact in facts if fact.truth is Truth.NO)


def test_json_says_how_things_are_known() -> None:
    result = check(Candidate("log(1+lambda*t)"), Spectrum(), claims=["eq3", "lemma5"])
    (run,) = reporter.run_document([result])["runs"]
    assert set(run["rigour"]) == set(KNOWN)
    assert (run["rigour"]["rho"], run["rigour"]["chi"]) == ("enclosed", "exact")
    assert run["rigour"]["m"] is None
    assert run["rigour"]["kappa"] == "enclosed"
    claims = {claim["id"]: claim["rigour"] for claim in run["claims"]}
    assert claims["eq3"] == "enclosed"
    assert claims["lemma5"] in ("exact", "enclosed")
    assert set(rigours(None).values()) == {None}


def _producers(path: Path) -> int:
    """Calls in a module that make something sampled."""
    count = 0
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        count += isinstance(function, ast.Name) and function.id == "Sampled"
        appends = isinstance(function, ast.Attribute) and function.attr == "append"
        count += appends and isinstance(function.value, ast.Attribute) and function.value.attr == "assumed"
    return count


def test_all_that_is_sampled_is_listed_with_why() -> None:
    text = (PACKAGE.parent / "docs" / "rigour.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w/]+\.py)` \| (\d+) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)
    found = Counter({str(path.relative_to(PACKAGE)): _producers(path) for path in PACKAGE.rglob("*.py")})
    del found["results/rigour.py"]
    assert {name: int(number) for name, number in rows} == {name: number for name, number in found.items() if number}
