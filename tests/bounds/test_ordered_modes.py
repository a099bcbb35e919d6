"""Modes by formulas in k: proved to be in order, refuted by one pair, or open, never wrongly."""

from __future__ import annotations

import pytest

from spectral_proofs.bounds.ordered_modes import in_order
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare
from spectral_proofs.problem.spectra.expressions import Expressions, modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.results import Truth


def formulas(lambda_k: str, power_k: str = "k**(-3/2)") -> Expressions:
    found = modes_of(lambda_k, power_k)
    assert isinstance(found, Expressions)
    return found


@pytest.mark.parametrize(
    "lambda_k",
    [
        "k**(-2)*(1+1/k)",
        "k**(-3/2)*(1+sin(log(k))/10)",
        "1/(k*log(k+1)**2)",
        "k**(-2)*log(k+1)**3",  # on real k it rises from 1 on, on whole ones it never does
        "1/(k**2-11/5*k+3)",
        "k**(-2)*exp(sqrt(log(k)))",
    ],
)
def test_proved_in_order(lambda_k: str) -> None:
    assert in_order(formulas(lambda_k)).holds


@pytest.mark.parametrize(
    ("lambda_k", "power_k", "piece"),
    [
        ("k**(-2)*(1-1/(k-100.5)**2/10)", "k**(-3/2)", "lambda_k increases from k = 101 to 102"),
        ("k**(-2)*(2+atan(1/(k-100.5)))", "k**(-3/2)", "lambda_k increases from k = 100 to 101"),  # a jump
        ("k**(-2)*(1+1/k)", "k**(-3/2)*(1-2*exp(-(k-70)**2))", "power_k is not positive at k = 70"),
    ],
)
def test_one_pair_refutes_beyond_what_is_looked_at_on_reading(lambda_k: str, power_k: str, piece: str) -> None:
    spectrum = formulas(lambda_k, power_k)
    assert in_order(spectrum).truth is Truth.NO
    for modes in (spectrum, first_modes(spectrum, 1000)):
        with pytest.raises(InputError, match=piece):
            prepare("lambda*t", modes)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("lambda_k", "piece"),
    [
        ("k**(-2)*(1+sin(log(k)))", "from k = 111 to 112"),
        ("k**(-2)*(1+sin(log(k)**2)/10)", "increases from k = 1410862"),
        ("k**(-2)*(1+10/(1+(k-1000)**2))", "from k = 979 to 980"),
    ],
)
def test_found_far_out(lambda_k: str, piece: str) -> None:
    assert piece in in_order(formulas(lambda_k)).reason


@pytest.mark.slow
def test_a_jump_that_nobody_looks_at_stays_open() -> None:
    """Between k = 100000 and 100001 lambda_k jumps up, its derivative is negative throughout: no proof may hold."""
    jump = formulas("k**(-2)*(2+atan(1/(k-100000.5)))")
    assert in_order(jump).truth is Truth.UNKNOWN
    assert any("do not show" in note for note in prepare("lambda*t", jump).notes)


def test_no_number_at_the_first_mode() -> None:
    with pytest.raises(InputError, match="lambda_k is no real number at k = 1: division by zero"):
        modes_of("k**(-2)/log(k)", "k**(-3/2)")
