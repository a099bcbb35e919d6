"""The check file that ``spectral-proofs new NAME`` writes."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable

from spectral_proofs.claims import CLAIMS
from spectral_proofs.errors import InputError
from spectral_proofs.problem.expression.vocabulary import ARITY
from spectral_proofs.results import Verdict

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_TEXT = """\
# A check file: one candidate g(lambda, t).  Run it with: spectral-proofs check {name}.toml
# All numbers are exact: 3/2, 1.5 and 1e30 are rationals, never floats.

title = "{name}"

# In lambda (an eigenvalue, 0 < lambda <= 1), t (time) and the parameters below.  Powers are written **.
# Functions:
#   {functions}.
g = "lambda * t**p"

# Where g comes from.
reference = ""

# Each value may use the other parameters, a and b.
[parameters]
p = "1"

# lambda_k = k**-b and lambda_k * w_k**2 = k**-a with a, b > 1.  Lists run every combination.
[spectrum]
a = "3/2"
b = "2"

# What you expect; a mismatch is a failure with its own line.  Delete what you do not want to claim.
# rho: lambda_* ~ t**-rho, chi: L ~ t**-chi, gamma: S ~ t**gamma; rho_log, chi_log, gamma_log: powers of log t.
[expect]
rho = "p"
chi = "p*(a-1)/b"
gamma = "p*(1+b-a)/b"

# A claim listed here must come out so; a claim not listed must pass, or fail as it is known to for every g (KNOWN).
# Claims:
#   {claims}.
# Verdicts: {verdicts}.
[expect.verdicts]
# thm2 = "refuted"
"""


def template(name: str) -> str:
    """A commented check file for a candidate called ``name``.

    Raises InputError: a name that is no plain file name.
    """
    if not _NAME.fullmatch(name):
        raise InputError(f"{name!r:.80} cannot be a check's name; use letters, digits, - and _ (at most 64)")
    return _TEXT.format(
        name=name,
        claims="\n#   ".join(_lines(CLAIMS)),
        verdicts=", ".join(verdict.value for verdict in Verdict),
        functions="\n#   ".join(_lines(sorted(ARITY, key=str.lower))),
    )


def _lines(names: Iterable[str]) -> list[str]:
    return textwrap.wrap(", ".join(names), width=100, break_on_hyphens=False)
