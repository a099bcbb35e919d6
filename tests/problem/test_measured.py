"""Measured spectra from files and numbers: what is read exactly, what is noticed, what is refused in one line."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.spectra.finite import FirstModes, first_modes
from spectral_proofs.problem.spectra.measured import Measured
from spectral_proofs.problem.spectra.reader import read_spectrum
from spectral_proofs.problem.spectrum import Spectrum

GOOD = "k,lambda,power\n1,0.1,3\n2,1e-3,2.5\n3,.0001,1\n"


def written(folder: Path, content: str | bytes, name: str = "modes.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_decimals_are_exact(tmp_path: Path) -> None:
    found = read_spectrum(written(tmp_path, GOOD))
    assert found.eigenvalues == (Fraction(1, 10), Fraction(1, 1000), Fraction(1, 10000))
    assert found.energies == (3, Fraction(5, 2), 1)
    assert (found.modes, found.largest, found.eigenvalue(2)) == (3, sympy.Rational(1, 10), sympy.Rational(1, 1000))
    assert found.texts() == {"kind": "measured", "source": "modes.csv", "modes": "3"}


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + GOOD.encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace("\n", "\r\n").encode(),
        b"eigenvalue, w2\n0.1, 30\n0.001, 2500\n0.0001, 10000\n",
    ],
    ids=["byte order mark", "semicolons", "tabs", "Windows", "w2"],
)
def test_ways_of_writing(tmp_path: Path, content: bytes) -> None:
    found = read_spectrum(written(tmp_path, content))
    assert found.energies == (3, Fraction(5, 2), 1)


def test_npz_holds_binary_numbers(tmp_path: Path) -> None:
    path = tmp_path / "modes.npz"
    np.savez(path, **{"lambda": np.array([0.5, 0.1]), "power": np.array([2, 1])})
    found = read_spectrum(path)
    assert found.eigenvalues == (Fraction(1, 2), Fraction(0.1))
    assert found.eigenvalues[1] != Fraction(1, 10)


def test_order_zeros_and_ties_are_said() -> None:
    values = [Fraction(x) for x in (1, 3, 0, 1)]
    found = Measured.of(values, [Fraction(x) for x in (5, 0, 7, 2)])
    assert (found.eigenvalues, found.energies, found.floor) == ((3, 1, 1), (0, 5, 2), 7)
    said = found.texts()["remarks"]
    for part in ("sorted", "1 eigenvalue is 0, with energy that is never learned", "is equal to", "1 mode is without"):
        assert part in said


def test_what_is_cut_is_floor() -> None:
    whole = Measured.of([Fraction(3), Fraction(2), Fraction(0)], [Fraction(1), Fraction(4), Fraction(5)])
    cut = first_modes(whole, 1)
    assert isinstance(cut, Measured)
    assert (cut.modes, cut.floor) == (1, 9)
    with pytest.raises(InputError, match="has 2 modes"):
        first_modes(whole, 3)


def test_a_tail_continues() -> None:
    whole = Measured.of([Fraction(1), Fraction(1, 4)], [Fraction(1), Fraction(1, 3)], tail=Spectrum())
    assert whole.modes is None
    assert (whole.eigenvalue(2), whole.eigenvalue(3)) == (sympy.Rational(1, 4), sympy.Rational(1, 9))
    with pytest.raises(InputError, match="tail begins above"):
        Measured.of([Fraction(1), Fraction(1, 10)], [Fraction(1), Fraction(1)], tail=Spectrum())


def test_first_modes_of_powers() -> None:
    model = first_modes(first_modes(Spectrum(), 100), 10)
    assert model == FirstModes(Spectrum(), 10)
    assert (model.modes, model.energy(4)) == (10, sympy.Rational(1, 8))
    with pytest.raises(InputError, match="from 1 to"):
        FirstModes(Spectrum(), 0)


BAD = {
    "negative": ("lambda,power\n1,1\n-0.5,1\n", "mode 2: the eigenvalue -0.5 is negative"),
    "negative energy": ("lambda,power\n1,1\n0.5,-1\n", "mode 2: the energy -1 is negative"),
    "nan": ("lambda,power\n1,1\nnan,1\n", "line 3: 'nan' in column lambda is no number"),
    "inf": ("lambda,power\n1,1\n0.5,inf\n", "line 3: 'inf'"),
    "one mode": ("lambda,power\n1,1\n", "1 mode with a positive eigenvalue"),
    "no mode": ("lambda,power\n", "0 modes with a positive eigenvalue"),
    "empty": ("", "no column lambda"),
    "no energy": ("lambda,power\n1,0\n0.5,0\n", "no mode has any energy"),
    "no names": ("1,1\n0.5,1\n", "first row holds numbers"),
    "other names": ("x,y\n1,1\n", "no column lambda"),
    "two of a kind": ("lambda,power,w2\n1,1,1\n", "two columns for one thing, power and w2"),
    "same names": ("lambda,lambda\n1,1\n", "same name"),
    "decimal commas": ("lambda;power\n1,5;1\n0,5;1\n", "decimals with points"),
    "commas throughout": ("lambda,power\n1,5,1,0\n", "decimals with points"),
    "short row": ("lambda,power\n1\n", "line 2 has 1 value"),
    "long exponent": ("lambda,power\n1,1\n1e-99999999,1\n", "is no number"),
    "code": ("lambda,power\n__import__('os'),1\n", "is no number"),
    "not text": (b"\xff\xfe\x00", "not UTF-8"),
    "quote": ('lambda,power\n"1,1\n', "line 2"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_files_are_one_line(tmp_path: Path, name: str) -> None:
    content, part = BAD[name]
    with pytest.raises(InputError, match=r"modes\.csv") as caught:
        read_spectrum(written(tmp_path, content))
    assert part in str(caught.value)
    assert "\n" not in str(caught.value)


def test_bad_arrays(tmp_path: Path) -> None:
    for number, (arrays, part) in enumerate(
        [
            ({"lambda": np.array([[1.0]]), "power": np.array([1.0])}, "dimensions"),
            ({"lambda": np.array([1.0, np.nan]), "power": np.array([1.0, 1.0])}, r"lambda\[1\] is nan"),
            ({"lambda": np.array([1.0, 0.5]), "power": np.array([1.0])}, "2 eigenvalues and 1 energies"),
            ({"lambda": np.array(["1"]), "power": np.array([1.0])}, "type"),
            ({"arr_0": np.array([1.0])}, "no column lambda"),
        ]
    ):
        path = tmp_path / f"{number}.npz"
        np.savez(path, **arrays)
        with pytest.raises(InputError, match=part):
            read_spectrum(path)
    with pytest.raises(InputError, match="not an npz file"):
        read_spectrum(written(tmp_path, b"PK", "x.npz"))
    with pytest.raises(InputError, match="check the name"):
        read_spectrum(tmp_path / "missing.csv")


@pytest.mark.slow
def test_ten_million_rows_are_refused_soon(tmp_path: Path) -> None:
    path = written(tmp_path, b"lambda,power\n" + b"1,1\n" * 10_000_000)
    started = time.process_time()
    with pytest.raises(InputError, match="more than 200000 rows"):
        read_spectrum(path)
    assert time.process_time() - started < 5
