"""How often 95 % intervals contain the truth: a program that prints the table of docs/data.md.

    python tests/coverage_runs.py --runs 500

Data are made by g = lambda^m t on lambda_k = k^-2, lambda_k w_k^2 = k^-3/2 (times scattered factors where p or m is
asked), with relative noise that is white or correlated (0.5 from one point to the next). ``only`` runs one row.
"""

import argparse
import sys
from math import gamma

import numpy as np
from measured import noise

from spectral_proofs.data import inversion, spectra, tasks
from spectral_proofs.data.datasets import MeasuredSpectrum
from spectral_proofs.data.loss import fit_law

LEVELS = (0.001, 0.01, 0.05)
CORRELATIONS = (0.0, 0.5)
K = np.arange(1, 401.0)


def chi(random, level, correlation):
    """L = floor + its law, which is exact beyond all powers of t, at 200 times."""
    t = np.geomspace(1e2, 1e6, 200)
    loss = 0.2 + gamma(1 / 4) / 2 * (2 * t) ** -0.25
    found = fit_law([(t, loss * (1 + level * noise(random, len(t), correlation)), None)]).estimate
    return {"χ": found.low <= 0.25 <= found.high, "width of χ": found.high - found.low}


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


ROWS = (chi, p, one_task, several_tasks)


def rates(row, level, correlation, runs, seed=1):
    """Means over runs of what ``row`` returns."""
    random = np.random.default_rng(seed)
    found = [row(random, level, correlation) for _ in range(runs)]
    return {name: float(np.mean([one[name] for one in found])) for name in found[0]}


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--runs", type=int, default=500)
    parser.add_argument("--only", choices=[row.__name__ for row in ROWS])
    arguments = parser.parse_args()
    chosen = [row for row in ROWS if arguments.only in (None, row.__name__)]
    sys.stdout.write("| noise | correlation | quantity | value |\n|---|---|---|---|\n")
    for row in chosen:
        for level in LEVELS:
            for correlation in CORRELATIONS:
                for name, value in rates(row, level, correlation, arguments.runs).items():
                    digits = 3 if name.startswith("width") else 1
                    shown = f"{value:.{digits}g}" if digits == 3 else f"{100 * value:.1f} %"
                    sys.stdout.write(f"| {100 * level:g} % | {correlation:g} | {name} | {shown} |\n")
                sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
