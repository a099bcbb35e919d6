"""Exact constants may have thousands of digits: zeta(4998) is a rational times pi^4998.

Python refuses to write integers of more than 4300 digits, as a guard against hostile input; the parser has limits of
its own (:mod:`spectral_proofs.problem.expression.sizes`), and a report without its constants would be lost for nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

_DIGITS = 200_000


@contextmanager
def long_numbers() -> Iterator[None]:
    """Let integers of up to 200,000 digits be written; the limit before is restored."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(max(before, _DIGITS) if before else 0)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)
