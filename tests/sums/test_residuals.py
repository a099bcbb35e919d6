"""L and S of residuals that change sign: certified, narrow, beside sums that share nothing with them."""

from fractions import Fraction

import mpmath
import pytest
import sympy

from spectral_proofs import Candidate, Spectrum, evaluate
from spectral_proofs.compare.tradeoff import violated
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.near_zero_modes import NearZero
from spectral_proofs.sums.residuals import ResidualSums
from tests.weight import heavy

NESTEROV = "2*besselj(1,sqrt(lambda)*t)/(sqrt(lambda)*t)"
_TERMS = 20


def _mpmath_nesterov(t):
    """Modes k <= t one by one, the others by the exact power series in s^2 = lambda t^2; a = 3/2, b = 2.

    mpmath's zeta is good to an absolute error, which t^(2j) multiplies.
    """
    with mpmath.workdps(50 + 2 * _TERMS * len(str(t))):
        a, t = mpmath.mpf(3) / 2, mpmath.mpf(t)
        loss = energy = mpmath.mpf(0)
        for k in range(1, int(t) + 1):
            r = 2 * mpmath.besselj(1, t / k) * k / t
            loss += k**-a * r**2
            energy += k ** (2 - a) * (1 - r) ** 2
        series = [(-1) ** i / (mpmath.factorial(i) * mpmath.factorial(i + 1) * 4**i) for i in range(_TERMS)]
        rest = [mpmath.mpf(0), *(-c for c in series[1:])]
        for j in range(_TERMS):
            square, other = (mpmath.fsum(x[i] * x[j - i] for i in range(j + 1)) for x in (series, rest))
            loss += square * t ** (2 * j) * mpmath.zeta(a + 2 * j, int(t) + 1)
            energy += other * t ** (2 * j) * mpmath.zeta(a - 2 + 2 * j, int(t) + 1) if other else 0
        return loss, energy


def _holds(found: Enclosure, truth, relative: str) -> bool:
    with mpmath.workdps(60):
        mid, rad = mpmath.mpf(found.mid), mpmath.mpf(found.rad)
        slack = mpmath.mpf("1e-33") * abs(truth)  # of the truth
        return found.certified and abs(mid - truth) <= rad + slack and rad <= mpmath.mpf(relative) * abs(mid)


@pytest.mark.parametrize("t", ["100", heavy("1e3"), heavy("1e4")])
def test_nesterov(t):
    value = evaluate(Candidate(residual=NESTEROV), Spectrum(), t)[0]
    loss, energy = _mpmath_nesterov(int(float(t)))
    assert _holds(value.loss, loss, "1e-30")
    assert _holds(value.energy, energy, "1e-30")
    assert not violated(value, Spectrum())


def test_a_positive_residual_is_that_of_a_g():
    spectrum = Spectrum("5/2", 2, "3/2", 2)
    sums = ResidualSums(parse_expression("exp(-lambda*t)"), spectrum).at("50")
    plain = evaluate("lambda*t", spectrum, "50")[0]
    assert _holds(sums.loss, _number(plain.loss), "1e-30")
    assert _holds(sums.energy, _number(plain.energy), "1e-30")
    assert evaluate(Candidate(residual="exp(-lambda*t)"), spectrum, "50")[0].energy == plain.energy


def _number(found: Enclosure):
    with mpmath.workdps(60):
        return mpmath.mpf(found.mid)


def test_a_finite_model_keeps_its_floor():
    spectrum = FirstModes(Spectrum(), 30)
    value = ResidualSums(parse_expression("cos(sqrt(lambda)*t)/(1+lambda*t)"), spectrum).at("7")
    with mpmath.workdps(40):
        r = [mpmath.cos(mpmath.mpf(7) / k) / (1 + mpmath.mpf(7) / k**2) for k in range(1, 31)]
        loss = mpmath.fsum(k ** mpmath.mpf("-1.5") * x**2 for k, x in enumerate(r, 1)) + mpmath.zeta(1.5, 31)
        energy = mpmath.fsum(mpmath.sqrt(k) * (1 - x) ** 2 for k, x in enumerate(r, 1))
        assert _holds(value.loss, loss, "1e-30")
        assert _holds(value.energy, energy, "1e-30")


def test_an_energy_that_diverges():
    # 1 - r = sqrt(lambda) t + ...: (1 - r)^2 w_k^2 ~ k^(b-a-b) = k^-a converges, with lambda^(1/4) it does not
    sums = ResidualSums(parse_expression("cos(lambda**(1/8)*t)"), Spectrum("3/2", 2))
    assert sums.at("3").energy.infinite
    assert sums.at("3").loss.certified
    assert not ResidualSums(parse_expression("cos(lambda**(1/2)*t)"), Spectrum("3/2", 2)).at("3").energy.infinite


def test_late_times_are_unknown_with_the_reason():
    value = ResidualSums(parse_expression(NESTEROV), Spectrum()).at("1e9")
    assert value.loss.unknown
    assert "200000 modes" in value.note


@pytest.mark.parametrize("text", ["cos(t/lambda)", "cos(lambda*t)/lambda", "cos(1/(lambda*t))"])
def test_what_is_not_analytic_at_zero_is_refused(text):
    with pytest.raises(UndecidedError, match="lambda = 0"):
        ResidualSums(parse_expression(text), Spectrum())


def test_first_terms_are_exact():
    terms = NearZero(Fraction(2))(parse_expression(NESTEROV)).stripped
    assert terms.order == 0
    assert terms.coefficients[:5] == (1, 0, -(TIME**2) / 8, 0, TIME**4 / 192)
    assert NearZero(Fraction(1))(LAMBDA**2 * TIME).stripped.order == 2


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"g": "lambda*t", "residual": "cos(lambda*t)"}, "leave out one"),
        ({"residual": "cos(lambda*t"}, "never closed"),
    ],
)
def test_candidates_are_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        Candidate(**arguments)


@pytest.mark.parametrize(("text", "message"), [("cos(t)", "lambda and t"), ("log(1-lambda)*cos(t)", "real number")])
def test_residuals_are_refused(text, message):
    with pytest.raises(InputError, match=message):
        evaluate(Candidate(residual=text), Spectrum(), "100")


def test_where_g_is_needed_a_residual_says_so():
    with pytest.raises(InputError, match="there is no g"):
        Candidate(residual=NESTEROV).resolve(Spectrum())


UNFORESEEN = [
    "cos(sqrt(lambda)*t)*exp(-lambda*t)",
    "besselj(0,sqrt(lambda)*t)",
    "exp(-lambda*t)*(1-lambda)",
    "1/(1+lambda*t)",
    "exp(-lambda*t)*cos(lambda*t)",
    "sin(lambda*t)/(lambda*t)",
]


def plain_sums(text, a, t, last=400, terms=24):
    """L and S for b = 2: modes k <= last one by one, the others by the Taylor series of r in z = lambda^(1/2)."""
    residual = sympy.lambdify((LAMBDA, TIME), parse_expression(text), "mpmath")
    with mpmath.workdps(90):
        a = mpmath.mpf(a.numerator) / a.denominator
        own = [residual(mpmath.mpf(k) ** -2, t) for k in range(1, last + 1)]
        loss = mpmath.fsum(k**-a * r**2 for k, r in enumerate(own, 1))
        energy = mpmath.fsum(k ** (2 - a) * (1 - r) ** 2 for k, r in enumerate(own, 1))
        circle = [mpmath.expjpi(mpmath.mpf(j) / 64) / t for j in range(128)]  # Cauchy's formula on |z| = 1/t
        values = [residual(z**2, t) for z in circle]
        series = [mpmath.fsum(v * z**-j for v, z in zip(values, circle, strict=True)).real / 128 for j in range(terms)]
        rest = [1 - series[0], *(-c for c in series[1:])]
        for j in range(terms):
            square, other = (mpmath.fsum(x[i] * x[j - i] for i in range(j + 1)) for x in (series, rest))
            loss += square * mpmath.zeta(a + j, last + 1)
            energy += other * mpmath.zeta(a - 2 + j, last + 1) if j >= 2 else 0
        return loss, energy


@pytest.mark.slow  # half a second each
@pytest.mark.parametrize("a", [Fraction(6, 5), Fraction(4), Fraction(9)])
@pytest.mark.parametrize("text", UNFORESEEN)
def test_residuals_nobody_foresaw(text, a):
    value = ResidualSums(parse_expression(text), Spectrum(a, 2)).at("10")
    loss, energy = plain_sums(text, a, 10)
    assert _holds(value.loss, loss, "1e-28")
    assert _holds(value.energy, energy, "1e-28")
