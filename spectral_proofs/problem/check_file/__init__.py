"""Check files: one TOML file for one candidate, or a Python file that defines ``candidate``.

1. Read at most 1 MB of UTF-8 (``targets``); TOML floats are kept as text, so ``a = 1.5`` is exact.
2. Refuse unknown keys, wrong types, unknown exponents, claims and verdicts.
3. Expand lists in [spectrum] (a module for each section) to every combination.
4. Evaluate nothing but the exponents in [expect], on demand, per spectrum.

Python files are executed, hence only when named explicitly or with ``allow_python``.
"""

from spectral_proofs.problem.check_file.check import NOT_COMPARED, CheckFile
from spectral_proofs.problem.check_file.expect_section import EXPONENTS
from spectral_proofs.problem.check_file.targets import load, load_target
from spectral_proofs.problem.check_file.toml_text import from_text

__all__ = ["EXPONENTS", "NOT_COMPARED", "CheckFile", "from_text", "load", "load_target"]
