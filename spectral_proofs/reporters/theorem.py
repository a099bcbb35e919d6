"""A general theorem as a table for people, as JSON ``spectral-proofs/derivation/1`` and as LaTeX.

What holds in every regime is said once in the table. In JSON every regime is complete; expressions
are in SymPy's syntax with ``lambda`` written ``lam``, the ray variable of the scaling function is ``x``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy
from rich.console import RenderableType
from rich.padding import Padding

from spectral_proofs.asymptotics.constants import exact_text
from spectral_proofs.expression.symbols import LAMBDA
from spectral_proofs.reporters.explain import steps
from spectral_proofs.reporters.json import trace_document
from spectral_proofs.reporters.text import text
from spectral_proofs.symbolic.findings import Findings
from spectral_proofs.symbolic.regimes import Clause, Regime, Theorem, sides
from spectral_proofs.trace import Checked

DERIVATION_SCHEMA = "spectral-proofs/derivation/1"
_STANDING = "all parameters positive, a > 1, b > 1"
_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_LETTERS = {"rho": "ρ", "chi": "χ", "gamma": "γ", "rho_log": "ρ_log", "chi_log": "χ_log", "gamma_log": "γ_log"}


Outcomes = Sequence[tuple[Checked, ...]]  # what the verifier said, regime by regime


def document(theorem: Theorem, outcomes: Outcomes = ()) -> dict[str, Any]:
    """The object that ``derive --format json`` prints."""
    said = [*outcomes, *[()] * (len(theorem.regimes) - len(outcomes))]
    return {
        "schema": DERIVATION_SCHEMA,
        "g": str(theorem.g),
        "spectrum": {"a": str(theorem.a), "b": str(theorem.b)},
        "assumptions": ["all parameters are positive", "a > 1", "b > 1", *theorem.assumptions],
        "regimes": [_regime(regime, checked) for regime, checked in zip(theorem.regimes, said, strict=True)],
    }


def _regime(regime: Regime, checked: Sequence[Checked]) -> dict[str, Any]:
    found = regime.found
    entry: dict[str, Any] = {"when": regime.when}
    entry |= {name: _text(getattr(found, name)) for name in _INDICES}
    entry["scaling_function"] = _text(found.scaling_function)
    entry["growth"] = found.growth
    entry["constants"] = {
        "frontier": _text(found.frontier_constant),
        "loss": _text(found.loss_constant),
        "perturbation_energy": _text(found.energy_constant),
    }
    entry["frontier"] = _power_law("lambda_*", found.frontier_constant, _minus(found.rho), _minus(found.rho_log))
    entry["loss"] = _power_law("L", found.loss_constant, _minus(found.chi), _minus(found.chi_log))
    entry["perturbation_energy"] = _energy(found)
    entry["notes"] = list(found.notes)
    if regime.trace is not None:
        entry["trace"] = trace_document(regime.trace, checked)
    return entry


def table(theorem: Theorem) -> Iterator[RenderableType]:
    """What ``derive`` prints."""
    yield text(f"g = {theorem.g}", "bold")
    fixed = "".join(f", {n} = {v}" for n, v in (("a", theorem.a), ("b", theorem.b)) if str(v) != n)
    yield text(f"λ_k = k^-b, λ_k w_k² = k^-a{fixed}")
    yield text(f"assumed: {'; '.join((_STANDING, *theorem.assumptions))}")
    lines = [_lines(regime.found) for regime in theorem.regimes]
    common = [line for line in lines[0] if all(line in other for other in lines)] if len(lines) > 1 else []
    if common:
        yield text("")
        yield text("always", "bold")
        for line in common:
            yield Padding(text(line), (0, 0, 0, 4))
    for regime, shown in zip(theorem.regimes, lines, strict=True):
        yield text("")
        yield text("always" if not regime.clauses else f"if {_condition(regime)}", "bold")
        for line in shown:
            if line not in common:
                yield Padding(text(line), (0, 0, 0, 4))


def explanation(theorem: Theorem, outcomes: Outcomes) -> Iterator[RenderableType]:
    """What ``derive --explain`` prints before the theorem: the trace of each regime."""
    for number, (regime, checked) in enumerate(zip(theorem.regimes, outcomes, strict=False), 1):
        if regime.trace is not None:
            when = "" if not regime.clauses else f": {_condition(regime)}"
            yield text(f"derivation of regime {number} of {len(theorem.regimes)}{when}", "bold")
            yield from steps(regime.trace, checked)
            yield text("")


def _condition(regime: Regime) -> str:
    shown = []
    for clause in regime.clauses:
        left, right, operator = sides(*clause)
        operator = {"==": "=", "!=": "≠", ">=": "≥", "<=": "≤"}.get(operator, operator)
        shown.append(f"{left} {operator} {right}")
    return " and ".join(shown)


def _lines(found: Findings) -> list[str]:
    lines = []
    for name in ("rho", "chi", "gamma"):
        value, power = getattr(found, name), getattr(found, f"{name}_log")
        if value is not None:
            extra = f", {_LETTERS[name + '_log']} = {power}" if power not in (0, None) else ""
            lines.append(f"{_LETTERS[name]} = {value}{extra}")
    if found.scaling_function is not None:
        lines.append(f"g → G(x) = {found.scaling_function} at λ = x {_order(_minus(found.rho), _minus(found.rho_log))}")
    if found.frontier_constant is not None:
        lines.append(_power_law("λ_*", found.frontier_constant, _minus(found.rho), _minus(found.rho_log)) or "")
    if found.chi is not None:
        lines.append(_power_law("L", found.loss_constant, _minus(found.chi), _minus(found.chi_log)) or "")
    lines.append(_energy(found) or f"S: {found.growth}")
    return lines + [f"note: {note}" for note in found.notes]


def _energy(found: Findings) -> str | None:
    if found.growth == "infinite":
        return "S = oo for every t"
    if found.growth == "bounded" and found.energy_constant is not None:
        return f"S -> {exact_text(found.energy_constant)} (bounded)"
    return _power_law("S", found.energy_constant, found.gamma, found.gamma_log)


def _power_law(name: str, constant: sympy.Expr | None, index: sympy.Expr | None, log: sympy.Expr | None) -> str | None:
    if index is None:
        return None
    order = _order(index, log)
    if constant is None:
        return f"{name} has the index {index}" if log is None else f"{name} = Theta({order or 1})"
    shown = exact_text(constant)
    if order and shown != "1":
        shown = f"({shown}) {order}" if not constant.is_number or constant.args else f"{shown} {order}"
    return f"{name} ~ {order if shown == '1' and order else shown}"


def _order(index: sympy.Expr | None, log: sympy.Expr | None) -> str:
    factors = []
    if index is not None and index != 0:
        factors.append("t" if index == 1 else f"t^({index})")
    if log is not None and log != 0:
        factors.append("log t" if log == 1 else f"(log t)^({log})")
    return " ".join(factors)


def _minus(expr: sympy.Expr | None) -> sympy.Expr | None:
    return None if expr is None else -expr


def _text(expr: sympy.Expr | None) -> str | None:
    return None if expr is None else exact_text(expr)


def latex(theorem: Theorem) -> str:
    """A theorem environment with one item for each regime."""
    assumed = ["all parameters positive", "$a>1$", "$b>1$", *(f"\\texttt{{{_escape(a)}}}" for a in theorem.assumptions)]
    lines = [
        r"\begin{theorem}",
        rf"Let $g(\lambda,t)={_tex(theorem.g)}$, $\lambda_k=k^{{-b}}$, $\lambda_k w_k^2=k^{{-a}}$,",
        rf"{_fixed(theorem)}({', '.join(assumed)}). As $t\to\infty$:",
        r"\begin{itemize}",
    ]
    for regime in theorem.regimes:
        when = ", ".join(f"${_clause(clause)}$" for clause in regime.clauses)
        lines.append(rf"\item {'if ' + when + ': ' if when else ''}{', '.join(_formulas(regime.found))}.")
    return "\n".join([*lines, r"\end{itemize}", r"\end{theorem}"])


def _fixed(theorem: Theorem) -> str:
    pairs = (("a", theorem.a), ("b", theorem.b))
    return "".join(f"${name}={_tex(value)}$, " for name, value in pairs if str(value) != name)


def _formulas(found: Findings) -> list[str]:
    shown = []
    for name, letter in (("rho", r"\rho"), ("chi", r"\chi"), ("gamma", r"\gamma")):
        value, power = getattr(found, name), getattr(found, f"{name}_log")
        if value is not None:
            shown.append(f"${letter}={_tex(value)}$")
        if power not in (None, 0):
            shown.append(rf"${letter}_{{\log}}={_tex(power)}$")
    if found.scaling_function is not None:
        shown.append(f"$G(x)={_tex(found.scaling_function)}$")
    if found.loss_constant is not None:
        shown.append(rf"$L\sim {_asymptotic(found.loss_constant, _minus(found.chi), _minus(found.chi_log))}$")
    if found.growth == "infinite":
        shown.append(r"$S=\infty$")
    elif found.energy_constant is not None:
        shown.append(rf"$S\sim {_asymptotic(found.energy_constant, found.gamma, found.gamma_log)}$")
    return shown + [_escape(note) for note in found.notes]


def _asymptotic(constant: sympy.Expr, index: sympy.Expr | None, log: sympy.Expr | None) -> str:
    power = "" if index in (None, 0) else f"\\,t^{{{_tex(index)}}}"
    return _tex(constant) + power + ("" if log in (None, 0) else rf"\,(\log t)^{{{_tex(log)}}}")


def _clause(clause: Clause) -> str:
    left, right, operator = sides(*clause)
    operator = {"==": "=", "!=": r"\ne", ">=": r"\ge", "<=": r"\le"}.get(operator, operator)
    return f"{_tex(left)} {operator} {_tex(right)}"


def _tex(expr: sympy.Expr | None) -> str:
    return str(sympy.latex(expr, symbol_names={LAMBDA: r"\lambda"}))


def _escape(line: str) -> str:
    return "".join({"\\": r"\textbackslash{}", "^": r"\^{}"}.get(c, f"\\{c}" if c in "_%&#${}" else c) for c in line)
