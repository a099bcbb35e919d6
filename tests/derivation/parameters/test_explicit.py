"""Explicit theorems of `derive`: formulas against certified sums at exact points of every regime."""

import json
import random

import mpmath
import pytest
import sympy

from spectral_proofs import Candidate, Spectrum, cli
from spectral_proofs.derivation.parameters.explicit import at_instance, formulas
from spectral_proofs.derivation.parameters.explicit_growth import growth_formula
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import instances
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.reporters.explicit import explicit_lines, in_time
from spectral_proofs.sums.enclosures import Sums

CANDIDATES = [
    "c*lambda**m*t**n",
    "lambda**m*t**n",
    "lambda*log(1+t)**r",
    "lambda*t/log(2+t)**r",
    "t**n*log(1+lambda)**m",
    "tanh(lambda)**m*t/(2+lambda)",
    "lambda**m*t+c*lambda**(2*m)*sqrt(t)",
    "lambda**m*(1+lambda)**(-r)*(t+sin(t)/2)",
]


def theorem(g, a=None, b=None):
    return general_theorem(Candidate(g), a, b, points=None)


def number(expr):
    return mpmath.mpf(str(sympy.N(expr, 40)))


def violations(found, regime, point, times, general, tampered=1):
    """Which side is crossed by a certified value, and the ratios of the sides that were compared."""
    g, spectrum = general.g.subs(point), Spectrum(general.a.subs(point), general.b.subs(point))
    sums, wrong, ratios = Sums(g, spectrum), [], []
    for time in times:
        scale = number(found.growth.time.subs(point).subs(t, time))
        value = sums.at(str(time), digits=12, slopes=False)
        for bounds, enclosure in ((found.loss, value.loss), (found.energy, value.energy)):
            if bounds is None or not enclosure.certified or enclosure.unknown:
                continue
            low, high = (mpmath.mpf(enclosure.mid) + sign * mpmath.mpf(enclosure.rad) for sign in (-1, 1))
            pairs = [("lower", "upper", bounds.valid), ("plain_lower", "plain_upper", bounds.threshold)]
            for below, above, start in pairs:
                ends = [number(in_time(found, getattr(bounds, n)).subs(point).subs(t, time)) for n in (below, above)]
                if time < found.growth.t0 or scale < number(start.subs(point)):
                    continue
                ratios.append((bounds.quantity, below, ends[1] / ends[0]))
                crossed = [high < tampered * ends[0] * (1 - mpmath.mpf(10) ** -30)]
                crossed += [tampered * low > ends[1] * (1 + mpmath.mpf(10) ** -30)]
                wrong += [(bounds.quantity, name, time) for name, no in zip((below, above), crossed, strict=True) if no]
    return wrong, ratios


def tried(g, points, times, tampered=1):
    general = theorem(g)
    wrong, ratios = [], []
    with mpmath.workdps(40):
        for regime in general.regimes:
            found = formulas(general, regime)
            for point in instances(general, regime, points):
                crossed, seen = violations(found, regime, point, times, general, tampered)
                wrong += [(regime.when, point, *item) for item in crossed]
                ratios += seen
    return wrong, ratios


TIMES = [sympy.Rational(3), sympy.Rational(10) ** 3, sympy.Rational(10) ** 30]


def test_formulas_hold():
    wrong, ratios = tried("lambda*t**n", 1, TIMES)
    assert not wrong
    assert len(ratios) >= 9
    sharp = [ratio for quantity, name, ratio in ratios if (quantity, name) == ("L", "lower")]
    assert min(sharp) < 1.001  # a limit, not only an order
    assert all(2.99 < ratio < 3.01 for quantity, name, ratio in ratios if (quantity, name) == ("L", "plain_lower"))


@pytest.mark.slow
@pytest.mark.parametrize("g", CANDIDATES)
def test_formulas_hold_near_borders(g):
    wrong, ratios = tried(g, 4, [*TIMES, sympy.Rational(10) ** 100])
    assert not wrong
    assert len(ratios) > 20


def test_false_formulas_are_seen():
    wrong, _ = tried("lambda*t", 1, TIMES[2:], tampered=sympy.Rational(101, 100))
    assert any(name in ("lower", "upper") for *_, name, _ in wrong)


def signs(expr):
    return 1 if expr.is_positive else -1 if expr.is_negative else 0 if expr == 0 else None


def test_bounds_of_g():
    m, r, c = sympy.symbols("m r c", positive=True)
    found = growth_formula(c * lam**m * sympy.log(1 + t) ** r, signs)
    assert (found.m, found.time, found.low, found.high, found.t0) == (m, sympy.log(1 + t) ** r, c, c, 0)
    found = growth_formula(lam**m * t / (1 + lam) ** r, signs)
    assert (found.low, found.high) == (2**-r, 1)
    found = growth_formula(c * lam * t**2 + lam ** (1 + m) * t, signs)
    assert (found.m, found.time, found.low, found.high, found.t0) == (1, t**2, c, c + 1, 1)
    found = growth_formula(-t * sympy.log(1 - lam / 2), signs)
    assert (found.m, found.low) == (1, sympy.Rational(1, 2))
    assert 0.69 < found.high < 0.6945


@pytest.mark.parametrize(
    ("g", "named"),
    [
        (lam * t + lam**2 * t**3, "no bounds"),  # (2) fails
        (sympy.log(1 + lam ** sympy.Symbol("m", positive=True) * t), "no bounds by a formula"),
        (lam ** (sympy.Symbol("m", positive=True) - 1) * t, "does not grow"),
        (lam * t - sympy.Symbol("c", positive=True) * lam**2 * t, "not positive"),
        (lam**2 / (1 + lam), "does not grow"),
        (sympy.Symbol("c", positive=True) * lam * t**3 + lam**3 * t**4, "leads both"),
    ],
)
def test_no_formula(g, named):
    with pytest.raises(UndecidedError, match=named):
        growth_formula(g, signs)


def test_random_bounds_of_g():
    rng = random.Random(3)
    m, r, c = sympy.symbols("m r c", positive=True)
    for g in (lam**m * t**r * (1 + lam) ** -c, sympy.tanh(lam) ** m * (1 + t) ** r, c * lam**m * t**2 + lam ** (m + r)):
        found = growth_formula(g, signs)
        for _ in range(20):
            values = {s: sympy.Rational(rng.randint(1, 40), 8) for s in (m, r, c)}
            values |= {lam: sympy.Rational(1, rng.randint(1, 10**4)), t: max(1, found.t0) * rng.randint(1, 10**5)}
            ratio = sympy.N((g / (lam**found.m * found.time)).subs(values), 30)
            low, high = (sympy.N(end.subs(values), 30) for end in (found.low, found.high))
            assert low * (1 - sympy.Float("1e-25")) <= ratio <= high * (1 + sympy.Float("1e-25"))


def test_an_instance_where_there_is_no_formula():
    general = theorem("log(1+lambda*t)", "3/2", "2")
    with pytest.raises(UndecidedError):
        formulas(general, general.regimes[0])
    found = at_instance(general, {})
    assert {"loss_tight", "energy_tight"} <= found.theorems.keys()
    assert any(line.startswith("proved: ") and "<= L(t) <=" in line for line in explicit_lines(found))


def test_nothing_explicit():
    general = theorem("lambda*t/(1+lambda*t)", "3/2", "2")
    with pytest.raises(UndecidedError, match="gives bounds"):
        at_instance(general, {})


def test_command(capsys):
    assert cli.main(["derive", "lambda*t**n", "--a", "3/2", "--b", "2", "--format", "json"]) == 0
    (regime,) = json.loads(capsys.readouterr().out)["regimes"]
    found = regime["explicit"]
    assert found["kind"] == "formulas"
    assert found["growth"] == {"m": "1", "u": "t**n", "c1": "1", "c2": "1", "t0": "0"}
    assert "n" in found["loss"]["t0"]
    assert found["perturbation_energy"]["threshold"]


def test_infinite_energy_has_no_bounds():
    general = theorem("lambda**m*t", "3/2", "2")
    assert [formulas(general, regime).energy is None for regime in general.regimes] == [
        regime.found.growth == "infinite" for regime in general.regimes
    ]
