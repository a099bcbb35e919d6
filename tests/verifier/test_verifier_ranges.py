"""Ranges of the verifier: every value lies inside, and none is equal to an open end."""

from __future__ import annotations

import pytest
from flint import arb

from spectral_proofs.verifier.ranges import Range, Ranges
from spectral_proofs.verifier.reader import read, symbol

X, Y = symbol("x"), symbol("y")

CASES = [
    # expression, range of x, range of y, the end, whether it is open
    ("x*y", (0, 1, True), (0, 1, True), 0, True),
    ("x*y", (0, 1, False), (0, 1, True), 0, False),  # x = 0 is reached, whatever y is
    ("x*y", (0, 1, True), (0, 1, False), 0, False),
    ("x*y", (1, 2, False), (1, 2, True), 1, True),
    ("x + y", (0, 1, False), (0, 1, True), 0, True),
    ("x + y", (0, 1, False), (0, 1, False), 0, False),
    ("Max(x, y)", (0, 1, False), (0, 1, True), 0, True),
    ("Max(x, y)", (0, 1, False), (-1, 1, True), 0, False),
    ("Min(x, y)", (0, 1, True), (0, 2, True), 0, True),
    ("Min(x, y)", (0, 1, True), (0, 2, False), 0, False),
    ("x**2", (-1, 1, True), (0, 1, False), 0, False),
    ("x**2", (0, 1, True), (0, 1, False), 0, True),
    ("sqrt(x)", (0, 1, True), (0, 1, False), 0, True),
    ("log(1 + x)", (0, 1, True), (0, 1, False), 0, True),
    ("log(1 + x)", (0, 1, False), (0, 1, False), 0, False),
    ("cosh(x)", (0, 1, True), (0, 1, False), 1, True),
    ("cosh(x)", (-1, 1, True), (0, 1, False), 1, False),
    ("1 + cos(4*x)", (0, 4, True), (0, 1, False), 0, False),
    ("sin(x)", (0, 1, True), (0, 1, False), 0, True),
    ("exp(-1/x)", (0, 1, True), (0, 1, False), 0, True),
]


@pytest.mark.parametrize(("text", "x", "y", "end", "is_open"), CASES)
def test_an_end_is_open_where_no_value_reaches_it(text, x, y, end, is_open):
    known = {X: Range(arb(x[0]), arb(x[1]), x[2]), Y: Range(arb(y[0]), arb(y[1]), y[2])}
    found = Ranges(known)(read(text))
    assert found.low == end
    assert found.low_open is is_open
    assert found.within(arb(end), None, strict=True) is is_open
