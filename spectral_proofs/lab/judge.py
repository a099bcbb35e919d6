"""Claims against what was recorded: consistent, inconsistent or too little data; nothing here is proved.

How an interval answers a claim: :mod:`.answers`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.lab.answers import (
    CONSISTENT,
    INCONSISTENT,
    TOO_LITTLE,
    Statement,
    at_least,
    equal,
    positive,
    within,
)
from spectral_proofs.lab.compress import PRUNINGS
from spectral_proofs.lab.estimates import UNKNOWN, Estimate, Sample, combined, slope
from spectral_proofs.lab.experiments import EXPERIMENTS
from spectral_proofs.lab.experiments.base import Experiment
from spectral_proofs.lab.extra import require_scipy
from spectral_proofs.lab.kernel import precision
from spectral_proofs.lab.pruning import pruned
from spectral_proofs.lab.quantities import at_end, depth, early_position, floor, levels, reach, samples
from spectral_proofs.lab.record import FILE, Reading, read_record

_MARGIN = 0.05
_ON_CURVE = 0.1  # of an exponent, and of a curve in the root mean square
_EXACT = ("m", "n", "lazy")
_NO_RISE = 1e-8  # half of the digits of eight bytes
_SIZES = 3  # of which a trend is made
#: What the position is made of, early and at the end: no claims are made of these.
PARTS: Mapping[str, Callable[[Reading], float]] = {
    "early position": early_position,
    **{f"last {name}": partial(at_end, name=name) for name in ("position", "gradient", "train", "trace")},
}


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
        about = _experiment(self.experiment, self.settings)
        varied = ", ".join(f"{name} {self.settings[name]:g}" for name in about.axes) if about else ""
        return f"{self.experiment}: {varied}" if varied else self.experiment


@dataclass(frozen=True)
class Trend:
    """How the floor of the loss, the deepest learned eigenvalue and the deepest position go with the model's size."""

    label: str
    estimates: Mapping[str, Estimate]
    truth: Mapping[str, float]
    statements: Sequence[Statement]


def groups(folder: Path) -> list[Group]:
    """Every record in ``folder`` or below it, runs of one setting together.

    Raises:
        InputError: there is no record, or no SciPy.
    """
    found = [read_record(path.parent) for path in sorted(folder.rglob(FILE))]
    if not found:
        raise InputError(f"{folder}: no {FILE} in it; give a folder that lab run or Observer wrote")
    require_scipy()
    together: dict[object, list[Reading]] = {}
    for run in found:
        name = run.head["experiment"]
        key = (name, *sorted(run.head["settings"].items())) if name else run.folder
        together.setdefault(key, []).append(run)
    made = [_group(runs) for runs in together.values()]
    return sorted(made, key=lambda group: (group.experiment, sorted(group.settings.items())))


def _group(runs: Sequence[Reading]) -> Group:
    head = runs[0].head
    name = str(head["experiment"] or runs[0].folder.name)
    known = samples(runs)
    estimates = {key: value.estimate() for key, value in known.items()}
    about = _experiment(name, head["settings"])
    truth = about.truth(head["settings"]) if about else {}
    statements = [*_derived(known, truth), *_claims(known, runs)]
    return Group(name, head["settings"], runs, estimates, truth, statements)


@dataclass(frozen=True)
class Coverage:
    """How many intervals of experiments of equal size hold what is derived, of those that are known."""

    name: str
    truth: float
    holding: int
    known: int
    mean: float  # of the estimates
    half: float  # of the median interval


def coverage(group: Group, size: int) -> list[Coverage]:
    """The runs of one setting, in order of their seeds, as experiments of ``size`` runs each; what is left is not used.

    Raises InputError: there are fewer runs than ``size``, or nothing is derived for them.
    """
    runs = sorted(group.runs, key=lambda run: int(run.head["seed"]))
    if len(runs) < size or not group.truth:
        why = f"{len(runs)} runs" if group.truth else "nothing is derived for them"
        raise InputError(f"{group.label}: {why}; experiments of {size} runs are judged against what is derived")
    parts = [samples(runs[i : i + size]) for i in range(0, len(runs) - size + 1, size)]
    found = []
    for name, truth in group.truth.items():
        known = [e for e in (part[name].estimate() for part in parts) if e.known]
        values, widths = ([e.value for e in known], [e.high - e.low for e in known]) if known else ([math.nan],) * 2
        holding = sum(e.covers(truth) for e in known)
        found.append(Coverage(name, truth, holding, len(known), float(np.mean(values)), float(np.median(widths)) / 2))
    return found


def derived(runs: Sequence[Reading], about: Experiment) -> list[Statement]:
    """What ``about`` derives for the settings of these runs, which differ in their seeds only, against them."""
    return _derived(samples(runs), about.truth(runs[0].head["settings"]))


def _derived(known: Mapping[str, Sample], truth: Mapping[str, float]) -> list[Statement]:
    found = []
    for name, value in truth.items():
        says = f"{name} = {value:g}, as derived"
        if name in _EXACT:  # so precise that the size of the steps shows
            found.append(within(name, says, _less(_log(known[name]), math.log(value)), _MARGIN))
        else:
            found.append(equal(name, says, _less(known[name], value)))
    return found


def _claims(known: Mapping[str, Sample], runs: Sequence[Reading]) -> list[Statement]:
    chi, gamma, rho, p = (known[name] for name in ("chi", "gamma", "rho", "p"))
    return [
        _falls(runs),
        *_lazy(known, runs),
        equal(
            "eq4",
            "n/m, of the elasticities of g, is ρ",
            combined(lambda n, m, r: n / m - r, known["n"], known["m"], rho),
        ),
        equal("eq7", "χ = ρp", combined(lambda x, r, p: x - r * p, chi, rho, p)),
        equal("thm2", "γ = ρ(1-p)", combined(lambda g, r, p: g - r * (1 - p), gamma, rho, p)),
        equal("cor1", "χ + γ = ρ", combined(lambda x, g, r: x + g - r, chi, gamma, rho)),
        equal(
            "quantization",
            "ΔL of rounded weights ~ t^(ρ-χ), no constant beside it",
            combined(lambda e, x, r: e + x - r, known["excess"], chi, rho),
        ),
        at_least(
            "tradeoff", "γ >= χ(1-p)/p, for every g", combined(lambda g, x, p: g - x * (1 - p) / p, gamma, chi, p)
        ),
        *_pruned(runs),
    ]


def _lazy(known: Mapping[str, Sample], runs: Sequence[Reading]) -> Iterator[Statement]:
    """Residuals are e^(-lambda t); a kernel that stays says so of squared losses only."""
    if runs[0].head["loss"]["name"] != "cross-entropy":
        for name, says in (
            ("lazy", "mean of g_k/(rate λ_k t) over modes at the frontier is 1"),
            ("m", "g grows like λ: its elasticity m is 1"),
            ("n", "g grows like t: its elasticity n is 1"),
        ):
            yield within("lazy", says, _log(known[name]), _MARGIN)


def _pruned(runs: Sequence[Reading]) -> Iterator[Statement]:
    for kind in PRUNINGS:
        if all(levels(run, kind) for run in runs):
            found = [pruned(run, kind) for run in runs]
            left, misfit = (
                Sample(column)
                for column in np.array([(p.left(), p.nearest()[2]) if p else (math.nan,) * 2 for p in found]).T
            )
            says = f"{kind} pruning: ΔL/k_*^s is one curve of Θ for all times, no power of k_* beside it"
            yield within("prune-power", says, left, _ON_CURVE)
            yield within("prune-power", f"{kind} pruning: ΔL/k_*^s lies on F(Θ)", misfit, _ON_CURVE)


def trends(found: Sequence[Group]) -> list[Trend]:
    """For each experiment with a size, and each choice of its other settings: exponents in the size, over the seeds."""
    families: dict[object, list[Group]] = {}
    for group in found:
        about = _experiment(group.experiment, group.settings)
        if about and about.size:
            rest = tuple(sorted((k, v) for k, v in group.settings.items() if k != about.size))
            families.setdefault((group.experiment, rest), []).append(group)
    return [_trend(family) for family in families.values() if len(family) >= _SIZES]


def _trend(family: Sequence[Group]) -> Trend:
    about = _experiment(family[0].experiment, family[0].settings)
    assert about is not None
    ordered = sorted(family, key=lambda group: group.settings[about.size])
    sizes = np.array([group.settings[about.size] for group in ordered])
    seeds = min(len(group.runs) for group in ordered)
    known = {}
    derived = about.trends(family[0].settings)
    measures = {"floor": floor, "reach": reach} | ({"depth": depth} if "depth" in derived else {})
    for name, measure in {**measures, **PARTS}.items():
        curves = [np.array([measure(group.runs[i]) for group in ordered]) for i in range(seeds)]
        half = len(sizes) // 2
        known[name] = Sample(
            np.array([slope(sizes, y) for y in curves]),
            {"larger sizes": np.array([slope(sizes[half:], y[half:]) for y in curves])},
        )
    statements = [
        equal("reach", f"{name} ~ {about.size}^({e:g}), as derived", _less(known[name], e))
        for name, e in derived.items()
    ]
    if not derived:
        statements = [
            positive("reach", f"{name} falls with {about.size}", combined(np.negative, known[name]))
            for name in measures
        ]
    others = ", ".join(f"{axis} {family[0].settings[axis]:g}" for axis in about.axes if axis != about.size)
    label = f"{about.name}: {', '.join(f'{size:g}' for size in sizes)} {about.size}" + (f", {others}" if others else "")
    return Trend(label, {name: value.estimate() for name, value in known.items()}, derived, statements)


def _experiment(name: str, settings: Mapping[str, float]) -> Experiment | None:
    """The bundled experiment of that name, if the settings are its own: anybody may have written the record."""
    return next((e for e in EXPERIMENTS if e.name == name and {*e.settings, *e.axes} <= set(settings)), None)


def _falls(runs: Sequence[Reading]) -> Statement:
    """The share of recorded steps at which the position rises by more than the trace's error and the arithmetic do."""
    says = "the spectral position falls (effect: share of times at which it rises, least to largest of the runs)"
    told, seen = [], False
    for run in runs:
        position, trace, error = (run.column("losses", name) for name in ("position", "trace", "trace_error"))
        if len(position) > 1:
            rise = np.diff(position) / position[:-1]
            half_of_digits = math.sqrt(precision(int(run.head["model"]["bytes"])))
            unsure = 2 * np.hypot((error / trace)[:-1], (error / trace)[1:]) + half_of_digits
            told.append(float(np.mean(rise > unsure)))
            seen = seen or bool((rise > _NO_RISE).any())
    if not told:
        return Statement("position", says, TOO_LITTLE, UNKNOWN)
    share = Estimate(float(np.mean(told)), min(told), max(told), len(told))
    answer = INCONSISTENT if share.high > 0 else TOO_LITTLE if seen else CONSISTENT
    return Statement("position", says, answer, share)


def _log(x: Sample) -> Sample:
    return combined(np.log, x)


def _less(x: Sample, number: float) -> Sample:
    return combined(lambda value: value - number, x)
