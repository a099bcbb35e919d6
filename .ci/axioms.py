"""Reads what coqc printed of each theorem's assumptions and compares them, theorem by theorem, with the allowed list.

Usage: axioms.py EXPECTED ALLOWED < OUTPUT, where EXPECTED names the theorems, one a line, ALLOWED the axioms, and
OUTPUT has for each theorem what ``Locate`` and then ``Print Assumptions`` print.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_THEOREM = re.compile(r"^Constant (\S+)")
_AXIOM = re.compile(r"^([A-Za-z_][\w.']*)(?: :|$)")
_CLOSED = "Closed under the global context"


def assumptions(output: str) -> dict[str, set[str] | None]:
    """The axioms of each theorem; None where none were printed, not even that there are none."""
    found: dict[str, set[str] | None] = {}
    name = ""
    for line in output.splitlines():
        if theorem := _THEOREM.match(line):
            name = theorem[1]
            found[name] = None
        elif line in ("Axioms:", _CLOSED):
            found[name] = set()
        elif axiom := _AXIOM.match(line):
            known = found.get(name)
            if known is None:
                raise SystemExit(f"proofs: {line!r} stands in no list of axioms")
            known.add(axiom[1])
    return found


def main(expected: str, allowed: str) -> None:
    """End with a message where a theorem is silent or has an axiom that is not allowed."""
    permitted = set(Path(allowed).read_text("utf-8").split())
    found = assumptions(sys.stdin.read())
    names = Path(expected).read_text("utf-8").split()
    wrong = [
        f"{name}: {', '.join(sorted(found[name] - permitted))}"
        for name in names
        if (found.get(name) or set()) - permitted
    ]
    silent = [name for name in names if found.get(name) is None]
    if wrong or silent or not names:
        raise SystemExit(
            "\n".join(["proofs: axioms that are not allowed, or theorems that did not tell:", *wrong, *silent])
        )
    used = sorted(set().union(*(found[name] or set() for name in names)))
    sys.stdout.write(f"proofs: {len(names)} theorems, each with allowed axioms only: {' '.join(used)}\n")


main(*sys.argv[1:])
