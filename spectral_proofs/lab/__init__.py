"""The laboratory: a network under training, measured as the theory speaks of it; numbers only, nothing is proved here.

Three lines in anybody's loop record a run::

    observer = Observer(model, optimizer, "mse", train=(x, y), test=(x_test, y_test), folder="run")
    for ...:
        ...
        optimizer.step()
        observer.step()
    observer.close()

1. :mod:`observer` decides when to measure and what; :mod:`gradients` has losses, spectral position and the trace,
   :mod:`kernel` the empirical tangent kernel, :mod:`modes` its eigenbasis over time, :mod:`compress` what rounding
   and pruning the weights cost.
2. :mod:`record` keeps it as plain tables in a folder; :mod:`sweep` runs the bundled :mod:`experiments`.
3. :mod:`decay` says what is learned; :mod:`quantities`, :mod:`estimates` (by the fits of ``data/``) and :mod:`judge`
   compare what was recorded with the claims: consistent, inconsistent or too little data.

PyTorch and scikit-learn are the optional extra ``lab``; they are imported where they are used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spectral_proofs.lab.compress import Compression

if TYPE_CHECKING:
    from spectral_proofs.lab.observer import Observer

__all__ = ["Compression", "Observer"]


def __getattr__(name: str) -> object:
    if name != "Observer":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from spectral_proofs.lab.extra import torch_module

    torch_module()  # says at once what is missing
    from spectral_proofs.lab.observer import Observer

    return Observer
