"""The intrinsic time of a schedule: against quadrature, its pieces, its refusals, and what a check file makes of it."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.pipeline import values
from spectral_proofs.prepare import prepare
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.check_file import from_text
from spectral_proofs.problem.expression.parser import parse_expression, symbol
from spectral_proofs.problem.schedule import exhausts, intrinsic_time, with_schedule
from spectral_proofs.problem.spectrum import Spectrum

TAU = symbol("tau")


@pytest.mark.parametrize(
    "eta",
    [
        "t**(-1/3)",
        "(1+t)**(-1/2)",
        "exp(-t/7)",
        "Min(1, t/7)",
        "Max(1 - t/7, 1/10)",
        "1 + cos(t)/2",
        "3/2",
        "t/sqrt(t**2+49)",
        "1/(t**2-2*t+2)",
        "1/(1+t/3)**2",
        "t/(t**2-2*t+2)**2",
    ],
)
@pytest.mark.parametrize("late", [2, 30])
def test_the_integral_is_that_of_quadrature(eta: str, late: int) -> None:
    rate = sympy.lambdify(TIME, parse_expression(eta), "mpmath")
    middle = [point for point in (mpmath.mpf(63) / 10, mpmath.mpf(7)) if point < late]
    expected = mpmath.quad(rate, [0, *middle, late])
    found = intrinsic_time(eta).subs(TIME, late)
    assert abs(float(found) - float(expected)) < 1e-9 * abs(float(expected))


@pytest.mark.parametrize(
    ("name", "options", "factor"),
    [
        ("constant", {}, "1"),
        ("constant", {"peak": "1/3", "warmup": "1/10"}, "19/60"),
        ("linear", {}, "1/2"),
        ("cosine", {"final": "1/10"}, "11/20"),
        ("wsd", {"decay": "1/5"}, "9/10"),
        ("power", {"power": "2"}, "1/3"),
        ("power", {"power": "2", "final": "1/10"}, "2/5"),
    ],
)
def test_a_shape_scales_its_horizon(name: str, options: dict[str, object], factor: str) -> None:
    assert intrinsic_time(name, options) == sympy.Rational(factor) * TIME


def test_the_cosine_has_the_mean_of_its_formula() -> None:
    u, f = sympy.symbols("u f")
    mean = sympy.integrate(f + (1 - f) * (1 + sympy.cos(sympy.pi * u)) / 2, (u, 0, 1))
    assert sympy.simplify(mean - (1 + f) / 2) == 0


def test_parameters_stay_symbols() -> None:
    assert intrinsic_time("exp(-t/tau)") == TAU - TAU * sympy.exp(-TIME / TAU)
    scheduled = with_schedule(Candidate("lambda*t", {"r": "1/2"}), "t**(-r)")
    assert scheduled.resolve(Spectrum()) == 2 * sympy.sqrt(TIME) * LAMBDA


@pytest.mark.parametrize(("eta", "stops"), [("exp(-t)", True), ("(1+t)**(-2)", True), ("1/(1+t)", False), ("1", False)])
def test_what_exhausts_is_seen(eta: str, stops: bool) -> None:
    assert exhausts(intrinsic_time(eta)) is stops


@pytest.mark.parametrize(
    ("eta", "options", "piece"),
    [
        ("lambda*t", {}, "eta uses lambda"),
        ("1/t", {}, 'from = "1"'),
        ("t**(-2)", {}, 'from = "1"'),
        ("1/(t*log(2+t))", {}, "no closed form"),
        ("5 + 1/(t-1)**2", {}, "not seen to be finite"),
        ("5 + 1/(t-1)**2", {"from": "1/2"}, "t - 1 may vanish for t > 1/2"),
        ("5 + 2*(t-1)/(t**2-2*t+1)", {}, "may vanish"),
        ("1/cos(t)**2", {}, "cos(t) may vanish"),
        ("Min(1, t/2, t**2)", {}, "integral of eta"),
        ("1", {"final": "0"}, "named schedules only"),
        ("cosine", {"decay": "1"}, "no option of the schedule cosine"),
        ("wsd", {"decay": "2"}, "between 0 and 1"),
        ("linear", {"peak": "0"}, "greater than 0"),
    ],
)
def test_refusals_name_the_piece(eta: str, options: dict[str, object], piece: str) -> None:
    with pytest.raises(InputError) as refusal:
        intrinsic_time(eta, options)
    assert piece in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_rate_that_starts_later() -> None:
    assert intrinsic_time("1/t", {"from": "1"}) == sympy.log(TIME)
    behind = intrinsic_time("5 + 1/(t-1)**2", {"from": "2"})
    assert behind.subs(TIME, 3) == sympy.Rational(11, 2)  # the pole at t = 1 lies before it


@pytest.mark.parametrize("r", ["1", "3/2"])
def test_a_parameter_at_which_the_integral_diverges_is_refused(r: str) -> None:
    scheduled = with_schedule(Candidate("lambda*t", {"r": r}), "t**(-r)")
    with pytest.raises(InputError):
        prepare(scheduled)


def test_a_check_file_is_read_in_intrinsic_time() -> None:
    check = from_text('g = "log(1+lambda*t)"\n[parameters]\ntau = "10"\n[schedule]\neta = "exp(-t/tau)"\n')
    expected = sympy.log(1 + LAMBDA * (10 - 10 * sympy.exp(-TIME / 10)))
    assert sympy.simplify(check.candidate.resolve(Spectrum()) - expected) == 0
    assert any("stays bounded" in note for note in check.notes)


def test_a_rate_may_be_a_number_or_a_parameter() -> None:
    for eta, factor in (("3", 3), ("0.5", sympy.Rational(1, 2)), ('"c"', sympy.Symbol("c", positive=True))):
        check = from_text(f'g = "lambda*t"\n[schedule]\neta = {eta}\n')
        assert check.candidate.expression == factor * LAMBDA * TIME


@pytest.mark.parametrize(
    ("table", "piece"),
    [
        ("[schedule]\npeak = 1", "schedule.eta: missing"),
        ('[schedule]\neta = "1"\nfoo = 1', "foo"),
        ("[schedule]\neta = [3]", "write a text in quotes"),
        ('[schedule]\neta = "Cosin"', "eta = Cosin is no named schedule; did you mean cosine?"),
        ('[schedule]\neta = "1/log(2+t)"', "schedule: with the integral of eta"),
    ],
)
def test_a_schedule_that_cannot_be_read(table: str, piece: str) -> None:
    with pytest.raises(InputError) as refusal:
        from_text(f'g = "lambda*t"\n{table}\n')
    assert piece in str(refusal.value)


@pytest.mark.parametrize(("start", "late"), [("10", 30), ("3", 30), ("3", 5)])
def test_two_pieces_from_a_later_start(start: str, late: int) -> None:
    found = intrinsic_time("Min(1, t/7)", {"from": start}).subs(TIME, late)
    expected = mpmath.quad(lambda u: min(1, u / 7), [int(start), *([7] if int(start) < 7 < late else []), late])
    assert abs(float(found) - float(expected)) < 1e-12


def test_no_value_before_training_begins() -> None:
    """T(1/2) = log(1/2) would be a negative time, and L above L(0)."""
    check = from_text('g = "lambda*t"\n[schedule]\neta = "1/t"\nfrom = "1"\n')
    problem = prepare(check.candidate)
    for early in ("1/2", "1"):
        with pytest.raises(InputError, match="training begins at t = 1"):
            values(problem, ["2", early])
    (found,) = values(problem, ["2"])
    assert abs(float(found.loss.mid) - 1.70852019887801) < 1e-13
    with pytest.raises(InputError, match="must be below 10"):
        from_text('g = "lambda*t"\n[schedule]\neta = "1/t"\nfrom = "1e4"\n')
