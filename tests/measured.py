"""Where the tests on real data find them, and curves whose law is known."""

import os
from pathlib import Path

import numpy as np
import pytest

PLACES = [os.environ.get("SPECTRAL_PROOFS_DATA"), Path(__file__).parents[2] / "shared" / "data"]


def real_data(name):
    """The path of one file of the real data; the test is skipped where they are not."""
    for place in PLACES:
        if place and (Path(place) / name).is_file():
            return Path(place) / name
    return pytest.skip(f"no {name}: set SPECTRAL_PROOFS_DATA to the folder of the real data")


def noise(random, points, correlation=0.0):
    """Standard normal noise, with correlation^|i-j| between points."""
    steps = random.standard_normal(points)
    if correlation:
        for i in range(1, points):
            steps[i] = correlation * steps[i - 1] + np.sqrt(1 - correlation**2) * steps[i]
    return steps


def curve(chi=0.25, floor=0.5, level=0.01, correlation=0.0, seed=0, points=200, span=(1e2, 1e6)):
    """(t, L) of floor + t^-chi with relative noise."""
    t = np.geomspace(*span, points)
    loss = floor + t**-chi
    return t, loss * (1 + level * noise(np.random.default_rng(seed), points, correlation))
