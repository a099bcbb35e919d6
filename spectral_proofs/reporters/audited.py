"""Where the audit of the paper explains a refuted claim."""

from __future__ import annotations

from collections.abc import Iterable

from spectral_proofs.claims import CLAIMS
from spectral_proofs.results import ClaimResult, Verdict


def audit_note(claims: Iterable[ClaimResult]) -> str:
    """The refuted ones of ``claims`` that the audit has rows for, with these rows; empty when there is none."""
    refuted = dict.fromkeys(claim.id for claim in claims if claim.verdict is Verdict.REFUTED)
    rows = {name: CLAIMS[name].audited for name in refuted if name in CLAIMS and CLAIMS[name].audited}
    if not rows:
        return ""
    named = ", ".join(f"{name} ({', '.join(items)})" for name, items in rows.items())
    first = next(iter(rows.values()))[0]
    where = f"why: spectral-proofs audit --item {first}"
    return f"not true as printed in the paper, or not without a condition: {named}; {where}"
