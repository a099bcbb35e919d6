"""Explicit theorems by the scaling function, where condition (2) gives none or only wide ones.

The scaling function is handed over as G, rho and the powers of G and g at their ends.
The powers come from the leading terms of the cells; every bound that uses them is proved afterwards by enclosures
(``bounds.scaling``), so a wrong one can only fail to give a theorem.
"""

from __future__ import annotations

from dataclasses import replace

import sympy

from spectral_proofs.asymptotics.cells import RAY_SYMBOL, eventual_order
from spectral_proofs.asymptotics.monomial import Monomial, iterated_log
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.bounds.profile import Profile, Scaling
from spectral_proofs.bounds.tight import NAMES, TIGHT, as_texts, scaling_theorems
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.recorder import with_theorems
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Frontier


def wants_scaling(derivation: Derivation, spectrum: Spectrum) -> bool:
    """Whether L, or S for s > 0, has no tight theorem yet although g has a scaling function at a power of t."""
    level = derivation.frontier.level
    if derivation.frontier.scaling_function is None or level.index is None or level.log_index != 0:
        return False
    energy = any(_tight(derivation, name) for name in ("energy_tight", "energy_offset"))
    return not _tight(derivation, "loss_tight") or not (energy or spectrum.s <= 0)


def _tight(derivation: Derivation, name: str) -> bool:
    return name in derivation.theorems and bool(sympy.Rational(derivation.theorems[name]["ratio"]) <= TIGHT)


def with_scaling(derivation: Derivation, spectrum: Spectrum) -> Derivation:
    """The derivation with what ``bounds.scaling`` adds to its explicit theorems, or narrows."""
    scaling = scaling_of(Context(derivation.g, spectrum), derivation.frontier)
    if scaling is None:
        return derivation
    known, new = dict(derivation.theorems), {}
    for name, theorem in as_texts(scaling_theorems(derivation.g, scaling, spectrum)).items():
        narrower = name in known and sympy.Rational(theorem["ratio"]) < sympy.Rational(known[name]["ratio"])
        if name not in known or (narrower and name.endswith("tight")):
            known[name] = new[name] = theorem
    trace = None if derivation.trace is None else with_theorems(derivation.trace, new)
    return replace(derivation, theorems={name: known[name] for name in NAMES if name in known}, trace=trace)


def scaling_of(context: Context, frontier: Frontier) -> Scaling | None:
    """The scaling function when its scale is a pure power of t and its ends are powers (or a logarithm at oo)."""
    profile, level = profile_of(context, frontier), frontier.level
    if profile is None or level.powers is None or any(power != 0 for power in level.powers[1:]):
        return None
    try:
        low = _pure_power(eventual_order(profile.at(1 / TIME), TIME, oracle=context.oracle)[1])
        tail = _pure_power(context.g_cells[-1].value.monomial)
    except UndecidedError:
        return None
    if low is None or tail is None or not all(isinstance(e, sympy.Rational) and e > 0 for e in (-low, -tail)):
        return None
    return Scaling(profile.G, profile.x, profile.rho, profile.high, profile.decay, -low, -tail)


def profile_of(context: Context, frontier: Frontier) -> Profile | None:
    """The scaling function on whatever scale of index -rho < 0, when it ends like a power, or a logarithm, at oo."""
    G, level = frontier.scaling_function, frontier.level
    if G is None or level.index is None or G.free_symbols != {RAY_SYMBOL}:
        return None
    try:
        coefficient, monomial = eventual_order(G.subs(RAY_SYMBOL, TIME), TIME, oracle=context.oracle)
    except UndecidedError:
        return None
    high = _pure_power(monomial)
    if any(sign(c, context.point) > 0 for c, _ in monomial.extra):
        high = sympy.S.One  # exponential: more than every power
    decay = 2 * coefficient if high is None and monomial == iterated_log(0) else None
    exponents = (-level.index, decay if high is None else high)
    if not all(isinstance(e, sympy.Rational) and e > 0 for e in exponents):
        return None
    return Profile(G, RAY_SYMBOL, -level.index, high, decay)


def _pure_power(monomial: Monomial) -> sympy.Expr | None:
    """The exponent of t (or of 1/lambda in the tail) when nothing else is there."""
    alone = not monomial.extra and all(p == 0 for p in monomial.powers[1:])
    return monomial.powers[0] if alone and monomial.powers[0] != 0 else None
