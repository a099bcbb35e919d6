"""A regime that comes without a trace: its formulas at points of its condition, nothing else being there to check.

1. The problem is read from the document: g as its author wrote it, a and b, the assumptions.
2. The statements of the regime become one step ``regime``, which is tested as such a step of a trace would be
   (:mod:`.rules_cases`): constants at random points, indices in the corners and close to the borders too.

Left out: parameters that have values of their own; that it follows from anything. The best outcome is: not covered.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spectral_proofs.results.trace import Status, Step, Trace
from spectral_proofs.verifier.comparison import Compared, covered, uncovered
from spectral_proofs.verifier.reader import Relation, UnreadableError, read, read_condition, read_relations
from spectral_proofs.verifier.result import FailedStepError
from spectral_proofs.verifier.rules_cases import formulas
from spectral_proofs.verifier.subject import Subject

_NAME = "formulas, without a trace"
_INDICES = ("rho", "chi", "gamma", "rho_log", "chi_log", "gamma_log")
_LABELS = {"frontier": "frontier", "loss": "loss", "perturbation_energy": "energy"}
_STANDING = 3  # assumptions that every derivation makes


def compare(values: Mapping[str, Any], about: Mapping[str, Any]) -> Iterator[Compared]:
    """The regime ``values`` of the document ``about``."""
    step = Step(2, "regime", {"when": str(values.get("when", "True"))}, _outputs(values), (1,))
    if not any(name in step.output for name in _INDICES):
        return
    try:
        subject, condition = _subject(about), _condition(step, about)
        status, note = formulas(step, subject, condition)
    except UnreadableError as error:
        yield uncovered(_NAME, str(error))
    except FailedStepError as error:
        yield covered(_NAME, False, str(error))
    else:
        yield uncovered(_NAME, f"{'consistent' if status is Status.CONSISTENT else status.value}: {note}")


def _outputs(values: Mapping[str, Any]) -> dict[str, str]:
    found = {name: values.get(name) for name in (*_INDICES, "growth")}
    for table, word in (("constants", "constant"), ("slow_factors", "factor")):
        found |= {f"{label}_{word}": (values.get(table) or {}).get(key) for key, label in _LABELS.items()}
    expansions = values.get("expansions") or {}
    found |= {"loss_expansion": expansions.get("loss"), "energy_expansion": expansions.get("perturbation_energy")}
    return {name: text for name, text in found.items() if isinstance(text, str) and text != "oo"}


def _subject(about: Mapping[str, Any]) -> Subject:
    g = re.sub(r"\blambda\b|λ", "lam", str(about.get("g", ""))).replace("^", "**")
    read(g)
    spectrum = about.get("spectrum", {})
    problem = {"g": g, **{name: str(spectrum.get(name, name)) for name in ("a", "b")}}
    problem |= {name: str(spectrum.get(name, "1")) for name in ("Lambda", "W")}
    return Subject(Trace((Step(1, "problem", problem, {}),)))


def _condition(step: Step, about: Mapping[str, Any]) -> tuple[Relation, ...]:
    own = [str(text) for text in about.get("assumptions", ())][_STANDING:]
    return (*read_condition(step.input["when"]), *(each for text in own for each in read_relations(text)))
