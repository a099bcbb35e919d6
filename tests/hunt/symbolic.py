"""Random candidates with free parameters: general theorem against derivations of exact instances.

    python -m tests.hunt.symbolic --seed 1 --count 300 --workers 2 --store hunt-symbolic.db

1. The theorem is derived without its own trials, so that a false regime is seen here.
2. Points: random ones in every case that the derivation distinguished (the borders are cases) and on the surfaces
   where constants may break; then points of a coarse grid, which were not chosen for any case.
3. At each point exactly one regime must hold, and the numeric derivation must say what it says.
4. At one point certified sums, up to t = 10^10000, must not contradict the numeric law.

Words: *right*; *wrong* (the theorem that ``derive`` prints is contradicted); *withdrawn* (a false regime, which the
trials inside ``derive`` found: a defect, but nothing false is printed); *undecided* (some regime is open);
*unobserved* (nothing could be compared). Candidate number k depends on (seed, k) alone; a run that was interrupted
goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import random
import shlex
import sys
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs import worker
from spectral_proofs.compare.confrontation import confront
from spectral_proofs.compare.confrontation import observed as observed_sums
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.crew import Crew
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.derivation.parameters.instances import Point
from spectral_proofs.derivation.parameters.parameter_case import A, B
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.parameters.trials import Trial, chosen, regime_at, trial_at, tried
from spectral_proofs.derivation.stages import derive_laws
from spectral_proofs.errors import InputError, InternalError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Outcome
from tests.hunt.hunt import ended, opened, run

SECONDS = 60.0
_DIGITS = 15
_GRID = [sympy.Rational(k, 4) for k in range(1, 13)]
_GRID_POINTS = 3
_POINTS = 4  # beside one in each case
_SUMMED = 1
_POWERS = ["1", "1", "1/2", "2", "m", "m", "2*m", "p"]
_TIME_POWERS = ["1", "1", "n", "n", "2*n", "q", "1/2"]
_COEFFICIENTS = ["1", "1", "1", "2", "c", "1/3"]
_WRAPPERS = [
    "asinh({0})",
    "c*asinh({0})",
    "log1p({0})",
    "c*log1p({0})",
    "c*log1p(({0})/c)",
    "log1p({0})**p",
    "sqrt(log1p({0}))",
    "log1p(log1p({0}))",
    "tanh({0})",
    "c*atan({0})",
    "erf({0})",
    "LambertW({0})",
    "c*LambertW({0})",
    "(1 + {0})**p - 1",
    "({0})*log1p({0})",
    "({0})/(1 + log1p({0}))",
    "1 - exp(-({0}))",
    "expm1({0})",
]
_FACTORS = [
    "log1p(t)",
    "log1p(t)**p",
    "log1p(1/lambda)",
    "1/log(3 + t)",
    "(2 + sin(log(t)))",
    "(1 + lambda**m)",
    "1/(1 + lambda)",
    "exp(-lambda)",
    "(1 + c/(1 + t))",
]


@dataclass(frozen=True)
class Draw:
    """One random question, as texts; empty a or b is free."""

    g: str
    a: str
    b: str

    @property
    def command(self) -> str:
        """What repeats it."""
        fixed = "".join(f" --{name} {value}" for name, value in (("a", self.a), ("b", self.b)) if value)
        return f"spectral-proofs derive{fixed} {shlex.quote(self.g)}"


def numbered(seed: int, number: int) -> Draw:
    """Candidate ``number`` of the run with this seed."""
    rng = random.Random(f"symbolic {seed}:{number}")
    while True:
        g = _expression(rng)
        free = Candidate(g).free_parameters
        if len(free) <= rng.choice([1, 2, 2, 3]):
            break
    a, b = str(sympy.Rational(rng.randint(11, 60), 10)), str(sympy.Rational(rng.randint(11, 40), 10))
    kind = rng.random() if free else 0.4
    return Draw(g, a if kind < 0.35 or kind > 0.8 else "", b if kind < 0.8 else "")


def _monomial(rng: random.Random) -> str:
    c, m, n = rng.choice(_COEFFICIENTS), rng.choice(_POWERS), rng.choice(_TIME_POWERS)
    return f"{c}*lambda**({m})*t**({n})"


def _expression(rng: random.Random) -> str:
    g = _monomial(rng)
    kind = rng.random()
    if kind < 0.3:
        g = " + ".join([g, *(_monomial(rng) for _ in range(rng.choice([1, 1, 2])))])
    elif kind < 0.36:
        g = f"({g})/(1 + {_monomial(rng)})"
    elif kind < 0.42:
        g = f"{rng.choice(['Max', 'Min'])}({g}, {_monomial(rng)})"
    if rng.random() < 0.6:
        g = rng.choice(_WRAPPERS).format(g)
        if rng.random() < 0.15:
            g = f"{g} + {_monomial(rng)}"
    if rng.random() < 0.25:
        g = f"({g})*{rng.choice(_FACTORS)}"
    return g


def judge(item: Draw, seed: int) -> tuple[str, str]:
    """The word and what is wrong or open."""
    try:
        theorem = general_theorem(Candidate(item.g), item.a or None, item.b or None, points=None)
    except InputError as error:
        return "rejected", str(error)
    seen = list(observed(theorem, random.Random(f"{seed} {item.g}")))
    wrong = [(t, t.difference) for t in seen if t.difference]
    sums = sum_contradictions(theorem, [t for t in seen if not t.difference and not t.open])
    if wrong or sums:
        printed = tried(theorem)
        false = [(t, d) for t, d in wrong if theorem.regimes[t.regime].found == printed.regimes[t.regime].found]
        shown = [f"{_at(t.point)}: {d}" for t, d in false or wrong] + sums
        return "wrong" if false or sums else "withdrawn", "; ".join(shown)
    open_parts = [note for regime in theorem.regimes for note in regime.found.notes if "undecided" in note]
    if open_parts:
        return "undecided", f"{len(open_parts)} notes in {len(theorem.regimes)} regimes: {open_parts[0]}"
    blind = [t.open for t in seen if t.open]
    if len(blind) == len(seen):
        return "unobserved", blind[0] if blind else "no points"
    return "right", f"{len(theorem.regimes)} regimes, {len(seen) - len(blind)} of {len(seen)} points compared"


def observed(theorem: Theorem, rng: random.Random) -> Iterator[Trial]:
    """Trials at points of the cases and at points of a coarse grid."""
    points = list(chosen(theorem, _POINTS))
    for _ in range(_GRID_POINTS if theorem.parameters else 0):
        point = {s: rng.choice(_GRID) + int(s in (A, B)) for s in theorem.parameters}
        if point not in points and _assumed(theorem, point):
            points.append(point)
    for point in points:
        yield trial_at(theorem, regime_at(theorem, point), point)


def _assumed(theorem: Theorem, point: Point) -> bool:
    return all(fact.subs(point) > 0 for base in theorem.bases for fact in base.facts if fact.subs(point).is_number)


def sum_contradictions(theorem: Theorem, seen: list[Trial]) -> list[str]:
    """Certified sums against the laws at a few points."""
    found = []
    for trial in seen[:: max(1, len(seen) // _SUMMED)][:_SUMMED]:
        g = theorem.g.subs(trial.point)
        spectrum = Spectrum(theorem.a.subs(trial.point), theorem.b.subs(trial.point))
        found += [f"{_at(trial.point)}: {reason}" for reason in _contradictions(g, spectrum)]
    return found


def _contradictions(g: sympy.Expr, spectrum: Spectrum) -> list[str]:
    laws = derive_laws(g, spectrum)
    values = observed_sums(g, spectrum, DOUBLING, _DIGITS)
    compared = confront({"L": laws.loss, "S": laws.energy}, (), values, onset(g, spectrum))
    return [item.reason for item in compared if item.outcome is Outcome.CONTRADICTS]


def _at(point: Point) -> str:
    return ", ".join(f"{s} = {value}" for s, value in point.items()) or "the only point"


def one(seed: int, number: int, seconds: float = SECONDS) -> dict[str, Any]:
    """The record of one candidate."""
    item, started = numbered(seed, number), time.monotonic()
    try:
        word, reason = worker.call("candidate", 4 * seconds, judge, item, seed, processor=seconds)
    except UndecidedError as error:
        word, reason = "unobserved", str(error)
    except InternalError as error:
        word, reason = "wrong", f"internal error: {error}"
    except Exception as error:  # noqa: BLE001  # a crash is a finding, and must not end the hunt
        word, reason = "wrong", f"crash: {type(error).__name__}: {error}"
    about = {"seed": seed, "number": number} | asdict(item) | {"command": item.command}
    return about | {"word": word, "reason": reason, "seconds": round(time.monotonic() - started, 1)}


def main() -> int:
    """Run the hunt; exit status 1 when anything was wrong or withdrawn, 130 when it was interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=300)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scheduler", help="the address of a Dask scheduler, whose workers can import this")
    parser.add_argument("--store", type=Path, help="keep records in this SQLite file, and go on from there")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of processor time, for each candidate")
    parser.add_argument("--only", type=int, default=None, help="examine this number alone")
    arguments = parser.parse_args()
    if arguments.only is not None:
        sys.stdout.write(json.dumps(one(arguments.seed, arguments.only, arguments.seconds), indent=1) + "\n")
        return 0
    crew = Crew(arguments.workers, arguments.scheduler)
    with opened(arguments.store, parser) as rows:
        counts = run(arguments.seed, arguments.count, crew, rows, arguments.seconds, one, "symbolic")
    judged = sum(counts.values()) - counts["rejected"]
    words = ("right", "wrong", "withdrawn", "undecided", "unobserved")
    shares = ", ".join(f"{word} {counts[word]} ({100 * counts[word] / max(judged, 1):.1f} %)" for word in words)
    sys.stdout.write(f"seed {arguments.seed}: {judged} candidates, {shares}; rejected {counts['rejected']}\n")
    return ended(counts, arguments.count, bool(counts["wrong"] or counts["withdrawn"]))


if __name__ == "__main__":
    sys.exit(main())
