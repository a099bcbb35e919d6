"""g = 0 at arbitrarily large t: no law for L and S.

Let g = A(lambda, t) P(t)^q, q > 0, where P is a trigonometric polynomial in one angle phi(t), continuous with
phi -> oo, and A satisfies condition (2).

1. P takes both signs, or has an exact double root: it vanishes at some value of its angle, which phi takes again and
   again. At those times g = 0 for every lambda: L = sum W k^(-a) = W zeta(a), S = 0, and there is no frontier.
2. At the times where |P| is at its largest, L = Theta(t^(-chi)), chi > 0, and S does not tend to 0: A P^q is then
   a constant times A (where P < 0 and g < 0, L is even larger than in 1).
3. So L and S have no index, g has no positive lower bound, and (2) fails.

Left out: factors that depend on lambda too, and several angles.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from spectral_proofs.asymptotics.cells import eventual_order
from spectral_proofs.asymptotics.domain import phase
from spectral_proofs.asymptotics.double_roots import touches
from spectral_proofs.asymptotics.monomial import UNIT, compare
from spectral_proofs.asymptotics.torus import explore
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.growth import decide_growth
from spectral_proofs.derivation.sums import nothing
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.expression.trigonometry import Fourier, NoFourierError, fourier
from spectral_proofs.results import Asymptotics, Fact, Frontier, Growth, Hypotheses, Truth
from spectral_proofs.results.rigour import ENCLOSED, proves


@dataclass(frozen=True)
class Returns:
    """The factor of g that is zero for ever."""

    factor: sympy.Expr

    @property
    def where(self) -> str:
        """The times, in words."""
        return f"g = 0 for every lambda where {self.factor} = 0, at arbitrarily large t"

    def hypotheses(self, found: Hypotheses) -> Hypotheses:
        """g is not positive."""
        return replace(found, positive=Fact(Truth.NO, self.where, ENCLOSED))

    def growth(self) -> Growth:
        """(2) has no c1 > 0."""
        return Growth(Fact(Truth.NO, self.where, ENCLOSED))

    def frontier(self, found: Frontier) -> Frontier:
        """No lambda has g = 1 at those times."""
        reason = f"no frontier for ever: {self.where}"
        no = Fact(Truth.NO, reason, ENCLOSED)
        return Frontier(nothing(reason), None, None, found.argmax, no, no)

    def loss(self) -> Asymptotics:
        """L returns to its value for g = 0, and in between it falls like a power."""
        return nothing(f"L returns to W zeta(a) for ever and has no law: {self.where}")

    def energy(self) -> Asymptotics:
        """S returns to 0."""
        return nothing(f"S returns to 0 for ever and has no law: {self.where}")


def returns(context: Context) -> Returns | None:
    """The factor that makes g vanish for ever; None where none is known."""
    for factor in sympy.Mul.make_args(sympy.factor_terms(context.g)):
        base, exponent = factor.as_base_exp()
        if LAMBDA in base.free_symbols or not base.has(sympy.sin, sympy.cos) or not exponent.is_positive:
            continue
        try:
            if _vanishes_for_ever(context, base) and _rest_grows(context, factor):
                return Returns(base)
        except (UndecidedError, NoFourierError):
            continue
    return None


def _vanishes_for_ever(context: Context, base: sympy.Expr) -> bool:
    terms = fourier(base)
    angles = {angle for key in terms for angle, _ in key}
    if len(angles) != 1 or any(c.free_symbols for pair in terms.values() for c in pair):
        return False
    angle = angles.pop()
    coefficient, monomial = eventual_order(angle, TIME, oracle=context.oracle)
    if compare(monomial, UNIT, context.point) <= 0 or coefficient.free_symbols:
        return False
    turning = phase(0, False)
    found = explore(_in_phase(terms, turning), [turning])
    if found.above is not None and found.below is not None:
        return True
    return bool(touches({tuple((turning, share) for _, share in key): pair for key, pair in terms.items()}, turning))


def _in_phase(terms: Fourier, turning: sympy.Symbol) -> sympy.Expr:
    parts = []
    for key, (cosine, sine) in terms.items():
        share = key[0][1] if key else sympy.S.Zero
        parts += [cosine * sympy.cos(share * turning), sine * sympy.sin(share * turning)]
    return sympy.Add(*parts)


def _rest_grows(context: Context, factor: sympy.Expr) -> bool:
    """Whether condition (2) holds for g without the factor."""
    rest = decide_growth(Context(context.g / factor, context.spectrum, oracle=context.oracle)).fact
    return rest.holds and proves(rest.rigour)
