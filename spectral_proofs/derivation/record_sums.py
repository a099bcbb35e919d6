"""The steps of a trace about L and S: contributions of the cells, which dominate, constant and law."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from spectral_proofs.asymptotics.laplace import Dominance, Leading
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.record_places import GROWS, expression, transitions_of, where
from spectral_proofs.results import Asymptotics, Truth
from spectral_proofs.results.recorder import Recorder

_BEYOND = {"L": "decays", "S": "grows"}  # faster than every power of t


def record_regular_variation(recorder: Recorder, context: Context, about: tuple[str, Asymptotics], front: int) -> int:
    """The index that :mod:`.regular_variation` gave, where no cell carries the sum; 0 where it gave none."""
    (name, law), m = about, context.journal.get("regular variation")
    if m is None or law.index is None or isinstance(context.journal.get(name), Dominance):
        return 0
    return recorder.add("regular-variation", {"quantity": name}, {"index": law.index, "m": m}, 1, front)


def record_sum(
    recorder: Recorder, context: Context, name: str, law: Asymptotics, growth: int = 0, signs: Sequence[int] = ()
) -> int:
    """Contributions, dominance, constant and law of L or S; the number of the law, 0 where it is open."""
    if law.infinite:
        tail = list(context.journal.get("cells", {}).values())[-1:] or [1]
        relied = [*tail, *signs, *([growth] if growth else [])]
        return recorder.add("infinite", {"quantity": name}, {"value": "oo"}, *relied)
    found = context.journal.get(name)
    whole = context.journal.get(f"{name} in full")
    if law.theta.truth is not Truth.UNKNOWN and isinstance(whole, sympy.Expr):
        outcome = {"value": whole, "index": law.index, "log_index": law.log_index}
        return recorder.add("expansion", {"quantity": name}, outcome, *recorder.base, *signs)
    if law.theta.reason.startswith("sandwiched"):
        indices = {"index": law.index, "log_index": law.log_index}
        return recorder.add("sandwich", {"quantity": name}, indices, growth)
    if isinstance(found, Dominance) and found.monomial is None and law.theta.truth is Truth.NO:
        relied = [*recorder.base, *signs, *transitions_of(context)]
        return recorder.add("beyond-powers", {"quantity": name}, {"direction": _BEYOND[name]}, *relied)
    if not isinstance(found, Dominance) or found.monomial is None or law.index is None:
        reason = law.reason or law.theta.reason or law.formula
        recorder.add("open", {"question": f"the order of {name}"}, {"reason": reason}, *recorder.base, *signs)
        return 0
    return _law(recorder, context, found, law, (name, signs))


def _law(
    recorder: Recorder, context: Context, found: Dominance, law: Asymptotics, about: tuple[str, Sequence[int]]
) -> int:
    sp, (name, signs) = context.spectrum, about
    weight = (sp.a - 1) / sp.b if name == "L" else -sp.s / sp.b
    asked = {"quantity": name, "weight": weight}
    numbers = [
        recorder.add("contribution", {**asked, **where(place)}, _contribution(place, lead), *recorder.base)
        for place, lead in found.cells
    ]
    single = [Place("mode", (), context.point, sp.Lambda * k ** (-sp.b)) for k, _ in found.modes]
    leads = [lead for _, lead in found.modes]
    modes = [
        recorder.add("contribution", {**asked, **where(place)}, _contribution(place, lead), *recorder.base)
        for place, lead in zip(single, leads, strict=True)
    ]
    chosen = {id(place) for place, _ in found.winners}
    winners = [n for n, (place, _) in zip(numbers, found.cells, strict=True) if id(place) in chosen]
    point = Place("head", (), context.g_cells[0].place.domain)
    winners += [n for n, lead in zip(modes, leads, strict=True) if lead and lead.monomial == found.monomial]
    assert found.monomial is not None
    order = {"order": expression(found.monomial, point), "carried_by": ", ".join(map(str, winners))}
    relied = [*numbers, *modes, *signs, *transitions_of(context)]
    dominant = recorder.add("dominance", {"quantity": name}, order, *relied)
    relied = [dominant]
    if law.constant is not None:
        relied.append(recorder.add("constant", {"quantity": name}, {"value": law.constant}, 1, *winners, dominant))
    outcome = {"index": law.index, "log_index": law.log_index, "equivalent": law.equivalent.truth.value}
    return recorder.add("law", {"quantity": name}, outcome, *relied)


def _contribution(place: Place, lead: Leading | None) -> dict[str, object]:
    if lead is None:
        return {"negligible": "yes"}
    monomial = expression(lead.monomial, place)
    if lead.rough:
        return {"log_only": "yes", "monomial": monomial, "outwards": GROWS[lead.direction]}
    return {"coefficient": lead.coefficient, "monomial": monomial, "outwards": GROWS[lead.direction]}
