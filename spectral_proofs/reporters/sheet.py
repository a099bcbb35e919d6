"""What a written report of one run says, in no particular format.

HTML, Markdown and LaTeX are rendered from the same sheet, so that they cannot differ in substance.
Nothing is computed here; texts are as the result has them and are escaped by each renderer.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import sympy

from spectral_proofs.balls.readable import in_full, show
from spectral_proofs.problem.expression.symbols import TIME
from spectral_proofs.reporters.asked import modes
from spectral_proofs.reporters.audited import audit_note
from spectral_proofs.reporters.branches import described, statements
from spectral_proofs.reporters.fits import efficiency_text, measured
from spectral_proofs.reporters.verdicts import EXPECTED_MARKS, mark, tally
from spectral_proofs.results import Asymptotics, ClaimResult, Derivation, Enclosure, RunResult
from spectral_proofs.results.exit_status import exponents, surprising
from spectral_proofs.results.laws import index_text

_DIGITS = 20


@dataclass(frozen=True)
class Law:
    """A formula worth a line of its own: ``name = expr``, ``name ~ expr`` or ``name = Theta(expr)``."""

    name: str
    relation: str  # "=", "~" or "Theta"
    expr: sympy.Expr


@dataclass(frozen=True)
class ExponentRow:
    """A derived index beside what was measured; texts are empty where there is nothing."""

    name: str  # rho, chi or gamma
    value: sympy.Expr | None
    log_value: sympy.Expr | None
    predicted: str
    local: str
    fitted: str
    distance: str


@dataclass(frozen=True)
class ClaimRow:
    """One verdict."""

    mark: str  # PASS, FAIL, KNOWN or ????
    result: ClaimResult
    note: str  # "as expected", "expected confirmed", or empty
    unexpected: bool

    @property
    def shown(self) -> str:
        """The mark; an exclamation mark says that it is not what was expected."""
        return self.mark + "!" * self.unexpected

    @property
    def evidence(self) -> str:
        """The evidence as a word, a dash where there is none."""
        known = self.result.evidence.value if self.result.evidence else "–"
        return f"{known}, machine-checked" if self.result.machine_checked else known


@dataclass(frozen=True)
class ValueRow:
    """L and S at one time."""

    t: str
    loss: str
    energy: str
    certified: str
    details: str  # mid ± rad of both, in full


@dataclass(frozen=True)
class Sheet:
    """A report without its pictures."""

    name: str
    title: str
    reference: str
    g: str
    formula: sympy.Expr | None
    facts: tuple[tuple[str, str], ...]
    laws: tuple[Law, ...]
    exponents: tuple[ExponentRow, ...]
    theorems: tuple[str, ...]
    claims: tuple[ClaimRow, ...]
    values: tuple[ValueRow, ...]
    expectations: tuple[tuple[str, str], ...]  # mark, statement
    notes: tuple[str, ...]
    incomplete: tuple[str, ...]
    summary: str


def sheet(result: RunResult, reference: str = "") -> Sheet:
    """The sheet of one run; ``reference`` says where its g comes from."""
    derivation = result.derivation
    return Sheet(
        result.name,
        result.title if result.title != result.name else "",
        reference,
        result.g,
        derivation.g if derivation and derivation.g.free_symbols else None,  # a residual has no g, a mixture several
        tuple(_facts(result)),
        tuple(_laws(derivation)) if derivation else (),
        tuple(_exponents(result)),
        tuple(
            text["statement"] for text in (derivation.theorems if derivation else {}).values() if "statement" in text
        ),
        tuple(map(claim_row, result.claims)),
        tuple(_value(point.t, point.loss, point.energy) for point in result.sums),
        tuple(_expectations(result)),
        tuple(filter(None, (*result.notes, audit_note(result.claims)))),
        tuple(_incomplete(result)),
        tally([result]),
    )


def _facts(result: RunResult) -> Iterator[tuple[str, str]]:
    if result.parameters:
        yield "parameters", ", ".join(f"{name} = {value}" for name, value in result.parameters.items())
    yield "spectrum", spectrum_text(result)
    if result.derivation:
        yield "regime", result.derivation.regime
    for number, branch in enumerate(result.branches, 1):
        yield f"branch {number}", described(branch)
    for said in statements(result):
        yield "branches", said
    if efficient := efficiency_text(result.efficiency):
        yield "S_R/S", efficient


def spectrum_text(result: RunResult) -> str:
    """a = 3/2, b = 2."""
    return modes(result.spectrum)


def _laws(derivation: Derivation) -> Iterator[Law]:
    """What is exact, in the field's notation."""
    frontier = derivation.frontier
    if frontier.scaling_function is not None and frontier.scaling_function is not sympy.S.NaN:
        yield Law("G(x)", "=", frontier.scaling_function)
    yield from _asymptotic("lambda_*", frontier.level)
    if frontier.kappa is not None:
        yield Law("kappa", "=", frontier.kappa)
    yield from _asymptotic("L", derivation.loss)
    yield from _asymptotic("S", derivation.energy)


def _asymptotic(name: str, law: Asymptotics) -> Iterator[Law]:
    """The leading term, or the order alone where its constant is not known."""
    if law.index is None or law.log_index is None or not law.theta.holds:
        return
    order = TIME**law.index * sympy.log(TIME) ** law.log_index
    if law.constant is None:
        yield Law(name, "Theta", order)
    else:
        yield Law(name, "~", sympy.Mul(law.constant, order, evaluate=law.constant.is_Rational))


def _exponents(result: RunResult) -> Iterator[ExponentRow]:
    values = exponents(result.derivation)
    for name, quantity in (("rho", ""), ("chi", "L"), ("gamma", "S")):
        shown = measured(result, quantity, 6, 1) if quantity else ("", "", "")
        yield ExponentRow(name, values[name], values[f"{name}_log"], index_text(name, result.derivation), *shown)


def claim_row(claim: ClaimResult) -> ClaimRow:
    """What is said of one claim."""
    note = ""
    if claim.expected is not None:
        note = "as expected" if claim.expected is claim.verdict else f"expected {claim.expected.value}"
    elif claim.known:
        note = f"known for {claim.known.condition}: {claim.known.row}" + ", but does not fail" * claim.passed
    return ClaimRow(mark(claim), claim, note, surprising(claim))


def _value(t: str, loss: Enclosure, energy: Enclosure) -> ValueRow:
    kinds = [("certified" if value.certified else "numerical") for value in (loss, energy)]
    kind = kinds[0] if kinds[0] == kinds[1] else f"L {kinds[0]}, S {kinds[1]}"
    details = f"t = {t}: L = {in_full(loss)}; S = {in_full(energy)}"
    return ValueRow(t, show(loss, _DIGITS), show(energy, _DIGITS), kind, details)


def _expectations(result: RunResult) -> Iterator[tuple[str, str]]:
    for line in result.expectations:
        yield EXPECTED_MARKS[line.met], f"{line.name} = {line.expected}, found {line.found}"


def _incomplete(result: RunResult) -> Iterator[str]:
    """Why the run is not whole, in sentences."""
    if result.internal_error:
        yield f"internal error: {result.internal_error}; no verdict of this run counts"
    if result.derivation is None and not result.internal_error:
        yield f"nothing was derived: {result.underived or 'the run was cut short'}"
    if not result.sums:
        yield "no value of L or S was obtained"
    if not result.claims:
        yield "no claim was judged"
