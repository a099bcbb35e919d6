"""Pruned curves made by the theory lie on F and on one curve, others do not; windows end before the modes do."""

from pathlib import Path

import numpy as np
import pytest

from spectral_proofs.lab import judge
from spectral_proofs.lab.estimates import Sample
from spectral_proofs.lab.pruning import curve, pruned
from spectral_proofs.lab.quantities import samples
from spectral_proofs.lab.record import Reading

pytest.importorskip("scipy", reason="needs the extra lab")
TIMES = np.geomspace(4, 2000, 20)
SPARSITIES = (0.5, 0.8, 0.9, 0.95, 0.98)


def record(excess, modes=300, a=2.0, b=2.0, times=TIMES):
    """Modes that are learned as the theory has it, and what pruning costs by a function of Theta and k_*."""
    k = np.arange(1, modes + 1)
    values, first = k**-b, k ** (-a / 2)
    tables = {"losses": [], "modes": [], "kernel": [], "compression": []}
    for step, t in enumerate([0.0, *times]):
        residual = first * np.exp(-values * t)
        tables["modes"] += [
            {"step": step, "time": t, "mode": n, "eigenvalue": v, "reference": v, "residual": r}
            for n, v, r in zip(k, values, residual, strict=True)
        ]
        loss = float(residual @ residual)
        gradient = float(values @ residual**2)
        row = {"step": step, "time": t, "train": loss, "test": loss, "gradient": gradient, "position": gradient / loss}
        row |= {"trace": 1.0, "trace_error": 0.0}
        tables["losses"].append(row)
        for sparsity in SPARSITIES if t else ():
            k_star = t ** (1 / b)
            row = {"level": sparsity, "excess": excess((1 - sparsity) * modes / k_star, k_star), "error": 0.0}
            tables["compression"].append({"step": step, "time": t, "kind": "spectral", **row})
    head = {"experiment": "", "settings": {}, "model": {"bytes": 8}, "loss": {"name": "squared", "rate": 1.0}}
    return Reading(Path("run"), head, tables)


def collapse(run, kind="spectral"):
    found = pruned(run, kind)
    assert found is not None
    return found.left(), found.nearest()[2]


def on_curve(a, b):
    log_f = curve(1 + b - a, b)
    return lambda theta, k_star: k_star ** (1 + b - a) * float(np.exp(log_f(np.array([np.log(theta)]))[0]))


@pytest.mark.parametrize(("a", "b"), [(2.0, 2.0), (1.5, 2.0), (2.0, 1.5)])
def test_what_the_theory_says_lies_on_its_curve(a, b):
    left, misfit = collapse(record(on_curve(a, b), a=a, b=b))
    assert abs(left) < 0.05
    assert misfit < 0.05


def test_another_power_of_the_frontier_is_told_by_its_difference():
    like = on_curve(2.0, 2.0)
    left, misfit = collapse(record(lambda theta, k_star: like(theta, k_star) / k_star**2))
    assert left == pytest.approx(-2, abs=0.05)
    assert misfit > 0.3


def test_another_shape_is_one_curve_but_not_this_one():
    left, misfit = collapse(record(lambda theta, k_star: k_star / (1 + theta) ** 6))
    assert abs(left) < 0.1
    assert misfit > 0.2


def test_nothing_is_said_where_nothing_is_claimed():
    assert pruned(record(lambda theta, k_star: 1.0, a=3.5), "spectral") is None  # s < 0
    assert pruned(record(lambda theta, k_star: -1.0), "spectral") is None
    assert pruned(record(on_curve(2.0, 2.0)), "magnitude") is None


def test_sparsities_that_remove_the_same_say_nothing():
    like = on_curve(2.0, 2.0)
    assert pruned(record(lambda theta, k_star: like(1.0, k_star)), "spectral") is None


def position(values, error):
    """What is said of positions whose trace has this relative error."""
    run = record(on_curve(2.0, 2.0), modes=30)
    rows = [row | {"position": v, "trace_error": error} for row, v in zip(run.tables["losses"], values, strict=False)]
    return judge._falls([Reading(run.folder, run.head, run.tables | {"losses": rows})]).answer


def test_a_rise_within_the_error_of_the_trace_is_too_little_data():
    assert position([3.0, 2.0, 1.0], 0.0) == judge.CONSISTENT
    assert position([3.0, 2.0, 2.1], 0.0) == judge.INCONSISTENT
    assert position([3.0, 2.0, 2.1], 0.05) == judge.TOO_LITTLE


def test_the_kernel_regime_is_asked_of_squared_losses_by_mean_and_elasticities():
    runs = [record(on_curve(2.0, 2.0), modes=60)] * 2
    known = samples(runs)
    assert [found.answer for found in judge._lazy(known, runs)] == [judge.CONSISTENT] * 3
    slower = known | {"m": Sample(np.array([0.85, 0.86])), "n": Sample(np.array([0.85, 0.86]))}
    assert [found.answer for found in judge._lazy(slower, runs)] == [judge.CONSISTENT, *[judge.INCONSISTENT] * 2]
    runs[0].head["loss"]["name"] = "cross-entropy"
    assert list(judge._lazy(known, runs)) == []


def test_the_answers_are_statements_of_the_report():
    runs = [record(on_curve(2.0, 2.0)) for _ in range(3)]
    assert [found.answer for found in judge._pruned(runs)] == [judge.CONSISTENT] * 2


@pytest.mark.parametrize("modes", [90, 120])
def test_laws_are_read_before_the_last_modes_are_learned(modes):
    found = {name: value.estimate() for name, value in samples([record(on_curve(2.0, 2.0), modes)] * 2).items()}
    assert found["rho"].value == pytest.approx(1, abs=0.1)
    assert found["chi"].value == pytest.approx(0.5, abs=0.1)
    assert found["p"].value == pytest.approx(0.5, abs=0.01)
