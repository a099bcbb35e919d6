"""What a store has, seen without the class that writes it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from typing import Any


def rows(path: Path) -> dict[str, Any]:
    """Every row, read as JSON; none where there is no store yet."""
    if not path.exists():
        return {}
    with closing(connect(path, timeout=30)) as data:
        there = data.execute("SELECT count(*) FROM sqlite_master WHERE name = 'rows'").fetchone()[0]
        return {k: json.loads(text) for k, text in data.execute("SELECT key, content FROM rows")} if there else {}
