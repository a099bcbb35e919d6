"""Marks of verdicts, and short headings of claims."""

from __future__ import annotations

from collections.abc import Sequence

from rich.text import Text

from spectral_proofs.results import ClaimResult, RunResult, Truth
from spectral_proofs.results.exit_status import count, known, surprising, undecided

#: Exponents as they are printed.
SYMBOLS = {"rho": "ρ", "chi": "χ", "gamma": "γ"}
HYPOTHESES = {Truth.YES: "hold", Truth.NO: "fail", Truth.UNKNOWN: "unknown"}
CONCLUSIONS = {Truth.YES: "holds", Truth.NO: "fails", Truth.UNKNOWN: "unknown"}
STYLES = {"PASS": "bold green", "FAIL": "bold red", "KNOWN": "bold cyan", "????": "bold yellow"}
#: Of a line of [expect]: an exponent that comes out otherwise is never as expected.
EXPECTED_MARKS = {Truth.YES: "PASS", Truth.NO: "FAIL!", Truth.UNKNOWN: "????"}


def mark(claim: ClaimResult) -> str:
    """PASS, FAIL, KNOWN (false as printed, whatever g is) or ????."""
    if undecided(claim):
        return "????"
    if known(claim):
        return "KNOWN"
    return "PASS" if claim.passed else "FAIL"


def head(identifier: str, longest: int = 8) -> str:
    """The id on as many lines as it has parts, each at most ``longest`` characters.

    >>> head("prune-saturation").split()
    ['prune', 'saturat.']
    """
    parts = identifier.split("-")
    return "\n".join(p if len(p) <= longest else p[: longest - 1] + "." for p in parts)


def verdict_cell(claim: ClaimResult | None) -> Text:
    """The mark; an exclamation mark says that it is not what was expected."""
    if claim is None:
        return Text("")
    return Text(mark(claim) + ("!" if surprising(claim) else ""), style=STYLES[mark(claim)])


def tally(results: Sequence[RunResult]) -> str:
    """How many claims passed, failed, are known to fail for every g, and stay undecided."""
    counts = count(results)
    failed = f"{counts.failed} failed" + f" ({counts.expected_failures} as expected)" * bool(counts.expected_failures)
    known_ones = f"{counts.known} known, " * bool(counts.known)
    return f"{counts.passed} passed, {failed}, {known_ones}{counts.undecided} undecided"
