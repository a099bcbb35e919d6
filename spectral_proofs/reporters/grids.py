"""Tables that show one result on its own, in a notebook; what they say of a run is its sheet.

A cell is a text (foreign: each format escapes it), an expression, a law, or a tuple of these; nothing is computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import sympy

from spectral_proofs.balls.readable import in_full
from spectral_proofs.derivation.parameters.theorem import Clause, Regime, Theorem
from spectral_proofs.reporters.asked import function
from spectral_proofs.reporters.sheet import ClaimRow, ExponentRow, Law, Sheet, claim_row, sheet
from spectral_proofs.reporters.theorem import relation
from spectral_proofs.reporters.verdicts import HYPOTHESES, SYMBOLS
from spectral_proofs.results import ClaimResult, Enclosure, Evaluations, RunResult, SumValues

Piece: TypeAlias = "str | sympy.Expr | Law"
Cell: TypeAlias = "Piece | tuple[Piece, ...]"


class Sentence(str):
    """A text of the program's own, whose formulas a format may set as such; what users typed stays as typed."""

    __slots__ = ()


@dataclass(frozen=True)
class Grid:
    """A table.

    ``marks`` has PASS, FAIL or ???? for each row, where rows have one; without ``head``, rows are name and value.
    """

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    marks: tuple[str, ...] = ()


def of(shown: object) -> tuple[Grid, ...]:
    """The tables that show a result, those with rows; raises TypeError for what has none."""
    return tuple(grid for grid in _all(shown) if grid.rows)


def _all(shown: object) -> Iterator[Grid]:
    if isinstance(shown, RunResult):
        yield from _run(sheet(shown))
    elif isinstance(shown, ClaimResult):
        yield _claims([claim_row(shown)])
    elif isinstance(shown, SumValues | Evaluations):
        yield _values([shown] if isinstance(shown, SumValues) else shown)
    elif isinstance(shown, Enclosure):
        yield Grid("", (), ((*_value(shown),),))
    elif isinstance(shown, Theorem):
        yield from _theorem(shown)
    else:
        raise TypeError(f"no table shows a {type(shown).__name__}")


def _run(found: Sheet) -> Iterator[Grid]:
    yield Grid("Incomplete", (), tuple((line,) for line in found.incomplete))
    yield Grid(found.name, (), tuple(_facts(found)))
    yield _exponents(found.exponents)
    yield _claims(found.claims)
    rows, marks = tuple((mark, line) for mark, line in found.expectations), [mark for mark, _ in found.expectations]
    yield Grid("Expected by the check file", ("", "exponent"), rows, tuple(marks))
    yield Grid("Notes", (), tuple((line,) for line in found.notes))


def _facts(found: Sheet) -> Iterator[tuple[Cell, ...]]:
    for name, text in (("title", found.title), function(found.g), *found.facts):
        if text:
            yield name, text
    if found.formula is not None:
        yield "g(λ, t)", found.formula
    for law in found.laws:
        yield "", law


def _exponents(rows: Iterable[ExponentRow]) -> Grid:
    shown = tuple(
        (
            SYMBOLS[row.name],
            row.predicted if row.value is None else _index(row.value, row.log_value),
            row.local,
            row.fitted,
            row.distance,
        )
        for row in rows
    )
    return Grid("Exponents", ("", "derived", "local, at the largest t", "fitted", "distance"), shown)


def _index(value: sympy.Expr | None, log: sympy.Expr | None) -> Cell:
    if value is None:
        return "–"
    return value if log is None or log == 0 else (value, ", power of log t: ", log)


def _claims(rows: Sequence[ClaimRow]) -> Grid:
    head = ("", "claim", "hypotheses", "verdict", "evidence", "argument")
    shown = tuple(
        (
            row.shown,
            row.result.id,
            HYPOTHESES[row.result.hypotheses],
            row.result.verdict.value + (f" ({row.note})" if row.note else ""),
            row.evidence,
            Sentence(f"{row.result.reference}: {row.result.reason}"),
        )
        for row in rows
    )
    return Grid("Claims", head, shown, tuple(row.mark for row in rows))


def _values(points: Sequence[SumValues]) -> Grid:
    rows: list[tuple[Cell, ...]] = []
    for point in points:
        rows += [(point.t, "L(t)", *_value(point.loss)), ("", "S(t)", *_value(point.energy))]
        rows += [("", "note", point.note, "")] if point.note else []
    return Grid("", ("t", "", "value", "kind"), tuple(rows))


def _value(value: Enclosure) -> tuple[str, str]:
    """The number with all its digits, since a rounded midpoint would belong to another interval; and its kind."""
    kind = "certified" if value.certified else "numerical"
    return in_full(value), "" if value.unknown else kind


def _theorem(found: Theorem) -> Iterator[Grid]:
    given: list[tuple[Cell, ...]] = [("g(λ, t)", found.g)]
    given += [(name, value) for name, value in (("a", found.a), ("b", found.b)) if str(value) != name]
    given.append(("assumed", "; ".join(("all parameters positive, a > 1, b > 1", *found.assumptions))))
    yield Grid("Theorem", (), tuple(given))
    yield Grid("Regimes", ("if", "ρ", "χ", "γ", "G(x)", "S", "notes"), tuple(map(_regime, found.regimes)))


def _regime(regime: Regime) -> tuple[Cell, ...]:
    found = regime.found
    return (
        tuple(_condition(regime.clauses)) or "always",
        _index(found.rho, found.rho_log),
        _index(found.chi, found.chi_log),
        _index(found.gamma, found.gamma_log),
        "–" if found.scaling_function is None else found.scaling_function,
        found.growth,
        "; ".join(found.notes),
    )


def _condition(clauses: Iterable[Clause]) -> Iterator[Piece]:
    for index, clause in enumerate(clauses):
        left, sign, right = relation(*clause)
        yield from ((" and ",) if index else ())
        yield from (left, f" {sign} ", right)
