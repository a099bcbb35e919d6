"""Laws derived for single claims beside what was measured for them: N(t), and the spectral position pos(t).

1. What the measured values settle needs no more.
2. Otherwise certified values at doubling log t are taken until the law agrees with them, or there are no more.

As :mod:`spectral_proofs.compare.confrontation` does for L, S and lambda_*. Left out: a law or a topic that no claim
asked for, or that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from spectral_proofs.compare.confrontation import Observed, confront
from spectral_proofs.compare.law_against_enclosure import DOUBLING
from spectral_proofs.compare.onset import onset
from spectral_proofs.measurements.base import Setting
from spectral_proofs.measurements.learned import modes_at
from spectral_proofs.measurements.position import position_at
from spectral_proofs.results import Asymptotics, Comparison, Enclosure, Measurements
from spectral_proofs.results.further import FurtherLaws, Open
from spectral_proofs.sums.enclosures import Sums

_At = Callable[[Sums, str], Enclosure]


def confronted(setting: Setting, further: FurtherLaws, measured: Measurements) -> Iterator[Comparison]:
    """One comparison for each quantity that has a law and measured values."""
    modes, position = further.mode_number, further.position
    laws: dict[str, tuple[str, Asymptotics | None, _At]] = {
        "N": ("learned", None if isinstance(modes, Open) else modes, modes_at),
        "pos": ("position", None if isinstance(position, Open) else position.law, position_at),
    }
    for name, (topic, law, at) in laws.items():
        found: Any = measured.found.get(topic)
        if law is not None and found is not None:
            known = [(t, {name: value}) for t, value in found.values]
            begins = onset(setting.derivation.g, setting.spectrum, [law])
            yield from confront({name: law}, known, _later(setting, name, at), begins)


def _later(setting: Setting, name: str, at: _At) -> Iterator[Observed]:
    for t in DOUBLING:
        yield t, {name: at(setting.certified, t)}
