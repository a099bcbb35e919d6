"""The compute optimum on other scales and other modes: exponents with logarithms beside certified minima."""

from __future__ import annotations

import json
import math
from pathlib import Path

import jsonschema
import pytest
from sympy import Rational

from spectral_proofs import cli, optimum
from spectral_proofs.compute_optimum import optimum_on
from spectral_proofs.derivation.further_on_modes import further_laws_on
from spectral_proofs.derivation.optimum_on_modes import exponents_on
from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.problem.expression.symbols import LAMBDA as lam
from spectral_proofs.problem.expression.symbols import TIME as t
from spectral_proofs.problem.spectra.expressions import Expressions, modes_of
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.reporters import schemas
from spectral_proofs.results.further import answered
from spectral_proofs.worker import Worker

LOGS = ("k**(-2)*log(k+1)**2", "k**(-3/2)*log(k+1)**(1/2)")


def formulas(lambda_k: str, power_k: str) -> Expressions | Geometric:
    found = modes_of(lambda_k, power_k)
    assert isinstance(found, Expressions | Geometric)
    return found


def test_the_best_model_of_geometric_modes_grows_like_a_logarithm() -> None:
    found = exponents_on(derive_on(lam * t, formulas("exp(-k)", "exp(-k/4)")))
    assert (found.modes, found.modes_log, found.loss, found.loss_log) == (0, 1, Rational(-1, 4), Rational(1, 4))


@pytest.mark.slow
def test_logarithms_of_the_modes_move_the_constants() -> None:
    """log k ~ (1/3) log C: by quadrature at C = 10^(10^7), L* C^(1/6) (log C)^(1/6) = 2.22180354."""
    spectrum = formulas("k**(-2)*log(k+1)", "k**(-3/2)")
    assert isinstance(spectrum, Expressions)
    found = answered(further_laws_on(("optimum",), spectrum, derive_on(lam * t, spectrum), Worker()).optimum)
    assert abs(float(found.ratio.mid) - 2.01361731265) < 1e-10
    assert abs(float(found.loss.mid) - 2.22180354) < 5e-7
    assert abs(float(found.size.mid) - 1.10563295) < 5e-7


@pytest.mark.slow
def test_the_best_models_of_geometric_modes_are_enclosed() -> None:
    found = optimum_on("lambda*t", formulas("exp(-k)", "exp(-k/4)"), budgets=(10**6, 10**12))
    for model in found.models:
        c = float(model.best.budget)
        losses = {
            n: sum(math.exp(-k / 4 - 2 * c / n * math.exp(-k)) for k in range(1, n + 1))
            + math.exp(-(n + 1) / 4) / (1 - math.exp(-1 / 4))
            for n in range(1, 60)
        }
        least = min(losses, key=losses.__getitem__)
        assert model.best.modes[0] <= least <= model.best.modes[1]
        assert abs(float(model.best.loss.mid) / losses[least] - 1) < 1e-3


@pytest.mark.slow
def test_logarithms_of_the_modes_stay_in_the_optimum() -> None:
    """N* = Theta(C^(1/3) (log C)^(2/3)); at certified minima L* = Theta(T(N*)), with the logarithm and not without."""
    found = optimum_on("lambda*t", formulas(*LOGS), budgets=(10**12, 10**30))
    law = found.exponents
    assert (law.modes, law.modes_log, law.loss, law.loss_log) == (
        Rational(1, 3), Rational(2, 3), Rational(-1, 6), Rational(1, 6),
    )  # fmt: skip
    assert (law.density, law.density_log) == (0, 0)
    sizes = [math.sqrt(model.best.modes[0] * model.best.modes[1]) for model in found.models]
    losses = [float(model.best.loss.mid) for model in found.models]
    without = [loss * n**0.5 for loss, n in zip(losses, sizes, strict=True)]
    scaled = [x / math.log(n) ** 0.5 for x, n in zip(without, sizes, strict=True)]  # L*/T(N*)
    assert abs(scaled[1] / scaled[0] - 1) < 0.07 < abs(without[1] / without[0] - 1) / 5


@pytest.mark.slow
def test_scales_move_the_constants() -> None:
    """Lambda = 3, W = 2: the certified minima settle at the limit that the scales give."""
    found = optimum("lambda*t", "5/2", "2", spectrum=Spectrum("5/2", 2, 3, 2), budgets=(10**6, 10**12))
    assert found.instance is not None
    assert found.instance.limits is not None
    limit, last = found.instance.limits.loss, found.instance.models[-1].scaled
    assert last is not None
    assert abs(float(limit.mid) - 0.6575503646) < 1e-9
    assert abs(float(last.mid) / float(limit.mid) - 1) < 1e-3


@pytest.mark.slow
def test_a_check_file_s_own_spectrum_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "scales.toml"
    path.write_text('g = "lambda*t"\n[spectrum]\na = "5/2"\nb = 2\nLambda = 3\nW = 2\n')
    assert cli.main(["optimum", str(path), "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas.load("optimum/1", closed=True)).validate(document)
    assert document["instance"]["spectrum"] == {"a": "5/2", "b": "2", "Lambda": "3", "W": "2"}


@pytest.mark.slow
@pytest.mark.parametrize("modes", [("k**-2*(1+1/k)", "k**-1.5"), ("exp(-k)", "exp(-k/4)")])
def test_the_document_of_formulas_is_described(modes: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    argv = ["optimum", "lambda*t", "--lambda-k", modes[0], "--power-k", modes[1], "--format", "json"]
    assert cli.main(argv) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.Draft202012Validator(schemas.load("optimum/1", closed=True)).validate(document)
    (found,) = document["regimes"]
    assert found["modes"]["exponent"] == ("0" if modes[0] == "exp(-k)" else "1/3")
    if modes[0] == "exp(-k)":
        assert found["ratio"] is None
        return
    assert found["ratio"]["mid"].startswith("2.01361731265")  # nu* of the powers that the modes are ~ to
    limit, last = float(found["loss"]["constant"]["mid"]), float(document["models"][-1]["scaled_loss"]["mid"])
    assert abs(limit / last - 1) < 2e-3  # of certified minima to 10^-3, which know nothing of nu*


@pytest.mark.parametrize(
    ("argv", "part"),
    [
        (("optimum", "lambda*t", "--modes", "10"), "optimum chooses the number of modes"),
        (("sweep", "lambda*t", "--over", "a=2..3:2", "--modes", "10"), "a phase diagram is about t -> oo"),
        (("optimum", "lambda**m*t", "--lambda-k", "1/k**2", "--power-k", "exp(-k)*k"), "add --set NAME=VALUE"),
    ],
)
def test_what_makes_no_sense_is_one_line(argv: tuple[str, ...], part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(list(argv)) == 2
    assert part in capsys.readouterr().err
