"""Laws and bounds in words: every part of them is said, and nothing else."""

import pytest
import sympy

from spectral_proofs.errors import UndecidedError
from spectral_proofs.text.laws import (
    bounds_sentence,
    infinite_sentence,
    law_sentence,
    order_text,
    short,
    tails_sentence,
)


@pytest.mark.parametrize(
    ("constant", "index", "log_index", "factor", "said"),
    [
        ("2/3", "-1/4", "0", "1", "L ~ 2/3 t^(-1/4)"),
        ("1", "-1/4", "1", "1", "L ~ t^(-1/4) log t"),
        ("1", "0", "0", "1", "L ~ 1"),
        ("pi", "1", "-2", "1", "L ~ pi t (log t)^(-2)"),
        ("C", "-1", "0", "1", "L ~ (C) t^(-1)"),
        ("gamma(1/4)/2", "-1/4", "0", "sqrt(log(log(t)))", "L ~ (gamma(1/4)/2) t^(-1/4) sqrt(log(log(t)))"),
        ("gamma(1/4)/2", "0", "0", "1", "L ~ gamma(1/4)/2"),
        (None, "-1/4", "0", None, "L = Theta(t^(-1/4))"),
        (None, "0", "0", None, "L = Theta(1)"),
        (None, "-1/4", None, None, "L has the index -1/4"),
        ("1", None, None, None, None),
    ],
)
def test_laws(constant, index, log_index, factor, said):
    parts = {"constant": constant, "index": index, "log_index": log_index, "factor": factor}
    assert law_sentence("L", parts) == said


def test_orders():
    assert order_text("0", "0") == order_text(None, None) == ""
    assert order_text("1 - b", "2", "log(log(t))") == "t^(1 - b) (log t)^(2) log(log(t))"


def test_bounds():
    line = {"lower": "1/2", "upper": sympy.Integer(2), "index": "0", "log_index": "1", "t0": "100"}
    assert bounds_sentence("S", line) == "1/2 log t <= S(t) <= 2 log t for all t >= 100"
    offset = bounds_sentence("S", {**line, "lower_offset": "-1/3", "upper_offset": "0"})
    assert offset == "1/2 log t - 1/3 <= S(t) <= 2 log t + 0 for all t >= 100"
    assert bounds_sentence("S", {**line, "log_index": "0"}) == "1/2 <= S(t) <= 2 for all t >= 100"
    assert infinite_sentence({"t0": "10"}, "3", "2") == "S(t) = oo for all t >= 10, because s = 3 >= 2 m b = 2"
    names = ("loss_low", "loss_high", "tail_low", "tail_high", "c1_prime", "c2_prime", "t0")
    said = tails_sentence({name: str(n) for n, name in enumerate(names, 1)}, "-1/2")
    assert said.startswith("1 k_*^(-1/2) <= L(t) <= 2 k_*^(-1/2) and 3 T(6 k_*) <= L(t) <= 4 T(5 k_*) for all t >= 7")


def test_numbers_are_short_and_exact():
    cases = {"100000": "10^5", "1000": "1000", "7/20": "7/20", "17493853/10000000": "1.7493853", "1/30": "1/30"}
    assert {number: short(sympy.Rational(number)) for number in cases} == cases
    with pytest.raises(UndecidedError, match="1000 digits"):
        short(sympy.Integer(10) ** 2000)
