"""What a check file claims about the exponents, compared exactly with what was derived."""

from __future__ import annotations

from collections.abc import Mapping

import sympy

from spectral_proofs.results import Derivation, ExpectationResult, Truth
from spectral_proofs.results.exit_status import exponents
from spectral_proofs.results.laws import absent


def compare(expected: Mapping[str, sympy.Expr | None], derivation: Derivation | None) -> tuple[ExpectationResult, ...]:
    """One line for each expected exponent.

    Args:
        expected: exact constants by name (rho, chi, gamma and their ``_log`` companions), None where none must exist.
        derivation: None when the symbolic step did not finish: every line is then unknown.
    """
    found = exponents(derivation)
    shown = {name: _text(value) if derivation else "nothing derived" for name, value in found.items()}
    return tuple(
        ExpectationResult(name, _text(value), shown[name], _met(value, found[name], name, derivation))
        for name, value in expected.items()
    )


def _text(value: sympy.Expr | None) -> str:
    return "none" if value is None else str(value)


def _truth(answer: bool) -> Truth:
    return Truth.YES if answer else Truth.NO


def _met(expected: sympy.Expr | None, found: sympy.Expr | None, name: str, derivation: Derivation | None) -> Truth:
    if found is None:
        return Truth.UNKNOWN if absent(name, derivation) == "unknown" else _truth(expected is None)
    if expected is None:
        return Truth.NO
    return equal(expected, found)


def equal(first: sympy.Expr, second: sympy.Expr) -> Truth:
    """Whether two exact constants are the same number.

    >>> equal(sympy.sqrt(8), 2 * sympy.sqrt(2)), equal(sympy.Rational(1, 4), sympy.Rational(1, 3))
    (<Truth.YES: 'yes'>, <Truth.NO: 'no'>)
    """
    difference = sympy.simplify(first - second)
    if difference.is_zero or difference.is_nonzero:
        return _truth(bool(difference.is_zero))
    verdict = difference.equals(0)
    return Truth.UNKNOWN if verdict is None else _truth(verdict)
