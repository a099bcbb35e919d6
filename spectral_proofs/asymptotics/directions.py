"""Whether a monomial grows along a cell: towards smaller lambda, or with the cell's own parameter."""

from __future__ import annotations

import sympy

from spectral_proofs.asymptotics.domain import Domain
from spectral_proofs.asymptotics.monomial import Monomial, largest_term
from spectral_proofs.asymptotics.places import Place
from spectral_proofs.asymptotics.signs import sign


def outward_growth(monomial: Monomial, place: Place) -> int:
    """Sign of growth towards smaller lambda: along u on a sector, against x on a ray."""
    direction = growth_direction(monomial, place.domain)
    return direction if place.kind == "sector" else -direction


def growth_direction(monomial: Monomial, domain: Domain) -> int:
    """Sign of d/dp log(monomial) along the cell's parameter p; 0 when it does not depend on p."""
    p = domain.parameter
    if p is None:
        return 0
    slopes = []
    for coefficient, exponent in monomial.log_terms():
        slope = sympy.diff(coefficient, p)
        if any(c.free_symbols & {p} for c, _ in exponent.log_terms()):
            # the exponent's own monomial moves with p: its logarithmic derivative outgrows constants
            inner = growth_direction(exponent, domain)
            slope = coefficient * inner if inner else slope
        slopes.append((slope, exponent))
    best = largest_term(slopes, domain)
    return 0 if best is None else sign(best[0], domain)
