"""Changes that no cell shows, humps below the frontier, and plateaus at 1: where cells alone once misled."""

from __future__ import annotations

import mpmath
import pytest
import sympy
from weight import heavy

from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth
from spectral_proofs.sums.second_engine import reference_sums

R = sympy.Rational
_LOG = "log(2+1/lambda)"

# S, N or g/(lambda t) is carried by lambda = exp(-t), exp(-t^3) or exp(-exp(exp(t))), between all cells
FAR = [
    f"lambda*t + lambda**(3/8)*{_LOG}*t**2/(t**2+{_LOG}**2)",
    "lambda*t + lambda**(3/8)/(1+log(1+log(1+1/lambda))/t)**2/log(2+1/lambda)**(1/2)",
    f"lambda*t + lambda**(1/2)*t**2/(t**2+{_LOG}**2)",
    "lambda*t + exp(-t)*lambda/(lambda+exp(-t**3))",
    f"lambda*t + lambda**(3/8)*(1+t)**(-{_LOG}/(1+t))",
    f"lambda*t*(1+log(2+t)*({_LOG}/t)/(1+({_LOG}/t)**2))",
    f"lambda*t*(1+t**(8/5)*{_LOG}**(1/4)/(t**2+{_LOG}**(1/2)))",
]


OF_THE_ENERGY = [FAR[0], FAR[1], FAR[3], FAR[4]]


def derived(g: str, a: str = "3/2", b: str = "2") -> Derivation:
    spectrum = Spectrum(a, b)
    return derive(Candidate(g).resolve(spectrum), spectrum)


def context(g: str) -> Context:
    return Context(Candidate(g).resolve(Spectrum()), Spectrum())


@pytest.mark.parametrize("g", FAR)
def test_nothing_that_depends_on_the_gap_before_fixed_t_is_decided(g: str) -> None:
    d = derived(g)
    assert d.growth.fact.truth is not Truth.YES
    assert (d.rho, d.chi) == (1, R(1, 4))  # g is small there, and modes beyond every power of t have no weight in L
    if g in OF_THE_ENERGY:
        assert d.energy.theta.truth is Truth.UNKNOWN
    else:  # lambda^(-3/4) g^2 is small there
        assert d.gamma == R(3, 4)


def test_a_change_between_two_moving_cells_is_seen_too() -> None:
    # the second factor is 1 + (log t)^(1/2)/2 at lambda = exp(-(log t)^(1/2)) and tends to 1 on every cell
    x = f"({_LOG}**2/log(2+t))"
    d = derived(f"lambda*t*(1+sqrt(log(2+t))*{x}/(1+{x}**2))")
    assert d.growth.fact.truth is Truth.NO
    assert "on lambda = exp(-sqrt(log(t)))" in d.growth.fact.reason
    assert (d.chi, d.gamma) == (R(1, 4), R(3, 4))  # g >= lambda t is large there


def test_what_is_of_one_order_for_every_power_of_t_can_still_change() -> None:
    # log(log(1/lambda)) - 2 log(log t) is negative for lambda = t^(-u) and positive at exp(-e (log t)^2)
    x = "log(1/lambda)"
    d = derived(f"lambda*t*(1+Max(0,log(1+{x})-2*log(log(t)))*log(t)**3/(1+{x})/4)")
    assert d.growth.fact.truth is Truth.NO  # log log t/4 at exp(-(log t)^3)


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t*(2+t*(lambda-1/2)/(1+t**2*(lambda-1/2)**2))",  # decreases in lambda at lambda = 1/2 + 2/t
        "lambda*t*(2-t*(1-lambda)*exp(-t*(1-lambda)))",  # decreases at 1 - 2/t
        "lambda*t*(1+log(1+t)*t**2*(lambda-1/2)**2*exp(-t**2*(lambda-1/2)**2))",  # no Theta(lambda t) at 1/2 + 1/t
    ],
)
def test_changes_beside_a_fixed_lambda_matter_to_what_is_said_of_all_lambda(g: str) -> None:
    d = derived(g)
    assert d.growth.fact.truth is Truth.UNKNOWN
    assert d.hypotheses.increasing_in_lambda.truth is not Truth.YES
    assert d.loss.theta.truth is Truth.YES  # no mode is near


@pytest.mark.parametrize(
    "g",
    [
        "lambda*t/(1+log(1+t))",
        f"lambda*t*{_LOG}",
        "log(1+lambda*t)*log(3+log(2+1/lambda))",
        "lambda*t**2 + lambda**(1/2)*t*log(2+t/lambda)",
        "tanh(lambda*t)+lambda*sqrt(t)",
        "lambda*t*(2-exp(-t))*exp(-lambda)",
        "1-exp(-lambda*t)+lambda**2*t",
        "Max(lambda*t, lambda**2*t**3)/(1+lambda)",
    ],
)
def test_changes_on_a_cell_are_no_obstacle(g: str) -> None:
    context(g).refuse_hidden_transitions()


def test_the_reason_names_the_part() -> None:
    with pytest.raises(UndecidedError, match=r"t\*\*2.* changes its leading term between the cells"):
        context(FAR[2]).refuse_hidden_transitions()
    context(FAR[2]).refuse_hidden_transitions("moving", "head")


def test_a_hump_beyond_the_frontier_carries_the_energy() -> None:
    # lambda t exp(-lambda t) < 1 is exponentially small on lambda = t^(-u), u < 1, and of order one at lambda t = x
    d = derived("lambda**3*t + lambda*t*exp(-lambda*t)")
    assert (d.rho, d.gamma) == (R(1, 3), R(3, 4))


def test_the_rate_is_largest_on_a_ray_above_which_it_jumps() -> None:
    d = derived("tanh(lambda*t)+lambda*sqrt(t)")
    kappa = d.frontier.kappa
    assert kappa is not None
    with mpmath.workdps(15):  # R = lambda^nu exp(-tanh x) lambda / cosh(x)^2, nu = -1/8
        x = mpmath.findroot(lambda x: R(7, 8) / x - mpmath.sech(x) ** 2 - 2 * mpmath.tanh(x), 0.5)
        assert abs(mpmath.mpf(str(kappa)) - mpmath.tanh(x)) < 1e-10


@pytest.mark.parametrize(
    ("g", "rho", "log", "constant"),
    [
        ("tanh(lambda*t)+lambda*sqrt(t)", 1, -1, R(1, 4)),
        ("1-exp(-lambda*t)+lambda**2*t", 1, -1, 1),
        ("lambda*t/(1+lambda*t)+lambda*sqrt(t)", R(3, 4), 0, 1),
        ("lambda*t/(1+lambda*t)+lambda**2*t", R(2, 3), 0, 1),
        ("Min(lambda*t,1)+lambda*sqrt(t)", 1, 0, 1),
        ("erf(lambda*t)+lambda*sqrt(t)", 1, R(-1, 2), sympy.sqrt(2) / 2),
    ],
)
def test_beside_a_plateau_at_one_the_general_theorem_looks_at_g_less_one(
    g: str, rho: object, log: object, constant: object
) -> None:
    regime = general_theorem(Candidate(g), "3/2", "2").regimes[0].found
    assert (regime.rho, regime.rho_log, regime.frontier_constant) == (rho, log, constant)


@pytest.mark.parametrize("g", ["1+(lambda*t-1)**3", "(lambda*t)**3-3*(lambda*t)**2+3*lambda*t", "1+(lambda*t-1)**5"])
def test_a_multiple_root_is_found(g: str) -> None:
    level = derived(g).frontier.level
    assert (level.index, level.constant) == (-1, 1)


def test_a_hump_reaches_one_only_if_its_maximum_does() -> None:
    (regime,) = general_theorem(Candidate("C*lambda*t/(1+lambda**2*t**2)"), "3/2", "2").regimes
    assert regime.found.rho is None
    assert derived("3/2*lambda*t/(1+lambda**2*t**2)").frontier.exists.truth is Truth.NO
    assert derived("5/2*lambda*t/(1+lambda**2*t**2)").rho == 1
    assert derived("2*lambda*t/(1+lambda**2*t**2)").frontier.level.theta.truth is Truth.UNKNOWN


def test_a_plateau_below_one_is_no_reason_against_a_frontier() -> None:
    d = derived("1/2+log(1+t)**2/(1+log(1/lambda))**3")  # g = 1 at log(1/lambda) ~ (2 log(t)^2)^(1/3)
    assert d.frontier.exists.truth is not Truth.NO


def test_a_head_that_is_infinite_at_its_top_gives_no_law() -> None:
    d = derived("lambda*t/(1+t*(1-lambda))", "4")  # g = t at lambda = 1, bounded for every smaller lambda
    assert d.loss.theta.truth is Truth.UNKNOWN
    assert "nan" not in d.loss.formula


@pytest.mark.slow  # 3 s; plateaus without free powers are above
def test_a_plateau_at_one_with_a_free_power() -> None:
    found = {r.when: r.found for r in general_theorem(Candidate("tanh(lambda*t)+lambda*t**p"), "3/2", "2").regimes}
    p = sympy.Symbol("p", positive=True)
    assert found["p < 1"].rho == 1
    assert sympy.simplify(found["p < 1"].frontier_constant - (1 - p) / 2) == 0
    assert found["p > 1"].rho == p


@pytest.mark.parametrize(
    ("g", "exists"), [("lambda*(1-exp(-t))", False), ("lambda*t/(1+t)", False), ("lambda*(1+exp(-t))", True)]
)
def test_a_level_that_is_only_approached_is_no_frontier(g: str, exists: bool) -> None:
    d = derived(g)
    assert (d.frontier.exists.truth is Truth.YES) is exists
    regime = general_theorem(Candidate(g), "3/2", "2").regimes[0].found
    assert (regime.rho is not None) is exists


@pytest.mark.parametrize(
    ("g", "time"),
    [
        heavy("Max(lambda*t, lambda**(1/4))", "1e100"),  # S = oo, by modes far beyond the frontier
        heavy("lambda*t + lambda**(5/4)/(lambda+exp(-t))", "1e30"),  # S is finite: about exp(t/4)
        ("lambda*t + exp(-t/2)*lambda/(lambda+exp(-10*t))", "1e6"),  # about exp(6.5 t)
        heavy("lambda*t + lambda**(3/8)/(1+log(1+1/lambda)/t)", "1e30"),  # about t/2
        ("lambda**3*t + lambda*t*exp(-lambda*t)", "1e60"),
    ],
)
def test_the_second_engine_does_not_take_a_tail_on_trust(g: str, time: str) -> None:
    try:
        _, energy = reference_sums(Candidate(g).resolve(Spectrum()), Spectrum(), R(sympy.Integer(10) ** int(time[2:])))
    except UndecidedError:
        return
    assert not energy.mid.replace(".", "").isdigit() or float(energy.rad) > 0.1 * float(energy.mid)


def test_a_mode_that_keeps_what_it_has_not_learned_is_added_up_to_its_last_digit() -> None:
    # lambda^lambda is least at k = 2, where 2 g = 1.4e30: its logarithm needs sixty digits of log 2
    loss, _ = reference_sums(Candidate("lambda**lambda*t").resolve(Spectrum()), Spectrum(), R(10**30))
    with mpmath.workdps(80):
        exact = mpmath.mpf(2) ** mpmath.mpf("-1.5") * mpmath.exp(
            -2 * mpmath.mpf(10) ** 30 / mpmath.sqrt(mpmath.sqrt(4))
        )
        assert abs(mpmath.mpf(loss.mid) / exact - 1) < 1e-9


def test_a_g_without_t_has_exponents_zero() -> None:
    from spectral_proofs.sums.enclosures import Sums

    value = Sums(Candidate("lambda").resolve(Spectrum()), Spectrum()).at("1e10")
    assert value.loss_slope is not None
    assert value.loss_slope.certified
    assert (value.loss_slope.mid, value.loss_slope.rad) == ("0", "0")


@pytest.mark.parametrize(
    ("g", "rho", "rho_log"),
    [("(lambda*t)**(1+lambda)", 1, 0), ("(lambda*t)**(2-lambda/2)", 1, 0), ("t**lambda-1", 0, 1)],
)
def test_an_exponent_that_moves_with_lambda_stands_still_at_a_single_one(g: str, rho: int, rho_log: int) -> None:
    d = derived(g)
    assert (-d.frontier.level.index, -d.frontier.level.log_index) == (rho, rho_log)
