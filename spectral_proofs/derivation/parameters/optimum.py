"""Exponents of compute-optimal training, from the order of the loss alone, regime by regime.

max(L(t), T(N)) <= L(N, t) <= L(t) + T(N), where the floor T(N) = sum_{k>N} lambda_k w_k^2 is Theta(N^(1-a)). So where
L = Theta(t^-chi (log t)^-chi_log) for t >= t0, every best N at C = N t, t >= t0, has T(N) of the order of L(C/N):

    N* = Theta(C^nu (log C)^n), nu = chi/(chi+a-1), n = chi_log/(chi+a-1),
    t* = C/N*,  L* = Theta(N*^(1-a)).

With chi = rho (a-1)/b this is nu = rho/(rho+b).

For chi = 0 < chi_log, L(C/N) = Theta((log C)^-chi_log) for every N that is a power of log C: L* = Theta(L(C)), and
T(N*) = O(L*) says N* >= c (log C)^n. Where L has a constant, L* ~ L(C), and L(C/N*) <= L* says N* = C^o(1). N* grows
faster than k_* then: twice the modes cost a share of 1/log C in L.

Source: docs/theory.md, Theorem 13. Left out: factors of log log C, N* where chi = 0, and losses on no scale of powers.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import sympy

from spectral_proofs.derivation.forms import tidy
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.parameter_case import A
from spectral_proofs.derivation.parameters.theorem import Regime, Theorem


@dataclass(frozen=True)
class Exponents:
    """Powers of C and log C in N*, t*, L* and the density k_*/N*; None where they do not follow, as ``note`` says."""

    modes: sympy.Expr | None = None
    time: sympy.Expr | None = None
    loss: sympy.Expr | None = None
    modes_log: sympy.Expr | None = None
    time_log: sympy.Expr | None = None
    loss_log: sympy.Expr | None = None
    density: sympy.Expr | None = None
    density_log: sympy.Expr | None = None
    balanced: sympy.Expr | None = None  # modes - time: 0 where N and t grow alike (Chinchilla)
    note: str = ""

    @property
    def decided(self) -> bool:
        """The exponents of N, t and L are known."""
        return self.modes is not None


def exponents_of(found: Findings, a: sympy.Expr, b: sympy.Expr) -> Exponents:
    """What follows from the law of L in one regime."""
    chi, log = found.chi, found.chi_log
    if chi is None:
        reason = next((note for note in found.notes if note.startswith(("L", "undecided"))), "L has no power of t")
        return Exponents(note=f"undecided: {reason.removeprefix('undecided: ')}")
    if chi == 0 and (log is None or log == 0):
        return Exponents(note="undecided: L falls by no power of t or log t")
    whole = chi + a - 1
    if chi == 0:
        return _slow(found)
    modes = _simple(chi / whole)
    logs: tuple[Any, Any, Any] = (None, None, None)
    note = "" if log is not None else "the power of log C is open"
    if log is not None and found.loss_factor == 1:
        power = _simple(log / whole)
        logs = power, _simple(-power), _simple(-(a - 1) * power)
    elif log is not None:
        note = "up to factors of log log C"
    time = _simple(1 - modes)
    density = None if found.rho is None else _simple(time * found.rho / b - modes)
    density_log = None
    if found.rho is not None and found.rho_log is not None and logs[0] is not None and found.frontier_factor == 1:
        density_log = _simple((found.rho_log + found.rho * logs[1]) / b - logs[0]) if time != 0 else None
    balanced = _simple(modes - time)
    return Exponents(modes, time, _simple(-(a - 1) * modes), *logs, density, density_log, balanced, note)


def _slow(found: Findings) -> Exponents:
    """chi = 0 < chi_log."""
    zero, note = sympy.S.Zero, "L falls by no power of t: of N* only T(N*) = O(L(C)) is known"
    if found.chi_log is None or found.loss_factor != 1 or found.loss_constant is None:
        return Exponents(note=f"undecided: {note}")
    return Exponents(zero, sympy.S.One, zero, loss_log=-found.chi_log, note=note)


def merged(theorem: Theorem) -> tuple[tuple[str, Exponents], ...]:
    """(condition, exponents) by regime; one without condition where the regimes differ in S alone."""
    found = [(regime, exponents_of(regime.found, theorem.a, theorem.b)) for regime in theorem.regimes]
    for _, general in found:
        if all(_covers(general, other, regime) for regime, other in found):
            return (("True", general),)
    return tuple((regime.when, exponents) for regime, exponents in found)


def _covers(general: Exponents, special: Exponents, regime: Regime) -> bool:
    """Whether the general exponents are the special ones where the regime's equalities hold."""
    at: dict[sympy.Symbol, sympy.Expr] = {}
    for expr, signs in regime.clauses:
        if signs == (0,):
            symbol = min(expr.free_symbols, key=lambda s: (s != A, str(s)))
            roots = sympy.solve(expr, symbol)
            if len(roots) != 1:
                return False
            at[symbol] = roots[0]
    return all(_agree(getattr(general, item.name), getattr(special, item.name), at) for item in fields(Exponents))


def _agree(one: Any, other: Any, at: dict[sympy.Symbol, sympy.Expr]) -> bool:
    if one == other or one is None or other is None or isinstance(one, str):
        return bool(one == other)
    return bool(sympy.simplify((one - other).subs(at)) == 0)


def _simple(expr: sympy.Expr) -> sympy.Expr:
    short = sympy.factor(sympy.cancel(sympy.together(expr))) if expr.is_rational_function() else sympy.simplify(expr)
    return tidy(short) or sympy.S.Zero
