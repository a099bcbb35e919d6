"""Text from users and files, made safe for a terminal.

Control characters would let a check file move the cursor or forge a verdict.
Kept apart from rich, so that an error message needs no heavy import.
"""

from __future__ import annotations

import unicodedata

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidi overrides, lone surrogates, line separators


def plain(text: str) -> str:
    r"""``text`` on one line, every character printable.

    >>> plain("a\x1b[31mb\nc")
    'a�[31mb c'
    """
    return "".join("�" if unicodedata.category(c) in _UNSAFE else c for c in " ".join(text.split()))
