"""The example notebook: cell by cell in plain Python, and as a whole in a Jupyter kernel where there is one.

In plain Python the cells are run in order in one namespace, and the last expression of each is shown by the functions
that a notebook calls.
"""

import ast
import json
import re
from pathlib import Path

import pytest

from spectral_proofs.reporters import notebook as tables
from spectral_proofs.results import RunResult, Verdict

NOTEBOOK = Path(__file__).parents[2] / "examples" / "first_look.ipynb"


@pytest.fixture(scope="module")
def notebook():
    return json.loads(NOTEBOOK.read_text(encoding="utf-8"))


def run(source, names):
    """Execute a cell; the value of its last line if that is an expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)  # noqa: S102  # the project's own notebook
    return eval(compile(ast.Expression(last.value), "<cell>", "eval"), names) if last else None  # noqa: S307  # as above


def test_it_is_a_notebook_without_outputs(notebook):
    """The form is that of nbformat 4.5."""
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert set(notebook) == {"cells", "metadata", "nbformat", "nbformat_minor"}
    identifiers = [cell["id"] for cell in notebook["cells"]]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[a-zA-Z0-9-_]{1,64}", identifier) for identifier in identifiers)
    for cell in notebook["cells"]:
        keys = {"cell_type", "id", "metadata", "source"}
        if cell["cell_type"] == "code":
            keys |= {"execution_count", "outputs"}
            assert (cell["execution_count"], cell["outputs"]) == (None, [])
        assert set(cell) == keys


@pytest.mark.slow  # 9 s: whole checks; the same calls are in the examples of docs/, which are quick
def test_its_cells_run_and_show_what_the_text_says(notebook):
    names = {}
    shown = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            shown[cell["id"]] = run("".join(cell["source"]), names)
    for name in ("check", "growth", "values", "theorem", "mine"):
        assert tables.html(shown[name]).startswith('<div class="spectral-proofs">')
        assert r"\begin{tabular}" in tables.tex(shown[name])
    assert isinstance(shown["check"], RunResult)
    assert {claim.verdict for claim in shown["check"].claims} == {Verdict.CONFIRMED}
    assert shown["ridge"]["growth"] == "refuted"
    assert set(shown["ridge"].values()) == {"refuted", "beyond"}
    assert shown["values"].certified
    assert len(shown["theorem"].regimes) > 1
    assert not any(claim.verdict is Verdict.UNDECIDED for claim in shown["mine"].claims)


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")  # of the kernel's own packages
def test_it_runs_in_a_kernel():
    nbformat = pytest.importorskip("nbformat", reason="needs Jupyter")
    client = pytest.importorskip("nbclient", reason="needs nbclient")
    pytest.importorskip("ipykernel", reason="needs a kernel")
    pytest.importorskip("matplotlib", reason="the notebook has plots")
    read = nbformat.read(NOTEBOOK, as_version=4)
    client.NotebookClient(read, timeout=120, kernel_name="python3").execute()
    kinds = {kind for cell in read.cells for output in cell.get("outputs", []) for kind in output.get("data", {})}
    assert {"text/html", "text/latex", "image/png"} <= kinds
