"""L and S of residuals on modes that are no exact powers of k, beside sums that share nothing with them."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest

from spectral_proofs import Spectrum
from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.sums.residuals import ResidualSums
from tests.weight import heavy

NESTEROV = "2*besselj(1,sqrt(lambda)*t)/(sqrt(lambda)*t)"
WAVE = "exp(-lambda*t)*cos(lambda*t)"


def residual(name, lam, t):
    if name == WAVE:
        return mpmath.exp(-lam * t) * mpmath.cos(lam * t)
    s = mpmath.sqrt(lam) * t
    return 2 * mpmath.besselj(1, s) / s


def plain(name, modes, t):
    """L and S over pairs (lambda_k, lambda_k w_k^2), one by one."""
    parts = [(c, c / lam, residual(name, lam, t)) for lam, c in modes]
    return mpmath.fsum(c * r**2 for c, _, r in parts), mpmath.fsum(w * (1 - r) ** 2 for _, w, r in parts)


def holds(found, truth, relative="1e-29"):
    mid, rad = mpmath.mpf(found.mid), mpmath.mpf(found.rad)
    return (
        found.certified
        and abs(mid - truth) <= rad + abs(truth) * mpmath.mpf("1e-33")
        and rad <= mid * mpmath.mpf(relative)
    )


@pytest.mark.parametrize(
    ("name", "t"),
    [(WAVE, "100"), *(heavy(n, t) for n in (NESTEROV, WAVE) for t in ("1e6", "1e30", "1e100"))],
)
def test_geometric_modes_at_any_time(name, t):
    found = ResidualSums(parse_expression(name), modes_of("exp(-k)", "exp(-k/2)")).at(t)
    with mpmath.workdps(330):
        e = mpmath.exp(-1)
        loss, energy = plain(name, ((e**k, e ** (mpmath.mpf(k) / 2)) for k in range(1, 620)), mpmath.mpf(t))
        # beyond k = 620 the modes of L have r -> 1: those left are fewer than 1e-134, and of S than 1e-130 t^2
        assert holds(found.loss, loss)
        assert holds(found.energy, energy)


def test_the_first_geometric_modes():
    spectrum = modes_of("exp(-k)", "exp(-k/2)")
    found = ResidualSums(parse_expression(WAVE), FirstModes(spectrum, 9)).at("50")
    with mpmath.workdps(50):
        e = mpmath.exp(-1)
        loss, energy = plain(WAVE, ((e**k, mpmath.sqrt(e**k)) for k in range(1, 10)), mpmath.mpf(50))
        assert holds(found.loss, loss + e**5 / (1 - mpmath.sqrt(e)))
        assert holds(found.energy, energy)


@pytest.mark.slow  # a second each
@pytest.mark.parametrize("t", ["10", "100"])
def test_formulas(t):
    """lambda_k = (k+1)/k^3: beyond k = 400 by Taylor's series in lambda and binomial sums of zeta values."""
    found = ResidualSums(parse_expression(WAVE), modes_of("k**-2*(1+1/k)", "k**-1.5")).at(t)
    with mpmath.workdps(60):
        time, last, a = mpmath.mpf(t), 400, mpmath.mpf(3) / 2
        loss, energy = plain(WAVE, (((k + 1) / mpmath.mpf(k) ** 3, k**-a) for k in range(1, last + 1)), time)
        series = [((-1 + 1j) ** j).real * time**j / mpmath.factorial(j) for j in range(30)]
        rest = [mpmath.mpf(0), *(-c for c in series[1:])]
        zetas = {}

        def moment(j, shift):  # of k^-a (k+1)^j k^-3j over k > last, where k^3/(k+1) is lambda^-1
            def zeta(n):
                return zetas.setdefault(n, mpmath.zeta(a + n, last + 1))

            if shift:  # (k+1)^(j-1) k^(3-3j)
                return mpmath.fsum(mpmath.binomial(j - 1, i) * zeta(3 * j - 3 - i) for i in range(j))
            return mpmath.fsum(mpmath.binomial(j, i) * zeta(3 * j - i) for i in range(j + 1))

        for j in range(30):
            square, other = (mpmath.fsum(x[i] * x[j - i] for i in range(j + 1)) for x in (series, rest))
            loss += square * moment(j, False)
            energy += other * moment(j, True) if j else 0
        assert holds(found.loss, loss)
        assert holds(found.energy, energy)


@pytest.mark.slow  # some seconds each, of quadrature
@pytest.mark.parametrize(
    ("lambda_k", "eigenvalue"),
    [
        ("k**-2*log(k+1)**2", lambda k: mpmath.log(k + 1) ** 2 / k**2),
        ("k**(-3/2)*(1+sin(log(k))/10)", lambda k: k ** mpmath.mpf("-1.5") * (1 + mpmath.sin(mpmath.log(k)) / 10)),
    ],
)
def test_slowly_varying_formulas(lambda_k, eigenvalue):
    """Beyond k = 60 by Euler and Maclaurin's formula, its integral by quadrature in log k."""
    found = ResidualSums(parse_expression(WAVE), modes_of(lambda_k, "k**-3")).at("5")
    with mpmath.workdps(40):
        last = 60

        def term(k, energy):
            lam = eigenvalue(k)
            r = residual(WAVE, lam, mpmath.mpf(5))
            return k**-3 / lam * (1 - r) ** 2 if energy else k**-3 * r**2

        for kind, value in ((False, found.loss), (True, found.energy)):
            head = mpmath.fsum(term(mpmath.mpf(k), kind) for k in range(1, last))
            ends = [mpmath.log(last) + 4 * j for j in range(13)]
            whole = mpmath.quad(lambda y, kind=kind: mpmath.exp(y) * term(mpmath.exp(y), kind), ends)
            taylor = mpmath.taylor(lambda k, kind=kind: term(k, kind), last, 12, radius=mpmath.mpf(3), method="quad")
            ends = mpmath.fsum(mpmath.bernoulli(2 * j) / (2 * j) * taylor[2 * j - 1] for j in range(1, 7))
            assert mpmath.almosteq(
                mpmath.mpf(value.mid), (head + whole + taylor[0] / 2 - ends).real, mpmath.mpf("1e-18")
            )
            assert value.certified
            assert float(value.rad) < 1e-29 * float(value.mid)


@pytest.mark.slow  # a million terms
def test_many_modes_whose_energy_would_diverge():
    """S over 10^6 modes, 1 - r ~ lambda^(1/4) t^2/2: the last 9 * 10^5 of them by what is left of a sum of doubles."""
    found = ResidualSums(parse_expression("cos(lambda**(1/8)*t)"), FirstModes(Spectrum(), 10**6)).at("5", digits=15)
    k = np.arange(1, 10**6 + 1, dtype=np.longdouble)
    assert float(found.energy.mid) == pytest.approx(
        float(np.sum(np.sqrt(k) * (1 - np.cos(5 * k**-0.25)) ** 2)), rel=1e-9
    )
    assert float(found.energy.rad) < 1e-14 * float(found.energy.mid)


def test_measured_modes_and_their_tail():
    pairs = [(Fraction(1, k * k), Fraction(k % 3, k * k)) for k in range(1, 40)]
    own = Measured.of(*zip(*pairs, strict=True))
    found = ResidualSums(parse_expression(NESTEROV), own).at("1e100")
    with mpmath.workdps(150):
        modes = [(mpmath.mpf(1) / k**2, mpmath.mpf(k % 3) / k**2) for k in range(1, 40)]
        loss, energy = plain(NESTEROV, modes, mpmath.mpf(10) ** 100)
        assert holds(found.loss, loss)
        assert holds(found.energy, energy)
    whole = Measured.of(*(tuple(Fraction(1, k * k) for k in range(1, 20)),) * 2, tail=Spectrum(2, 2))
    same = ResidualSums(parse_expression(NESTEROV), Spectrum(2, 2)).at("30")
    tailed = ResidualSums(parse_expression(NESTEROV), whole).at("30")
    with mpmath.workdps(50):
        assert holds(tailed.loss, mpmath.mpf(same.loss.mid))
        assert holds(tailed.energy, mpmath.mpf(same.energy.mid))


@pytest.mark.slow  # three seconds
def test_an_energy_that_diverges_on_other_modes():
    slow = parse_expression("cos(lambda**(1/8)*t)")  # 1 - r ~ lambda^(1/4) t^2/2, w_k^2 = e^(k/2): p - 1 + 1/2 = 0
    assert ResidualSums(slow, modes_of("exp(-k)", "exp(-k/2)")).at("3").energy.infinite
    assert ResidualSums(slow, modes_of("k**-2*(1+1/k)", "k**-1.5")).at("3").energy.infinite
    found = ResidualSums(slow, modes_of("exp(-k)", "exp(-3*k/4)")).at("3")
    assert not found.energy.infinite
    assert found.energy.certified
