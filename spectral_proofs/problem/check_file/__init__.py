"""Check files: one TOML file for one candidate or for several branches, or a Python file that defines ``candidate``.

1. Read at most 1 MB of UTF-8 (``targets``); TOML floats are kept as text, so ``a = 1.5`` is exact.
2. Refuse unknown keys, wrong types, unknown exponents, claims and verdicts.
3. Expand lists in [spectrum] (a module for each section) to every combination.
4. Evaluate nothing but the exponents in [expect], on demand, per spectrum.
5. Of several branches, a table of each (``mixture_file``).

Python files are executed, hence only when named explicitly or with ``allow_python``.
"""

from spectral_proofs.problem.check_file.check import NOT_COMPARED, CheckFile
from spectral_proofs.problem.check_file.expect_section import EXPONENTS
from spectral_proofs.problem.check_file.mixture_file import MixtureFile, any_of_target, any_of_text
from spectral_proofs.problem.check_file.targets import load, load_target, read_file
from spectral_proofs.problem.check_file.toml_text import from_text

__all__ = [
    "EXPONENTS", "NOT_COMPARED", "CheckFile", "MixtureFile", "any_of_target", "any_of_text", "from_text", "load",
    "load_target", "read_file",
]  # fmt: skip
