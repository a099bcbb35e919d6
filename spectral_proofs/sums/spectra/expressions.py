"""Sums over modes that are formulas in k, by the machinery of exact powers in the variable mu = 1/k.

    L = sum k^-a v_c(1/k) exp(-2 g(lambda(1/k), t)),   S = sum k^(b-a) v_w(1/k) (1 - exp(-g(lambda(1/k), t)))^2

1. g(lambda(mu), t) is a function of mu on the spectrum mu_k = 1/k, that is, of exact powers with b = 1.
2. What is no power of k in the energies and in w_k^2 = energy/eigenvalue, v_c and v_w, is evaluated with g as further
   outputs of its program: every bound of the sums then holds for them too.
3. The floor of the first N modes is the sum of the energies beyond, with g = 0.

Left out: formulas that `cone` cannot place on a complex neighbourhood of the modes, as those that are
not analytic in k: the values are then unknown, with the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.results import Enclosure
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import Kernel, ModeSum, fraction


@dataclass(frozen=True)
class _Powers:
    a: sympy.Rational
    b: sympy.Rational
    Lambda: sympy.Rational
    W: sympy.Rational


#: mu_k = 1/k; its energies are not read.
RECIPROCALS = _Powers(sympy.Integer(2), sympy.S.One, sympy.S.One, sympy.S.One)


@dataclass(frozen=True)
class _Factor:
    """c k^power times an output of the program (0: none)."""

    coefficient: Fraction
    power: Fraction
    weight: int


class ExpressionSums(Sums):
    """Sums over the modes of formulas for one g, an expression in LAMBDA and TIME with exact numbers only."""

    def __init__(self, g: sympy.Expr, spectrum: Expressions) -> None:
        b, eigenvalue = spectrum.split_eigenvalues
        a, energy = spectrum.split_energies
        self.modes = spectrum
        weights: list[sympy.Expr] = []
        self._energies = _factor(-a, energy, weights)
        self._squares = _factor(b - a, energy / eigenvalue, weights)
        kept = [_placed(one, len(weights)) for one in (self._energies, self._squares)]
        self._energies, self._squares = kept
        pulled = g.subs(LAMBDA, LAMBDA**b * eigenvalue)
        super().__init__(pulled, RECIPROCALS, certified_only=True, weights=weights)
        self._both = self.loss_modes(), self.energy_modes()
        self._weights = weights

    def loss_modes(self, first: int = 1, last: int | None = None) -> ModeSum:
        """L over these modes."""
        one = self._energies
        return ModeSum(Kernel.DECAY, one.power, one.coefficient, first, last, one.weight)

    def energy_modes(self, first: int = 1, last: int | None = None) -> ModeSum:
        """S over these modes."""
        one = self._squares
        return ModeSum(Kernel.ENERGY, one.power, one.coefficient, first, last, one.weight)

    def floor(self, modes: int, digits: int = 30) -> Enclosure:
        """The energy of all modes k > ``modes``."""
        still = Sums(sympy.S.Zero, RECIPROCALS, certified_only=True, weights=self._weights)
        return still.enclose(self.loss_modes(modes + 1), "1", digits)


def _factor(power: sympy.Rational, rest: sympy.Expr, weights: list[sympy.Expr]) -> _Factor:
    """k^power rest(1/k), its weight the place from the beginning, one more; new weights are appended."""
    scale, varying = rest.as_coeff_Mul()
    if varying == 1 and scale.is_Rational:
        return _Factor(fraction(scale), fraction(power), 0)
    if rest not in weights:
        weights.append(rest)
    return _Factor(Fraction(1), fraction(power), weights.index(rest) + 1)


def _placed(one: _Factor, count: int) -> _Factor:
    """The same with the place counted from the end."""
    return _Factor(one.coefficient, one.power, count - one.weight + 1 if one.weight else 0)
