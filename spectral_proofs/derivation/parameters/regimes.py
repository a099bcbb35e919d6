"""The general theorem: all cases of a candidate with free parameters, merged into as few regimes as found.

1. Start from the assumptions; derive; where a sign is missing, fork into f > 0, f = 0, f < 0.
   A branch is dropped only when its facts are proved to contradict each other.
2. The cases found are exhaustive and exclude one another, but the derivation asks for more than the
   answer needs. A decision tree is rebuilt greedily over the same f: at each node the split (in two or
   three parts) after which the parts hold fewest pairs of cases with different answers. An answer covers
   a case when it equals the answer of that case after the case's own equalities are substituted.
3. Conditions implied by the others of a regime are left out.

Left out: the smallest possible tree; conditions that are no sign of a polynomial.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import sympy

from spectral_proofs.asymptotics.domain import CaseSplit
from spectral_proofs.derivation.parameters.answers import covers
from spectral_proofs.derivation.parameters.assumptions import Assumption
from spectral_proofs.derivation.parameters.explained import Statement, explain
from spectral_proofs.derivation.parameters.findings import ONE, Findings, Scales, SymbolicSpectrum, findings
from spectral_proofs.derivation.parameters.oracle import Work
from spectral_proofs.derivation.parameters.parameter_case import A, B, ParameterCase
from spectral_proofs.derivation.parameters.theorem import Clause, Regime, Theorem, relation
from spectral_proofs.errors import InputError, UndecidedError

_MAX_CASES = 400
_QUESTIONS = 80_000  # put to the oracle of all cases: one to two minutes of a derivation
_DIVISIONS = 40_000  # of cases, while they are merged
_PARTITIONS: tuple[tuple[tuple[int, ...], ...], ...] = (((1,), (0,), (-1,)), ((1, 0), (-1,)), ((1,), (0, -1)))
_ORDER = ("power law", "logarithmic", "bounded", "decreasing", "infinite", "beyond powers", "undecided")


@dataclass(frozen=True)
class _Leaf:
    case: ParameterCase
    found: Findings


Pair = tuple[_Leaf, ParameterCase]  # a leaf and the part of its case inside the current node


def theorem(
    g: sympy.Expr,
    a: sympy.Expr = A,
    b: sympy.Expr = B,
    assumptions: Sequence[Assumption] = (),
    scales: Scales = ONE,
    *,
    explained: bool = False,
) -> Theorem:
    """All regimes of g, whose free symbols besides lambda and t are positive parameters; traces if ``explained``.

    What is not derived after so many cases, or questions about them, is undecided; how much is counted, so that the
    answer depends on no machine.

    Args:
        g: in lambda, t and the parameters.
        a: exponent of the spectrum, a symbol where it is free.
        b: likewise.
        assumptions: on the parameters.
        scales: Lambda and W.

    Raises:
        InputError: the assumptions contradict each other, a > 1 or b > 1.
    """
    bases = bases_of(assumptions)
    leaves = _explore(g, SymbolicSpectrum(a, b, scales), bases)
    splits = list(dict.fromkeys(expr for leaf in leaves for expr, _ in leaf.case.conditions))
    splits.sort(key=lambda expr: (expr.has(A, B), len(expr.free_symbols)))  # of g before those of the spectrum
    tree = _Tree(bases)
    regimes = tree.grow([(leaf, leaf.case) for leaf in leaves], splits, ())
    if explained:
        conditions = [regime.when for regime in regimes]
        granted = [relation(item.expr, item.signs) for item in assumptions]
        regimes = [_explained(regime, leaves, (g, a, b), conditions, granted) for regime in regimes]
    said, cases = tuple(item.text for item in assumptions), tuple(leaf.case for leaf in leaves)
    return Theorem(g, a, b, said, tuple(regimes), tuple(bases), cases)


def _explained(
    regime: Regime, leaves: Sequence[_Leaf], statement: Statement, conditions: Sequence[str], granted: Sequence[str]
) -> Regime:
    """With the trace of the case that its answer was found in."""
    case = next(leaf for leaf in leaves if leaf.found is regime.found).case
    for _ in range(_MAX_CASES):
        try:
            return replace(regime, trace=explain(statement, case, regime.found, regime.when, conditions, granted))
        except CaseSplit as split:  # the answer came from a polygon, the cells ask for more: go to where the witness is
            narrower = _around_witness(case, statement, split.expr)
            if narrower is None:
                break
            case = narrower
    return regime


def _around_witness(case: ParameterCase, statement: Statement, expr: sympy.Expr) -> ParameterCase | None:
    """The part of the case in which ``expr`` has the sign that it has at the witness; None where there is none."""
    witness = case.witness(*statement, expr)
    if witness is None:
        return None
    value = case.apply(expr).subs(witness)
    return case.extended(expr, int(sympy.sign(value))) if value.is_Rational else None


def bases_of(assumptions: Sequence[Assumption]) -> list[ParameterCase]:
    """The cases that the assumptions allow.

    What an assumption leaves open (p <= 1: smaller or equal) is a condition, by which regimes may differ; what it says
    is not repeated in the answer.
    """
    cases, open_ = [ParameterCase()], {item.expr for item in assumptions if len(item.signs) > 1}
    for assumption in assumptions:
        try:
            extended = [case.extended(assumption.expr, sign) for case in cases for sign in assumption.signs]
        except UndecidedError as error:
            raise InputError(f"--assume {assumption.text}: {error}; use --set instead") from None
        cases = [case for case in extended if case is not None]
        if not cases:
            raise InputError(
                f"--assume {assumption.text} contradicts the other assumptions "
                "(all parameters are positive, a > 1, b > 1); remove one"
            )
    return [
        ParameterCase(tuple(c for c in case.conditions if c[0] in open_), case.facts, case.substitution)
        for case in cases
    ]


def _explore(g: sympy.Expr, spectrum: SymbolicSpectrum, bases: Iterable[ParameterCase]) -> list[_Leaf]:
    stack, leaves, work = list(bases), list[_Leaf](), Work()
    while stack:
        case = stack.pop()
        if len(leaves) + len(stack) > _MAX_CASES or work.questions > _QUESTIONS:
            leaves.append(_open(case, "too many cases; set or assume something"))
            continue
        witness = case.witness(g, spectrum.a, spectrum.b)
        if witness is None:
            leaves.append(_open(case, "no point of this case was found, nor a proof that there is none"))
            continue
        try:
            leaves.append(_Leaf(case, findings(g, spectrum, case, witness, work)))
        except CaseSplit as split:
            if (split.expr, 1) in case.conditions or (split.expr, -1) in case.conditions:
                leaves.append(_open(case, f"the sign of {split.expr} does not help"))
                continue
            try:
                parts = [case.extended(split.expr, sign) for sign in (-1, 0, 1)]
            except UndecidedError as error:
                leaves.append(_open(case, str(error)))
                continue
            stack += [part for part in parts if part is not None]
        except UndecidedError as error:
            leaves.append(_open(case, str(error)))
        except (NotImplementedError, RecursionError, sympy.PolynomialError) as error:  # how SymPy says that it cannot
            leaves.append(_open(case, f"{type(error).__name__} {error}".rstrip()))
    return leaves


def _open(case: ParameterCase, reason: str) -> _Leaf:
    return _Leaf(case, Findings(notes=(f"undecided: {reason}",), rigour={}))


class _Tree:
    def __init__(self, bases: Sequence[ParameterCase]) -> None:
        self.bases = bases
        self._covers: dict[tuple[int, int], bool] = {}
        self._extended: dict[tuple[ParameterCase, sympy.Expr, int], ParameterCase | None] = {}

    def grow(self, pairs: list[Pair], splits: list[sympy.Expr], clauses: tuple[Clause, ...]) -> list[Regime]:
        classes = self.classes(pairs)
        if len(classes) <= 1:
            return [Regime(self.needed(clauses), classes[0].found)] if classes else []
        best: tuple[tuple[int, int], sympy.Expr, list[tuple[tuple[int, ...], list[Pair]]]] | None = None
        for expr in splits:
            by_sign = self.divided(pairs, expr) if len(self._extended) < _DIVISIONS else None
            if by_sign is None:
                continue
            for partition in _PARTITIONS:
                whole = [(part, [pair for sign in part for pair in by_sign[sign]]) for part in partition]
                parts = [(part, inside) for part, inside in whole if inside]
                score = sum(self.mixed(inside) for _, inside in parts), len(parts)
                if len(parts) > 1 and (best is None or score < best[0]):
                    best = score, expr, parts
        if (
            best is None
        ):  # nothing divides these leaves any more, or it takes too many steps: give each with its own path
            return [Regime(_path(clauses, leaf), leaf.found) for leaf, _ in pairs]
        _, expr, found = best
        rest = [other for other in splits if other != expr]
        branches = [self.grow(inside, rest, (*clauses, (expr, tuple(sorted(part))))) for part, inside in found]
        branches.sort(key=lambda branch: _ORDER.index(branch[0].found.growth))
        return [regime for branch in branches for regime in branch]

    def divided(self, pairs: list[Pair], expr: sympy.Expr) -> dict[int, list[Pair]] | None:
        found: dict[int, list[Pair]] = {1: [], 0: [], -1: []}
        try:
            for sign, inside in found.items():
                for leaf, case in pairs:
                    part = self.extended(case, expr, sign)
                    if part is not None:
                        inside.append((leaf, part))
        except UndecidedError:
            return None
        return found

    def extended(self, case: ParameterCase, expr: sympy.Expr, sign: int) -> ParameterCase | None:
        key = (case, expr, sign)
        if key not in self._extended:
            self._extended[key] = case.extended(expr, sign)
        return self._extended[key]

    def classes(self, pairs: list[Pair]) -> list[_Leaf]:
        """One leaf for each different answer, the most general of its kind."""
        leaves = {id(leaf): leaf for leaf, _ in pairs}
        chosen: list[_Leaf] = []
        for leaf in sorted(leaves.values(), key=_generality):
            if not any(self.covers(other, leaf) for other in chosen):
                chosen.append(leaf)
        return chosen

    def mixed(self, pairs: list[Pair]) -> int:
        """How many pairs of leaves have different answers."""
        sizes: dict[int, int] = {}
        chosen = self.classes(pairs)
        for leaf in {id(leaf): leaf for leaf, _ in pairs}.values():
            owner = next(i for i, other in enumerate(chosen) if other is leaf or self.covers(other, leaf))
            sizes[owner] = sizes.get(owner, 0) + 1
        total = sum(sizes.values())
        return (total**2 - sum(size**2 for size in sizes.values())) // 2

    def covers(self, general: _Leaf, special: _Leaf) -> bool:
        key = (id(general), id(special))
        if key not in self._covers:
            self._covers[key] = covers(general.found, special.found, special.case)
        return self._covers[key]

    def needed(self, clauses: tuple[Clause, ...]) -> tuple[Clause, ...]:
        """Without the clauses that the others imply; those about the spectrum last."""
        kept = sorted(clauses, key=lambda clause: clause[0].has(A, B))
        for clause in clauses:
            others = [other for other in kept if other is not clause]
            if self.implied(clause, others):
                kept = others
        return tuple(kept)

    def implied(self, clause: Clause, others: Sequence[Clause]) -> bool:
        expr, allowed = clause
        forbidden: Clause = (expr, tuple(sign for sign in (-1, 0, 1) if sign not in allowed))
        cases = list(self.bases)
        try:
            for e, signs in (*others, forbidden):
                extended = [self.extended(case, e, sign) for case in cases for sign in signs]
                cases = [case for case in extended if case is not None]
        except UndecidedError:
            return False
        return not cases


def _path(clauses: tuple[Clause, ...], leaf: _Leaf) -> tuple[Clause, ...]:
    return tuple(dict.fromkeys((*clauses, *((expr, (sign,)) for expr, sign in leaf.case.conditions))))


def _generality(leaf: _Leaf) -> tuple[int, bool]:
    constant = leaf.found.energy_constant
    return len(leaf.case.substitution), constant is None or not constant.has(sympy.Piecewise)
