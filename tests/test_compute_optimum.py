"""The best model of a compute budget: exponents, the limit of its loss, and certified minima over all whole N."""

from __future__ import annotations

import json
from dataclasses import replace

import jsonschema
import mpmath
import pytest
import sympy
from weight import heavy

from spectral_proofs import cli, optimum
from spectral_proofs.bounds.optimum import compute_optimum
from spectral_proofs.compare.best_models import confront, require_increase
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.scaling import scaling_of
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import schemas
from spectral_proofs.results import Enclosure
from spectral_proofs.results.further import Open, Optimum, answered
from spectral_proofs.sums.best_model import OfSums, best_model
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.worker import Worker

R = sympy.Rational
RIDGE = sympy.log(1 + L * T)


def limits(g: sympy.Expr, spectrum: Spectrum) -> Optimum:
    return answered(further_laws(["optimum"], derive(g, spectrum), spectrum, Worker()).optimum)


def number(value: Enclosure) -> mpmath.mpf:
    assert mpmath.mpf(value.rad) < mpmath.mpf("1e-14") * abs(mpmath.mpf(value.mid))
    return mpmath.mpf(value.mid)


def by_quadrature(a: float, b: float, rho: float, residual: object) -> tuple[float, float]:
    """nu* and the least nu^e Phi(nu) by SciPy-free brute force: mpmath's quadrature and golden section."""
    e = (a - 1) * rho / (rho + b)

    def value(nu: mpmath.mpf) -> mpmath.mpf:
        inner = mpmath.quad(lambda x: x ** (-a) * residual(x**-b), [0, nu / 4, nu / 2, nu])  # type: ignore[operator]
        return nu**e * (inner + nu ** (1 - a) / (a - 1))

    low, high = mpmath.mpf(1) / 4, mpmath.mpf(8)
    for _ in range(60):
        left, right = low + (high - low) * 2 / 5, low + (high - low) * 3 / 5
        low, high = (low, right) if value(left) < value(right) else (left, high)
    return (low + high) / 2, value((low + high) / 2)


def test_golden_numbers_of_the_kernel_regime() -> None:
    found = limits(L * T, Spectrum())
    assert abs(number(found.ratio) - mpmath.mpf("2.01362")) < 5e-6
    assert abs(number(found.loss) - mpmath.mpf("1.850059")) < 5e-7
    assert abs(1 / number(found.ratio) - mpmath.mpf("0.4966")) < 5e-5


@pytest.mark.parametrize(
    ("g", "a", "b", "rho", "residual"),
    [
        (L * T + L**2 * T**3, "3/2", "2", 1.5, lambda y: mpmath.exp(-2 * y**2)),
        heavy(RIDGE, "2", "3", 1, lambda y: (1 + y) ** -2),
    ],
)
def test_limits_are_those_of_plain_quadrature(g, a, b, rho, residual) -> None:
    found = limits(g, Spectrum(a, b))
    nu, least = by_quadrature(float(R(a)), float(R(b)), rho, residual)
    level = 1 if g != RIDGE else float(mpmath.e - 1)  # G = 1 there
    assert abs(number(found.loss) / least - 1) < 1e-8
    assert abs(number(found.ratio) / (nu * level ** (1 / float(R(b)))) - 1) < 1e-3  # the minimum is flat


def test_scales_and_factors_move_the_limits_as_they_must() -> None:
    plain, faster = limits(L * T, Spectrum()), limits(2 * L * T, Spectrum())
    scaled = limits(L * T, Spectrum("3/2", 2, 3, 5))
    assert abs(number(faster.ratio) - number(plain.ratio)) < 1e-13  # C/2 takes the place of C
    assert abs(number(faster.loss) * 2 ** mpmath.mpf("1/6") - number(plain.loss)) < 1e-13
    assert abs(number(scaled.loss) - 5 * 3 ** -mpmath.mpf("1/6") * number(plain.loss)) < 1e-13


@pytest.mark.parametrize("g", [L * T, heavy(RIDGE)])
def test_the_best_of_all_models_agrees_with_the_limit(g: sympy.Expr) -> None:
    sums, found = Sums(g, Spectrum(), certified_only=True), limits(g, Spectrum())
    for digits in (30,) if g == RIDGE else (12, 30):
        best = best_model(OfSums(sums), 10**digits)
        low, high = best.modes
        assert low < float(found.size.mid) * 10 ** (digits / 3) < high < 2 * low
        scaled = mpmath.mpf(best.loss.mid) * mpmath.mpf(10) ** (mpmath.mpf(digits) / 6)
        assert abs(scaled / number(found.loss) - 1) < 1e-3


def test_small_budgets_against_every_whole_n() -> None:
    """C = 60 by a loop over all N; at 10^6 to 10^10 the least values of loops around the minimum."""
    sums = Sums(L * T, Spectrum(), certified_only=True)
    best, zeta = best_model(OfSums(sums), 60), mpmath.zeta
    losses = {}
    for n in range(1, 61):
        head = mpmath.fsum(
            k ** mpmath.mpf("-1.5") * mpmath.exp(-2 * mpmath.mpf(60) / n / k**2) for k in range(1, n + 1)
        )
        losses[n] = head + zeta(mpmath.mpf("1.5"), n + 1)
    least = min(losses, key=losses.__getitem__)
    assert best.modes[0] <= least <= best.modes[1]
    assert abs(mpmath.mpf(best.loss.mid) - losses[least]) <= mpmath.mpf(best.loss.rad)
    for digits, scaled in ((6, "1.849090"), (8, "1.849851"), (10, "1.850015")):
        found, power = best_model(OfSums(sums), 10**digits), mpmath.mpf(10) ** (mpmath.mpf(digits) / 6)
        gap = abs(mpmath.mpf(found.loss.mid) * power - mpmath.mpf(scaled))
        assert gap <= mpmath.mpf(found.loss.rad) * power + mpmath.mpf("1e-6")


@pytest.mark.slow
def test_where_no_limit_follows_the_reason_is_given() -> None:
    for g, reason in (
        (L * T * (2 + sympy.sin(sympy.log(1 + T))), "keeps oscillating"),
        (L * T * sympy.log(1 + sympy.log(1 + T)), "more than a power of t and log t"),
        (L * sympy.log(1 + T), "rho > 0"),
        (RIDGE / 10, "carry"),
        (L * sympy.exp(T), "faster than every power"),
    ):
        found = further_laws(["optimum"], derive(g, Spectrum()), Spectrum(), Worker()).optimum
        assert isinstance(found, Open)
        assert reason in found.reason


def test_a_scaling_function_that_falls_somewhere_is_refused() -> None:
    spectrum = Spectrum()
    found = derive(L * T, spectrum)
    scaling = scaling_of(Context(found.g, spectrum), found.frontier)
    assert scaling is not None
    x = scaling.x
    with pytest.raises(UndecidedError, match="non-decreasing"):
        compute_optimum(replace(scaling, G=x + 5 * x**2 * sympy.exp(-x)), spectrum)


def test_least_losses_need_a_g_that_increases_at_all_times() -> None:
    require_increase(L * T, Spectrum())
    with pytest.raises(UndecidedError, match="increase in t"):
        require_increase(L * T + L / (1 + 100 * T), Spectrum())


@pytest.mark.slow
def test_a_limit_that_the_least_losses_leave_is_an_internal_error() -> None:
    found = optimum("lambda*t", "3/2", "2", budgets=(10**6, 10**9))
    assert found.instance is not None
    assert found.instance.limits is not None
    wrong = replace(found.instance.limits, loss=Enclosure("1.8", "1e-20", True))
    with pytest.raises(InternalError, match="settle"):
        confront(wrong, found.instance.models)


# --- exponents


@pytest.mark.slow
def test_exponents_of_a_general_monomial_are_those_of_rho() -> None:
    ((when, found),) = optimum(Candidate("lambda**m*t**n")).regimes
    m, n, a, b = sympy.symbols("m n a b", positive=True)
    assert when == "True"
    for value, wanted in (
        (found.modes, n / (n + m * b)),
        (found.time, m * b / (n + m * b)),
        (found.loss, -(a - 1) * n / (n + m * b)),
        (found.density, 0),
        (found.modes_log, 0),
    ):
        assert sympy.simplify(value - wanted) == 0


@pytest.mark.parametrize(
    ("g", "a", "b", "modes", "modes_log"),
    [
        ("lambda*t*log(1+t)", "3/2", "2", R(1, 3), R(1, 3)),
        heavy("log(1+lambda*t)/10", "3/2", "2", R(2, 7), 0),  # chi = 1/5
        heavy("lambda*t*(2+sin(log(1+t)))", "3/2", "2", R(1, 3), 0),
        ("lambda*t**2", "3/2", "2", R(1, 2), 0),  # rho = b
    ],
)
def test_exponents_with_logarithms_and_without_a_scaling_limit(g, a, b, modes, modes_log) -> None:
    found = optimum(g, a, b, budgets=())
    ((_, powers),) = found.regimes
    assert (powers.modes, powers.modes_log) == (modes, modes_log)
    assert powers.loss == -(R(a) - 1) * powers.modes
    assert (powers.balanced == 0) == (g == "lambda*t**2")


def test_where_the_loss_falls_by_logarithms_alone_the_best_model_outgrows_the_frontier() -> None:
    """lambda log t: more modes cost a share of 1/log C; N = 10 k_* with k_* = (log C)^(1/2) is better than N = k_*."""
    ((_, law),) = optimum("lambda*log(1+t)", "3/2", "2", budgets=()).regimes
    assert (law.modes, law.modes_log, law.loss, law.loss_log) == (0, None, 0, -R(1, 4))
    logs = mpmath.mpf(10) ** 6  # log C

    def loss(n: int) -> mpmath.mpf:
        """int_0^n x^-1.5 exp(-2u/x^2) dx + 2 n^-0.5, u = log C/n."""
        u = logs - mpmath.log(n)
        head = mpmath.gammainc(0.25, 2 * u / mpmath.mpf(n) ** 2) / 2 / (2 * u) ** mpmath.mpf("0.25")
        return head + 2 / mpmath.sqrt(n)

    assert loss(10**4) < loss(10**3)


def test_logarithms_move_the_constants_and_not_the_ratio() -> None:
    """log t* ~ (2/3) log C: L* is that of Lambda = (2/3) log C; by quadrature at C = 10^(10^7) it is 1.97940228."""
    plain, slow = limits(L * T, Spectrum()), limits(L * T * sympy.log(1 + T), Spectrum())
    third, sixth = mpmath.mpf(1) / 3, mpmath.mpf(1) / 6
    assert abs(number(slow.ratio) - number(plain.ratio)) < 1e-13
    assert abs(number(slow.loss) - number(plain.loss) * (2 * third) ** -sixth) < 1e-13
    assert abs(number(slow.size) - number(plain.size) * (2 * third) ** third) < 1e-13
    assert abs(number(slow.loss) - 1.97940228) < 5e-7


@pytest.mark.slow
def test_certified_minima_approach_the_constants_beside_a_logarithm() -> None:
    g = L * T * sympy.log(1 + T)
    sums, found = OfSums(Sums(g, Spectrum(), certified_only=True)), limits(g, Spectrum())
    gaps = []
    for digits in (30, 300):
        scaled = mpmath.mpf(best_model(sums, 10**digits).loss.mid) * (
            mpmath.mpf(10) ** digits * digits * mpmath.log(10)
        ) ** (mpmath.mpf(1) / 6)
        gaps.append(abs(scaled / number(found.loss) - 1))
    assert gaps[1] < gaps[0] / 3 < 4e-3


@pytest.mark.slow
def test_what_does_not_follow_is_undecided() -> None:
    for g in ("lambda*exp(t)", "lambda*t/(1+lambda*t)"):
        found = optimum(g, "3/2", "2", budgets=())
        assert found.undecided
        assert found.regimes[0][1].note.startswith("undecided")


# --- the command


@pytest.mark.slow
def test_json_as_published(capsys) -> None:
    assert cli.main(["optimum", "lambda*t", "--a", "3/2", "--b", "2", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    schema = schemas.load("optimum/1", closed=True)
    jsonschema.Draft202012Validator(schema).validate(document)
    (regime,) = document["regimes"]
    assert (regime["modes"]["exponent"], regime["time"]["exponent"], regime["loss"]["exponent"]) == (
        "1/3",
        "2/3",
        "-1/6",
    )
    assert regime["ratio"]["mid"].startswith("2.013617")
    assert regime["loss"]["constant"]["mid"].startswith("1.850058")
    assert [model["C"] for model in document["instance"]["models"]] == [str(10**n) for n in (6, 12, 20, 30)]


@pytest.mark.slow
def test_table_plot_and_statuses(capsys, tmp_path) -> None:
    pytest.importorskip("matplotlib", reason="pictures need matplotlib")
    picture = tmp_path / "o.svg"
    assert cli.main(["optimum", "lambda**m*t", "--set", "m=1", "--plot", str(picture)]) == 0
    out = capsys.readouterr().out
    assert "N* = Θ(C^(1/(b + 1)))" in out
    assert "2.01361731265" in out
    assert "derived law of the optimum" in picture.read_text(encoding="utf-8")
    assert cli.main(["optimum", "lambda*t/(1+lambda*t)"]) == 3
    assert cli.main(["optimum", "lambda**m*t", "--plot", str(picture)]) == 2
    assert cli.main(["optimum", "lambda*t", "--plot", "picture.gif"]) == 2
    document = ["optimum", "lambda**m*t", "--format", "json"]
    capsys.readouterr()
    assert cli.main(document) == 0
    found = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas.load("optimum/1", closed=True)).validate(found)
    assert found["instance"] is None
