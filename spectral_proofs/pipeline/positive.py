"""A residual that is proved positive for all large t is that of g = -log r, and what is asked of it is asked of g."""

from __future__ import annotations

from dataclasses import replace

from spectral_proofs.derivation.residual import residual_sign
from spectral_proofs.derivation.residual_on_modes import sign_on
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.prepare import POSITIVE, Problem, ResidualProblem, as_g, prepare
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Fact
from spectral_proofs.results.rigour import proves
from spectral_proofs.worker import Worker


def with_g(problem: Problem) -> Problem:
    """The problem with g = -log r where it has a residual r that is proved positive for all large t, else itself."""
    if not isinstance(problem, ResidualProblem):
        return problem
    whole = problem.spectrum.whole if isinstance(problem.spectrum, FirstModes) else problem.spectrum
    if not isinstance(whole, Spectrum | Expressions | Geometric):
        return problem
    asked = residual_sign if isinstance(whole, Spectrum) else sign_on
    try:
        with Worker(problem.memory, problem.timeout) as worker:
            sign: Fact = worker.call("sign of the residual", worker.share(), asked, problem.residual, whole)
        if not (sign.holds and proves(sign.rigour)):
            return problem
        ordinary = prepare(
            as_g(problem.candidate),
            problem.spectrum,
            claims=problem.claims,
            timeout=problem.timeout,
            digits=problem.digits,
            expectations=problem.expectations,
            explain=problem.explain,
            memory=problem.memory,
        )
    except (UndecidedError, InputError):  # of a g that is negative for ever, r > 1
        return problem
    return replace(ordinary, gates=problem.gates, notes=(*problem.notes, POSITIVE))
