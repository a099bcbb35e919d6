"""Beside what the program proves of a run, what Coq accepts: the claims that the certificate's theorems are about.

1. The certificate is made from the run's own derivation; a refusal becomes a note of the run.
2. Coq compiles it; what it rejects becomes a note too, and no row is marked.
3. A row is marked where its conclusion, proved, is what the theorem shows.  A conclusion that the theorem contradicts
   is an internal error.
"""

from __future__ import annotations

from dataclasses import replace

from spectral_proofs.certificate import coq
from spectral_proofs.certificate.document import OF_POWERS, certificate_of
from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import ClaimResult, Evidence, RunResult, Truth

#: Claims and the theorem about each.
_THEOREMS = {claim.id: claim.certificate for claim in CLAIMS.values() if claim.certificate}


def require_coq() -> None:
    """See that Coq is there, before long work is done; raises InputError where it is not."""
    try:
        coq.compiler()
    except UndecidedError as error:
        raise InputError(f"--machine-check: {error}") from None


def machine_checked(result: RunResult, spectrum: ModeSpectrum, memory: int | None, seconds: float | None) -> RunResult:
    """The run with the rows marked that a certificate accepted by Coq covers, and the certificate itself."""
    try:
        if result.derivation is None or not isinstance(spectrum, Spectrum):
            raise UndecidedError(result.underived or OF_POWERS)
        found = certificate_of(result.derivation, spectrum, result.title or result.name)
        refused = coq.rejection(found.text, seconds, memory)
        if refused:
            raise UndecidedError(f"coqc does not accept it: {refused}")
    except UndecidedError as error:
        return replace(result, notes=(*result.notes, f"no certificate: {error}"))
    shown = {claim: found.shows[theorem] for claim, theorem in _THEOREMS.items() if theorem in found.shows}
    contradicted = [
        c.id for c in result.claims if c.id in shown and {c.conclusion, shown[c.id]} == {Truth.YES, Truth.NO}
    ]
    if contradicted:
        said = f"{', '.join(contradicted)}: the conclusion contradicts a certificate that coqc accepts"
        return replace(result, internal_error=result.internal_error or said)
    claims = tuple(_marked(claim, shown, found.theorems) for claim in result.claims)
    notes = (*result.notes, *(f"the certificate has {reason}" for reason in found.left_out))
    return replace(result, claims=claims, certificate=found.text, notes=notes)


def _marked(claim: ClaimResult, shown: dict[str, Truth], theorems: dict[str, str]) -> ClaimResult:
    if claim.evidence is not Evidence.PROVED or shown.get(claim.id) is not claim.conclusion:
        return claim
    name = _THEOREMS[claim.id]
    return replace(claim, machine_checked=f"{name}: {theorems[name]}")
