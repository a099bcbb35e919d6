"""What every certificate is put together from: its heading, theorems with what they say, text for comments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import sympy

from spectral_proofs.certificate.coq_text import coq_text
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Truth

_UNSAFE = re.compile(r"[^A-Za-z0-9 +\-*/^().,_=<>:;]")


@dataclass(frozen=True)
class Certificate:
    """A Coq file, the theorems in it by name with what they say, and what was left out with the reason.

    ``shows`` has, by theorem, whether the claim that the theorem is about holds or fails.
    """

    text: str
    theorems: dict[str, str]
    shows: dict[str, Truth] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """One theorem of a certificate: its name, what it says for people, its lines in Coq, and what it shows."""

    name: str
    statement: str
    lines: tuple[str, ...]
    shows: Truth


def in_comment(text: str) -> str:
    """Text that cannot end a comment of Coq, begin one, or open a string.

    >>> in_comment('g *) Axiom x : False. (* "')
    'g * ) Axiom x : False. ( * ?'
    """
    plain = _UNSAFE.sub("?", text)
    while "(*" in plain or "*)" in plain:
        plain = plain.replace("(*", "( *").replace("*)", "* )")
    return plain


def heading(title: str, g: sympy.Expr, spectrum: Spectrum, of: str, library: str) -> list[str]:
    """The first lines, with the spectrum that the theorems are about."""
    return [
        f"(* {in_comment(title)}",
        f"   g = {in_comment(str(g))}",
        f"   a = {spectrum.a}, b = {spectrum.b}, Lambda = {spectrum.Lambda}, W = {spectrum.W}",
        "   To be compiled beside the project's proofs: coqc -Q PROOFS SpectralProofs FILE.v.",
        f"   What this file shows is what its {of} say, for g as defined here. *)",
        f"From SpectralProofs Require Import {library}.",
        "Open Scope R_scope.",
    ]


def number(value: sympy.Expr) -> str:
    """A rational number in Coq."""
    return coq_text(value, {})


def of_modes(spectrum: Spectrum) -> str:
    """W, a, Lambda, b: the arguments of the terms of L and S."""
    return " ".join(number(value) for value in (spectrum.W, spectrum.a, spectrum.Lambda, spectrum.b))
