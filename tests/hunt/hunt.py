"""Compare derivation and oracle on random candidates: right, wrong, undecided.

    python -m tests.hunt.hunt --seed 1 --count 2000

A candidate is *wrong* when a decided index, or a decided condition (2), disagrees clearly with the
oracle. Every such candidate belongs into the regression tests.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass

import sympy

from spectral_proofs import deadline
from spectral_proofs.candidate import Candidate, Spectrum, validate
from spectral_proofs.derivation import derive
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.model import Asymptotics, Derivation, Truth
from tests.hunt.generator import Draw, draw
from tests.hunt.oracle import Law, Observed, observe

_INDEX = 0.02
_UNRESOLVED = 0.02
_SECONDS = 20.0


@dataclass(frozen=True)
class Outcome:
    """right, wrong or undecided for one candidate, with the disagreement in words."""

    word: str
    reason: str = ""


def judge(found: Derivation, seen: Observed, spectrum: Spectrum) -> Outcome:
    """Confront a derivation with the oracle on its spectrum."""
    s = spectrum.s
    near_critical = 0 < abs(s) < _UNRESOLVED  # t^(rho s/b) is no power yet at the oracle's times
    flat = spectrum.a - 1 < 2 * _UNRESOLVED  # nor is t^(-rho (a-1)/b)
    wrong = [
        *_compare("lambda_*", found.frontier.level, seen.frontier),
        *([] if flat else _compare("L", found.loss, seen.loss)),
        *([] if near_critical else _compare("S", found.energy, seen.energy)),
    ]
    if seen.infinite_energy and not found.energy.infinite and found.energy.theta.truth is not Truth.UNKNOWN:
        wrong.append("S is infinite")
    if found.energy.infinite and seen.energy is not None:
        wrong.append("S is finite")
    growth = found.growth.fact.truth
    if seen.growth is not None and growth is not Truth.UNKNOWN and (growth is Truth.YES) is not seen.growth:
        wrong.append(f"growth is {seen.growth}, derived {growth.value}: {found.growth.fact.reason}")
    if wrong:
        return Outcome("wrong", "; ".join(wrong))
    open_parts = [
        name
        for name, law in (("frontier", found.frontier.level), ("L", found.loss), ("S", found.energy))
        if law.theta.truth is Truth.UNKNOWN
    ]
    if growth is Truth.UNKNOWN:
        open_parts.append("growth")
    return Outcome("undecided", ", ".join(open_parts)) if open_parts else Outcome("right")


def _compare(name: str, law: Asymptotics, seen: Law | None) -> list[str]:
    if seen is None or law.index is None or law.infinite:
        return []
    p = float(law.index)
    slack = _INDEX + 3 * abs(seen.drift)
    if abs(seen.p - p) > slack:
        return [f"{name}: derived t^{p:.5f}, observed t^{seen.p:.5f} (log t)^{seen.q:.3f}, drift {seen.drift:.2g}"]
    exact = law.log_index is not None and law.theta.truth is Truth.YES and abs(seen.p - p) < 1e-3
    # log log t corrections die slowly: a tenth of the power is within the oracle's error
    if exact and abs(seen.q - float(law.log_index)) > 0.4 + 0.1 * abs(float(law.log_index)):
        return [f"{name}: derived (log t)^{float(law.log_index):.3f}, observed {seen.q:.3f}"]
    return []


def examine(item: Draw) -> Outcome:
    """Derive and observe one draw, each within a time limit."""
    spectrum = Spectrum(item.a, item.b)
    try:
        g = Candidate(item.g).resolve(spectrum)
        validate(g, spectrum)
    except InputError as error:
        return Outcome("rejected", str(error))
    try:
        found = deadline.call("derivation", _SECONDS, derive, g, spectrum)
    except UndecidedError as error:
        return Outcome("undecided", str(error))
    try:
        seen = deadline.call("oracle", 2 * _SECONDS, observe, g, spectrum)
    except UndecidedError:
        return Outcome("unobserved")
    return judge(found, seen, spectrum)


def main() -> int:
    """Run the hunt; exit status 1 when anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=200)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    counts: Counter[str] = Counter()
    started = time.monotonic()
    for number in range(arguments.count):
        item = draw(rng)
        outcome = examine(item)
        counts[outcome.word] += 1
        if outcome.word in {"wrong", "undecided", "unobserved"}:
            sys.stdout.write(f"{number}: {outcome.word}: {item.g}  a={item.a} b={item.b}: {outcome.reason}\n")
            sys.stdout.flush()
    sys.stdout.write(f"{dict(counts)} in {time.monotonic() - started:.0f} s\n")
    return 1 if counts["wrong"] else 0


if __name__ == "__main__":
    sympy.core.cache.clear_cache()
    sys.exit(main())
