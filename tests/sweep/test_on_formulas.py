"""``sweep`` on formulas in k: every cell on its own, parameters in the formulas too."""

import csv
import json

import jsonschema
import pytest

from spectral_proofs import cli
from spectral_proofs.problem.spectra.selection import Selection
from spectral_proofs.reporters import schemas

GEOMETRIC = ("--lambda-k", "exp(-c*k)", "--power-k", "exp(-d*k)", "--set", "d=1/2")


@pytest.mark.slow  # two derivations
def test_parameters_of_geometric_modes(capsys):
    assert cli.main(("sweep", "lambda*t", "--over", "c=1/4..1:2", *GEOMETRIC, "--format", "json")) == 0
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schemas.load("sweep/1", closed=True))
    assert document["spectrum"] == {"a": "", "b": "", "lambda_k": "exp(-c*k)", "power_k": "exp(-(1/2)*k)"}
    found = {one["point"]["c"]: (one["exponents"]["chi"], one["exponents"]["gamma"]) for one in document["derived"]}
    assert found == {"1/4": ("2", "0"), "1": ("1/2", "1/2")}  # p = d/c
    assert document["undecided"] == 0


@pytest.mark.slow  # nine derivations
def test_the_exponents_are_those_of_the_powers_and_logarithms(tmp_path, capsys):
    table = tmp_path / "cells.csv"
    words = ("sweep", "lambda*t", "--lambda-k", "k**-q*log(k+1)**beta", "--power-k", "k**-2")
    status = cli.main((*words, "--over", "q=1..3:3,beta=0..2:3", "--csv", str(table)))
    rows = list(csv.DictReader(table.read_text().splitlines()))
    assert status == 3
    assert len(rows) == 9
    for row in rows:
        b, beta = int(row["q"]), int(row["beta"])
        assert row["decided"] == ("no" if b == 1 else "yes")
        if b > 1:
            assert float(row["chi"]) == pytest.approx(1 / b)
            assert float(row["chi_log"]) == pytest.approx(beta / b)
            assert float(row["gamma_log"]) == pytest.approx((b - 1) * beta / b - beta)
    assert "9 cells, 3 undecided" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--over", "e=1..2:2", *GEOMETRIC), "--over e"),
        (("--over", "c=1..2:2", *GEOMETRIC[:-2]), "d has neither a value nor a range"),
        (("--over", "a=2..3:2", "--modes", "100"), "1 << k_* << N"),
        (("--over", "c=1..2:2", *GEOMETRIC, "--assume", "c<d"), "there is none on formulas"),
        (("--over", "c=1..2:2", *GEOMETRIC, "--set", "f=1"), "no parameter f"),
    ],
)
def test_what_means_nothing_is_refused(words, message, capsys):
    status = cli.main(("sweep", "lambda*t", *words))
    captured = capsys.readouterr()
    assert message in captured.err
    assert status == 2


def test_numbers_take_the_place_of_names():
    formulas = Selection(lambda_k="k**-c*log(k+1)**cc", power_k="exp(-c*k)")
    assert formulas.names == {"c", "cc"}
    assert formulas.at({"c": "3/2"}) == Selection(lambda_k="k**-(3/2)*log(k+1)**cc", power_k="exp(-(3/2)*k)")


def test_set_reaches_the_formulas_of_check(capsys):
    words = ("evaluate", "lambda*t", "--lambda-k", "exp(-c*k)", "--power-k", "exp(-k)", "--set", "c=2", "--t", "10")
    assert cli.main((*words, "--format", "json")) == 0
    same = ("evaluate", "lambda*t", "--lambda-k", "exp(-2*k)", "--power-k", "exp(-k)", "--t", "10", "--format", "json")
    first = json.loads(capsys.readouterr().out)
    assert cli.main(same) == 0
    assert json.loads(capsys.readouterr().out)["points"] == first["points"]
