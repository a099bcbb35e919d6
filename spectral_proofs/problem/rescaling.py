"""Parameters that only rescale time: g(lambda, t; eta) = g(lambda, eta t; 1), as for a learning rate.

1. t is replaced by t/eta; where the result has no eta left, eta only rescales t, for every eta > 0.
2. With eta = 1 nothing is lost: L, S and the frontier at t are those of eta = 1 at eta t.

The identity is one of expressions. Left out: parameters that other parameters use, and scales of lambda, which change
the range of lambda and with it constants and t0.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import replace

from spectral_proofs.problem.candidate import LAMBDA, TIME, Candidate


def rescaling(candidate: Candidate) -> tuple[Candidate, tuple[str, ...]]:
    """The candidate with 1 for each free parameter that only rescales time, and their names.

    >>> found, names = rescaling(Candidate("log(1 + eta*lambda*t)"))
    >>> dict(found.parameters), names
    ({'eta': '1'}, ('eta',))
    >>> rescaling(Candidate("lambda*t**p"))[1]
    ()
    """
    if candidate.formula is not None or not {LAMBDA, TIME} <= candidate.expression.free_symbols:
        return candidate, ()
    names = []
    for symbol in sorted(candidate.expression.free_symbols, key=str):
        name = str(symbol)
        used = any(re.search(rf"\b{re.escape(name)}\b", value) for value in candidate.parameters.values())
        misspelt = difflib.get_close_matches(name, ("lambda",), cutoff=0.8)  # refused elsewhere, with the remedy
        if name not in candidate.free_parameters or used or misspelt:
            continue
        if symbol not in candidate.expression.xreplace({TIME: TIME / symbol}).free_symbols:
            names.append(name)
            candidate = replace(candidate, parameters={**candidate.parameters, name: "1"})
    return candidate, tuple(names)
