"""What becomes of the residual of each mode whose eigenvalue is known: g_k = -log |r_k(t)/r_k(0)|, what is learned."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.data.power_law import Array
from spectral_proofs.lab.kernel import resolution
from spectral_proofs.lab.record import Reading

Flags = NDArray[np.bool_]
EDGE = 3  # a mode number below a third of all is far from the last


@dataclass(frozen=True)
class Decay:
    """Modes whose eigenvalue is told from the noise of the arithmetic, largest first.

    Attributes:
        t: times, (times,).
        values: eigenvalues at the reference time, (modes,).
        residual: r_k(t), (times, modes).
        g: -log |r_k(t)/r_k(0)|, (times, modes); where the sign has changed it is not the g of theory.md, section 13.
        trace: of the kernel at the reference time.
    """

    t: Array
    values: Array
    residual: Array
    g: Array
    trace: float

    @property
    def learned(self) -> Flags:
        """Where g has reached 1; a residual that passes 0 counts while it is small."""
        found: Flags = self.g >= 1
        return found

    @property
    def followed(self) -> Flags:
        """Where the residual has kept its sign since the reference time."""
        found: Flags = np.logical_and.accumulate(self.residual * self.residual[0] > 0)
        return found

    @property
    def far(self) -> int:
        """The last mode that is far from the last one."""
        return len(self.values) // EDGE

    @property
    def end(self) -> float:
        """Until when a law is claimed at all: the frontier has passed at most a third of the modes."""
        beyond = np.flatnonzero(self.learned.sum(axis=1) > len(self.values) / EDGE)
        return float(self.t[max(0, beyond[0] - 1)]) if len(beyond) else math.inf


@lru_cache(32)  # its tables are texts until then
def decay(run: Reading) -> Decay | None:
    """None where no kernel was recorded."""
    residual, values = run.grid("residual"), run.grid("reference")
    if not len(residual):
        return None
    known = values[0] > resolution(values[0], int(run.head["model"]["bytes"]))
    kept = residual[:, known]
    with np.errstate(divide="ignore", invalid="ignore"):
        g = -np.log(np.abs(kept / kept[0]))
    t = run.column("modes", "time").reshape(residual.shape)[:, 0]
    return Decay(t, values[0][known], kept, g, float(values[0].sum()))
