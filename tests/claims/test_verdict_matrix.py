"""The verdict matrix: every claim once, in order, within 80 columns, however many there are."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from factories import claim

from spectral_proofs.claims import CLAIMS
from spectral_proofs.reporters.table import console
from spectral_proofs.reporters.verdicts import blocks, head, verdict_matrix
from spectral_proofs.results import RunResult, Verdict

OTHERS = ["noise", "quantization", "loss-orthonormal", "density-growth", "small-beats-large", "position", "reach"]
MANY = tuple(dict.fromkeys((*CLAIMS, *OTHERS)))


def result(name: str, identifiers: tuple[str, ...], a: str = "3/2") -> RunResult:
    verdicts = (Verdict.CONFIRMED, Verdict.REFUTED, Verdict.UNDECIDED)
    claims = tuple(claim(verdicts[i % 3], identifier) for i, identifier in enumerate(identifiers))
    return RunResult(name, "", "", {}, {"a": a, "b": "2"}, None, (), (), claims)


def printed(*results: RunResult) -> str:
    stream = io.StringIO()
    paper = console(stream)
    paper.width = 80
    paper.print(verdict_matrix(results))
    return stream.getvalue()


@pytest.mark.parametrize("name", ["ntk", "feature_learning", "lambda*t*log(1+t)*(2+sin(log(1+t)))"])
@pytest.mark.parametrize("a", ["2", "123457/100000"])
def test_all_claims_fit_eighty_columns(name: str, a: str) -> None:
    results = [result(name, MANY, a), result("ridge", MANY, a)]
    assert [i for block in blocks(results, MANY) for i in block] == list(MANY)
    text = printed(*results)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert text.count("PASS") == 2 * len(range(0, len(MANY), 3))
    assert text.count("FAIL!") == 2 * len(range(1, len(MANY), 3))
    assert text.count("????") == 2 * len(range(2, len(MANY), 3))


def test_eight_claims_are_one_block_and_the_rest_is_shared_evenly() -> None:
    core = tuple(CLAIMS)[:8]
    assert len(list(blocks([result("saturating_kernel", core)], core))) == 1
    sizes = [len(block) for block in blocks([result("ntk", MANY)], MANY)]
    assert max(sizes) - min(sizes) <= 3


def test_heads_keep_the_parts_of_an_id_apart() -> None:
    heads = [head(identifier) for identifier in MANY]
    assert len(set(heads)) == len(heads)
    assert all(len(line) <= 8 for text in heads for line in text.split("\n"))


def test_marks_stand_under_their_claims() -> None:
    lines = printed(result("ntk", ("thm2", "eq7")), replace(result("ridge", ("eq7",)))).splitlines()
    top = next(line for line in lines if "thm2" in line)
    ridge = next(line for line in lines if "ridge" in line)
    assert ridge.index("PASS") == top.index("eq7")


def test_no_claims_no_table() -> None:
    assert printed(result("ntk", ())).strip() == ""
