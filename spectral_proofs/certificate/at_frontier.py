"""g in the coordinates of its frontier: functions on boxes, and how Coq is told that they are g.

With rho = p/D the frontier is l(t) = t^-rho (log t)^-j; v = t^(-1/D) and h = 1/log t are the coordinates of t, so that
l = v^p h^j.  Modes below the frontier are lambda = X^E l, those above it lambda = l/Y^E, with 0 < X, Y <= 1.

1. D and E clear the denominators of the powers of t and lambda in g.
2. Fractional powers of lambda and t become monomials in the coordinates.
3. The logarithm of what is large there is split: log(1 + 1/Y) = -log Y + log(1 + Y), log(1 + t) = 1/h + log(1 + v^D).
   What is left has an argument that stays away from 0 and infinity.
4. Each of these replacements is kept with the tactic that proves it.

Left out: logarithms that grow below the frontier; fractional powers of log t; nested growth such as log log t.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import lcm

import sympy

from spectral_proofs.certificate.coq_text import coq_text, exponentials_only
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME

PLACE = sympy.Symbol("X", positive=True)  # below the frontier X = (lambda/l)^(1/E), above it Y = (l/lambda)^(1/E)
V = sympy.Symbol("v", positive=True)
H = sympy.Symbol("h", positive=True)
LOG_PLACE = sympy.Symbol("log_place", real=True)
_FRACTION_LIMIT = 12  # D and E beyond that make proofs that no one waits for


@dataclass(frozen=True)
class Frontier:
    """l(t) = t^(-p/D) (log t)^-j, and the root E that is taken of lambda/l."""

    p: int
    D: int
    E: int
    j: int

    @property
    def scale(self) -> sympy.Expr:
        """l in the coordinates."""
        return V**self.p * H**self.j

    @property
    def rho(self) -> sympy.Rational:
        """l falls like t^-rho, up to logarithms."""
        return sympy.Rational(self.p, self.D)

    @property
    def text(self) -> str:
        """l in Coq, a function of t."""
        return f"Rpower t (- ({coq_text(self.rho, {})}))" + (f" * (/ ln t) ^ {self.j}" if self.j else "")

    @property
    def formula(self) -> str:
        """The same for people."""
        powers = [f"t^-({self.rho})"] * bool(self.p) + [f"(log t)^-{self.j}"] * bool(self.j)
        return " ".join(powers)


@dataclass(frozen=True)
class Replacement:
    """A part of g as it stands in Coq, what takes its place, and the tactic for it."""

    old: str
    new: str
    tactic: str


@dataclass(frozen=True)
class Side:
    """g on one side of the frontier: the expression in ``PLACE``, v, h (and log Y), and the way from g to it."""

    expression: sympy.Expr
    replacements: tuple[Replacement, ...]


def frontier_of(g: sympy.Expr, rho: sympy.Expr, log_power: sympy.Expr) -> Frontier:
    """The coordinates in which g is to be written; ``log_power`` is that of log t in 1/l.

    Raises UndecidedError: the frontier is no product of such powers, or the powers have large denominators.
    """
    if not (rho.is_Rational and rho >= 0):
        raise UndecidedError(f"the frontier's exponent {-rho} is no rational number below 0")
    if not (log_power.is_Integer and log_power >= 0):
        raise UndecidedError(f"the frontier has (log t)^({-log_power}), and certificates know whole powers of 1/log t")
    if rho == log_power == 0:
        raise UndecidedError("the frontier does not move like a power of t or log t")
    powers = [power for power in g.atoms(sympy.Pow) if power.base in (LAMBDA, TIME) and power.exp.is_Rational]
    of_lambda = [power.exp for power in powers if power.base == LAMBDA]
    of_time = [power.exp for power in powers if power.base == TIME]
    root = lcm(*(int(exponent.q) for exponent in of_lambda))
    D = lcm(*(int(exponent.q) for exponent in (*of_time, rho, *(rho * exponent for exponent in of_lambda))))
    if max(root, D) > _FRACTION_LIMIT:
        raise UndecidedError(f"powers with denominators as large as {max(root, D)}")
    if log_power and root > 1:
        raise UndecidedError("fractional powers of lambda where the frontier has a power of log t")
    return Frontier(int(rho * D), D, root, int(log_power))


class _Rewriter:
    """Walks g, innermost parts first."""

    def __init__(self, frontier: Frontier, above: bool) -> None:
        self.frontier, self.above = frontier, above
        self.place = "Y" if above else "X"
        scale = coq_scale(frontier)
        moved = f"({scale} / Y ^ {frontier.E})" if above else f"(X ^ {frontier.E} * {scale})"
        self.given = {LAMBDA: moved, TIME: f"(/ v ^ {frontier.D})"}
        self.names = {PLACE: self.place, V: "v", H: "h", LOG_PLACE: "(ln Y)"}
        self.values = {
            LAMBDA: frontier.scale * PLACE ** (-frontier.E if above else frontier.E),
            TIME: V ** (-frontier.D),
        }
        self.replacements: list[Replacement] = []

    def walk(self, part: sympy.Expr) -> sympy.Expr:
        if part in self.values:
            return self.values[part]
        if part.is_Pow and part.base in self.values and not part.exp.is_Integer:
            return self._power(part)
        if not part.args or not part.has(LAMBDA, TIME):
            return part
        if part.is_Add or part.is_Mul or (part.is_Pow and part.base is not sympy.E and part.exp.is_Integer):
            return part.func(*(self.walk(argument) for argument in part.args))
        if isinstance(part, (sympy.log, sympy.exp, sympy.sin, sympy.cos, sympy.tan, sympy.atan)):
            return self._function(part)
        raise UndecidedError(f"{part.func.__name__} of lambda or t is not written in the frontier's coordinates")

    def _power(self, part: sympy.Expr) -> sympy.Expr:
        value = sympy.powdenest(self.values[part.base] ** part.exp, force=True)
        self._replace(part, coq_text(value, self.names), "power_of")
        return value

    def _function(self, part: sympy.Expr) -> sympy.Expr:
        argument = collected(self.walk(part.args[0]))
        if not isinstance(part, sympy.log):
            value = part.func(argument)
            self._replace(part, coq_text(value, self.names), "f_equal; same_in_coordinates")
            return value
        monomial, rest = split_monomial(argument)
        value = self._logarithm(monomial) + sympy.log(rest)
        product = f"({coq_text(monomial, self.names)} * {coq_text(rest, self.names)})"
        self._replace(part, coq_text(value, self.names), f"log_of {product}")
        return value

    def _logarithm(self, monomial: sympy.Expr) -> sympy.Expr:
        powers = monomial.as_powers_dict()
        if powers.get(H, 0) != 0:
            raise UndecidedError("log log t appears")
        if powers.get(PLACE, 0) != 0 and not self.above:
            raise UndecidedError("a logarithm that grows below the frontier")
        constant = monomial / reduce(lambda done, s: done * s ** powers.get(s, 0), (PLACE, V), sympy.S.One)
        if constant != 1:
            raise UndecidedError(f"{monomial} is no monomial in the frontier's coordinates")
        return powers.get(PLACE, 0) * LOG_PLACE - powers.get(V, 0) / (self.frontier.D * H)

    def _replace(self, part: sympy.Expr, new: str, tactic: str) -> None:
        self.replacements.append(Replacement(self.current(coq_text(part, self.given)), new, tactic))

    def current(self, text: str) -> str:
        """The text after the replacements so far."""
        return reduce(lambda done, found: done.replace(found.old, found.new), self.replacements, text)


def coq_scale(frontier: Frontier) -> str:
    """l in the coordinates, in Coq."""
    return f"(v ^ {frontier.p} * h ^ {frontier.j})" if frontier.j else f"(v ^ {frontier.p})"


def on_side(g: sympy.Expr, frontier: Frontier, above: bool) -> Side:
    """g below the frontier, or above it; raises UndecidedError where a part of g has no such form."""
    rewriter = _Rewriter(frontier, above)
    expression = rewriter.walk(exponentials_only(g))
    terms = [collected(term) for term in sympy.Add.make_args(sympy.expand_mul(expression))]
    unique = dict.fromkeys(rewriter.replacements)
    return Side(sympy.Add(*terms), tuple(unique))


def collected(expression: sympy.Expr) -> sympy.Expr:
    """Cancelled as a rational function of the coordinates; functions in it are left as they are."""
    kept = {f: sympy.Dummy(positive=True) for f in expression.atoms(sympy.Function)}
    moved = sympy.cancel(sympy.together(expression.xreplace(kept)))
    return moved.xreplace({dummy: f for f, dummy in kept.items()})


def split_monomial(argument: sympy.Expr) -> tuple[sympy.Expr, sympy.Expr]:
    """A monomial in the coordinates and the factor that is left, which has no zero or pole at the corner of the box."""
    above, below = sympy.fraction(sympy.together(argument))
    monomial = _content(above) / _content(below)
    rest = collected(argument / monomial)
    corner = rest.subs({PLACE: 0, V: 0, H: 0})
    if not (corner.is_number and corner.is_positive):
        raise UndecidedError(f"a logarithm of {argument} is not regular at the frontier")
    return monomial, rest


def _content(polynomial: sympy.Expr) -> sympy.Expr:
    """The monomial that divides every term."""
    terms = [term.as_powers_dict() for term in sympy.Add.make_args(sympy.expand(polynomial))]
    return sympy.Mul(*(s ** min(term.get(s, 0) for term in terms) for s in (PLACE, V, H)))
