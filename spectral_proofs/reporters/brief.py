"""The page that ``check`` prints for one run unless told otherwise: about twenty lines at 80 columns.

g, the exponents with their laws, the sharpest proved bound of L and of S, the core claims with what they say, and then
only what is surprising. Everything else is on the page of ``-v`` (:mod:`spectral_proofs.reporters.table`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import sympy
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from spectral_proofs.balls.readable import short
from spectral_proofs.claims import CLAIMS, CORE_IDS, NAMED
from spectral_proofs.reporters.asked import function, modes
from spectral_proofs.reporters.branches import branch_lines
from spectral_proofs.reporters.fits import speaks
from spectral_proofs.reporters.laws import law_text
from spectral_proofs.reporters.lines import Line
from spectral_proofs.reporters.text import text
from spectral_proofs.reporters.verdicts import EXPECTED_MARKS, STYLES, SYMBOLS, verdict_cell
from spectral_proofs.results import Asymptotics, ClaimResult, RunResult, Truth, Verdict
from spectral_proofs.results.exit_status import count, known, surprising, undecided
from spectral_proofs.results.laws import index_text
from spectral_proofs.text.mathematics import mathematics
from spectral_proofs.text.plain import plain
from spectral_proofs.text.wording import tidied

_MARK = 6
_EXPLAINED = 3  # arguments shown of what is surprising
_WIDTH = 80
_NO_INDEX = "S = ∞"
_VERDICT = 20  # "refuted, as expected"
_STARS = re.compile(r"\s*(\*\*?)\s*")


def page(result: RunResult) -> RenderableType:
    """The page of one run."""
    parts: list[RenderableType] = [*_head(result), Text(""), *_laws(result)]
    shown = shown_claims(result.claims)
    if shown:
        parts += [Text(""), *_claims(shown, len(shown) == len(result.claims))]
    parts += [*branch_lines(result), *_surprises(result, shown), *_known(result, shown), *_rest(result)]
    return Group(*parts, Text(""))


def line(result: RunResult) -> Line:
    """The run on one line, for ``-q``."""
    laws = ((SYMBOLS[name], _value(result, name)) for name in SYMBOLS)
    found = ", ".join(law if law == _NO_INDEX else f"{symbol} = {law}" for symbol, law in laws)
    broken = f"internal error: {result.internal_error}" if result.internal_error else counted(result)
    return Line([(plain(f"{result.name}, {mathematics(modes(result.spectrum))}: {found}; {broken}"), "")], whole=True)


def counted(result: RunResult) -> str:
    """How many claims passed, failed, are known to fail, and stay undecided."""
    counts = count([result])
    parts = {"passed": counts.passed, "failed": counts.failed, "known": counts.known, "undecided": counts.undecided}
    if counts.unexpected:
        parts["not as expected"] = counts.unexpected
    return ", ".join(f"{number} {name}" for name, number in parts.items())


def shown_claims(claims: Sequence[ClaimResult]) -> list[ClaimResult]:
    """The core ones where all were judged, else those that were chosen."""
    core = [claim for claim in claims if claim.id in CORE_IDS]
    return core if len(claims) == len(CLAIMS) else list(claims)


def _head(result: RunResult) -> Iterator[RenderableType]:
    named = bool(result.title) and result.title != result.name
    if named:
        yield text(result.title, "bold")
    letter, g = function(result.g)
    given = {letter: _STARS.sub(r"\1", g), **result.parameters}
    shown = ", ".join(f"{mathematics(name)} = {mathematics(value)}" for name, value in given.items())
    yield text(f"{shown} ({mathematics(modes(result.spectrum))})", "" if named else "bold")


def _laws(result: RunResult) -> Iterator[RenderableType]:
    derivation = result.derivation
    if derivation is None:
        yield text(mathematics(f"nothing was derived: {result.underived or 'the run was cut short'}"), STYLES["????"])
        return
    level, loss, energy = derivation.frontier.level, derivation.loss, derivation.energy
    grid = _grid()
    for name, quantity, law in (("rho", "lambda_*", level), ("chi", "L", loss), ("gamma", "S", energy)):
        said = Text(mathematics(law_text(quantity, law))).append(_fitted(result, quantity, law), style="dim")
        shown = _value(result, name).replace(_NO_INDEX, "none")  # the law beside it says so
        grid.add_row(Text(f"{SYMBOLS[name]} = {shown}", style="bold"), said)
    for statement in _bounds(derivation.theorems):
        grid.add_row(Text("proved", style="dim"), text(mathematics(statement)))
    yield Padding(grid, (0, 0, 0, 2))


def _grid(*widths: int) -> Table:
    """Columns side by side; the last of them, and those without a width, as wide as they need."""
    grid = Table.grid(padding=(0, 2) if not widths else 0)
    for width in widths or (None, None):
        grid.add_column(width=width, overflow="fold")
    return grid


def _value(result: RunResult, name: str) -> str:
    """An index, with its power of log t where there is one."""
    return mathematics(index_text(name, result.derivation))


def _fitted(result: RunResult, quantity: str, law: Asymptotics) -> str:
    """A slope fitted to certified values, only where no index was derived and it is one."""
    fit = next((fit for fit in result.fits if fit.quantity == quantity), None)
    if fit is None or law.index is not None or not speaks(fit, law):
        return ""
    return f"   fitted: {quantity} ~ t^({short(str(fit.slope), 6)}), not derived"


def _bounds(theorems: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    """The sharpest theorem for all t >= t0 of each of L and S."""
    for quantity in ("loss", "energy"):
        found = [theorem for name, theorem in theorems.items() if name.partition("_")[0] == quantity]
        if found:
            yield min(found, key=_ratio)["statement"]


def _ratio(theorem: Mapping[str, str]) -> sympy.Rational:
    """Upper over lower bound; a statement without one is taken where there is no other."""
    ratio = theorem.get("ratio", "None")
    return sympy.oo if ratio == "None" else sympy.Rational(ratio)


def _claims(claims: Sequence[ClaimResult], chosen: bool) -> Iterator[RenderableType]:
    """One line each: mark, id, statement, verdict, evidence; where claims were chosen, with their arguments."""
    name = max(len(claim.id) for claim in claims) + 2
    for claim in claims:
        cell = verdict_cell(claim)
        said = text(mathematics(NAMED[claim.id].says if claim.id in NAMED else claim.title))
        grid = _grid(_MARK, name, max(_WIDTH - _MARK - name - _VERDICT - 1, 19), 1, _VERDICT)
        style = "bold red" if surprising(claim) else "dim"
        grid.add_row(cell, text(claim.id, "bold"), said, "", Text(_evidence(claim), style=style))
        yield grid
        if chosen and claim.passed and not surprising(claim):
            yield _indented(claim.reason)


def _evidence(claim: ClaimResult) -> str:
    if claim.expected is not None and surprising(claim):
        return f"{claim.verdict.value}, not {claim.expected.value}"
    if _as_expected(claim):
        return f"{claim.verdict.value}, as expected"
    return claim.verdict.value + (f", {claim.evidence.value}" if claim.evidence else "")


def _indented(line: str) -> RenderableType:
    return Padding(text(mathematics(line)), (0, 0, 0, _MARK))


def _surprises(result: RunResult, shown: Sequence[ClaimResult]) -> Iterator[RenderableType]:
    """What did not pass and was not expected to fail, with the arguments of the first; unmet expectations."""
    found = [claim for claim in result.claims if is_surprise(claim)]
    hidden = [claim for claim in result.claims if claim not in shown and not (claim.passed or known(claim))]
    hidden += [claim for claim in found if claim not in shown and claim not in hidden]
    for head in dict.fromkeys((verdict_cell(claim).plain, _hidden(claim)) for claim in hidden):
        names = [claim.id for claim in hidden if (verdict_cell(claim).plain, _hidden(claim)) == head]
        yield _listed(head[0], f"{head[1]}: {', '.join(names)}")
    for claim in _worth_explaining(found):
        why = f"known to fail for {claim.known.condition}, but does not: " if claim.known and claim.passed else ""
        yield _indented(f"{claim.id}: {why}{claim.reason}")
    for expected in result.expectations:
        if expected.met is not Truth.YES:
            found_other = f"expect {expected.name} = {expected.expected}, found {expected.found}"
            yield _listed(EXPECTED_MARKS[expected.met], found_other)


def _hidden(claim: ClaimResult) -> str:
    """What is said of claims that have no line of their own."""
    return claim.verdict.value + (", as expected" if _as_expected(claim) else "")


def _listed(mark: str, content: str) -> RenderableType:
    grid = _grid(_MARK, _WIDTH - _MARK)
    grid.add_row(Text(mark, style=STYLES[mark.rstrip("!")]), text(content))
    return grid


def _worth_explaining(found: Sequence[ClaimResult]) -> Iterator[ClaimResult]:
    """The first few whose argument is not that of one before; what lies outside the hypotheses needs none."""
    said: list[str] = []
    for claim in found:
        repeated = any(argument in claim.reason for argument in said)
        if claim.verdict is not Verdict.OUTSIDE and not repeated and len(said) < _EXPLAINED:
            said.append(claim.reason)
            yield claim


def is_surprise(claim: ClaimResult) -> bool:
    """It neither passed, nor failed as its file expects or as it is known to."""
    if undecided(claim) or surprising(claim):
        return True
    return not (claim.passed or known(claim) or _as_expected(claim))


def _as_expected(claim: ClaimResult) -> bool:
    return not claim.passed and not known(claim) and claim.expected is claim.verdict


def _known(result: RunResult, shown: Sequence[ClaimResult]) -> Iterator[RenderableType]:
    """Those that fail for every g, with the rows of the audit."""
    found = [f"{c.id} ({c.known.row})" for c in result.claims if c.known and known(c) and c not in shown]
    if found:
        yield _listed("KNOWN", f"false as printed for every g: {', '.join(found)}")


def _rest(result: RunResult) -> Iterator[RenderableType]:
    checked = [claim.id for claim in result.claims if claim.machine_checked]
    if checked:
        yield text(f"machine-checked, accepted by coqc: {', '.join(checked)}")
    for note in result.notes:
        yield text(f"note: {mathematics(tidied(note))}")
    if result.internal_error:
        yield text(f"internal error: {result.internal_error}", "bold red")
