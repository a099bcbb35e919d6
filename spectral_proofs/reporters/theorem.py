"""A general theorem as a table for people, as JSON ``spectral-proofs/derivation/1`` and as LaTeX.

What holds in every regime is said once in the table. In JSON every regime is complete; expressions
are in SymPy's syntax, in a trace with ``lambda`` written ``lam``; the ray variable of the scaling function is ``x``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import sympy
from rich.console import RenderableType
from rich.padding import Padding

from spectral_proofs.derivation.parameters.explicit import Explicit
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.theorem import Clause, Regime, Theorem, sides
from spectral_proofs.problem.expression.symbols import LAMBDA
from spectral_proofs.reporters.explain import steps
from spectral_proofs.reporters.explicit import explicit_entry, explicit_lines, explicit_tex, general
from spectral_proofs.reporters.json import trace_document
from spectral_proofs.reporters.tex import escaped
from spectral_proofs.reporters.text import formulas, text
from spectral_proofs.reporters.verdicts import SYMBOLS
from spectral_proofs.results.trace import Checked
from spectral_proofs.text.exact import exact_text
from spectral_proofs.text.laws import law_sentence, limit_sentence, order_text
from spectral_proofs.text.plain import plain
from spectral_proofs.text.wording import tidied

DERIVATION_SCHEMA = "spectral-proofs/derivation/1"
_STANDING = "all parameters positive, a > 1, b > 1"
_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_CONSTANTS = (*_INDICES, "frontier_constant", "loss_constant", "energy_constant")
_PARTS = ("constant", "index", "log_index", "factor")
_QUANTITIES = {"frontier": "frontier", "loss": "loss", "perturbation_energy": "energy"}


Outcomes = Sequence[tuple[Checked, ...]]  # what the verifier said, regime by regime


def document(theorem: Theorem, outcomes: Outcomes = (), explicit: Sequence[Explicit] = ()) -> dict[str, Any]:
    """The object that ``derive --format json`` prints."""
    said = [*outcomes, *[()] * (len(theorem.regimes) - len(outcomes))]
    entries = [regime_entry(regime, checked) for regime, checked in zip(theorem.regimes, said, strict=True)]
    for entry, found in zip(entries, explicit, strict=False):
        entry["explicit"] = explicit_entry(found)
    return {
        "schema": DERIVATION_SCHEMA,
        "g": evolution_function(theorem),
        "spectrum": {"a": str(theorem.a), "b": str(theorem.b)},
        "assumptions": ["all parameters are positive", "a > 1", "b > 1", *theorem.assumptions],
        "regimes": entries,
    }


def regime_entry(regime: Regime, checked: Sequence[Checked] = ()) -> dict[str, Any]:
    """One regime in JSON; ``checked`` is what the verifier said of its trace."""
    found = regime.found
    entry: dict[str, Any] = {"when": regime.when}
    entry |= {name: _text(getattr(found, name)) for name in _INDICES}
    entry["scaling_function"] = _text(found.scaling_function)
    entry["growth"] = found.growth
    for kind, part in (("constants", "constant"), ("slow_factors", "factor")):
        entry[kind] = {name: _text(getattr(found, f"{short}_{part}")) for name, short in _QUANTITIES.items()}
    known = {name: found.rigour.get(name) for name in _CONSTANTS}
    entry["rigour"] = {name: None if rigour is None else str(rigour) for name, rigour in known.items()}
    entry["laws"] = laws = _laws(found)
    entry["frontier"] = law_sentence("lambda_*", laws["frontier"])
    entry["loss"] = law_sentence("L", laws["loss"])
    entry["perturbation_energy"] = _energy(found)
    entry["expansions"] = _expansions(found)
    entry["notes"] = list(found.notes)
    if regime.trace is not None:
        entry["trace"] = trace_document(regime.trace, checked)
    return entry


def _expansions(found: Findings) -> dict[str, str | None] | None:
    if found.loss_expansion is None:
        return None
    energy = "oo" if found.growth == "infinite" else _text(found.energy_expansion)
    remainder = f"smaller than every power of {found.scale}"
    return {"loss": _text(found.loss_expansion), "perturbation_energy": energy, "remainder": remainder}


def evolution_function(theorem: Theorem) -> str:
    """g as an expression that can be typed."""
    shown = theorem.g.xreplace({LAMBDA: sympy.Symbol("lambda", positive=True)})
    return "; ".join(map(str, shown)) if isinstance(shown, sympy.Tuple) else str(shown)  # a mixture has several


def preamble(theorem: Theorem) -> Iterator[RenderableType]:
    """g, the spectrum and the assumptions."""
    yield formulas(f"g = {evolution_function(theorem)}", "bold")
    yield text(powers(theorem))
    yield formulas(f"assumed: {'; '.join((_STANDING, *theorem.assumptions))}")


def powers(theorem: Theorem) -> str:
    """The spectrum."""
    fixed = "".join(f", {n} = {v}" for n, v in (("a", theorem.a), ("b", theorem.b)) if str(v) != n)
    return f"λ_k = k^-b, λ_k w_k² = k^-a{fixed}"


def explanation(theorem: Theorem, outcomes: Outcomes) -> Iterator[RenderableType]:
    """What ``derive --explain`` prints before the theorem: the trace of each regime."""
    for number, (regime, checked) in enumerate(zip(theorem.regimes, outcomes, strict=False), 1):
        if regime.trace is not None:
            yield text(f"derivation of regime {number} of {len(theorem.regimes)}: {heading(regime)}", "bold")
            yield from steps(regime.trace, checked)
            yield text("")


def table(theorem: Theorem, explicit: Sequence[Explicit] = ()) -> Iterator[RenderableType]:
    """What ``derive`` prints."""
    yield from preamble(theorem)
    common, special = divided(theorem, explicit)
    yield from block("always", common)
    for regime, shown in zip(theorem.regimes, special, strict=True):
        yield from block(heading(regime), shown)


def divided(theorem: Theorem, explicit: Sequence[Explicit] = ()) -> tuple[list[str], list[list[str]]]:
    """The lines that all of several regimes share, and what is left of each."""
    everything = [lines(regime.found) for regime in theorem.regimes]
    for shown, found in zip(everything, explicit, strict=False):
        shown += explicit_lines(found)
    shared = [line for line in everything[0] if all(line in other for other in everything)]
    common = shared if len(everything) > 1 else []
    return common, [[line for line in shown if line not in common] for shown in everything]


def block(title: str, shown: Sequence[str]) -> Iterator[RenderableType]:
    """A heading and lines under it; nothing where there are no lines."""
    if shown:
        yield text("")
        yield formulas(title, "bold")
    for line in shown:
        yield Padding(formulas(line), (0, 0, 0, 4))


def heading(regime: Regime) -> str:
    """The condition for readers."""
    shown = [clause_text(*clause) for clause in regime.clauses]
    return f"if {' and '.join(shown)}" if shown else "always"


def clause_text(expression: sympy.Expr, signs: tuple[int, ...]) -> str:
    """One condition for readers."""
    left, sign, right = relation(expression, signs)
    return f"{left} {sign} {right}"


def relation(expression: sympy.Expr, signs: tuple[int, ...]) -> tuple[sympy.Expr, str, sympy.Expr]:
    """Its left side, sign and right side."""
    left, right, operator = sides(expression, signs)
    return left, {"==": "=", "!=": "≠", ">=": "≥", "<=": "≤"}.get(operator, operator), right


def lines(found: Findings) -> list[str]:
    """What holds in a regime, line by line."""
    lines = []
    for name, letter in SYMBOLS.items():
        value, power = getattr(found, name), getattr(found, f"{name}_log")
        if value is not None:
            lines.append(f"{letter} = {value}" + (f", {letter}_log = {power}" if power not in (0, None) else ""))
    if found.scaling_function is not None:
        law = _laws(found)["frontier"]
        scale = order_text(law["index"], law["log_index"])
        lines.append(f"g → G(x) = {found.scaling_function} at λ = x {scale}")
    if found.frontier_constant is not None:
        lines.append(law_sentence("λ_*", _laws(found)["frontier"]) or "")
    if found.chi is not None:
        lines.append(law_sentence("L", _laws(found)["loss"]) or "")
    usual = None if found.energy_constant is None else general(found.energy_constant)
    lines.append(_energy(replace(found, energy_constant=usual)) or f"S: {found.growth}")
    lines += _exceptions("S", found.energy_constant)
    for name, whole in (("L", found.loss_expansion), ("S", found.energy_expansion)):
        if whole is not None:
            lines.append(f"{name} = {exact_text(general(whole))} + O(Y^-N) for every N, Y = {found.scale}")
    return lines + [f"note: {tidied(note)}" for note in found.notes]


def _exceptions(name: str, constant: sympy.Expr | None) -> list[str]:
    """The places at which the constant is a limit."""
    found: dict[str, sympy.Expr] = {}
    if constant is None:
        return []
    for piece in constant.atoms(sympy.Piecewise):
        for value, when in piece.args[:-1]:
            left, right, _ = sides(when.lhs - when.rhs, (0,))
            found[f"{left} = {right}"] = constant.xreplace({piece: value})
    return [f"at {where} the constant of {name} is {exact_text(general(c))}" for where, c in sorted(found.items())]


def _energy(found: Findings) -> str | None:
    if found.growth == "infinite":
        return "S = oo for every t"
    if found.growth == "bounded" and found.energy_constant is not None:
        return limit_sentence("S", exact_text(found.energy_constant))
    return law_sentence("S", _laws(found)["perturbation_energy"])


def _laws(found: Findings) -> dict[str, dict[str, str | None]]:
    """The parts of the laws of lambda_*, L and S, as their sentences have them."""
    return {quantity: dict(zip(_PARTS, map(_text, law), strict=True)) for quantity, law in _exact(found).items()}


def _exact(found: Findings) -> dict[str, tuple[sympy.Expr | None, ...]]:
    """Constant, powers of t and of log t, and slow factor of each."""
    rho, rho_log, chi, chi_log = (
        None if power is None else -power for power in (found.rho, found.rho_log, found.chi, found.chi_log)
    )
    return {
        "frontier": (found.frontier_constant, rho, rho_log, found.frontier_factor),
        "loss": (found.loss_constant, chi, chi_log, found.loss_factor),
        "perturbation_energy": (found.energy_constant, found.gamma, found.gamma_log, found.energy_factor),
    }


def _text(expr: sympy.Expr | None) -> str | None:
    return None if expr is None else exact_text(expr)


def latex(theorem: Theorem, explicit: Sequence[Explicit] = ()) -> str:
    """A theorem environment with one item for each regime."""
    bounds = [*map(explicit_tex, explicit), *[[]] * (len(theorem.regimes) - len(explicit))]
    assumed = ["all parameters positive", "$a>1$", "$b>1$", *(f"\\texttt{{{escaped(a)}}}" for a in theorem.assumptions)]
    lines = [
        r"\begin{theorem}",
        rf"Let $g(\lambda,t)={_tex(theorem.g)}$, $\lambda_k=k^{{-b}}$, $\lambda_k w_k^2=k^{{-a}}$,",
        rf"{_fixed(theorem)}({', '.join(assumed)}). As $t\to\infty$:",
        r"\begin{itemize}",
    ]
    for regime, more in zip(theorem.regimes, bounds, strict=True):
        when = ", ".join(f"${_clause(clause)}$" for clause in regime.clauses)
        lines.append(rf"\item {'if ' + when + ': ' if when else ''}{', '.join([*_formulas(regime.found), *more])}.")
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
    exact = _exact(found)
    if found.loss_constant is not None:
        shown.append(rf"$L\sim {_asymptotic(*exact['loss'])}$")
    if found.growth == "infinite":
        shown.append(r"$S=\infty$")
    elif found.energy_constant is not None:
        shown.append(rf"$S\sim {_asymptotic(*exact['perturbation_energy'])}$")
    for name, whole in (("L", found.loss_expansion), ("S", found.energy_expansion)):
        if whole is not None:
            shown.append(rf"${name}={_tex(whole)}+O\left(({_tex(found.scale)})^{{-N}}\right)$ for every $N$")
    return shown + [escaped(note) for note in found.notes]


def _asymptotic(*law: sympy.Expr | None) -> str:
    constant, index, log, slow = law
    factors = [_tex(constant)]
    if index not in (None, 0):
        factors.append(f"t^{{{_tex(index)}}}")
    if log not in (None, 0):
        factors.append(r"\log t" if log == 1 else rf"(\log t)^{{{_tex(log)}}}")
    if slow not in (None, 1):
        factors.append(_tex(slow))
    return r"\,".join(factors)


def _clause(clause: Clause) -> str:
    left, sign, right = relation(*clause)
    sign = {"≠": r"\ne", "≥": r"\ge", "≤": r"\le"}.get(sign, sign)
    return f"{_tex(left)} {sign} {_tex(right)}"


def _tex(expr: sympy.Expr | None) -> str:
    return str(sympy.latex(expr, symbol_names={LAMBDA: r"\lambda"}))


def brief(found: Theorem) -> str:
    """A few lines: g, and each regime with its exponents."""
    regimes = (f"{heading(regime)}: {', '.join(lines(regime.found)[:3])}" for regime in found.regimes)
    return "\n".join(map(plain, (f"g = {evolution_function(found)}", *regimes)))
