"""The lines about the branches of a mixture: what each is, which dominate L and S, from when on."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from spectral_proofs.balls.readable import short
from spectral_proofs.reporters.asked import function, modes
from spectral_proofs.reporters.text import text
from spectral_proofs.results import RunResult
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.results.mixture import Dominance, Takeover
from spectral_proofs.text.mathematics import mathematics

_DIGITS = 6


def branch_lines(result: RunResult) -> Iterator[RenderableType]:
    """Nothing of a run of one g."""
    if not result.branches:
        return
    yield Text("")
    for number, branch in enumerate(result.branches, 1):
        yield text(mathematics(f"branch {number}: {described(branch)}"))
    if result.mixture is not None:
        for said in statements(result):
            yield text(mathematics(said))


def described(branch: RunResult) -> str:
    """g, the modes and the exponents of one branch."""
    found = {name: value for name, value in exponents(branch.derivation).items() if value is not None}
    shown = ", ".join(f"{name} = {value}" for name, value in found.items() if value != 0 or "_" not in name)
    given = "".join(f", {name} = {value}" for name, value in branch.parameters.items())
    named = f"{branch.title}, " if branch.title and branch.title != branch.name else ""
    return f"{named}{' = '.join(function(branch.g))}{given} ({modes(branch.spectrum)}): {shown or 'no exponents'}"


def statements(result: RunResult) -> Iterator[str]:
    """Which branches dominate, where they cross, and whether the exponent of L rises."""
    mixture = result.mixture
    if mixture is None:
        return
    yield from map(_dominance, (mixture.loss, mixture.energy))
    yield from map(_crossing, mixture.takeovers)
    if mixture.rising:
        yield f"{mixture.rising}: no mixture of power laws"


def _dominance(one: Dominance) -> str:
    if not one.branches:
        return f"{one.quantity} is dominated by no branch that is known: {one.reason}"
    numbers = " and ".join(map(str, one.branches))
    return f"{one.quantity} is dominated by branch{'es' * (len(one.branches) > 1)} {numbers}" + (
        ", a tie" if len(one.branches) > 1 else ""
    )


def _crossing(one: Takeover) -> str:
    i, j = one.between
    law = "" if one.law is None else f"the laws are equal at t = {short(one.law.mid, _DIGITS)}"
    certified = f"{short(one.low, 2 * _DIGITS)} <= t <= {short(one.high, 2 * _DIGITS)}, certified" if one.low else ""
    return f"{one.quantity}_{i} = {one.quantity}_{j}: {'; '.join(filter(None, (certified, law)))}"
