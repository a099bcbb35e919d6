"""What the second engine gives up is counted: the same on every machine."""

from __future__ import annotations

import math
import re
import time
from pathlib import Path

import mpmath
import pytest
import sympy
from enclosing import agree, spectrum
from sympy import Rational, cosh, exp, log, tanh, zeta
from weight import heavy

import spectral_proofs
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.sums import second_engine, workload
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.second_engine import reference_sums
from spectral_proofs.sums.workload import Account, Exponents, operations

PACKAGE = Path(spectral_proofs.__file__).parent
MEASURE = {  # limits that users set, and what is shown of the time that passed
    "worker/__init__.py",
    "worker/spent.py",
    "pipeline/evaluation.py",
    "cli/inputs.py",
}


def reads_a_clock(path: Path) -> bool:
    """Whether a file imports from the module time (an import is a line of its own: the linter sees to that)."""
    return re.search(r"^\s*(import|from) time\b", path.read_text(encoding="utf-8"), re.MULTILINE) is not None


def test_no_clock_is_read_where_something_is_derived_or_computed() -> None:
    found = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if reads_a_clock(path)}
    assert "worker/__init__.py" in found
    assert found <= MEASURE


def test_slow_functions_and_many_digits_count_more() -> None:
    assert operations(lam * t) < operations(lam * t + lam**2 * t**3) < operations(log(1 + lam * t))
    assert operations(tanh(lam)) < operations(sympy.LambertW(lam)) < operations(zeta(2 + lam))
    few, many = Account(), Account()
    few.spend(30, 12)
    many.spend(3000, 12)
    assert many.operations > 300 * few.operations
    assert many.evaluations > 100 * few.evaluations


def test_work_that_is_not_allowed_is_not_done(monkeypatch: pytest.MonkeyPatch) -> None:
    g, time = log(1 + lam * t), sympy.Integer(100)
    certified = Sums(g, spectrum()).at("100", slopes=False)
    assert agree(certified.loss, reference_sums(g, spectrum(), time)[0])
    monkeypatch.setattr(workload, "_OPERATIONS", 1000.0)
    second_engine._start.cache_clear()
    with pytest.raises(UndecidedError, match="allotted work"):
        reference_sums(g, spectrum(), time)
    second_engine._start.cache_clear()


def test_what_one_sum_may_cost_does_not_depend_on_the_one_before() -> None:
    model, _ = second_engine._start(lam * t, Rational(2), Rational(1), sympy.Integer(100))
    before = model.spent.copy()
    model.again().spent.spend(30, 1)
    assert model.spent == before


BITS = workload._LONGEST * math.log(2)


@pytest.mark.parametrize(
    ("g", "border"),  # log(1/lambda) where an argument gets so long
    [
        (exp(1 / lam), BITS),
        (lam * t + exp(-1 / lam), BITS),
        (cosh(1 / lam**2), BITS / 2),
        (t ** (1 / lam), BITS),
        (1 - exp(-exp(1 / lam)), math.log(BITS)),
    ],
)
def test_exponentials_of_long_numbers_are_seen_and_not_evaluated(g: sympy.Expr, border: float) -> None:
    exponents = Exponents.of(g)
    outwards = [
        exponents.short(mpmath.exp(-mpmath.mpf(y)), mpmath.mpf(100)) for y in (0.9 * border, 1.1 * border, 1e40)
    ]
    assert outwards == [True, False, False]


FAR = [lam * t, exp(sympy.sqrt(log(1 + 1 / lam))), lam ** Rational(3, 8) * exp(t ** Rational(1, 3))]


@pytest.mark.parametrize("g", FAR)
def test_ordinary_exponentials_are_evaluated_as_far_out_as_anything(g: sympy.Expr) -> None:
    assert Exponents.of(g).short(mpmath.exp(-(mpmath.mpf(10) ** 100)), mpmath.mpf(10) ** 30)


def test_a_tail_with_exponentials_of_powers_is_summed() -> None:
    g = lam * t + exp(-1 / lam)
    certified = Sums(g, spectrum()).at("100", slopes=False)
    loss, energy = reference_sums(g, spectrum(), sympy.Integer(100))
    assert agree(certified.loss, loss)
    assert agree(certified.energy, energy)


@pytest.mark.parametrize("g", [heavy(exp(-exp(1 / lam))), lam * t + exp(-exp(1 / lam))])
def test_exponentials_of_exponentials_are_counted(g: sympy.Expr) -> None:
    started = time.process_time()
    with pytest.raises(UndecidedError, match="allotted work"):
        reference_sums(g, spectrum(), sympy.Integer(100))
    assert time.process_time() - started < 30  # without counting: no end


def test_short_ones_inside_another_are_not_refused() -> None:
    g = lam * t * exp(-exp(-1 / lam))
    certified = Sums(g, spectrum()).at("100", slopes=False)
    assert agree(certified.loss, reference_sums(g, spectrum(), sympy.Integer(100))[0])
