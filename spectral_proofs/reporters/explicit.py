"""Explicit theorems of a general theorem as lines, as JSON and as LaTeX (``derivation/parameters/explicit.py``)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import sympy

from spectral_proofs.derivation.parameters.explicit import Explicit, ExplicitFormulas, ExplicitInstance
from spectral_proofs.derivation.parameters.explicit_formulas import SCALE, BoundsFormula
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.text.exact import exact_text
from spectral_proofs.text.wording import tidied

_SHOWN = {"L": "L", "S": "S", "lambda_*": "λ_*"}
_STATED = ("loss_tight", "loss", "energy_offset", "energy_tight", "energy")


def explicit_lines(found: Explicit) -> list[str]:
    """What holds for all t >= t0."""
    if isinstance(found, ExplicitFormulas):
        return list(_formula_lines(found))
    if isinstance(found, ExplicitInstance):
        where = ", ".join(f"{s} = {value}" for s, value in found.point.items())
        at = f" at {where}" if where else ""
        return [f"proved{at}: {text}" for text in _statements(found)]
    return [f"no explicit bounds: {tidied(found.reason)}"]


def _statements(found: ExplicitInstance) -> list[str]:
    """One of L and one of S, the closest."""
    chosen = [[n for n in _STATED if n.startswith(kind) and n in found.theorems][:1] for kind in ("loss", "energy")]
    return [found.theorems[name]["statement"] for names in chosen for name in names]


def _formula_lines(found: ExplicitFormulas) -> Iterator[str]:
    growth = found.growth
    if not growth.exact:
        u = exact_text(growth.time)
        since = f" for t ≥ {growth.t0}" if growth.t0 else ""
        monomial = f"λ**({exact_text(growth.m)}) {u}"
        yield f"proved: ({exact_text(growth.low)}) {monomial} ≤ g ≤ ({exact_text(growth.high)}) {monomial}{since}"
    for bounds in (found.loss, found.energy):
        if bounds is not None:
            ends = [exact_text(general(in_time(found, end))) for end in (bounds.plain_lower, bounds.plain_upper)]
            yield f"proved: {ends[0]} ≤ {_SHOWN[bounds.quantity]} ≤ {ends[1]} for all {_since(found, bounds.threshold)}"


def _since(found: ExplicitFormulas, threshold: sympy.Expr) -> str:
    start = start_of(found, threshold)
    if start is not None:
        return f"t ≥ {exact_text(general(start))}"
    t0 = f"t ≥ {found.growth.t0} with " if found.growth.t0 else "t with "
    return f"{t0}{exact_text(found.growth.time)} ≥ {exact_text(general(threshold))}"


def start_of(found: ExplicitFormulas, threshold: sympy.Expr) -> sympy.Expr | None:
    """t0 with u(t) >= threshold for all t >= t0, where u is a power of t."""
    n, t0 = found.growth.n, found.growth.t0
    if n is None:
        return None
    parts = [part ** (1 / n) for part in (threshold.args if isinstance(threshold, sympy.Max) else (threshold,))]
    return sympy.Max(*parts, *([t0] if t0 else []))


def in_time(found: ExplicitFormulas, expr: sympy.Expr) -> sympy.Expr:
    """With u(t) for u."""
    return expr.subs(SCALE, found.growth.time)


def general(expr: sympy.Expr) -> sympy.Expr:
    """Without the places at which a constant is a limit: they are said beside the law."""
    return expr.xreplace({piece: piece.args[-1].expr for piece in expr.atoms(sympy.Piecewise)})


def explicit_entry(found: Explicit) -> dict[str, Any]:
    """The object in JSON."""
    if isinstance(found, ExplicitInstance):
        at = {str(s): str(value) for s, value in found.point.items()}
        return {"kind": "instance", "at": at, "theorems": {n: dict(t) for n, t in found.theorems.items()}}
    if not isinstance(found, ExplicitFormulas):
        return {"kind": "none", "reason": found.reason}
    growth = found.growth
    about = {"m": growth.m, "u": growth.time, "c1": growth.low, "c2": growth.high, "t0": growth.t0}
    energy = None if found.energy is None else _bounds_entry(found, found.energy)
    tails = {item.name: exact_text(getattr(found.tails, item.name)) for item in fields(found.tails)}
    return {
        "kind": "formulas",
        "growth": {name: exact_text(value) for name, value in about.items()},
        "loss": _bounds_entry(found, found.loss),
        "perturbation_energy": energy,
        "frontier": _bounds_entry(found, found.frontier),
        "tails": tails | {"t0": _start_text(found, found.tails.threshold)},
    }


def _bounds_entry(found: ExplicitFormulas, bounds: BoundsFormula) -> dict[str, str | None]:
    names = ("lower", "upper", "plain_lower", "plain_upper")
    entry: dict[str, str | None] = {name: exact_text(in_time(found, getattr(bounds, name))) for name in names}
    return entry | {
        "valid": exact_text(bounds.valid),
        "threshold": exact_text(bounds.threshold),
        "t0": _start_text(found, bounds.threshold),
    }


def _start_text(found: ExplicitFormulas, threshold: sympy.Expr) -> str | None:
    start = start_of(found, threshold)
    return None if start is None else exact_text(start)


def explicit_tex(found: Explicit) -> list[str]:
    """Formulas for a LaTeX item."""
    if not isinstance(found, ExplicitFormulas):
        return []
    shown = []
    for bounds in (found.loss, found.energy):
        if bounds is not None:
            low, high = (sympy.latex(general(in_time(found, e))) for e in (bounds.plain_lower, bounds.plain_upper))
            since = start_of(found, bounds.threshold)
            left, right = (TIME, since) if since is not None else (found.growth.time, bounds.threshold)
            when = rf"{sympy.latex(left)}\ge {sympy.latex(general(right))}"
            shown.append(rf"${low}\le {bounds.quantity}\le {high}$ once ${when}$")
    return shown
