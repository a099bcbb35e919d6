"""Bounds of g below and above its frontier, on the boxes of :mod:`at_frontier`, with their Coq text.

1. Below: g = ratio * X^m for the largest m at which the ratio is bounded; or g vanishes at X = 0 and its slope is
   bounded; or g is bounded.
2. Above, first way: terms of g that keep a limit beside Y^-m are kept, the others dropped where they are plainly
   positive; what is kept has a positive lower bound, so that g >= theta (lambda/l)^nu.
3. Above, second way: g = eta log(lambda/l) + a bounded rest.

Ways and constants are found with balls and a little room; coq-interval proves them.  Left out: g that grows like no
power and no logarithm of lambda/l, such as a square of a logarithm; terms that would have to go and may be negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy
from flint import arb

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import rounded_down, rounded_up
from spectral_proofs.bounds.numbers import ball
from spectral_proofs.certificate import frontier_text
from spectral_proofs.certificate.at_frontier import LOG_PLACE, PLACE, H, Side, V, collected
from spectral_proofs.certificate.boxes import bounds_on
from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectrum import Spectrum

_DEGREE = 8
_ROOM = Fraction(1, 500)  # relative, for what intervals of 40 bits cannot see
_ROUNDING = Fraction(1, 10**6)  # a lower bound that is 0 but for rounding
_CUTS = [sympy.Rational(1, 2**k) for k in range(1, 9)]
_DECAYS = [sympy.Rational(k, 4) for k in (1, 2, 4, 8, 16)]
NAMES_BELOW = {PLACE: "X", V: "v", H: "h"}
NAMES_ABOVE = {PLACE: "Y", V: "v", H: "h", LOG_PLACE: "(ln Y)"}


@dataclass(frozen=True)
class Below:
    """0 <= g <= kappa X^m and its lemma."""

    kappa: sympy.Rational
    m: int
    text: str


@dataclass(frozen=True)
class Above:
    """g >= theta, e^(-2g) <= M (l/lambda)^r; its lemma, the theorem's step, and names that both use."""

    theta: sympy.Rational
    M: sympy.Rational
    r: sympy.Rational
    first: sympy.Rational | None
    bounds: str
    by: str
    values: dict[str, str]


@dataclass(frozen=True)
class Box:
    """0 <= X, Y <= 1, 0 <= v <= v0, 0 <= h <= 1."""

    v0: sympy.Rational

    def bounds(self, expression: sympy.Expr, low: sympy.Rational = sympy.S.Zero) -> tuple[arb, arb] | None:
        """Of an expression; ``low`` is the least X or Y."""
        of = (Fraction(int(low.p), int(low.q)), Fraction(1))
        return bounds_on(expression, {PLACE: of, V: (Fraction(0), Fraction(int(self.v0.p), int(self.v0.q))), H: _UNIT})


_UNIT = (Fraction(0), Fraction(1))


def _up(value: arb) -> sympy.Rational:
    with working_precision(64):
        return rounded_up(value + abs(value) * _room() + arb(2) ** -20)


def _down(value: arb) -> sympy.Rational:
    with working_precision(64):
        return rounded_down(value - abs(value) * _room() - arb(2) ** -20)


def _room() -> arb:
    return arb(_ROOM.numerator) / _ROOM.denominator


def _not_negative(found: tuple[arb, arb] | None) -> bool:
    return found is not None and bool(found[0] > -arb(_ROUNDING.numerator) / _ROUNDING.denominator)


def below_frontier(side: Side, box: Box) -> Below:
    """0 <= g <= kappa X^m; raises UndecidedError where no way shows it."""
    g = side.expression
    for m in range(_DEGREE, -1, -1):
        if m == 0 and (slope := _below_by_slope(g, box)):
            return slope
        ratio = sympy.Add(*[collected(term / PLACE**m) for term in sympy.Add.make_args(g)])
        found = box.bounds(ratio)
        if found is not None and _not_negative(found):
            texts = {"ratio": coq_text(ratio, NAMES_BELOW), "boxes": _options(ratio, "X")}
            return Below(_up(found[1]), m, filled_in(frontier_text.BELOW_RATIO, texts))
    raise UndecidedError("below the frontier g is not seen to be bounded, or not to be positive")


def _below_by_slope(g: sympy.Expr, box: Box) -> Below | None:
    if g.subs(PLACE, 0) != 0:
        return None
    slope = sympy.Add(*[collected(term) for term in sympy.Add.make_args(sympy.diff(g, PLACE))])
    found = box.bounds(slope)
    if found is None or not _not_negative(found):
        return None
    texts = {"slope": coq_text(slope, NAMES_BELOW), "boxes": _options(slope, "z")}
    return Below(_up(found[1]), 1, filled_in(frontier_text.BELOW_SLOPE, texts))


def above_frontier(side: Side, box: Box, spectrum: Spectrum, root: int) -> Above:
    """g >= theta and e^(-2g) <= M (l/lambda)^r; ``root`` is E; raises UndecidedError where no way shows it."""
    terms = sympy.Add.make_args(side.expression)
    degrees = sorted({-_power_of_place(term) for term in terms} - {0})
    for m in degrees:
        found = m > 0 and _above_by_power(terms, m, box, spectrum, root)
        if found:
            return found
    return _above_by_log(side.expression, box, root)


def _power_of_place(term: sympy.Expr) -> int:
    above, below = sympy.fraction(sympy.together(term))
    return _order(above) - _order(below)


def _order(polynomial: sympy.Expr) -> int:
    terms = [term.as_powers_dict() for term in sympy.Add.make_args(sympy.expand(polynomial))]
    return int(min(term.get(PLACE, 0) for term in terms))


def _above_by_power(terms: tuple[sympy.Expr, ...], m: int, box: Box, spectrum: Spectrum, root: int) -> Above | None:
    shifted = [(term, collected(term * PLACE**m)) for term in terms]
    kept = sympy.Add(*[moved for term, moved in shifted if _regular(moved, box)])
    dropped = sympy.Add(*[term for term, moved in shifted if not _regular(moved, box)])
    if not (dropped == 0 or _plainly_positive(dropped)):
        return None
    found = box.bounds(kept)
    if found is None or not found[0] > arb(2) ** -10:
        return None
    theta, nu = _down(found[0]), sympy.Rational(m, root)
    r, M = _decay(spectrum, theta, nu)
    texts = {
        "kept": coq_text(kept, NAMES_ABOVE),
        "dropped": coq_text(dropped, NAMES_ABOVE),
        "boxes": _options(kept, "Y"),
        "m": str(m),
    }
    values = {"m_above": str(m), "nu": coq_text(nu, {})}
    return Above(theta, M, r, None, filled_in(frontier_text.ABOVE_POWER, texts), frontier_text.BY_POWER, values)


def _regular(term: sympy.Expr, box: Box) -> bool:
    return not term.has(LOG_PLACE) and box.bounds(term) is not None


def _plainly_positive(dropped: sympy.Expr) -> bool:
    """Every term is a positive expression of the coordinates, or a negative multiple of log Y."""
    return all(term.is_positive or (term / LOG_PLACE).is_negative for term in sympy.Add.make_args(dropped))


def _decay(spectrum: Spectrum, theta: sympy.Rational, nu: sympy.Rational) -> tuple[sympy.Rational, sympy.Rational]:
    """r > (a-1)/b and M with e^(-2 theta x^nu) <= M x^-r for x >= 1; the pair that bounds L best, of a few."""
    p = (spectrum.a - 1) / spectrum.b
    found = []
    for more in _DECAYS:
        r = p + more
        power = r / nu
        with working_precision(128):
            M = _up(ball((power / (2 * sympy.E * theta)) ** power))
        found.append((M * (1 + 1 / (spectrum.b * more)), r, M))
    _, r, M = min(found)
    return r, M


def _above_by_log(g: sympy.Expr, box: Box, root: int) -> Above:
    eta = -g.coeff(LOG_PLACE, 1) / root
    rest = sympy.expand(g + eta * root * LOG_PLACE)
    found = box.bounds(rest) if not rest.has(LOG_PLACE) else None
    if not (eta.is_Rational and eta > 0) or found is None:
        raise UndecidedError("above the frontier g is not seen to grow like a power or a logarithm of lambda/l")
    c, c_above = _down(found[0]), _up(found[1])
    theta, cut = _least(g, eta * root, c, box)
    with working_precision(64):
        M, first = _up(ball(sympy.exp(-2 * c))), _down(ball(sympy.exp(-2 * c_above)))
    texts = {"rest": coq_text(rest, NAMES_ABOVE), "boxes": _options(rest, "Y"), "cut": coq_text(cut, {})}
    values = {name: coq_text(value, {}) for name, value in (("eta", eta), ("c", c), ("c_above", c_above))}
    bounds = filled_in(frontier_text.ABOVE_LOG, {**texts, **values})
    return Above(theta, M, 2 * eta, first, bounds, frontier_text.BY_LOG, values)


def _least(g: sympy.Expr, slope: sympy.Expr, c: sympy.Rational, box: Box) -> tuple[sympy.Rational, sympy.Rational]:
    """A positive lower bound of g above the frontier: on Y >= cut by itself, on Y < cut by its logarithm."""
    exact = g.xreplace({LOG_PLACE: sympy.log(PLACE)})
    best = (sympy.S.Zero, sympy.S.One)
    for cut in _CUTS:
        near = box.bounds(exact, cut)
        with working_precision(64):
            far = ball(slope * -sympy.log(cut) + c)
            if near is not None and near[0] > 0 and far > 0:
                best = max(best, (_down(min(near[0], far.lower())), cut))
    if best[0] <= 0:
        raise UndecidedError("above the frontier g is not seen to stay away from 0")
    return best


def _options(expression: sympy.Expr, place: str) -> str:
    """How coq-interval divides the box."""
    along = [name for symbol, name in ((PLACE, place), (V, "v"), (H, "h")) if expression.has(symbol)]
    return ", ".join(["i_prec 40", *(f"i_bisect {name}" for name in along), "i_depth 20"])


def filled_in(template: str, texts: dict[str, str]) -> str:
    """Some of the names filled in; the others wait."""
    for name, text in texts.items():
        template = template.replace("{" + name + "}", text)
    return template
