"""All laws of one run beside certified values; the values are asked for one by one, as far out as it takes.

1. What the times of the grid settle needs no more.
2. Otherwise values at doubling log t are taken until every law agrees with them, or there are no more.
3. lambda_* is compared where g increases in lambda, so that there is one level set g = 1 only; it is enclosed by
   :meth:`Sums.frontier_index`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

import mpmath
import sympy
from flint import arb, fmpq

from spectral_proofs.balls.decimals import to_ball, to_enclosure
from spectral_proofs.balls.precision import bits_for_digits, working_precision
from spectral_proofs.compare.law_against_enclosure import compare, infinity, settled
from spectral_proofs.errors import UndecidedError
from spectral_proofs.problem.spectra.protocol import ModeSpectrum
from spectral_proofs.problem.spectrum import Spectrum
from spectral_proofs.results import Asymptotics, Comparison, Derivation, Enclosure, Outcome, SumValues
from spectral_proofs.sums.enclosures import Sums
from spectral_proofs.sums.spectra.factory import sums_of

Values = Sequence[tuple[str, Enclosure]]
Observed = tuple[str, Mapping[str, Enclosure]]  # a time and the values of all quantities at it

_LOSS, _ENERGY, _LEVEL = "L", "S", "lambda_*"
_ENOUGH = 4  # members of a sequence whose limit can be estimated


def confront(
    laws: Mapping[str, Asymptotics], known: Sequence[Observed], later: Iterable[Observed], onset: mpmath.mpf
) -> tuple[Comparison, ...]:
    """One comparison for each law.

    Args:
        laws: by the name of their quantity.
        known: values at increasing times; only certified ones count, and what is missing is asked for later.
        later: values of all quantities at the times of ``DOUBLING``, taken only as far as needed.
        onset: log10 of the t from which the laws may be expected to show.
    """
    certified = {name: [(t, v[name]) for t, v in known if name in v and v[name].certified] for name in laws}
    found = {name: _at_once(name, law, certified[name]) for name, law in laws.items()}
    unsettled = {name: laws[name] for name, comparison in found.items() if comparison is None}
    decided = _later(unsettled, later, onset) if unsettled else {}
    return tuple(found[name] or decided[name] for name in laws)


def _at_once(name: str, law: Asymptotics, values: Values) -> Comparison | None:
    """What needs no later times."""
    wrong = infinity(name, law, values)
    if wrong:
        return Comparison(name, Outcome.CONTRADICTS, wrong)
    if values and settled(law, values):
        return Comparison(name, Outcome.AGREES, f"{name} follows its law")
    if law.index is None:
        return Comparison(name, Outcome.UNOBSERVED, f"{name} has no power law to compare")
    return None


def _later(laws: Mapping[str, Asymptotics], later: Iterable[Observed], onset: mpmath.mpf) -> dict[str, Comparison]:
    members: dict[str, list[tuple[str, Enclosure]]] = {name: [] for name in laws}
    ended: set[str] = set()
    found = {name: compare(name, law, (), onset) for name, law in laws.items()}
    for t, values in later:
        ended |= {name for name in laws if not values[name].certified or values[name].unknown}
        for name in laws.keys() - ended:
            members[name].append((t, values[name]))
            found[name] = compare(name, laws[name], members[name], onset)
        done = all(len(members[name]) >= _ENOUGH and found[name].outcome is Outcome.AGREES for name in laws)
        if done or len(ended) == len(laws):
            break
    return found


def laws_of(derivation: Derivation) -> dict[str, Asymptotics]:
    """The laws that values can speak of."""
    laws = {_LOSS: derivation.loss, _ENERGY: derivation.energy}
    one_crossing = derivation.hypotheses.increasing_in_lambda.holds and derivation.frontier.exists.holds
    return laws | ({_LEVEL: derivation.frontier.level} if one_crossing else {})


def of_sums(value: SumValues) -> dict[str, Enclosure]:
    """The sums at one time, by the names of their laws."""
    return {_LOSS: value.loss, _ENERGY: value.energy}


def observed(g: sympy.Expr, spectrum: Spectrum, times: Sequence[str], digits: int) -> Iterator[Observed]:
    """Certified values of all quantities at the times, one by one; unknown where there is none."""
    sums = Sums(g, spectrum, certified_only=True)
    for t in times:
        yield t, of_sums(sums.at(t, digits=digits, slopes=False)) | {_LEVEL: _frontier(sums, spectrum, t, digits)}


def observed_on(g: sympy.Expr, spectrum: ModeSpectrum, times: Sequence[str], digits: int) -> Iterator[Observed]:
    """Certified values of L and S on modes of any kind."""
    sums = sums_of(g, spectrum)
    for t in times:
        yield t, of_sums(sums.at(t, digits=digits, slopes=False))


def _frontier(sums: Sums, spectrum: Spectrum, t: str, digits: int) -> Enclosure:
    try:
        index = sums.frontier_index(t, digits)
    except UndecidedError as error:
        return Enclosure("nan", "inf", False, str(error))
    with working_precision(bits_for_digits(digits) + 40):
        exponent, scale = (arb(fmpq(int(x.p), int(x.q))) for x in (spectrum.b, spectrum.Lambda))
        return to_enclosure(scale * to_ball(index) ** -exponent, digits)
