"""What ``print`` shows of a result: a few lines."""

from __future__ import annotations

from spectral_proofs.results import ClaimResult, RunResult
from spectral_proofs.results.exit_status import EXPONENTS, exponents
from spectral_proofs.reporters import theorem
from spectral_proofs.reporters.plain import plain
from spectral_proofs.reporters.sheet import sheet, spectrum_text
from spectral_proofs.symbolic.regimes import Theorem


def text(result: object) -> str:
    """A run, a claim or a theorem in short; anything else as ``repr`` has it."""
    if isinstance(result, RunResult):
        return _run(result)
    if isinstance(result, ClaimResult):
        evidence = f", {result.evidence.value}" if result.evidence else ""
        return plain(f"{result.id}: {result.verdict.value}{evidence}: {result.reason}")
    if isinstance(result, Theorem):
        return _theorem(result)
    return repr(result)


def _run(result: RunResult) -> str:
    values = exponents(result.derivation)
    shown = (f"{name} = {values[name]}" for name in EXPONENTS if values[name] not in (None, 0) or "_" not in name)
    failed = [f"{claim.id} {claim.verdict.value}" for claim in result.claims if not claim.passed]
    lines = [f"{result.name}, {spectrum_text(result)}: {sheet(result).summary}", ", ".join(shown)]
    lines += [f"not passed: {', '.join(failed)}"] if failed else []
    lines += [f"internal error: {result.internal_error}"] if result.internal_error else []
    return "\n".join(map(plain, lines))


def _theorem(found: Theorem) -> str:
    head = f"g = {theorem.evolution_function(found)}"
    regimes = (f"{theorem.heading(regime)}: {', '.join(theorem.lines(regime.found)[:3])}" for regime in found.regimes)
    return "\n".join(map(plain, (head, *regimes)))
