"""What a run is asked: a candidate resolved on a spectrum; everything that can be wrong with it is found here."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from numbers import Real
from typing import TypeAlias

import sympy

from spectral_proofs.bounds.ordered_modes import in_order
from spectral_proofs.claims import NAMED
from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import TAKING, Candidate, Residual, validate
from spectral_proofs.problem.expression.form import sign_by_form
from spectral_proofs.problem.expression.tokens import shorten
from spectral_proofs.problem.expression.validation import validate_residual
from spectral_proofs.problem.mixture import Mixture
from spectral_proofs.problem.spectra.expressions import Expressions
from spectral_proofs.problem.spectra.finite import FirstModes
from spectral_proofs.problem.spectra.protocol import ModeSpectrum, require_modes
from spectral_proofs.problem.spectrum import Spectrum, require_whole
from spectral_proofs.results import Truth, Verdict

_MOST_DIGITS = 1000
POSITIVE = "the residual is positive: it is that of g = -log(r), which is what is checked"


@dataclass(frozen=True)
class Expectations:
    """What must come out: exact exponents by name, and verdicts of the claims that need not pass."""

    exponents: Mapping[str, sympy.Expr | None] = field(default_factory=dict)  # None: must not exist
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)


@dataclass(frozen=True)
class Problem:
    """A candidate resolved on a spectrum, and what to do with it."""

    candidate: Candidate
    spectrum: ModeSpectrum
    g: sympy.Expr
    claims: tuple[str, ...] | None = None  # None: all of them
    timeout: float | None = None
    digits: int = 30
    expectations: Expectations = field(default_factory=Expectations)
    explain: bool = False
    memory: int | None = None  # bytes, as of :class:`~spectral_proofs.worker.Worker`
    notes: tuple[str, ...] = ()  # what the reader of the page has to know
    gates: bool = False  # whether what is not expected makes a command fail: of a check file it does, of a question not

    @property
    def subject(self) -> sympy.Expr | Residual:
        """What sums over the modes are taken of."""
        return self.g


@dataclass(frozen=True, kw_only=True)
class ResidualProblem(Problem):
    """A candidate given by a residual that is not positive by its form; its ``g`` is no number."""

    residual: sympy.Expr

    @property
    def subject(self) -> Residual:
        """The residual."""
        return Residual(self.residual)


@dataclass(frozen=True)
class PowerProblem(Problem):
    """A problem on exact powers of k, for which everything can be asked."""

    spectrum: Spectrum


def prepare(
    candidate: Candidate | str,
    spectrum: ModeSpectrum | None = None,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    expectations: Expectations | None = None,
    explain: bool = False,
    memory: int | None = None,
) -> Problem:
    """Everything about the input that can be wrong is found here, before long work starts.

    Without ``expectations``, however empty, the run is a question: no claim that fails makes a command fail.

    Raises InputError: g cannot be used on this spectrum, or a claim id, ``timeout`` or ``digits`` is out of range.
    """
    _require_seconds(timeout)
    require_whole(digits, "digits", _MOST_DIGITS)
    candidate = Candidate.of(candidate)
    spectrum = Spectrum("3/2", "2") if spectrum is None else spectrum
    require_modes(spectrum)
    wanted = None if claims is None else _each_once(claims)
    require_claims((*(wanted or ()), *(expectations.verdicts if expectations else ())))
    notes = _order_of(spectrum)
    residual = _residual(candidate, spectrum)
    if residual is not None and sign_by_form(_as_fraction(residual)) > 0:
        candidate, notes, residual = as_g(candidate), (*notes, POSITIVE), None
    gates = expectations is not None
    asked = (wanted, timeout, digits, expectations or Expectations(), explain, memory, notes, gates)
    if residual is not None:
        return ResidualProblem(candidate, spectrum, sympy.nan, *asked, residual=residual)
    g = candidate.resolve(spectrum)
    validate(g, spectrum.largest)
    if isinstance(spectrum, Spectrum):
        return PowerProblem(candidate, spectrum, g, *asked)
    return Problem(candidate, spectrum, g, *asked)


@dataclass(frozen=True)
class MixtureProblem:
    """Several branches, each a problem of its own, and what to do with all of them."""

    candidate: Mixture
    branches: tuple[Problem, ...]
    claims: tuple[str, ...] | None = None  # None: those that speak of mixtures
    timeout: float | None = None
    digits: int = 30
    expectations: Expectations = field(default_factory=Expectations)
    memory: int | None = None  # bytes, as of :class:`~spectral_proofs.worker.Worker`
    gates: bool = False


AnyProblem: TypeAlias = Problem | MixtureProblem

_OF_A_BRANCH = ("growth", "eq7", "thm2", "cor1")  # what a mixture asks of each branch, and what is worth showing of it


def prepare_mixture(
    mixture: Mixture,
    *,
    claims: Sequence[str] | None = None,
    timeout: float | None = None,
    digits: int = 30,
    expectations: Expectations | None = None,
    memory: int | None = None,
) -> MixtureProblem:
    """The same for several branches.

    Raises:
        InputError: as :func:`prepare`; it names the branch.
    """
    branches = []
    for number, branch in enumerate(mixture.branches, 1):
        own, modes = branch.candidate, branch.spectrum
        try:
            branches.append(prepare(own, modes, claims=_OF_A_BRANCH, timeout=timeout, digits=digits, memory=memory))
        except InputError as error:
            raise InputError(f"branch {number}: {error}") from None
    wanted = None if claims is None else _each_once(claims)
    require_claims((*(wanted or ()), *(expectations.verdicts if expectations else ())))
    given = (timeout, digits, expectations or Expectations(), memory, expectations is not None)
    return MixtureProblem(mixture, tuple(branches), wanted, *given)


def require_g(problem: Problem) -> None:
    """Raises InputError where there is a residual in place of g."""
    if isinstance(problem, ResidualProblem):
        raise InputError(f"{shorten(problem.candidate.g)}: there is no g here; {TAKING}")


def as_g(candidate: Candidate) -> Candidate:
    """The candidate with g = -log r; r has to be positive."""
    residual = candidate.expression
    formula = sympy.expand_log(-sympy.log(residual))
    if residual.is_rational_function() and sign_by_form(residual) <= 0:
        formula = sympy.log(sympy.expand(1 / _as_fraction(residual)))  # log(1 + x/2), not log(2 + x) - log(2)
    return replace(candidate, g=f"-log({candidate.residual})", residual="", formula=formula)


def _order_of(spectrum: ModeSpectrum) -> tuple[str, ...]:
    """Notes of formulas whose modes may be out of order; raises InputError where they are."""
    whole = spectrum.whole if isinstance(spectrum, FirstModes) else spectrum
    if not isinstance(whole, Expressions):
        return ()
    order = in_order(whole)
    if order.truth is Truth.NO:
        raise InputError(order.reason)
    return () if order.holds else (order.reason,)


def _as_fraction(residual: sympy.Expr) -> sympy.Expr:
    """A rational function over one denominator: 1 - lambda t/(1 + lambda t) does not show that it is positive."""
    return sympy.cancel(residual) if residual.is_rational_function() else residual


def _residual(candidate: Candidate, spectrum: ModeSpectrum) -> sympy.Expr | None:
    if not candidate.residual:
        return None
    residual = candidate.resolve_residual(spectrum)
    validate_residual(residual, spectrum.largest)
    return residual


def _require_seconds(timeout: object) -> None:
    if timeout is not None and not (isinstance(timeout, Real) and float(timeout) > 0):
        raise InputError(f"timeout {timeout}: give a positive number of seconds, or None")


def _each_once(claims: Sequence[str]) -> tuple[str, ...]:
    """Ids as they are judged; one alone may stand without a list."""
    try:
        return tuple(dict.fromkeys([claims] if isinstance(claims, str) else claims))
    except TypeError:
        raise InputError(f"claims is a {type(claims).__name__}; give a list of ids such as ['eq7']") from None


def require_claims(names: Sequence[str]) -> None:
    """Every name is the id of a claim.

    Raises InputError: one is not.
    """
    for name in names:
        if name not in NAMED:
            close = difflib.get_close_matches(str(name), NAMED, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"there are {', '.join(NAMED)}"
            raise InputError(f"unknown claim {shorten(str(name))!r}; {remedy}")
