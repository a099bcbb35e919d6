"""Pictures of one run, as SVG: everything is drawn from the result object, nothing is computed again.

matplotlib is the optional extra ``plots``; without it :func:`pictures` raises :class:`PlotsMissingError`
and the reports say how to get it.
"""

from __future__ import annotations

from spectral_proofs.reporters.plots.gallery import pictures
from spectral_proofs.reporters.plots.picture import Picture, PlotsMissingError

__all__ = ["Picture", "PlotsMissingError", "pictures"]
