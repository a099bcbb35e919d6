"""Check what the spectral-frontier scaling laws claim about an evolution function g(lambda, t).

>>> from spectral_proofs import Candidate, Spectrum, check
>>> result = check(Candidate("lambda*t"), Spectrum("3/2", "2"))  # doctest: +SKIP

The names below are the public interface; everything loads on first use, because SymPy alone costs more than the
command line's start-up budget. Where IPython runs, results show themselves as tables; ``plot()`` and
``to_dataframe()`` of a result draw and tabulate it.
"""

from __future__ import annotations

import sys
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spectral_proofs.compute_optimum import optimum
    from spectral_proofs.data.fit import fit
    from spectral_proofs.derivation.parameters.general import general_theorem as derive
    from spectral_proofs.pipeline import check, evaluate
    from spectral_proofs.problem.candidate import Candidate
    from spectral_proofs.problem.mixture import Mixture
    from spectral_proofs.problem.spectra.expressions import modes_of
    from spectral_proofs.problem.spectra.finite import first_modes
    from spectral_proofs.problem.spectra.measured import Measured
    from spectral_proofs.problem.spectra.reader import read_spectrum
    from spectral_proofs.problem.spectrum import Spectrum

__version__ = "0.1.0"

__all__ = [
    "Candidate", "Measured", "Mixture", "Spectrum", "__version__", "check", "derive", "evaluate", "first_modes", "fit",
    "modes_of", "optimum", "read_spectrum",
]  # fmt: skip

_HOME = {
    "Candidate": ("spectral_proofs.problem.candidate", "Candidate"),
    "Measured": ("spectral_proofs.problem.spectra.measured", "Measured"),
    "Mixture": ("spectral_proofs.problem.mixture", "Mixture"),
    "Spectrum": ("spectral_proofs.problem.spectrum", "Spectrum"),
    "check": ("spectral_proofs.pipeline", "check"),
    "derive": ("spectral_proofs.derivation.parameters.general", "general_theorem"),
    "evaluate": ("spectral_proofs.pipeline", "evaluate"),
    "first_modes": ("spectral_proofs.problem.spectra.finite", "first_modes"),
    "fit": ("spectral_proofs.data.fit", "fit"),
    "modes_of": ("spectral_proofs.problem.spectra.expressions", "modes_of"),
    "optimum": ("spectral_proofs.compute_optimum", "optimum"),
    "read_spectrum": ("spectral_proofs.problem.spectra.reader", "read_spectrum"),
}


def _plot(result: object, axes: object = None) -> object:
    return import_module("spectral_proofs.reporters.plots.axes").plot(result, axes)


def _to_dataframe(result: object) -> object:
    return import_module("spectral_proofs.reporters.frames").to_dataframe(result)


#: What results do with themselves (:mod:`spectral_proofs.results.presented`).
PRESENTERS = {"plot": _plot, "to_dataframe": _to_dataframe}

#: Results that notebooks show, by module and name, so that nothing is imported before one is there.
_SHOWN = (
    ("spectral_proofs.results.run", "RunResult"),
    ("spectral_proofs.results.run", "ClaimResult"),
    ("spectral_proofs.results.values", "SumValues"),
    ("spectral_proofs.results.values", "Enclosure"),
    ("spectral_proofs.results.values", "Evaluations"),
    ("spectral_proofs.derivation.parameters.theorem", "Theorem"),
)
_FORMS = {"text/html": "html", "text/latex": "tex"}


def _rendered(form: str, result: object) -> str:
    text: str = getattr(import_module("spectral_proofs.reporters.notebook"), form)(result)
    return text


def _register() -> None:
    """Tell a running IPython how results look."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    for mime, form in _FORMS.items() if shell is not None else ():
        for module, name in _SHOWN:
            shell.display_formatter.formatters[mime].for_type_by_name(module, name, partial(_rendered, form))


_register()


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOME[name]
    value = getattr(import_module(module), attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
