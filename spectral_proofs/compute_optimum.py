"""Compute-optimal training: N modes trained for the time t = C/N, N the best.

1. The general theorem (:mod:`spectral_proofs.derivation.parameters`) gives the exponents of N*, t* and L* in every
   regime.
2. Where g has no free parameter, the limits N*/k_* and L* C^e are enclosed on one spectrum
   (:mod:`spectral_proofs.derivation.optimum`): the one that was asked for, a = 3/2 and b = 2 in place of what was not.
3. There the least L(N, C/N) over all whole N is enclosed for budgets up to 10^30
   (:mod:`spectral_proofs.sums.best_model`), if g is proved to increase with t at all times. They must not settle
   elsewhere than at the limit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import sympy

from spectral_proofs.compare.best_models import Model, best_models, confront
from spectral_proofs.derivation import derive
from spectral_proofs.derivation.forms import slow_factor
from spectral_proofs.derivation.further import further_laws
from spectral_proofs.derivation.further_on_modes import further_laws_on
from spectral_proofs.derivation.optimum_on_modes import exponents_on
from spectral_proofs.derivation.other_modes import derive_on
from spectral_proofs.derivation.parameters.findings import Findings
from spectral_proofs.derivation.parameters.optimum import Exponents, exponents_of, merged
from spectral_proofs.derivation.parameters.theorem import Theorem
from spectral_proofs.derivation.residual import derive_residual, residual_sign, self_similar
from spectral_proofs.derivation.residual_on_modes import derive_residual_on, sign_on
from spectral_proofs.errors import InputError, UndecidedError, refusals_undecided
from spectral_proofs.instance_check import Question, bounded_theorem, refuse
from spectral_proofs.prepare import ResidualProblem, prepare
from spectral_proofs.problem.candidate import Candidate, validate
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.geometric import Geometric
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Derivation, Truth
from spectral_proofs.results.further import Open, Optimum
from spectral_proofs.results.laws import exponents
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.finite_model import finite_loss
from spectral_proofs.worker import Worker

BUDGETS = (10**6, 10**12, 10**20, 10**30)
CURVES = (10**4, 10**6, 10**8, 10**10)

_DIGITS = 9
_POINTS = 40  # of a curve


@dataclass(frozen=True)
class Instance:
    """On one spectrum: the limits, or why there are none, and the best models of some budgets."""

    g: sympy.Expr
    spectrum: Spectrum
    exponents: Exponents  # of the theorem, at these numbers
    limits: Optimum | None
    note: str
    models: tuple[Model, ...]
    models_note: str


@dataclass(frozen=True)
class OptimumResult:
    """The theorem of a candidate, the exponents of its regimes, and an instance where g has numbers only."""

    theorem: Theorem
    regimes: tuple[tuple[str, Exponents], ...]  # condition, exponents
    instance: Instance | None

    @property
    def undecided(self) -> bool:
        """Some regime has no exponents."""
        return not all(found.decided for _, found in self.regimes)


@dataclass(frozen=True)
class OptimumOnModes:
    """On modes that are no exact powers of k: one set of exponents, and the best models of some budgets."""

    g: str
    modes: Mapping[str, str]
    indices: tuple[sympy.Rational, sympy.Rational] | None  # a and b
    exponents: Exponents
    limits: Optimum | None  # where the modes are ~ powers of k and log k
    note: str  # why there are no limits; empty where there are
    models: tuple[Model, ...]
    models_note: str

    @property
    def undecided(self) -> bool:
        """There are no exponents."""
        return not self.exponents.decided


def optimum_on(
    candidate: Candidate | str,
    spectrum: Expressions | Geometric,
    *,
    timeout: float | None = None,
    memory: int | None = None,
    budgets: Sequence[int] = BUDGETS,
) -> OptimumOnModes:
    """The same on modes by formulas in k: exponents, and certified minima over N; the arguments of :func:`optimum`."""
    problem = prepare(candidate, spectrum, timeout=timeout, memory=memory)
    models, note, found, known = tuple[Model, ...](), "", Exponents(), None
    limits, open_ = None, ""
    with Worker(memory) as worker:
        try:
            known = worker.call("symbolic derivation", timeout, derive_on, problem.g, spectrum)
            found = exponents_on(known)
            answer = further_laws_on(("optimum",), spectrum, known, worker).optimum
            limits, open_ = (None, answer.reason) if isinstance(answer, Open) else (answer, "")
        except UndecidedError as error:
            found = Exponents(note=f"undecided: {error}")
        try:
            models = worker.call("best models", timeout, best_models, problem.g, spectrum, tuple(budgets), found)
        except UndecidedError as error:
            note = str(error)
    indices = None if known is None or known.modes.geometric else (known.powers.a, known.powers.b)
    return OptimumOnModes(problem.candidate.g, spectrum.texts(), indices, found, limits, open_, models, note)


def optimum_of_residual(
    problem: ResidualProblem, *, timeout: float | None = None, memory: int | None = None
) -> OptimumOnModes:
    """Exponents for a residual that is bounded: L(t) - M^2 T(N) <= L(N, t) <= L(t) + T(N), |r| <= M."""
    spectrum, found, indices = problem.spectrum, Exponents(), None
    try:
        with Worker(memory) as worker:
            asked = problem.residual, spectrum
            found, indices = worker.call("symbolic derivation", timeout, _residual_exponents, *asked)
    except UndecidedError as error:
        found = Exponents(note=f"undecided: {error}")
    note = "where r oscillates, N* may have several places to be at"
    models = "L(N, t) does not fall with t where r oscillates, which certified minima rest on"
    texts = {} if isinstance(spectrum, Spectrum) else spectrum.texts()
    return OptimumOnModes(problem.candidate.g, texts, indices, found, None, note, (), models)


def _residual_exponents(
    residual: sympy.Expr, spectrum: ModeSpectrum
) -> tuple[Exponents, tuple[sympy.Rational, sympy.Rational] | None]:
    """With a and b, where there are any."""
    with refusals_undecided():
        if self_similar(residual).decay < 0:
            raise UndecidedError("the residual is not known to be bounded")
        if isinstance(spectrum, Expressions | Geometric):
            on = derive_residual_on(residual, spectrum, sign_on(residual, spectrum))
            return exponents_on(on), None if on.modes.geometric else (on.powers.a, on.powers.b)
        assert isinstance(spectrum, Spectrum)
        known, _ = derive_residual(residual, spectrum, residual_sign(residual, spectrum))
        return _exponents(known, spectrum), (spectrum.a, spectrum.b)


def optimum(
    candidate: Candidate | str,
    a: str | None = None,
    b: str | None = None,
    *,
    spectrum: Spectrum | None = None,
    assumptions: Sequence[str] = (),
    timeout: float | None = None,
    memory: int | None = None,
    budgets: Sequence[int] = BUDGETS,
) -> OptimumResult:
    """Exponents of N*(C), t*(C) and L*(C) in every regime, and constants where everything is a number.

    Args:
        candidate: g and the parameters that have a value.
        a: exact text, or None to leave it symbolic.
        b: likewise.
        spectrum: the instance has its Lambda and W, and its a and b for what is symbolic (3/2 and 2 where None).
        assumptions: on the parameters, such as "p>1".
        timeout: seconds for the theorem, and again for the instance.
        memory: bytes.
        budgets: the C, whole numbers, at which the best model is enclosed.

    Raises:
        InputError: bad input.
        InternalError: enclosed losses contradict the limit.
    """
    candidate = Candidate.of(candidate)
    given = spectrum or Spectrum("3/2", 2)
    question = Question(
        candidate, a, b, (given.Lambda, given.W), (assumptions,) if isinstance(assumptions, str) else tuple(assumptions)
    )
    refuse(question)
    theorem = bounded_theorem(question, timeout, memory=memory)
    found = merged(theorem)
    if candidate.free_parameters:
        return OptimumResult(theorem, found, None)
    spectrum = Spectrum(given.a if a is None else a, given.b if b is None else b, given.Lambda, given.W)
    try:
        g = candidate.resolve(spectrum)
        validate(g, spectrum.Lambda)
    except InputError:
        if a is not None and b is not None:
            raise
        return OptimumResult(theorem, found, None)  # the numbers that stand in for a and b do not suit g
    with Worker(memory) as worker:
        return OptimumResult(theorem, found, _instance(g, spectrum, tuple(budgets), worker, timeout))


def _instance(
    g: sympy.Expr, spectrum: Spectrum, budgets: tuple[int, ...], worker: Worker, timeout: float | None
) -> Instance:
    limits, note = None, ""
    known: Derivation | None = None
    try:
        known = worker.call("symbolic derivation", timeout, derive, g, spectrum)
        answer = further_laws(("optimum",), known, spectrum, worker).optimum
        limits, note = (None, answer.reason) if isinstance(answer, Open) else (answer, "")
    except UndecidedError as error:
        note = str(error)
    powers = _exponents(known, spectrum)
    try:
        models = worker.call("best models", timeout, best_models, g, spectrum, budgets, powers)
    except UndecidedError as error:
        return Instance(g, spectrum, powers, limits, note, (), str(error))
    if limits is not None:  # beside a logarithm the losses may turn on their way
        confront(limits, models, -1 if powers.loss_log == 0 else 0)
    return Instance(g, spectrum, powers, limits, note, models, "")


def _exponents(known: Derivation | None, spectrum: Spectrum) -> Exponents:
    """By the laws of the instance."""
    if known is None:
        return Exponents()
    if known.loss.theta.truth is Truth.UNKNOWN:
        return Exponents(note=f"undecided: {known.loss.theta.reason}")
    level, loss, of = known.frontier.level, known.loss, exponents(known)
    found = Findings(
        of["rho"],
        of["chi"],
        rho_log=of["rho_log"],
        chi_log=of["chi_log"],
        loss_constant=loss.constant,
        frontier_factor=slow_factor(level.powers),
        loss_factor=slow_factor(loss.powers),
        rigour={},
    )
    return exponents_of(found, spectrum.a, spectrum.b)


def curves(g: sympy.Expr, spectrum: Spectrum, budgets: Sequence[int] = CURVES) -> dict[int, list[tuple[int, float]]]:
    """(N, L(N, C/N)) for each budget C, N from 1 to C in steps of one ratio, for pictures."""
    sums, found = Sums(g, spectrum), dict[int, list[tuple[int, float]]]()
    for budget in budgets:
        sizes = sorted({round(budget ** (i / _POINTS)) for i in range(_POINTS + 1)})
        points = [(n, finite_loss(sums, n, str(Fraction(budget, n)), _DIGITS)) for n in sizes]
        found[budget] = [(n, float(value.mid)) for n, value in points if not value.unknown]
    return found
