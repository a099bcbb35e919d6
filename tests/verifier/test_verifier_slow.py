"""What sets in late, or dies too slowly to be seen dying: a correct trace is not contradicted, and a false one is."""

from __future__ import annotations

import mpmath
import pytest
from test_verifier_lies import caught, honest, lying, times
from weight import heavy, parted

from spectral_proofs.errors import UndecidedError
from spectral_proofs.results.trace import Status
from spectral_proofs.verifier import integrals
from spectral_proofs.verifier.reader import read, symbol
from spectral_proofs.verifier.verify import outcomes

LATE = [  # a small coefficient delays the leading term
    "1e-300*lambda*t**2+lambda*t",
    "lambda*t+1e-400*sqrt(lambda)*t",
    "1e-200*lambda**2*t**3+lambda**2*t",
]
SLOW = [  # a correction is of the order one at every time that is looked at
    "lambda*t*(1+lambda**(1/1000000))",
    "lambda*t*(1+t**(-1/1000000))",
    "lambda*t+lambda**(1000001/1000000)*t/3+1e200*lambda**2*t",
]


@pytest.mark.parametrize("g", parted(LATE + SLOW, lambda g: g in (LATE[1], SLOW[0], SLOW[2])))
def test_a_correct_trace_is_not_contradicted(g):
    trace = honest(g)
    found = list(outcomes(trace, None))
    assert [(item.number, item.note) for item in found if item.status is Status.FAILED] == []
    laws = [item for item in found[1:] if trace.steps[item.number - 1].rule == "law"]
    assert {item.status for item in laws} == {Status.CONSISTENT if g in LATE else Status.UNCHECKED}


@pytest.mark.parametrize(
    "g",
    [
        "Max(lambda*t,1e-200*lambda*t**2)",  # a kink at fixed t that is passed late
        heavy("lambda*t/(1+1e-300*lambda*t)"),  # L tends to exp(-2*10^300), from t = exp(10^300) on
    ],
)
def test_what_shows_beyond_all_times_is_not_contradicted(g):
    found = outcomes(honest(g), None)
    assert [(item.number, item.note) for item in found if item.status is Status.FAILED] == []


@pytest.mark.parametrize("g", [LATE[0], SLOW[0]])
@pytest.mark.parametrize("side", ["251", "249"])
def test_an_index_off_by_a_thousandth_is_seen_all_the_same(g, side):
    order = honest(g).of("dominance", quantity="L")[0].output["order"]
    other = f"({order})*t**(({side}-250)/1000)"
    index = f"{honest(g).of('law', quantity='L')[0].output['index']} + ({side}-250)/1000"
    assert caught(lying(g, [("dominance", "L", "order", other), ("law", "L", "index", index)]), "law")


def test_a_constant_of_a_late_law_is_seen_to_eleven_digits():
    lie = [("constant", "S", "value", times("(1 + 1/10**11)"))]
    assert caught(lying(LATE[0], lie), "constant")


def test_condition_2_denied_is_seen_where_it_sets_in_late():
    assert caught(lying(LATE[0], [("growth", None, "truth", "no")]), "growth")


@pytest.mark.parametrize("power", [0, -300, 300, -2000])
def test_an_integral_does_not_depend_on_its_scale(power):
    """The maximum lies at x = 10^-power, and quadrature strives for absolute accuracy."""
    x = symbol("x")
    found = integrals.over_ray(read(f"(1 - exp(-x*10**({power})))**2/x**(3/4)"), x, mpmath.mpf(0), mpmath.inf)
    with mpmath.workdps(30):
        exact = (mpmath.mpf(2) ** mpmath.mpf("0.75") - 2) * mpmath.gamma(mpmath.mpf("-0.75"))
        assert abs(found / (exact * mpmath.mpf(10) ** (mpmath.mpf(power) * 3 / 4)) - 1) < mpmath.mpf("1e-13")


def test_an_integral_without_a_maximum_within_reach_has_no_value():
    x = symbol("x")
    with pytest.raises(UndecidedError):
        integrals.over_ray(read("(1 - exp(-x/10**30000))**2/x**(3/4)"), x, mpmath.mpf(0), mpmath.inf)
