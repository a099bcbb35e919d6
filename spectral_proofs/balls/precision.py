"""The only place that changes the working precision of python-flint, which is global.

Left out: threads.  python-flint keeps one context per process, so two threads
that evaluate at once would see each other's precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import flint

BITS_PER_DIGIT = 3.3219280948873623


def bits_for_digits(digits: int) -> int:
    """Smallest number of bits that holds ``digits`` decimal digits.

    >>> bits_for_digits(30)
    100
    """
    return int(digits * BITS_PER_DIGIT) + 1


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Run a block at ``bits`` (>= 2) of working precision and restore the previous one, also after an error."""
    saved = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = saved
