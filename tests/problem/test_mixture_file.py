"""Check files of several branches, and what is wrong with them."""

import pytest

from spectral_proofs import Mixture, Spectrum
from spectral_proofs.errors import InputError
from spectral_proofs.prepare import prepare_mixture
from spectral_proofs.problem.check_file import from_text
from spectral_proofs.problem.check_file.mixture_file import any_of_text
from spectral_proofs.problem.recognition import is_check_text

TWO = """
title = "Two"
[expect]
chi = "1/8"
rho = "none"
[expect.verdicts]
cor1 = "refuted"
[[branches]]
g = "lambda*t"
[[branches]]
title = "slow"
g = "lambda**m*t"
[branches.parameters]
m = "2"
[branches.spectrum]
a = "11/10"
b = 2
W = "1/10"
"""


def test_each_branch_has_its_own_g_parameters_and_spectrum():
    file = any_of_text(TWO)
    first, second = file.mixture.branches
    assert (first.candidate.g, first.spectrum) == ("lambda*t", Spectrum("3/2", 2))
    assert (second.candidate.parameters["m"], second.spectrum) == ("2", Spectrum("11/10", 2, W="1/10"))
    assert file.exponents == {"chi": file.exponents["chi"], "rho": None}
    assert str(file.exponents["chi"]) == "1/8"
    assert is_check_text(TWO)


def test_other_commands_refuse_it():
    with pytest.raises(InputError, match="several g"):
        from_text(TWO)


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("branches = 3", "tables"),
        ("branches = []", "0 branches"),
        ('[[branches]]\ng = "lambda*t"\n[branches.spectrum]\na = ["3/2", "2"]', "branch 1: spectrum: a list"),
        ('[[branches]]\ng = "lambda*t"\n[branches.expect]\nchi = "1"', "branch 1: expect"),
        ('[[branches]]\ng = "lambda**m*t"', "branch 1: no value for m"),
        ('[[branches]]\ng = "lambda*t"\n[[branches]]\ntitle = "no g"', "branch 2: g: missing"),
        ('g = "lambda*t"\n[[branches]]\ng = "lambda*t"', "g: unknown key"),
        ('[expect]\nchi = "(a-1)/b"\n[[branches]]\ng = "lambda*t"', "expect.chi: '\\(a-1\\)/b' is no number"),
        ('[[branches]]\ng = "lambda*t +"', "branch 1: g"),
        ("expect = 3\n" + '[[branches]]\ng = "lambda*t"', "expect: must be a table"),
    ],
)
def test_mistakes_are_one_line_that_names_the_piece(text, piece):
    with pytest.raises(InputError, match=piece) as caught:
        any_of_text(text)
    assert "\n" not in str(caught.value)


def test_a_mixture_in_python():
    mixture = Mixture([("lambda*t", Spectrum("3/2", 2)), ("lambda**2*t", Spectrum(3, 2))])
    assert [problem.spectrum for problem in prepare_mixture(mixture).branches] == [Spectrum("3/2", 2), Spectrum(3, 2)]
    with pytest.raises(InputError, match="0 branches"):
        Mixture([])
    with pytest.raises(InputError, match="pairs"):
        Mixture(["lambda*t"])
    with pytest.raises(InputError, match="branch 1"):
        prepare_mixture(Mixture([("lambda**m*t", Spectrum())]))
