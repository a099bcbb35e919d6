"""Laws of residuals that change sign on formulas in k and geometric modes, beside exact powers and certified sums."""

import pytest
import sympy

from spectral_proofs import Candidate, Spectrum, check
from spectral_proofs.derivation.residual import derive_residual
from spectral_proofs.derivation.residual_on_modes import derive_residual_on, sign_on
from spectral_proofs.pipeline.positive import with_g
from spectral_proofs.prepare import ResidualProblem, prepare
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.results import Truth, unsettled
from spectral_proofs.sums.residuals import ResidualSums

NESTEROV = "2*besselj(1,sqrt(lambda)*t)/(sqrt(lambda)*t)"
OPEN = unsettled("its sign is not asked")


def laws(text, lambda_k, power_k):
    return derive_residual_on(parse_expression(text), modes_of(lambda_k, power_k), OPEN).derivation


@pytest.mark.parametrize(
    ("lambda_k", "power_k", "alike"),
    [
        ("k**-2*(1+1/k)", "k**(-3/2)", Spectrum()),
        ("3*k**-2+k**-3", "2*k**-3-k**-4", Spectrum(3, 2, 3, 2)),  # s = 0: a logarithm
    ],
)
def test_powers_to_leading_order_have_the_laws_of_those_powers(lambda_k, power_k, alike):
    found = laws(NESTEROV, lambda_k, power_k)
    exact, _ = derive_residual(parse_expression(NESTEROV), alike, OPEN)
    for one, other in ((found.loss, exact.loss), (found.energy, exact.energy)):
        assert (one.index, one.log_index) == (other.index, other.log_index)
        assert one.equivalent.holds
        assert sympy.N(one.constant - other.constant, 20, chop=True) == 0


def test_logarithms_in_the_modes():
    found = laws(NESTEROV, "k**-2*log(k+1)**2", "k**(-3/2)*sqrt(log(k+1))")
    exact, _ = derive_residual(parse_expression(NESTEROV), Spectrum(), OPEN)
    # e = 1/2 - 2/4 = 0: k_* ~ t (log k_*) and L ~ C k_*^(-1/2) sqrt(log k_*)
    assert (found.loss.index, found.loss.log_index) == (sympy.Rational(-1, 2), 0)
    assert sympy.N(found.loss.constant - exact.loss.constant, 20, chop=True) == 0
    found = laws(NESTEROV, "k**-2*log(k+1)**2", "k**(-3/2)")
    assert (found.loss.log_index, found.energy.log_index) == (sympy.Rational(-1, 2), sympy.Rational(-1, 2))
    assert sympy.N(found.loss.constant - exact.loss.constant, 20, chop=True) == 0  # log k_* ~ log t
    steep = laws(NESTEROV, "k**-3*log(k+1)", "k**(-3/2)").loss  # log k_* ~ (2/3) log t, p = 1/6
    plain = derive_residual(parse_expression(NESTEROV), Spectrum("3/2", 3), OPEN)[0].loss
    ratio = steep.constant / plain.constant / sympy.Rational(2, 3) ** -sympy.Rational(1, 6)
    assert sympy.N(ratio - 1, 20, chop=True) == 0


@pytest.mark.slow  # certified sums
def test_certified_values_approach_the_law():
    residual = parse_expression(NESTEROV)
    spectrum = modes_of("k**-2*(1+1/k)", "k**(-3/2)")
    found = derive_residual_on(residual, spectrum, OPEN).derivation
    off = []
    for t in ("30", "1000"):
        value = ResidualSums(residual, spectrum).at(t, digits=12)
        time = sympy.Integer(int(t))
        off.append(abs(float(found.loss.constant * time**found.loss.index) / float(value.loss.mid) - 1))
        assert abs(float(found.energy.constant * time**found.energy.index) / float(value.energy.mid) - 1) < 10 / int(
            t
        )  # the order of 1/k_*
    assert off[1] < 2e-3
    assert off[1] < off[0]


@pytest.mark.slow  # two seconds
def test_geometric_modes_have_orders():
    found = laws(NESTEROV, "exp(-2*k)", "exp(-k/2)")  # p = 1/4
    assert (found.chi, found.gamma) == (sympy.Rational(1, 2), sympy.Rational(3, 2))
    assert found.loss.theta.holds
    assert not found.loss.equivalent.holds
    sums = ResidualSums(parse_expression(NESTEROV), modes_of("exp(-2*k)", "exp(-k/2)"))
    scaled = []
    for exponent in (20, 41, 60, 83):
        value = sums.at(f"1e{exponent}", digits=5)
        scaled.append((sympy.Float(value.loss.mid), sympy.Float(value.energy.mid)))
        scaled[-1] = float(scaled[-1][0] * 10 ** (exponent / 2)), float(scaled[-1][1] / 10 ** (1.5 * exponent))
    for column in zip(*scaled, strict=True):
        assert max(column) < 1.5 * min(column)
    slow = laws("cos(lambda**(1/8)*t)", "exp(-k)", "exp(-k/2)")  # 1 - p = 1/2 = 2 v
    assert slow.energy.infinite
    assert laws(NESTEROV, "exp(-2*k)", "exp(-2*k)").energy.constant == 1  # p = 1: (rho/kappa) log t


def test_what_has_no_limit_is_only_an_order():
    found = laws(NESTEROV, "k**(-3/2)*(1+sin(log(k))/10)", "k**(-3/2)")
    assert (found.chi, found.gamma) == (sympy.Rational(2, 3), sympy.Rational(4, 3))
    assert found.loss.theta.holds
    assert found.loss.equivalent.truth is Truth.UNKNOWN


@pytest.mark.parametrize(("lambda_k", "power_k"), [("k**-2*(1+1/k)", "k**-5"), ("exp(-k)", "exp(-2*k)")])
def test_where_the_first_modes_decide_nothing_is_said(lambda_k, power_k):
    found = laws(NESTEROV, lambda_k, power_k)  # p = 2 > 3/2
    assert found.loss.theta.truth is Truth.UNKNOWN
    assert "first modes decide" in found.loss.reason
    assert found.energy.index == 0


def test_a_positive_residual_is_that_of_a_g_on_any_modes():
    modes = modes_of("k**-2*(1+1/k)", "k**-1.5")
    problem = with_g(prepare(Candidate(residual="exp(-lambda*t)*(1+lambda*t)"), modes))
    assert not isinstance(problem, ResidualProblem)
    assert sign_on(parse_expression("exp(-lambda*t)*cos(lambda*t)"), modes).truth is not Truth.YES


@pytest.mark.slow  # a whole run
def test_a_run_on_geometric_modes():
    result = check(Candidate(residual=NESTEROV), modes_of("exp(-k)", "exp(-k/4)"))
    verdicts = {claim.id: claim.verdict.value for claim in result.claims}
    assert not result.internal_error
    assert verdicts["cor1"] == "beyond"
    assert verdicts["eq7"] == verdicts["eq3"] == "undecided"
    assert len(result.sums) == 6
    assert all(value.certified for value in result.sums)
