import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import mpmath
import pytest
import sympy

from spectral_proofs.balls.exact import sign
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare_mixture
from spectral_proofs.problem import catalogue
from spectral_proofs.problem.candidate import LAMBDA, TIME, validate
from spectral_proofs.problem.check_file import load, read_file
from spectral_proofs.problem.check_file.mixture_file import MixtureFile, any_of_text
from spectral_proofs.problem.expression.validation import sample, validate_residual

REQUIRED = {
    *("ntk", "feature_learning", "monomial", "preconditioned", "accelerated", "discrete_gd", "saturating_kernel"),
    *("two_term", "time_log", "ridge", "qualification", "weight_decay", "lr_one_over_t", "log_periodic"),
    *("heavy_tail", "newton", "lr_decay", "deep_linear"),
}


def test_the_catalogue_has_every_promised_form() -> None:
    assert set(catalogue.catalogue_names()) >= REQUIRED


def test_every_file_has_a_name_of_its_own() -> None:
    files = list(catalogue.folder().rglob("*.toml"))
    assert len(files) == len(catalogue.catalogue_names()) > len(catalogue.suite_names()) > len(REQUIRED)
    assert {catalogue.find(name) for name in catalogue.catalogue_names()} == set(files)


def test_unknown_names_list_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"no catalogue entry 'zz'; known names are accelerated, .*weight_decay"):
        catalogue.find("zz")


def test_the_package_folder_wins_over_the_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "site" / "spectral_proofs"
    (package / "checks").mkdir(parents=True)
    monkeypatch.setattr(catalogue, "_PACKAGE", package)
    with pytest.raises(InputError, match="missing"):
        catalogue.folder()
    (package / "checks" / "x.toml").write_text('g = "t"')
    assert catalogue.folder() == package / "checks"


def test_listing_names_does_not_import_sympy() -> None:
    code = "import sys, spectral_proofs.problem.catalogue as c; c.catalogue_names(); sys.exit('sympy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@pytest.mark.parametrize("name", catalogue.catalogue_names())
def test_entries_are_complete_and_usable(name: str) -> None:
    check = read_file(catalogue.find(name), any_of_text)
    assert check.title != name
    assert check.reference
    if isinstance(check, MixtureFile):
        assert {"chi", "gamma"} <= set(check.exponents)
        assert prepare_mixture(check.mixture).branches
        return
    for spectrum in check.spectra:
        assert {"rho", "chi", "gamma"} <= set(check.expected_exponents(spectrum))
        if check.candidate.residual:
            validate_residual(check.candidate.resolve_residual(spectrum), spectrum.Lambda)
            continue
        g = check.candidate.resolve(spectrum)
        validate(g, spectrum.Lambda)
        _positive_and_increasing(g)


def _positive_and_increasing(g: sympy.Expr) -> None:
    for time in ("100", "1e4", "1e12"):
        for eigenvalue in ("1e-9", "1e-4", "1/3", "1"):
            point = sympy.Rational(eigenvalue), sympy.Rational(time)
            assert sign(sample(g, *point)) == 1
            for variable in (LAMBDA, TIME):
                assert sign(sample(sympy.diff(g, variable), *point)) in (0, 1, None)


@pytest.mark.parametrize("name", sorted(REQUIRED - {"heavy_tail", "newton", "weight_decay", "log_periodic"}))
def test_expected_frontier_index_agrees_with_the_level_set(name: str) -> None:
    """rho = -d log lambda_* / d log t, with lambda_* from g(lambda_*, t) = 1 by bisection; logs vanish slowly."""
    check = load(catalogue.find(name))
    spectrum = check.spectra[0]
    g = sympy.lambdify((LAMBDA, TIME), check.candidate.resolve(spectrum), "mpmath")
    expected = check.expected_exponents(spectrum)
    assert expected["rho"] is not None
    log_index = expected.get("rho_log") or 0
    with mpmath.workdps(450):
        first, last = (_frontier(g, mpmath.mpf(10) ** power) for power in (20, 40))
        logs = float(log_index) * mpmath.log(mpmath.mpf(2), 10)
        slope = (-(last - first) - logs) / 20
    assert abs(slope - float(expected["rho"])) < 1e-3


def _frontier(g: object, time: mpmath.mpf) -> mpmath.mpf:
    """log10 of the lambda at which g = 1."""
    assert callable(g)
    low, high = mpmath.mpf(-200), mpmath.mpf(0)
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if g(mpmath.mpf(10) ** middle, time) > 1 else (middle, high)
    return (low + high) / 2


def test_weight_decay_solves_its_differential_equation() -> None:
    g = load(catalogue.find("weight_decay")).candidate.expression
    mu = sympy.Symbol("mu", positive=True)
    mode = 1 - sympy.exp(-g)
    assert sympy.simplify(sympy.diff(mode, TIME) - (LAMBDA * (1 - mode) - mu * mode)) == 0


def test_deep_linear_is_the_distance_covered_by_the_exact_dynamics() -> None:
    g = load(catalogue.find("deep_linear")).candidate.expression
    epsilon = sympy.Symbol("epsilon", positive=True)
    strength = epsilon * LAMBDA + (LAMBDA - epsilon * LAMBDA) * (1 - sympy.exp(-g))
    # du/dt = 2 u (lambda - u), u(0) = epsilon lambda
    assert sympy.simplify(sympy.diff(strength, TIME) - 2 * strength * (LAMBDA - strength)) == 0
    assert sympy.simplify(strength.subs(TIME, 0) - epsilon * LAMBDA) == 0
    for time in (Fraction(1, 100), Fraction(7)):
        for eigenvalue in (Fraction(1, 1000), Fraction(1)):
            point = {LAMBDA: sympy.Rational(eigenvalue), TIME: sympy.Rational(time), epsilon: sympy.Rational(1, 100)}
            ratio = sympy.N((g / (LAMBDA * TIME)).subs(point))
            assert 0.02 <= ratio <= 2
