"""What single claims need of g besides the core derivation, derived only where a claim asks for it.

To add a question: a field of :class:`~spectral_proofs.results.further.FurtherLaws`, and in ``QUESTIONS`` what answers
it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

import sympy

from spectral_proofs.derivation.context import Context
from spectral_proofs.derivation.modes import mode_number
from spectral_proofs.derivation.optimum import optimum
from spectral_proofs.derivation.orthonormal import orthonormal_loss
from spectral_proofs.derivation.position import descent, position_order
from spectral_proofs.derivation.reach import reach
from spectral_proofs.derivation.rounding import coefficient_rounding
from spectral_proofs.derivation.tradeoff import trade_off
from spectral_proofs.errors import UndecidedError, refusals_undecided
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation
from spectral_proofs.results.further import FurtherLaws, Open
from spectral_proofs.worker import Worker

#: What answers each field of FurtherLaws; the answers pickle.
QUESTIONS: dict[str, Callable[[Context, Derivation], Any]] = {
    "mode_number": lambda context, known: mode_number(context, known.growth),
    "position": lambda context, known: position_order(context, known.growth, known.loss),
    "descent": lambda context, known: descent(context),
    "reach": lambda context, known: reach(
        context, known.growth, known.hypotheses.increasing_in_lambda, known.frontier.level
    ),
    "orthonormal": lambda context, known: orthonormal_loss(context, known.hypotheses),
    "rounding": lambda context, known: coefficient_rounding(context),
    "trade_off": trade_off,
    "optimum": optimum,
}


def further_laws(questions: Iterable[str], derivation: Derivation, spectrum: Spectrum, worker: Worker) -> FurtherLaws:
    """Each question, once; what is undecided, or stopped by the worker's limit, is open for that reason.

    Raises InternalError as :meth:`spectral_proofs.worker.Worker.call` does.
    """
    return in_turn(questions, worker, _answer, derivation, spectrum)


def in_turn(questions: Iterable[str], worker: Worker, answer: Callable[..., Any], *about: Any) -> FurtherLaws:
    """``answer(question, *about)`` of each question."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(questions):
        try:
            found[name] = worker.call(f"deriving {name}", worker.share(), answer, name, *about)
        except UndecidedError as error:
            found[name] = Open(str(error))
    return FurtherLaws(**found)


def _answer(question: str, derivation: Derivation, spectrum: Spectrum) -> Any:
    with refusals_undecided():
        return QUESTIONS[question](_context(derivation.g, spectrum), derivation)


@lru_cache(maxsize=1)
def _context(g: sympy.Expr, spectrum: Spectrum) -> Context:
    """Shared by the questions, which note each for itself what it reads off samples."""
    return Context(g, spectrum)
