"""Certified pruning curves: Delta L_P(t, Theta) = sum over k > Theta k_* of f_k(t)^2 at several t.

1. k_* from g(lambda_*, t) = 1, eq. (17), to more digits than k_* has before the point, so that the cut
   floor(Theta k_*) is certain; where Theta k_* may be a whole number, that number is the cut.
2. Delta L_P and S at those cuts (:mod:`spectral_proofs.sums`), in units of (W/Lambda) k_*^s.
3. The limiting curve F(Theta), where the derivation knows the shape of g at the frontier.
4. How far apart the curves of different t are, and how far each is from F.
5. Curves that stay away from a derived F, certified and at ever larger t, are an internal error, unless the powers
   in g have hardly moved by then (:mod:`spectral_proofs.compare.onset`).

Left out: times at which no mode is learned yet; sums that are not certified.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.compare.onset import onset
from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.measurements.base import Setting
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.curve import LimitingCurve
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum, fraction

#: Retained modes over k_*.
THETAS = ("0.05", "0.3", "0.6", "1", "3", "10")
#: Times of the curves, those for a frontier so slow that hardly a mode is learned by then, and for a very fast one.
TIMES = ("1e4", "1e12", "1e30", "1e100")
LATE = ("1e30", "1e100", "10**1000", "10**10000")
EARLY = ("10", "100", "1e3", "1e4")
#: Times at which curves that stay away from F are looked at again.
LATER = ("1e1000", "1e3000")
_LAST = 3000  # log10 of the last of them
_FAR, _SHRINKS, _SETTLED = 0.1, 0.9, 0.99
_SLOW = 4.6  # log k_* at the largest of TIMES below which LATE are used
_DIGITS = 16
_LONGEST = 10_000  # digits before the point of k_*
_SPARE = 30  # digits of k_* beyond those before the point
_BITS = 120


@dataclass(frozen=True)
class Curve:
    """One t; ``values`` are Delta L_P/((W/Lambda) k_*^s), ``shares`` Delta L_P/S, one for each Theta."""

    t: str
    frontier: Enclosure  # k_*
    energy: Enclosure  # S / ((W/Lambda) k_*^s)
    cuts: tuple[str, ...]  # modes kept
    values: tuple[Enclosure, ...]
    shares: tuple[Enclosure, ...]
    distance: Enclosure | None  # largest |value / F - 1|


@dataclass(frozen=True)
class PruningCurves:
    """All curves; ``collapse`` is the largest relative distance between two of them at one Theta."""

    thetas: tuple[str, ...]
    curves: tuple[Curve, ...]
    limit: tuple[Enclosure, ...]  # F(Theta); empty where no shape is known
    whole: Enclosure | None  # F(0)
    collapse: Enclosure | None
    note: str = ""

    @property
    def agrees(self) -> bool:
        """The last curve is certified to follow F."""
        last = self.curves[-1].distance
        return last is not None and last.certified and float(last.mid) < _FAR


def measure(setting: Setting) -> PruningCurves:
    """The curves at the times that suit the frontier; raises UndecidedError where k_* cannot be enclosed."""
    if not setting.derivation.hypotheses.increasing_in_lambda.holds:
        raise UndecidedError("g is not known to increase in lambda: there may be more than one k_*")
    times = _times(setting.sums)
    whole, limit, note = _limit(setting)
    curves = tuple(_curve(setting, t, limit) for t in times)
    if _stray(curves, _SHRINKS):
        curves += tuple(_curve(setting, t, limit) for t in LATER)
        if _stray(curves, _SETTLED) and 3 * onset(setting.g, setting.spectrum) < _LAST:
            last = curves[-1]
            assert last.distance is not None
            raise InternalError(f"pruning curve derived, but Delta L_P({last.t}) is off by {last.distance.mid} from it")
    return PruningCurves(THETAS, curves, limit, whole, _apart(curves), note)


def _times(sums: Sums) -> tuple[str, ...]:
    """The first list that suits the frontier, without times at which no mode is learned."""
    obstacle = ""
    for times in (TIMES, LATE, EARLY):
        learned = []
        for t in times:
            try:
                learned.append((t, float(to_ball(sums.frontier_index(t, 6)).log().mid())))
            except UndecidedError as error:
                obstacle = obstacle or str(error)
        enough = len(learned) > 1 and learned[-1][0] == times[-1]
        if enough and (times is not TIMES or learned[-1][1] > _SLOW):
            return tuple(t for t, _ in learned)
    raise UndecidedError(obstacle)


def _stray(curves: tuple[Curve, ...], shrinks: float) -> bool:
    """The last curve is certified to be far from F, and hardly nearer than the one before."""
    before, last = curves[-2].distance, curves[-1].distance
    if before is None or last is None or not last.certified:
        return False
    return float(last.mid) > _FAR and float(last.mid) > shrinks * float(before.mid)


def _limit(setting: Setting) -> tuple[Enclosure | None, tuple[Enclosure, ...], str]:
    """F(0), F at THETAS, and why there are none."""
    found = setting.derivation.truncation
    if found is None or found.shape is None:
        return None, (), "no limiting shape of g is known"
    spectrum = setting.spectrum
    try:
        curve = LimitingCurve(found.shape, RAY_SYMBOL, fraction(spectrum.b), fraction(spectrum.s))
        values = tuple(curve.at(Fraction(theta), _DIGITS) for theta in THETAS)
        return curve.at(Fraction(0), _DIGITS), values, ""
    except UndecidedError as error:
        return None, (), str(error)


def _curve(setting: Setting, t: str, limit: tuple[Enclosure, ...]) -> Curve:
    sums, spectrum = setting.sums, setting.spectrum
    frontier = _frontier(sums, t)
    cuts = tuple(_cut(frontier, Fraction(theta)) for theta in THETAS)
    whole = sums.enclose(ModeSum.energy(spectrum), t, _DIGITS)
    if not whole.certified:
        raise UndecidedError(f"no certified pruning curves: {whole.note}")
    beyond = [sums.enclose(ModeSum.energy(spectrum, cut + 1), t, _DIGITS) for cut in cuts]
    with working_precision(_BITS):
        unit = _unit(to_ball(frontier), spectrum.s, spectrum.W / spectrum.Lambda)
        values = tuple(_ratio(value, unit) for value in beyond)
        shares = tuple(_share(value, whole) for value in beyond)
        distance = _farthest([_relative(v, f) for v, f in zip(values, limit, strict=True)]) if limit else None
        energy = _ratio(whole, unit)
    shown = to_enclosure(to_ball(frontier), _DIGITS)
    return Curve(t, shown, energy, tuple(map(str, cuts)), values, shares, distance)


def _frontier(sums: Sums, t: str) -> Enclosure:
    rough = sums.frontier_index(t, 6)
    digits = max(0, int(rough.mid.partition("e")[2] or 0))
    if digits > _LONGEST:
        raise UndecidedError(f"k_* at t = {t} has {digits} digits, and a cut is at a whole number of modes")
    return sums.frontier_index(t, digits + _SPARE)


def _cut(frontier: Enclosure, theta: Fraction) -> int:
    """floor(theta k_*), or the whole number that theta k_* cannot be told from."""
    with working_precision(_BITS + 4 * len(frontier.mid)):
        product = to_ball(frontier) * arb(theta.numerator) / theta.denominator
        return int(product.upper().floor().unique_fmpz() or 0)


def _unit(frontier: arb, s: sympy.Rational, scale: sympy.Rational) -> arb:
    power = arb(int(s.p)) / int(s.q)
    return (power * frontier.log()).exp() * arb(int(scale.p)) / int(scale.q)


def _ratio(value: Enclosure, unit: arb) -> Enclosure:
    if value.infinite or value.unknown:
        return value
    found = to_enclosure(to_ball(value) / unit, _DIGITS)
    return Enclosure(found.mid, found.rad, value.certified, value.note)


def _share(part: Enclosure, whole: Enclosure) -> Enclosure:
    if part.infinite or part.unknown or whole.infinite or whole.unknown:
        return Enclosure("nan", "inf", False, "no share of an infinite or unknown sum")
    found = to_enclosure(to_ball(part) / to_ball(whole), _DIGITS)
    return Enclosure(found.mid, found.rad, part.certified and whole.certified)


def _relative(value: Enclosure, other: Enclosure) -> tuple[arb, bool] | None:
    """|value/other - 1| and whether it is certified."""
    if value.infinite or value.unknown or other.infinite or other.unknown:
        return None
    return abs(to_ball(value) / to_ball(other) - 1), value.certified and other.certified


def _farthest(distances: list[tuple[arb, bool] | None]) -> Enclosure | None:
    known = [d for d in distances if d is not None]
    if len(known) < len(distances) or not known:
        return None
    largest = known[0][0]
    for value, _ in known[1:]:
        largest = largest.max(value)
    found = to_enclosure(largest, 6)
    return Enclosure(found.mid, found.rad, all(certified for _, certified in known))


def _apart(curves: tuple[Curve, ...]) -> Enclosure | None:
    with working_precision(_BITS):
        pairs = [(c, d) for i, c in enumerate(curves) for d in curves[:i]]
        return _farthest([_relative(v, w) for c, d in pairs for v, w in zip(c.values, d.values, strict=True)])
