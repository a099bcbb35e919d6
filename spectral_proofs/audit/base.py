"""What a row of the audit is, and how its ruling follows from what was reproduced.

A row is a statement of the paper with clauses. Each clause is a fact that can be checked, in one of three roles:

- PRINTED: the statement as printed, in general or on an instance that satisfies the paper's hypotheses;
- CONDITION: the printed statement again, under the further hypothesis that the correction names;
- CORRECTED: a fact that the correction rests on.

The ruling:

1. Every CORRECTED fact must hold, and every CONDITION.
2. All PRINTED facts hold: confirmed.
3. One fails, and the statement was also checked under a condition: conditional.
4. One fails and there is no condition: refuted.

A refutation needs a witness inside the paper's hypotheses, and one about t -> oo needs a proof: certified numbers at
finitely many times refute no asymptotic law, and confirm none. What breaks these rules, and a ruling that is not the
recorded one, is an :class:`InternalError` that names the row.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from spectral_proofs.errors import InternalError, UndecidedError
from spectral_proofs.results import Evidence

if TYPE_CHECKING:
    from spectral_proofs.audit.cache import Desk


class Ruling(Enum):
    """Verdict on a statement of the paper."""

    CONFIRMED = "confirmed"  # true as printed
    CONDITIONAL = "conditional"  # false in general; true under the hypothesis that the correction names
    REFUTED = "refuted"  # false as printed; the correction replaces it


class Role(Enum):
    """What a clause tests."""

    PRINTED = "printed"
    CONDITION = "condition"
    CORRECTED = "corrected"


PRINTED, CONDITION, CORRECTED = Role.PRINTED, Role.CONDITION, Role.CORRECTED


@dataclass(frozen=True)
class Check:
    """What a clause came to.

    ``within``: the instance satisfies the paper's hypotheses; ``finite``: the clause is about the times at which it
    was tested, so that certified values settle it.
    """

    role: Role
    statement: str
    holds: bool
    evidence: Evidence
    found: str = ""
    within: bool = True
    finite: bool = False
    numbers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Clause(ABC):
    """One checkable fact; ``says`` is the statement in the paper's notation."""

    role: Role
    says: str

    @abstractmethod
    def check(self, desk: Desk) -> Check:
        """Decide it now; raises UndecidedError where that is impossible."""


@dataclass(frozen=True, kw_only=True)
class Item:
    """One row of the audit.

    ``printed`` is the statement as it stands in the paper, ``brief`` the correction in a few words, ``corrected`` the
    statement as it should read, in full; ``recorded`` is the ruling that the clauses must reproduce.
    """

    id: str
    reference: str
    printed: str
    brief: str
    corrected: str
    recorded: Ruling
    clauses: tuple[Clause, ...]
    argument: str = ""
    definition: bool = False  # nothing is asserted: the clauses test that it is consistent
    theorems: tuple[str, ...] = ()  # of proofs/, as Module.theorem: what of the correction a kernel has checked


@dataclass(frozen=True)
class Finding:
    """A row as reproduced; ``error`` says why it was not."""

    item: Item
    ruling: Ruling | None
    witness: str
    checks: tuple[Check, ...]
    error: str = ""


def reproduce(item: Item, desk: Desk) -> Finding:
    """Check every clause of a row again and draw the ruling.

    Raises InternalError: a clause cannot be settled, the ruling rests on too little, or differs from the recorded one.
    """
    try:
        checks = tuple(clause.check(desk) for clause in item.clauses)
    except UndecidedError as error:
        raise InternalError(f"audit row {item.id}: {error}") from error
    ruling = rule(item.id, checks)
    if ruling is not item.recorded:
        decisive = witness(checks, ruling)
        raise InternalError(
            f"audit row {item.id} is recorded as {item.recorded.value} but comes out {ruling.value}: {decisive}"
        )
    return Finding(item, ruling, witness(checks, ruling), checks)


def rule(name: str, checks: Sequence[Check]) -> Ruling:
    """The ruling that follows from the checks of a row.

    Raises InternalError: a correction fails, or the ruling rests on an instance outside the hypotheses or on numbers.
    """
    printed = [check for check in checks if check.role is PRINTED]
    if not printed:
        raise InternalError(f"audit row {name} tests nothing that is printed")
    for check in checks:
        if check.role is not PRINTED and not check.holds:
            raise InternalError(f"audit row {name}: {check.role.value} fails: {_line(check)}")
    failed = [check for check in printed if not check.holds]
    for check in failed:
        if not check.within:
            raise InternalError(f"audit row {name}: the witness lies outside the paper's hypotheses: {_line(check)}")
    if not any(check.finite or check.evidence is Evidence.PROVED for check in failed or printed):
        raise InternalError(f"audit row {name} rests on numbers at finitely many t alone: {_line(printed[0])}")
    if not failed:
        return Ruling.CONFIRMED
    conditional = any(check.role is CONDITION for check in checks)
    return Ruling.CONDITIONAL if conditional else Ruling.REFUTED


def witness(checks: Sequence[Check], ruling: Ruling) -> str:
    """The printed facts that decide: those that hold when confirmed, those that fail otherwise."""
    printed = [check for check in checks if check.role is PRINTED]
    holding = ruling is Ruling.CONFIRMED
    return "; ".join(_line(check) for check in printed if check.holds is holding)


def _line(check: Check) -> str:
    return f"{check.statement}: {check.found}" if check.found else check.statement
