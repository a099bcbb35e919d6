import re
import subprocess
import sys
from pathlib import Path

import pytest
from test_cli import FAILING, run

from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import ExitStatus
from spectral_proofs.problem.check_file import from_text, load_target
from spectral_proofs.results import Verdict


def document(name):
    return (Path(__file__).parents[2] / name).read_text(encoding="utf-8")


def blocks(name, language):
    return re.findall(rf"```{language}\n(.*?)```", document(name), flags=re.DOTALL)


def test_readme_shows_what_the_catalogue_expects():
    """The exponents and marks of its matrix are those of the check files."""
    names, *rows = [line.split() for line in blocks("README.md", "")[1].splitlines() if set(line.strip()) != {"─"}]
    assert len(rows) == 6
    for row in rows:
        (check,) = load_target(row[0])
        assert row[1:3] == [str(check.spectra[0].a), str(check.spectra[0].b)]
        marks = ["FAIL" if check.verdicts.get(name) in FAILING else "PASS" for name in names[-3:]]
        assert row[-3:] == marks
        expected = check.expected_exponents(check.spectra[0])
        shown = " ".join(row[3:-3])
        assert shown.startswith("none" if expected["rho"] is None else str(expected["rho"]))


@pytest.mark.slow  # two checks
def test_readme_shows_the_page_that_is_printed(capsys):
    page, matrix = blocks("README.md", "")[:2]
    _, out, _ = run(capsys, "check", "lambda*t**p", "--set", "p=4/3")
    assert out.splitlines()[:-1] == page.splitlines()[:-1]  # but for the seconds
    names = [line.split()[0] for line in matrix.splitlines()[2:]]
    _, out, _ = run(capsys, "check", *names, "--claims", "thm2,cor1,eq7")
    printed = [line for line in out.splitlines() if line]
    (head,) = [n for n, line in enumerate(printed) if line.lstrip().startswith("candidate ")]
    assert [line.rstrip() for line in matrix.splitlines()] == printed[head : head + len(names) + 2]


def test_readme_explains_every_claim_status_and_verdict():
    text = document("README.md")
    assert all(f"| `{claim}` |" in text for claim in CLAIMS)
    assert all(f"| `{verdict.value}` |" in text for verdict in Verdict)
    assert all(f"\n| {status.value} |" in text for status in ExitStatus)


@pytest.mark.slow  # test_docs.py runs the other programs of the documents
def test_python_of_the_documents_works(tmp_path):
    (api,) = blocks("README.md", "python")
    result = subprocess.run([sys.executable, "-c", api], capture_output=True, text=True, check=True, timeout=60)
    assert "cor1 confirmed" in result.stdout
    own = tmp_path / "own.py"
    own.write_text(blocks("CONTRIBUTING.md", "python")[0])
    (check,) = load_target(str(own))
    assert len(check.spectra) == 2
    (form,) = blocks("CONTRIBUTING.md", "toml")
    assert from_text(form).exponents["rho"] == "p"
