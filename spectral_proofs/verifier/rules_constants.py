"""Re-checks leading constants: integrals and sums are formed anew from the contributions that carry L or S."""

from __future__ import annotations

import mpmath
import sympy

from spectral_proofs.results.trace import Status, Step
from spectral_proofs.verifier import integrals
from spectral_proofs.verifier.balls import number
from spectral_proofs.verifier.places import Place
from spectral_proofs.verifier.result import Outcome, require
from spectral_proofs.verifier.rules_contributions import carriers, weight
from spectral_proofs.verifier.subject import Subject

_AGREE = mpmath.mpf("1e-12")


def constant(step: Step, subject: Subject) -> Outcome:
    """The value against integrals and sums formed anew from the contributions named."""
    stated = subject.read(step.output.get("value", "nan"))
    if stated.free_symbols:
        return Status.UNCHECKED, "it depends on something that is not a number"
    expected = expected_constant(step, subject)
    found = decimal(stated)
    if found is None:
        return Status.UNCHECKED, "the stated value has no decimals"
    with mpmath.workdps(30):
        miss = abs(found - expected)
        require(
            miss <= _AGREE * abs(expected), f"the integral is {mpmath.nstr(expected, 15)}, not {mpmath.nstr(found, 15)}"
        )
    return Status.CONSISTENT, f"integrated again: {mpmath.nstr(expected, 15)}"


def expected_constant(step: Step, subject: Subject) -> mpmath.mpf:
    """lim of the sum over its order, from the contributions that carry it."""
    p, quantity = subject.problem, step.input.get("quantity", "")
    w = weight(step, subject)
    total = mpmath.mpf(0)
    dominant = subject.trace.of("dominance", quantity=quantity)[0]
    with mpmath.workdps(30):
        discrete = _real(p["W"] if quantity == "L" else p["W"] / p["Lambda"])
        power = _real(-p["a"] if quantity == "L" else p["b"] - p["a"])
        prefactor = discrete / _real(p["b"]) * _real(p["Lambda"]) ** _real(-w)
        for n in carriers(dominant):
            source = subject.step(n)
            place, coefficient = subject.place(source), subject.read(source.output["coefficient"])
            low, high = _real(place.low), _real(place.high)
            if place.kind == "ray":
                total += prefactor * integrals.over_ray(coefficient, place.parameter, low, high)
            elif place.kind == "sector":
                total += prefactor * integrals.over_plateau(coefficient, place.parameter, low, high)
            else:
                total += discrete * _modes(place, coefficient, w, power, subject)
    return total


def _modes(place: Place, coefficient: sympy.Expr, w: sympy.Expr, power: mpmath.mpf, subject: Subject) -> mpmath.mpf:
    """sum of k^power F(lambda_k) over the modes of the place."""
    p = subject.problem
    f = integrals.function_of(place.parameter, coefficient / place.parameter**w)
    top, b = _real(p["Lambda"]), _real(p["b"])
    if place.kind == "mode":
        k = (top / _real(place.low)) ** (1 / b)
        return (
            mpmath.nint(k) ** power * f(top * mpmath.nint(k) ** -b)
            if abs(k - mpmath.nint(k)) < _AGREE
            else mpmath.mpf(0)
        )
    first = int(mpmath.floor((top / _real(place.high)) ** (1 / b) + _AGREE)) + 1
    last = None
    if place.low != 0:
        last = int(mpmath.ceil((top / _real(place.low)) ** (1 / b) - _AGREE)) - 1
    return integrals.over_modes(lambda k: k**power * f(top * k**-b), first, last)


def decimal(expr: sympy.Expr) -> mpmath.mpf | None:
    """A stated constant to 30 digits, its integrals and sums evaluated."""
    parts = expr.atoms(sympy.Integral, sympy.Sum)
    with mpmath.workdps(30):
        if not parts:
            found = number(expr)
            return None if found is None else mpmath.mpf(found.mid().str(30, radius=False))
        stand = {part: sympy.Dummy(positive=True) for part in parts}
        values = [_evaluated(part) for part in parts]
        f = sympy.lambdify([stand[part] for part in parts], expr.xreplace(stand), "mpmath")
        return f(*values)


def _evaluated(part: sympy.Expr) -> mpmath.mpf:
    variable, low, high = part.limits[0]
    if isinstance(part, sympy.Sum):
        f = integrals.function_of(variable, part.function)
        return integrals.over_modes(f, int(low), None if high is sympy.oo else int(high))
    if low == 0 and high is sympy.oo:
        return integrals.over_ray(part.function * variable, variable, _real(low), _real(high))
    if variable.name == "x":
        return integrals.over_ray(part.function * variable, variable, _real(low), _real(high))
    return integrals.over_plateau(part.function, variable, _real(low), _real(high))


def _real(expr: sympy.Expr) -> mpmath.mpf:
    if expr.is_infinite:
        return mpmath.inf if expr > 0 else -mpmath.inf
    found = number(expr)
    assert found is not None
    return mpmath.mpf(found.mid().str(32, radius=False))
