"""Constants of condition (2): known values, must-fail candidates, explicit theorems, signs."""

import random
from types import SimpleNamespace

import mpmath
import pytest
import sympy

from spectral_proofs.bounds.compiler import compile_expression
from spectral_proofs.bounds.constants import growth_constants, rounded_down, rounded_up
from spectral_proofs.bounds.monomial import sign_range
from spectral_proofs.bounds.positivity import nonnegative
from spectral_proofs.bounds.profile import Scaling
from spectral_proofs.bounds.region import Box
from spectral_proofs.bounds.scaling import ScalingFunction
from spectral_proofs.bounds.theorems import explicit_energy, explicit_frontier, explicit_loss
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.results import Truth

R = sympy.Rational
S = sympy.S
x = lam * t
RAY = sympy.Symbol("x", positive=True)

KNOWN = [  # g, m, n, inf and sup of g/(lam^m t^n), t0
    (7 * lam**2 * t ** R(1, 3), 2, R(1, 3), 7, 7, 1),
    (x / (1 + lam), 1, 1, 0.5, 1, 1),
    (-t * sympy.log(1 - lam / 2), 1, 1, 0.5, 0.6931472, 1),
    (t * sympy.tanh(lam), 1, 1, 0.7615942, 1, 1),
    (x * (2 + sympy.sin(sympy.log(1 + t))), 1, 1, 1, 3, 1),
    (lam * (t - sympy.sin(t) / 2), 1, 1, 0.5792645, 1.1086168, 1),
    (x * (lam * t**2 + 2) / (lam * t**2 + 1), 1, 1, 1, 2, 1),
    (x * (1 + 1 / (1 + x)), 1, 1, 1, 2, 1),
    (x * (2 + sympy.sin(sympy.log(1 + x))), 1, 1, 1, 3, 1),
    (x - sympy.log(1 + x) / 2, 1, 1, 0.5, 1, 1),
    (lam * (t - 5), 1, 1, 0.5, 1, 10),
    (x + lam * t**2 * sympy.exp(-t), 1, 1, 1, 1.3678794, 1),
    (lam * t**2 + x * sympy.log(1 + t), 1, 2, 1, 1.6931472, 1),
    (x - (1 - sympy.exp(-lam)) * t / 2, 1, 1, 0.5, 0.6839397, 1),
    (sympy.log(1 + (sympy.exp(2 * x) - 1) / 100), 1, 1, 0.02, 2, 1),  # the logarithm of a growing exponential
    (x + sympy.log(sympy.cosh(x)), 1, 1, 1, 2, 1),
]


@pytest.mark.parametrize(("g", "m", "n", "low", "high", "t0"), KNOWN, ids=str)
def test_known_constants(g, m, n, low, high, t0):
    found = growth_constants(g, S(m), S(n), effort=12_000)
    assert found.t0 == t0
    assert low * 0.998 <= float(found.c1) <= low * (1 + 1e-6)
    assert high * (1 - 1e-6) <= float(found.c2) <= high * 1.002
    assert found.tight


def test_exact_constant_is_kept():
    found = growth_constants(sympy.pi * x, S.One, S.One)
    assert found.c1 == found.c2 == sympy.pi


def test_sharpening_never_widens_the_range():
    # Cells beside lambda = 0 split without end: the search for the infimum alone once came back with -252.
    found = growth_constants(x + x * (1 - t / (1 + t)) * sympy.sin(t), S.One, S.One)
    assert 0.1 < float(found.c1) < 0.75
    assert 1.2 < float(found.c2) < 2


def test_largest_eigenvalue_counts():
    found = growth_constants(x / (1 + lam), S.One, S.One, R(3))
    assert (found.c1, found.c2) == (R(1, 4), 1)


@pytest.mark.parametrize(
    ("g", "m", "n"),
    [
        (x + lam**2 * t**3, 1, 1),
        (x + lam**2 * t**3, 2, 3),
        (x + lam**2 * t**3, 1, R(3, 2)),
        (x * sympy.log(1 + t), 1, 1),
        (x * t / (1 + x), 1, 1),
        (x * t / (1 + x), 0, 1),
        (sympy.log(1 + x), 1, 1),
        (x / (1 + x), 1, 1),
        (x * (1 + sympy.sin(t)), 1, 1),
        (x * (1 - 2 * sympy.exp(-lam)), 1, 1),
        (lam * sympy.log(1 / lam) * t, 1, 1),
    ],
    ids=str,
)
def test_growth_condition_must_fail(g, m, n):
    with pytest.raises(UndecidedError):
        growth_constants(g, S(m), S(n), effort=1200)


@pytest.mark.parametrize("power", [1, 2, 3, 4])
def test_no_bound_leads_across_a_pole(power):
    """1/(2 - lambda)^k: the difference of values on either side of 2 is no mean value of the derivative."""
    node = compile_expression(1 / (2 - lam) ** power)
    found = sign_range(node, Box(R(1), R(3), R(1), R(2)).region())[0]
    assert found.lo <= (-1) ** power
    assert not found.hi.is_finite()
    with pytest.raises(UndecidedError):
        growth_constants(x * (1 + 1 / (2 - lam) ** power), S.One, S.One, R(3))


@pytest.mark.parametrize(
    ("factor", "low", "high"),
    [
        (2 + sympy.atan(1 / (S.Half - lam)), 0.4292036, 3.5707963),  # its derivative is positive, with no pole
        (1 + 1 / (1 + sympy.exp(1 / (lam - S.Half))), 1, 2),
        (3 + sympy.atan(1 / (S.Half - lam)) + lam, 2.0, 5.0707963),
        (2 + sympy.atan(1 / (1 - x)), 0.4292036, 3.5707963),
    ],
)
def test_no_bound_leads_across_a_jump(factor, low, high):
    """Monotone on either side of a jump, the ratio is not largest and smallest at the ends."""
    try:
        found = growth_constants(x * factor, S.One, S.One, effort=1000)
    except UndecidedError:
        return
    assert found.c1 <= low + 1e-3
    assert found.c2 >= high - 1e-3


def test_a_scaling_function_with_a_jump_is_not_monotone():
    G = x * (2 + sympy.atan(1 / (1 - x)))
    scaling = Scaling(G.subs({lam: S.One, t: RAY}), RAY, S.One, S.One, S.One, S.One, None)
    with pytest.raises(UndecidedError, match="may jump"):
        ScalingFunction(scaling, SimpleNamespace(a=R(3, 2), b=S(2), Lambda=S.One, W=S.One))


def test_a_hair_outside_is_not_proved():
    """lam^(1/1000) is unbounded below although it looks constant at every ordinary lambda."""
    with pytest.raises(UndecidedError):
        growth_constants(lam ** R(1001, 1000) * t, S.One, S.One, effort=800)


@pytest.mark.parametrize("value", [0.5, 1 / 3, 0.7615941559557649, 123456.789, 1e-20])
def test_rounding_is_outward_and_short(value):
    from flint import arb

    ball = arb(value)
    low, high = rounded_down(ball), rounded_up(ball)
    exact = sympy.Rational(value)
    assert low <= exact <= high
    assert high - low <= 2 * exact / 1000


def direct_sums(g, a, b, time, terms=4000):
    """Partial sums with integral tails for g = lambda t / (1 + lambda): accurate to far better than the bounds."""
    loss = energy = mpmath.mpf(0)
    for k in range(1, terms + 1):
        y = g(mpmath.mpf(k) ** -b, time)
        loss += k**-a * mpmath.exp(-2 * y)
        energy += k ** (b - a) * mpmath.expm1(-y) ** 2
    loss += mpmath.quad(lambda k: k**-a * mpmath.exp(-2 * g(k**-b, time)), [terms + 0.5, 10 * terms, mpmath.inf])
    energy += mpmath.quad(
        lambda k: k ** (b - a) * mpmath.expm1(-g(k**-b, time)) ** 2, [terms + 0.5, 10 * terms, mpmath.inf]
    )
    return loss, energy


@pytest.mark.parametrize(("a", "b"), [(R(3, 2), R(2)), (R(5, 2), R(2)), (R(3), R(2)), (R(4), R(2)), (R(2), R(3))])
def test_explicit_theorems_hold(a, b):
    spectrum = SimpleNamespace(a=a, b=b, Lambda=S.One, W=S.One)
    growth = growth_constants(x / (1 + lam), S.One, S.One)
    loss, energy, frontier = (f(growth, spectrum) for f in (explicit_loss, explicit_energy, explicit_frontier))
    for time in (mpmath.mpf(10) ** 5, mpmath.mpf(10) ** 6):
        true_loss, true_energy = direct_sums(lambda y, s: y * s / (1 + y), float(a), float(b), time)
        scale = time ** float(loss.index)
        assert time >= loss.t0
        assert float(loss.lower) * scale <= true_loss <= float(loss.upper) * scale
        scale = time ** float(energy.index) * mpmath.log(time) ** float(energy.log_index)
        assert time >= energy.t0
        assert float(energy.lower) * scale <= true_energy <= float(energy.upper) * scale
        k_star = (time - 1) ** (1 / mpmath.mpf(float(b)))  # lambda t/(1+lambda) = 1 at lambda = 1/(t-1)
        assert float(frontier.k_low) <= k_star / time ** (1 / float(b)) <= float(frontier.k_high)
        power = k_star ** (1 - float(a))
        assert float(frontier.loss_low) * power <= true_loss <= float(frontier.loss_high) * power
        inner, outer = (
            mpmath.zeta(float(a), mpmath.ceil(c * k_star)) for c in map(float, (frontier.c1_prime, frontier.c2_prime))
        )
        assert float(frontier.tail_low) * outer <= true_loss <= float(frontier.tail_high) * inner


def test_golden_loss_lies_within():
    """L(100) = 0.48205... for g = lambda t at a = 3/2, b = 2."""
    spectrum = SimpleNamespace(a=R(3, 2), b=R(2), Lambda=S.One, W=S.One)
    bounds = explicit_loss(growth_constants(x, S.One, S.One), spectrum)
    assert bounds.t0 <= 100
    assert float(bounds.lower) <= 0.4820516577366860611557895536 * 100**0.25 <= float(bounds.upper)
    assert "for all t >= " in bounds.statement


@pytest.mark.parametrize(
    ("a", "b", "index", "log_index"),
    [("29/10", 2, R(1, 20), 0), ("301/100", 2, 0, 0), (3, 2, 0, 1), ("11/10", "11/10", R(10, 11), 0)],
)
def test_regimes_of_the_energy(a, b, index, log_index):
    spectrum = SimpleNamespace(a=R(a), b=R(b), Lambda=S.One, W=S.One)
    found = explicit_energy(growth_constants(x, S.One, S.One), spectrum)
    assert (found.index, found.log_index) == (index, log_index)
    assert 0 < found.lower <= found.upper


def test_infinite_energy_is_said():
    spectrum = SimpleNamespace(a=R(3, 2), b=R(2), Lambda=S.One, W=S.One)
    found = explicit_energy(growth_constants(lam ** R(1, 4) * t, R(1, 4), S.One), spectrum)
    assert found.infinite
    assert found.lower is None


@pytest.mark.parametrize(
    ("expression", "truth"),
    [
        (sympy.diff(x / (1 + lam), lam), Truth.YES),
        (sympy.diff(x / (1 + x), t), Truth.YES),
        (sympy.diff(x * (2 + sympy.sin(sympy.log(1 + t))), t), Truth.YES),
        (sympy.diff(x * (2 + sympy.sin(t)), t), Truth.NO),
        (sympy.diff(x * sympy.exp(-x), lam), Truth.NO),
        (x - sympy.log(1 + x), Truth.YES),
        (sympy.log(1 + x) - x, Truth.NO),
        (lam - lam**2, Truth.YES),
        (t - 2, Truth.NO),
        (S.Zero * lam, Truth.YES),
    ],
    ids=str,
)
def test_signs(expression, truth):
    assert nonnegative(expression).truth is truth


def test_strict_sign_at_a_boundary_zero_is_not_claimed():
    assert nonnegative(1 - lam, strict=True).truth is not Truth.YES
    assert nonnegative(lam, strict=True).truth is Truth.YES


def test_random_rational_functions_are_bounded_correctly():
    generator = random.Random(3)
    for _ in range(6):
        p, q, r = (R(generator.randint(1, 9), generator.randint(1, 9)) for _ in range(3))
        g = x * (p + q * lam * t**2) / (1 + r * lam * t**2)
        found = growth_constants(g, S.One, S.One, effort=4000)
        low, high = sorted([float(p), float(q / r)])
        assert float(found.c1) <= low * (1 + 1e-9)
        assert float(found.c2) >= high * (1 - 1e-9)
        assert float(found.c2 / found.c1) < high / low * 1.01
