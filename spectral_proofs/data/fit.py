"""``fit``: everything that given data say, in the order in which it is found.

1. Read and recognise the sources; several curves are several runs.
2. Laws of the loss, of Delta L and of the position, with their windows; exponents of the spectrum.
3. g by inversion: residuals by mode, several tasks, one task.
4. Statements of the theory beside the exponents, corrected for their number.
5. Candidates through the exact finite sum; predictions with a back-test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from spectral_proofs.data import candidates as ranking
from spectral_proofs.data import law_stage, prediction, relations, stages
from spectral_proofs.data.findings import Findings, Inputs, Question
from spectral_proofs.data.law import Method
from spectral_proofs.data.statements import answered
from spectral_proofs.errors import InputError, UndecidedError
from spectral_proofs.problem.candidate import Candidate
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results.from_data import FitResult


def fit(
    *sources: Any,
    columns: Mapping[str, str] | None = None,
    method: Method | None = None,
    candidates: Sequence[Candidate] = (),
    predict: Sequence[float] = (),
    reach: Sequence[float] = (),
) -> FitResult:
    """What data say.

    Args:
        sources: paths (CSV, TSV, JSON lines, npz, Parquet), mappings of columns, or data frames.
        columns: column names by meaning, as in {"loss": "val_loss"}, where names are not recognised.
        method: how laws are fitted.
        candidates: evolution functions to rank through the measured spectrum.
        predict: times at which L is predicted.
        reach: losses whose times are predicted.

    Raises:
        InputError: something cannot be read; the message names row and column.
    """
    return list(
        by_stage(
            read_in(sources, columns), Question(method or Method(), tuple(candidates), tuple(predict), tuple(reach))
        )
    )[-1]


def read_in(sources: Sequence[Any], columns: Mapping[str, str] | None = None) -> Inputs:
    """The sources, recognised.

    Raises:
        InputError: as of :func:`fit`.
    """
    read = Inputs()
    read.take(tuple(sources), columns or {})
    return read


#: What is looked at, in this order.
STAGES = ("laws", "spectrum", "residuals", "several tasks", "one task", "statements", "predictions", "candidates")


def by_stage(read: Inputs, question: Question) -> Iterator[FitResult]:
    """What is found after each stage: everything so far, so that whoever stops early has the rest."""
    found = Findings()
    stages_of: tuple[Callable[[], None], ...] = (
        lambda: law_stage.laws(read, question, found),
        lambda: stages.spectrum(read, found),
        lambda: stages.residuals(read, found),
        lambda: stages.several_tasks(read, question, found),
        lambda: stages.one_task(read, question, found),
        lambda: relations.compare(read, found),
        lambda: _predictions(question, found),
        lambda: _candidates(read, question, found),
    )
    for stage in stages_of:
        with np.errstate(all="ignore"):  # what overflows or is 0/0 is looked at where it is used
            stage()
        yield _result(read, found)


def _result(read: Inputs, found: Findings) -> FitResult:
    return FitResult(
        tuple(read.sources),
        dict(found.estimates),
        answered(found.tested, found.untested),
        tuple(found.candidates),
        tuple(found.predictions),
        tuple(found.not_identified),
        (*read.notes.lines, *found.warnings),
        dict(found.sweeps),
        dict(found.curves),
        dict(found.goodness),
    )


def _candidates(read: Inputs, question: Question, found: Findings) -> None:
    if not question.candidates:
        return
    power, law = read.power(), found.laws.get("chi")
    if power is None or read.spectrum is None or law is None:
        found.not_identified.append("which g: needs a spectrum with the power of one task, and a loss curve with a law")
        return
    runs = [
        ranking.Measured(
            run.t, run.y, np.maximum(ranking.scatter(run.t, run.y * run.weights) / run.weights, 1e-12 * run.y)
        )
        for run in law.whole
        if len(run.t) > 2
    ]
    setting = ranking.Setting(read.spectrum.eigenvalues, power, tuple(runs), question.method.floor)
    try:
        spectrum = ranking.exact_spectrum(found.estimates["a"].value, found.estimates["b"].value)
    except (KeyError, InputError):
        spectrum = Spectrum()
        found.warnings.append("a and b are not known: parameters of candidates that use them stand for a = 3/2, b = 2")
    try:
        found.candidates, left_out = ranking.rank(question.candidates, setting, spectrum)
    except UndecidedError as error:
        found.not_identified.append(f"which g: {error}")
        return
    found.warnings.extend(f"candidate left out: {line}" for line in left_out)


def _predictions(question: Question, found: Findings) -> None:
    law = found.laws.get("chi")
    if law is None:
        return
    method = question.method
    found.goodness |= prediction.back_test(law, method)
    found.predictions.extend(prediction.later_losses(law, method, question.times))
    found.predictions.extend(prediction.times_to(law, method, question.losses))
    known = found.estimates
    end = law.estimate.window[1]
    found.predictions.extend(prediction.increase(law.estimate, known.get("rho"), known.get("p"), end, question.times))
