"""The sharp constant of L for monomials: one more theorem of a certificate, from a later time on.

1. g = c lambda^m t^n, q = m b and r = q/(a-1) = A/B: L is G/(a-1) (2Y)^(-(a-1)/q) up to its largest term,
   Y = c Lambda^m t^n (``SharpConstant``).
2. G = Gamma(1 + 1/r) is the limit of Phi(z) = int_0^z B y^(B-1) e^(-y^A) dy; coq-interval encloses Phi(Z), and beyond Z
   is at most (B/A) e^(-Z^A).
3. From t >= 10^5 on (later where Y < 1 then) the largest term is a fixed share of the law.

Left out: r < 1, that is a - 1 > m b, where the tail beyond Z has no such bound; large A; S, whose integrand is singular
at both ends.
"""

from __future__ import annotations

import sympy

from spectral_proofs.balls.precision import working_precision
from spectral_proofs.bounds.constants import rounded_down, rounded_up
from spectral_proofs.bounds.numbers import ball
from spectral_proofs.certificate.constants import Constants, around
from spectral_proofs.certificate.parts import Part, number, of_modes
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Truth

_START = sympy.Integer(10) ** 5
_LARGEST = 40  # powers in the integrand
_TAIL = 25  # e^-25 is left beyond Z
_ROOM = sympy.Rational(1, 10**5)
_TWO = sympy.Integer(2)


def sharp_loss(of: Constants) -> Part:
    """L of a monomial (c1 = c2) between two multiples of t^-chi that are close to each other.

    Raises:
        UndecidedError: the integral is not one that the proofs bound.
    """
    a, q, W = of.spectrum.a, of.q, of.spectrum.W
    r = q / (a - 1)
    if r < 1 or r.p > _LARGEST:
        bounded = f"for r >= 1 with a numerator up to {_LARGEST}"
        raise UndecidedError(
            f"no sharp constant: the integral of exp(-v^r) is bounded {bounded}, and r = m b/(a-1) = {r}"
        )
    scale = of.c1 * of.spectrum.Lambda**of.m
    t0 = sympy.Max(_START, sympy.ceiling(scale ** (-1 / of.n)) + 1)
    G = sympy.gamma(1 + 1 / r)
    with working_precision(128):
        low, high = rounded_down(ball(G * (1 - _ROOM)), 7), rounded_up(ball(G * (1 + _ROOM)), 7)
        Z = sympy.Max(1, rounded_up(ball(sympy.Integer(_TAIL) ** (1 / sympy.Integer(r.p))), 2))
    law = (_TWO * scale) ** (-(a - 1) / q) / (a - 1)
    rest = (a / q / (2 * sympy.E)) ** (a / q) * scale ** (-a / q) * t0 ** (-of.n / q)
    ends = around(W * (low * law - rest), W * (high * law + rest))
    return _part(of, r, t0, (low, high, Z), ends)


def _part(
    of: Constants,
    r: sympy.Rational,
    t0: sympy.Rational,
    integral: tuple[sympy.Rational, ...],
    ends: tuple[sympy.Rational, sympy.Rational],
) -> Part:
    low, high, Z = (number(value) for value in integral)
    below, above = (number(value) for value in ends)
    power = f"Rpower t (- ({number(of.chi)}))"
    density = f"{r.q} * y ^ {r.q - 1} * exp (- y ^ {r.p})"
    given = " ".join(number(v) for v in (*of.problem[:-1], t0))
    lines = (
        f"(* The sharp constant, claim eq7: G = Gamma(1 + 1/r), r = {r}, as an integral. *)",
        f"Lemma integral : {low} <= RInt (fun y => {density}) 0 {Z} <= {high} - 1 / 1000000.",
        "Proof. integral with (i_prec 40). Qed.",
        f"Lemma Phi_at_Z : Phi {r.p} {r.q} {Z} = RInt (fun y => {density}) 0 {Z}.",
        "Proof. apply Phi_is. intros y. simpl INR. simpl pred. ring. Qed.",
        f"Lemma Phi_low : {low} <= Phi {r.p} {r.q} {Z}. Proof. rewrite Phi_at_Z. apply integral. Qed.",
        f"Lemma Phi_high : Phi {r.p} {r.q} {Z} + INR {r.q} / INR {r.p} * exp (- {Z} ^ {r.p}) <= {high}.",
        "Proof.",
        "  rewrite Phi_at_Z. pose proof (proj2 integral). simpl INR.",
        f"  assert ({r.q} / {r.p} * exp (- {Z} ^ {r.p}) <= 1 / 1000000) by (interval with (i_prec 40)).",
        "  simpl INR in *. lra.",
        "Qed.",
        "(* g as the monomial that it is, from the later time on. *)",
        f"Lemma monomial : growth {' '.join(number(v) for v in (of.spectrum.Lambda, of.m, of.n, of.c1, of.c1, t0))} g.",
        "Proof. intros lambda t Hl Ht. apply condition2; lra. Qed.",
        f"Theorem sharp_loss_certificate : forall t, {number(t0)} <= t ->",
        f"  within ({below} * {power}) (loss_terms {of_modes(of.spectrum)} g t) ({above} * {power}).",
        "Proof.",
        f"  apply (certified_sharp_loss {given} g {r.p} {r.q} {low} {high} {Z} {below} {above});",
        "    [exact monomial|try lra; try lia ..].",
        "  all: first [exact Phi_low | exact Phi_high | solve [simpl INR; field] | solve [unfold chi, rho; field]",
        "    | sharp_constants].",
        "Qed.",
    )
    said = f"{ends[0]} t^-({of.chi}) <= L(t) <= {ends[1]} t^-({of.chi}) for t >= {t0}"
    return Part("sharp_loss_certificate", said, lines, Truth.YES)
