"""The matrix of a suite: every claim once, in order, within the width there is; exponents first."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from factories import claim
from rich.text import Text

from spectral_proofs.claims import CLAIMS, CORE_IDS
from spectral_proofs.reporters.matrix import Matrix
from spectral_proofs.reporters.table import console
from spectral_proofs.reporters.verdicts import head
from spectral_proofs.results import RunResult, Verdict

OTHERS = ["noise", "quantization", "loss-orthonormal", "density-growth", "small-beats-large", "position", "reach"]
MANY = tuple(dict.fromkeys((*CLAIMS, *OTHERS)))


def result(name: str, identifiers: tuple[str, ...], a: str = "3/2") -> RunResult:
    verdicts = (Verdict.CONFIRMED, Verdict.REFUTED, Verdict.UNDECIDED)
    claims = tuple(claim(verdicts[i % 3], identifier) for i, identifier in enumerate(identifiers))
    return RunResult(name, "", "", {}, {"a": a, "b": "2"}, None, (), (), claims)


def printed(*results: RunResult, width: int = 80, full: bool = True) -> str:
    stream = io.StringIO()
    paper = console(stream)
    paper.width = width
    paper.print(Matrix(results, lambda result: [Text("1, log 1"), Text("1/4, log 1/4"), Text("9/8")], full))
    return stream.getvalue()


@pytest.mark.parametrize("name", ["ntk", "feature_learning", "lambda*t*log(1+t)*(2+sin(log(1+t)))"])
@pytest.mark.parametrize("a", ["2", "123457/100000"])
@pytest.mark.parametrize("width", [80, 120])
def test_all_claims_fit_the_width(name: str, a: str, width: int) -> None:
    text = printed(result(name, MANY, a), result("ridge", MANY, a), width=width)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= width
    assert text.count("PASS") == 2 * len(range(0, len(MANY), 3))
    assert text.count("FAIL!") == 2 * len(range(1, len(MANY), 3))
    assert text.count("????") == 2 * len(range(2, len(MANY), 3))
    assert len(re.findall(r"ridge.*9/8", text)) == 1
    assert text.index("9/8") < text.index("PASS")  # exponents lead


def test_a_row_is_at_most_two_blocks_at_120_columns_and_one_unless_all_claims_are_asked_for() -> None:
    runs = [result("saturating_kernel", tuple(CLAIMS)), result("ridge", tuple(CLAIMS))]
    assert printed(*runs, width=120).count("ridge") <= 2
    short = printed(*runs, width=120, full=False)
    assert short.count("ridge") == 1
    core, rest = CORE_IDS, [name for name in CLAIMS if name not in CORE_IDS]
    cells = next(line for line in short.splitlines() if "ridge" in line).split()
    assert cells[-3:] == [  # how many of the others passed, failed, are open
        f"{sum(c.passed for c in runs[0].claims if c.id in rest)}",
        f"{sum(c.verdict is Verdict.REFUTED for c in runs[0].claims if c.id in rest)}!",
        f"{sum(c.verdict is Verdict.UNDECIDED for c in runs[0].claims if c.id in rest)}",
    ]
    assert sum(cell.rstrip("!") in ("PASS", "FAIL", "????") for cell in cells) == len(core)


def test_claims_keep_the_order_asked_for() -> None:
    top = next(line for line in printed(result("ntk", ("thm2", "cor1", "eq7"))).splitlines() if "thm2" in line)
    assert top.split()[-3:] == ["thm2", "cor1", "eq7"]


def test_heads_keep_the_parts_of_an_id_apart() -> None:
    heads = [head(identifier) for identifier in MANY]
    assert len(set(heads)) == len(heads)
    assert all(len(line) <= 8 for text in heads for line in text.split("\n"))


def test_marks_stand_under_their_claims() -> None:
    lines = printed(result("ntk", ("thm2", "eq7")), replace(result("ridge", ("eq7",)))).splitlines()
    top = next(line for line in lines if "thm2" in line)
    ridge = next(line for line in lines if "ridge" in line)
    assert ridge.index("PASS") == top.index("eq7")
