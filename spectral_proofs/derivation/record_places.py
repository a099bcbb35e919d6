"""Places and monomials as a trace writes them."""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.monomial import Monomial
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.derivation.context import Context
from spectral_proofs.problem.candidate import LAMBDA, TIME
from spectral_proofs.text.exact import exact_text

GROWS = {1: "grows", 0: "level", -1: "falls"}


def transitions_of(context: Context) -> list[int]:
    """The step about transitions, where there is one, on which everything between the cells relies."""
    found: list[int] = context.journal.get("transitions", [])
    return found


def where(place: Place) -> dict[str, object]:
    """A place as texts: lambda = x t^-u0 (log t)^-u1 ... on a ray; on a sector the parameter is the next exponent."""
    domain = place.domain
    if place.kind == "mode":
        return {"place": place.kind, "point": place.point}
    prefix = "; ".join(map(exact_text, place.prefix))
    interval = {"parameter": domain.parameter, "low": domain.low, "high": domain.high}
    return {"place": place.kind, "exponents": prefix, **interval}


def expression(monomial: Monomial, place: Place) -> sympy.Expr:
    """The monomial as an expression in t, in 1/lambda on the tail; exponents that are taken as a whole in both."""
    return _expression(monomial, 1 / LAMBDA if place.kind == "tail" else TIME)


def _expression(monomial: Monomial, base: sympy.Expr) -> sympy.Expr:
    result, scale = sympy.S.One, base
    for power in monomial.powers:
        if power != 0:
            result *= scale**power
        scale = sympy.log(scale)
    exponents = (c * (_expression(m, base) if m.whole is None else m.whole.expr) for c, m in monomial.extra)
    return result * sympy.exp(sympy.Add(*exponents))
