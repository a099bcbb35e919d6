"""Exact texts: what SymPy prints, without the numbers that its printer would compute."""

import sympy

from spectral_proofs.text.exact import exact_text


def test_integrals_are_printed_unevaluated(monkeypatch):
    def evaluated(self, *arguments):
        raise AssertionError("evaluated")

    x = sympy.Symbol("x")
    one, other = (sympy.Integral(sympy.exp(-(x**k)), (x, 0, 1)) for k in (3, 5))
    monkeypatch.setattr(sympy.Integral, "_eval_evalf", evaluated)
    monkeypatch.setattr(sympy.Integral, "evalf", evaluated)
    assert exact_text(one + other) == " + ".join(map(str, (one + other).args))


def test_everything_else_is_printed_as_it_prints_itself():
    shown = (sympy.sqrt(2) + sympy.pi, sympy.Rational(-3, 2), True, "text", 7)
    assert [exact_text(value) for value in shown] == ["sqrt(2) + pi", "-3/2", "True", "text", "7"]
