"""General theorems: golden regimes, conditions that partition the parameters, agreement with the numbers."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
import sympy
from sympy import log
from weight import heavy

from spectral_proofs import cli
from spectral_proofs.asymptotics.domain import CaseSplit
from spectral_proofs.derivation import sums
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.level_set import level_set
from spectral_proofs.derivation.parameters import regimes
from spectral_proofs.derivation.parameters.explained import written_out
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import instances
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.parser import parse_parameter, symbol
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import theorem as theorem_report
from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier import rules_cases
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.subject import Subject

R = sympy.Rational
C, Q = symbol("c"), symbol("q")
MONOMIAL = Candidate("C*lambda**m*t**n")
TWO_TERMS = Candidate("lambda*t**p + lambda**2*t**q")
FEATURES = Candidate("lambda*t**p", {"p": "Max(1, 2/(1+beta))"})
TIED = Candidate("lambda*t**p", {"beta": "(a-1)/b", "p": "Max(1, 2/(1+beta))"})
HEAVY = Candidate("log(1+lambda*t)")
LOG_TIME = Candidate("lambda**m*t**n*log(1+t)")

THEOREMS: dict[str, Theorem] = {}


def theorem_of(candidate: Candidate) -> Theorem:
    key = f"{candidate.g} {dict(candidate.parameters)}"
    if key not in THEOREMS:
        THEOREMS[key] = general_theorem(candidate)
    return THEOREMS[key]


def same(left: sympy.Expr | None, right: str | None) -> bool:
    if left is None or right is None:
        return left is None and right is None
    return sympy.simplify(left - parse_parameter(right)) == 0


GOLDEN = [
    # candidate, condition, rho, chi, gamma, gamma_log, growth
    (MONOMIAL, "(a < b + 1) & (a + 2*b*m > b + 1)", "n/m", "n*(a-1)/(m*b)", "n*(1+b-a)/(m*b)", "0", "power law"),
    (MONOMIAL, "Eq(a, b + 1)", "n/m", "n/m", "0", "1", "logarithmic"),
    (MONOMIAL, "a > b + 1", "n/m", "n*(a-1)/(m*b)", "0", "0", "bounded"),
    (MONOMIAL, "a + 2*b*m <= b + 1", "n/m", "n*(a-1)/(m*b)", None, None, "infinite"),
    (TWO_TERMS, "(q < 2*p) & (a < b + 1)", "p", "p*(a-1)/b", "p*(1+b-a)/b", "0", "power law"),
    (TWO_TERMS, "(Eq(q, 2*p)) & (a < b + 1)", "q/2", "q*(a-1)/(2*b)", "q*(1+b-a)/(2*b)", "0", "power law"),
    (TWO_TERMS, "(q > 2*p) & (a > b + 1)", "q/2", "q*(a-1)/(2*b)", "0", "0", "bounded"),
    (FEATURES, "(beta >= 1) & (a < b + 1)", "1", "(a-1)/b", "(1+b-a)/b", "0", "power law"),
    (FEATURES, "(beta < 1) & (a > b + 1)", "2/(1+beta)", "2*(a-1)/(b*(1+beta))", "0", "0", "bounded"),
    (TIED, "a < b + 1", "2*b/(a+b-1)", "2*(a-1)/(a+b-1)", "2*(1+b-a)/(a+b-1)", "0", "power law"),
    (HEAVY, "(a < 2*b + 1) & (a > b + 1)", "1", "(a-1)/b", "0", "0", "bounded"),
    (HEAVY, "a > 2*b + 1", "1", "2", "0", "0", "bounded"),
]


@pytest.mark.parametrize("row", GOLDEN, ids=lambda row: f"{row[0].g} | {row[1]}")
def test_regimes(row):
    candidate, when, rho, chi, gamma, gamma_log, growth = row
    (regime,) = [regime for regime in theorem_of(candidate).regimes if regime.when == when]
    found = regime.found
    assert same(found.rho, rho)
    assert same(found.chi, chi)
    assert same(found.gamma, gamma)
    assert same(found.gamma_log, gamma_log)
    assert found.growth == growth


@pytest.mark.parametrize(
    ("candidate", "count"), [(MONOMIAL, 4), (TWO_TERMS, 9), (FEATURES, 6), (TIED, 3), (HEAVY, 5), (LOG_TIME, 4)]
)
def test_regimes_are_merged(candidate, count):
    assert len(theorem_of(candidate).regimes) == count


def test_scaling_function_on_each_side_of_the_newton_polygon():
    x = symbol("x")
    found = {r.when.split(" & ")[0].strip("()"): r.found.scaling_function for r in theorem_of(TWO_TERMS).regimes}
    assert found == {"q < 2*p": x, "Eq(q, 2*p": x + x**2, "q > 2*p": x**2}


def test_constants_of_the_monomial():
    power_law = next(r.found for r in theorem_of(MONOMIAL).regimes if r.found.growth == "power law")
    point = {symbol(n): v for n, v in {"a": R(3, 2), "b": 2, "C": 1, "m": 1, "n": 1}.items()}
    loss, energy = (expr.subs(point).evalf(20) for expr in (power_law.loss_constant, power_law.energy_constant))
    expected = sympy.gamma(R(1, 4)) * 2 ** R(-1, 4) / 2
    assert abs(loss - expected.evalf(20)) < 1e-15
    assert abs(energy - (sympy.gamma(R(-3, 4)) * (2 ** R(3, 4) - 2) / 2).evalf(20)) < 1e-15


# --- conditions


def random_point(theorem: Theorem, generator: random.Random) -> dict[sympy.Symbol, sympy.Rational]:
    """Parameters on a coarse grid, so that the regime borders are hit as well."""
    names = set().union(theorem.a.free_symbols, theorem.b.free_symbols, theorem.g.free_symbols)
    names -= {symbol("lam"), symbol("t")}
    grid = [R(k, 4) for k in range(1, 13)]
    point = {s: generator.choice(grid) for s in sorted(names, key=str)}
    return {s: v + 1 if s.name in ("a", "b") else v for s, v in point.items()}


@pytest.mark.parametrize("candidate", [MONOMIAL, TWO_TERMS, FEATURES, TIED, HEAVY], ids=lambda c: c.g)
def test_exactly_one_regime_holds(candidate):
    theorem, generator = theorem_of(candidate), random.Random(1)
    for _ in range(300):
        point = random_point(theorem, generator)
        assert sum(regime.holds(point) for regime in theorem.regimes) == 1, point


def numbers(candidate: Candidate, point: dict[sympy.Symbol, sympy.Rational]) -> tuple[sympy.Expr | None, ...]:
    """rho, chi, gamma, chi_log, gamma_log without symbols."""
    values = {s.name: str(v) for s, v in point.items()}
    spectrum = Spectrum(values.pop("a"), values.pop("b"))
    context = Context(Candidate(candidate.g, {**candidate.parameters, **values}).resolve(spectrum), spectrum)
    loss, energy, level = loss_order(context), energy_order(context), level_set(context)
    finite = not energy.infinite
    return (
        level.place.prefix[0],
        -loss.index,
        energy.index if finite else None,
        -loss.log_index,
        energy.log_index if finite else None,
    )


NAMES = ("rho", "chi", "gamma", "chi_log", "gamma_log")


INSTANCES = {"monomial": MONOMIAL, "two terms": TWO_TERMS, "features": FEATURES, "tied": TIED}
HARD_INSTANCES = {"heavy": HEAVY, "log time": LOG_TIME}


@pytest.mark.parametrize(
    ("candidate", "count"),
    [
        *(pytest.param(candidate, 24, id=name) for name, candidate in INSTANCES.items()),
        *(pytest.param(candidate, 5, id=name) for name, candidate in HARD_INSTANCES.items()),
        *(heavy(candidate, 200, id=f"{name}, many") for name, candidate in INSTANCES.items()),
        *(heavy(candidate, 30, id=f"{name}, many") for name, candidate in HARD_INSTANCES.items()),
    ],
)
def test_instances_of_every_regime(candidate, count, monkeypatch):
    """Instances in each regime, near its borders and far from them, against derivations without symbols."""
    theorem = theorem_of(candidate)
    monkeypatch.setattr(sums, "constant_of", lambda *arguments: sympy.S.One)  # indices do not need it
    share = -(-count // len(theorem.regimes))
    total = 0
    for regime in theorem.regimes:
        points = instances(theorem, regime, share)
        assert len(points) == share
        total += share
        for point in points:
            found = [getattr(regime.found, name) for name in NAMES]
            symbolic = tuple(None if value is None else value.subs(point) for value in found)
            assert symbolic == numbers(candidate, point), point
    assert total >= count


@pytest.mark.parametrize("candidate", [MONOMIAL, TWO_TERMS], ids=lambda c: c.g)
def test_instances_on_a_coarse_grid(candidate, monkeypatch):
    """Points that were not chosen for any regime."""
    theorem, generator = theorem_of(candidate), random.Random(2)
    monkeypatch.setattr(sums, "constant_of", lambda *arguments: sympy.S.One)  # indices do not need it
    for _ in range(50):
        point = random_point(theorem, generator)
        (regime,) = [regime for regime in theorem.regimes if regime.holds(point)]
        found = [getattr(regime.found, name) for name in NAMES]
        symbolic = tuple(None if value is None else value.subs(point) for value in found)
        assert symbolic == numbers(candidate, point), point


# --- assumptions


def test_assumptions_narrow_the_theorem():
    (regime,) = general_theorem(MONOMIAL, assumptions=["a<b+1", "m>=1/2"]).regimes
    assert regime.when == "True"
    (half,) = general_theorem(MONOMIAL, assumptions=["1 < a < b+1", "m==1/2"]).regimes
    assert same(half.found.rho, "2*n")


def test_assumption_on_a_curve():
    regimes = general_theorem(TWO_TERMS, assumptions=["q==2*p", "a<b+1"]).regimes
    x = symbol("x")
    assert [regime.found.scaling_function for regime in regimes] == [x + x**2]


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("p", "no relation"),
        ("p=2", "single '='"),
        ("p>", "empty expression"),
        ("z>1", "z is no parameter"),
        ("lambda>1", "uses lambda"),
        ("__import__('os')>1", "unexpected"),
        ("p>q", "q is no parameter"),
        ("a<1", "contradicts"),
        ("p<0", "contradicts"),
        ("p>>1", "empty expression"),
    ],
)
def test_bad_conditions(condition, message):
    with pytest.raises(InputError, match=message) as error:
        general_theorem(Candidate("lambda*t**p"), assumptions=[condition])
    assert "\n" not in str(error.value)


def test_names_of_the_derivation_are_refused():
    with pytest.raises(InputError, match="'x'"):
        general_theorem(Candidate("lambda*t**x"))


def test_what_cannot_be_decided_is_said():
    decided, open_ = general_theorem(Candidate("Max(c*lambda*sqrt(t), sqrt(lambda*t))"), "23/10", "5/4").regimes
    assert (decided.when, decided.found.notes) == ("c <= 1", ())
    assert open_.found.chi == decided.found.chi == R(26, 25)
    assert open_.found.gamma is None
    assert "how many modes lie above c**(-2) depends on parameters" in open_.found.notes[0]


def test_a_kink_between_two_powers_is_placed():
    """Where D lambda^2 t^3 leaves lambda t behind, above the frontier, was not decided: the root is 1/D."""
    (regime,) = general_theorem(Candidate("Max(lambda*t, D*lambda**2*t**3)"), "3/2", "2").regimes
    assert (regime.found.rho, regime.found.chi, regime.found.gamma) == (R(3, 2), R(3, 8), R(9, 8))
    assert not regime.found.notes


# --- certificates


def test_signs_from_linear_arithmetic():
    p, q, r = map(symbol, "pqr")
    case = ParameterCase().extended(p - q, 1).extended(q - 2 * r, 1)
    assert case.sign(p - r) == 1
    assert case.sign((r - p) / (q + r)) == -1
    assert case.extended(p - r, -1) is None
    assert case.extended(p - r, 0) is None
    assert case.known_sign(p - 3 * r) is None


def test_witness_satisfies_every_fact():
    p, q = symbol("p"), symbol("q")
    case = ParameterCase().extended(p - 5 * q, 1).extended(p * q - 1, -1)
    witness = dict(case.witness(p, q))
    assert all(fact.subs(witness) > 0 for fact in case.facts)


# --- command line


def run(capsys, *argv):
    status = cli.main(["derive", *argv])
    output = capsys.readouterr()
    return int(status), output.out, output.err


def test_json():
    document = theorem_report.document(theorem_of(MONOMIAL))
    assert document["schema"] == "spectral-proofs/derivation/1"
    keys = {"when", "rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log", "scaling_function"}
    assert all(keys <= regime.keys() for regime in document["regimes"])
    infinite = [regime for regime in document["regimes"] if regime["growth"] == "infinite"]
    assert [regime["gamma"] for regime in infinite] == [None]
    assert document["g"] == "C*lambda**m*t**n"


def test_table(capsys):
    status, out, _ = run(capsys, "lambda*t**p", "--b", "2", "--set", "p=4/3")
    assert status == 0
    assert "ρ = 4/3" in out
    assert "if a < 3" in out


def test_latex(capsys):
    assert r"\rho=\frac{n}{m}" in theorem_report.latex(theorem_of(MONOMIAL))
    status, out, _ = run(capsys, "lambda*t**2", "--a", "3/2", "--b", "2", "--format", "latex")
    assert status == 0
    assert out.startswith(r"\begin{theorem}")
    assert r"\rho=2" in out


def test_usage_errors_take_one_line(capsys):
    for argv in (["lambda*t", "--assume", "q>1"], ["lambda*t", "--set", "q=1"], ["lambda*t", "--a", "1"]):
        status, _, err = run(capsys, *argv)
        assert status == 2
        assert err.count("\n") == 1


@pytest.mark.parametrize("assumption", [heavy("p+q<=3/2"), "p!=pi", heavy("log(p)!=E")])
def test_what_an_assumption_leaves_open_parts_regimes(assumption):
    """Two regimes held at once where an answer at p + q = 3/2 was written without p."""
    theorem = general_theorem(Candidate("lambda**p*t**q"), assumptions=(assumption,))
    for regime in theorem.regimes:
        for point in instances(theorem, regime, 2):
            assert [other for other in theorem.regimes if other.holds(point)] == [regime]


def test_what_is_not_derived_any_more_is_counted(monkeypatch):
    """A budget of no questions: the first case that asks one, and splits, leaves the others undecided."""
    candidate = Candidate("c*log(1+lambda*t)")
    whole = general_theorem(candidate, "3", "2", points=None)
    assert len(whole.cases) > 1
    assert not whole.undecided
    monkeypatch.setattr(regimes, "_QUESTIONS", 0)
    cut = [general_theorem(candidate, "3", "2", points=None) for _ in range(2)]
    assert cut[0].undecided
    assert [regime.found.notes for regime in cut[0].regimes] == [regime.found.notes for regime in cut[1].regimes]


def test_a_border_in_a_logarithm_is_solved():
    """log c = 1 was no case: sqrt(log(1 + c lambda t^q)) stayed undecided there."""
    one = ParameterCase().extended(sympy.log(symbol("c")) - 1, 0)
    assert one is not None
    assert one.apply(symbol("c")) == sympy.E
    half = ParameterCase().extended(sympy.log(symbol("n")) + 2 * sympy.log(2), 0)
    assert half is not None
    assert half.apply(symbol("n")) == R(1, 4)
    assert ParameterCase().extended(sympy.log(symbol("a")) + 1, 0) is None  # a > 1


LOGARITHMS = [  # what is compared with zero, a parameter, and where it is then
    (-log(C) + log(3), C, R(3)),
    (-log(C) - log(sympy.pi) + log(2), C, 2 / sympy.pi),
    (log(C) + log(Q), C, 1 / Q),
    (-log(C) + log(Q) + log(2), C, 2 * Q),
    (2 * log(C) - 4 * log(Q) + 1, C, Q**2 / sympy.sqrt(sympy.E)),
    (sympy.pi * C - 2, C, 2 / sympy.pi),
]


@pytest.mark.parametrize(("border", "parameter", "value"), LOGARITHMS)
def test_borders_between_logarithms_and_irrational_numbers(border, parameter, value):
    """On each side the sign that parts the cases is known, and on the border the parameter."""
    for sign in (1, -1):
        case = ParameterCase().extended(border, sign)
        assert case.known_sign(border) == sign
        assert case.extended(border, -sign) is None
        assert case.extended(border, 0) is None
        assert sympy.sign(border.subs(case.witness(C, Q)).evalf()) == sign
    on = ParameterCase().extended(border, 0)
    assert sympy.simplify(on.apply(parameter) - value) == 0


def test_a_logarithm_has_the_sign_of_its_argument_less_one():
    """What parts the cases is the argument; where that is negative nothing is real."""
    less = log(1 - C)
    below = ParameterCase().extended(1 - C, 1)
    assert below.known_sign(less) == below.known_sign(less / C) == -1
    assert below.known_sign(log(2 - C)) == 1
    assert ParameterCase().known_sign(less) is ParameterCase().known_sign(log(C + Q)) is None
    for case, asked, parting in [(ParameterCase(), less, 1 - C), (ParameterCase(), log(C + Q), C + Q - 1)]:
        with pytest.raises(CaseSplit) as split:
            case.sign(asked)
        assert sympy.expand(split.value.expr - parting) == 0
    with pytest.raises(UndecidedError, match="not real"):
        ParameterCase().extended(1 - C, -1).sign(less)


@pytest.mark.parametrize("g", [heavy("-t*log(1-c*lambda)"), "-t*log(1-c*lambda)/c"])
def test_gradient_descent_with_a_free_step(g):
    (regime,) = general_theorem(Candidate(g), "3/2", "2", assumptions=["c<1"], points=None).regimes
    assert (regime.found.rho, regime.found.chi, regime.found.gamma) == (1, R(1, 4), R(3, 4))
    step = 1 if g.endswith("/c") else C
    assert sympy.simplify(regime.found.loss_constant * step ** R(1, 4) - 2 ** R(3, 4) * sympy.gamma(R(1, 4)) / 4) == 0


def test_irrational_numbers_lie_between_rationals():
    case = ParameterCase().extended(C - sympy.exp(-1), 1)
    assert case.known_sign(C - R(36, 100)) == 1
    assert case.known_sign(C - R(37, 100)) is None
    assert case.extended(C - R(1, 3), -1) is None


@pytest.mark.parametrize(("fact", "sign"), [(3 - C, "negative"), (C - 3, "positive")])
def test_a_sign_behind_a_logarithm_is_written_out_and_checked(fact, sign):
    asked = log(C) - log(3)
    written = written_out(asked, ParameterCase().extended(fact, 1))
    given = Step(1, "case", {}, {"positive": str(fact)})
    subject = Subject(Trace((given,)))
    claimed = Step(2, "sign", {"expression": str(asked)}, {"sign": sign, **written}, (1,))
    assert rules_cases.sign(claimed, subject)[0] is Status.CHECKED
    other = "positive" if sign == "negative" else "negative"
    lies = [{"sign": other}, {"forms": str(fact - 1)}, {"forms": str(-fact)}, {"forms": written["factors"]}]
    for lie in lies:
        with pytest.raises(FailedStepError):
            rules_cases.sign(replace(claimed, output={**claimed.output, **lie}), subject)


@pytest.mark.parametrize(
    ("asked", "fact", "sign"),
    [
        (log(1 - C) / C, 1 - C, "negative"),
        (log(C + Q - 1), C + Q - 2, "positive"),
        (-log(Q - C) * log(1 - C), Q - C - 1, ""),  # 1 - C may be negative
    ],
)
def test_the_argument_of_a_logarithm_is_shown_to_be_positive(asked, fact, sign):
    case = ParameterCase().extended(fact, 1)
    assert case.known_sign(asked) == {"negative": -1, "positive": 1, "": None}[sign]
    if not sign:
        return
    written = written_out(asked, case)
    claimed = Step(2, "sign", {"expression": str(asked)}, {"sign": sign, **written}, (1,))
    subject = Subject(Trace((Step(1, "case", {}, {"positive": str(fact)}),)))
    assert rules_cases.sign(claimed, subject)[0] is Status.CHECKED
    without = {
        name: "; ".join(text.split("; ")[:-1]) for name, text in written.items()
    }  # the argument's row is the last
    for lie in ({"sign": "positive" if sign == "negative" else "negative"}, {"forms": written["factors"]}, without):
        with pytest.raises(FailedStepError):
            rules_cases.sign(replace(claimed, output={**claimed.output, **lie}), subject)


def test_a_frontier_inside_a_sector_has_its_index():
    """g -> 2n - u at lambda = t^(-u) ended as an internal error."""
    n = symbol("n")
    found = {
        r.when: r.found.rho for r in general_theorem(Candidate("log1p(lambda*t**(2*n))/log(3+t)"), "3", "2").regimes
    }
    assert found == {"n > 1/2": 2 * n - 1, "n <= 1/2": None}
