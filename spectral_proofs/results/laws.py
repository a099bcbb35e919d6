"""Facts and laws: what a derivation says, with how it is known."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

import sympy

from spectral_proofs.results.rigour import OPEN, Rigour, proves, strongest, weakest
from spectral_proofs.results.trace import Trace

EXPONENTS = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")


class Truth(Enum):
    """Three-valued answer to a mathematical question."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fact:
    """A decided (or undecidable) statement about g, with the argument in one line and how it is known."""

    truth: Truth
    reason: str
    rigour: Rigour

    @property
    def holds(self) -> bool:
        """True only when the statement was settled in the affirmative."""
        return self.truth is Truth.YES

    def weakened(self, *rigours: Rigour) -> Fact:
        """The same statement, where its argument also read what is only so known."""
        return replace(self, rigour=weakest(self.rigour, *rigours))

    def strengthened(self, *rigours: Rigour) -> Fact:
        """The same statement, which other roads reach too."""
        return replace(self, rigour=strongest(self.rigour, *rigours))

    def implies(self, truth: Truth, reason: str) -> Fact:
        """What follows from it by a theorem, known as well as it is."""
        return Fact(truth, reason, self.rigour)

    def supported(self) -> Fact:
        """The same, but unknown where it fails on samples alone: failing needs as much as holding."""
        if self.truth is not Truth.NO or proves(self.rigour):
            return self
        return unsettled(f"{self.reason}, by {self.rigour}")


def unsettled(reason: str) -> Fact:
    """What could not be settled; it has no rigour that anyone could build on."""
    return Fact(Truth.UNKNOWN, reason, OPEN)


@dataclass(frozen=True)
class Asymptotics:
    """Behaviour of a positive quantity Q(t) as t -> oo.

    ``index`` is lim log Q / log t (None where it does not exist or is infinite);
    ``log_index`` the power of log t that is left (None likewise);
    ``theta`` says whether Q = Theta(t^index (log t)^log_index);
    ``constant`` is lim Q / (t^index (log t)^log_index) where that limit exists and is known;
    ``offset`` is a known next-order constant (zeta(a-b) in S) that slows plain slope fits;
    ``formula`` is a one-line leading form for people.
    ``rigour`` is that of the index, the power of log t and ``infinite``; the facts and the constant have their own.
    """

    index: sympy.Expr | None
    log_index: sympy.Expr | None
    theta: Fact
    constant: sympy.Expr | None
    equivalent: Fact
    formula: str
    infinite: bool = False
    offset: sympy.Expr | None = None
    reason: str = ""
    powers: tuple[sympy.Expr, ...] | None = None  # of t, log t, log log t, ... when that is the whole order
    rigour: Rigour = field(kw_only=True)
    constant_rigour: Rigour = field(kw_only=True)  # of the value of ``constant``, whatever is known of its existence

    @classmethod
    def without(
        cls, fact: Fact, formula: str, reason: str = "", *, index: sympy.Expr | None = None, infinite: bool = False
    ) -> Asymptotics:
        """No order: neither Theta nor a constant, for one reason; ``index`` where at least that is known."""
        known = fact.rigour
        reason = reason or fact.reason
        return cls(index, None, fact, None, fact, formula, infinite, None, reason, rigour=known, constant_rigour=known)

    def weakened(self, *rigours: Rigour) -> Asymptotics:
        """The same law, where its derivation also read what is only so known."""
        return replace(
            self,
            theta=self.theta.weakened(*rigours),
            equivalent=self.equivalent.weakened(*rigours),
            rigour=weakest(self.rigour, *rigours),
            constant_rigour=weakest(self.constant_rigour, *rigours),
        )

    def ordered_by(self, other: Fact, index: sympy.Expr | None, log_index: sympy.Expr | None) -> Asymptotics:
        """The same law, where ``other`` gives Theta(t^index (log t)^log_index) on a road of its own."""
        if not (other.holds and self.theta.holds and (self.index, self.log_index) == (index, log_index)):
            return self
        known = other.rigour
        return replace(self, theta=self.theta.strengthened(known), rigour=strongest(self.rigour, known))


@dataclass(frozen=True)
class Growth:
    """Condition (2): c1 lambda^m t^n <= g <= c2 lambda^m t^n for 0 < lambda <= Lambda, t >= t0."""

    fact: Fact
    m: sympy.Expr | None = None
    n: sympy.Expr | None = None
    c1: sympy.Expr | None = None
    c2: sympy.Expr | None = None
    t0: sympy.Expr | None = None
    explicit: bool = False  # c1, c2, t0 proved by enclosures on the whole quadrant


@dataclass(frozen=True)
class Frontier:
    """The level set g(lambda_*, t) = 1, its argmax companion and the scaling function."""

    level: Asymptotics  # lambda_* itself: index = -rho, log_index = -rho_log
    scaling_function: sympy.Expr | None  # G(x), symbol x
    kappa: sympy.Expr | None
    argmax: Fact  # along the argmax of R, g tends to kappa > 0
    ratio: Fact  # E_t/E_lambda converges along the frontier, to rho
    exists: Fact  # a frontier there is, on whatever scale it moves
    ratio_limit: sympy.Expr | None = None
    separable: bool = False  # g = lambda^m u(t) with u -> oo: L is the monomial case with t^n replaced by u


@dataclass(frozen=True)
class Truncation:
    """Delta L_P = sum over k > Theta k_* of f_k^2 as t -> oo, eqs. (20)-(23); the facts are about fixed Theta > 0.

    ``shape`` and ``root``: g(x lambda_*, t) -> shape(root x), x = the symbol of scaling functions; None where there is
    no one shape, or where lambda_* tends to a fixed eigenvalue.  ``decay`` is the power of Theta with which the curve
    falls, ``decay_at_fixed_time`` that of k_cut at fixed t.
    """

    alike: Fact  # g on the scale of the frontier has one limit
    collapse: Fact  # Delta L_P / k_*^s converges
    critical: Fact  # Delta L_P / k_*^s converges at Theta = 1
    plateau: Fact  # Delta L_P / S -> 0 as Theta -> oo
    shape: sympy.Expr | None = None
    root: sympy.Expr | None = None
    decay: sympy.Expr | None = None
    decay_at_fixed_time: sympy.Expr | None = None
    moves: Truth = Truth.UNKNOWN  # k_* -> oo
    rigour: Rigour = field(kw_only=True)  # of shape, root, powers and moves

    def weakened(self, *rigours: Rigour) -> Truncation:
        """The same, where the derivation also read what is only so known."""
        facts = {name: getattr(self, name).weakened(*rigours) for name in ("alike", "collapse", "critical", "plateau")}
        return replace(self, **facts, rigour=weakest(self.rigour, *rigours))


@dataclass(frozen=True)
class Hypotheses:
    """What every claim needs of g for 0 < lambda <= Lambda and t >= some t0."""

    positive: Fact
    increasing_in_lambda: Fact
    increasing_in_time: Fact
    smooth: Fact


class HasLaws:
    """What has a frontier and the orders of L and S, and so their indices."""

    frontier: Frontier
    loss: Asymptotics
    energy: Asymptotics

    @property
    def rho(self) -> sympy.Expr | None:
        """Frontier index: lambda_* ~ t^(-rho)."""
        index = self.frontier.level.index
        return None if index is None else -index

    @property
    def chi(self) -> sympy.Expr | None:
        """Loss index: L ~ t^(-chi)."""
        return None if self.loss.index is None else -self.loss.index

    @property
    def gamma(self) -> sympy.Expr | None:
        """Robustness index: S ~ t^gamma."""
        return None if self.energy.infinite else self.energy.index


@dataclass(frozen=True)
class Laws(HasLaws):
    """The part of a derivation that a general theorem speaks of."""

    frontier: Frontier
    loss: Asymptotics
    energy: Asymptotics


@dataclass(frozen=True)
class Derivation(HasLaws):
    """Everything derived from g and the spectrum by symbolic means."""

    g: sympy.Expr
    hypotheses: Hypotheses
    growth: Growth
    frontier: Frontier
    loss: Asymptotics
    energy: Asymptotics
    regime: str  # one line: where (a, b) stands in Theorem 2
    steps: tuple[str, ...] = ()
    theorems: dict[str, dict[str, str]] = field(default_factory=dict)  # explicit constants, named as in bounds.tiers
    truncation: Truncation | None = None  # None: not derived
    assumed: tuple[str, ...] = ()  # all that was read off samples; the facts name those that they rest on
    trace: Trace | None = None  # where it was asked for
    rigour: Rigour = field(kw_only=True)  # of what concerns every part alike


def exponents(derivation: HasLaws | None) -> dict[str, sympy.Expr | None]:
    """The true indices by name, exact; None where none exists or none was derived.

    Signs follow lambda_* ~ t^-rho (log t)^-rho_log, L ~ t^-chi (log t)^-chi_log, S ~ t^gamma (log t)^gamma_log.
    """
    if derivation is None:
        return dict.fromkeys(EXPONENTS)
    level, loss, energy = derivation.frontier.level, derivation.loss, derivation.energy
    return {
        "rho": derivation.rho,
        "chi": derivation.chi,
        "gamma": derivation.gamma,
        "rho_log": None if level.log_index is None else -level.log_index,
        "chi_log": None if loss.log_index is None else -loss.log_index,
        "gamma_log": None if energy.infinite else energy.log_index,
    }


def absent(name: str, derivation: HasLaws | None) -> str:
    """What to show of an index that :func:`exponents` lacks: "none" where there is none, "unknown" if that is open."""
    if derivation is None:
        return "unknown"
    source = {"rho": derivation.frontier.level, "chi": derivation.loss, "gamma": derivation.energy}
    quantity = source[name.removesuffix("_log")]
    return "unknown" if not quantity.infinite and quantity.theta.truth is Truth.UNKNOWN else "none"


def index_text(name: str, derivation: HasLaws | None) -> str:
    """An index for people, with the power of log t where there is one, as in "1/4, log 1/2"; else why there is none."""
    found = exponents(derivation)
    value, log = found[name], found[f"{name}_log"]
    if value is None:
        infinite = name == "gamma" and derivation is not None and derivation.energy.infinite
        return "S = ∞" if infinite else absent(name, derivation)
    return str(value) + (f", log {log}" if log not in (None, 0) else "")
