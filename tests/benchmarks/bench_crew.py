"""Two workers of a Dask scheduler against two local processes, on the same checks, in turn.

Each round makes a part of the checks in processes and on the cluster, the order swapped from round to round, so
that a load that drifts falls on both alike. Printed: seconds, their ratio, and whether the results are identical.

Run: python tests/benchmarks/bench_crew.py [CHECKS]     (needs the ``cluster`` extra; 200 unless told)
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import replace

from spectral_proofs.crew import Crew
from spectral_proofs.prepare import prepare
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import RunResult
from spectral_proofs.runs import run_all

ADDRESS = "tcp://127.0.0.1:18795"
ROUNDS = 10
FORMS = ("lambda*t", "sqrt(lambda)*t", "lambda**2*t", "lambda*t+lambda**2*t**3")


def started(command: list[str], until: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DASK_DISTRIBUTED__WORKER__DAEMON": "False"}
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment)
    assert process.stderr is not None
    for line in process.stderr:
        if until in line:
            return process
    raise SystemExit(f"{command} ended")


def made(problems: list[object], crew: Crew) -> tuple[float, dict[int, RunResult]]:
    begun = time.monotonic()
    found = dict(run_all(problems, crew, lambda done, said, stored: None))  # type: ignore[arg-type]  # problems they are
    return time.monotonic() - begun, {n: replace(result, seconds=0) for n, result in found.items()}


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    spectra = [Spectrum(f"{3 * count + n}/{2 * count}", 2) for n in range(count)]
    asked = [prepare(FORMS[n % len(FORMS)], spectrum, claims=["eq7", "thm2"]) for n, spectrum in enumerate(spectra)]
    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "18795"]
    worker = [sys.executable, "-m", "distributed.cli.dask_worker", ADDRESS, "--nthreads", "1", "--no-nanny"]
    with tempfile.TemporaryDirectory() as place:
        running = [started([*dask, "--no-dashboard"], "Scheduler at")]
        worker += ["--no-dashboard", "--local-directory", place]
        running += [started(worker, "Registered to") for _ in range(2)]
        crews = {"processes": Crew(jobs=2), "cluster": Crew(scheduler=ADDRESS)}
        seconds = dict.fromkeys(crews, 0.0)
        same = True
        try:
            for number in range(ROUNDS):
                part = asked[number::ROUNDS]
                order = list(crews.items())[:: -1 if number % 2 else 1]
                results = {}
                for name, crew in order:
                    taken, results[name] = made(list(part), crew)
                    seconds[name] += taken
                same &= results["processes"] == results["cluster"]
                print(f"round {number + 1}: {seconds}", flush=True)
        finally:
            for process in running[::-1]:
                process.kill()
                process.communicate()
    ratio = seconds["cluster"] / seconds["processes"]
    print(f"{count} checks each: cluster / processes = {ratio:.3f}; {'identical results' if same else 'DIFFERENT'}")


if __name__ == "__main__":
    main()
