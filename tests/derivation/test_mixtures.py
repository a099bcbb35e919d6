"""Orders of sums over branches, from orders made by hand."""

from dataclasses import replace

import pytest
import sympy
from factories import asymptotics, derivation

from spectral_proofs.derivation.mixtures import Part, largest, mixed
from spectral_proofs.results import Fact, Truth, unsettled
from spectral_proofs.results.rigour import ENCLOSED, EXACT

OSCILLATES = Fact(Truth.NO, "log-periodic", EXACT)
OPEN = replace(asymptotics("-1/4"), log_index=None, theta=unsettled("no order"), equivalent=unsettled("no order"))
LOGARITHMIC = replace(asymptotics("0"), log_index=None, theta=Fact(Truth.NO, "exp(-sqrt(log t))", EXACT))


def law(index, log_index="0", constant=None, **options):
    return replace(asymptotics(index, log_index), constant=constant, **options)


def of(quantity, *laws):
    parts = [Part(number, one, "nothing derived") for number, one in enumerate(laws, 1)]
    return largest(quantity, parts)


def test_the_largest_index_and_then_the_largest_power_of_the_logarithm():
    found, dominance = of("L", law("-1/4"), law("-1/8"), law("-1/8", "1/2"))
    assert (found.index, found.log_index, dominance.branches) == (sympy.Rational(-1, 8), sympy.Rational(1, 2), (3,))


def test_powers_of_log_log_t_decide_where_all_before_are_equal():
    slow = law("1", powers=(sympy.S(1), sympy.S(0), sympy.S(0)))
    slower = law("1", powers=(sympy.S(1), sympy.S(0), sympy.S(1)), theta=OSCILLATES)
    assert of("S", slow, slower)[1].branches == (2,)


def test_constants_add_up_at_a_tie_and_only_there():
    found, dominance = of("S", law("1/2", constant=sympy.sqrt(2)), law("1/2", constant=sympy.pi), law("1/3"))
    assert (found.constant, dominance.branches) == (sympy.sqrt(2) + sympy.pi, (1, 2))
    assert found.equivalent.holds
    assert of("S", law("1/2", constant=sympy.pi), law("1/3", constant=sympy.pi))[0].constant == sympy.pi


def test_a_tie_of_irrational_indices_is_seen():
    one, other = sympy.sqrt(3 + 2 * sympy.sqrt(2)), 1 + sympy.sqrt(2)
    laws = [replace(law("1", constant=sympy.S(1)), index=index) for index in (one, other)]
    assert of("S", *laws)[1].branches == (1, 2)


def test_one_oscillating_branch_leaves_no_constant_and_two_leave_it_open():
    wave = law("-1/2", equivalent=OSCILLATES)
    assert of("L", wave, law("-1/2", constant=sympy.S(1)))[0].equivalent.truth is Truth.NO
    both = of("L", wave, wave)[0]
    assert both.equivalent.truth is Truth.UNKNOWN
    assert both.theta.holds


def test_one_infinite_energy_is_enough_whatever_is_unknown():
    found, dominance = of("S", None, asymptotics(None, infinite=True, reason="S = oo"), law("1"))
    assert found.infinite
    assert dominance.branches == (2,)


@pytest.mark.parametrize("quantity", ["L", "S"])
def test_an_unknown_branch_leaves_the_order_open(quantity):
    found, dominance = of(quantity, None, law("-1/4"))
    assert found.index is None
    assert found.theta.truth is Truth.UNKNOWN
    assert dominance.branches == ()
    assert "branch 1" in dominance.reason
    assert "nothing derived" in dominance.reason


def test_an_unknown_branch_does_not_matter_beside_a_loss_that_stays():
    found, dominance = of("L", None, law("0", constant=sympy.S(1)), law("-1"))
    assert (found.index, found.log_index, dominance.branches) == (0, 0, (2,))
    assert found.theta.holds
    assert found.constant is None  # the unknown branch may stay as well
    assert of("S", None, law("0", constant=sympy.S(1)))[0].index is None  # while S may grow


def test_a_branch_whose_index_alone_is_known_matters_at_a_tie_only():
    assert of("L", OPEN, law("-1/8", constant=sympy.S(3)))[0].constant == 3
    found, dominance = of("L", OPEN, law("-1/4", constant=sympy.S(3)))
    assert found.index == sympy.Rational(-1, 4)
    assert found.log_index is None
    assert found.theta.truth is Truth.UNKNOWN
    assert dominance.branches == ()
    assert of("L", LOGARITHMIC, law("0", constant=sympy.S(3)))[1].branches == (2,)


def test_what_is_known_least_weakens_the_sum():
    assert of("L", law("-1/4", rigour=ENCLOSED), law("-1/8"))[0].rigour == ENCLOSED


def test_rho_is_that_of_all_branches_or_none():
    assert mixed([derivation(), derivation(chi="1/3")], ["", ""]).derivation.rho == 1
    differ = mixed([derivation(), derivation(rho="2")], ["", ""]).derivation
    assert differ.rho is None
    assert differ.frontier.level.theta.truth is Truth.NO
    missing = mixed([derivation(), None], ["", "stopped"]).derivation
    assert missing.rho is None
    assert missing.frontier.level.theta.truth is Truth.UNKNOWN
    assert "stopped" in missing.hypotheses.positive.reason
