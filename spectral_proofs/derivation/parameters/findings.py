"""What holds in one case: the derivation of :mod:`spectral_proofs.derivation` with symbols left in it.

1. Max, Min and Abs of parameters are resolved by the case.
2. A sum of monomials is settled by its Newton polygon (:mod:`.polygon`).
3. Frontier: on the cell where g passes from above 1 to below 1 (g increases in lambda: a standing
   hypothesis), lambda_* = x1 t^(-rho) (log t)^(-rho_log), G(x1) = 1.
4. L and S from their dominant cells, as without parameters.
5. Where g allows it, the complete expansions of L and S (:mod:`spectral_proofs.derivation.expansions`).

What one of these cannot settle is None, and ``notes`` has the first missing fact.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.roots import located_numbers
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import by_expansion, terminating, unbounded
from spectral_proofs.derivation.parameters.forms import negative, slow_factor, tidy
from spectral_proofs.derivation.parameters.frontier import frontier_of
from spectral_proofs.derivation.parameters.oracle import CaseOracle
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase, Witness
from spectral_proofs.derivation.parameters.polygon import (
    Polygon,
    energy_constant,
    energy_sign,
    loss_constant,
    monomials,
    polygon,
)
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Truth
from spectral_proofs.results.rigour import EXACT, Rigour, read_off, weakest

EXPRESSIONS = (
    "rho",
    "chi",
    "gamma",
    "rho_log",
    "chi_log",
    "gamma_log",
    "scaling_function",
    "frontier_constant",
    "loss_constant",
    "energy_constant",
    "frontier_factor",
    "loss_factor",
    "energy_factor",
    "loss_expansion",
    "energy_expansion",
)

Scales = tuple[sympy.Rational, sympy.Rational]  # Lambda and W
_OF = {
    "frontier": ("rho", "rho_log", "frontier_constant"),
    "L": ("chi", "chi_log", "loss_constant"),
    "S": ("gamma", "gamma_log", "energy_constant"),
}
ONE: Scales = (sympy.S.One, sympy.S.One)


@dataclass(frozen=True)
class Findings:
    """Indices, scaling function, constants, expansions; None where there is none or it stays undecided."""

    rho: sympy.Expr | None = None
    chi: sympy.Expr | None = None
    gamma: sympy.Expr | None = None
    rho_log: sympy.Expr | None = None
    chi_log: sympy.Expr | None = None
    gamma_log: sympy.Expr | None = None
    scaling_function: sympy.Expr | None = None
    frontier_constant: sympy.Expr | None = None
    loss_constant: sympy.Expr | None = None
    energy_constant: sympy.Expr | None = None
    frontier_factor: sympy.Expr | None = None  # powers of log log t, ...; None where more than these is left over
    loss_factor: sympy.Expr | None = None
    energy_factor: sympy.Expr | None = None
    loss_expansion: sympy.Expr | None = None  # L up to terms smaller than every power of ``scale``
    energy_expansion: sympy.Expr | None = None
    scale: sympy.Expr | None = None
    growth: str = "undecided"  # of S: power law, logarithmic, bounded, decreasing, infinite, beyond powers
    notes: tuple[str, ...] = ()
    rigour: Mapping[str, Rigour] = field(kw_only=True)  # of every index, power of log t and constant that is known


class SymbolicSpectrum(Spectrum):
    """lambda_k = Lambda k^-b, lambda_k w_k^2 = W k^-a with expressions a and b, both above 1 by assumption."""

    def __init__(self, a: sympy.Expr, b: sympy.Expr, scales: Scales = ONE) -> None:
        for name, value in (("a", a), ("b", b), ("Lambda", scales[0]), ("W", scales[1])):
            object.__setattr__(self, name, value)

    @property
    def scales(self) -> Scales:
        """Lambda and W."""
        return self.Lambda, self.W


def findings(g: sympy.Expr, spectrum: SymbolicSpectrum, case: ParameterCase, witness: Witness) -> Findings:
    """Everything that holds throughout the case.

    Raises:
        CaseSplit: the case is too wide.
    """
    a, b = spectrum.a, spectrum.b
    parameters = frozenset((g.free_symbols | a.free_symbols | b.free_symbols) - {LAMBDA, TIME})
    oracle = CaseOracle(case, parameters, witness)
    applied = resolved(case.apply(g), case)
    narrowed = SymbolicSpectrum(case.apply(a), case.apply(b), spectrum.scales)
    context = Context(applied, narrowed, oracle=oracle)
    terms = monomials(applied, case)
    return _derive(context) if terms is None else _from_polygon(context, polygon(terms, case), case)


def resolved(g: sympy.Expr, case: ParameterCase) -> sympy.Expr:
    """g without Max, Min, Abs of parameters alone."""
    while True:
        parts = [p for p in g.atoms(*_KINKS) if not p.has(LAMBDA, TIME)]
        inner = [p for p in parts if not any(arg.has(*_KINKS) for arg in p.args)]
        if not inner:
            return g
        part = min(inner, key=str)
        g = g.xreplace({part: _chosen(part, case)})


def _chosen(part: sympy.Expr, case: ParameterCase) -> sympy.Expr:
    if isinstance(part, sympy.Abs):
        return part.args[0] * (1 if case.sign(part.args[0]) >= 0 else -1)
    wanted = 1 if isinstance(part, sympy.Max) else -1
    best, *others = sorted(part.args, key=str)
    for other in others:
        if case.sign(other - best) == wanted:
            best = other
    return best


_KINKS = (sympy.Max, sympy.Min, sympy.Abs)


_GROWTHS = {1: "power law", 0: "logarithmic", -1: "bounded"}


def _from_polygon(context: Context, found: Polygon, case: ParameterCase) -> Findings:
    sp, zero, one = context.spectrum, sympy.S.Zero, sympy.S.One
    side = energy_sign(found, sp, case)
    finite = side is not None
    whole = unbounded(context, finite)
    return Findings(
        tidy(found.rho),
        tidy(found.rho * (sp.a - 1) / sp.b),
        None if side is None else tidy(found.rho * sp.s / sp.b) if side > 0 else zero,
        zero,
        zero,
        None if side is None else one if side == 0 else zero,
        found.scaling,
        found.level,
        tidy(loss_constant(found, sp, context.point)),
        None if side is None else tidy(energy_constant(found, sp, side, context.point)),
        one,
        one,
        one if finite else None,
        whole and whole.loss,
        whole and whole.energy,
        whole and whole.base,
        "infinite" if side is None else _GROWTHS[side],
        rigour=dict.fromkeys((n for names in _OF.values() for n in names if finite or n not in _OF["S"]), EXACT)
        | {"frontier_constant": located_numbers(found.level)},
    )


def _derive(context: Context) -> Findings:
    notes: list[str] = []

    def attempt(name: str, step: Callable[[Context], Asymptotics]) -> Asymptotics | None:
        missing = ""
        try:
            with context.reading() as read:
                found: Asymptotics | None = step(context)
            found = found and found.weakened(read_off(read))
            if found is not None and found.theta.truth is Truth.UNKNOWN:
                missing = found.theta.reason
        except UndecidedError as error:
            missing = str(error)
        except (OverflowError, RecursionError) as error:
            missing = f"the derivation ran out of numbers or nesting: {error}"
        if missing:
            found = by_expansion(context, name)
        if found is None:
            notes.append(f"{name} undecided: {missing}")
            return None
        if not found.infinite and (found.index is None or found.constant is None):
            notes.append(f"{name}: {found.reason if found.index is None else found.equivalent.reason}")
        elif not found.infinite and found.powers is None:
            notes.append(f"{name}: {found.formula}")
        return found

    loss = attempt("L", loss_order)
    energy = attempt("S", energy_order)
    known = {name: law.rigour for law, which in ((loss, "L"), (energy, "S")) if law for name in _OF[which][:2]}
    known |= {_OF[which][2]: law.constant_rigour for law, which in ((loss, "L"), (energy, "S")) if law}
    try:
        with context.reading() as read:
            rho, rho_log, scaling, solution, remark, slow = frontier_of(context)
        known |= dict.fromkeys(_OF["frontier"], weakest(read_off(read), located_numbers(solution)))
        if remark:
            notes.append(f"frontier: {remark}")
    except UndecidedError as error:
        rho = rho_log = scaling = solution = slow = None
        notes.append(f"frontier undecided: {error}")
    notes += [f"sampled: {item}" for item in context.assumed]
    growth = _growth(energy, context.point)
    whole = terminating(context, finite=energy is not None and not energy.infinite)
    found = Findings(
        rho,
        negative(loss and loss.index),
        tidy(energy.index) if energy and not energy.infinite else None,
        rho_log,
        negative(loss and loss.log_index),
        tidy(energy.log_index) if energy and not energy.infinite else None,
        scaling,
        solution,
        tidy(loss.constant) if loss and loss.powers else None,
        tidy(energy.constant) if energy and energy.powers else None,
        slow,
        slow_factor(loss.powers if loss else None),
        slow_factor(energy.powers if energy else None),
        whole and whole.loss,
        whole and whole.energy,
        whole and whole.base,
        growth,
        tuple(notes),
        rigour={},
    )
    stated = {name: rigour for name, rigour in known.items() if getattr(found, name) is not None}
    return replace(found, rigour=stated)


def _growth(energy: Asymptotics | None, point: Domain) -> str:
    if energy is None:
        return "undecided"
    if energy.infinite:
        return "infinite"
    if energy.index is None:
        return "beyond powers"
    rate = sign(energy.index, point)
    if rate:
        return "power law" if rate > 0 else "decreasing"
    if energy.powers is None:
        return "undecided"
    for power in energy.powers[1:]:
        rate = sign(power, point)
        if rate:
            return "logarithmic" if rate > 0 else "decreasing"
    return "bounded"
