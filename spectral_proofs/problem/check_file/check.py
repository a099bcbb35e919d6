"""A candidate, its spectra and what is expected of it, as a file or the command line says."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from pathlib import Path

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.candidate import Candidate, evaluate_parameter
from spectral_proofs.problem.check_file.location import Located
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectra.selection import Selection
from spectral_proofs.problem.spectrum import Exact, Spectrum, exact_number
from spectral_proofs.results import Verdict

NOT_COMPARED = "[expect] is not compared: the command line replaces values of the file"
#: In [expect]: the exponent does not exist (S is infinite, L is no power law).
NONE = "none"


@dataclass(frozen=True)
class CheckFile:
    """A candidate, the spectra to check it on, and what its author expects.

    ``path`` is None for an expression given directly.  ``exponents`` holds texts in
    the parameters, a and b (or "none"); claims not in ``verdicts`` must pass.
    """

    path: Path | None
    candidate: Candidate
    spectra: tuple[Spectrum, ...] = field(default_factory=lambda: (Spectrum(),))
    exponents: Mapping[str, str] = field(default_factory=dict)
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    notes: tuple[str, ...] = ()  # what the reader of a report has to know
    given: frozenset[str] = frozenset()  # those of "a" and "b" that the file or the command line states
    selection: Selection = field(default_factory=Selection)  # modes that are no exact powers, or the first ones only
    claims: tuple[str, ...] | None = None  # those that the file is about, where it names them

    @property
    def name(self) -> str:
        """Short name: the file's stem, or the expression."""
        return self.candidate.name

    @property
    def title(self) -> str:
        """One line for people."""
        return self.candidate.title

    @property
    def reference(self) -> str:
        """Where this g comes from."""
        return self.candidate.reference

    @property
    def g(self) -> str:
        """The evolution function as written."""
        return self.candidate.g

    @property
    def parameters(self) -> Mapping[str, str]:
        """Values of parameters as written."""
        return self.candidate.parameters

    def chosen(self, spectrum: Spectrum) -> ModeSpectrum:
        """The modes that are asked for: those of ``spectrum`` unless others are selected.

        Raises InputError: what is selected is no spectrum.
        """
        if self.selection == Selection():
            return spectrum
        with Located(self.path):
            return self.selection.applied(spectrum, self.path.parent if self.path else None)

    def require_powers(self, what: str) -> None:
        """Raises InputError where the modes are not exact powers, all of them."""
        if self.selection != Selection():
            with Located(self.path):
                raise InputError(f"{what} for exact powers of k only; leave out the file, formulas or number of modes")

    def selecting(self, selection: Selection) -> CheckFile:
        """The same check on modes that the command line selects; what the file expects is dropped, with a note."""
        if selection == Selection():
            return self
        merged = self.selection.replaced(selection)
        check = replace(self, selection=merged, path=self.path)
        if not (self.exponents or self.verdicts):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def expected_exponents(self, spectrum: ModeSpectrum) -> dict[str, sympy.Expr | None]:
        """The exponents of [expect] as exact numbers; None where none must exist.

        Raises InputError: a formula cannot be evaluated on this spectrum.
        """
        found: dict[str, sympy.Expr | None] = {}
        for name, text in self.exponents.items():
            with Located(self.path, f"expect.{name}"):
                found[name] = None if text == NONE else evaluate_parameter(text, self.candidate, spectrum)
        return found

    def override(
        self,
        a: str | None = None,
        b: str | None = None,
        parameters: Mapping[str, str] | None = None,
        source: str | None = None,
    ) -> CheckFile:
        """The same check with a, b or parameters replaced, as the command line asks; ``source`` is r in a = 1 + 2br.

        What the file expects holds for the file's own values only: it is dropped, with
        a note, unless ``a`` and ``b`` choose among them and parameters are merely added.
        """
        spectra = tuple(
            dict.fromkeys(
                Spectrum(_task(s, a, chosen, source), chosen, s.Lambda, s.W)
                for s in self.spectra
                for chosen in [s.b if b is None else exact_number(b, "b")]
            )
        )
        own = dict(self.candidate.parameters)
        changed = {name for name, value in (parameters or {}).items() if own.get(name, value) != value}
        candidate = replace(self.candidate, parameters=own | dict(parameters or {}))
        given = self.given | {name for name, value in (("a", a or source), ("b", b)) if value is not None}
        check = replace(self, candidate=candidate, spectra=spectra, given=given)
        if not (self.exponents or self.verdicts) or (set(spectra) <= set(self.spectra) and not changed):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def freed(self, names: Collection[str]) -> CheckFile:
        """The check with a or b free although the file gives them.

        What a file without free parameters expects holds for its own spectra only: it is dropped, with a note.
        """
        check = replace(self, given=self.given - set(names))
        if self.candidate.free_parameters or not (self.exponents or self.verdicts):
            return check
        return replace(check, exponents={}, verdicts={}, notes=(*self.notes, NOT_COMPARED))

    def located(self) -> AbstractContextManager[None]:
        """Puts the file's name before the message of an InputError."""
        return Located(self.path)


def _task(spectrum: Spectrum, a: str | None, b: sympy.Rational, source: str | None) -> Exact:
    """a, or that of the source exponent."""
    if source is not None:
        return 1 + 2 * b * exact_number(source, "source")
    return spectrum.a if a is None else a


def evaluating(check: CheckFile) -> CheckFile:
    """Formulas in [expect] must evaluate on the first spectrum, unless parameters are still to be set."""
    if not check.candidate.free_parameters and not check.selection.replaces:
        for spectrum in check.spectra[:1]:
            for name, text in check.exponents.items():
                with Located(None, f"expect.{name}"):
                    if text != NONE:
                        evaluate_parameter(text, check.candidate, spectrum)
    return check
