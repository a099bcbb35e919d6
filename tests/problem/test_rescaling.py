import pytest

from spectral_proofs import Candidate, Spectrum, cli, evaluate
from spectral_proofs.problem.rescaling import rescaling


@pytest.mark.parametrize(
    ("g", "scales"),
    [
        ("eta*lambda*t", ["eta t 1"]),
        ("log(1+eta*lambda*t)", ["eta t 1"]),
        ("log(1+lambda*t/eta)", ["eta t -1"]),
        ("(c*lambda)**2*t", ["c t 2"]),  # of both t is taken: nothing is lost then
        ("c*lambda*t**2", ["c t 1/2"]),
        ("t*log(1+kappa*lambda)", ["kappa lambda 1"]),
        ("eta*t*log(1+sqrt(kappa*lambda))", ["eta t 1", "kappa lambda 1"]),
        ("t*log(1+(kappa*lambda)**(1/3))", ["kappa lambda 1"]),
        ("lambda*t**p", []),
        ("-t*log(1-eta*lambda)", []),  # with eta = 1 the largest mode has no value
        ("eta*lambda*t + lambda**2*t**3", []),
        ("lambda*t + kappa*lambda**2*t", []),
    ],
)
def test_what_only_rescales(g, scales):
    candidate, found = rescaling(Candidate(g))
    assert [f"{scale.name} {scale.variable} {scale.power}" for scale in found] == scales
    assert candidate.parameters == dict.fromkeys((scale.name for scale in found), "1")


def test_exponents_may_be_parameters_with_a_value():
    _, (scale,) = rescaling(Candidate("(c*lambda)**m*t", {"m": "2"}))
    assert scale.said == "c rescales t: what is said of t holds for c^(m) t, whatever c > 0 is"
    _, (scale,) = rescaling(Candidate("t*log(1+(c*lambda)**m)", {"m": "2"}))
    assert (scale.variable, scale.power) == ("lambda", 1)


def test_a_scale_of_lambda_is_that_of_the_eigenvalues():
    """The identity that the note states, on certified values."""
    g, modes = "log(1+3*lambda)*sqrt(t)", Spectrum("3/2", 2, Lambda=3)
    (scaled,) = evaluate(Candidate(g), Spectrum("3/2", 2), [100])
    (plain,) = evaluate(Candidate("log(1+lambda)*sqrt(t)"), modes, [100])
    assert float(scaled.loss.mid) == pytest.approx(float(plain.loss.mid), rel=1e-14)
    assert float(scaled.energy.mid) == pytest.approx(3 * float(plain.energy.mid), rel=1e-14)


def test_a_parameter_that_others_use_is_left_alone():
    assert rescaling(Candidate("eta*lambda*t**p", {"p": "eta"}))[1] == ()


def test_one_run_and_a_note(capsys, staged):
    assert cli.main(["check", "eta*lambda*t"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert "η rescales t: what is said of t holds for η t, whatever η > 0 is" in out
    assert "in 1 run" in out


def test_a_scale_of_lambda_is_one_run_and_a_note(capsys, staged):
    assert cli.main(["check", "log(1+kappa*lambda)*t"]) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert (
        "κ rescales λ, here κ = 1: with another one (--set) the eigenvalues are κ λ_k, and S is κ times theirs" in out
    )
    assert "in 1 run" in out
