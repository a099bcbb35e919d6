"""One namespace of ids, and the field's own names for a and b."""

import pytest

from spectral_proofs import cli
from spectral_proofs.audit.registry import ITEMS, find
from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import InputError
from spectral_proofs.problem.check_file import from_text
from spectral_proofs.reporters import schemas


def run(capsys, *argv):
    status = cli.main(argv)
    output = capsys.readouterr()
    return int(status), " ".join(output.out.split()), output.err


@pytest.mark.parametrize(
    ("name", "rows"),
    [("A9", ["A9"]), ("9", ["A9"]), ("19", ["A19"]), ("eq7", ["A6"]), ("thm2", ["A8", "A9"]), ("EQ5", ["eq5"])],
)
def test_rows_are_found_by_number_claim_and_equation(name, rows):
    assert [item.id for item in find(name)] == rows


def test_every_claim_that_is_wrong_as_printed_leads_to_its_rows():
    for claim in CLAIMS.values():
        if claim.audited:
            assert set(claim.audited) & {item.id for item in find(claim.id)} or claim.id in ITEMS


@pytest.mark.parametrize("name", ["A99", "eq77", "nonsense", ""])
def test_no_row_is_an_error(name):
    with pytest.raises(InputError, match="no such row"):
        find(name)


def test_claims_are_listed_with_statement_row_and_correction(capsys):
    status, out, _ = run(capsys, "claims", "density-growth", "thm2", "cor1")
    assert status == 0
    assert "KNOWN to fail for a, b > 1, whatever g is (audit row A19)" in out
    assert "should read: α > 0 iff ν < ρ/(ρ+b)" in out
    assert "S = Θ(t^γ), γ = ρ (1+b-a)/b" in out
    assert "audit row A8" in out
    assert run(capsys, "claims", "thm3")[0] == 2
    assert all(name in run(capsys, "claims")[1] for name in CLAIMS)


def test_a_schema_goes_by_its_name_alone():
    assert schemas.load("run") == schemas.load("run/1")
    with pytest.raises(InputError):
        schemas.load("nothing")


@pytest.mark.parametrize("options", [("--source", "1/8"), ("--source", "1/8", "--capacity", "2"), ("--a", "3/2")])
def test_capacity_and_source_are_b_and_a(capsys, staged, options):
    status, out, _ = run(capsys, "check", "lambda*t", "-q", *options)
    assert status == 0
    assert "a = 3/2, b = 2" in out


def test_one_exponent_is_given_once(capsys):
    for argv in (["--a", "2", "--source", "1"], ["--source", "1", "--b", "free"]):
        status, _, err = run(capsys, "check", "lambda*t", *argv)
        assert status == 2
        assert "source" in err


def test_check_files_take_the_same_names():
    check = from_text('g = "lambda*t"\n[spectrum]\ncapacity = ["2", "3"]\nsource = "1/8"\n')
    assert [(str(s.a), str(s.b)) for s in check.spectra] == [("3/2", "2"), ("7/4", "3")]
    assert check.given == {"a", "b"}
    with pytest.raises(InputError, match="a is given too"):
        from_text('g = "lambda*t"\n[spectrum]\na = "2"\nsource = "1/8"\n')
