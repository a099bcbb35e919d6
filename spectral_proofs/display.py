"""How results show themselves in a notebook: HTML, and LaTeX for what is made from the notebook.

The work is done by the reporters, which are imported when a notebook asks.
"""

from __future__ import annotations


class Displayed:
    """A result that notebooks show as tables."""

    def __str__(self) -> str:
        """A few lines; ``repr`` has everything."""
        from spectral_proofs.reporters import brief

        return brief.text(self)

    def _repr_html_(self) -> str:
        from spectral_proofs.reporters import notebook

        return notebook.html(self)

    def _repr_latex_(self) -> str:
        from spectral_proofs.reporters import notebook

        return notebook.tex(self)
