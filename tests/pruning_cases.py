"""Claims of section 4.2 of the paper: what each must be for candidates and spectra off the catalogue too."""

from __future__ import annotations

from sympy import Rational as R
from sympy import erf, exp, log, sin, sqrt, tanh

from spectral_proofs.claims.pruning import PRUNING
from spectral_proofs.problem.candidate import LAMBDA as L
from spectral_proofs.problem.candidate import TIME as T
from spectral_proofs.results import Verdict

CONF, REFU, BEYO, OUTS, UNDE = Verdict.CONFIRMED, Verdict.REFUTED, Verdict.BEYOND, Verdict.OUTSIDE, Verdict.UNDECIDED
IDS = tuple(claim.id for claim in PRUNING)

BETWEEN = L * T * exp(sqrt(log(1 + T)))
FAR_HUMP = L * T + L * T**5 / (1 + L * T**5) / 2  # half learned out to lambda = t^-5, and S with it
HEAVY = L ** R(1, 4) * T
LAMBDA_PERIODIC = L * T * (2 + sin(log(L)) / 2)
WAVE = L * T * (2 + sin(3 * log(1 + T)))  # decreases again and again
DECAY = -log(1 - L / (L + R(1, 9)) * (1 - exp(-(L + R(1, 9)) * T)))  # the frontier stops

# plateau, power, slope, saturation, critical rate, critical points
VERDICTS = [
    (L * T, "3/2", 2, (CONF, CONF, REFU, CONF, CONF, CONF)),
    (-T * log(1 - L / 2), "7/5", "5/4", (CONF, CONF, REFU, CONF, CONF, CONF)),
    (L ** R(3, 4) * T**2, "3/2", 2, (CONF, CONF, REFU, CONF, CONF, CONF)),  # s = q
    (L * T * (2 + sin(log(1 + T))), "3/2", 2, (CONF, CONF, REFU, CONF, CONF, CONF)),
    (L * T, 3, 2, (CONF, BEYO, BEYO, OUTS, CONF, BEYO)),  # s = 0
    (L * T / (1 + L), 5, 2, (CONF, BEYO, OUTS, OUTS, CONF, BEYO)),  # s < 0
    (HEAVY, "3/2", 2, (REFU, REFU, REFU, REFU, CONF, REFU)),
    (LAMBDA_PERIODIC, "3/2", 2, (CONF, REFU, REFU, CONF, CONF, REFU)),
    (log(1 + L * T), "3/2", 2, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (L * T + L**2 * T**3, "3/2", 2, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (L * T * log(1 + 1 / L), "5/2", 3, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (2 * erf(L * T), "3/2", 2, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (BETWEEN, "3/2", 2, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (DECAY, "6/5", 2, (BEYO, BEYO, OUTS, BEYO, BEYO, BEYO)),
    (WAVE, "3/2", 2, (BEYO, BEYO, OUTS, BEYO, OUTS, BEYO)),
    (FAR_HUMP, "3/2", 2, (OUTS, OUTS, OUTS, OUTS, BEYO, OUTS)),
    (L * T + L * T**3 / (1 + L * T**3), "3/2", 2, (OUTS, OUTS, OUTS, OUTS, BEYO, OUTS)),  # g = 1 on a whole sector
    (
        L ** (R(3, 8) + 1 / T) * T,
        "3/2",
        2,
        (UNDE, UNDE, UNDE, UNDE, BEYO, UNDE),
    ),  # S is carried ever further out, towards fixed t
    (T, "3/2", 2, (OUTS,) * 6),
    (T, 4, 2, (OUTS,) * 6),
    (tanh(L * T), "3/2", 2, (OUTS,) * 6),
    (BETWEEN * (1 + L), "3/2", 2, (UNDE, UNDE, UNDE, UNDE, BEYO, UNDE)),
    (L * T * (1 + sin(log(1 + T))), "3/2", 2, (OUTS,) * 6),  # g vanishes for every lambda, again and again
    (
        L * T * exp(-sqrt(log(1 + 1 / L))),
        "3/2",
        2,
        (UNDE, UNDE, UNDE, UNDE, BEYO, UNDE),
    ),  # between powers and logarithms
]
CASES = [(name, g, a, b, v) for g, a, b, verdicts in VERDICTS for name, v in zip(IDS, verdicts, strict=True)]
