"""Text from users and files, made safe for a terminal.

Control characters would let a check file move the cursor or forge a verdict;
rich markup would let it colour one.  Everything foreign passes through
:func:`plain` and reaches rich as ``Text``, never as markup.
"""

from __future__ import annotations

import unicodedata

from rich.text import Text

_UNSAFE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}  # controls, bidi overrides, lone surrogates, line separators


def plain(text: str) -> str:
    r"""``text`` on one line, every character printable.

    >>> plain("a\x1b[31mb\nc")
    'a�[31mb c'
    """
    return "".join("�" if unicodedata.category(c) in _UNSAFE else c for c in " ".join(text.split()))


def text(content: str, style: str = "") -> Text:
    """Foreign text as a rich ``Text``; markup in it stays visible as typed."""
    return Text(plain(content), style=style)
