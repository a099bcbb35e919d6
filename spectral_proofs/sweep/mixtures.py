"""The phase diagram of several branches: in which order L has them, and which of them carry S.

1. The theorem of each branch is derived with a and b left symbolic, and a and b as expressions in the shared parameters
   are put into its conditions and exponents; its regimes are placed over the grid as those of one g are.
2. Where the regimes of all branches are given, the laws of the L_i are compared, index first and then the power of
   log t, and those of the S_i: signs over the cells, exact where intervals leave them open.
3. A regime of the mixture is a choice of branches' regimes, an order of the L_i with its ties, and the branches that
   carry S. Only regimes that some cell of the grid shows are listed.
4. chi and gamma are those of the branches that come first; S is infinite where one S_i is; rho is that of all branches
   where they agree. Where a law of a branch is open, that of the mixture is.

Left out: factors log log t; constants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias

import numpy as np
import sympy
from numpy.typing import NDArray

from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.parameter_case import A, B
from spectral_proofs.derivation.parameters.theorem import Clause, Regime, Theorem
from spectral_proofs.results.laws import EXPONENTS
from spectral_proofs.results.rigour import Rigour, weakest
from spectral_proofs.sweep.axes import Grid
from spectral_proofs.sweep.diagram import OUTSIDE, Diagram, exact_signs, place

Cells: TypeAlias = NDArray[np.intp]
_OWN = "each branch has a frontier of its own"


@dataclass(frozen=True)
class BranchTheorem:
    """The theorem of one branch, and its a and b in the shared parameters."""

    theorem: Theorem
    a: sympy.Expr
    b: sympy.Expr

    @property
    def standing(self) -> list[Clause]:
        """a > 1 and b > 1."""
        return [(self.a - 1, (1,)), (self.b - 1, (1,))]

    @property
    def regimes(self) -> list[Regime]:
        """Those of the theorem, in the shared parameters."""
        put = {A: self.a, B: self.b}
        found = []
        for regime in self.theorem.regimes:
            own = regime.found
            exponents: dict[str, Any] = {n: x if (x := getattr(own, n)) is None else x.subs(put) for n in EXPONENTS}
            clauses = tuple((expression.subs(put), signs) for expression, signs in regime.clauses)
            found.append(Regime(clauses, replace(own, **exponents)))
        return found


def mixture_diagram(branches: Sequence[BranchTheorem], grid: Grid) -> Diagram:
    """The diagram of the mixture; its theorem holds the regimes that occur."""
    regimes = [branch.regimes for branch in branches]
    standing = [[*branch.standing, *((symbol, (1,)) for symbol in grid.symbols)] for branch in branches]
    numbers = np.stack([place(r, [s], grid).ravel() for r, s in zip(regimes, standing, strict=True)])
    inside = np.flatnonzero((numbers != OUTSIDE).all(axis=0))
    placed = np.full(grid.size, OUTSIDE, dtype=np.int16)
    found: list[Regime] = []
    granted = [clause for clauses in standing for clause in clauses]
    for combination, cells in _grouped(numbers[:, inside], inside):
        chosen = [own[number] for own, number in zip(regimes, combination, strict=True)]
        for regime, members in _mixed(chosen, granted, grid, cells):
            placed[members] = len(found)
            found.append(regime)
    g, a, b = (sympy.Tuple(*parts) for parts in zip(*((x.theorem.g, x.a, x.b) for x in branches), strict=True))
    return Diagram(Theorem(g, a, b, (), tuple(found)), grid, placed.reshape(grid.shape))


def _grouped(labels: NDArray[np.int16], cells: Cells) -> Iterator[tuple[list[int], Cells]]:
    """Equal columns of labels, with the cells that have them."""
    if not cells.size:
        return
    distinct, which = np.unique(labels, axis=1, return_inverse=True)
    for number, column in enumerate(distinct.T):
        yield column.tolist(), cells[which.ravel() == number]


def _mixed(
    chosen: Sequence[Regime], granted: Sequence[Clause], grid: Grid, cells: Cells
) -> Iterator[tuple[Regime, Cells]]:
    """The regimes of the mixture where those of the branches are ``chosen``."""
    laws = [regime.found for regime in chosen]
    own = [clause for regime in chosen for clause in regime.clauses]
    missing = _missing(laws)
    if missing:
        yield Regime(_kept(own, granted), Findings(notes=(f"undecided: {missing}",), rigour={})), cells
        return
    infinite = [n for n, law in enumerate(laws) if law.growth == "infinite"]
    loss = _Comparison.of(laws, ("chi", "chi_log"), grid, cells)
    ranks = (loss.signs > 0).sum(axis=1)
    labels = [ranks, loss.flat]
    if not infinite:
        energy = _Comparison.of(laws, ("gamma", "gamma_log"), grid, cells)
        labels += [(energy.signs >= 0).all(axis=1), energy.flat]
    places = np.arange(cells.size)
    for _, members in _grouped(np.concatenate(labels).astype(np.int16), places):
        order = ranks[:, members[0]].tolist()
        compared = list(loss.clauses(_neighbours(order), int(members[0])))
        carriers = infinite
        if not infinite:
            carriers = np.flatnonzero((energy.signs[:, :, members[0]] >= 0).all(axis=1)).tolist()
            others = [(carriers[0], n) for n in range(len(laws)) if n != carriers[0]]
            compared += energy.clauses(others, int(members[0]))
        regime = Regime(_kept([*own, *compared], granted), _findings(laws, order, carriers, bool(infinite)))
        yield regime, cells[members]


def _missing(laws: Sequence[Findings]) -> str:
    for number, law in enumerate(laws, 1):
        energy = law.growth == "infinite" or (law.gamma is not None and law.gamma_log is not None)
        if law.chi is None or law.chi_log is None or not energy:
            return f"branch {number}: {law.notes[0] if law.notes else 'its L or S has no powers of t and log t'}"
    return ""


@dataclass(frozen=True)
class _Comparison:
    """Laws against each other: ``signs[i, j]`` of order i less order j at each cell, ``index`` of the indices alone."""

    laws: Sequence[Findings]
    names: tuple[str, str]
    signs: NDArray[np.int8]
    index: NDArray[np.int8]

    @classmethod
    def of(cls, laws: Sequence[Findings], names: tuple[str, str], grid: Grid, cells: Cells) -> _Comparison:
        index, log = (_signs([getattr(law, name) for law in laws], grid, cells) for name in names)
        return cls(laws, names, np.where(index == 0, log, index), index)

    @property
    def flat(self) -> NDArray[np.int8]:
        """The comparisons of indices, one row a pair."""
        return self.index.reshape(-1, self.index.shape[-1])

    def clauses(self, pairs: Sequence[tuple[int, int]], cell: int) -> Iterator[Clause]:
        """What holds of each pair (the larger order, the smaller one) as at this cell."""
        for more, less in pairs:
            by_index, whole = int(self.index[more, less, cell]), int(self.signs[more, less, cell])
            first, second = (getattr(self.laws[more], n) - getattr(self.laws[less], n) for n in self.names)
            yield first, (by_index,)
            if by_index == 0:
                yield second, (whole,)


def _signs(values: Sequence[sympy.Expr], grid: Grid, cells: Cells) -> NDArray[np.int8]:
    """Those of value i less value j."""
    found = np.zeros((len(values), len(values), cells.size), dtype=np.int8)
    for i, one in enumerate(values):
        for j, other in enumerate(values[:i]):
            found[i, j] = exact_signs(sympy.simplify(one - other), grid, cells)
            found[j, i] = -found[i, j]
    return found


def _neighbours(order: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs (later, earlier) of branches that follow each other."""
    names = sorted(range(len(order)), key=lambda n: order[n])
    return [(later, earlier) for earlier, later in pairwise(names)]


def _kept(clauses: Sequence[Clause], granted: Sequence[Clause]) -> tuple[Clause, ...]:
    """Clauses by numerators, each once and with one sign, without those that what is granted implies at sight."""
    found: dict[sympy.Expr, tuple[int, ...]] = {}
    known = [_numerator(expression) for expression, _ in granted]
    for expression, allowed in clauses:
        plain = _numerator(expression)
        sign = 0 if plain == 0 else 1 if plain.is_positive else -1 if plain.is_negative else None
        if sign is None:
            sign = next((s for s in (1, -1) if any(plain == s * other for other in known)), None)
        if sign is None or sign not in allowed:
            flipped = plain.could_extract_minus_sign()
            key, signs = (-plain, tuple(sorted(-s for s in allowed))) if flipped else (plain, allowed)
            found[key] = tuple(s for s in found.get(key, signs) if s in signs)
    return tuple(found.items())


def _numerator(expression: sympy.Expr) -> sympy.Expr:
    """A polynomial with the sign of the expression, where the denominator is positive; else the expression."""
    top, bottom = sympy.fraction(sympy.together(expression))
    if not bottom.is_positive:
        return expression
    return sympy.expand(top).primitive()[1]


def _findings(laws: Sequence[Findings], order: Sequence[int], energy: Sequence[int], infinite: bool) -> Findings:
    first, carrier = laws[order.index(0)], laws[energy[0]]
    rhos: list[Any] = [law.rho for law in laws]
    shared = None if None in rhos or any(sympy.simplify(rho - rhos[0]) != 0 for rho in rhos) else rhos[0]
    rigour = {name: weakest(*_rigours(laws, name)) for name in ("chi", "chi_log")}
    rigour |= {} if infinite else {name: weakest(*_rigours(laws, name)) for name in ("gamma", "gamma_log")}
    rigour |= {} if shared is None else {"rho": weakest(*_rigours(laws, "rho"))}
    return Findings(
        rho=shared,
        chi=first.chi,
        chi_log=first.chi_log,
        gamma=None if infinite else carrier.gamma,
        gamma_log=None if infinite else carrier.gamma_log,
        growth="infinite" if infinite else carrier.growth,
        notes=(f"L: {_said(order)}", f"S: {_named(energy)}", f"frontier: {_OWN}"),
        rigour=rigour,
    )


def _rigours(laws: Sequence[Findings], name: str) -> list[Rigour]:
    return [law.rigour[name] for law in laws if name in law.rigour]


def _said(order: Sequence[int]) -> str:
    """The branches from the largest L on."""
    steps = [[n for n, rank in enumerate(order) if rank == step] for step in sorted(set(order))]
    return ", then ".join(map(_named, steps))


def _named(numbers: Sequence[int]) -> str:
    shown = " and ".join(str(number + 1) for number in numbers)
    return f"branch {shown}" if len(numbers) == 1 else f"branches {shown} at a tie"
