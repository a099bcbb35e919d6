"""L, S and the learned modes of a model that has only the first N modes of a spectrum.

    L(N, t) = sum_{k<=N} lambda_k w_k^2 exp(-2g) + floor(N),  floor(N) = sum_{k>N} lambda_k w_k^2,
    S(N, t) = sum_{k<=N} w_k^2 (1 - exp(-g))^2,  learned modes = sum_{k<=N} (1 - exp(-g)).

1. The floor is W zeta(a, N + 1), Hurwitz's zeta function, where the modes are powers of k.
2. The sums over k <= N are those of :mod:`.enclosures`: one by one, by the Abel-Plana formula on a bounded
   trapezoid, or piece by piece; the cost grows neither with N nor with t.
3. What is left of the learned modes is enclosed relative to the floor: at late times it is exp(-t) beside it.

Left out: measured modes (:mod:`.spectra.terms`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import sympy

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.errors import InputError
from spectral_proofs.results import Enclosure, SumValues
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.modes import ModeSum

_EXTRA = 3  # digits of the parts of a sum beyond those of the sum


@dataclass(frozen=True)
class FiniteModel:
    """The first ``modes`` modes of the spectrum of ``sums``; raises InputError where there is none."""

    sums: Sums
    modes: int

    def __post_init__(self) -> None:
        if self.modes < 1:
            raise InputError(f"{self.modes} modes: a model has at least one")

    def floor(self, digits: int = 30) -> Enclosure:
        """The loss that no time takes away: sum_{k>N} lambda_k w_k^2."""
        return self.sums.floor(self.modes, digits)

    def loss(self, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """L(N, t), floor included, with ``digits`` correct digits (relative); raises InputError unless t > 0."""
        floor = self.floor(digits + _EXTRA)
        if floor.infinite or floor.unknown:  # energies that do not sum up, or are not seen to
            return floor
        rest = self.sums.beside(self.sums.loss_modes(1, self.modes), t, floor, digits + _EXTRA)
        if rest.unknown:
            return rest
        with working_precision(bits_for_digits(digits) + 40):
            whole = to_enclosure(to_ball(floor) + to_ball(rest), digits)
        return replace(whole, certified=rest.certified, note=rest.note)

    def energy(self, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """S(N, t), always finite."""
        return self.sums.enclose(self.sums.energy_modes(1, self.modes), t, digits)

    def learned(self, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
        """Sum of 1 - exp(-g) over the model's modes."""
        return self.sums.enclose(ModeSum.learned_modes(1, self.modes), t, digits)

    def at(self, t: sympy.Rational | str, digits: int = 30, slopes: bool = False) -> SumValues:
        """L, S, the floor and the learned modes at one time; no local exponents, whether asked for or not."""
        del slopes
        loss, energy, learned = self.loss(t, digits), self.energy(t, digits), self.learned(t, digits)
        notes = dict.fromkeys(value.note for value in (loss, energy, learned) if value.note)
        engine = "arb" if loss.certified and energy.certified else "mpmath"
        return SumValues(
            str(t), loss, energy, engine=engine, note="; ".join(notes), floor=self.floor(digits), learned=learned
        )


def finite_loss(sums: Sums, modes: int, t: sympy.Rational | str, digits: int = 30) -> Enclosure:
    """Certified L(N, t) of a model with the first N = ``modes`` modes, floor included."""
    return FiniteModel(sums, modes).loss(t, digits)
