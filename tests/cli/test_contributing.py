"""The examples of CONTRIBUTING.md do what they say when they are pasted."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from spectral_proofs import cli
from spectral_proofs.claims.base import Claim, Conclusion, StageResults, fails, holds, unknown
from spectral_proofs.derivation import derive
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.check_file import load_target
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Verdict, unsettled
from spectral_proofs.results.rigour import weakest

TEXT = (Path(__file__).parents[2] / "CONTRIBUTING.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(toml|python)\n(.*?)^```", TEXT, re.DOTALL | re.MULTILINE)
(TOML,) = (text for kind, text in BLOCKS if kind == "toml")
PYTHON, CLAIM = (text for kind, text in BLOCKS if kind == "python")


def test_check_files_are_read(tmp_path):
    for name, text in (("mine.toml", TOML), ("mine.py", PYTHON)):
        (tmp_path / name).write_text(text)
        (file,) = load_target(str(tmp_path / name))
        assert file.spectra[0] == Spectrum("3/2", "2")
        assert not file.verdicts


@pytest.mark.slow  # whole checks
@pytest.mark.parametrize(
    ("name", "text"),
    [("mine.toml", TOML), ("mine.py", PYTHON)],
)
def test_check_files_pass(tmp_path, name, text):
    (tmp_path / name).write_text(text)
    assert cli.main(["check", str(tmp_path / name)]) == 0


@pytest.mark.parametrize(
    ("g", "a", "verdict"),
    [
        ("lambda*t", "3/2", Verdict.CONFIRMED),
        ("lambda*t", "3", Verdict.CONFIRMED),  # log t
        ("lambda*t", "4", Verdict.REFUTED),
        ("lambda**(1/8)*t", "3/2", Verdict.REFUTED),  # S = oo
    ],
)
def test_the_claim_decides(g, a, verdict):
    names = {
        "Claim": Claim,
        "StageResults": StageResults,
        "Conclusion": Conclusion,
        "holds": holds,
        "fails": fails,
        "unknown": unknown,
        "weakest": weakest,
    }
    exec(CLAIM, names)  # noqa: S102  # our own text
    spectrum = Spectrum(a, "2")
    found = derive(Candidate(g).resolve(spectrum), spectrum)
    results = StageResults(found, (), (), spectrum)
    assert names["UnboundedEnergy"]().judge(results).verdict is verdict
    open_energy = Asymptotics.without(unsettled("open"), "")
    results = replace(results, derivation=replace(found, energy=open_energy))
    assert names["UnboundedEnergy"]().judge(results).verdict is Verdict.UNDECIDED
