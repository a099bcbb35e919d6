"""Several branches at once: the orders of L = L_1 + L_2 + ... and S = S_1 + S_2 + ... from those of the branches.

1. A sum of positive quantities has the order of its largest part. Orders are powers of t, log t, log log t, ...,
   compared in this order; S is infinite where one part is.
2. One largest part: the sum is equivalent to it. Several of one order, a tie: the order is theirs, constants add up.
3. A part of which only the index is known does not matter where the index of another is larger. A part of which nothing
   is known matters, but for the order of L where another part is Theta(1): every L_i stays below L_i(0).
4. There is no one frontier: each branch keeps its own. Where all have one index, that is rho of the mixture.

Source: sums of positive functions of known orders. Left out: two factors at a tie that oscillate for ever, which might
cancel; whether their sum has a constant stays open.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cmp_to_key
from itertools import zip_longest

import sympy

from spectral_proofs.asymptotics.constant_sign import constant_sign
from spectral_proofs.errors import UndecidedError
from spectral_proofs.results import Asymptotics, Derivation, Fact, Frontier, Growth, Hypotheses, Truth, unsettled
from spectral_proofs.results.mixture import Dominance, Mixed
from spectral_proofs.results.rigour import OPEN, weakest
from spectral_proofs.text.exact import exact_text

Order = tuple[sympy.Expr, ...]
_NO_ONE = "each branch has a frontier of its own"


@dataclass(frozen=True)
class Part:
    """The law of L or S of one branch, None with the reason where nothing was derived."""

    number: int
    law: Asymptotics | None
    reason: str = ""

    @property
    def index(self) -> sympy.Expr | None:
        """Its index, where that is known."""
        return None if self.law is None else self.law.index

    @property
    def order(self) -> Order | None:
        """The powers of t, log t, ..., where these are the whole order."""
        if self.law is None or self.law.index is None:
            return None
        if self.law.powers is not None:
            return self.law.powers
        settled = self.law.theta.holds and self.law.log_index is not None
        return (self.law.index, self.law.log_index) if settled and self.law.log_index is not None else None

    @property
    def why(self) -> str:
        """Why its order is not known."""
        return self.reason if self.law is None else self.law.reason or self.law.theta.reason


def mixed(branches: Sequence[Derivation | None], reasons: Sequence[str]) -> Mixed:
    """The laws of the mixture; ``reasons`` say why a derivation is missing."""
    numbered = list(zip(range(1, len(branches) + 1), branches, reasons, strict=True))
    loss, carries_loss = largest("L", [Part(n, d.loss if d else None, why) for n, d, why in numbered])
    energy, carries_energy = largest("S", [Part(n, d.energy if d else None, why) for n, d, why in numbered])
    known = [d for d in branches if d is not None]
    missing = next((f"branch {n}: {why}" for n, d, why in numbered if d is None), "")

    def each(fact: Callable[[Derivation], Fact]) -> Fact:
        return _of_each([(n, fact(d)) for n, d, _ in numbered if d is not None], missing)

    derivation = Derivation(
        g=sympy.nan,  # there are several
        hypotheses=Hypotheses(
            each(lambda d: d.hypotheses.positive),
            each(lambda d: d.hypotheses.increasing_in_lambda),
            each(lambda d: d.hypotheses.increasing_in_time),
            each(lambda d: d.hypotheses.smooth),
        ),
        growth=Growth(each(lambda d: d.growth.fact)),
        frontier=_frontier(known, missing),
        loss=loss,
        energy=energy,
        regime=f"{len(branches)} branches",
        rigour=weakest(*(d.rigour for d in known)),
    )
    return Mixed(derivation, carries_loss, carries_energy)


def largest(quantity: str, parts: Sequence[Part]) -> tuple[Asymptotics, Dominance]:
    """The law of the sum of the parts, and which of them carry it."""
    infinite = [part for part in parts if part.law is not None and part.law.infinite]
    if infinite:
        return _infinite(quantity, infinite)
    constant = [p for p in parts if quantity == "L" and p.order is not None and not any(map(_sign, p.order))]
    if constant:
        loose = [p for p in parts if p not in constant and (p.index is None or not _sign(p.index)) and p.order is None]
        return _carried(quantity, constant, parts, loose)
    unknown = next((part for part in parts if part.index is None), None)
    if unknown is not None:
        return _open(quantity, unknown, None)
    greatest = max((part.index for part in parts if part.index is not None), key=cmp_to_key(_compare))
    first = [part for part in parts if part.index is not None and not _sign(part.index - greatest)]
    open_order = next((part for part in first if part.order is None), None)
    if len(first) > 1 and open_order is not None:
        return _open(quantity, open_order, greatest)
    if len(first) > 1:
        best = max((part.order for part in first if part.order is not None), key=cmp_to_key(_compare_orders))
        first = [part for part in first if part.order is not None and not _compare_orders(part.order, best)]
    return _carried(quantity, first, parts, ())


def _infinite(quantity: str, infinite: Sequence[Part]) -> tuple[Asymptotics, Dominance]:
    law = infinite[0].law
    assert law is not None
    reason = f"branch {infinite[0].number}: {law.reason or law.formula}"
    return replace(law, reason=reason), Dominance(quantity, _numbers(infinite), reason, law.rigour)


def _open(quantity: str, part: Part, index: sympy.Expr | None) -> tuple[Asymptotics, Dominance]:
    fact = unsettled(f"the order of {quantity} of branch {part.number} is not known: {part.why}")
    law = Asymptotics.without(fact, f"{quantity}: {fact.reason}", index=index)
    return law, Dominance(quantity, (), fact.reason, OPEN)


def _carried(
    quantity: str, first: Sequence[Part], parts: Sequence[Part], loose: Sequence[Part]
) -> tuple[Asymptotics, Dominance]:
    """The largest parts are ``first``; parts in ``loose``, no larger, may be as large."""
    laws = [part.law for part in first if part.law is not None]
    law = laws[0] if len(laws) == 1 else _tied(quantity, laws)
    others = [part.law for part in parts if part not in first and part not in loose and part.law is not None]
    read = weakest(*(other.rigour for other in others), *(other.theta.rigour for other in others if other.theta.holds))
    law = replace(law.weakened(read), offset=None)
    if loose:
        fact = unsettled(f"branch {loose[0].number} may be of the same order: {loose[0].why}")
        law = replace(law, constant=None, equivalent=fact, formula=_theta(quantity, law))
    numbers = _numbers(first)
    said = f"branch {numbers[0]}" if len(numbers) == 1 else f"branches {', '.join(map(str, numbers))} at a tie"
    perhaps = f", perhaps branch {loose[0].number} too" if loose else ""
    return law, Dominance(quantity, numbers, f"{said}{perhaps}: {law.formula}", law.rigour)


def _tied(quantity: str, laws: Sequence[Asymptotics]) -> Asymptotics:
    """The law of a sum of parts of one order."""
    first = laws[0]
    known = weakest(*(law.rigour for law in laws))
    equivalent = _both([law.equivalent for law in laws])
    constants = [law.constant for law in laws if law.constant is not None]
    whole = len(constants) == len(laws) and equivalent.holds
    found = Asymptotics(
        first.index,
        first.log_index,
        first.theta.weakened(*(law.theta.rigour for law in laws)),
        sympy.Add(*constants) if whole else None,
        equivalent,
        "",
        reason=first.reason,
        powers=first.powers,
        rigour=known,
        constant_rigour=weakest(*(law.constant_rigour for law in laws)),
    )
    return replace(found, formula=_theta(quantity, found))


def _both(facts: Sequence[Fact]) -> Fact:
    """Whether a sum over parts of one order has a constant: if all have one; not if exactly one of them has none."""
    known = weakest(*(fact.rigour for fact in facts))
    if all(fact.holds for fact in facts):
        return Fact(Truth.YES, "constants add up", known)
    lacking = [fact for fact in facts if not fact.holds]
    if len(lacking) == 1 and lacking[0].truth is Truth.NO:
        return Fact(Truth.NO, lacking[0].reason, known)
    return unsettled(f"whether the sum has a constant is not known: {lacking[0].reason}")


def _theta(quantity: str, law: Asymptotics) -> str:
    """The order for people, with the constant where there is one."""
    powers = [(f"{name}^({exact_text(p)})") for name, p in (("t", law.index), ("(log t)", law.log_index)) if p]
    order = " ".join(powers) or "1"
    if law.constant is None:
        return f"{quantity} = Theta({order})"
    return f"{quantity} ~ ({exact_text(law.constant)}) {order}"


def _frontier(known: Sequence[Derivation], missing: str) -> Frontier:
    """One index where all branches have it; otherwise there is no one rho."""
    levels = [d.frontier.level for d in known]
    indices = [level.index for level in levels if level.index is not None]
    rigour = weakest(*(level.rigour for level in levels))
    if missing or len(indices) < len(levels):
        fact = unsettled(f"{_NO_ONE}: {missing or 'one has no index that is known'}")
        level = Asymptotics.without(fact, fact.reason)
    elif any(_sign(index - indices[0]) for index in indices):
        shown = ", ".join(exact_text(-index) for index in indices)
        fact = Fact(Truth.NO, f"{_NO_ONE}: rho = {shown}", rigour)
        level = Asymptotics.without(fact, fact.reason)
    else:
        fact = unsettled(_NO_ONE)
        level = replace(Asymptotics.without(fact, f"{_NO_ONE}, all of one index", index=indices[0]), rigour=rigour)
    return Frontier(level, None, None, argmax=unsettled(_NO_ONE), ratio=unsettled(_NO_ONE), exists=unsettled(_NO_ONE))


def _of_each(facts: Sequence[tuple[int, Fact]], missing: str) -> Fact:
    """Whether a statement holds in every branch."""
    for truth in (Truth.NO, Truth.UNKNOWN):
        for number, fact in facts:
            if fact.truth is truth:
                return replace(fact, reason=f"branch {number}: {fact.reason}")
    if missing:
        return unsettled(missing)
    return Fact(Truth.YES, "in every branch", weakest(*(fact.rigour for _, fact in facts)))


def _numbers(parts: Sequence[Part]) -> tuple[int, ...]:
    return tuple(part.number for part in parts)


def _compare_orders(left: Order, right: Order) -> int:
    """Sign of the difference of two orders of growth."""
    pairs = zip_longest(left, right, fillvalue=sympy.S.Zero)
    return next((sign for x, y in pairs if (sign := _compare(x, y))), 0)


def _compare(left: sympy.Expr, right: sympy.Expr) -> int:
    return _sign(left - right)


def _sign(number: sympy.Expr) -> int:
    found = constant_sign(number)
    if found is None:
        raise UndecidedError(f"the sign of {exact_text(number)} is not known")
    return found
