"""What ``check`` prints about a candidate with free parameters: each regime with its formulas and its instances.

The verdicts of an instance are those of an ordinary run. A claim that does not pass on every instance of a regime
is explained once, by the first of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.text import Text

from spectral_proofs.instance_check import GeneralResult, RegimeResult, certified
from spectral_proofs.reporters import theorem as theorem_report
from spectral_proofs.reporters.audited import audit_note
from spectral_proofs.reporters.table import run_tables
from spectral_proofs.reporters.text import formulas, text
from spectral_proofs.reporters.verdicts import EXPECTED_MARKS, STYLES, verdict_cell
from spectral_proofs.results import ClaimResult, RunResult, Truth
from spectral_proofs.results.exit_status import known, surprising, undecided


def report(result: GeneralResult, details: bool = False) -> Iterator[RenderableType]:
    """The theorem, regime by regime, with the instances of each.

    Args:
        result: of one candidate.
        details: show every run in full as well.
    """
    yield from theorem_report.preamble(result.theorem)
    common, special = theorem_report.divided(result.theorem)
    yield from theorem_report.block("always", common)
    names = [str(s) for s in result.theorem.parameters]
    for regime, lines in zip(result.regimes, special, strict=True):
        yield from theorem_report.block(theorem_report.heading(regime.regime), lines or ["(see above)"])
        yield from _instances(names, regime)
    yield Text("")
    for run in result.runs:
        if details or run.internal_error:
            yield run_tables(run)
    yield _closing(result)


def _instances(names: Sequence[str], regime: RegimeResult) -> Iterator[RenderableType]:
    for run in regime.runs:
        values = {**run.parameters, **run.spectrum}
        shown = ", ".join(f"{name} = {values.get(name, '')}" for name in names) or "the run"
        line = formulas(shown)
        line.append_text(_certified(run))
        yield Padding(line, (0, 0, 0, 4))
        yield Padding(_verdicts(run), (0, 0, 0, 6))
        for expected in run.expectations:
            if expected.met is not Truth.YES:
                unmet = f"expect {expected.name} = {expected.expected}, found {expected.found}"
                yield Padding(text(f"{EXPECTED_MARKS[expected.met]} {unmet}", "bold red"), (0, 0, 0, 6))
    for claim in _to_explain(regime.runs):
        yield Padding(formulas(f"{claim.id} {claim.verdict.value}: {claim.reason}"), (0, 0, 0, 4))
    audited = audit_note([claim for run in regime.runs for claim in run.claims])
    for note in (
        *filter(None, [audited]),
        *regime.notes,
        *dict.fromkeys(note for run in regime.runs for note in run.notes),
    ):
        yield Padding(formulas(f"note: {note}"), (0, 0, 0, 4))


def _certified(run: RunResult) -> Text:
    if run.internal_error:
        return Text("  internal error", style="bold red")
    return Text("  certified", style="dim") if certified(run) else Text("  not certified", style="bold yellow")


def _verdicts(run: RunResult) -> Text:
    """PASS with the claims that pass, then FAIL with those that do not, then ????."""
    groups: dict[str, list[str]] = {}
    for claim in run.claims:
        groups.setdefault(verdict_cell(claim).plain, []).append(claim.id)
    shown = Text()
    for mark, claims in sorted(groups.items(), key=lambda item: ("PFK?".find(item[0][0]), item[0])):
        shown.append(f"{mark} ", style=STYLES[mark.rstrip("!")])
        shown.append(f"{' '.join(claims)}   ")
    return shown


def _to_explain(runs: Iterable[RunResult]) -> list[ClaimResult]:
    """The first of each claim that failed or is undecided, for each verdict."""
    found: dict[tuple[str, str], ClaimResult] = {}
    for run in runs:
        for claim in run.claims:
            if undecided(claim) or (not claim.passed and not known(claim)) or surprising(claim):
                found.setdefault((claim.id, claim.verdict.value), claim)
    return list(found.values())


def _closing(result: GeneralResult) -> Text:
    good = sum(regime.certified for regime in result.regimes)
    count = len(result.regimes)
    line = f"{count} regime{'s' if count != 1 else ''}, {good} with certified instances"
    return Text(line + (", the theorem leaves something undecided" if result.theorem.undecided else ""))


def entries(results: Sequence[GeneralResult], runs: Sequence[RunResult]) -> list[dict[str, Any]]:
    """The ``regimes`` of ``check --format json``; ``runs`` of an entry are positions in the document's own list."""
    places = {id(run): index for index, run in enumerate(runs)}
    return [_entry(result, regime, places) for result in results for regime in result.regimes]


def _entry(result: GeneralResult, regime: RegimeResult, places: Mapping[int, int]) -> dict[str, Any]:
    verdicts: dict[str, Counter[str]] = {}
    for run in regime.runs:
        for claim in run.claims:
            verdicts.setdefault(claim.id, Counter())[claim.verdict.value] += 1
    entry = {
        "candidate": {"name": result.name, "g": theorem_report.evolution_function(result.theorem)},
        "spectrum": {"a": str(result.theorem.a), "b": str(result.theorem.b)},
        "assumptions": list(result.theorem.assumptions),
        **theorem_report.regime_entry(regime.regime),
        "runs": [places[id(run)] for run in regime.runs],
        "verdicts": {claim: dict(count) for claim, count in verdicts.items()},
        "certified": regime.certified,
    }
    return entry | {"notes": [*entry["notes"], *regime.notes]}
