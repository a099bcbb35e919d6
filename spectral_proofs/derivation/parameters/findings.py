"""What holds in one case: the derivation of :mod:`spectral_proofs.derivation` with symbols left in it.

1. Max, Min and Abs of parameters are resolved by the case.
2. Frontier, L and S are derived by the stages that exact numbers pass
   (:func:`spectral_proofs.derivation.stages.laws_of`); the case answers about signs.
3. Where g allows it, the complete expansions of L and S (:mod:`spectral_proofs.derivation.expansions`).

What one of these cannot settle is None, and ``notes`` has the first missing fact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.expansions import Expansions, terminating
from spectral_proofs.derivation.forms import negative, slow_factor, tidy
from spectral_proofs.derivation.parameters.oracle import CaseOracle, Work
from spectral_proofs.derivation.parameters.parameter_case import ParameterCase, Witness
from spectral_proofs.derivation.stages import laws_of
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Laws, Truth
from spectral_proofs.results.rigour import Rigour

EXPRESSIONS = (
    "rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log", "scaling_function", "frontier_constant",
    "loss_constant", "energy_constant", "frontier_factor", "loss_factor", "energy_factor", "loss_expansion",
    "energy_expansion",
)  # fmt: skip

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


def findings(
    g: sympy.Expr, spectrum: SymbolicSpectrum, case: ParameterCase, witness: Witness, work: Work | None = None
) -> Findings:
    """Everything that holds throughout the case; what was asked for it is counted in ``work``.

    Raises CaseSplit: the case is too wide.
    """
    context = context_of(g, spectrum, CaseOracle(case, parameters_of(g, spectrum), witness, work=work or Work()))
    laws = laws_of(context)
    whole = terminating(context, finite=_known(laws.energy) and not laws.energy.infinite)
    return _stated(context, laws, whole)


def parameters_of(g: sympy.Expr, spectrum: Spectrum) -> frozenset[sympy.Symbol]:
    """The free symbols besides lambda and t."""
    return frozenset((g.free_symbols | spectrum.a.free_symbols | spectrum.b.free_symbols) - {LAMBDA, TIME})


def context_of(g: sympy.Expr, spectrum: SymbolicSpectrum, oracle: CaseOracle) -> Context:
    """The candidate on the spectrum, both with the equalities of the case, whose oracle answers about signs."""
    case = oracle.case
    narrowed = SymbolicSpectrum(case.apply(spectrum.a), case.apply(spectrum.b), (spectrum.Lambda, spectrum.W))
    return Context(resolved(case.apply(g), case), narrowed, oracle=oracle)


def _known(law: Asymptotics) -> bool:
    return law.theta.truth is not Truth.UNKNOWN


def _stated(context: Context, laws: Laws, whole: Expansions | None) -> Findings:
    """The laws as the theorem says them; a law of which only a part is known is left out."""
    loss, energy = (law if _known(law) else None for law in (laws.loss, laws.energy))
    level = laws.frontier.level
    finite = None if energy is None or energy.infinite else energy
    found = Findings(
        negative(level.index),
        negative(loss and loss.index),
        tidy(finite.index) if finite else None,
        negative(level.log_index),
        negative(loss and loss.log_index),
        tidy(finite.log_index) if finite else None,
        laws.frontier.scaling_function,
        level.constant,
        tidy(loss.constant) if loss and loss.powers else None,
        tidy(energy.constant) if energy and energy.powers else None,
        slow_factor(level.powers),
        slow_factor(loss.powers if loss else None),
        slow_factor(energy.powers if energy else None),
        whole and whole.loss,
        whole and whole.energy,
        whole and whole.base,
        _growth(energy, context.point),
        (*_notes(laws), *(f"sampled: {item}" for item in context.assumed)),
        rigour={},
    )
    known = {"frontier": level} | {name: law for name, law in (("L", loss), ("S", energy)) if law}
    rigour = {name: law.rigour for which, law in known.items() for name in _OF[which][:2]}
    rigour |= {_OF[which][2]: law.constant_rigour for which, law in known.items()}
    return replace(found, rigour={name: known for name, known in rigour.items() if getattr(found, name) is not None})


def _notes(laws: Laws) -> Iterator[str]:
    """What is open, and what else there is to say of each law."""
    for name, law in (("L", laws.loss), ("S", laws.energy)):
        if not _known(law):
            yield f"{name} undecided: {law.reason or law.theta.reason}"
        elif not law.infinite and (law.index is None or law.constant is None):
            yield f"{name}: {law.reason if law.index is None else law.equivalent.reason}"
        elif not law.infinite and law.powers is None:
            yield f"{name}: {law.formula}"
    level = laws.frontier.level
    if level.reason:
        open_ = laws.frontier.exists.truth is Truth.UNKNOWN
        yield f"frontier{' undecided' if open_ else ''}: {level.reason}"


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
