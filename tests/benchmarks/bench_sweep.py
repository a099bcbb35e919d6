"""Seconds and bytes of a diagram of three regimes with 10^4, 10^5 and 10^6 cells, and of the theorem once.

Each size is a process of its own; time is that of the processor, memory the largest that the process had. Printed last:
seconds a cell with 10^6 cells over those with 10^4, everything but the derivation counted.

Run: python tests/benchmarks/bench_sweep.py
"""

from __future__ import annotations

import json
import subprocess
import sys

_ONE = """
import json, resource, sys, time
from spectral_proofs.derivation.parameters.general import general_theorem
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.sweep.axes import Grid, parse_axis
from spectral_proofs.sweep.diagram import diagram
from spectral_proofs.sweep.observable import Observable
n = int(sys.argv[1])
begun = time.process_time()
theorem = general_theorem(Candidate("lambda*t"))
derived = time.process_time()
found = diagram(theorem, Grid(tuple(parse_axis(f"a=1.1..4:{n},b=1.1..4:{n}"))))
found.exponent("gamma")
placed = time.process_time()
print(json.dumps({"regimes": len(theorem.regimes), "derived": derived - begun, "placed": placed - derived,
                  "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))
"""


def main() -> None:
    each = {}
    for side in (100, 316, 1000):
        runs = [
            json.loads(subprocess.run([sys.executable, "-c", _ONE, str(side)], capture_output=True, check=True).stdout)
            for _ in range(3)
        ]
        best = min(runs, key=lambda run: run["placed"])
        each[side] = best["placed"] / side**2
        print(
            f"{side**2} cells, {best['regimes']} regimes: {best['placed']:.3f} s after {best['derived']:.2f} s for the "
            f"theorem, {best['memory'] / 2**20:.0f} MiB"
        )
    print(f"a cell of 10^6 costs {each[1000] / each[100]:.2f} times one of 10^4")


if __name__ == "__main__":
    main()
