"""Verdicts on modes that are no exact powers of k: those of exact powers where the ratio tends to 1, else their own."""

from __future__ import annotations

import mpmath
import pytest
import sympy

from spectral_proofs import Spectrum, check
from spectral_proofs.claims import StageResults, judge
from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.expressions import modes_of
from spectral_proofs.problem.spectra.finite import first_modes
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.results import Truth
from spectral_proofs.sums.spectra.factory import sums_of

QUICK = ["lemma5", "prop1", "reach", "tradeoff", "compute-optimal", "critical-rate", "density-growth"]
NEARLY = modes_of("k**(-2)*(1+1/k)", "k**(-3/2)")
LOGS = modes_of("k**(-2)", "k**(-3/2)*log(k+1)**2")
GEOMETRIC = modes_of("exp(-k)", "exp(-k/4)")
WAVE = modes_of("k**(-3/2)*(1+sin(log(k))/10)", "k**(-3/2)")


def verdicts(g: str, spectrum: ModeSpectrum, claims: list[str] | None = None) -> dict[str, str]:
    result = check(g, spectrum, claims=claims, timeout=120)
    assert result.internal_error == ""
    return {claim.id: claim.verdict.value for claim in result.claims}


def test_what_no_further_law_is_asked_for() -> None:
    found = derive_on(lam * t, GEOMETRIC)
    results = StageResults(found.derivation, (), (), found.powers, form=found.form, modes=found.modes)
    judged = {claim.id: claim for claim in judge(results, ["lemma5", "prop1", "eq7", "critical-rate"])}
    assert [claim.verdict.value for claim in judged.values()] == ["outside", "outside", "outside", "beyond"]
    assert "k_* = Theta(log t)" in judged["lemma5"].reason
    assert "k_index" not in judged["critical-rate"].details


@pytest.mark.slow
def test_geometric_modes_have_no_power_of_k() -> None:
    assert verdicts("lambda*t", GEOMETRIC, QUICK) == {
        "lemma5": "outside",  # k_* ~ log t
        "prop1": "outside",  # L = Theta(tail), which is no power of k_*
        "reach": "outside",
        "tradeoff": "beyond",  # about L and S alone
        "compute-optimal": "outside",
        "critical-rate": "beyond",
        "density-growth": "outside",
    }


@pytest.mark.slow
def test_verdicts_beside_a_logarithm() -> None:
    """c_k = k^(-3/2) log^2 k: S = Theta(S_R) still, but the tail, the floor and N* have a logarithm."""
    found = verdicts("lambda*t", LOGS)
    assert {id_: found[id_] for id_ in QUICK} == {
        "lemma5": "beyond",  # lambda_k = k^-2 itself
        "prop1": "outside",
        "reach": "outside",
        "tradeoff": "beyond",
        "compute-optimal": "outside",
        "critical-rate": "beyond",
        "density-growth": "outside",
    }
    assert {id_ for id_, verdict in found.items() if verdict == "undecided"} == {"noise"}


PRUNING = ("prune-plateau", "prune-power", "prune-slope", "prune-saturation", "critical-points")


@pytest.mark.parametrize(
    ("lambda_k", "power_k", "holding"),
    [  # Delta L_P = Theta(k_*^s (log k_*)^(alpha - beta)), s = 3/2, and 0 in the last two
        ("k**-2", "k**(-3/2)*log(k+1)**2", {"prune-plateau"}),
        ("k**-2*log(k+1)", "k**(-3/2)", {"prune-plateau", "prune-saturation"}),
        ("k**-2*log(k+1)", "k**(-3/2)*log(k+1)", set(PRUNING) - {"prune-slope"}),  # alpha = beta
        ("k**-2", "k**-3/log(k+1)**2", {"prune-plateau", "prune-saturation", "prune-slope"}),  # sum w_k^2 < oo
        ("k**-2", "k**-3*log(k+1)", {"prune-plateau", "prune-slope"}),  # S = Theta((log t)^2)
    ],
)
def test_pruning_beside_logarithms(lambda_k: str, power_k: str, holding: set[str]) -> None:
    found = derive_on(lam * t, modes_of(lambda_k, power_k))
    results = StageResults(found.derivation, (), (), found.powers, form=found.form, modes=found.modes)
    judged = {claim.id: claim.verdict.value for claim in judge(results, list(PRUNING))}
    assert {name for name, verdict in judged.items() if verdict == "beyond"} == holding
    assert {name for name, verdict in judged.items() if verdict == "outside"} == set(PRUNING) - holding


def test_pruning_is_open_where_a_logarithm_decides_whether_s_is_finite() -> None:
    """s = 2mb: sum k^(s-1) (log k)^alpha k^(-2mb) < oo is a matter of alpha."""
    found = derive_on(lam ** sympy.Rational(1, 2) * t, modes_of("k**-2", "k**(-21/20)/log(k+1)**3"))
    assert found.derivation.truncation.plateau.truth is Truth.YES  # s = 39/20 < 2
    found = derive_on(lam ** sympy.Rational(1, 4) * t, modes_of("k**-2", "k**-2/log(k+1)**3"))
    assert found.derivation.truncation.plateau.truth is Truth.UNKNOWN


@pytest.mark.slow
def test_verdicts_beside_a_wave() -> None:
    found = verdicts("lambda*t", WAVE, ["lemma5", "reach", "compute-optimal", "thm2", "cor1", "eq7", "density-growth"])
    beyond = {id_ for id_, verdict in found.items() if verdict == "beyond"}
    assert {id_ for id_, verdict in found.items() if verdict == "outside"} == {"eq7", "density-growth"}
    assert len(beyond) == len(found) - 2


@pytest.mark.slow
@pytest.mark.parametrize("g", ["lambda*t/(1+lambda)", "log(1+lambda*t)"])
def test_ratio_to_one_has_the_verdicts_of_exact_powers(g: str) -> None:
    """What is decided is decided alike; the scales of the modes are 3 and 2."""
    exact = verdicts(g, Spectrum("3/2", "2"))
    found = verdicts(g, modes_of("3*k**(-2)*(1+1/k)", "2*k**(-3/2)"))
    decided = {id_: verdict for id_, verdict in found.items() if verdict != "undecided"}
    assert len(decided) >= 18
    assert decided == {id_: exact[id_] for id_ in decided}


@pytest.mark.slow
def test_the_limit_of_the_efficiency_does_not_depend_on_the_scales() -> None:
    result = check("lambda*t", modes_of("3*k**(-2)*(1+1/k)", "2*k**(-3/2)"), claims=["tradeoff"])
    assert result.efficiency.limit is not None
    assert abs(1 / mpmath.mpf(result.efficiency.limit.mid) - mpmath.mpf("1.06076")) < mpmath.mpf("5e-6")
    last = result.efficiency.at[-1][1]
    assert abs(mpmath.mpf(last.mid) - mpmath.mpf(result.efficiency.limit.mid)) < mpmath.mpf("1e-9")


def test_learned_modes_of_a_geometric_spectrum_are_a_logarithm() -> None:
    """N = (rho/kappa) log t + a wave of log t, rho = 3/2, kappa = 2."""
    spectrum = Geometric(sympy.Integer(2), sympy.Rational(1, 4))
    early, late = (sums_of(lam**2 * t**3, spectrum).at(time, 15).learned for time in ("1e40", "1e80"))
    assert early is not None
    assert late is not None
    expected = sympy.Rational(3, 4) * 40 * sympy.log(10)
    assert abs(mpmath.mpf(late.mid) - mpmath.mpf(early.mid) - mpmath.mpf(str(expected.evalf(20)))) < 0.5


@pytest.mark.slow
def test_learned_modes_beside_a_logarithm_of_the_eigenvalues() -> None:
    """lambda_k = k^-2 log^2 (k+1): N ~ (sqrt(pi)/2) t^(1/2) log t, corrections of order log log t / log t."""
    modes = modes_of("k**(-2)*log(k+1)**2", "k**(-3/2)")
    ratios = []
    for power in (20, 40):
        found = sums_of(lam * t, first_modes(modes, 10**30)).at(f"1e{power}", 12, False).learned
        law = mpmath.sqrt(mpmath.pi) / 2 * mpmath.mpf(10) ** (power // 2) * power * mpmath.log(10)
        assert found is not None
        ratios.append(mpmath.mpf(found.mid) / law)
    assert 1 < ratios[1] < ratios[0] < 1.25
