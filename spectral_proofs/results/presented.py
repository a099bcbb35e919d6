"""Results that draw and tabulate themselves: how is registered by the package, so that no result knows a reporter."""

from __future__ import annotations

import sys
from typing import Any


class Presented:
    """Mixed into results; the methods are those that ``spectral_proofs.PRESENTERS`` names."""

    __slots__ = ()

    def plot(self, axes: Any = None) -> Any:
        """Draw what was found.

        Args:
            axes: matplotlib axes to draw into; new ones when omitted.

        Returns:
            The axes.

        Raises:
            PlotsMissingError: matplotlib is not installed.
        """
        return _presenter("plot")(self, axes)

    def to_dataframe(self) -> Any:
        """What was found as a data frame of polars or, where that is not installed, of pandas.

        Raises InputError: neither is installed.
        """
        return _presenter("to_dataframe")(self)


def _presenter(name: str) -> Any:
    return sys.modules["spectral_proofs"].PRESENTERS[name]
