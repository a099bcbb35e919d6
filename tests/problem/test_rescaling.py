import pytest

from spectral_proofs import Candidate, cli
from spectral_proofs.problem.rescaling import rescaling


@pytest.mark.parametrize(
    ("g", "names"),
    [
        ("eta*lambda*t", ("eta",)),
        ("log(1+eta*lambda*t)", ("eta",)),
        ("lambda*t**p", ()),
        ("-t*log(1-eta*lambda)", ()),  # a scale of lambda
        ("eta*lambda*t + lambda**2*t**3", ()),
    ],
)
def test_what_only_rescales_time(g, names):
    candidate, found = rescaling(Candidate(g))
    assert found == names
    assert candidate.parameters == dict.fromkeys(names, "1")


def test_a_parameter_that_others_use_is_left_alone():
    assert rescaling(Candidate("eta*lambda*t**p", {"p": "eta"}))[1] == ()


def test_one_run_and_a_note(capsys, staged):
    assert cli.main(["check", "eta*lambda*t"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "η rescales t: what is said of t holds for η t, whatever η > 0 is" in out
    assert "in 1 run" in out
