"""Runs the claims over the results of one run, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from spectral_proofs.claims.base import Claim, StageResults
from spectral_proofs.claims.beyond import BEYOND
from spectral_proofs.claims.core import CORE
from spectral_proofs.claims.density import DensityGrowth, ModeDensity, SmallBeatsLarge
from spectral_proofs.claims.mixtures import Branches
from spectral_proofs.claims.noise import NoiseExpansion, OrthonormalLoss
from spectral_proofs.claims.position import SpectralPosition, SpectralReach
from spectral_proofs.claims.pruning import PRUNING
from spectral_proofs.claims.quantization import Quantization
from spectral_proofs.errors import InputError
from spectral_proofs.results import ClaimResult
from spectral_proofs.results.traced import TracedClaim

COMPRESSION: tuple[Claim, ...] = (NoiseExpansion(), Quantization(), OrthonormalLoss())
DENSITY: tuple[Claim, ...] = (ModeDensity(), DensityGrowth(), SmallBeatsLarge(), SpectralPosition(), SpectralReach())
_ALL = (*CORE, *COMPRESSION, *PRUNING, *DENSITY, *BEYOND)
#: Ids of the eight core claims.
CORE_IDS: tuple[str, ...] = tuple(claim.id for claim in CORE)
CLAIMS: dict[str, Claim] = {claim.id: claim for claim in _ALL}
if len(CLAIMS) != len(_ALL):
    raise RuntimeError("two claims share an id")
#: What the verifier is told of the claims on one g.
TRACED: dict[str, TracedClaim] = {claim.id: claim.traced for claim in _ALL}
#: All that can be asked for: of one g, those of several branches are judged only where they are named.
NAMED: dict[str, Claim] = CLAIMS | {claim.id: claim for claim in (Branches(),)}


def judge(results: StageResults, only: Sequence[str] | None = None) -> tuple[ClaimResult, ...]:
    """Verdicts of all claims, or of those named in ``only``.

    Raises InputError for an unknown id.
    """
    return tuple(judge_in_turn(results, only))


def judge_in_turn(results: StageResults, only: Sequence[str] | None = None) -> Iterator[ClaimResult]:
    """The same one by one, so that what is judged before a time limit is kept."""
    for name in only or ():
        if name not in NAMED:
            raise InputError(f"no claim {name!r}: there are {', '.join(NAMED)}")
    yield from (claim.judge(results) for claim in chosen(only))


def needed(only: Sequence[str] | None = None) -> tuple[str, ...]:
    """Topics of `measurements` that all claims, or those named, look at."""
    return tuple(dict.fromkeys(topic for claim in chosen(only) for topic in claim.needs))


def further_needed(only: Sequence[str] | None = None) -> tuple[str, ...]:
    """Fields of `results.further.FurtherLaws` that all claims, or those named, look at."""
    return tuple(dict.fromkeys(question for claim in chosen(only) for question in claim.laws))


def chosen(only: Sequence[str] | None) -> list[Claim]:
    """The claims that are named, or all that speak of one g."""
    return list(CLAIMS.values()) if only is None else [NAMED[name] for name in dict.fromkeys(only)]
