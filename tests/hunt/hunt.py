"""Compare derivation and oracle on random candidates: right, wrong, undecided, unobserved.

    python -m tests.hunt.hunt --seed 1 --count 2000 --workers 2 --store hunt.db

Candidate number k depends on (seed, k) alone, so the workers do not change the result: even numbers are of the general
generator, odd ones of the families built to mislead (``--plain``: all of the former). Each finished
candidate is a row of ``--store``; a run that was interrupted goes on where it stopped. Every *wrong*
candidate belongs into the regression tests.
"""

from __future__ import annotations

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import sympy

from spectral_proofs import worker
from spectral_proofs.cli.storing import storing
from spectral_proofs.crew import Crew, Lost
from spectral_proofs.derivation import derive
from spectral_proofs.errors import ExitStatus, InputError, UndecidedError, refusals_undecided
from spectral_proofs.problem.candidate import Candidate, validate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters.progress import progress
from spectral_proofs.results import Derivation
from spectral_proofs.store import Shelf, Store, code, each_once, key
from tests.hunt.families import hard
from tests.hunt.generator import Draw, numbered
from tests.hunt.judge import Outcome, difference, judge
from tests.hunt.numbers import Unreadable
from tests.hunt.oracle import Observer

Source = Callable[[int, int], Draw]

SECONDS = 40.0  # of processor time, for each of derivation and oracle
_PATIENCE = 40  # times as much on the clock, before a process is given up: a loaded machine is no reason


def examine(item: Draw, seconds: float = SECONDS) -> Outcome:
    """Derive and observe one draw, each within a time limit."""
    try:
        spectrum = Spectrum(item.a, item.b)
        g = Candidate(item.g).resolve(spectrum)
        validate(g, spectrum.Lambda)
    except InputError as error:
        return Outcome("rejected", str(error))
    try:
        found, plain = worker.call("derivation", _PATIENCE * seconds, _derived, g, spectrum, seconds), g
        if item.like:
            plain = other = Candidate(item.like).resolve(spectrum)
            differs = difference(
                found, worker.call("derivation", _PATIENCE * seconds, _derived, other, spectrum, seconds)
            )
            if differs:
                return Outcome("wrong", f"derived otherwise than {item.like}: {differs}")
    except UndecidedError as error:
        return Outcome("undecided", str(error))
    try:
        # the two are equal, and the plainer one has its digits without cancelling all of them
        return worker.call("oracle", _PATIENCE * seconds, _judged, plain, spectrum, found, seconds)
    except UndecidedError as error:
        return Outcome("unobserved", str(error))


@contextmanager
def processor_time(what: str, seconds: float) -> Iterator[None]:
    """Raise UndecidedError after so many seconds of processor time: a busy machine changes no outcome."""

    def stop(_: int, __: object) -> None:
        raise UndecidedError(f"{what} stopped after {seconds:g} s of processor time")

    signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _derived(g: sympy.Expr, spectrum: Spectrum, seconds: float) -> Derivation:
    with processor_time("derivation", seconds):
        return _derive(g, spectrum)


def _derive(g: sympy.Expr, spectrum: Spectrum) -> Derivation:
    with refusals_undecided():  # as the pipeline takes it
        return derive(g, spectrum)


def _judged(g: sympy.Expr, spectrum: Spectrum, found: Derivation, seconds: float) -> Outcome:
    try:
        with processor_time("oracle", seconds):
            return judge(found, Observer(g, spectrum), spectrum)
    except Unreadable as error:
        return Outcome("unobserved", str(error))


def mixed(seed: int, number: int) -> Draw:
    """The general generator and the families by turns."""
    return hard(seed, number // 2) if number % 2 else numbered(seed, number)


def one(seed: int, number: int, seconds: float = SECONDS, source: Source = numbered) -> dict[str, Any]:
    """The record of one candidate."""
    item, started = source(seed, number), time.monotonic()
    try:
        outcome = examine(item, seconds)
    except Exception as error:  # noqa: BLE001  # a crash is a finding, and must not end the hunt
        outcome = Outcome("wrong", f"crash: {type(error).__name__}: {error}")
    taken = round(time.monotonic() - started, 1)
    return {"seed": seed, "number": number} | asdict(item) | asdict(outcome) | {"seconds": taken}


@contextmanager
def opened(path: Path | None, parser: argparse.ArgumentParser) -> Iterator[Store | None]:
    """The store of a hunt; what is wrong with it, or with a scheduler, is one line."""
    try:
        with storing(path) as rows:
            yield rows
    except InputError as error:
        parser.exit(2, f"error: {error}\n")


def kept(rows: Store | None, **asked: object) -> Shelf[int, dict[str, Any]]:
    """Records by number. They depend on what is asked, and on the code of the hunts as on the program's."""
    hunts = code(Path(__file__).parent)
    return Shelf(rows, lambda number: key(**asked, number=number, hunts=hunts), lambda record: record, lambda row: row)


Examine = Callable[[int, int, float], dict[str, Any]]  # the record of (seed, number) within so many seconds


def _numbered(examined: Examine, seed: int, seconds: float, number: int) -> dict[str, Any]:
    return examined(seed, number, seconds)


def run(
    seed: int, count: int, crew: Crew, rows: Store | None, seconds: float, examined: Examine, kind: str
) -> Counter[str]:
    """Examine what is not yet in the store, say what is not right, and count.

    A candidate whose process is killed again and again is a finding; ``kind`` tells the candidates of one source from
    those of another.
    """
    counts: Counter[str] = Counter()
    shelf = kept(rows, hunt=kind, seed=seed, seconds=seconds)
    numbers = ((number, number) for number in range(count))
    with progress(sys.stderr, count, wanted=True) as bar:
        try:
            for number, found in each_once(partial(_numbered, examined, seed, seconds), numbers, crew, shelf):
                record = _lost(number, found.reason) if isinstance(found, Lost) else found
                counts[record["word"]] += 1
                if record["word"] not in ("right", "rejected"):
                    with bar.aside():
                        _say(record)
                bar(counts.total(), str(dict(counts)), shelf.used)
        except KeyboardInterrupt:
            with bar.aside():
                sys.stdout.write(f"interrupted: {counts.total()} of {count} candidates examined\n")
    return counts


def ended(counts: Counter[str], count: int, found: bool) -> int:
    """The status: Ctrl-C left some of so many candidates, something was found, nothing was."""
    return ExitStatus.INTERRUPTED if counts.total() < count else int(found)


def _lost(number: int, reason: str) -> dict[str, Any]:
    return {"number": number, "g": "", "a": "", "b": "", "word": "wrong", "reason": f"crash: {reason}"}


def _say(record: dict[str, Any]) -> None:
    line = f"{record['number']}: {record['word']}: {record['g']}  a={record['a']} b={record['b']}"
    sys.stdout.write(f"{line}: {record['reason']}\n")
    sys.stdout.flush()


def main() -> int:
    """Run the hunt; exit status 1 when anything was wrong, 130 when it was interrupted."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--scheduler", help="the address of a Dask scheduler, whose workers can import this")
    parser.add_argument("--store", type=Path, help="keep records in this SQLite file, and go on from there")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="of processor time, for each stage")
    parser.add_argument("--plain", action="store_true", help="candidates of the general generator only")
    parser.add_argument("--only", type=int, default=None, help="examine this number alone")
    arguments = parser.parse_args()
    source = numbered if arguments.plain else mixed
    if arguments.only is not None:
        sys.stdout.write(json.dumps(one(arguments.seed, arguments.only, arguments.seconds, source), indent=1) + "\n")
        return 0
    crew, kind = Crew(arguments.workers, arguments.scheduler), "plain" if arguments.plain else "mixed"
    with opened(arguments.store, parser) as rows:
        counts = run(arguments.seed, arguments.count, crew, rows, arguments.seconds, partial(one, source=source), kind)
    judged = sum(counts.values()) - counts["rejected"]
    words = ("right", "wrong", "undecided", "unobserved")
    shares = ", ".join(f"{word} {counts[word]} ({100 * counts[word] / max(judged, 1):.1f} %)" for word in words)
    sys.stdout.write(f"seed {arguments.seed}: {judged} candidates, {shares}; rejected {counts['rejected']}\n")
    return ended(counts, arguments.count, bool(counts["wrong"]))


if __name__ == "__main__":
    sys.exit(main())
