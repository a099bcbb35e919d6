"""Runs of several branches, from the check file to what is printed."""

import io
import json
import resource
from dataclasses import replace
from fractions import Fraction

import jsonschema
import pytest

from spectral_proofs import Candidate, Spectrum, cli, evaluate, pipeline
from spectral_proofs.compare.tradeoff import efficiencies
from spectral_proofs.derivation.mixtures import Part, largest
from spectral_proofs.derivation.stages import derive_laws
from spectral_proofs.pipeline.mixtures import together
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.check_file.mixture_file import any_of_text
from spectral_proofs.reporters import brief, schemas, table
from spectral_proofs.reporters import json as reporter
from spectral_proofs.results import Enclosure, RunResult, Verdict
from spectral_proofs.sums.mixtures import total

LITERATURE = catalogue.folder() / "literature"


def problem_of(name):
    file = any_of_text((LITERATURE / f"{name}.toml").read_text())
    expected = pipeline.Expectations(file.exponents, file.verdicts)
    return pipeline.prepare_mixture(file.mixture, expectations=expected)


@pytest.fixture(scope="module")
def run():
    problem = problem_of("attention_and_mlp")
    return problem, pipeline.run(problem)


def processor_time():
    """Of this process and of the workers that it has waited for."""
    return sum(
        u.ru_utime + u.ru_stime for u in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def verdicts(result):
    return {claim.id: claim.verdict for claim in result.claims}


def shown(result: RunResult):
    out = io.StringIO()
    console = table.console(out)
    for part in (brief.page(result), table.run_tables(result)):
        console.print(part)
    return out.getvalue()


def test_the_example_of_the_paper(run):
    _, result = run
    assert result.internal_error == ""
    assert verdicts(result) == {"cor1": Verdict.REFUTED, "branches": Verdict.CONFIRMED}
    assert (result.mixture.loss.branches, result.mixture.energy.branches) == ((2,), (1,))
    assert all(line.met.value == "yes" for line in result.expectations)
    assert result.mixture.rising == ""


def test_sums_are_those_of_the_branches_and_certified(run):
    problem, result = run
    parts = [evaluate(branch.candidate, branch.spectrum, ["1e6"])[0] for branch in problem.branches]
    found = next(value for value in result.sums if value.t == "1e6")
    for name in ("loss", "energy"):
        value, direct = getattr(found, name), sum(Fraction(getattr(part, name).mid) for part in parts)
        assert value.certified
        assert abs(Fraction(value.mid) - direct) < direct / 10**25


def test_dominance_of_the_loss_changes_where_certified_values_and_laws_say(run):
    _, result = run
    (crossing,) = [one for one in result.mixture.takeovers if one.quantity == "L"]
    assert Fraction(crossing.low) <= Fraction(crossing.law.mid) * (1 + Fraction(1, 10**9))
    assert Fraction(crossing.low) < Fraction(crossing.high) < Fraction(crossing.low) * (1 + Fraction(1, 10**5))
    assert 69389 < Fraction(crossing.low) < 69390
    local = [-float(value.loss_slope.mid) for value in result.sums]
    assert local == sorted(local, reverse=True)


def test_the_trade_off_holds_for_the_modes_of_all_branches_together(run):
    """One mu for both: ridge regression on all modes beats the two branches, each on its own."""
    _, result = run
    efficiency = {t: float(value.mid) for t, value in result.efficiency.at}
    assert set(efficiency) == {value.t for value in result.sums}
    assert all(0 < value < 1 for value in efficiency.values())
    same = Spectrum("3/2", 2)
    g = Candidate("log(1 + lambda*t)")
    ridge = evaluate(g, same, ["1e6"])[0]
    doubled = total([ridge, ridge], 30)
    ((_, eta),) = efficiencies([doubled], (same, same))
    assert abs(float(eta.mid) - 1) < 1e-6


def test_an_energy_below_the_least_one_is_an_internal_error(run):
    problem, result = run
    low = tuple(replace(value, energy=Enclosure("1e-9", "1e-20", True)) for value in result.branches[0].sums)
    small = tuple(replace(value, energy=Enclosure("1e-9", "1e-20", True)) for value in result.branches[1].sums)
    wrong = (replace(result.branches[0], sums=low), replace(result.branches[1], sums=small))
    assert "least energy" in together(problem, wrong).internal_error


@pytest.mark.parametrize(
    ("a", "loss", "energy"),
    [
        ("3/2", (1,), (1,)),
        ("2", (1, 2), (1, 2)),
        ("5/2", (2,), (2,)),
        ("4", (2,), (2,)),
    ],
)
def test_phase_boundaries_of_the_three_terms_are_ties(a, loss, energy):
    """One b = 2, a in {a, b, 2b}: the first two terms tie at a = b only, the first and the third at a = 2b."""
    g, spectra = LAMBDA * TIME, [Spectrum(a, 2), Spectrum(2, 2), Spectrum(4, 2)]
    laws = [derive_laws(g, spectrum) for spectrum in spectra]
    parts = {
        name: [Part(number, getattr(law, field)) for number, law in enumerate(laws, 1)]
        for name, field in (("L", "loss"), ("S", "energy"))
    }
    assert largest("L", parts["L"])[1].branches == loss
    assert largest("S", parts["S"])[1].branches == energy
    outer = largest("L", [parts["L"][0], parts["L"][2]])[1].branches
    assert outer == ((1, 3) if a == "4" else (1,))


def test_outputs_show_it(run):
    _, result = run
    text = shown(result)
    for said in ("branch 1: attention", "L is dominated by branch 2", "S is dominated by branch 1", "certified"):
        assert said in text
    document = reporter.run_document([result])
    jsonschema.validate(document, schemas.load("spectral-proofs/run/1", closed=True))
    assert document["runs"][0]["mixture"]["dominance"]["L"]["branches"] == [2]
    assert len(document["runs"][0]["branches"]) == 2


def test_a_wrong_certified_value_is_an_internal_error(run):
    problem, result = run
    wrong = tuple(
        replace(value, loss=Enclosure("1e-40", "1e-60", True)) if value.t == "1e100" else value
        for value in result.branches[1].sums
    )
    found = together(problem, (result.branches[0], replace(result.branches[1], sums=wrong)))
    assert "rises" in found.internal_error
    assert found.claims == ()


def test_a_branch_without_a_derivation_leaves_the_claims_undecided(run):
    problem, result = run
    stopped = replace(result.branches[1], derivation=None, underived="stopped", claims=())
    found = together(problem, (result.branches[0], stopped))
    assert set(verdicts(found).values()) == {Verdict.UNDECIDED}
    assert "stopped" in found.claims[0].reason
    broken = replace(stopped, internal_error="engines disagree")
    assert together(problem, (result.branches[0], broken)).internal_error == "branch 2: engines disagree"


@pytest.mark.parametrize("options", [("--a", "2"), ("--modes", "100"), ("--b", "3"), ("--assume", "a>1")])
def test_what_belongs_to_one_g_is_refused(capsys, options):
    status = cli.main(("check", str(LITERATURE / "attention_and_mlp.toml"), *options))
    said = capsys.readouterr().err
    assert status == 2
    assert options[0] in said
    assert said.count("\n") == 1


@pytest.mark.parametrize("command", [("evaluate", "--t", "10"), ("plot", "--csv", "-"), ("optimum",), ("derive",)])
def test_commands_for_one_g_refuse_it(capsys, command):
    status = cli.main((command[0], str(LITERATURE / "attention_and_mlp.toml"), *command[1:]))
    assert status == 2
    assert "mixture" in capsys.readouterr().err


@pytest.mark.slow
def test_three_terms_tie_at_a_phase_boundary_in_less_than_ten_seconds(capsys, tmp_path):
    started = processor_time()
    result = pipeline.run(problem_of("paquette_three_terms"))
    assert processor_time() - started < 10
    assert (result.mixture.loss.branches, result.mixture.energy.branches) == ((1, 2), (1, 2))
    assert verdicts(result) == {"cor1": Verdict.CONFIRMED, "branches": Verdict.BEYOND}
    path = str(LITERATURE / "paquette_three_terms.toml")
    assert cli.main(("report", path, "--out", str(tmp_path))) == 0
    assert "branch" in (tmp_path / "paquette_three_terms.html").read_text()
    capsys.readouterr()
    assert cli.main(("check", path, "--format", "json")) == 0
    assert json.loads(capsys.readouterr().out)["runs"][0]["exponents"]["chi"] == "1/2"
