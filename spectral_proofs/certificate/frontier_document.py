"""Certificates outside condition (2): L and S as powers of the frontier l(t), with rational constants.

1. ``frontier_condition``: g below and above l(t), proved by :mod:`frontier_proof`.
2. ``loss_certificate``: L between multiples of l^((a-1)/b), from ``FrontierConditions``; where e^(-2g) falls only like
   (l/lambda)^r with b r < a - 1, L between multiples of l^r, carried by the first mode (``HeavyHead``).
3. ``energy_certificate``: S by the sign of s = 1 + b - a, from ``EnergyAtFrontier``.

Left out, each with its reason: L at b r = a - 1, S where g is not bounded below the frontier by a power mu of lambda/l
with 2 mu b > s.
"""

from __future__ import annotations

import sympy

from spectral_proofs.certificate.at_frontier import frontier_of
from spectral_proofs.certificate.constants import around
from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.certificate.frontier_proof import FrontierProof, frontier_proof
from spectral_proofs.certificate.parts import Certificate, Part, heading, number, of_modes
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Truth

_TWO = sympy.Integer(2)


def frontier_certificate(g: sympy.Expr, spectrum: Spectrum, level: Asymptotics, title: str) -> Certificate:
    """The certificate of a g whose frontier ``level`` is a power of t, divided by a power of log t.

    Raises UndecidedError: the frontier is none, or g has no bounds there that Coq is told to prove.
    """
    if level.index is None or level.log_index is None or any((level.powers or ())[2:]):
        raise UndecidedError(level.reason or "no frontier that is a power of t and log t is known")
    proof = frontier_proof(g, spectrum, frontier_of(g, -level.index, -level.log_index))
    parts, left_out = [], []
    for make in (_loss, _energy):
        try:
            parts.append(make(proof, spectrum))
        except UndecidedError as error:
            left_out.append(str(error))
    if not parts:
        raise UndecidedError("; ".join(left_out))
    lines = [
        *heading(title, g, spectrum, "theorems", "FrontierCertificates"),
        *("", f"Definition g (lambda t : R) : R := {coq_text(g, {LAMBDA: 'lambda', TIME: 't'})}.", "", proof.text),
    ]
    lines += [line for part in parts for line in (*part.lines, "")]
    lines += [f"(* Left out: {reason}. *)" for reason in left_out]
    statements = {"frontier_condition": _condition(proof, spectrum), **{part.name: part.statement for part in parts}}
    shows = {part.name: part.shows for part in parts}
    return Certificate("\n".join(lines).rstrip() + "\n", statements, shows, tuple(left_out))


def _condition(of: FrontierProof, spectrum: Spectrum) -> str:
    return (
        f"g <= {of.kappa} (lambda/l)^({of.mu}) for 0 < lambda <= l, g >= {of.theta} and "
        f"e^(-2g) <= {of.M} (l/lambda)^({of.r}) for l <= lambda <= {spectrum.Lambda}; "
        f"l = {of.frontier.formula}, t >= {of.t0}"
    )


def _loss(of: FrontierProof, spectrum: Spectrum) -> Part:
    a, b, W, Lambda = spectrum.a, spectrum.b, spectrum.W, spectrum.Lambda
    p = (a - 1) / b
    if b * of.r > a - 1:
        low = sympy.exp(-2 * of.kappa) * _TWO ** (1 - a) / (a - 1)
        high = of.M * (1 + 1 / (b * of.r - a + 1)) + _TWO ** (a - 1) / (a - 1)
        ends = around(W * low * Lambda**-p, W * high * Lambda**-p)
        placed = Truth.YES if of.mu > 0 else Truth.UNKNOWN  # l is where g = 1, up to constants (frontier_location)
        return _multiples(of, spectrum, ends, p, "certified_frontier_loss", "", placed)
    if of.first is None or b * of.r == a - 1:
        raise UndecidedError(f"no bounds of L: the modes above the frontier weigh as much as those at it (r = {of.r})")
    heavy = (of.M + 1) * (a - b * of.r) / (a - b * of.r - 1)
    ends = around(W * of.first * Lambda**-of.r, W * heavy * Lambda**-of.r)
    return _multiples(of, spectrum, ends, of.r, "certified_heavy_loss", f"(M1 := {number(of.first)})", Truth.NO)


def _multiples(
    of: FrontierProof,
    spectrum: Spectrum,
    ends: tuple[sympy.Rational, sympy.Rational],
    power: sympy.Rational,
    lemma: str,
    more: str,
    shows: Truth,
) -> Part:
    """L between two multiples of a power of l."""
    low, high = ends
    law = f"Rpower (frontier t) {number(power)}"
    what = "r < (a-1)/b: claim prop1 fails" if shows is Truth.NO else "p = (a-1)/b: claim prop1"
    given = f"(low := {number(low)}) (high := {number(high)}) {more or f'(p := {number(power)})'}"
    lines = (
        f"(* L between multiples of frontier^({power}), {what}. *)",
        f"Theorem loss_certificate : forall t, {number(of.t0)} <= t ->",
        f"  within ({number(low)} * {law}) (loss_terms {of_modes(spectrum)} g t) ({number(high)} * {law}).",
        "Proof.",
        f"  apply ({lemma} {_given(of, spectrum)}) with {given};",
        f"    try exact frontier_condition; {'try exact first_mode; ' if more else ''}try lra.",
        "  all: frontier_constants.",
        "Qed.",
    )
    said = f"{low} l^({power}) <= L(t) <= {high} l^({power}), l = {of.frontier.formula}, for t >= {of.t0}"
    return Part("loss_certificate", said, lines, shows)


def _energy(of: FrontierProof, spectrum: Spectrum) -> Part:
    s, q = spectrum.s, of.mu * spectrum.b
    if s >= 2 * q:
        raise UndecidedError(
            f"no bounds of S: below the frontier g is bounded by (lambda/l)^({of.mu}), too slow for s = {s}"
        )
    unit, first = spectrum.W / spectrum.Lambda, (1 - sympy.exp(-of.theta)) ** 2
    since = f"l = {of.frontier.formula}, for t >= {of.t0}"
    if s > 0:
        e = s / spectrum.b
        scale = unit * spectrum.Lambda**e
        low = first * _TWO**-s
        high = 1 + 1 / s + _tail(of, s, q)
        below, above = around(scale * low, scale * high)
        power = f"Rpower (frontier t) (- {number(e)})"
        said = f"{below} l^-({e}) <= S(t) <= {above} l^-({e}), {since}"
        bounds = (f"{number(below)} * {power}", f"{number(above)} * {power}")
        arguments = f"(low := {number(below)}) (high := {number(above)}) (e := {number(e)})"
        shows = Truth.NO if of.frontier.j else Truth.YES
        return _energy_part(of, spectrum, "certified_edge_energy", arguments, bounds, said, shows)
    if s < 0:
        below, above = around(unit * first, unit * (1 - 1 / s))
        said = f"{below} <= S(t) <= {above} for t >= {of.t0}"
        ends = (number(below), number(above))
        arguments = f"(low := {ends[0]}) (high := {ends[1]})"
        return _energy_part(of, spectrum, "certified_edge_bounded", arguments, ends, said, Truth.NO)
    _, above = around(sympy.S.One, unit * (1 + _tail(of, s, q)))
    slow, fast = around(unit * first / spectrum.b, unit / spectrum.b)
    law = f"ln ({number(spectrum.Lambda)} / frontier t)"
    said = f"{slow} log({_lambda(spectrum)}/l) <= S(t) <= {above} + {fast} log({_lambda(spectrum)}/l), {since}"
    bounds = (f"0 + {number(slow)} * {law}", f"{number(above)} + {number(fast)} * {law}")
    arguments = f"(low := 0) (high := {number(above)}) (slow := {number(slow)}) (fast := {number(fast)})"
    return _energy_part(of, spectrum, "certified_edge_critical", arguments, bounds, said, Truth.NO)


def _lambda(spectrum: Spectrum) -> str:
    return str(spectrum.Lambda) if spectrum.Lambda.is_Integer else f"({spectrum.Lambda})"


def _tail(of: FrontierProof, s: sympy.Rational, q: sympy.Rational) -> sympy.Expr:
    return of.kappa**2 * _TWO ** (2 * q - s) / (2 * q - s)


def _energy_part(
    of: FrontierProof, spectrum: Spectrum, lemma: str, arguments: str, bounds: tuple[str, str], said: str, shows: Truth
) -> Part:
    low, high = bounds
    lines = (
        f"(* Theorem 2 at the frontier, claim thm2: s = 1+b-a = {spectrum.s}, 2 mu b = {2 * of.mu * spectrum.b}. *)",
        f"Theorem energy_certificate : forall t, {number(of.t0)} <= t ->",
        f"  within ({low}) (energy_terms {of_modes(spectrum)} g t) ({high}).",
        "Proof.",
        f"  apply ({lemma} {_given(of, spectrum)}) with {arguments};",
        "    try exact frontier_condition; try lra.",
        "  all: frontier_constants.",
        "Qed.",
    )
    return Part("energy_certificate", said, lines, shows)


def _given(of: FrontierProof, spectrum: Spectrum) -> str:
    constants = " ".join(number(value) for value in (of.kappa, of.mu, of.theta, of.M, of.r))
    return f"{of_modes(spectrum)} {number(of.t0)} frontier {constants} g".strip()
