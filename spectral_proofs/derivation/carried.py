"""Whether L and S are what the scaling function gives: then the frontier alone carries them.

By Theorems 1 and 2 L is at least (1 + o(1)) times that law, and S likewise, with equality exactly under the head and
the tail condition; so equal orders and constants prove the conditions. Compared are the expressions themselves, not
their values.
Left out: G with kinks, whose integral is a sum of pieces.
"""

from __future__ import annotations

from itertools import zip_longest

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL
from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.kernels import ray_integral
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Frontier

ZERO = sympy.S.Zero


def _scaling_function(frontier: Frontier) -> sympy.Expr:
    assert frontier.scaling_function is not None
    return frontier.scaling_function


def carried_by(frontier: Frontier, loss: Asymptotics, spectrum: Spectrum, e: sympy.Expr = ZERO) -> bool:
    """Whether L ~ (W/b) (l/Lambda)^w (log k_*)^e int x^(w-1) e^(-2G) dx, log k_* ~ (rho/b) log t where e is not 0."""
    w, x = (spectrum.a - 1) / spectrum.b, RAY_SYMBOL
    integral = ray_integral(x ** (w - 1) * sympy.exp(-2 * _scaling_function(frontier)), x, Domain(x))
    front, index = spectrum.W / spectrum.b * spectrum.Lambda ** (-w), frontier.level.index
    if index is None:
        return False
    front *= (-index / spectrum.b) ** e if e != 0 else 1
    return _ordered(loss, frontier.level, w, e) and _same(loss.constant, front * integral)


def energy_carried_by(frontier: Frontier, energy: Asymptotics, spectrum: Spectrum) -> bool:
    """Whether S ~ (W/(b Lambda)) (l/Lambda)^(w-1) int x^(w-2) (1 - e^(-G))^2 dx."""
    w, x = (spectrum.a - 1) / spectrum.b, RAY_SYMBOL
    integral = ray_integral(x ** (w - 2) * (1 - sympy.exp(-_scaling_function(frontier))) ** 2, x, Domain(x))
    front = spectrum.W / spectrum.b * spectrum.Lambda ** (-w)
    return _ordered(energy, frontier.level, w - 1, ZERO) and _same(energy.constant, front * integral)


def _ordered(law: Asymptotics, level: Asymptotics, power: sympy.Expr, e: sympy.Expr) -> bool:
    """Whether the whole order is l^power (log t)^e."""
    if law.powers is None or level.powers is None:
        return False
    pairs = enumerate(zip_longest(law.powers, level.powers, fillvalue=ZERO))
    return all(one == power * other + (e if place == 1 else 0) for place, (one, other) in pairs)


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
