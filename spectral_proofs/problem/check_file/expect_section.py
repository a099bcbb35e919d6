"""The section [expect]: formulas of exponents, and verdicts of claims."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file.location import Located
from spectral_proofs.problem.check_file.values import number_text, require_known, subtable
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.results import Verdict

EXPONENTS = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")


def read_expectations(table: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Verdict]]:
    """Texts of the exponents (or "none") and verdicts by claim; raises InputError naming the key."""
    require_known(table, (*EXPONENTS, "verdicts"), "expect.")
    exponents = {}
    for key in EXPONENTS:
        if key in table:
            value = table[key]
            with Located(None, f"expect.{key}"):
                exponents[key] = value if isinstance(value, str) else number_text(value)
    verdicts = subtable(table, "verdicts", "expect.")
    return exponents, {claim: _verdict(claim, word) for claim, word in verdicts.items()}


def _verdict(claim: str, word: object) -> Verdict:
    words = [verdict.value for verdict in Verdict]
    if word not in words:
        raise InputError(f"expect.verdicts.{claim}: {shorten(str(word))!r} is no verdict; write {', '.join(words)}")
    return Verdict(word)
