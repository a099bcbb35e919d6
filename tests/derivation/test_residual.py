"""Laws of residuals that change sign, beside integrals and certified sums that share nothing with them."""

from fractions import Fraction

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from spectral_proofs import Candidate, Spectrum, check, evaluate
from spectral_proofs.derivation.residual import NO_G, derive_residual, residual_sign, self_similar
from spectral_proofs.errors import UndecidedError
from spectral_proofs.pipeline.positive import with_g
from spectral_proofs.prepare import ResidualProblem, prepare
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.results import Truth, Verdict
from spectral_proofs.results.laws import absent
from spectral_proofs.sums.residuals import ResidualSums

# x'' + (r/t) x' + lambda x = 0, the residual of an accelerated flow, for r = 3, 2 and 5
NESTEROV = "2*besselj(1,sqrt(lambda)*t)/(sqrt(lambda)*t)"
SINE = "sin(sqrt(lambda)*t)/(sqrt(lambda)*t)"
DAMPED = "8*besselj(2,sqrt(lambda)*t)/(lambda*t**2)"


def laws(text, spectrum):
    residual = parse_expression(text)
    return derive_residual(residual, spectrum, residual_sign(residual, spectrum))


@pytest.mark.slow  # mpmath's quadrature
def test_nesterov_golden():
    derivation, further = laws(NESTEROV, Spectrum("3/2", 2))
    assert (derivation.rho, derivation.chi, derivation.gamma) == (2, sympy.Rational(1, 2), sympy.Rational(3, 2))
    assert derivation.loss.equivalent.holds
    assert derivation.energy.equivalent.holds
    # L ~ 1/2 int x^(p-1) R^2 dx = int s^(2p-1) (2 J1(s)/s)^2 ds, p = 1/4, and the same of S
    with mpmath.workdps(20):
        head = mpmath.quad(lambda s: s**-0.5 * (2 * mpmath.besselj(1, s) / s) ** 2, [0, *range(1, 200, 2)])
        tail = 4 / mpmath.pi / mpmath.mpf("2.5") * 199 ** mpmath.mpf("-2.5")  # of the mean of J1^2, 1/(pi s)
        assert abs(sympy.N(derivation.loss.constant, 20) - head - tail) < 1e-7
    assert further.trade_off.edge.holds
    assert further.trade_off.enclosed.mid.startswith("8.3916074394")


@pytest.mark.parametrize(("a", "b"), [("3/2", 2), ("5/2", 2), ("6/5", 3), (2, "7/4")])
@pytest.mark.parametrize("text", [NESTEROV, SINE, DAMPED])
@pytest.mark.slow
def test_constants_agree_with_certified_sums(text, a, b):
    spectrum = Spectrum(a, b, "3/2", "5/4")
    derivation, _ = laws(text, spectrum)
    value = ResidualSums(parse_expression(text), spectrum).at("3e3", digits=15)
    time = sympy.Integer(3000)
    loss = derivation.loss.constant * time**derivation.loss.index
    energy = derivation.energy.constant * time**derivation.energy.index
    energy += spectrum.W / spectrum.Lambda * sympy.zeta(spectrum.a - spectrum.b)  # the next order of a sum over k
    first = float(time ** (derivation.chi - 2 * derivation.rho * self_similar(parse_expression(text)).decay))
    assert abs(float(sympy.N(loss)) / float(value.loss.mid) - 1) < max(first, 1e-3)  # what the first modes add
    assert abs(float(sympy.N(energy)) / float(value.energy.mid) - 1) < 1e-3


def plain_loss(text, a, t):
    """The sum itself, b = 2: modes k <= 6 t one by one, and the first terms of the series beyond."""
    residual = sympy.lambdify((LAMBDA, TIME), parse_expression(text), "mpmath")
    last, a = 6 * int(t), mpmath.mpf(a)
    with mpmath.workdps(20):
        loss = sum(k**-a * residual(mpmath.mpf(k) ** -2, t) ** 2 for k in range(1, last + 1))
        return loss + mpmath.zeta(a, last + 1) - mpmath.zeta(a + 2, last + 1) * mpmath.mpf(t) ** 2 / 4  # J1 or J0 below


def test_beyond_the_qualification():
    derivation, _ = laws(NESTEROV, Spectrum(5, 2))  # p = 2 > 3/2
    assert (derivation.chi, derivation.loss.log_index) == (3, 0)
    assert derivation.loss.theta.holds
    assert not derivation.loss.equivalent.holds
    for t in (30, 300):  # the two-mode minimum and the sum of all maxima
        loss = float(ResidualSums(parse_expression(NESTEROV), Spectrum(5, 2)).at(str(t), digits=15).loss.mid)
        assert 0.02 * t**-3 < loss < 10 * t**-3
    assert laws("besselj(0,sqrt(lambda)*t)", Spectrum(9, 2))[0].chi == 1


def test_where_phases_may_meet_only_bounds_are_claimed():
    derivation, _ = laws(SINE, Spectrum(9, 2))  # sin(t/k) = 0 for every k <= K at t = pi K!
    assert derivation.chi is None
    assert derivation.loss.theta.truth is Truth.UNKNOWN
    assert "L = O(t^(-2)), t^(2) L does not tend to 0, and L >= c t^(-8)" in derivation.loss.reason
    damped, _ = laws("cos(lambda*t)/(1+lambda*t)", Spectrum(5, 2))  # 2 eta = p, no wave of this form
    assert (damped.chi, damped.loss.log_index) == (2, None)
    assert "log t" in damped.loss.reason


@pytest.mark.slow  # plain sums
@pytest.mark.parametrize(("text", "a", "constant"), [(NESTEROV, 4, 4 / mpmath.pi), (SINE, 3, mpmath.mpf(1) / 2)])
def test_a_logarithm_at_the_border(text, a, constant):
    """2 eta = p: L t^chi grows by c log t, beside what the phases of the first modes do, which the mean takes away."""
    derivation, _ = laws(text, Spectrum(a, 2))
    assert derivation.loss.log_index == 1
    assert abs(sympy.N(derivation.loss.constant) - constant) < 1e-12
    means = []
    for start in (20, 320):
        times = [start * (1 + mpmath.mpf(j) / 24) for j in range(24)]
        power = int(derivation.chi)
        means.append(mpmath.fsum(t**power * plain_loss(text, a, t) for t in times) / len(times))
    assert abs((means[1] - means[0]) / (constant * mpmath.log(16)) - 1) < 0.05


def test_energies():
    assert laws(NESTEROV, Spectrum(3, 2))[0].energy.log_index == 1
    assert laws(NESTEROV, Spectrum(4, 2))[0].energy.constant == sympy.zeta(2)
    steep = laws("cos(lambda**(1/8)*t)/(1+lambda*t**8)", Spectrum("3/2", 2))[0]  # 1 - r ~ lambda^(1/4)
    assert steep.energy.infinite
    assert not laws("cos(sqrt(lambda)*t)/(1+lambda*t**2)", Spectrum("3/2", 2))[0].energy.infinite


@pytest.mark.parametrize(
    ("text", "rho", "decay"),
    [
        (NESTEROV, 2, sympy.Rational(3, 4)),
        ("exp(-lambda*t)*cos(lambda*t)", 1, sympy.oo),
        ("cos(2*sqrt(lambda)*t)/(1+lambda*t**2)**3", 2, 3),
        ("besselj(0,3*lambda*t**2)", 2, sympy.Rational(1, 2)),
        ("cos(lambda**2*t)", sympy.Rational(1, 2), 0),
    ],
)
def test_self_similar(text, rho, decay):
    found = self_similar(parse_expression(text))
    assert (found.rho, found.decay) == (rho, decay)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("exp(-t)*cos(sqrt(lambda)*t)", "not of the form"),
        ("cos(lambda*t) + exp(-lambda*t**2)", "not of the form"),
        ("cos(lambda*t)*exp(lambda*t)", "no bound of exp"),
        ("tan(lambda*t)", "no bound of tan"),
    ],
)
def test_what_is_not_derived_says_why(text, message):
    with pytest.raises(UndecidedError, match=message):
        laws(text, Spectrum())


def test_a_run_on_a_residual():
    result = check(Candidate(residual=NESTEROV), Spectrum("3/2", 2))
    verdicts = {claim.id: claim.verdict for claim in result.claims}
    assert verdicts["growth"] is Verdict.OUTSIDE
    assert {verdicts[name] for name in ("eq7", "thm2", "cor1", "tradeoff")} == {Verdict.BEYOND}
    assert {verdicts[name] for name in ("eq3", "prop1", "prune-power")} == {Verdict.UNDECIDED}
    assert next(claim for claim in result.claims if claim.id == "eq3").reason == NO_G
    assert [t for t, _ in result.efficiency.at] == ["1e1", "1e2", "1e3", "1e4"]  # S >= S_R at each
    assert all(float(eta.mid) < 1 for _, eta in result.efficiency.at)
    assert abs(float(result.efficiency.at[-1][1].mid) - float(result.efficiency.limit.mid)) < 1e-4


def test_where_no_law_is_derived_values_are_still_certified():
    result = check(Candidate(residual="exp(-t/10)*cos(sqrt(lambda)*t)"), Spectrum("3/2", 2), claims=["eq7", "growth"])
    assert result.derivation is None
    assert {claim.verdict for claim in result.claims} == {Verdict.UNDECIDED}
    assert "no g" in result.claims[0].reason
    assert "not of the form" in result.claims[0].reason
    assert all(value.certified for value in result.sums)


def test_what_is_proved_positive_has_a_g():
    candidate = Candidate(residual="2*exp(-lambda*t)-exp(-2*lambda*t)")
    found = with_g(prepare(candidate, Spectrum()))
    assert isinstance(with_g(prepare(Candidate(residual=NESTEROV))), ResidualProblem)
    assert found.candidate.g == "-log(2*exp(-lambda*t)-exp(-2*lambda*t))"
    assert found.g == -sympy.log(2 * sympy.exp(-LAMBDA * TIME) - sympy.exp(-2 * LAMBDA * TIME))
    assert prepare(Candidate(residual="exp(-lambda*t)")).g == LAMBDA * TIME


@pytest.mark.slow  # a whole run
def test_a_positive_residual_is_an_ordinary_candidate():
    result = check(Candidate(residual="exp(-lambda*t)"), Spectrum("3/2", 2), claims=["eq7"])
    assert result.g == "-log(exp(-lambda*t))"
    assert result.claims[0].verdict is Verdict.CONFIRMED
    assert any("positive" in note for note in result.notes)


_POSITIVE = st.fractions(Fraction(1, 9), 9)


@settings(max_examples=10)
@given(st.lists(st.tuples(st.fractions(-3, 3), _POSITIVE, _POSITIVE), min_size=1, max_size=4), st.fractions(0, 50))
def test_the_trade_off_holds_for_residuals_of_any_sign(modes, mu):
    """S + mu L >= S_R + mu L_R at every mu, exactly, where the x_k are any real numbers."""
    own = sum(w * ((1 - x) ** 2 + mu * eigenvalue * x**2) for x, eigenvalue, w in modes)
    ridge = sum(w * mu * eigenvalue / (1 + mu * eigenvalue) for _, eigenvalue, w in modes)
    assert own >= ridge


def test_late_values_of_a_positive_residual_are_those_of_its_g():
    (found,) = evaluate(Candidate(residual="1-lambda*t/(2+lambda*t)"), Spectrum(), "1e30")
    (plain,) = evaluate("log(1+lambda*t/2)", Spectrum(), "1e30")
    assert found.certified
    assert abs(float(found.loss.mid) / float(plain.loss.mid) - 1) < 1e-12
    assert abs(float(found.energy.mid) / float(plain.energy.mid) - 1) < 1e-12


@pytest.mark.slow  # the second engine
def test_late_values_of_what_is_proved_positive_only_for_large_t():
    (found,) = evaluate(Candidate(residual="2*exp(-lambda*t)-exp(-2*lambda*t)"), Spectrum(), "1e30")
    (other,) = evaluate(Candidate(residual="exp(-lambda*t)*cos(lambda*t)"), Spectrum(), "1e30")
    assert found.loss.mid.startswith("5.91230766480883")
    assert other.loss.unknown


def test_an_index_that_is_open_is_not_said_to_be_missing():
    open_law, _ = laws(SINE, Spectrum(9, 2))
    steep, _ = laws("cos(lambda**(1/8)*t)/(1+lambda*t**8)", Spectrum("3/2", 2))
    assert (absent("chi", open_law), absent("gamma", steep), absent("chi", None)) == ("unknown", "none", "unknown")
