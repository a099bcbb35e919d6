"""The public names: numbers of every kind, what results show of themselves, data frames and axes."""

from __future__ import annotations

from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pytest

import spectral_proofs
from spectral_proofs import Candidate, Spectrum, check, derive, evaluate
from spectral_proofs.errors import InputError
from spectral_proofs.results import Evaluations, RunResult

KERNEL = Candidate("lambda*t")


@pytest.fixture(scope="module")
def curve() -> Evaluations:
    return evaluate(KERNEL, Spectrum(1.5, 2), np.array([1e2, 1e4, 1e6]))


@pytest.fixture(scope="module")
def kernel() -> RunResult:
    return check(KERNEL, Spectrum("3/2", 2), claims=["growth"])


def test_dir_is_the_interface() -> None:
    assert dir(spectral_proofs) == sorted(spectral_proofs.__all__)
    assert all(callable(getattr(spectral_proofs, name)) for name in spectral_proofs.__all__ if name != "__version__")
    assert derive(KERNEL, b="2").regimes[0].when == "a < 3"


@pytest.mark.parametrize("value", [1.5, np.float64(1.5), np.float32(1.5), Fraction(3, 2), "3/2", "1.5"])
def test_a_float_is_the_decimal_that_it_prints(value: float) -> None:
    assert Spectrum(value, np.int64(2)) == Spectrum("3/2", 2)
    assert Spectrum(0.1 + 1, 2).a == Spectrum("1.1", 2).a


@pytest.mark.parametrize("times", [100, 100.0, "100", Fraction(100), [100], np.array([100]), np.float64(100), ("1e2",)])
def test_times_are_numbers_or_arrays_of_them(times: object, curve: Evaluations) -> None:
    (found,) = evaluate(KERNEL, Spectrum("3/2", 2), times)  # type: ignore[arg-type]
    assert (found.loss, found.energy) == (curve[0].loss, curve[0].energy)


def test_times_that_are_none_are_refused() -> None:
    with pytest.raises(InputError, match="t is nan"):
        evaluate(KERNEL, None, [1.0, float("nan")])


def test_what_is_shown_fits_a_screen(curve: Evaluations, kernel: RunResult) -> None:
    assert repr(curve).splitlines()[0].startswith("t = 100: L = 4.820516577366e-1 ±")
    for shown in (curve, kernel):
        assert len(repr(shown).splitlines()) < 10
        assert all(len(line) < 200 for line in repr(shown).splitlines())
    assert "growth" not in repr(kernel)
    assert repr(kernel).startswith("lambda*t, a = 3/2, b = 2: 1 passed")


@pytest.mark.skipif(not (find_spec("polars") or find_spec("pandas")), reason="needs polars or pandas")
def test_data_frames(curve: Evaluations, kernel: RunResult) -> None:
    frame = curve.to_dataframe()
    assert list(frame["t"]) == ["100", "10000", "1000000"]
    assert abs(next(iter(frame["loss"])) - 0.482051657737) < 1e-11
    assert all(radius < 1e-30 for radius in frame["loss_radius"])
    claims = kernel.to_dataframe()
    assert (list(claims["id"]), list(claims["verdict"])) == (["growth"], ["confirmed"])
    assert (list(claims["hypotheses"]), list(claims["conclusion"])) == (["hold"], ["holds"])


@pytest.mark.skipif(not find_spec("matplotlib"), reason="needs matplotlib")
def test_results_draw_themselves(curve: Evaluations, kernel: RunResult) -> None:
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.use("agg")
    axes = Figure().add_subplot()
    assert curve.plot(axes) is axes
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["L(t), certified", "S(t), certified"]
    assert axes.get_xlim() == pytest.approx((0, 6.3))  # the times that were asked for
    axes = kernel.plot(Figure().add_subplot())
    assert any(line.get_linestyle() == "--" for line in axes.get_lines())
    assert axes.get_xlim() == pytest.approx((0, 8.4))  # of a run, where training is, not where its grid ends
