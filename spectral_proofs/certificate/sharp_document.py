"""The sharp constants of L and S for monomials: theorems of a certificate, from a later time on.

1. g = c lambda^m t^n, q = m b, Y = c Lambda^m t^n: L is C Y^(-(a-1)/q) up to its largest term (``LossSharp``); S is
   C Y^(s/q), up to its largest term too for s > 1, less 1/s at most for s <= 1 (``EnergySharp``).
2. C is an integral over the line, with the closed forms (Gamma) of theory.md 2.  The piece from x to y is left to
   coq-interval, asked for no more than the closed form allows; what is beyond has bounds in exponentials.
3. From t >= 10^5 on (later where Y < 1 then) the largest term is a fixed share of the law.

Left out: (a-1)/q above ``_STEEP``, where interval arithmetic is slow; S where s <= 0, which has another law.
"""

from __future__ import annotations

from dataclasses import dataclass

import sympy

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import rounded_down, rounded_up
from spectral_proofs.bounds.numbers import ball
from spectral_proofs.certificate.constants import Constants, around
from spectral_proofs.certificate.parts import Part, number, of_modes
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Truth

_START = sympy.Integer(10) ** 5
_STEEP = 20
_BEYOND = 10  # e^(-q y) = e^-10: what bounds in exponentials miss of the right of the integral, relatively
_BEFORE = 10  # e^(-q x) at least, so that the left is missed by e^-10 relatively
_ROOM = sympy.Rational(1, 5000)  # for interval arithmetic of 30 bits
_TWO = sympy.Integer(2)


@dataclass(frozen=True)
class _Law:
    """One of L and S: C, its density in Coq, bounds of what the integral has left of x and right of y."""

    constant: sympy.Expr
    density: str
    left: tuple[sympy.Expr, sympy.Expr]
    right: tuple[sympy.Expr, sympy.Expr]
    x: sympy.Rational
    y: sympy.Rational

    def piece(self) -> tuple[sympy.Rational, sympy.Rational]:
        """Rationals around the integral from x to y."""
        low = self.constant - self.left[1] - self.right[1]
        high = self.constant - self.left[0] - self.right[0]
        with working_precision(128):
            return rounded_down(ball(low * (1 - _ROOM)), 7), rounded_up(ball(high * (1 + _ROOM)), 7)

    def bounds(self) -> tuple[sympy.Expr, sympy.Expr]:
        """Around C, as the proofs know it."""
        low, high = self.piece()
        return low + self.left[0] + self.right[0], high + self.left[1] + self.right[1]


def sharp_loss(of: Constants) -> Part:
    """L of a monomial (c1 = c2) between two multiples of t^-chi that are close to each other.

    Raises UndecidedError: the integral is too steep for interval arithmetic.
    """
    a, q, W = of.spectrum.a, of.q, of.spectrum.W
    law, t0, scale = _loss_law(a, q), _start(of), _scale(of)
    low, high = law.bounds()
    unit = scale ** (-(a - 1) / q)
    rest = (a / q / (2 * sympy.E)) ** (a / q) * scale ** (-a / q) * t0 ** (-of.n / q)
    ends = around(W * (low * unit - rest), W * (high * unit + rest))
    below, above = (f"{number(end)} * Rpower t (- ({number(of.chi)}))" for end in ends)
    said = " <= L(t) <= ".join(f"{end} t^-({of.chi})" for end in ends)
    return _part(of, law, t0, ("loss", "", (below, above)), f"{said} for t >= {t0}")


def sharp_energy(of: Constants) -> Part:
    """S of a monomial between two multiples of t^gamma that are close to each other, or a constant less.

    Raises UndecidedError: S has no such law.
    """
    s, q, unit = of.spectrum.s, of.q, of.spectrum.W / of.spectrum.Lambda
    if not 0 < s < 2 * q:
        raise UndecidedError(f"no sharp constant of S: it is a multiple of t^gamma for 0 < s < 2 m b only, and s = {s}")
    law, t0, scale = _energy_law(of.spectrum.a, of.spectrum.b, q), _start(of), _scale(of)
    low, high = law.bounds()
    lead, power = scale ** (s / q), f"Rpower t {number(of.gamma)}"
    if s <= 1:
        ends = around(unit * low * lead, unit * high * lead)
        less = around(unit / s, unit / s)[1]
        bounds = (f"{number(ends[0])} * {power} - {number(less)}", f"{number(ends[1])} * {power}")
        said = f"{ends[0]} t^({of.gamma}) - {less} <= S(t) <= {ends[1]} t^({of.gamma}) for t >= {t0}"
        return _part(of, law, t0, ("energy", "_falling", bounds), said)
    rest = scale ** ((s - 1) / q) * t0 ** (-of.n / q)
    ends = around(unit * (low * lead - rest), unit * (high * lead + rest))
    said = " <= S(t) <= ".join(f"{end} t^({of.gamma})" for end in ends)
    below, above = (f"{number(end)} * {power}" for end in ends)
    return _part(of, law, t0, ("energy", "", (below, above)), f"{said} for t >= {t0}")


def _scale(of: Constants) -> sympy.Expr:
    return of.c1 * of.spectrum.Lambda**of.m


def _start(of: Constants) -> sympy.Rational:
    return sympy.Max(_START, sympy.ceiling(_scale(of) ** (-1 / of.n)) + 1)


def _loss_law(a: sympy.Rational, q: sympy.Rational) -> _Law:
    p = (a - 1) / q
    if p > _STEEP:
        raise UndecidedError(f"no sharp constant of L: the integral is too steep where (a-1)/(m b) = {p} > {_STEEP}")
    place = _BEFORE + 3 * sympy.ceiling(p)
    x, y = _ends(q, place)
    high = sympy.exp((1 - a) * y) / (a - 1)
    left = (p / sympy.E) ** p * sympy.exp(-sympy.exp(-q * x)) / (q * sympy.exp(-q * x))
    density = f"exp ((1 - {number(a)}) * v - 2 * exp (- {number(q)} * v))"
    constant = sympy.gamma(p) * _TWO**-p / q
    return _Law(constant, density, (sympy.S.Zero, left), (sympy.exp(-2 * sympy.exp(-q * y)) * high, high), x, y)


def _energy_law(a: sympy.Rational, b: sympy.Rational, q: sympy.Rational) -> _Law:
    s = 1 + b - a
    x, y = _ends(q, sympy.Integer(_BEFORE))
    left, right = sympy.exp(s * x) / s, sympy.exp((s - 2 * q) * y) / (2 * q - s)
    seen = (1 - sympy.exp(-sympy.exp(-q * x))) ** 2, (1 - sympy.exp(-q * y)) ** 2
    density = f"exp ((1 + {number(b)} - {number(a)}) * v) * (1 - exp (- exp (- {number(q)} * v))) ^ 2"
    p = s / q
    constant = 2 * sympy.log(2) / q if p == 1 else sympy.gamma(-p) * (_TWO**p - 2) / q
    return _Law(constant, density, (seen[0] * left, left), (seen[1] * right, right), x, y)


def _ends(q: sympy.Rational, place: sympy.Integer) -> tuple[sympy.Rational, sympy.Rational]:
    """x < 0 < y with e^(-q x) at least ``place`` and e^(-q y) at most e^-_BEYOND."""
    with working_precision(64):
        return rounded_down(ball(-sympy.log(place) / q), 2), rounded_up(ball(_BEYOND / q), 2)


def _part(of: Constants, law: _Law, t0: sympy.Rational, what: tuple[str, str, tuple[str, str]], said: str) -> Part:
    name, variant, (below, above) = what
    x, y = number(law.x), number(law.y)
    low, high = (number(value) for value in law.piece())
    monomial = " ".join(number(v) for v in (of.spectrum.Lambda, of.m, of.n, of.c1, of.c1, t0))
    given = " ".join(number(v) for v in (*of.problem[:-1], t0))
    lines = (
        f"(* The sharp constant of {'L, claim eq7' if name == 'loss' else 'S'}: a piece of its integral. *)",
        f"Lemma {name}_integral : {low} <= RInt (fun v => {law.density}) {x} {y} <= {high}.",
        "Proof. integral with (i_prec 30, i_degree 6, i_fuel 60). Qed.",
        f"Lemma {name}_monomial : growth {monomial} g.",
        "Proof. intros lambda t Hl Ht. apply condition2; lra. Qed.",
        f"Theorem sharp_{name}_certificate : forall t, {number(t0)} <= t ->",
        f"  within ({below}) ({name}_terms {of_modes(of.spectrum)} g t) ({above}).",
        "Proof.",
        f"  intros t Ht. apply (certified_sharp_{name}{variant} {given} t {number(of.q)} {x} {y} {low} {high} g",
        f"    {name}_monomial); try exact {name}_integral; try lra.",
        "  all: try (unfold chi, gamma, rho; field).",
        "  all: sharp_constants.",
        "Qed.",
    )
    return Part(f"sharp_{name}_certificate", said, lines, Truth.YES)
