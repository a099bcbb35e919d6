"""Before many runs of all claims an ordinary run is made, from which theirs inherit; never before few, or others."""

import pytest

from spectral_proofs import pipeline, runs
from spectral_proofs.crew import Crew


@pytest.mark.parametrize(
    ("count", "claims", "expected"),
    [
        (6, None, ["lambda*t"]),
        (5, None, []),
        (9, ("thm2",), []),
    ],
)
def test_many_whole_runs_are_rehearsed(count, claims, expected, monkeypatch):
    made = []

    def run(problem, progress=None):
        made.append(problem.candidate.g)
        return pipeline.blank(problem)

    monkeypatch.setattr(pipeline, "run", run)
    problems = [pipeline.prepare(f"lambda*t**{n}", claims=claims) for n in range(2, 2 + count)]
    found = dict(runs.run_all(problems, Crew(jobs=1), lambda done, doing, stored: None))
    assert sorted(found) == list(range(count))
    assert made == [*expected, *(problem.candidate.g for problem in problems)]
