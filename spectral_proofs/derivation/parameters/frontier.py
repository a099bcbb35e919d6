"""lambda_* in one case: step 3 of :mod:`spectral_proofs.derivation.parameters.findings`."""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.cells import Cell
from spectral_proofs.asymptotics.domain import PHASE_PREFIX, moves_along_cell
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.derivation.context import Context, GCell
from spectral_proofs.derivation.crossing import change_of_sign
from spectral_proofs.derivation.frontier import LevelSet, level_set, scaling_on_ray, stays_at_one
from spectral_proofs.derivation.parameters.forms import slow_factor, tidy
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.degrees import exact_power

Level = tuple[sympy.Expr | None, sympy.Expr | None, sympy.Expr | None, sympy.Expr | None, str, sympy.Expr | None]


def frontier_of(context: Context) -> Level:
    """(rho, rho_log, G, x1, remark, slower factors of lambda_*)."""
    context.refuse_hidden_transitions()
    context.require_orders()
    body = [c for c in context.g_cells if c.place.kind != "tail"]
    for i in range(len(body) - 1, -1, -1):
        if body[i].value.order == 0 and stays_at_one(body[i]):
            return _beside_one(context)
        if body[i].value.order == 0 and _crosses(body, i):
            scaling = scaling_on_ray(body, body[i].place, body[i].value.coefficient)
            context.journal["frontier"] = LevelSet(body[i].place, scaling, None)
            return _at(body[i], scaling)
    if any(c.value.order == 0 for c in body) and body[0].value.order <= 0 and not _touches_one(context, body[0]):
        context.journal["frontier"] = "g stays below 1 for every lambda: no frontier"
        return None, None, None, None, "g stays below 1 for every lambda: no frontier", None
    found = context.journal["frontier"] = level_set(context)
    if isinstance(found, str):
        return None, None, None, None, found, None
    if found.place.kind == "head":
        return sympy.S.Zero, sympy.S.Zero, found.scaling, found.solution, "", sympy.S.One
    return found.place.prefix[0], None, None, None, "only the index of the frontier is known", None


def _below_one(cell: Cell[GCell]) -> bool:
    return sign(cell.value.coefficient - 1, cell.place.domain) < 0


def _touches_one(context: Context, head: Cell[GCell]) -> bool:
    """G = 1 at lambda = Lambda: the largest eigenvalue alone may reach the level, or only approach it."""
    point = head.place.domain.parameter
    if head.place.kind != "head" or head.value.order or point is None:
        return False
    return sign(head.value.coefficient.subs(point, context.spectrum.Lambda) - 1, context.point) == 0


def _beside_one(context: Context) -> Level:
    """The frontier from the sign of g - 1, as :mod:`spectral_proofs.derivation.crossing` finds it."""
    change = change_of_sign(context)
    if isinstance(change, str):
        context.journal["frontier"] = change
        return None, None, None, None, change, None
    place, solution = change
    context.journal["frontier"] = LevelSet(place, sympy.S.NaN, solution)
    exponents = (*place.prefix, sympy.S.Zero, sympy.S.Zero)
    slow = slow_factor(tuple(-e for e in exponents))
    return tidy(exponents[0]), tidy(exponents[1]), None, solution, f"g - 1 changes sign at {place}", slow


def _crosses(body: list[Cell[GCell]], i: int) -> bool:
    """Whether g, increasing in lambda, falls below 1 inside cell i; everything to its right is below 1."""
    cell = body[i]
    if i + 1 == len(body):
        if _below_one(cell):
            raise UndecidedError("g falls to a plateau below 1 between the scales t, log t, ...")
        raise UndecidedError("g does not fall below 1 as lambda -> 0: no frontier")
    place, point = cell.place, cell.place.domain.parameter
    if place.kind == "sector":
        if sign(cell.value.coefficient - 1, place.domain) > 0:
            raise UndecidedError("the frontier lies at the edge of a plateau of g")
        return False
    if place.domain.high is not sympy.oo:
        return sign(cell.value.coefficient.subs(point, place.domain.high) - 1, place.domain.single_point()) > 0
    above = body[i - 1]
    if above.value.order > 0:
        return True
    if above.value.order < 0:
        raise UndecidedError("g falls on both sides of a ray: whether it reaches 1 there hangs on its maximum")
    if above.place.kind == "sector":
        return sign(above.value.coefficient - 1, above.place.domain) > 0
    raise UndecidedError("g has kinks near the frontier")


def _wave_remark(scaling: sympy.Expr) -> str:
    if moves_along_cell(scaling):
        return "whether the constant has a limit is open: the phase of an oscillation moves along the ray"
    return "the constant oscillates with t"


def _at(cell: Cell[GCell], whole: sympy.Expr) -> Level:
    place, scaling = cell.place, cell.value.coefficient
    exponents = (*place.prefix, sympy.S.Zero, sympy.S.Zero)
    constant, power = scaling.as_independent(place.domain.parameter, as_Add=False)
    base, exponent = power.as_base_exp()
    solution = None
    oscillates = any(s.name.startswith(PHASE_PREFIX) for s in scaling.free_symbols)
    if base == place.domain.parameter and not exponent.has(base) and not oscillates:
        solution = exact_power(constant, -1 / exponent)
        if solution.free_symbols:  # numbers would be collected under one root
            solution = sympy.powsimp(sympy.powdenest(solution, force=True))
    deeper = any(sign(e, place.domain.single_point()) for e in exponents[2:])
    remark = f"lambda_*: {place}" if deeper else _wave_remark(scaling) if oscillates else ""
    slow = slow_factor(tuple(-e for e in exponents))
    return tidy(exponents[0]), tidy(exponents[1]), whole, solution, remark, slow
