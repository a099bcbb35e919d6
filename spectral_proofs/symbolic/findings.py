"""What holds in one case: the derivation of :mod:`spectral_proofs.derivation` with symbols left in it.

1. Max, Min and Abs of parameters are resolved by the case.
2. Frontier: on the cell where g passes from above 1 to below 1 (g increases in lambda: a standing
   hypothesis), lambda_* = x1 t^(-rho) (log t)^(-rho_log), G(x1) = 1.
3. L and S from their dominant cells, as without parameters.

What one of these cannot settle is None, and ``notes`` has the first missing fact.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy

from spectral_proofs.asymptotics.cells import Cell
from spectral_proofs.asymptotics.domain import ORACLE, PHASE_PREFIX, Domain
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.candidate import Spectrum
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.frontier import LevelSet, level_set
from spectral_proofs.derivation.sums import energy_order, loss_order
from spectral_proofs.errors import UndecidedError
from spectral_proofs.expression.symbols import LAMBDA, TIME
from spectral_proofs.model import Asymptotics, Truth
from spectral_proofs.symbolic.cases import Case, Witness
from spectral_proofs.symbolic.oracle import CaseOracle

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
)


@dataclass(frozen=True)
class Findings:
    """Indices, scaling function and leading constants; None where there is none or it stays undecided."""

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
    growth: str = "undecided"  # of S: power law, logarithmic, bounded, decreasing, infinite, beyond powers
    notes: tuple[str, ...] = ()


class SymbolicSpectrum(Spectrum):
    """lambda_k = k^-b, lambda_k w_k^2 = k^-a with expressions a and b, both above 1 by assumption."""

    def __init__(self, a: sympy.Expr, b: sympy.Expr) -> None:
        for name, value in (("a", a), ("b", b), ("Lambda", sympy.S.One), ("W", sympy.S.One)):
            object.__setattr__(self, name, value)


def findings(g: sympy.Expr, a: sympy.Expr, b: sympy.Expr, case: Case, witness: Witness) -> Findings:
    """Everything that holds throughout the case.

    Raises:
        CaseSplit: the case is too wide.
    """
    parameters = frozenset((g.free_symbols | a.free_symbols | b.free_symbols) - {LAMBDA, TIME})
    token = ORACLE.set(CaseOracle(case, parameters, witness))
    try:
        return _derive(Context(resolved(case.apply(g), case), SymbolicSpectrum(case.apply(a), case.apply(b))))
    finally:
        ORACLE.reset(token)


def resolved(g: sympy.Expr, case: Case) -> sympy.Expr:
    """g without Max, Min, Abs of parameters alone."""
    while True:
        parts = [p for p in g.atoms(*_KINKS) if not p.has(LAMBDA, TIME)]
        inner = [p for p in parts if not any(arg.has(*_KINKS) for arg in p.args)]
        if not inner:
            return g
        part = min(inner, key=str)
        g = g.xreplace({part: _chosen(part, case)})


def _chosen(part: sympy.Expr, case: Case) -> sympy.Expr:
    if isinstance(part, sympy.Abs):
        return part.args[0] * (1 if case.sign(part.args[0]) >= 0 else -1)
    wanted = 1 if isinstance(part, sympy.Max) else -1
    best, *others = sorted(part.args, key=str)
    for other in others:
        if case.sign(other - best) == wanted:
            best = other
    return best


_KINKS = (sympy.Max, sympy.Min, sympy.Abs)


def _derive(context: Context) -> Findings:
    notes: list[str] = []

    def attempt(name: str, step: Callable[[Context], Asymptotics]) -> Asymptotics | None:
        try:
            found = step(context)
        except UndecidedError as error:
            notes.append(f"{name} undecided: {error}")
            return None
        if found.theta.truth is Truth.UNKNOWN:
            notes.append(f"{name} undecided: {found.theta.reason}")
            return None
        if not found.infinite and (found.index is None or found.constant is None):
            notes.append(f"{name}: {found.reason if found.index is None else found.equivalent.reason}")
        return found

    loss = attempt("L", loss_order)
    energy = attempt("S", energy_order)
    try:
        rho, rho_log, scaling, solution, remark = frontier_of(context)
        if remark:
            notes.append(f"frontier: {remark}")
    except UndecidedError as error:
        rho = rho_log = scaling = solution = None
        notes.append(f"frontier undecided: {error}")
    notes += [f"sampled: {item}" for item in context.assumed]
    return Findings(
        rho,
        _negative(loss and loss.index),
        tidy(energy.index) if energy and not energy.infinite else None,
        rho_log,
        _negative(loss and loss.log_index),
        tidy(energy.log_index) if energy and not energy.infinite else None,
        scaling,
        solution,
        loss.constant if loss else None,
        energy.constant if energy and not energy.infinite else None,
        _growth(energy),
        tuple(notes),
    )


def _negative(expr: sympy.Expr | None) -> sympy.Expr | None:
    return None if expr is None else tidy(-expr)


def tidy(expr: sympy.Expr | None) -> sympy.Expr | None:
    """A factored exponent, its sign inside a factor that is a sum: n*(b + 1 - a)/(b*m)."""
    if expr is None or not expr.is_rational_function():
        return expr
    factored = sympy.factor(expr)
    if factored.could_extract_minus_sign():
        for factor in sympy.Mul.make_args(factored):
            if factor.is_Add:
                return sympy.expand(-factor) * (-factored / factor)
    return factored


def _growth(energy: Asymptotics | None) -> str:
    if energy is None:
        return "undecided"
    if energy.infinite:
        return "infinite"
    if energy.index is None:
        return "beyond powers"
    rate = sign(energy.index, Domain(None))
    if rate:
        return "power law" if rate > 0 else "decreasing"
    if energy.log_index is None:
        return "undecided"
    rate = sign(energy.log_index, Domain(None))
    return "logarithmic" if rate > 0 else "bounded" if rate == 0 else "decreasing"


Level = tuple[sympy.Expr | None, sympy.Expr | None, sympy.Expr | None, sympy.Expr | None, str]


def frontier_of(context: Context) -> Level:
    """(rho, rho_log, G, x1, remark)."""
    body = [c for c in context.g_cells if c.place.kind != "tail"]
    for i in range(len(body) - 1, -1, -1):
        if body[i].value.order == 0 and _crosses(body, i):
            scaling = body[i].value.coefficient
            context.journal["frontier"] = LevelSet(body[i].place, scaling, None)
            return _at(body[i])
    if any(c.value.order == 0 for c in body) and body[0].value.order <= 0:
        context.journal["frontier"] = "g stays below 1 for every lambda: no frontier"
        return None, None, None, None, "g stays below 1 for every lambda: no frontier"
    found = context.journal["frontier"] = level_set(context)
    if isinstance(found, str):
        return None, None, None, None, found
    return found.place.prefix[0], None, None, None, "only the index of the frontier is known"


def _crosses(body: list[Cell[GCell]], i: int) -> bool:
    """Whether g, increasing in lambda, falls below 1 inside cell i; everything to its right is below 1."""
    cell = body[i]
    if i + 1 == len(body):
        raise UndecidedError("g does not fall below 1 as lambda -> 0: no frontier")
    place, point = cell.place, cell.place.domain.parameter
    if place.kind == "sector":
        if sign(cell.value.coefficient - 1, place.domain) > 0:
            raise UndecidedError("the frontier lies at the edge of a plateau of g")
        return False
    if place.domain.high is not sympy.oo:
        return sign(cell.value.coefficient.subs(point, place.domain.high) - 1, Domain(None)) > 0
    above = body[i - 1]
    if above.value.order > 0:
        return True
    if above.place.kind == "sector":
        return sign(above.value.coefficient - 1, above.place.domain) > 0
    raise UndecidedError("g has kinks near the frontier")


def _at(cell: Cell[GCell]) -> Level:
    place, scaling = cell.place, cell.value.coefficient
    exponents = (*place.prefix, sympy.S.Zero, sympy.S.Zero)
    constant, power = scaling.as_independent(place.domain.parameter, as_Add=False)
    base, exponent = power.as_base_exp()
    solution = None
    oscillates = any(s.name.startswith(PHASE_PREFIX) for s in scaling.free_symbols)
    if base == place.domain.parameter and not exponent.has(base) and not oscillates:
        solution = sympy.powsimp(sympy.powdenest(constant ** (-1 / exponent), force=True))
    deeper = any(sign(e, Domain(None)) for e in exponents[2:])
    remark = f"lambda_*: {place}" if deeper else "the constant oscillates with t" if oscillates else ""
    return tidy(exponents[0]), tidy(exponents[1]), scaling, solution, remark
