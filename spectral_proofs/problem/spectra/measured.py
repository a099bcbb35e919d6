"""Modes that were measured: finitely many pairs of an eigenvalue and an energy, each an exact number.

1. Pairs are put into descending order of their eigenvalues; equal eigenvalues are separate modes.
2. A mode with eigenvalue 0 is never learned: its energy belongs to the floor of the loss, as does that of modes
   left out by :meth:`Measured.first`.
3. An explicit tail continues the modes beyond the last by a power law.

Nothing is said about t -> oo: a finite sum has no power law, and a measured number no proof.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

import sympy

from spectral_proofs.errors import InputError
from spectral_proofs.problem.spectrum import Exact, Spectrum, exact_number

MOST_MODES = 200_000


@dataclass(frozen=True)
class Measured:
    """``eigenvalues`` lambda_1 >= lambda_2 >= ... > 0 and ``energies`` lambda_k w_k^2 >= 0, with the floor they leave.

    Made by :meth:`of`, which checks and sorts. ``tail``: modes k > N are those of this power law.
    """

    eigenvalues: tuple[Fraction, ...]
    energies: tuple[Fraction, ...]
    floor: Fraction = Fraction(0)
    source: str = ""
    remarks: tuple[str, ...] = ()
    tail: Spectrum | None = None

    @classmethod
    def of(
        cls,
        eigenvalues: Iterable[Exact],
        energies: Iterable[Exact],
        source: str = "",
        tail: Spectrum | None = None,
    ) -> Measured:
        """The spectrum of these pairs, exact numbers of any kind; a float is the decimal that it prints.

        Raises:
            InputError: something that is no finite number, fewer than two modes, a negative number, no energy at all,
                or a tail that begins above the last measured eigenvalue.
        """
        eigenvalues, energies = _exactly(eigenvalues, "eigenvalue"), _exactly(energies, "energy")
        if len(eigenvalues) != len(energies):
            raise InputError(f"{len(eigenvalues)} eigenvalues and {len(energies)} energies; give one of each per mode")
        remarks = []
        pairs = list(zip(eigenvalues, energies, strict=True))
        if any(left[0] < right[0] for left, right in pairwise(pairs)):
            pairs.sort(key=lambda pair: -pair[0])
            remarks.append("sorted by eigenvalue")
        kept = [pair for pair in pairs if pair[0] > 0]
        dead = [pair for pair in pairs if pair[0] == 0]
        if dead:
            share = "no energy" if not any(c for _, c in dead) else "energy that is never learned"
            remarks.append(f"{_are(len(dead), 'eigenvalue')} 0, with {share}")
        ties = sum(left[0] == right[0] for left, right in pairwise(kept))
        if ties:
            remarks.append(f"{_are(ties, 'eigenvalue')} equal to the one before")
        empty = sum(c == 0 for _, c in kept)
        if empty:
            remarks.append(f"{_are(empty, 'mode')} without energy")
        if len(kept) < 2:
            raise InputError(f"{_count(len(kept), 'mode')} with a positive eigenvalue; a spectrum has at least 2")
        if empty == len(kept):
            raise InputError("no mode has any energy; check the column of energies")
        floor = sum((c for _, c in dead), Fraction(0))
        found = cls(tuple(x for x, _ in kept), tuple(c for _, c in kept), floor, source, tuple(remarks))
        return found if tail is None else found.continued(tail)

    def continued(self, tail: Spectrum) -> Measured:
        """The same with modes k > N of a power law."""
        if tail.eigenvalue(len(self.eigenvalues) + 1) > sympy.Rational(*self.eigenvalues[-1].as_integer_ratio()):
            raise InputError("the tail begins above the last measured eigenvalue; lower its Lambda or raise its b")
        if self.floor:
            raise InputError(
                "a tail continues all modes: energy at eigenvalue 0, or of modes left out, cannot stand by it"
            )
        return replace(self, tail=tail)

    def first(self, modes: int) -> Measured:
        """The first ``modes`` modes; the energy of the others becomes part of the floor."""
        if not 1 <= modes <= len(self.eigenvalues):
            raise InputError(f"modes = {modes}: {self.source or 'the spectrum'} has {len(self.eigenvalues)} modes")
        if self.tail is not None:
            raise InputError("modes: a spectrum with a tail is not cut; leave out one of them")
        left = sum(self.energies[modes:], Fraction(0))
        return replace(
            self, eigenvalues=self.eigenvalues[:modes], energies=self.energies[:modes], floor=self.floor + left
        )

    @property
    def modes(self) -> int | None:
        """How many modes there are; None with a tail."""
        return len(self.eigenvalues) if self.tail is None else None

    @property
    def largest(self) -> sympy.Rational:
        """lambda_1."""
        return sympy.Rational(*self.eigenvalues[0].as_integer_ratio())

    @property
    def exponents(self) -> Mapping[str, sympy.Rational]:
        """None are known, whatever a fit would say."""
        return {}

    def eigenvalue(self, k: int) -> sympy.Expr:
        """lambda_k, exactly."""
        if k > len(self.eigenvalues) and self.tail is not None:
            return self.tail.eigenvalue(k)
        return sympy.Rational(*self.eigenvalues[k - 1].as_integer_ratio())

    def energy(self, k: int) -> sympy.Expr:
        """lambda_k w_k^2, exactly."""
        if k > len(self.energies) and self.tail is not None:
            return self.tail.energy(k)
        return sympy.Rational(*self.energies[k - 1].as_integer_ratio())

    def texts(self) -> dict[str, str]:
        """Where it is from, how many modes, and what was noticed on reading."""
        found = {"kind": "measured", "source": self.source or "given", "modes": str(len(self.eigenvalues))}
        if self.remarks:
            found["remarks"] = "; ".join(self.remarks)
        if self.tail is not None:
            found["tail"] = ", ".join(f"{name} = {value}" for name, value in self.tail.texts().items())
        return found


def _exactly(values: Iterable[Exact], name: str) -> list[Fraction]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise InputError(f"{name}: {type(values).__name__} given; give a list or array of numbers, one for each mode")
    found = []
    for number, value in enumerate(values, 1):
        if number > MOST_MODES:
            raise InputError(f"more than {MOST_MODES} modes; keep the first ones, which carry the loss")
        exact = value if isinstance(value, Fraction) else _fraction(value, f"mode {number}: the {name}")
        if exact < 0:
            raise InputError(
                f"mode {number}: the {name} {float(exact):.6g} is negative; remove it, or write 0 for rounding noise"
            )
        found.append(exact)
    return found


def _fraction(value: Exact, name: str) -> Fraction:
    exact = exact_number(value, name)
    return Fraction(int(exact.p), int(exact.q))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _are(number: int, noun: str) -> str:
    return f"{_count(number, noun)} {'is' if number == 1 else 'are'}"
