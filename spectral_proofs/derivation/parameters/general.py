"""From what a user writes to a general theorem."""

from __future__ import annotations

from collections.abc import Sequence

import sympy

from spectral_proofs.derivation.parameters.assumptions import Assumption, parse_assumption
from spectral_proofs.derivation.parameters.findings import ONE, Scales
from spectral_proofs.derivation.parameters.regimes import theorem
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.parameters.trials import POINTS, tried
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum

#: Names that the derivation gives to its own variables.
TAKEN = frozenset({"x", "u", "v", "w", "w4", "w5", "w6", "k", "root"})


def general_theorem(
    candidate: Candidate | str,
    a: str | None = None,
    b: str | None = None,
    assumptions: Sequence[str] = (),
    scales: Scales = ONE,
    *,
    explained: bool = False,
    points: int | None = POINTS,
) -> Theorem:
    """The theorem of a candidate, tried at points; parameters without a value stay symbols, a and b too when None.

    ``explained`` adds the trace of each regime. ``points`` are tried beside one in each case
    (:mod:`spectral_proofs.derivation.parameters.trials`), none at all with None.

    >>> " | ".join(regime.when for regime in general_theorem(Candidate("lambda*t**p"), b="2").regimes)
    'a < 3 | Eq(a, 3) | a > 3'

    Raises:
        InputError: an assumption that cannot be read or that contradicts the others, or a parameter
            named as one of the derivation's own variables.
        InternalError: the regimes overlap, or leave something out.
    """
    g, exponents, read = premises(candidate, a, b, assumptions)
    found = theorem(g, *exponents, read, scales, explained=explained)
    return found if points is None else tried(found, scales, points)


def premises(
    candidate: Candidate | str, a: str | None, b: str | None, assumptions: Sequence[str]
) -> tuple[sympy.Expr, tuple[sympy.Expr, sympy.Expr], list[Assumption]]:
    """g, (a, b) and the assumptions as expressions; everything that can be wrong with the input is found here.

    Raises:
        InputError: see :func:`general_theorem`.
    """
    candidate = Candidate.of(candidate)
    spectrum = Spectrum("3/2" if a is None else a, 2 if b is None else b)
    fixed = (None if a is None else spectrum.a, None if b is None else spectrum.b)
    environment = candidate.environment(*fixed)
    for name in sorted(TAKEN & environment.keys()):
        raise InputError(
            f"parameter {name!r} is the name of a variable of the derivation; choose another, such as {name}1"
        )
    texts = [assumptions] if isinstance(assumptions, str) else assumptions
    read = [item for text in texts for item in parse_assumption(text, environment)]
    return candidate.general(*fixed), (environment["a"].expression, environment["b"].expression), read
