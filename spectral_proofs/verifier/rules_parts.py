"""Re-checks what leads in the parts of g on one cell: sums, Max, Min, and the arguments of functions.

1. On the cell's own curves log|term| of what is said to lead keeps its distance from the largest, and that of
   the others falls behind; Max and Min equal the arguments named; a function's argument tends where the step says.
2. On the last sector the terms that lead have one sign unless the step says otherwise, and an argument of order
   one moves outwards, u -> oo, as stated.

Left out: what moves too slowly to be seen at t = exp(10^512); it stays unchecked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sympy
from flint import arb

from spectral_proofs.problem.expression.symbols import LAMBDA, TIME
from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import exact
from spectral_proofs.verifier.between import Curve, less, on_place, sizes, trend
from spectral_proofs.verifier.histories import SWING, History, deficits, history_of
from spectral_proofs.verifier.limits import closing_in
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.reader import read_as_written
from spectral_proofs.verifier.result import RANKS, Outcome, require, weakest
from spectral_proofs.verifier.subject import Subject

CHOICES = (sympy.Add, sympy.Max, sympy.Min)
BOTH, NEGATIVE, NO_SIGN, TURNS = "both signs", "negative", "of no sign", "by turns"
_WORDS = (BOTH, NEGATIVE, NO_SIGN, TURNS, "none")
OUTWARDS = {"grows": 1, "level": 0, "falls": -1}
_TENDS = {1: "infinity", 0: "constant", -1: "zero"}
_EQUAL = 1e-12  # a distance of logarithms
_STILL_APART = 0.99
_FAR_BELOW = 100  # e^-100 with no accurate digits counts as zero
_LATE = 10**40
_SOON = (sympy.Integer(11), sympy.Integer(40))  # values of t on the tail


@dataclass(frozen=True)
class Part:
    """A part of g: its terms, or the argument of a function, at the instance; ``texts`` are those of the terms."""

    text: str
    expr: sympy.Expr
    texts: tuple[str, ...]
    terms: tuple[sympy.Expr, ...]

    @property
    def is_function(self) -> bool:
        """Whether it is a function of one argument rather than a sum, Max or Min."""
        return not isinstance(self.expr, CHOICES)

    def whole(self, terms: Sequence[sympy.Expr]) -> list[sympy.Expr]:
        """The terms and, for Max and Min, the part itself behind them."""
        return list(terms) if isinstance(self.expr, sympy.Add) else [*terms, self.expr.func(*terms, evaluate=False)]


def parts_of(step: Step, subject: Subject) -> list[Part]:
    """The parts that a step names."""
    return [part_of(text, subject.instance) for text in step.input.get("parts", "").split("; ")]


def part_of(text: str, instance: Mapping[sympy.Symbol, sympy.Rational] = MappingProxyType({})) -> Part:
    """The part of g that a text writes."""
    expr = read_as_written(text)
    argument = argument_of(expr)
    require(isinstance(expr, CHOICES) or argument is not None, f"{text[:60]} is no sum, Max, Min or function")
    terms = expr.args if argument is None or isinstance(expr, CHOICES) else (argument,)
    return Part(text, expr, tuple(map(str, terms)), tuple(term.subs(instance) for term in terms))


def argument_of(expr: sympy.Expr) -> sympy.Expr | None:
    """What a function of one argument, or exp(y log x) for x^y with a y that moves, depends on."""
    if expr.is_Pow and expr.exp.has(LAMBDA, TIME):
        return expr.exp * sympy.log(expr.base)
    return expr.args[0] if isinstance(expr, sympy.Function) and len(expr.args) == 1 else None


def entries(step: Step, known: Sequence[Part]) -> list[str]:
    """What a step says of each part."""
    found = step.output.get("leads", "").split("; ")
    require(len(found) == len(known), f"{len(known)} parts, but what leads is said of {len(found)}")
    return found


def parts(step: Step, subject: Subject) -> Outcome:
    """What leads in each part on one cell."""
    place, known = subject.place(step), parts_of(step, subject)
    stated = entries(step, known)
    outcomes = [_on_cell(part, entry, place) for part, entry in zip(known, stated, strict=True)]
    status = weakest(Status.CONSISTENT, *(s for s, _ in outcomes))
    note = next((note for s, note in outcomes if s is status), "the sizes of all terms compared far out")
    if status is Status.FAILED and place.kind == "tail" and exact.log_depth(subject.g) > 1:
        return Status.UNCHECKED, f"{note} as far as was looked; nested logarithms move too slowly for a conclusion"
    return status, note


def _on_cell(part: Part, entry: str, place: Place) -> Outcome:
    """The least of all curves; on the tail the best of some t, as only large ones count, which set in late."""
    samples = place.samples() if place.kind != "tail" else (*_SOON, *place.samples())
    found = [_least(_led(part, entry, place, sample)) for sample in samples]
    return _least(found) if place.kind != "tail" else max(found, key=lambda outcome: RANKS.index(outcome[0]))


def _least(outcomes: Iterable[Outcome]) -> Outcome:
    found = list(outcomes)
    return min(found, key=lambda outcome: RANKS.index(outcome[0]), default=(Status.CONSISTENT, "nothing to compare"))


def _led(part: Part, entry: str, place: Place, sample: sympy.Expr) -> Iterator[Outcome]:
    """One part on one curve of the cell."""
    terms = [term.subs(LAMBDA, place.low) for term in part.terms] if place.kind == "mode" else list(part.terms)
    curve = on_place(place, sample)
    if part.is_function:
        yield _tends(entry, terms[0], curve)
        if ", outwards " in entry or (_last_sector(place) and entry == "constant"):
            yield _outwards(entry, terms[0], place)
        return
    named = leaders(entry, part)
    if not isinstance(part.expr, sympy.Add):
        compared = _by_turns if TURNS in entry.split(" | ") else _attained
        yield compared(part, named, history_of(part.whole(terms), curve))
        return
    yield _signed(entry, history_of([sympy.Add(*terms)], curve), part)
    history = history_of(terms, curve)
    for i, leads in enumerate(_leading(len(terms), history)):
        if leads is None:
            yield Status.UNCHECKED, f"whether {part.texts[i]} leads is not seen far out"
        elif leads != (i in named):
            yield Status.FAILED, f"{part.texts[i]} {'leads' if leads else 'does not lead'} in {part.expr}"
        else:
            yield Status.CONSISTENT, "the sizes of all terms compared far out"
    if history is not None and BOTH not in entry.split(" | ") and _last_sector(place):
        signs = {history.sizes[-1][i].sign for i in named} - {0}
        if len(signs) > 1:
            yield Status.FAILED, f"the leading terms of {part.expr} have both signs"


def sign_of(entry: str) -> int:
    """The sign of a sum that an entry states; 0 where it states none."""
    words = entry.split(" | ")
    return -1 if NEGATIVE in words else 0 if NO_SIGN in words else 1


def _signed(entry: str, history: History | None, part: Part) -> Outcome:
    """The sign of the whole sum at the far times."""
    seen = set() if history is None else {at[0].sign for at in history.sizes} - {0}
    stated = sign_of(entry)
    if stated and seen == {-stated}:
        return Status.FAILED, f"{part.expr} is {'negative' if stated > 0 else 'positive'} far out"
    if not stated and len(seen) == 1:
        return Status.UNCHECKED, f"{part.expr} is said to have no sign, and has one here"
    return Status.CONSISTENT, "the signs of sums looked at far out"


def _leading(count: int, history: History | None) -> list[bool | None]:
    """For each term whether it leads; nothing leads for certain while another one catches up."""
    if history is None:
        return [None] * count
    found = [deficits(i, history) for i in range(count)]
    moving = [history.trend(behind) for behind in found]
    catching_up = any(behind[-1] < behind[-2] for behind, t in zip(found, moving, strict=True) if t in (None, -1))
    return [None if t is None or (t <= 0 and catching_up) else t <= 0 for t in moving]


def leaders(entry: str, part: Part) -> set[int]:
    """The places of the terms that an entry names."""
    texts = [text for text in entry.split(" | ") if text not in _WORDS]
    places = {text: i for i, text in enumerate(part.texts)}
    found = [str(read_as_written(text)) for text in texts]
    require(all(text in places for text in found), f"{entry[:60]!r} are not terms of {part.expr}")
    return {places[text] for text in found}


def _attained(part: Part, named: set[int], history: History | None) -> Outcome:
    """Max and Min, the last of the terms, equal those named in the limit."""
    if history is None:
        return Status.UNCHECKED, f"{part.expr} is beyond all numbers far out"
    last = history.sizes[-1]
    if last[-1].sign == 0 and not last[-1].accurate:
        return Status.UNCHECKED, f"{part.expr} has no accurate value far out"
    for i, text in enumerate(part.texts):
        own, whole = last[i], last[-1]
        equal: bool | None
        equal = own.accurate and whole.accurate if own.sign == 0 and whole.sign == 0 else _become_equal(i, history)
        if equal is None:
            return Status.UNCHECKED, f"whether {part.expr} is {text} in the limit is not seen"
        if equal != (i in named):
            return Status.FAILED, f"{part.expr} is {'' if equal else 'not '}{text} in the limit"
    return Status.CONSISTENT, "Max and Min compared with their arguments"


def _by_turns(part: Part, named: set[int], history: History | None) -> Outcome:
    """Max and Min stay of the order of each of those named, at every time equal to one of them, and to no other."""
    if history is None or any(at[-1].sign == 0 or not at[-1].accurate for at in history.sizes):
        return Status.UNCHECKED, f"{part.expr} has no accurate value far out"
    if len(named) < 2:
        return Status.FAILED, f"{part.expr} is one term, and no other by turns"
    pairs = list(zip(history.times, history.sizes, strict=True))
    for i, text in enumerate(part.texts):
        if i in named and part.terms[i] != 0:
            apart = [abs(less(at[i].log, at[-1].log, T)) for T, at in pairs]
            if history.trend(apart) == 1 and apart[-1] > 1:
                return Status.FAILED, f"{text} is of another order than {part.expr}"
        elif i not in named and _become_equal(i, history):
            return Status.FAILED, f"{part.expr} is {text} in the limit"
    nearest = [min(abs(less(at[i].log, at[-1].log, T)) for i in named if part.terms[i] != 0) for T, at in pairs]
    if 0 not in {part.terms[i] for i in named} and max(nearest) > _EQUAL:
        return Status.FAILED, f"{part.expr} is none of the terms named"
    return Status.CONSISTENT, "Max and Min compared with their arguments"


def _become_equal(i: int, history: History) -> bool | None:
    """Whether term i and the last one have the same limit; None where they draw near too slowly."""
    if history.sizes[-1][i].sign != history.sizes[-1][-1].sign:
        return False
    pairs = zip(history.times[-2:], history.sizes[-2:], strict=True)
    before, last = (abs(less(at[i].log, at[-1].log, T)) for T, at in pairs)
    if last < _EQUAL or (last < 1 and last < before / 2):
        return True
    return False if last > before * _STILL_APART else None


def _tends(entry: str, argument: sympy.Expr, curve: Curve) -> Outcome:
    """The argument of a function tends to zero, to a constant or to infinity."""
    word = entry.partition(",")[0]
    require(word in ("vanishes", *_TENDS.values()), f"{entry[:60]!r} is no behaviour")
    history = history_of([argument], curve)
    if history is None:
        return Status.UNCHECKED, f"{argument} is beyond all numbers far out"
    order = tendency(history)
    if order is None:
        return Status.UNCHECKED, f"where {argument} tends is not seen far out"
    if order != word:
        return Status.FAILED, f"{argument}: {order}, not {word}"
    return Status.CONSISTENT, "arguments of functions compared with 1 far out"


def tendency(history: History) -> str | None:
    """Where a single term tends, as a word."""
    if all(at[0].accurate and at[0].sign == 0 for at in history.sizes):
        return "vanishes"
    if not all(at[0].accurate for at in history.sizes):
        return "zero" if history.sizes[-1][0].log < -_FAR_BELOW else None
    logs = [less(at[0].log, arb(0), T) for T, at in zip(history.times, history.sizes, strict=True)]
    if max(map(abs, logs)) < SWING and closing_in(*logs):
        return "constant"  # which is 1, reached more slowly than can be seen
    moving = history.trend(logs)
    return None if moving is None else _TENDS[moving]


def _last_sector(place: Place) -> bool:
    return place.kind == "sector" and not place.exponents and place.high is sympy.oo


def _outwards(entry: str, argument: sympy.Expr, place: Place) -> Outcome:
    """How an argument of order one moves as u grows on the last sector."""
    word = entry.partition(", outwards ")[2]
    require(word in OUTWARDS and _last_sector(place), f"{entry[:60]!r} is no behaviour")
    found = [sizes([argument], on_place(place, sympy.Integer(10) ** k), _LATE) for k in (8, 16, 32)]
    if any(at is None or not at[0].accurate or at[0].sign == 0 for at in found):
        return Status.UNCHECKED, f"{argument} has no value far out"
    moving = trend([less(at[0].log, arb(0), _LATE) for at in found if at is not None])
    if moving is None:
        return Status.UNCHECKED, f"how {argument} moves with u is not seen"
    if moving != OUTWARDS[word]:
        return Status.FAILED, f"as u grows {argument} does something else"
    return Status.CONSISTENT, "arguments of order one followed as u grows"
