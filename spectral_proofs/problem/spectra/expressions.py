"""Modes given by formulas: lambda_k and lambda_k w_k^2 as expressions in k.

1. Both are read by the parser of g, with k as the only variable.
2. With mu = 1/k each becomes mu^r v(mu), r rational, by exact algebra (:func:`split_power`): powers of mu are taken out
   of products, powers and sums; what is left, v, is 1 for an exact power and varies slowly in what people write.
3. Exact powers are the spectrum of :class:`spectral_proofs.problem.spectrum.Spectrum`, exponentials that of
   :class:`.geometric.Geometric`: :func:`modes_of` returns the simplest kind.

Left out: whether lambda_k decreases for all k (:mod:`spectral_proofs.bounds.ordered_modes`), and whether the energies
sum up, which the derivation decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import sympy

from spectral_proofs.balls.exact import Undefined
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression import builder
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.problem.expression.syntax import names, read
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.validation import sample
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum

#: The number of a mode, as a positive real.
K = sympy.Symbol("k", positive=True)
_LOOKED_AT = 60  # modes that are looked at on reading


@dataclass(frozen=True)
class Expressions:
    """lambda_k = ``eigenvalues`` and lambda_k w_k^2 = ``energies``, expressions in K with exact numbers.

    >>> modes_of("k**(-2)*(1+1/k)", "k**(-3/2)").texts()
    {'kind': 'expressions', 'lambda_k': 'k**(-2)*(1+1/k)', 'power_k': 'k**(-3/2)'}
    """

    eigenvalues: sympy.Expr
    energies: sympy.Expr
    lambda_k: str = ""
    power_k: str = ""

    @property
    def modes(self) -> None:
        """Infinitely many."""
        return

    @cached_property
    def largest(self) -> sympy.Rational:
        """lambda_1 to 15 digits."""
        return sympy.Rational(str(sympy.N(self.eigenvalues.subs(K, 1), 15)))

    @property
    def exponents(self) -> Mapping[str, sympy.Rational]:
        """None: parameters of g cannot use what is only derived."""
        return {}

    def eigenvalue(self, k: int) -> sympy.Expr:
        """lambda_k, exactly."""
        return self.eigenvalues.subs(K, k)

    def energy(self, k: int) -> sympy.Expr:
        """lambda_k w_k^2, exactly."""
        return self.energies.subs(K, k)

    def texts(self) -> dict[str, str]:
        """The two expressions."""
        return {"kind": "expressions", "lambda_k": self.lambda_k, "power_k": self.power_k}

    @property
    def split_eigenvalues(self) -> tuple[sympy.Rational, sympy.Expr]:
        """b and v with lambda_k = mu^b v(mu), mu = 1/k written LAMBDA."""
        return split_power(in_reciprocal(self.eigenvalues))

    @property
    def split_energies(self) -> tuple[sympy.Rational, sympy.Expr]:
        """a and v with lambda_k w_k^2 = mu^a v(mu)."""
        return split_power(in_reciprocal(self.energies))


def in_reciprocal(expression: sympy.Expr) -> sympy.Expr:
    """The expression in mu = 1/k, written LAMBDA."""
    return sympy.expand_log(expression.subs(K, 1 / LAMBDA))


def split_power(expression: sympy.Expr) -> tuple[sympy.Rational, sympy.Expr]:
    """r and v with ``expression`` = LAMBDA^r v.

    >>> split_power((1 + 1 / LAMBDA) ** -2)
    (2, (lam + 1)**(-2))
    """
    if expression == LAMBDA:
        return sympy.S.One, sympy.S.One
    if expression.is_Mul:
        parts = [split_power(factor) for factor in expression.args]
        return sum((r for r, _ in parts), sympy.S.Zero), sympy.Mul(*(v for _, v in parts))
    if expression.is_Pow and expression.exp.is_Rational:
        r, v = split_power(expression.base)
        return r * expression.exp, v**expression.exp
    if expression.is_Add:
        parts = [split_power(term) for term in expression.args]
        least = min(r for r, _ in parts)
        return least, sympy.Add(*(LAMBDA ** (r - least) * v for r, v in parts))
    return sympy.S.Zero, expression


def modes_of(lambda_k: str, power_k: str) -> ModeSpectrum:
    """The spectrum of two texts in k, as the simplest kind that says it.

    Raises:
        InputError: a text cannot be read, an energy or eigenvalue among the first is not positive, the eigenvalues
            do not decrease there, or a or b of exact powers is not greater than 1.
    """
    eigenvalues, energies = _read(lambda_k, "lambda_k"), _read(power_k, "power_k")
    simple = _powers(eigenvalues, energies) or Geometric.of(eigenvalues, energies, K)
    if simple is not None:
        return simple
    found = Expressions(eigenvalues, energies, lambda_k.strip(), power_k.strip())
    _look(found)
    return found


def _read(text: str, name: str) -> sympy.Expr:
    if not isinstance(text, str):
        raise InputError(f"{name} is a {type(text).__name__}; write a text such as 'k**-2'")
    try:
        node = read(text)
        for other in sorted(names(node) - {"k", "pi", "E"}):
            raise InputError(f"{shorten(text)!r} uses {other}; write it in k and numbers only")
        return builder.build(node, builder.constants() | {"k": builder.variable(K)}).expression
    except InputError as error:
        raise InputError(f"{name}: {error}") from None


def _powers(eigenvalues: sympy.Expr, energies: sympy.Expr) -> Spectrum | None:
    """Exact powers of k with rational scales."""
    found = []
    for expression in (energies, eigenvalues):
        scale, power = expression.as_coeff_Mul()
        base, exponent = power.as_base_exp()
        if not (scale.is_Rational and base == K and exponent.is_Rational):
            return None
        found.append((scale, -exponent))
    (W, a), (Lambda, b) = found
    try:
        return Spectrum(a, b, Lambda, W)
    except InputError as error:
        raise InputError(f"lambda_k = Lambda k^-b, power_k = W k^-a: {error}") from None


def _look(spectrum: Expressions) -> None:
    """What certainly is no spectrum among the first modes is refused before long work starts."""
    before = None
    for k in range(1, _LOOKED_AT):
        at = {}
        for name, expression in (("lambda_k", spectrum.eigenvalues), ("power_k", spectrum.energies)):
            try:
                value = sample(expression.subs(K, LAMBDA), sympy.Integer(k), sympy.S.One)
            except Undefined as reason:
                raise InputError(f"{name} is no real number at k = {k}: {reason}; correct it") from None
            if value <= 0:
                raise InputError(f"{name} is not positive at k = {k}; eigenvalues and energies are")
            at[name] = value
        if before is not None and at["lambda_k"] > before:
            raise InputError(f"lambda_k increases from k = {k - 1} to {k}; number the modes by decreasing eigenvalues")
        before = at["lambda_k"]
