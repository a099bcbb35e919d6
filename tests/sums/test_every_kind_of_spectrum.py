"""L and S to 30 certified digits on every kind of spectrum up to t = 10^100, beside plain sums by mpmath.

Finitely many modes are added one by one. Infinitely many: the first 59 one by one, the others by Euler and Maclaurin's
formula, its integral in log k by Gauss and Legendre's rule on panels of length 1, 190 beyond the frontier.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import pytest

from spectral_proofs.problem.expression.parser import parse_expression
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.sums.spectra.factory import sums_of

TIMES = ("1e2", "1e6", "1e30", "1e100")
FIRST, BERNOULLI, NODES, BEYOND = 60, 14, 48, 190
mp = mpmath.mpf
Real = Callable[[Any], Any]

#: g, and how log k_* grows with log t, times b
EVOLUTIONS: dict[str, tuple[Callable[[Any, Any], Any], float]] = {
    "lambda*t": (lambda x, t: x * t, 1),
    "log(1+lambda*t)": (lambda x, t: mpmath.log1p(x * t), 1),
    "lambda*t+lambda**2*t**3": (lambda x, t: x * t + x**2 * t**3, 1.5),
    "lambda**(2/3)*t": (lambda x, t: x ** (mp(2) / 3) * t, 1.5),
    "asinh(lambda*t**2)": (lambda x, t: mpmath.asinh(x * t**2), 2),
    "lambda*t*log(2+t)/(1+lambda)": (lambda x, t: x * t * mpmath.log(2 + t) / (1 + x), 1.1),
}
HALF = {"k": "k**(-3/2)", "at": lambda k: k ** mp("-1.5")}
INFINITE: dict[str, tuple[ModeSpectrum, Real, Real]] = {
    "power": (Spectrum("3/2", 2), lambda k: k**-2, HALF["at"]),
    "power with scales": (Spectrum(2, "5/3", 3, "1/2"), lambda k: 3 * k ** (-mp(5) / 3), lambda k: k**-2 / 2),
    "ratio to 1": (modes_of("k**-2*(1+1/k)", HALF["k"]), lambda k: k**-2 * (1 + 1 / k), HALF["at"]),
    "logarithms": (modes_of("k**-2*log(k+1)**2", HALF["k"]), lambda k: (mpmath.log(k + 1) / k) ** 2, HALF["at"]),
    "wave": (
        modes_of("k**(-3/2)*(1+sin(log(k))/10)", HALF["k"]),
        lambda k: k ** mp("-1.5") * (1 + mpmath.sin(mpmath.log(k)) / 10),
        HALF["at"],
    ),
}
PAIRS = [(Fraction(10**9, k * k + k % 5), Fraction(k % 7 + 1, k)) for k in range(1, 250)]
FINITE: dict[str, tuple[ModeSpectrum, int, Real, Real, Any]] = {
    "first 300 powers": (first_modes(Spectrum(), 300), 300, lambda k: k**-2, HALF["at"], lambda: mpmath.zeta(1.5, 301)),
    "geometric": (modes_of("exp(-k)", "exp(-k/2)"), 800, lambda k: mpmath.exp(-k), lambda k: mpmath.exp(-k / 2), mp),
    "first 40 geometric": (
        first_modes(modes_of("exp(-k)", "exp(-k/2)"), 40),
        40,
        lambda k: mpmath.exp(-k),
        lambda k: mpmath.exp(-k / 2),
        lambda: mpmath.exp(mp("-20.5")) / -mpmath.expm1(mp("-0.5")),
    ),
    "first 50 of logarithms": (
        first_modes(modes_of("k**-2*log(k+1)**2", "k**-2"), 50),
        50,
        lambda k: (mpmath.log(k + 1) / k) ** 2,
        lambda k: k**-2,
        lambda: mpmath.zeta(2, 51),
    ),
    "measured": (
        Measured.of(*zip(*sorted(PAIRS, reverse=True), strict=True)),
        len(PAIRS),
        lambda k: fraction(sorted(PAIRS, reverse=True)[int(k) - 1][0]),
        lambda k: fraction(sorted(PAIRS, reverse=True)[int(k) - 1][1]),
        mp,
    ),
}


def fraction(value: Fraction) -> Any:
    return mp(value.numerator) / value.denominator


@cache
def rule() -> list[tuple[Any, Any]]:
    """Nodes and weights of Gauss and Legendre on [0, 1], by Newton's method on the polynomial."""
    found = []
    with mpmath.workdps(60):
        for i in range(NODES):
            x = mpmath.cos(mpmath.pi * (i + mp("0.75")) / (NODES + mp("0.5")))
            for _ in range(8):
                before, value = mp(1), x
                for n in range(2, NODES + 1):
                    before, value = value, ((2 * n - 1) * x * value - (n - 1) * before) / n
                slope = NODES * (x * value - before) / (x * x - 1)
                x -= value / slope
            found.append(((1 + x) / 2, 1 / ((1 - x * x) * slope**2)))
    return found


def summands(g: str, eigenvalue: Real, energy: Real, t: Any) -> Callable[[Any], tuple[Any, Any]]:
    evolution = EVOLUTIONS[g][0]

    def at(k: Any) -> tuple[Any, Any]:
        x, c = eigenvalue(k), energy(k)
        value = evolution(x, t)
        return c * mpmath.exp(-2 * value), c / x * mpmath.expm1(-value) ** 2

    return at


def euler_maclaurin(at: Callable[[Any], tuple[Any, Any]], crossing: float) -> list[Any]:
    totals = [mpmath.fsum(column) for column in zip(*(at(mp(k)) for k in range(1, FIRST)), strict=True)]
    start, low = mp(FIRST), mpmath.log(FIRST)
    for panel in range(int(crossing + BEYOND)):
        for x, weight in rule():
            k = mpmath.exp(low + panel + x)
            totals = [total + weight * k * value for total, value in zip(totals, at(k), strict=True)]
    for which in (0, 1):
        taylor = mpmath.taylor(lambda k, which=which: at(k)[which], start, 2 * BERNOULLI)
        ends = (mpmath.bernoulli(2 * j) / (2 * j) * taylor[2 * j - 1] for j in range(1, BERNOULLI))
        totals[which] += taylor[0] / 2 - mpmath.fsum(ends)
    return totals


def compared(spectrum: ModeSpectrum, g: str, time: str, truths: list[Any]) -> None:
    found = sums_of(parse_expression(g), spectrum).at(time, slopes=False)
    for ours, truth in zip((found.loss, found.energy), truths, strict=True):
        assert ours.certified
        assert mp(ours.rad) <= mp(ours.mid) * mp("1e-30")
        assert abs(mp(ours.mid) - truth) <= mp(ours.rad) + truth * mp("1e-30")  # as far as the rule goes


@pytest.mark.slow  # some tenths of a second each
@pytest.mark.parametrize("g", EVOLUTIONS)
@pytest.mark.parametrize("name", FINITE)
def test_finitely_many(name: str, g: str) -> None:
    spectrum, count, eigenvalue, energy, floor = FINITE[name]
    for time in TIMES:
        with mpmath.workdps(400 if time == "1e100" else 150):  # exp(-g) of a g with 300 digits
            at = summands(g, eigenvalue, energy, mp(time))
            loss, squares = (mpmath.fsum(c) for c in zip(*(at(mp(k)) for k in range(1, count + 1)), strict=True))
            compared(spectrum, g, time, [loss + floor(), squares])


@pytest.mark.slow  # two seconds each
@pytest.mark.parametrize("g", EVOLUTIONS)
@pytest.mark.parametrize("name", INFINITE)
def test_infinitely_many(name: str, g: str) -> None:
    """One of the four times for each pair, by turns; the others are certified all the same."""
    spectrum, eigenvalue, energy = INFINITE[name]
    turn = (list(INFINITE).index(name) + list(EVOLUTIONS).index(g)) % len(TIMES)
    for number, time in enumerate(TIMES):
        if number != turn:
            found = sums_of(parse_expression(g), spectrum).at(time, slopes=False)
            assert found.certified
            continue
        with mpmath.workdps(45):
            crossing = float(mpmath.log(mp(time))) * EVOLUTIONS[g][1] / 1.5
            at = summands(g, eigenvalue, energy, mp(time))
            truths = euler_maclaurin(at, crossing)
            compared(spectrum, g, time, truths)
