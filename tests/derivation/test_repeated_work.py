"""Work that is done once: what is remembered is what would be found again, and nothing is evaluated for nothing."""

import pickle
from pathlib import Path

import mpmath
import pytest
import sympy

import spectral_proofs
from spectral_proofs.asymptotics import series
from spectral_proofs.asymptotics.cells import on_cell
from spectral_proofs.asymptotics.domain import Domain, UnsettledError
from spectral_proofs.asymptotics.gap_order import GapOrder
from spectral_proofs.asymptotics.monomial import compare, exponential, power_of
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.derivation.parameters.oracle import CaseOracle
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.expression.parser import symbol
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums import enclosures as sums
from spectral_proofs.sums import second_engine as reference
from spectral_proofs.sums import second_model
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum
from spectral_proofs.sums.tails import Problem


class Counted:
    def __init__(self, function):
        self.function, self.calls = function, []

    def __call__(self, *arguments):
        self.calls.append(arguments)
        return self.function(*arguments)


def test_a_comparison_is_made_once():
    order = Counted(GapOrder(1))
    domain = Domain(None, order=order)
    large, small = power_of(0, sympy.Integer(2)), power_of(1, sympy.Integer(1))
    assert [compare(large, small, domain) for _ in range(3)] == [1, 1, 1]
    assert len(order.calls) == 1


def test_terms_are_sorted_by_few_comparisons(monkeypatch):
    u = sympy.Symbol("u", positive=True)
    domain = Domain(u, sympy.S.Zero, sympy.S.One)
    exponents = [(37 * n) % 101 - 50 * u for n in range(100)]
    count = Counted(compare)
    monkeypatch.setattr(series, "compare", count)
    terms = [(sympy.S.One, power_of(0, e)) for e in exponents]
    found = series._by_size(terms, domain)
    assert [m.powers[0] for _, m in found] == sorted(exponents, key=lambda e: -e.subs(u, 0))
    assert len(count.calls) < 100 * 7  # n log n
    equal = [(sympy.Integer(n), power_of(0, u)) for n in range(5)]
    assert series._by_size(equal, domain) == equal  # stays in order


def test_what_is_unsettled_stays_so_with_its_own_error():
    def decide():
        raise UnsettledError("open")

    domain, count = Domain(None), Counted(decide)
    for _ in range(2):
        with pytest.raises(UnsettledError, match=r"^open$") as caught:
            domain.remembered("key", count)
        caught.value.args = ("changed by whoever caught it",)
    assert len(count.calls) == 1


def test_what_was_read_off_samples_is_noted_again():
    domain = Domain(None)

    def sampled():
        domain.assumed.append("read off samples")
        return 1

    assert [domain.remembered("key", sampled) for _ in range(2)] == [1, 1]
    assert len(domain.assumed) == 2


def oracles(expr):
    """One for expr > 0 and one for expr < 0."""
    cases = [ParameterCase().extended(expr, side) for side in (1, -1)]
    return [CaseOracle(case, frozenset(expr.free_symbols), case.witness(expr)) for case in cases]


def test_each_question_is_asked_of_its_own_oracle():
    p, q = symbol("p"), symbol("q")
    domains = [Domain(None, oracle=oracle) for oracle in oracles(p - q)]
    left, right = (exponential(sympy.S.One, power_of(0, exponent)) for exponent in (p, q))
    assert [compare(left, right, domain) for domain in domains * 2] == [1, -1, 1, -1]
    assert [domain.known for domain in domains] == [{}, {}]
    with pytest.raises(UndecidedError):  # nobody is asked
        compare(left, right, Domain(None))


def test_expansions_on_a_cell_are_kept_for_one_oracle():
    p, memory = symbol("p"), {}
    expected = power_of(0, p), power_of(0, sympy.S.One)
    for oracle, largest in zip(oracles(p - 1) * 2, expected * 2, strict=True):
        place = Place("mode", (), Domain(None, oracle=oracle), sympy.S.One)
        found = on_cell(lambda evaluate, _: evaluate(TIME**p + TIME).lead()[1], place, LAMBDA, TIME, memory)
        assert found == largest


def test_no_state_is_shared_between_derivations():
    for path in Path(spectral_proofs.__file__).parent.joinpath("asymptotics").rglob("*.py"):
        assert "contextvars" not in path.read_text(), path


def test_domains_travel_without_their_memory():
    domain = Domain(None)
    domain.remembered("key", lambda: 1)
    assert pickle.loads(pickle.dumps(domain)).known == {}  # noqa: S301 -- made here


def test_a_failure_is_found_once():
    def fail():
        raise UndecidedError("no wedge")

    problem, count = Problem(None, 2, 1, {}), Counted(fail)
    for _ in range(2):
        with pytest.raises(UndecidedError, match=r"^no wedge$"):
            problem.cached("wedge", count)
    assert len(count.calls) == 1


@pytest.mark.parametrize("exponent", [-400, -40, -25, -3, -1, 0, 2])
@pytest.mark.parametrize("sign", [1, -1])
def test_rise_has_all_its_digits(exponent, sign):
    with mpmath.workdps(30):
        g = sign * mpmath.mpf(7) ** exponent
        with mpmath.workdps(500):
            exact = 1 - mpmath.exp(-g)
        assert abs(second_model._rise(g) / exact - 1) < mpmath.mpf(10) ** -29


def test_only_what_is_not_certified_is_asked_of_the_second_engine(monkeypatch):
    asked = Counted(sums.reference_values)
    monkeypatch.setattr(sums, "reference_values", asked)
    spectrum = Spectrum()
    engine = Sums(Candidate("lambda**(3/8)*t/(1+log(1/lambda))").resolve(spectrum), spectrum)
    value = engine.at("1e2", slopes=False)
    assert value.loss.certified != value.energy.certified
    assert [len(arguments[3]) for arguments in asked.calls] == [1]


def test_sums_at_one_time_share_what_is_known_of_g(monkeypatch):
    spectrum = Spectrum()
    searched = Counted(second_model.Model.guarded)
    monkeypatch.setattr(second_model.Model, "guarded", lambda self: searched(self))
    reference._start.cache_clear()
    both = ModeSum.loss(spectrum), ModeSum.energy(spectrum)
    apart = [reference.reference_values(LAMBDA * TIME, spectrum, sympy.Integer(100), [one])[0] for one in both]
    assert len(searched.calls) == 1
    reference._start.cache_clear()
    assert apart == list(reference.reference_values(LAMBDA * TIME, spectrum, sympy.Integer(100), both))


def test_where_only_certified_values_count_no_others_are_made(monkeypatch):
    asked = Counted(sums.reference_values)
    monkeypatch.setattr(sums, "reference_values", asked)
    g, spectrum = Candidate("Max(lambda*t-1,0)").resolve(Spectrum()), Spectrum()
    assert Sums(g, spectrum, certified_only=True).enclose(ModeSum.learned_modes(), "1e2").unknown
    assert asked.calls == []
    assert not Sums(g, spectrum).enclose(ModeSum.learned_modes(), "1e2").unknown


@pytest.mark.parametrize("y", ["3", "40", "100000000000000000000"])
@pytest.mark.parametrize("time", [1, 10**30])
def test_a_term_has_all_its_digits_though_its_exponential_is_short(y, time):
    spectrum, y = Spectrum(), mpmath.mpf(y)
    model, _ = reference._start(LAMBDA * TIME, spectrum.b, spectrum.Lambda, sympy.Integer(time))
    found = model.again().term(ModeSum.energy(spectrum))(y, second_model.FAR_EXTRA)
    with mpmath.workdps(400):
        g = mpmath.exp(-2 * y) * time
        rise = g - g**2 / 2 if g < mpmath.mpf(10) ** -350 else 1 - mpmath.exp(-g)
        exact = mpmath.exp(mpmath.mpf(3) / 2 * y) * rise**2
        assert abs(found / exact - 1) < mpmath.mpf(10) ** -29
