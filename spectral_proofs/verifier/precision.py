"""The working precision of python-flint, which is global, for the length of a block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import flint


@contextmanager
def working_precision(bits: int) -> Iterator[None]:
    """Run a block at ``bits`` (>= 2) and restore what was set before, also after an error."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before
