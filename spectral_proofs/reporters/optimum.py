"""Compute-optimal training as a table for people and as JSON ``spectral-proofs/optimum/1``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import sympy
from rich.console import RenderableType

from spectral_proofs.balls.readable import show
from spectral_proofs.compare.best_models import Model
from spectral_proofs.compute_optimum import Instance, OptimumOnModes, OptimumResult
from spectral_proofs.derivation.parameters.optimum import Exponents
from spectral_proofs.derivation.parameters.theorem import sides
from spectral_proofs.problem.candidate import RESIDUAL
from spectral_proofs.reporters.json import enclosure, plain
from spectral_proofs.reporters.text import text
from spectral_proofs.reporters.theorem import block, evolution_function, heading, preamble
from spectral_proofs.results.further import Optimum
from spectral_proofs.text.exact import exact_text

OPTIMUM_SCHEMA = "spectral-proofs/optimum/1"
_DIGITS = 12


def document(result: OptimumResult) -> dict[str, Any]:
    """The object that ``optimum --format json`` prints."""
    theorem, instance = result.theorem, result.instance
    exact = instance is not None and len(result.regimes) == 1 and not theorem.parameters
    limits = instance.limits if instance is not None and exact else None
    return {
        "schema": OPTIMUM_SCHEMA,
        "g": evolution_function(theorem),
        "spectrum": {"a": str(theorem.a), "b": str(theorem.b)},
        "assumptions": ["all parameters are positive", "a > 1", "b > 1", *theorem.assumptions],
        "regimes": [_regime(when, found, limits) for when, found in result.regimes],
        "instance": None if instance is None else _instance(instance),
    }


def document_on(result: OptimumOnModes) -> dict[str, Any]:
    """The same object on modes that are no exact powers of k."""
    a, b = result.indices or (None, None)
    return {
        "schema": OPTIMUM_SCHEMA,
        "g": result.g,
        "spectrum": dict(result.modes) | ({} if a is None else {"a": str(a), "b": str(b)}),
        "assumptions": [],
        "regimes": [_regime("True", result.exponents, result.limits)],
        "instance": None,
        "note": result.note,
        "models": [_model(model) for model in result.models],
        "models_note": result.models_note,
    }


def _regime(when: str, found: Exponents, limits: Optimum | None = None) -> dict[str, Any]:
    size, loss, ratio = (None, None, None) if limits is None else (limits.size, limits.loss, limits.ratio)
    return {
        "when": when,
        "modes": _power(found.modes, found.modes_log, size),
        "time": _power(found.time, found.time_log),
        "loss": _power(found.loss, found.loss_log, loss),
        "ratio": enclosure(ratio),
        "density": _power(found.density, found.density_log),
        "note": found.note,
    }


def _power(exponent: sympy.Expr | None, log: sympy.Expr | None, constant: Any = ()) -> dict[str, Any]:
    found: dict[str, Any] = plain({"exponent": exponent, "log_exponent": log})
    return found if constant == () else found | {"constant": enclosure(constant)}


def _instance(instance: Instance) -> dict[str, Any]:
    limits, spectrum = instance.limits, instance.spectrum
    size, loss, ratio = (None, None, None) if limits is None else (limits.size, limits.loss, limits.ratio)
    return {
        "spectrum": spectrum.texts(),
        "ratio": enclosure(ratio),
        "unique": None if limits is None else True,
        "modes": {"constant": enclosure(size)},
        "loss": {"constant": enclosure(loss)},
        "rigour": None if limits is None else str(limits.rigour),
        "note": instance.note,
        "models": [_model(model) for model in instance.models],
        "models_note": instance.models_note,
    }


def _model(model: Model) -> dict[str, Any]:
    low, high = model.best.modes
    return {
        "C": str(model.best.budget),
        "modes": {"low": str(low), "high": str(high)},
        "loss": enclosure(model.best.loss),
        "scaled_loss": enclosure(model.scaled),
    }


def table(result: OptimumResult) -> Iterator[RenderableType]:
    """What ``optimum`` prints."""
    yield from preamble(result.theorem)
    yield text("C = N t: N modes trained for the time t; at each C the best N")
    headings = {regime.when: heading(regime) for regime in result.theorem.regimes}
    for when, found in result.regimes:
        yield from block(headings.get(when, "always"), list(_lines(found)))
    if result.instance is not None:
        yield from _numbers(result.instance)


def table_on(result: OptimumOnModes) -> Iterator[RenderableType]:
    """What ``optimum`` prints on modes that are no exact powers of k."""
    subject = f"r = {result.g.removeprefix(RESIDUAL)}" if result.g.startswith(RESIDUAL) else f"g = {result.g}"
    named = result.modes or dict(zip("ab", result.indices or (), strict=False))
    yield from block(subject, [f"{name} = {value}" for name, value in named.items() if name != "kind"])
    yield text("C = N t: N modes trained for the time t; at each C the best N")
    of = result.exponents
    without = [f"no constants: {result.note}"] if of.decided else []
    limits = without if result.limits is None else list(_limits(result.limits, of))
    yield from block("always", [*_lines(result.exponents), *limits])
    yield from block("budgets", list(_best(result.models, result.models_note, result.exponents)))


def _lines(found: Exponents) -> Iterator[str]:
    if not found.decided:
        yield found.note
        return
    for name, power, log in (
        ("N*", found.modes, found.modes_log),
        ("t*", found.time, found.time_log),
        ("L*", found.loss, found.loss_log),
    ):
        index = "" if power == 0 else f"{exact_text(power)} + "
        yield f"{name} = C^({index}o(1))" if log is None else f"{name} = Θ({_of_budget(power, log)})"
    if found.density == 0 and found.density_log == 0:
        yield "k_*/N* = Θ(1): no densing along the optimum"
    elif found.density is not None:
        yield f"k_*/N* has the index {exact_text(found.density)} in C"
    if found.balanced == 0:
        yield "N and t grow alike (the Chinchilla condition)"
    elif found.balanced is not None and found.balanced.free_symbols:
        left, right, _ = sides(sympy.numer(found.balanced), (0,))
        yield f"N and t grow alike iff {left} = {right} (the Chinchilla condition)"
    if found.note:
        yield f"note: {found.note}"


def _numbers(instance: Instance) -> Iterator[RenderableType]:
    lines, limits, exponents = [], instance.limits, instance.exponents
    if limits is None:
        lines.append(f"no constants: {instance.note}")
    else:
        lines += _limits(limits, exponents)
    lines += _best(instance.models, instance.models_note, exponents)
    yield from block(", ".join(f"{name} = {value}" for name, value in instance.spectrum.texts().items()), lines)


def _of_budget(power: sympy.Expr | None, log: sympy.Expr | None) -> str:
    return f"C^({exact_text(power)})" + ("" if log in (None, 0) else f" (log C)^({exact_text(log)})")


def _limits(limits: Optimum, of: Exponents) -> Iterator[str]:
    yield f"N*/k_* → ν* = {show(limits.ratio, _DIGITS)}, the only minimum; k_*/N* → its inverse"
    size, loss = show(limits.size, _DIGITS), show(limits.loss, _DIGITS)
    yield f"N* ~ {size} {_of_budget(of.modes, of.modes_log)}, L* ~ {loss} {_of_budget(of.loss, of.loss_log)}"


def _best(models: Sequence[Model], note: str, of: Exponents) -> Iterator[str]:
    for model in models:
        low, high = model.best.modes
        scaled = "" if model.scaled is None else f" = {show(model.scaled, 6)} {_of_budget(of.loss, of.loss_log)}"
        yield f"C = {_short(model.best.budget)}: N* in [{low}, {high}], L* = {show(model.best.loss, 6)}{scaled}"
    if note:
        yield f"no certified minimum: {note}"


def _short(number: int) -> str:
    """10^30 rather than its digits."""
    digits = str(number)
    return f"10^{len(digits) - 1}" if digits.rstrip("0") == "1" else digits
