"""Re-checks that no transition of a part of g is hidden between two cells, but for those that the step names.

1. The cells of the ``parts`` steps tile the quadrant, and no part of g is missing.
2. A transition is hidden where no term of a sum leads on both of two neighbouring cells, a function's argument
   passes from zero to infinity, or a sum from one sign to the other. What the steps say of the cells must give
   just the transitions named.
3. Elsewhere what leads on both sides must lead on curves inside the gap as well (:mod:`.between`), and an
   argument that is of order one or smaller on both sides must not be infinite there, nor the reverse.

4. Where the step says that g has no one leading term in a gap, what its parts do there is not asked, and no
   hypothesis may be taken from the cells; condition (2) is looked at on curves in the gap itself (:mod:`.gaps`).
5. Where a transition is called outgrown (vanishing), g must tend to infinity (zero) on curves inside its gap; then
   it concerns neither the frontier nor L, and S where it is outgrown.

Left out: that what holds on these curves holds on all; such steps are ``consistent`` at best.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import sympy

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.between import curves, less
from spectral_proofs.verifier.histories import History, deficits, history_of
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.reader import read_as_written
from spectral_proofs.verifier.result import Outcome, require, weakest
from spectral_proofs.verifier.rules_cells import Tiling
from spectral_proofs.verifier.rules_parts import (
    BOTH,
    CHOICES,
    OUTWARDS,
    Part,
    argument_of,
    entries,
    leaders,
    parts_of,
    sign_of,
    tendency,
)
from spectral_proofs.verifier.subject import Subject

_BEHIND = 2.0  # e^-2, and falling: no longer of the leading order
_WHATEVER = {"outgrown": "infinity", "vanishing": "zero"}  # where g tends whatever its parts do
_ORDERS = {"infinity": 1, "constant": 0, "zero": -1}
Gap = tuple[str, Step, Step]


def transitions(step: Step, subject: Subject) -> Outcome:
    """The hidden transitions are those that follow from the ``parts`` steps, and no gap shows another."""
    known, steps = parts_of(step, subject), [subject.step(n) for n in step.relies_on]
    same = all(source.input.get("parts") == step.input.get("parts") for source in steps)
    require(same, "the cells speak of other parts")
    _no_part_is_missing(known, subject)
    hidden: dict[str, None] = {}
    outcomes: list[Outcome] = []
    stated = _listed(step.output.get("hidden", ""))
    left_open = _listed(step.output.get("open", "none"))
    require(set(left_open) <= {"moving", "far"}, f"{left_open} are no gaps")
    for gap, left, right in _gaps(steps, subject):
        sides = subject.place(left), subject.place(right)
        listed = list(zip(known, entries(left, known), entries(right, known), strict=True))
        jumping = [part for part, before, after in listed if _jumps(part, before, after, sides)]
        if gap == "moving":  # where L and S have no maximum of their own
            jumping = [part for part in jumping if not exact.equal(subject.read(part.text), subject.g)]
        for part in jumping:
            word = next((w for w in _WHATEVER if gap != "head" and f"{w}: {part.text}" in stated), gap)
            hidden[f"{word}: {part.text}"] = None
            outcomes += _tends(subject.g, _WHATEVER[word], sides) if word in _WHATEVER else ()
        if gap in left_open:
            outcomes.append((Status.UNCHECKED, "g has no one leading term between two cells"))
        elif gap != "head" and not jumping:
            for part, before, after in listed:
                outcomes += inside(part, before, after, sides)
    require(set(stated) == set(hidden), f"the hidden transitions are {'; '.join(hidden) or 'none'}")
    status = weakest(Status.CONSISTENT, *(s for s, _ in outcomes))
    note = next((note for s, note in outcomes if s is status), "there are no gaps")
    return status, f"follows from what leads on the cells; {note}"


def _tends(g: sympy.Expr, where: str, sides: tuple[Place, Place]) -> Iterator[Outcome]:
    """Point 5 on each curve inside the gap."""
    for curve, times in curves(*sides):
        history = history_of([g], curve, times)
        found = None if history is None else tendency(history)
        if found is None:
            yield Status.UNCHECKED, f"where g tends between {sides[0].kind} and {sides[1].kind} is not seen"
        else:
            require(found == where, f"g tends to {found} between the cells, not to {where}")
            yield Status.CONSISTENT, _SEEN


def _no_part_is_missing(known: list[Part], subject: Subject) -> None:
    stated = {part.expr.subs(subject.instance) for part in known}
    g = read_as_written(subject.trace.of("problem")[0].input["g"]).subs(subject.instance)
    for expr in sympy.preorder_traversal(g):
        moves = expr.has(LAMBDA) and expr.has(TIME)
        if moves and (isinstance(expr, CHOICES) or argument_of(expr) is not None) and expr not in stated:
            require(any(_same(expr, one) for one in stated), f"nothing is said of {expr}")


def _same(left: sympy.Expr, right: sympy.Expr) -> bool:
    """Equal, or sums that differ by a number as a factor."""
    if left.func is not right.func:
        return False
    ratio = sympy.simplify(left / right)
    return bool(ratio == 1 or (left.is_Add and ratio.is_number))


def _gaps(steps: list[Step], subject: Subject) -> Iterator[Gap]:
    """Neighbours, larger lambda first, and single values of lambda with the head beside them."""
    cells = [s for s in steps if s.input.get("place") != "mode"]
    fixed = [s for s in steps if s.input.get("place") == "mode"]
    points = Tiling([subject.place(s) for s in cells], subject.problem["Lambda"]).check(tail=True)
    modes = [subject.place(s).low for s in fixed]
    matched = len(points) == len(modes) and all(map(exact.equal, points, modes))
    require(matched, f"single values of lambda between the cells are {points}")
    for left, right in pairwise(cells):
        yield ("far" if right.input.get("place") == "tail" else "moving"), left, right
    for at, point in zip(fixed, modes, strict=True):
        for head in cells:
            place = subject.place(head)
            if place.kind == "head" and (exact.equal(place.low, point) or exact.equal(place.high, point)):
                yield "head", head, at


def _jumps(part: Part, before: str, after: str, sides: tuple[Place, Place]) -> bool:
    """Point 2. Max and Min may change hands, and sums their sign, where two pieces of one ray meet."""
    if part.is_function:
        return _passes_over(before, after)
    left, right = leaders(before, part), leaders(after, part)
    if _pieces(*sides):
        return False
    signs = sign_of(before) * sign_of(after) if isinstance(part.expr, sympy.Add) else 1
    changes = signs < 0 or (BOTH in before.split(" | ") and left != right)
    return changes or bool(left and right and not left & right)


def _pieces(left: Place, right: Place) -> bool:
    """Two pieces of one ray or head."""
    return left.kind == right.kind != "sector" and left.exponents == right.exponents


def _passes_over(before: str, after: str) -> bool:
    """From zero to infinity, or the reverse; what is constant and moves outwards may only go that way."""
    first, outwards = before.partition(", outwards ")[::2]
    last = after.partition(", outwards ")[0]
    if "vanishes" in (first, last):
        return "infinity" in (first, last)
    if first == "constant" and outwards:
        return _ORDERS[last] not in (0, OUTWARDS[outwards])
    return {first, last} == {"zero", "infinity"}


def inside(part: Part, before: str, after: str, sides: tuple[Place, Place]) -> Iterator[Outcome]:
    """Point 3 for one part, on each curve inside the gap between the two sides."""
    common = () if part.is_function else leaders(before, part) & leaders(after, part)
    for curve, times in curves(*sides):
        history = history_of(part.whole(part.terms) if common else list(part.terms), curve, times)
        if history is None:
            yield Status.UNCHECKED, f"{part.text} is beyond all numbers between the cells"
        elif part.is_function:
            yield _between_orders(part, (before, after), history)
        elif common:
            yield _still_leads(part, common, history)


def _still_leads(part: Part, common: set[int], history: History) -> Outcome:
    if isinstance(part.expr, sympy.Add):
        behind = [min(at) for at in zip(*(deficits(i, history) for i in common), strict=True)]
    elif all(at[-1].accurate for at in history.sizes):
        pairs = zip(history.times, history.sizes, strict=True)
        behind = [min(abs(less(at[-1].log, at[i].log, T)) for i in common) for T, at in pairs]
    else:
        return Status.UNCHECKED, f"{part.text} has no accurate value between the cells"
    overtaken = history.trend(behind) == 1 and behind[-1] > _BEHIND
    require(not overtaken, f"{part.text} has another leading term between the cells")
    if not behind[-1] < max(_BEHIND, behind[0]):
        return Status.UNCHECKED, f"what leads in {part.text} between the cells is not seen"
    return Status.CONSISTENT, _SEEN


def _between_orders(part: Part, orders: tuple[str, str], history: History) -> Outcome:
    allowed = [_ORDERS[word] for text in orders if (word := text.partition(",")[0]) in _ORDERS]
    found = tendency(history)
    if found is None:
        return Status.UNCHECKED, f"where the argument of {part.text} tends between the cells is not seen"
    inside = not allowed or found == "vanishes" or min(allowed) <= _ORDERS[found] <= max(allowed)
    require(inside, f"the argument of {part.text} tends to {found} between the cells")
    return Status.CONSISTENT, _SEEN


_SEEN = "what leads on both sides of a gap leads on curves inside it"


def require_nothing_open(subject: Subject) -> None:
    """No transition is hidden, and g has one leading term in every gap."""
    require_nothing_hidden(subject)
    for step in subject.trace.of("transitions"):
        left_open = _listed(step.output.get("open", "none"))
        require(not left_open, f"step {step.number} leaves g open in {', '.join(left_open)} gaps")


def require_nothing_hidden(subject: Subject, *gaps: str) -> None:
    """No transition of these kinds, or of any if none is named, is known; the step about them is checked by itself."""
    for step in subject.trace.of("transitions"):
        for text in _listed(step.output.get("hidden", "")):
            concerns = not gaps or text.partition(":")[0] in gaps
            require(not concerns, f"step {step.number} has a hidden transition: {text}")


def require_no_gap_carries(subject: Subject, quantity: str) -> Outcome:
    """L has no weight beyond every power of t, S may; no mode is near a fixed lambda where the head is divided.

    Where g is large or small in a gap whatever its parts do, that was seen on curves; how small a summand of S is there
    was not looked at.
    """
    require_nothing_hidden(subject, *("moving",) if quantity == "L" else ("moving", "far"))
    known = {text.partition(":")[0] for s in subject.trace.of("transitions") for text in _listed(s.output["hidden"])}
    if quantity != "L" and "vanishing" in known:
        return Status.UNCHECKED, "what S has between two cells, where g is small, is not looked at"
    if known & _WHATEVER.keys():
        return Status.CONSISTENT, "the orders of all contributions compared; g large or small on curves between them"
    return Status.CHECKED, "the orders of all contributions compared"


def _listed(hidden: str) -> list[str]:
    return [] if hidden == "none" else hidden.split("; ")
