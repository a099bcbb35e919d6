"""Claims against what was recorded: consistent, inconsistent or too little data; nothing here is proved.

A claim becomes a number that it says is 0 (or not negative), with a 95 % interval over the runs of one setting: the
answer is *consistent* if the interval admits the claim, *inconsistent* if not, *too little data* if there is none or
one wider than +-0.5, which would admit nearly everything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.lab.estimates import UNKNOWN, Estimate, Sample
from spectral_proofs.lab.experiments import EXPERIMENTS
from spectral_proofs.lab.quantities import samples
from spectral_proofs.lab.record import FILE, Reading, read_record

CONSISTENT, INCONSISTENT, TOO_LITTLE = "consistent", "inconsistent", "too little data"
_WIDEST = 0.5
_LAZY = 0.05


@dataclass(frozen=True)
class Statement:
    """One claim: its id, what it says of these runs, the answer, and the interval that decided."""

    id: str
    says: str
    answer: str
    effect: Estimate


@dataclass(frozen=True)
class Group:
    """The runs of one setting: what was estimated, what the theory derives for it, and the statements."""

    experiment: str
    settings: Mapping[str, float]
    runs: Sequence[Reading]
    estimates: Mapping[str, Estimate]
    truth: Mapping[str, float]
    statements: Sequence[Statement]

    @property
    def label(self) -> str:
        """The experiment's name with what is varied in it."""
        axes = next((e.axes for e in EXPERIMENTS if e.name == self.experiment), {})
        varied = ", ".join(f"{name} {self.settings[name]:g}" for name in axes)
        return f"{self.experiment}: {varied}" if varied else self.experiment


def groups(folder: Path) -> list[Group]:
    """Every record in ``folder`` or below it, runs of one setting together.

    Raises:
        InputError: there is no record.
    """
    found = [read_record(path.parent) for path in sorted(folder.rglob(FILE))]
    if not found:
        raise InputError(f"{folder}: no {FILE} in it; give a folder that lab run or Observer wrote")
    together: dict[object, list[Reading]] = {}
    for run in found:
        name = run.head["experiment"]
        key = (name, *sorted(run.head["settings"].items())) if name else run.folder
        together.setdefault(key, []).append(run)
    return [_group(runs) for runs in together.values()]


def _group(runs: Sequence[Reading]) -> Group:
    head = runs[0].head
    name = str(head["experiment"] or runs[0].folder.name)
    known = samples(runs)
    estimates = {key: value.estimate() for key, value in known.items()}
    truth = next((e.truth(head["settings"]) for e in EXPERIMENTS if e.name == head["experiment"]), {})
    statements = [*_derived(known, truth), *_claims(known, runs)]
    return Group(name, head["settings"], runs, estimates, truth, statements)


def _derived(known: Mapping[str, Sample], truth: Mapping[str, float]) -> list[Statement]:
    return [equal(name, f"{name} = {value:g}, as derived", known[name].minus(value)) for name, value in truth.items()]


def _claims(known: Mapping[str, Sample], runs: Sequence[Reading]) -> list[Statement]:
    chi, gamma, rho, p = (known[name] for name in ("chi", "gamma", "rho", "p"))
    return [
        _falls(runs),
        within("lazy", "residuals are e^(-λt): g_k/(rate λ_k t) is 1", _log(known["lazy"]), _LAZY),
        equal("eq4", "n/m, of the elasticities of g, is ρ", _ratio(known["n"], known["m"]) - rho),
        equal("eq7", "χ = ρp", chi - _product(rho, p)),
        equal("thm2", "γ = ρ(1-p)", gamma - rho + _product(rho, p)),
        equal("cor1", "χ + γ = ρ", chi + gamma - rho),
        at_least("tradeoff", "γ >= χ(1-p)/p, for every g", gamma - _ratio(chi, p) + chi),
    ]


def _falls(runs: Sequence[Reading]) -> Statement:
    """The share of recorded steps at which the position rises."""
    rises = []
    for run in runs:
        position = run.column("losses", "position")
        if len(position) > 1:
            rises.append(float(np.mean(np.diff(position) > 0)))
    if not rises:
        return Statement("position", "the spectral position falls", TOO_LITTLE, UNKNOWN)
    share = Estimate(float(np.mean(rises)), min(rises), max(rises), len(rises))
    answer = CONSISTENT if share.high == 0 else INCONSISTENT
    return Statement(
        "position", "the spectral position falls (effect: share of times at which it rises)", answer, share
    )


def equal(name: str, says: str, difference: Sample) -> Statement:
    """A claim that ``difference`` is 0."""
    effect = difference.estimate()
    return Statement(name, says, _answer(effect, effect.covers(0.0)), effect)


def within(name: str, says: str, difference: Sample, margin: float) -> Statement:
    """A claim that ``difference`` is 0, to within ``margin``: where steps are finite none is exact."""
    effect = difference.estimate()
    return Statement(
        name, f"{says}, to {margin:.0%}", _answer(effect, effect.low <= margin and effect.high >= -margin), effect
    )


def at_least(name: str, says: str, difference: Sample) -> Statement:
    """A claim that ``difference`` is not negative."""
    effect = difference.estimate()
    return Statement(name, says, _answer(effect, effect.high >= 0.0), effect)


def _answer(effect: Estimate, admitted: bool) -> str:
    if not effect.known or (admitted and effect.high - effect.low > 2 * _WIDEST):
        return TOO_LITTLE
    return CONSISTENT if admitted else INCONSISTENT


def _log(x: Sample) -> Sample:
    return Sample(np.log(x.whole), np.log(x.later), x.error)


def _product(x: Sample, y: Sample) -> Sample:
    return Sample(x.whole * y.whole, x.later * y.whole, x.error)


def _ratio(x: Sample, y: Sample) -> Sample:
    return Sample(x.whole / y.whole, x.later / y.later, x.error)
