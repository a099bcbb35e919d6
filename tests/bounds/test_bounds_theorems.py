"""Explicit theorems: they contain certified sums from t0 on, are as narrow as promised, and a false one is caught."""

import random
from dataclasses import replace

import mpmath
import pytest
import sympy

from spectral_proofs import Spectrum
from spectral_proofs.bounds.constants import GrowthConstants, growth_constants
from spectral_proofs.bounds.near_zero import nearby
from spectral_proofs.bounds.theorems import OffsetBounds
from spectral_proofs.bounds.tight import TIGHT, explicit_theorems
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums.enclosures import Sums

R = sympy.Rational
S = sympy.S
AFTER = (R(1), R(1000001, 1000000), R(3, 2), R(71, 10), R(10) ** 3, R(10) ** 25)


def number(value):
    return mpmath.mpf(int(value.p)) / int(value.q)


def sides(theorem, time):
    """Lower and upper side of a theorem at a time."""
    shape = number(time) ** number(R(theorem.index)) * mpmath.log(number(time)) ** int(theorem.log_index)
    offsets = (theorem.lower_offset, theorem.upper_offset) if isinstance(theorem, OffsetBounds) else (S.Zero, S.Zero)
    return [
        number(c) * shape + number(offset) for c, offset in zip((theorem.lower, theorem.upper), offsets, strict=True)
    ]


def violations(theorems, g, spectrum, after=AFTER):
    """(name, t) where a certified value lies outside, and how many values were compared."""
    sums, wrong, compared = Sums(g, spectrum), [], 0
    with mpmath.workdps(40):
        for name, theorem in theorems.items():
            if name == "frontier" or getattr(theorem, "infinite", False):
                continue
            for time in (theorem.t0 * factor for factor in after):
                value = sums.at(str(time), digits=15, slopes=False)
                enclosure = value.loss if name.startswith("loss") else value.energy
                if not enclosure.certified or enclosure.unknown:
                    continue
                middle, radius = mpmath.mpf(enclosure.mid), mpmath.mpf(enclosure.rad)
                low, high = sides(theorem, time)
                compared += 1
                if middle + radius < low * (1 - mpmath.mpf(10) ** -30):
                    wrong.append((name, time))
                if middle - radius > high * (1 + mpmath.mpf(10) ** -30):
                    wrong.append((name, time))
    return wrong, compared


def monomial(m, n, c1=1, c2=None, t0=1):
    return GrowthConstants(S(c1), S(c1 if c2 is None else c2), S(t0), True, S(m), S(n))


def theorems_of(g, a, b, m=1, n=1, **scales):
    spectrum = Spectrum(a, b, **scales)
    growth = growth_constants(g, S(m), S(n), spectrum.Lambda, effort=8000)
    return explicit_theorems(g, growth, spectrum), spectrum


PLACES = [  # a, b, m, n: below, at and above the borders s = 0, 1, q of the energy, and far from them
    ("3/2", "2", 1, 1),
    ("3", "2", 1, 2),
    ("4", "2", R(1, 2), 1),
    ("29999/10000", "2", 1, 1),
    ("30001/10000", "2", 1, 1),
    ("2", "2", 2, 3),  # s = 1
    ("3/2", "5/2", R(4, 5), 1),  # s = q
    ("3/2", "5/4", R(1, 2), 1),  # q < 1
    ("1001/1000", "3/2", 1, R(4, 3)),  # a close to 1
    ("5/2", "3", R(3, 2), R(2, 3)),
]


@pytest.mark.parametrize(("a", "b", "m", "n"), PLACES, ids=str)
def test_monomials_lie_within_from_t0_on(a, b, m, n):
    g, spectrum = lam**m * t**n, Spectrum(a, b)
    wrong, compared = violations(explicit_theorems(g, monomial(m, n), spectrum), g, spectrum)
    assert not wrong
    assert compared >= 20


def test_random_monomials_between_random_constants():
    """The theorem assumes c1 <= g/(lambda^m t^n) <= c2 only, so any C between them will do."""
    generator = random.Random(11)
    total = 0
    for _ in range(12):
        a, b = (1 + R(generator.randint(1, 60), generator.randint(15, 40)) for _ in range(2))
        m, n = (R(generator.randint(1, 12), generator.randint(4, 8)) for _ in range(2))
        c = R(generator.randint(1, 50), generator.randint(1, 50))
        growth = monomial(m, n, c * R(generator.randint(5, 10), 10), c * R(generator.randint(10, 15), 10), 3)
        g, spectrum = c * lam**m * t**n, Spectrum(a, b, Lambda=R(generator.randint(1, 9), 4), W=R(2, 7))
        wrong, compared = violations(explicit_theorems(g, growth, spectrum), g, spectrum, AFTER[:3])
        assert not wrong
        total += compared
    assert total > 100


@pytest.mark.parametrize(
    ("a", "b", "m", "n", "energy"),
    [
        ("3/2", "2", 1, 1, "energy_tight"),
        ("3/2", "2", 1, 2, "energy_tight"),
        ("5/2", "2", 1, R(8, 7), "energy_offset"),
        ("3/2", "2", R(3, 2), R(2, 3), "energy_tight"),
        ("3/2", "2", R(1, 2), 1, "energy_tight"),
        ("3", "2", 1, 1, "energy_offset"),
        ("4", "2", 1, 1, "energy_tight"),
        ("29/10", "2", 1, 1, "energy_offset"),
        ("30001/10000", "2", 1, 1, "energy_offset"),
    ],
    ids=str,
)
def test_monomials_are_tight_by_a_hundred_million(a, b, m, n, energy):
    """C2/C1 <= 1.001; where S itself still moves by more, with its offset."""
    found = explicit_theorems(lam**m * t**n, monomial(m, n), Spectrum(a, b))
    for theorem in (found["loss_tight"], found[energy]):
        assert theorem.t0 <= 10**8
        assert theorem.ratio <= TIGHT
    assert ("energy_offset" in found) == (energy == "energy_offset")


def test_early_bounds_start_early():
    found = explicit_theorems(lam * t, monomial(1, 1), Spectrum("3/2", "2"))
    assert found["loss"].t0 <= 10
    assert found["loss"].ratio < R(5, 4)
    assert found["energy"].t0 <= 10
    assert found["energy"].ratio < 2


def test_the_leading_constant_is_between():
    """2^(3/4) Gamma(1/4)/4 and the expansion of S of the kernel regime, to eight digits."""
    found = explicit_theorems(lam * t, monomial(1, 1), Spectrum("3/2", "2"))
    loss, energy = found["loss_tight"], found["energy_tight"]
    assert loss.lower <= 2 ** R(3, 4) * sympy.gamma(R(1, 4)) / 4 <= loss.upper
    assert energy.lower <= (2 ** R(3, 4) - 2) * sympy.gamma(R(-3, 4)) / 2 <= energy.upper


@pytest.mark.parametrize("name", ["loss_tight", "energy_tight", "energy_offset"])
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_a_tampered_constant_is_seen(name, side):
    """The comparison with certified sums can fail: one part in two hundred is enough."""
    a = "29/10" if name == "energy_offset" else "3/2"
    g, spectrum = lam * t, Spectrum(a, "2")
    theorem = explicit_theorems(g, monomial(1, 1), spectrum)[name]
    factor = R(201, 200) if side == "lower" else R(199, 200)
    tampered = replace(theorem, **{side: getattr(theorem, side) * factor})
    assert not violations({name: theorem}, g, spectrum)[0]
    assert violations({name: tampered}, g, spectrum)[0]


ADVERSARIAL = [  # slow in t, slow in lambda, humps, oscillations, transients
    (lam * t * (1 + 1 / sympy.log(2 + t)), 1, 1),
    (lam * t * (2 + sympy.sin(sympy.log(1 + t))), 1, 1),
    (lam * t * (1 + 5 * lam * sympy.exp(-100 * lam)), 1, 1),
    (lam * t * (1 + lam / (R(1, 10**6) + lam)), 1, 1),
    (lam * t * (1 + sympy.exp(-t / 10**6)), 1, 1),
    (lam * t * (1 + 1 / (1 + lam * t**2)), 1, 1),
    (lam * t * (1 + lam ** R(1, 10)), 1, 1),
    (lam * t - sympy.log(1 + lam * t) / 2, 1, 1),
    (lam**2 * t**3 / (1 + lam) ** 3, 2, 3),
]


@pytest.mark.parametrize(("g", "m", "n"), ADVERSARIAL, ids=str)
@pytest.mark.parametrize(("a", "b", "scales"), [("3/2", "2", {}), ("3", "2", {"Lambda": 3, "W": "1/7"})], ids=str)
def test_nothing_false_is_printed_under_the_growth_condition(g, m, n, a, b, scales):
    found, spectrum = theorems_of(g, a, b, m, n, **scales)
    wrong, compared = violations(found, g, spectrum, (R(1), R(3, 2), R(10) ** 3))
    assert not wrong
    assert compared >= 10


@pytest.mark.parametrize(
    "g", [lam * t / (1 + lam), -t * sympy.log(1 - lam / 2), t * sympy.tanh(lam), lam * (t + sympy.sqrt(t))], ids=str
)
def test_constants_meet_near_the_frontier(g):
    """c1 < c2 on the whole quadrant, yet g ~ c lambda t where it matters: C2/C1 <= 1.001 all the same."""
    found, spectrum = theorems_of(g, "3/2", "2")
    assert found["loss_tight"].ratio <= TIGHT
    assert found["energy_tight"].ratio <= TIGHT
    assert not violations(found, g, spectrum, (R(1), R(3, 2), R(10) ** 3))[0]


def test_constants_that_never_meet_stay_apart():
    """g = lambda t (2 + sin log(1+t)): L t^(1/4) oscillates by 3^(1/4), and no theorem says less."""
    found, _ = theorems_of(lam * t * (2 + sympy.sin(sympy.log(1 + t))), "3/2", "2")
    assert R(1315, 1000) < found["loss_tight"].ratio < R(132, 100)


def test_nearby_constants_hold_below_their_edge():
    g = lam * t / (1 + lam)
    growth, spectrum = growth_constants(g, S.One, S.One), Spectrum("3/2", "2")
    found = nearby(g, growth, spectrum, S(10) ** 6)
    assert 0 < found.edge < R(1, 1000)
    assert found.growth.c1 <= 1 / (1 + found.edge)
    assert found.growth.c2 >= 1
    assert found.growth.c2 / found.growth.c1 < 1 + 2 * found.edge + R(1, 10**5)
    assert found.floor == growth.c1


def test_infinite_energy_has_one_statement():
    g = lam ** R(1, 4) * t
    found = explicit_theorems(g, monomial(R(1, 4), 1), Spectrum("3/2", "2"))
    assert found["energy"].infinite
    assert not {"energy_tight", "energy_offset"} & set(found)
