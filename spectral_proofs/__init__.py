"""Check what the spectral-frontier scaling laws claim about an evolution function g(lambda, t).

>>> from spectral_proofs import Candidate, Spectrum, check
>>> result = check(Candidate("lambda*t"), Spectrum("3/2", "2"))  # doctest: +SKIP

The four names below are the public interface; everything loads on first use,
because SymPy alone costs more than the command line's start-up budget.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spectral_proofs.problem.candidate import Candidate, Spectrum
    from spectral_proofs.pipeline import check, evaluate

__version__ = "0.1.0"

__all__ = ["Candidate", "Spectrum", "__version__", "check", "evaluate"]

_HOME = {
    "Candidate": "spectral_proofs.problem.candidate",
    "Spectrum": "spectral_proofs.problem.candidate",
    "check": "spectral_proofs.pipeline",
    "evaluate": "spectral_proofs.pipeline",
}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value
