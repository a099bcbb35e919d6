"""The public names: numbers of every kind, what results show of themselves, data frames and axes."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from importlib.util import find_spec

import numpy as np
import pytest

import spectral_proofs
from spectral_proofs import (
    Candidate,
    Measured,
    Mixture,
    Spectrum,
    check,
    derive,
    evaluate,
    first_modes,
    modes_of,
    optimum,
)
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare
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
    assert [regime.when for regime in derive("lambda*t", b="2", assumptions="a<3").regimes] == ["True"]


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


@pytest.mark.parametrize("value", [None, 5, ("3/2", "2"), {"a": 1}, Spectrum("3/2", 2)])
def test_what_is_no_candidate_is_named(value: object) -> None:
    for asked in (check, derive, optimum, lambda other: evaluate(other, None, [1])):
        with pytest.raises(InputError, match=f"g is a {type(value).__name__}"):
            asked(value)  # type: ignore[operator]


@pytest.mark.parametrize("value", [5, ("3/2", "2"), "modes.csv", KERNEL])
def test_what_is_no_spectrum_is_named(value: object) -> None:
    wanted = f"the spectrum is a {type(value).__name__}"
    with pytest.raises(InputError, match=wanted):
        evaluate(KERNEL, value, [1])  # type: ignore[arg-type]
    with pytest.raises(InputError, match=wanted):
        first_modes(value, 3)  # type: ignore[arg-type]
    with pytest.raises(InputError, match=wanted):
        Mixture([(KERNEL, value)])  # type: ignore[list-item]


@pytest.mark.parametrize("value", [0, 2.5, True, "10", None])
def test_digits_and_modes_are_whole_numbers(value: object) -> None:
    with pytest.raises(InputError, match=r"digits .*: give a whole number from 1 to 1000"):
        check(KERNEL, digits=value)  # type: ignore[arg-type]
    for spectrum in (Spectrum("3/2", 2), Measured.of([1, 2], [1, 1])):
        with pytest.raises(InputError, match=r"modes = .*: give a whole number"):
            first_modes(spectrum, value)  # type: ignore[arg-type]
    assert first_modes(Spectrum("3/2", 2), np.int64(10)) == first_modes(Spectrum("3/2", 2), 10)


def test_one_claim_may_stand_alone() -> None:
    assert prepare(KERNEL, claims="growth").claims == ("growth",)
    with pytest.raises(InputError, match="claims is a int"):
        check(KERNEL, claims=7)  # type: ignore[arg-type]
    with pytest.raises(InputError, match="timeout 60: give a positive number"):
        check(KERNEL, timeout="60")  # type: ignore[arg-type]


def test_zero_is_a_value_of_a_and_b() -> None:
    for asked in (derive, optimum):
        with pytest.raises(InputError, match="a = 0 must be greater than 1"):
            asked(KERNEL, a=0)  # type: ignore[operator]


@pytest.mark.parametrize(
    "kind", [list, tuple, np.array, np.float32, lambda values: iter(map(Fraction, map(str, values)))]
)
def test_measured_modes_are_exact_whatever_holds_them(kind: Callable[..., object]) -> None:
    found = Measured.of(kind([0.5, 0.1]), kind([1.5, 0]))  # type: ignore[arg-type]
    assert (found.eigenvalues, found.energies) == ((Fraction(1, 2), Fraction(1, 10)), (Fraction(3, 2), 0))
    assert all(type(value) is Fraction for value in found.eigenvalues + found.energies)


@pytest.mark.parametrize(
    ("values", "wanted"),
    [
        ([1, 2, float("nan")], "mode 3: the eigenvalue is nan"),
        ([1, 2, None], "mode 3: the eigenvalue is a NoneType"),
        ([1, float("inf")], "mode 2: the eigenvalue is inf"),
        (np.ones((2, 2)), "mode 1: the eigenvalue is a ndarray"),
        ("ab", "eigenvalue: str given"),
        (3, "eigenvalue: int given"),
    ],
)
def test_measured_modes_that_are_no_numbers_are_named(values: object, wanted: str) -> None:
    with pytest.raises(InputError, match=wanted):
        Measured.of(values, [1, 1, 1])  # type: ignore[arg-type]


@pytest.mark.parametrize("text", [5, None, b"k**-2"])
def test_modes_by_formulas_are_texts(text: object) -> None:
    with pytest.raises(InputError, match=f"lambda_k is a {type(text).__name__}"):
        modes_of(text, "k**-2")  # type: ignore[arg-type]
