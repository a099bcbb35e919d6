"""Candidates built to mislead: integrals that nearly converge, phases that move, narrow humps, rates of both signs."""

from __future__ import annotations

import pytest
import sympy
from factories import results_of

from spectral_proofs.asymptotics.bertrand import summable
from spectral_proofs.asymptotics.constants import decimal
from spectral_proofs.asymptotics.domain import phase, refuse_moving_phases
from spectral_proofs.claims import judge
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.frontier import derive_frontier, derive_level
from spectral_proofs.derivation.hypotheses import decide_hypotheses
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth

R = sympy.Rational
X = sympy.Symbol("x", positive=True)
LOG = sympy.log(3 + X)
LOG2 = sympy.log(3 + LOG)
LOG3 = sympy.log(3 + LOG2)


def derived(g: str, a: str = "3/2", b: str = "2") -> Derivation:
    spectrum = Spectrum(a, b)
    return derive(Candidate(g).resolve(spectrum), spectrum)


def context(g: str, a: str = "3/2", b: str = "2") -> Context:
    return Context(Candidate(g).resolve(Spectrum(a, b)), Spectrum(a, b))


@pytest.mark.parametrize(
    ("f", "end", "converges"),
    [
        (1 / LOG, 1, False),
        (1 / LOG ** R(101, 100), 1, True),
        (1 / (LOG * LOG2), 1, False),
        (1 / (LOG * LOG2 ** R(99, 100)), 1, False),
        (1 / (LOG * LOG2**2), 1, True),
        (1 / (LOG * LOG2 * LOG3), 1, False),
        (1 / (LOG * LOG2 * LOG3**2), 1, True),
        (sympy.exp(-sympy.sqrt(LOG2)) / LOG, 1, True),
        (sympy.exp(sympy.sqrt(LOG2)) / LOG**2, 1, True),
        (sympy.exp(-X / sympy.log(2 + X)) * X**5, 1, True),
        (sympy.exp(X) * sympy.exp(-2 * X) * X, 1, True),
        (sympy.exp(X) * sympy.exp(-X) / X, 1, True),
        (X ** R(1, 1000), 1, False),
        (X ** R(1, 1000), -1, True),
        ((1 - sympy.exp(-X)) ** 2 / X ** R(3, 2), -1, True),
        ((1 - sympy.exp(-X)) ** 2 / X**2, -1, False),
        ((1 - sympy.exp(-X)) ** 2 / X ** R(3, 2), 1, True),
        (1 / sympy.log(3 + 1 / X) ** 2, -1, True),
    ],
)
def test_bertrand(f: sympy.Expr, end: int, converges: bool) -> None:
    assert summable(f, X, end) is converges


def test_an_integrand_beyond_all_logarithms_is_undecided() -> None:
    iterated, product = X, sympy.S.One
    for _ in range(9):
        iterated = sympy.log(20 + iterated)
        product *= iterated
    with pytest.raises(UndecidedError):
        summable(1 / product, X, 1)


NESTED = "log(1+lambda*t)/8+log(1+log(1+lambda*t))/2+log(1+log(1+log(1+lambda*t)))/2"


def test_a_loss_whose_integral_diverges_has_no_constant() -> None:
    """x^(1/4) e^(-2G) falls like 1/(log x log log x): L t^(1/4) grows like log log log t."""
    with pytest.raises(UndecidedError, match="not summable"):
        loss_order(context(NESTED))


def test_nor_has_an_energy() -> None:
    v = "log(1+1/(lambda*t))"
    nested = context(f"(lambda*t)**(3/8)/sqrt((1+{v})*(1+log(1+{v})))*(lambda*t**2/(1+lambda*t**2))")
    with pytest.raises(UndecidedError, match="not summable"):
        energy_order(nested)


@pytest.mark.slow  # 4 s; ties with free coefficients are in test_regimes_borders.py
def test_a_free_coefficient_divides_the_regimes_where_the_integral_stops_converging() -> None:
    theorem = general_theorem(Candidate("log(1+lambda*t)/4+c*log(1+log(1+lambda*t))"), "2", "2")
    found, c = {regime.when: regime.found for regime in theorem.regimes}, sympy.Symbol("c", positive=True)
    assert (found["c > 1/2"].chi, found["c > 1/2"].chi_log) == (R(1, 2), 0)
    assert (found["c < 1/2"].chi, sympy.expand(found["c < 1/2"].chi_log)) == (R(1, 2), 2 * c - 1)
    assert found["Eq(c, 1/2)"].chi is None


@pytest.mark.parametrize(
    ("integrand", "value"),
    [
        # values by mpmath with a panel for every half wave, or with the kink as an end
        (sympy.exp(-2 * X - sympy.sin(100 * X) / 100) / X ** R(3, 4), "3.04448195342854"),
        (sympy.exp(-2 * X - 2 * sympy.sqrt(sympy.Max(X - 1, 0))) / X ** R(3, 4), "3.01606036080069"),
    ],
)
def test_constants_with_fine_structure(integrand: sympy.Expr, value: str) -> None:
    found = decimal(sympy.Integral(integrand, (X, 0, sympy.oo)))
    assert found is not None
    assert abs(found - sympy.Float(value)) < 1e-11


def test_an_integral_that_falls_like_a_power_of_the_logarithm_has_no_decimals() -> None:
    assert decimal(sympy.Integral(1 / (X * sympy.log(3 + X) ** R(51, 50)), (X, 1, sympy.oo))) is None


@pytest.mark.parametrize("g", ["lambda*t*(1+sin(t**2)/t**2)", "lambda*t*(2+sin(5*log(1+t)))"])
def test_where_dg_dt_changes_its_sign_for_ever_the_argmax_stays_open(g: str) -> None:
    """R < 0 for every lambda at times, and g = 7/8 is its minimum then."""
    assert derived(g).frontier.argmax.truth is Truth.UNKNOWN


def test_where_dg_dt_is_negative_the_rate_is_not_largest() -> None:
    """R -> -oo as lambda -> 0; its maximum is at g = 7/8."""
    frontier = derived("lambda*t+lambda**(1/10)*t**(-1/100)").frontier
    assert (frontier.argmax.truth, frontier.kappa) == (Truth.YES, R(7, 8))


def test_a_phase_that_moves_along_the_ray_is_no_oscillation_in_time() -> None:
    """On lambda = x/t the phase is x t: L t^(1/4) has a limit, the mean over the phase."""
    moving = context("lambda*t*(2+sin(lambda*t**2))")
    loss, level = loss_order(moving), derive_level(moving)
    assert (loss.theta.truth, loss.equivalent.truth) == (Truth.YES, Truth.UNKNOWN)
    assert (level.theta.truth, level.equivalent.truth) == (Truth.YES, Truth.UNKNOWN)
    assert loss_order(context("lambda*t*(2+sin(log(lambda)))")).equivalent.truth is Truth.NO


def test_a_wave_that_vanishes_is_no_denominator() -> None:
    """dg/dlambda = 0 at times along the frontier: E_t/E_lambda has no expansion there."""
    ratio = derive_frontier(context("lambda*t*(2+sin(lambda*t**2))")).ratio
    assert ratio.truth is Truth.UNKNOWN


def test_phases_that_move_are_told_from_others() -> None:
    refuse_moving_phases(sympy.sin(phase(0, False)) + X)
    with pytest.raises(UndecidedError, match="moves along the cell"):
        refuse_moving_phases(X, sympy.sin(phase(0, True)))


def test_a_dip_where_a_sum_changes_its_sign_between_the_cells_is_no_secret() -> None:
    """5 log log(1/lambda) - 3 log log t is 0 at lambda = exp(-(log t)^(3/5)): a single mode there outweighs L."""
    f = "(5*log(log(3+1/lambda)) - 3*log(log(3+t))/(1+1/(lambda*t**2)))"
    with pytest.raises(UndecidedError, match="changes its leading term between the cells"):
        loss_order(context(f"log(1+lambda*t)/(1+10**(-15)*log(1+t)**4*exp(-20*{f}**2))"))


def test_a_smaller_root_on_a_fine_net_leaves_the_frontier_open() -> None:
    """(2 + sin x) log(1+x) = 16 near x = 208.9 first, and many times after."""
    with pytest.raises(UndecidedError, match="at several points"):
        derive_level(context("log(1+lambda*t)*(2+sin(lambda*t))/16"))


def test_factors_that_do_not_move_stay_outside_a_logarithmic_derivative() -> None:
    from spectral_proofs.derivation.calculus import log_derivative

    g = LAMBDA * TIME * sympy.exp(-LAMBDA / 2) / (1 + 3 * LAMBDA * TIME)
    found = log_derivative(g, TIME)
    assert found.as_independent(TIME, as_Add=False)[0].has(sympy.exp)
    assert sympy.simplify(found - TIME * sympy.diff(g, TIME)) == 0
    assert derived("lambda*t*exp(-lambda/2)/(1+3*lambda*t)", "5/2", "8/5").hypotheses.increasing_in_time.holds


@pytest.mark.slow  # 4 s
def test_exact_roots_of_large_degree_are_never_written_out() -> None:
    """The sign of dg/dlambda changes at a root with exponents 2260/2131: its radicand has thousands of digits."""
    g = "expm1(log1p(3*lambda**(3/4)*t**(1/4))**(1/2)) + lambda*t**(4/3)/(1+3*lambda**(355/113)*t**(22/7))"
    one = context(g, "1001/1000", "1001/1000")
    assert derive_level(one).index == R(-4, 3)
    assert decide_hypotheses(one).positive.holds


def verdicts(g: str, *claims: str) -> dict[str, str]:
    found = judge(results_of(derived(g), Spectrum(), claims), claims)
    return {result.id: result.verdict.value for result in found}


@pytest.mark.slow  # 9 s; that the constants are open is tested above, without the claims
def test_claims_that_rest_on_a_divergent_integral_are_undecided() -> None:
    assert verdicts(NESTED, "eq7", "prop1") == dict.fromkeys(("eq7", "prop1"), "undecided")
    v = "log(1+1/(lambda*t))"
    energy = f"(lambda*t)**(3/8)/sqrt((1+{v})*(1+log(1+{v})))*(lambda*t**2/(1+lambda*t**2))"
    claims = ("thm2", "prune-plateau", "prune-saturation", "critical-points", "quantization")
    assert verdicts(energy, *claims) == dict.fromkeys(claims, "undecided")


@pytest.mark.slow  # 5 s
def test_density_is_undecided_where_its_integral_diverges() -> None:
    v = "log(1+1/(lambda*t))"
    g = f"(lambda*t)**(1/2)/((1+{v})*(1+log(1+{v})))*(lambda*t**2/(1+lambda*t**2))"
    assert verdicts(g, "density") == {"density": "undecided"}


def test_eq3_and_eq7_are_undecided_where_a_sign_or_a_phase_is_open() -> None:
    assert verdicts("lambda*t*(1+sin(t**2)/t**2)", "eq3") == {"eq3": "undecided"}
    assert verdicts("lambda*t*(2+sin(lambda*t**2))", "eq7") == {"eq7": "undecided"}
