"""Subdivision of {0 < lambda <= Lambda, t -> oo} into cells on which a quantity has one leading term.

1. With T = log t, put lambda = exp(-u T). As u runs over (0, oo) the exponents of all
   monomials are functions of u; where a comparison changes (:class:`~.domain.Split`) the
   interval is divided.
2. At a point of division u0, and at the edge u = 0, the same is repeated one logarithm
   deeper: lambda = t^(-u0) (log t)^(-v), v in (-oo, oo) (v > 0 at the edge), and so on for
   as many levels as logarithms are nested in the expression.
3. The last level is the *ray* lambda = x t^(-u0) (log t)^(-v0)..., x of order one; at the
   edge it is the *head*, lambda = x fixed in (0, Lambda). Single values of lambda at which the head
   is divided, and lambda = Lambda, are looked at by themselves (:func:`isolated_places`).
4. The *tail* is lambda -> 0 with t fixed; there T = log(1/lambda) and t is the parameter, of which
   only large values matter: signs are those for all t >= some t0.

Cells come in the order of decreasing lambda. The leading terms are locally uniform in the
parameter; the levels of step 2 close the gaps between compact parts, which for functions
definable in R_exp is all there can be (van den Dries, Tame Topology and o-minimal
Structures, ch. 3).

5. Between two neighbouring cells lies a *gap* (:func:`gaps_between`). There the distance d of log(1/lambda) from the
   curve that both approach is a variable of its own, and leading terms are those that lead however d moves
   (:mod:`.gap_order`). Cells and gaps together are the whole quadrant (docs/theory.md, section 10).

Left out: cells along critical curves that are not of the form t^(-u) (log t)^(-v)..., for instance
lambda = exp(-sqrt(log t)); what changes there has no leading term in a gap and is reported as undecided by its user.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Generic, TypeAlias

import sympy

from spectral_proofs.asymptotics.domain import Domain, Oracle, SingularSplit, Split, TailError
from spectral_proofs.asymptotics.functions import Evaluator
from spectral_proofs.asymptotics.monomial import DEPTH, Monomial, power_of
from spectral_proofs.asymptotics.places import Cell, Place, R
from spectral_proofs.asymptotics.series import Imprecise, Scale, Series, constant, single
from spectral_proofs.asymptotics.signs import sign
from spectral_proofs.balls.functions import function_of
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA, TIME

RAY_SYMBOL = sympy.Symbol("x", positive=True)
_EXPONENT_SYMBOLS = tuple(sympy.Symbol(name, real=True) for name in ("u", "v", "w4", "w5", "w6"))
_POSITIVE_EXPONENTS = tuple(sympy.Symbol(s.name, positive=True) for s in _EXPONENT_SYMBOLS)
_TERM_BUDGETS = (3, 5, 8, 13)
_MAX_CELLS = 120
_VARIABLES = {LAMBDA, TIME}


def log_depth(expr: sympy.Expr) -> int:
    """How deeply logarithms are nested in the expression."""
    inner = max((log_depth(arg) for arg in expr.args), default=0)
    function = function_of(expr)
    through_log = (function is not None and function.logarithmic) or (
        expr.is_Pow and bool(expr.exp.free_symbols & _VARIABLES) and expr.base != sympy.E
    )
    return inner + 1 if through_log else inner


def log_depth_in(expr: sympy.Expr, variable: sympy.Symbol) -> int:
    """The same for its parts that depend on ``variable`` and on no other.

    >>> log_depth_in(LAMBDA * sympy.log(1 + sympy.log(TIME)) * sympy.log(1 / LAMBDA), TIME)
    2
    """
    depends = expr.free_symbols & _VARIABLES
    if depends == {variable}:
        return log_depth(expr)
    return max((log_depth_in(arg, variable) for arg in expr.args), default=0) if variable in depends else 0


class Fan(Generic[R]):
    """Computes ``build`` on every cell; ``lam`` and ``time`` are the symbols of the expressions.

    ``oracle`` answers about free parameters in them.
    """

    def __init__(
        self,
        build: Callable[[Evaluator, Place], R],
        lam: sympy.Symbol,
        time: sympy.Symbol,
        top: sympy.Expr,
        levels: int,
        memory: Memory | None = None,
        oracle: Oracle | None = None,
    ) -> None:
        self.memory = memory
        self.oracle = oracle
        self.build = build
        self.lam = lam
        self.time = time
        self.top = top
        self.levels = min(levels, DEPTH - 2, len(_EXPONENT_SYMBOLS))
        self.cells: list[Cell[R]] = []

    def run(self, with_tail: bool = True) -> list[Cell[R]]:
        """All cells in the order of decreasing lambda.

        Raises UndecidedError with the place at which the first undecidable comparison stands.
        """
        self._edge(())
        if with_tail:
            self._tail()
        return self.cells

    def _edge(self, prefix: tuple[sympy.Expr, ...]) -> None:
        if len(prefix) < self.levels:
            self._edge((*prefix, sympy.S.Zero))
            self._sector(prefix, sympy.S.Zero, sympy.oo)
        else:
            self._ray("head", prefix, sympy.S.Zero, self.top)

    def _sector(self, prefix: tuple[sympy.Expr, ...], low: sympy.Expr, high: sympy.Expr) -> None:
        positive = low is not -sympy.oo and sign(low, Domain(None, oracle=self.oracle)) >= 0
        names = _POSITIVE_EXPONENTS if positive else _EXPONENT_SYMBOLS
        place = Place("sector", prefix, Domain(names[len(prefix)], low, high, oracle=self.oracle))
        point = self._append(place)
        if point is not None:
            self._sector(prefix, low, point)
            self._inside((*prefix, point))
            self._sector(prefix, point, high)

    def _inside(self, prefix: tuple[sympy.Expr, ...]) -> None:
        if len(prefix) < self.levels:
            self._sector(prefix, -sympy.oo, sympy.oo)
        else:
            self._ray("ray", prefix, sympy.S.Zero, sympy.oo)

    def _ray(self, kind: str, prefix: tuple[sympy.Expr, ...], low: sympy.Expr, high: sympy.Expr) -> None:
        place = Place(kind, prefix, Domain(RAY_SYMBOL, low, high, oracle=self.oracle))
        point = self._append(place)
        if point is not None:
            self._ray(kind, prefix, point, high)
            self._ray(kind, prefix, low, point)

    def _tail(self) -> None:
        read: list[str] = []

        def eventual(expr: sympy.Expr) -> int:
            return eventual_sign(expr, self.time, read, self.oracle)

        domain = Domain(self.time, sympy.S.One, sympy.oo, read, eventual, oracle=self.oracle)
        if self._append(Place("tail", (), domain)) is not None:
            raise UndecidedError("behaviour for lambda -> 0 keeps changing with t")

    def _append(self, place: Place) -> sympy.Expr | None:
        """Add the cell; a point of division where the answer changes inside it."""
        if len(self.cells) > _MAX_CELLS:
            raise UndecidedError("too many regions to compare")
        try:
            value = on_cell(self.build, place, self.lam, self.time, self.memory)
        except Split as split:
            if isinstance(split, SingularSplit) and place.kind == "ray":  # at fixed lambda the point is a place itself
                raise UndecidedError(f"a singular point at x = {split.point} ({place})") from split
            return split.point
        self.cells.append(Cell(place, value))
        return None


def eventual_order(
    expr: sympy.Expr, time: sympy.Symbol, read: list[str] | None = None, oracle: Oracle | None = None
) -> tuple[sympy.Expr, Monomial]:
    """Leading (coefficient, monomial) of a function of t alone, as t -> oo; ``read`` gains what was sampled for it."""
    for terms in _TERM_BUDGETS:
        scale = Scale(Domain(None, assumed=[] if read is None else read, oracle=oracle), terms)
        evaluate = Evaluator({time: single(sympy.S.One, _powers((sympy.S.One,), sympy.S.One), scale)}, scale)
        try:
            return evaluate(expr).lead()
        except (Imprecise, TailError):
            continue
    raise UndecidedError(f"order of {expr} as t -> oo")


def eventual_sign(
    expr: sympy.Expr, time: sympy.Symbol, read: list[str] | None = None, oracle: Oracle | None = None
) -> int:
    """Sign of a function of t alone for all large t."""
    read = [] if read is None else read
    return sign(eventual_order(expr, time, read, oracle)[0], Domain(None, assumed=read, oracle=oracle))


#: Evaluators by cell, number of terms and oracle: what one question expanded on a cell, the next finds there.
Memory: TypeAlias = "dict[tuple[object, ...], Evaluator]"


def on_cell(
    build: Callable[[Evaluator, Place], R],
    place: Place,
    lam: sympy.Symbol,
    time: sympy.Symbol,
    memory: Memory | None = None,
) -> R:
    """``build`` on one cell, with as many terms as its cancellations need.

    Raises Split where the answer changes inside the cell, UndecidedError naming the cell.
    """
    for terms in _TERM_BUDGETS:
        evaluate = _evaluator(place, terms, lam, time, memory)
        try:
            value = build(evaluate, place)
            _inherit(place.domain, evaluate.scale.domain)
            return value
        except (Imprecise, TailError):
            continue
        except UndecidedError as error:
            error.args = (f"{error} ({place})",)
            raise
    raise UndecidedError(f"leading terms cancel beyond {_TERM_BUDGETS[-1]} terms ({place})")


def _evaluator(place: Place, terms: int, lam: sympy.Symbol, time: sympy.Symbol, memory: Memory | None) -> Evaluator:
    domain = place.domain
    interval = domain.parameter, domain.low, domain.high, domain.order
    key = place.kind, place.prefix, place.point, *interval, terms, id(domain.oracle)  # which the evaluator keeps alive
    found = None if memory is None else memory.get(key)
    if found is None:
        scale = Scale(replace(domain, assumed=[]), terms)  # what expansions sample, apart from who asks for them
        found = Evaluator(_leaves(place, scale, lam, time), scale)
        if memory is not None:
            memory[key] = found
    return found


def _inherit(domain: Domain, shared: Domain) -> None:
    """A sign that was sampled for an expansion counts for everyone who uses the expansion."""
    if shared is not domain:
        domain.assumed.extend(item for item in shared.assumed if item not in domain.assumed)


def _leaves(place: Place, scale: Scale, lam: sympy.Symbol, time: sympy.Symbol) -> dict[sympy.Symbol, Series]:
    one = sympy.S.One
    if place.kind == "tail":
        return {lam: single(one, _powers((one,), -one), scale)}
    if place.kind == "mode":
        return {lam: constant(place.point, scale), time: single(one, _powers((one,), one), scale)}
    if place.kind == "gap":
        distance = power_of(0, -one if place.point == 1 else one, aside=True)
        lead = _powers(place.prefix, -one) * distance
        return {lam: single(one, lead, scale), time: single(one, _powers((one,), one), scale)}
    parameter = place.domain.parameter
    exponents = place.prefix if place.kind != "sector" else (*place.prefix, parameter)
    coefficient = parameter if place.kind != "sector" else one
    leaf = single(coefficient, _powers(exponents, -one), scale)
    return {lam: leaf, time: single(one, _powers((one,), one), scale)}


def _powers(exponents: tuple[sympy.Expr, ...], factor: sympy.Expr) -> Monomial:
    padded = [factor * e for e in exponents] + [sympy.S.Zero] * (DEPTH - len(exponents))
    return Monomial(tuple(padded))
