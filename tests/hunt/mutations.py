"""Perturb what was derived; certified values must contradict the perturbed law, and never the derived one.

    python -m tests.hunt.mutations --seed 1 --count 200 --store mutations.db

1. Candidates come from the hunt's generator. The laws of L, S and lambda_* are those that ``derive`` gives.
2. Each is perturbed: constant times 1 + 10^-3, index + 10^-3, power of log t + 1/10, finite for infinite (the border
   of a regime), explicit bounds moved up or down by their own margin.
3. A perturbed law is *contradicted*, or *not observable* by t = 10^10000 with the reason, or it *passes*: then values
   that should have told it from the truth did not. A contradicted law as derived is a *false alarm*.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs import worker
from spectral_proofs.compare.bounds_against_enclosure import outside
from spectral_proofs.compare.confrontation import Observed, confront, laws_of, observed
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.derivation import derive
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError
from spectral_proofs.problem.candidate import Candidate, validate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters.progress import progress
from spectral_proofs.results import Asymptotics, Derivation, Outcome, SumValues, Truth
from spectral_proofs.store import Shelf
from spectral_proofs.sums.enclosures import Sums
from tests.hunt.generator import Draw, numbered
from tests.hunt.hunt import kept, opened

GRID = ("1e60", "1e100")
DIGITS = 15
SECONDS = 30.0  # of processor time, for one candidate
BAD = ("passes", "false alarm", "crash")
One = Callable[[int, int], dict[str, Any]]
Words = Counter[tuple[str, str]]
MILLI = sympy.Rational(1, 1000)


@dataclass(frozen=True)
class Mutation:
    """One perturbation of one law and what the values said."""

    quantity: str
    kind: str
    word: str  # contradicted, unobservable, passes; agrees or false alarm for the law as derived
    reason: str


def _constant(law: Asymptotics) -> Asymptotics | None:
    known = law.constant is not None and law.theta.holds and law.equivalent.holds
    return replace(law, constant=law.constant * (1 + MILLI)) if known else None


def _index(law: Asymptotics) -> Asymptotics | None:
    if law.index is None:
        return None
    powers = None if law.powers is None else (law.powers[0] + MILLI, *law.powers[1:])
    return replace(law, index=law.index + MILLI, powers=powers)


def _log_power(law: Asymptotics) -> Asymptotics | None:
    if law.index is None or law.log_index is None or not law.theta.holds:
        return None
    more = law.log_index + sympy.Rational(1, 10)
    powers = None if law.powers is None else (law.powers[0], more, *law.powers[2:])
    return replace(law, log_index=more, powers=powers)


def _border(law: Asymptotics) -> Asymptotics | None:
    return None if law.theta.truth is Truth.UNKNOWN else replace(law, infinite=not law.infinite)


LOGS = "log power + 1/10"
MUTATIONS: dict[str, Callable[[Asymptotics], Asymptotics | None]] = {
    "constant * (1 + 10^-3)": _constant,
    "index + 10^-3": _index,
    LOGS: _log_power,
    "finite for infinite": _border,
}


BOUNDS = {"bounds up by their margin": 1, "bounds down by their margin": -1}


class Recorded:
    """Values at doubling log t, each computed when it is first asked for."""

    def __init__(self, g: sympy.Expr, spectrum: Spectrum) -> None:
        self._source = observed(g, spectrum, DOUBLING, DIGITS)
        self._known: list[Observed] = []

    def __iter__(self) -> Iterator[Observed]:
        for i in range(len(DOUBLING)):
            if i == len(self._known):
                self._known.append(next(self._source))
            yield self._known[i]


def mutations(g: sympy.Expr, spectrum: Spectrum, found: Derivation) -> list[Mutation]:
    """What certified values say of the derived laws and of each perturbed one."""
    later, start = Recorded(g, spectrum), onset(g, spectrum, laws_of(found).values())
    known = list(observed(g, spectrum, GRID, DIGITS))

    def word(name: str, law: Asymptotics) -> tuple[Outcome, str]:
        (said,) = confront({name: law}, known, later, start)
        return said.outcome, said.reason

    made = []
    for name, law in laws_of(found).items():
        outcome, reason = word(name, law)
        made.append(Mutation(name, "as derived", _as_derived(outcome), reason))
        for kind, perturb in MUTATIONS.items():
            other = perturb(law) if name != "lambda_*" or kind != "finite for infinite" else None
            if other is not None:
                made.append(Mutation(name, kind, *_perturbed(law, kind, *word(name, other))))
    return made + _bounds(g, spectrum, found)


def _as_derived(outcome: Outcome) -> str:
    return {Outcome.AGREES: "agrees", Outcome.UNOBSERVED: "unobservable", Outcome.CONTRADICTS: "false alarm"}[outcome]


def _perturbed(law: Asymptotics, kind: str, outcome: Outcome, reason: str) -> tuple[str, str]:
    if outcome is Outcome.AGREES and kind == LOGS and law.equivalent.truth is Truth.NO:
        return "unobservable", "it oscillates for ever, by more than such a power moves it by t = 10^10000"
    words = {Outcome.AGREES: "passes", Outcome.UNOBSERVED: "unobservable", Outcome.CONTRADICTS: "contradicted"}
    return words[outcome], reason


def _bounds(g: sympy.Expr, spectrum: Spectrum, found: Derivation) -> list[Mutation]:
    """Explicit bounds, as proved and with the lower moved above the upper, or the upper below the lower."""
    made = []
    sums = Sums(g, spectrum, certified_only=True)
    for name, bounds in found.theorems.items():
        if bounds.get("lower", "None") == "None":
            continue
        start = sympy.Rational(bounds["t0"])
        values = [sums.at(t, digits=DIGITS, slopes=False) for t in (start, 100 * start, *map(sympy.Integer, (10**60,)))]
        seen = [value.loss if name.startswith("loss") else value.energy for value in values]
        if any(value.certified and not value.unknown for value in seen):
            made += list(_shifted(name, dict(bounds), values))
        else:
            reason = "no certified values at these times"
            made += [Mutation(name, kind, "unobservable", reason) for kind in ("as derived", *BOUNDS)]
    return made


def _shifted(name: str, bounds: dict[str, str], values: list[SumValues]) -> Iterator[Mutation]:
    wrong = outside({name: bounds}, values)
    yield Mutation(name, "as derived", "false alarm" if wrong else "agrees", wrong)
    for kind, direction in BOUNDS.items():
        moved = dict(bounds)
        for suffix in ("", "_offset"):
            low, high = (sympy.Rational(bounds.get(f"{side}{suffix}", "0")) for side in ("lower", "upper"))
            shift = direction * (high - low)
            moved |= {f"lower{suffix}": str(low + shift), f"upper{suffix}": str(high + shift)}
        said = outside({name: moved}, values)
        yield Mutation(name, kind, "contradicted" if said else "passes", said)


def examine(item: Draw) -> list[Mutation]:
    """All perturbations of one draw; none where nothing can be derived."""
    spectrum = Spectrum(item.a, item.b)
    try:
        g = Candidate(item.g).resolve(spectrum)
        validate(g, spectrum.Lambda)
        return mutations(g, spectrum, derive(g, spectrum))
    except (InputError, UndecidedError, NotImplementedError, RecursionError) as error:
        return [Mutation("", "", "not derived", str(error))]


def run(count: int, shelf: Shelf[int, dict[str, Any]], examined: Callable[[int], dict[str, Any]]) -> tuple[Words, bool]:
    """Examine what is not yet on the shelf; count words by kind, and say whether Ctrl-C came."""
    counts: Words = Counter()
    with progress(sys.stderr, count, wanted=True) as bar, suppress(KeyboardInterrupt):
        for number in range(count):
            found = shelf.once(number, partial(examined, number))
            for mutation in found["mutations"]:
                counts[mutation["kind"], mutation["word"]] += 1
                if mutation["word"] in BAD:
                    with bar.aside():
                        _say(found, mutation)
            bar(number + 1, "", shelf.used)
        return counts, False
    return counts, True


def _say(found: dict[str, Any], mutation: dict[str, str]) -> None:
    place = f"{found['number']}: {found['g']}  a={found['a']} b={found['b']}"
    sys.stdout.write(f"{place}: {mutation['quantity']}, {mutation['kind']}: {mutation['word']}: {mutation['reason']}\n")
    sys.stdout.flush()


def record(
    seed: int, number: int, item: Any, examined: Callable[[Any], list[Mutation]], seconds: float = SECONDS
) -> dict[str, Any]:
    """What is written of one draw."""
    try:
        made = worker.call("derivation and sums", 20 * seconds, examined, item, processor=seconds)
    except UndecidedError as error:
        made = [Mutation("", "", "not derived", str(error))]
    except Exception as error:  # noqa: BLE001  # a crash is a finding, and must not end the run
        made = [Mutation("", "", "crash", f"{type(error).__name__}: {error}")]
    return {"seed": seed, "number": number} | vars(item) | {"mutations": [vars(mutation) for mutation in made]}


def one(seed: int, number: int) -> dict[str, Any]:
    """The record of one draw of the hunt's generator."""
    return record(seed, number, numbered(seed, number), examine)


def report(one: One, about: str) -> int:
    """Print the table.

    The status is 1 where something perturbed passes or something derived is contradicted, 130 after Ctrl-C.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--store", type=Path, help="keep records in this SQLite file, and go on from there")
    arguments = parser.parse_args()
    with opened(arguments.store, parser) as rows:
        shelf = kept(rows, hunt=about, seed=arguments.seed)
        counts, interrupted = run(arguments.count, shelf, partial(one, arguments.seed))
    for (kind, word), number in sorted(counts.items()):
        sys.stdout.write(f"{kind or '-':30} {word:14} {number}\n")
    if interrupted:
        return ExitStatus.INTERRUPTED
    return 1 if any(counts[key] for key in counts if key[1] in BAD) else 0


if __name__ == "__main__":
    sys.exit(report(one, __doc__ or ""))
