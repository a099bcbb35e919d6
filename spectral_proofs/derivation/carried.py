"""Whether the constants of L and S are those that the scaling function gives: then the frontier alone carries them.

By Theorems 1 and 2 L >= (1 + o(1)) times that constant, and S likewise, with equality exactly under the head and the
tail condition; so equal constants prove the conditions. Compared are the expressions themselves, not their values.
Left out: G with kinks, whose integral is a sum of pieces.
"""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.kernels import ray_integral
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics


def carried_by(G: sympy.Expr, loss: Asymptotics, spectrum: Spectrum) -> bool:
    """Whether L ~ (W/b) (l/Lambda)^w int x^(w-1) e^(-2G) dx."""
    w, x = (spectrum.a - 1) / spectrum.b, RAY_SYMBOL
    integral = ray_integral(x ** (w - 1) * sympy.exp(-2 * G), x, Domain(x))
    return _same(loss.constant, spectrum.W / spectrum.b * spectrum.Lambda ** (-w) * integral)


def energy_carried_by(G: sympy.Expr, energy: Asymptotics, spectrum: Spectrum) -> bool:
    """Whether S ~ (W/(b Lambda)) (l/Lambda)^(w-1) int x^(w-2) (1 - e^(-G))^2 dx."""
    w, x = (spectrum.a - 1) / spectrum.b, RAY_SYMBOL
    integral = ray_integral(x ** (w - 2) * (1 - sympy.exp(-G)) ** 2, x, Domain(x))
    return _same(energy.constant, spectrum.W / spectrum.b * spectrum.Lambda ** (-w) * integral)


def _same(one: sympy.Expr, other: sympy.Expr) -> bool:
    """Equal numbers, each with one integral at most."""
    if one == other:
        return True
    pairs = [sorted(expr.atoms(sympy.Integral), key=str) for expr in (one, other)]
    if [len(found) for found in pairs] == [1, 1]:
        (left,), (right,) = pairs
        letter = sympy.Dummy(positive=True)
        one, other = one.subs(left, letter), other.subs(right, letter)
        inside = left.limits == right.limits and sympy.simplify(left.function / right.function) == 1
        return bool(inside and sympy.simplify(one / other) == 1)
    return not any(pairs) and bool(sympy.simplify(one / other) == 1)
