"""The limit of the efficiency S_R/S of a scaling function, as an enclosure, where its integrals have no closed form.

With I = int_0^oo x^(p-1) e^(-2G) dx, J = int_0^oo x^(p-2) (1 - e^(-G))^2 dx and p = (a-1)/b < 1,

    S_R/S -> B(1+p, 1-p) B(p, 2-p)^((1-p)/p) / (J I^((1-p)/p)).

1. I as in :mod:`.optimum`.
2. J = b c^(p-1) F(0), F the limiting curve of pruning (:mod:`spectral_proofs.sums.curve`), G(c) = 1.

Source: docs/theory.md, Theorem 11.
"""

from __future__ import annotations

from fractions import Fraction

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.monomial_case import PowerSpectrum
from spectral_proofs.bounds.optimum import DIGITS, FINE_BITS, LossShape
from spectral_proofs.bounds.profile import Profile
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.curve import LimitingCurve


def efficiency_limit(scaling: Profile, spectrum: PowerSpectrum) -> Enclosure:
    """The limit for p < 1; raises UndecidedError where an integral is not enclosed."""
    shape, s = LossShape.of(scaling, spectrum), 1 + spectrum.b - spectrum.a
    b, power = (Fraction(int(x.p), int(x.q)) for x in (spectrum.b, s))
    curve = LimitingCurve(scaling.G, scaling.x, b, power).at(Fraction(0), DIGITS)
    if curve.infinite:
        raise UndecidedError("J is infinite")
    with working_precision(FINE_BITS):
        p = shape.w
        energy = shape.b * ((p - 1) * shape.crossing()).exp() * to_ball(curve)
        ridge = (1 + p).gamma() * (1 - p).gamma() * (p.gamma() * (2 - p).gamma()) ** ((1 - p) / p)
        return to_enclosure(ridge / (energy * shape.whole() ** ((1 - p) / p)), DIGITS)
