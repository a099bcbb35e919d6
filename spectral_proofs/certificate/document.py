"""The certificate of one candidate: its Coq file, put together from a proof about g and the theorems of ``proofs/``.

1. g is written in Coq's reals (:mod:`coq_text`).
2. Where (2) holds: ``condition2`` with constants c1, c2, t0 from the derivation, proved by :mod:`growth_proof`.
3. ``loss_certificate``: rational constants around L(t) t^chi for every t >= t0, from ``LossSandwich.loss_sandwich``.
4. ``energy_certificate``: the same for S, by the line of ``EnergyTheorem2`` that the spectrum asks for.
5. Of monomials ``sharp_loss_certificate`` and ``sharp_energy_certificate`` besides (:mod:`sharp_document`).
6. Where (2) fails, and where no way to (2) applies: the conditions at the frontier (:mod:`frontier_document`).

Balls give the constants of 3 and 4; what they are worth the kernel decides.  Left out: g with functions that
:mod:`coq_text` refuses, and g without bounds at a frontier that is a power of t and log t.
"""

from __future__ import annotations

import sympy

from spectral_proofs.bounds.numbers import sign
from spectral_proofs.certificate.constants import Constants
from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.certificate.frontier_document import frontier_certificate
from spectral_proofs.certificate.growth_proof import GrowthProof, growth_proof
from spectral_proofs.certificate.parts import Certificate, Part, heading, number, of_modes
from spectral_proofs.certificate.sharp_document import sharp_energy, sharp_loss
from spectral_proofs.derivation import derive
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Growth, Truth

#: Why there is none on other modes.
OF_POWERS = "the theorems are about all modes k = 1, 2, ... of lambda_k = Lambda k^-b, power W k^-a, exactly"


def certify(candidate: Candidate, spectrum: Spectrum) -> Certificate:
    """The certificate of a candidate.

    >>> certify(Candidate("lambda*t"), Spectrum()).theorems["condition2"]
    '1 lambda^1 t^1 <= g <= 1 lambda^1 t^1 for 0 < lambda <= 1, t >= 1'

    Raises:
        UndecidedError: there is none, with the reason.
        InputError: g cannot be used on this spectrum.
    """
    if not isinstance(spectrum, Spectrum):
        raise UndecidedError(OF_POWERS)
    g = candidate.resolve(spectrum)
    return certificate_of(derive(g, spectrum), spectrum, candidate.title or candidate.name or candidate.g)


def certificate_of(derivation: Derivation, spectrum: Spectrum, title: str) -> Certificate:
    """The same, of a g whose condition (2) and frontier were derived."""
    coq_text(derivation.g, {LAMBDA: "lambda", TIME: "t"})  # what has no translation is refused before anything else
    try:
        return _growth_certificate(derivation.g, spectrum, derivation.growth, title)
    except UndecidedError as error:
        reason = str(error)
    try:
        return frontier_certificate(derivation.g, spectrum, derivation.frontier.level, title)
    except UndecidedError as error:
        raise UndecidedError(f"{reason}; at the frontier: {error}") from None


def _growth_certificate(g: sympy.Expr, spectrum: Spectrum, growth: Growth, title: str) -> Certificate:
    proof = growth_proof(g, spectrum.Lambda, _usable(growth))
    constants = Constants(spectrum, growth.m, growth.n, proof.c1, proof.c2, proof.t0)
    parts, left_out = [_loss(constants), _energy(constants)], []
    if proof.c1 == proof.c2:
        for sharp in (sharp_loss, sharp_energy):
            try:
                parts.append(sharp(constants))
            except UndecidedError as error:
                left_out.append(str(error))
    lines = [
        *heading(title, g, spectrum, "theorems", "Certificates SharpCertificates"),
        *("", f"Definition g (lambda t : R) : R := {coq_text(g, {LAMBDA: 'lambda', TIME: 't'})}.", "", proof.text),
    ]
    lines += [line for part in parts for line in ("", *part.lines)]
    statements = {"condition2": _condition(spectrum, growth, proof), **{part.name: part.statement for part in parts}}
    shows = {"condition2": Truth.YES, **{part.name: part.shows for part in parts}}
    return Certificate("\n".join(lines) + "\n", statements, shows, tuple(left_out))


def _usable(growth: Growth) -> Growth:
    if growth.fact.truth is Truth.NO:
        raise UndecidedError(f"condition (2) fails: {growth.fact.reason}")
    if not growth.fact.holds or not growth.explicit:
        raise UndecidedError(f"no explicit constants of (2) are known: {growth.fact.reason}")
    if growth.m is None or growth.n is None or not (growth.m.is_Rational and growth.n.is_Rational):
        raise UndecidedError(f"the exponents {growth.m} and {growth.n} are not rational")
    return growth


def _condition(spectrum: Spectrum, growth: Growth, proof: GrowthProof) -> str:
    m, n = (str(power) if isinstance(power, sympy.Integer) else f"({power})" for power in (growth.m, growth.n))
    monomial = f"lambda^{m} t^{n}"
    domain = f"0 < lambda <= {spectrum.Lambda}, t >= {proof.t0}"
    return f"{proof.c1} {monomial} <= g <= {proof.c2} {monomial} for {domain}"


def _loss(of: Constants) -> Part:
    low, high = of.loss()
    terms = f"(loss_terms {of_modes(of.spectrum)} g t)"
    power = f"Rpower t (- ({number(of.chi)}))"  # in parentheses: Coq reads - 1 as a numeral
    arguments = " ".join(number(v) for v in (*of.problem, of.t0))
    lines = (
        f"(* Propositions 1 and 3, (25) and (26), claim prop1: L between multiples of t^-chi, chi = {of.chi}. *)",
        f"Theorem loss_certificate : forall t, {number(of.t0)} <= t ->",
        f"  within ({number(low)} * {power}) {terms} ({number(high)} * {power}).",
        "Proof.",
        f"  apply (certified_loss {arguments} g); [exact condition2|try lra ..].",
        "  all: try (unfold chi, rho; field).",
        "  all: constants.",
        "Qed.",
    )
    return Part(
        "loss_certificate", f"{low} t^-({of.chi}) <= L(t) <= {high} t^-({of.chi}) for t >= {of.t0}", lines, Truth.YES
    )


def _energy(of: Constants) -> Part:
    s = of.spectrum.s
    if s >= 2 * of.q:
        return _infinite(of)
    lemma, low, high, statement = _finite(of, int(sign(s)))
    arguments = " ".join(number(v) for v in (*of.problem, of.t0))
    return Part(
        "energy_certificate",
        statement,
        (
            f"(* Theorem 2 as corrected, claim thm2: s = 1+b-a = {s}, 2 m b = {2 * of.q}. *)",
            f"Theorem energy_certificate : forall t, {number(of.t0)} <= t ->",
            f"  within ({low}) (energy_terms {of_modes(of.spectrum)} g t) ({high}).",
            "Proof.",
            f"  apply ({lemma} {arguments} g); [exact condition2|try lra ..].",
            "  all: try (unfold gamma, rho; field).",
            "  all: constants.",
            "Qed.",
        ),
        Truth.YES if s > 0 else Truth.NO,
    )


def _finite(of: Constants, side: int) -> tuple[str, str, str, str]:
    """The lemma for the sign of s, the two bounds in Coq, and what they say."""
    low, high = (number(value) for value in of.energy())
    since = f"for t >= {of.t0}"
    if side > 0:
        power = f"Rpower t {number(of.gamma)}"
        said = " <= S(t) <= ".join(f"{value} t^({of.gamma})" for value in of.energy())
        return "certified_energy", f"{low} * {power}", f"{high} * {power}", f"{said} {since}"
    said = " <= S(t) <= ".join(str(value) for value in of.energy())
    if side < 0:
        return "certified_bounded_energy", low, high, f"{said} {since}"
    slow, fast = of.logarithmic()
    said = f"{of.energy()[0]} + {slow} log t <= S(t) <= {of.energy()[1]} + {fast} log t {since}"
    return "certified_critical_energy", f"{low} + {number(slow)} * ln t", f"{high} + {number(fast)} * ln t", said


def _infinite(of: Constants) -> Part:
    arguments = " ".join(number(value) for value in (*of.problem, of.t0))
    return Part(
        "energy_certificate",
        f"S(t) is infinite for every t >= {of.t0}",
        (
            f"(* Audit row A9: s = 1+b-a = {of.spectrum.s} is not below 2 m b = {2 * of.q}. *)",
            f"Theorem energy_certificate : forall t, {number(of.t0)} <= t ->",
            f"  ~ ex_series (energy_terms {of_modes(of.spectrum)} g t).",
            "Proof.",
            f"  intros t Ht. apply (energy_infinite {arguments} g t); [try lra ..].",
            "  all: try exact condition2.",
            "  all: constants.",
            "Qed.",
        ),
        Truth.NO,
    )
