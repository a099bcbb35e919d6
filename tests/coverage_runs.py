"""How often 95 % intervals contain the truth: a program that prints the tables of docs/data.md.

    make coverage                                   (or: python tests/coverage_runs.py --runs 500 --store FILE)

Data are made by g = lambda^m t on lambda_k = k^-2, lambda_k w_k^2 = k^-3/2 (times scattered factors where p or m is
asked), with relative noise that is white or correlated (0.5 from one point to the next; 0.8 too where points are few).
Every run has a seed of its own, and is a row of the store: what was stopped goes on where it stopped.
"""

import argparse
import hashlib
import sys
from collections import defaultdict
from functools import partial
from math import gamma
from pathlib import Path

import numpy as np
from measured import noise

from spectral_proofs.cli.storing import storing
from spectral_proofs.data import inversion, spectra, tasks
from spectral_proofs.data.datasets import MeasuredSpectrum
from spectral_proofs.data.law import Method
from spectral_proofs.data.loss import fit_law
from spectral_proofs.data.prediction import later_losses
from spectral_proofs.errors import UndecidedError
from spectral_proofs.store import Shelf, key

LEVELS = (0.001, 0.01, 0.05)
CORRELATIONS = (0.0, 0.5)
FEW = ((0.01, 0.0), (0.01, 0.5), (0.01, 0.8), (0.001, 0.8), (0.05, 0.8))
K = np.arange(1, 401.0)


def chi(random, level, correlation, points=200):
    """L = floor + its law, which is exact beyond all powers of t; what finds too little data has no interval."""
    t = np.geomspace(1e2, 1e6, points)
    loss = 0.2 + gamma(1 / 4) / 2 * (2 * t) ** -0.25
    try:
        fitted = fit_law([(t, loss * (1 + level * noise(random, len(t), correlation)), None)])
    except UndecidedError:
        return {"no answer": 1.0}
    found = fitted.estimate
    return {
        "χ": found.low <= 0.25 <= found.high,
        "width of χ": found.high - found.low,
        "window decides": fitted.decided_by_window,
        "no answer": 0.0,
    }


def chi_60(random, level, correlation):
    """The same with 60 points."""
    return chi(random, level, correlation, 60)


def chi_24(random, level, correlation):
    """The same with 24 points."""
    return chi(random, level, correlation, 24)


def later(random, level, correlation):
    """L at ten times the last time, predicted from 200 points."""
    t = np.geomspace(1e2, 1e6, 200)
    truth = [0.2 + gamma(1 / 4) / 2 * (2 * x) ** -0.25 for x in (t, 1e7)]
    method = Method()
    fitted = fit_law([(t, truth[0] * (1 + level * noise(random, len(t), correlation)), None)], method)
    (found,) = later_losses(fitted, method, [1e7])
    return {"later L": found.low <= truth[1] <= found.high, "width of later L/L": (found.high - found.low) / truth[1]}


def p(random, level, correlation):
    """Power with exponentially distributed factors, eigenvalues with noise."""
    k = np.arange(1, 3001.0)
    power = k**-1.5 * random.exponential(size=len(k))
    eigenvalues = np.sort(k**-2 * np.exp(level * noise(random, len(k), correlation)))[::-1]
    last = spectra.reliable(MeasuredSpectrum(eigenvalues, {}, len(k)))
    found = spectra.energy_exponent(spectra.binned(eigenvalues, power, last)).estimate
    return {"p": found.low <= 0.25 <= found.high, "width of p": found.high - found.low}


def one_task(random, level, correlation):
    """rho at the true m from one curve."""
    t = np.geomspace(10, 1e4, 80)
    power = K**-1.5
    loss = power @ np.exp(-2 * np.multiply.outer(K**-2, t)) * np.exp(level * noise(random, len(t), correlation))
    u = inversion.invert(K**-2, power, loss)
    found = inversion.elasticity(t, u, inversion.sensitivity(K**-2, power, u, 1.0))
    reach = tasks.quantile(found.freedom) * found.error
    return {"ρ": abs(found.value - 1) <= reach, "width of ρ": 2 * reach}


def several_tasks(random, level, correlation):
    """m, rho and the test of separability from five tasks at 40 times."""
    t, m = np.geomspace(10, 1e4, 40), random.choice([0.7, 1.0, 1.5])
    powers = K**-1.5 * random.exponential(size=(5, len(K)))
    clean = powers @ np.exp(-2 * np.multiply.outer(K ** (-2 * m), t))
    losses = clean * np.exp(level * np.array([noise(random, len(t), correlation) for _ in range(5)]))
    found = tasks.fit_tasks(tasks.Tasks(K**-2, powers, t, losses, np.ones_like(losses)))
    reach = tasks.quantile(found.freedom)
    return {
        "m": found.low <= m <= found.high,
        "width of m/m": (found.high - found.low) / m,
        "ρ of tasks": abs(found.rho - 1 / m) <= reach * found.rho_error,
        "size": abs(found.drift) > reach * found.drift_error,
    }


_ALL = tuple((level, correlation) for level in LEVELS for correlation in CORRELATIONS)
ROWS = {chi: _ALL, p: _ALL, one_task: _ALL, several_tasks: _ALL, chi_60: FEW, chi_24: FEW, later: _ALL}


def one(row, level, correlation, number, seed=1):
    """What one run of ``row`` returns, as numbers."""
    random = np.random.default_rng([seed, list(ROWS).index(row), int(1e4 * level), int(10 * correlation), number])
    with np.errstate(all="ignore"):
        return {name: float(value) for name, value in row(random, level, correlation).items()}


def rates(row, level, correlation, runs, seed=1):
    """Means over runs of what ``row`` returns."""
    return means([one(row, level, correlation, number, seed) for number in range(runs)])


def means(found):
    """The mean of each quantity over the runs that have it."""
    values = defaultdict(list)
    for run in found:
        for name, value in run.items():
            values[name].append(value)
    return {name: float(np.mean(of_runs)) for name, of_runs in values.items()}


def kept(rows):
    """Runs by what they are asked; they depend on the programs that make their data, too."""
    here = Path(__file__).parent
    made_by = hashlib.sha256(b"".join((here / name).read_bytes() for name in ("coverage_runs.py", "measured.py")))
    return Shelf(rows, lambda asked: key(asked=asked, made_by=made_by.hexdigest()), lambda run: run, lambda run: run)


def cells(chosen, runs):
    """What is to be run: all cells a little, then all of them more."""
    for first in range(0, runs, 50):
        for row in chosen:
            for level, correlation in ROWS[row]:
                for number in range(first, min(first + 50, runs)):
                    yield row, level, correlation, number


def table(found):
    """The lines of the table."""
    yield "| row | noise | correlation | quantity | value | runs |\n|---|---|---|---|---|---|\n"
    for (row, level, correlation), runs in found.items():
        for name, value in means(runs).items():
            shown = f"{value:.3g}" if name.startswith("width") else f"{100 * value:.1f} %"
            yield f"| {row} | {100 * level:g} % | {correlation:g} | {name} | {shown} | {len(runs)} |\n"


def main():
    """Make what runs are missing and print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--store", type=Path, help="keep finished runs in this SQLite file, and go on from there")
    parser.add_argument("--only", choices=[row.__name__ for row in ROWS])
    arguments = parser.parse_args()
    found = defaultdict(list)
    chosen = [row for row in ROWS if arguments.only in (None, row.__name__)]
    with storing(arguments.store) as rows:
        shelf = kept(rows)
        for row, level, correlation, number in cells(chosen, arguments.runs):
            run = shelf.once((row.__name__, level, correlation, number), partial(one, row, level, correlation, number))
            found[row.__name__, level, correlation].append(run)
    sys.stdout.writelines(table({cell: found[cell] for cell in sorted(found, key=str)}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
