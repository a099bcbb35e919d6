"""Asymptotics of a spectral sum sum_k c k^(-p) F(lambda_k, t) from the leading terms of F on the cells.

With lambda = Lambda k^(-b) the sum is (c/b) int (lambda/Lambda)^w F d log lambda, w = (p-1)/b,
except at the head (lambda fixed), where it stays a sum.

1. On every cell take the leading term of lambda^w F, and the direction in which its
   monomial grows along the cell's parameter.
2. A cell on which it grows or falls is dominated by a neighbouring cell, which it has to meet without a jump; a head of
   which neither is known must be negligible at every fixed lambda. What remains are rays and the head (the parameter is
   an integration variable of order one) and *plateaus*, cells on which the monomial is constant: there d log lambda =
   T_level d(parameter) contributes one more logarithm.
3. The largest remaining monomial wins, where its coefficient is summable at the ends of a ray (:mod:`.bertrand`;
   else nothing is known); cells that share it add up. (Laplace's method in
   tropical form; for a single ray it is the Mellin/Tauberian argument of de Bruijn,
   Asymptotic Methods in Analysis, ch. 4.)
4. What lies between the cells must be negligible beside it (:mod:`.between`).
5. If the monomial still grows at the last cell (lambda -> 0), the quantity outgrows every power
   of t.

Left out: a maximum in the interior of a cell where the exponent is not affine (it would need
second-order information); it is reported as undecided.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import sympy

from spectral_proofs.asymptotics import series_functions
from spectral_proofs.asymptotics.bertrand import summable
from spectral_proofs.asymptotics.between import UNBOUNDED, Between, Bound, between_cells
from spectral_proofs.asymptotics.cells import Fan, Memory, on_cell
from spectral_proofs.asymptotics.directions import outward_growth
from spectral_proofs.asymptotics.domain import Domain, Oracle, Split
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.kernels import NODE, elementary_integral, ray_integral
from spectral_proofs.asymptotics.monomial import UNIT, Monomial, compare, iterated_log, largest
from spectral_proofs.asymptotics.nodes import Nodes
from spectral_proofs.asymptotics.places import Cell, Place, isolated_places
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.asymptotics.weights import Factor
from spectral_proofs.errors import UndecidedError


class NotSummableError(UndecidedError):
    """The cell that seems to carry a sum does not: not even its index is known."""


@dataclass(frozen=True)
class Leading:
    """Leading term of lambda^w F on one cell; ``direction`` is the sign of growth towards smaller lambda."""

    coefficient: sympy.Expr  # of lambda^w F
    factor: sympy.Expr  # of F alone, for the head's discrete sum
    monomial: Monomial
    direction: int
    rough: bool = False  # log of the monomial is known to leading orders only, the coefficient is not
    undirected: str = ""  # why the direction is open: t^(-2h(lambda)) at the head, h not monotone
    full: bool = False  # F <= 1 everywhere, and is of order one here: beside the cell nothing can exceed its order


@dataclass(frozen=True)
class Dominance:
    """The winning monomial and every cell that attains it; ``unbounded`` when no power bounds the sum."""

    monomial: Monomial | None
    winners: tuple[tuple[Place, Leading], ...]
    unbounded: bool = False
    modes: tuple[tuple[sympy.Integer, Leading | None], ...] = ()  # eigenvalues at which the head is divided
    cells: tuple[tuple[Place, Leading | None], ...] = ()  # all of them, largest lambda first


@dataclass(frozen=True)
class Profile:
    """Leading terms on all cells, largest lambda first, and at the single eigenvalues between cells."""

    cells: tuple[Cell[Leading | None], ...]
    modes: tuple[tuple[sympy.Integer, Leading | None], ...] = ()
    assumed: tuple[str, ...] = ()  # read off samples
    gaps: tuple[Between, ...] = ()

    def dominance(self) -> Dominance:
        """Which cells carry the sum."""
        found = self._without_gaps(_winners(list(self.cells), self.modes))
        return replace(found, cells=tuple((cell.place, cell.value) for cell in self.cells))

    def beyond(self, first: int) -> Dominance:
        """Which cells carry what the cells from ``first`` on contribute, single eigenvalues aside."""
        return self._without_gaps(_winners(list(self.cells[first:]), cut=True), first)

    def _without_gaps(self, found: Dominance, first: int = 0) -> Dominance:
        """Raises UndecidedError where a gap behind the first cell may carry the sum too."""
        for gap in () if found.unbounded else self.gaps:
            if gap.left >= first:
                gap.refuse(found.monomial)
        return found


def leading_terms(
    factor: Factor,
    w: sympy.Expr,
    symbols: tuple[sympy.Symbol, sympy.Symbol],
    nodes: Nodes,
    levels: int,
    memory: Memory | None = None,
    bound: Bound = UNBOUNDED,
    oracle: Oracle | None = None,
) -> Profile:
    """Leading terms of lambda^w F, to be integrated over log lambda; ``oracle`` answers about free parameters."""
    lam, time = symbols

    def build(evaluate: Evaluator, place: Place) -> Leading | None:
        found = factor(evaluate)
        if found is None:
            return None
        weight = series_functions.power(evaluate(lam), w).lead()
        monomial = weight[1] * found[1]
        try:
            direction, open_ = outward_growth(monomial, place), ""
        except UndecidedError as error:
            if place.kind != "head":
                raise
            direction, open_ = 0, str(error)
        full = bound.bounded and found[1].is_unit and not open_
        return Leading(weight[0] * found[0], found[0], monomial, direction, found[2], open_, full)

    cells = Fan(build, lam, time, nodes.Lambda, levels, memory, oracle).run(with_tail=False)
    assumed = [item for cell in cells for item in cell.place.domain.assumed]
    modes = []
    for place in isolated_places(cells):
        k = nodes.index(place.point)
        if k is not None:
            modes.append((k, on_cell(build, place, lam, time, memory)))
            assumed += place.domain.assumed
    gaps = between_cells(cells, factor, w, symbols, bound, memory)
    assumed += [item for gap in gaps for item in gap.place.domain.assumed]
    return Profile(tuple(cells), tuple(modes), tuple(dict.fromkeys(assumed)), tuple(gaps))


def _winners(
    cells: list[Cell[Leading | None]], modes: tuple[tuple[sympy.Integer, Leading | None], ...] = (), cut: bool = False
) -> Dominance:
    """``cut``: the first cell counts below some x only."""
    last = cells[-1].value
    if last is not None and last.direction > 0:
        if not _outgrows_powers(last.monomial, cells[-1].place.domain):
            raise UndecidedError("the summand grows towards fixed t by slow factors only")
        return Dominance(None, (), unbounded=True)
    profile = [
        (cell.place, None if cell.value is None or cell.value.undirected else cell.value.direction) for cell in cells
    ]
    refuse_hidden_maxima(profile)
    refuse_jumps([(cell.place, _order_to_meet(cell.value)) for cell in cells])
    candidates: list[tuple[Monomial, Place, Leading]] = []
    for cell in cells:
        leading = cell.value
        # A ray beside growth stays in: x exp(-x) there is no part of the next sector, which starts lower.
        if leading is None or leading.undirected or leading.direction != 0:
            continue
        measure = iterated_log(cell.place.level) if cell.place.kind == "sector" else UNIT
        candidates.append((leading.monomial * measure, cell.place, leading))
    monomials = [m for m, _, _ in candidates] + [lead.monomial for _, lead in modes if lead is not None]
    if not monomials:
        _require_negligible(cells, None)
        return Dominance(None, ())
    best, equal = largest(monomials, cells[0].place.domain.single_point())
    _require_negligible(cells, best)
    winners = tuple((place, lead) for m, place, lead in candidates if m in equal)
    modes = tuple((k, replace(lead, monomial=best) if lead and lead.monomial in equal else lead) for k, lead in modes)
    for place, leading in winners:
        if place.kind != "sector" and not leading.rough:
            _require_convergence(leading.coefficient, place.domain, cut and place is cells[0].place)
    return Dominance(best, winners, modes=modes)


def _require_negligible(cells: list[Cell[Leading | None]], best: Monomial | None) -> None:
    """Raise UndecidedError unless heads without a known direction are negligible beside ``best`` at every lambda."""
    for cell in cells:
        if cell.value is None or not cell.value.undirected:
            continue
        try:
            small = best is not None and compare(cell.value.monomial, best, cell.place.domain) < 0
        except Split:
            small = False
        if not small:
            raise UndecidedError(cell.value.undirected)


def _outgrows_powers(monomial: Monomial, domain: Domain) -> bool:
    """Whether a monomial that grows along the last sector u -> oo exceeds every power of t there."""
    p = domain.parameter
    assert p is not None
    slope = sympy.diff(monomial.powers[0], p)
    steep = p not in slope.free_symbols and sign(slope, domain) > 0
    return steep or any(compare(m, iterated_log(0), domain) > 0 for _, m in monomial.extra)


def refuse_hidden_maxima(profile: list[tuple[Place, int | None]]) -> None:
    """Raise UndecidedError where a maximum lies between two cells, on no cell's own scale.

    ``profile`` has the direction of growth on each cell (None: negligible). Growth on one cell and
    decay on the next need a ray or a plateau between them.
    """
    for (place, before), (_, after) in pairwise(profile):
        rising, falling = before is None or before > 0, after is None or after < 0
        if rising and falling and (before, after) != (None, None):
            raise UndecidedError(f"a maximum lies between the scales t, log t, ... (near {place})")


def _order_to_meet(leading: Leading | None) -> Monomial | None:
    """None where a jump beside the piece carries nothing: F <= 1 on both sides, and a window of width e has O(e)."""
    return None if leading is None or (leading.full and leading.direction == 0) else leading.monomial


def refuse_jumps(profile: Sequence[tuple[Place, Monomial | None]]) -> None:
    """Raise UndecidedError where two pieces of the head, or of a ray, have orders that do not meet where they do.

    A piece that falls is dominated by its neighbour only if there is no jump between them.
    """
    for (left, one), (right, other) in pairwise(profile):
        p, point = left.domain.parameter, right.domain.high
        apart = left.kind != right.kind or left.kind == "sector" or left.prefix != right.prefix
        if apart or one is None or other is None or p is None:
            continue
        if one.at(p, point) != other.at(p, point):
            raise UndecidedError(f"the order jumps at x = {point} ({left})")


def constant_of(dominant: Dominance, discrete: sympy.Expr, continuous: sympy.Expr, nodes: Nodes) -> sympy.Expr:
    """lim of the sum divided by the winning monomial.

    ``discrete`` is the weight c k^(-p) at the head, ``continuous`` the prefactor (c/b) Lambda^(-w);
    ``nodes`` places the eigenvalues. Unevaluated integrals and sums stay exact.
    """
    total = sympy.S.Zero
    special = [(k, lead) for k, lead in dominant.modes if lead is not None and lead.monomial == dominant.monomial]
    if any(leading.rough for _, leading in (*dominant.winners, *special)):
        raise UndecidedError("exp(-2g) is known to its logarithm only where the sum is carried")
    for place, leading in dominant.winners:
        p = place.domain.parameter
        if place.kind == "head":
            total += nodes.head_sum(discrete * leading.factor.subs(p, nodes.eigenvalue), place.domain)
        elif place.kind == "ray":
            total += continuous * ray_integral(leading.coefficient / p, p, place.domain)
        else:
            low, high = place.domain.low, place.domain.high
            if low is -sympy.oo or (high is sympy.oo and not _summable_plateau(leading, place.domain)):
                endless = NotSummableError if place.level == 0 else UndecidedError
                raise endless("a plateau without end")
            total += continuous * elementary_integral(leading.coefficient, p, place.domain)
    return total + sum(discrete.subs(NODE, k) * leading.factor for k, leading in special)


def _summable_plateau(leading: Leading, domain: Domain) -> bool:
    """The integral of the coefficient over an endless sector converges."""
    p = domain.parameter
    assert p is not None
    return leading.coefficient.free_symbols <= {p} and summable(p * leading.coefficient, p, 1, domain.oracle)


def _require_convergence(coefficient: sympy.Expr, domain: Domain, cut: bool = False) -> None:
    """coefficient dx/x must be summable at x = 0 and, unless it is cut, at x = oo; else the cell does not carry it."""
    p = domain.parameter
    assert p is not None
    ends = ([-1] if domain.low == 0 else []) + ([1] if domain.high is sympy.oo and not cut else [])
    if not all(summable(coefficient, p, end, domain.oracle) for end in ends):
        raise NotSummableError("the leading terms are not summable where the sum is carried")


def indices(monomial: Monomial, point: Domain) -> tuple[sympy.Expr | None, sympy.Expr | None, bool]:
    """(power of t, power of log t, whether nothing else is left) of a parameter-free monomial.

    A power is None where the limit defining it is infinite. ``point`` is a single point, with its oracle.
    """
    beyond_t = [c for c, m in monomial.extra if compare(m, iterated_log(0), point) > 0]
    if beyond_t:
        return None, None, False
    beyond_log = [c for c, m in monomial.extra if compare(m, iterated_log(1), point) > 0]
    log_index = None if beyond_log else monomial.powers[1]
    rest = bool(monomial.extra) or any(p != 0 for p in monomial.powers[2:])
    return monomial.powers[0], log_index, not rest
