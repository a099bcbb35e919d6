"""What it costs to store the weights of a trained network coarsely: Delta L under rounding and pruning.

1. ``uniform`` with b bits: each tensor on the 2^b - 1 equidistant points from -max|w| to max|w|.
2. ``floating`` with b bits: b significant binary digits for each weight, exponents unlimited.
   Both round at random to one of the two neighbours, without bias; draws come in antithetic pairs (u and 1 - u), whose
   mean has most of the cross term with the residual cancelled, and the error is that of the pairs' mean.
3. ``magnitude`` with sparsity s: the share s of all weights that are smallest in size becomes 0.
4. ``spectral``: each matrix keeps its largest singular values, the share 1 - s of them (at least one).

Left out: rounding of activations and of inputs; exponents of limited range; retraining afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from spectral_proofs.errors import InputError
from spectral_proofs.lab.extra import torch_module

ROUNDINGS = ("uniform", "floating")
PRUNINGS = ("magnitude", "spectral")


@dataclass(frozen=True)
class Compression:
    """What to try at each recorded time.

    Args:
        bits: widths of the roundings, from 2 on.
        sparsities: shares between 0 and 1.
        draws: how often each rounding is drawn, an even number from 4 on.
        kinds: which of :data:`ROUNDINGS` and :data:`PRUNINGS`.
        only: beginnings of the names of the weights that are compressed; all of them where this is empty.
    """

    bits: tuple[int, ...] = (2, 3, 4, 5, 6, 7, 8)
    sparsities: tuple[float, ...] = (0.25, 0.5, 0.75, 0.9, 0.95)
    draws: int = 8
    kinds: tuple[str, ...] = ROUNDINGS + PRUNINGS
    only: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any(b < 2 for b in self.bits):
            raise InputError(f"bits={self.bits}: rounding needs at least 2 bits")
        if any(not 0 < s < 1 for s in self.sparsities):
            raise InputError(f"sparsities={self.sparsities}: each must lie between 0 and 1")
        if self.draws < 4 or self.draws % 2:
            raise InputError(f"draws={self.draws}: take an even number from 4 on")
        if unknown := set(self.kinds) - {*ROUNDINGS, *PRUNINGS}:
            raise InputError(f"no compression {unknown.pop()!r:.40}; there are {', '.join(ROUNDINGS + PRUNINGS)}")


@dataclass(frozen=True)
class Excess:
    """Delta L of one way to compress: its mean, and the standard error of that (0 where nothing is drawn)."""

    kind: str
    level: float  # bits or sparsity
    mean: float
    error: float


def excesses(plan: Compression, weights: Mapping[str, Any], loss: Any, seed: int) -> Iterator[Excess]:
    """Delta L for everything in ``plan``.

    Args:
        plan: what to try.
        weights: all weights by name.
        loss: L with the weights of a mapping in place of the network's own.
        seed: of the roundings; the same at every time, so that what the draws miss does not look like a change.
    """
    chosen = {name: w for name, w in weights.items() if not plan.only or name.startswith(plan.only)}
    if not chosen:
        raise InputError(f"no weights whose names begin with {', '.join(plan.only)}; there are {', '.join(weights)}")
    whole = loss({})
    factors = _factors(chosen) if "spectral" in plan.kinds else {}
    for kind in plan.kinds:
        for level in plan.bits if kind in ROUNDINGS else plan.sparsities:
            if kind in ROUNDINGS:
                pairs = [_pair(kind, int(level), chosen, loss, seed + i) - whole for i in range(plan.draws // 2)]
                yield Excess(kind, level, float(np.mean(pairs)), float(np.std(pairs, ddof=1) / len(pairs) ** 0.5))
            else:
                pruned = (
                    _smallest_zero(chosen, level) if kind == "magnitude" else _leading_singular(chosen, factors, level)
                )
                yield Excess(kind, level, loss(pruned) - whole, 0.0)


def _pair(kind: str, bits: int, weights: Mapping[str, Any], loss: Any, seed: int) -> float:
    torch = torch_module()
    rounded = _uniform if kind == "uniform" else _floating
    source = torch.Generator().manual_seed(seed)
    draws = {name: _between(torch.rand(w.shape, generator=source, dtype=w.dtype)) for name, w in weights.items()}
    first = loss({name: rounded(w, bits, draws[name]) for name, w in weights.items()})
    second = loss({name: rounded(w, bits, 1 - draws[name]) for name, w in weights.items()})
    return float(first + second) / 2


def _between(u: Any) -> Any:
    """Never 0, so that 1 - u is never 1 and what needs no rounding stays."""
    return u.clamp(min=torch_module().finfo(u.dtype).eps)


def _uniform(w: Any, bits: int, u: Any) -> Any:
    step = w.abs().max() / (2 ** (bits - 1) - 1)
    return (w / step + u).floor() * step if step > 0 else w


def _floating(w: Any, bits: int, u: Any) -> Any:
    torch = torch_module()
    mantissa, exponent = torch.frexp(w)
    return torch.ldexp((mantissa * 2**bits + u).floor() / 2**bits, exponent)


def _smallest_zero(weights: Mapping[str, Any], sparsity: float) -> dict[str, Any]:
    torch = torch_module()
    sizes = torch.cat([w.abs().reshape(-1) for w in weights.values()])
    border = sizes.kthvalue(max(1, round(sparsity * len(sizes)))).values
    return {name: torch.where(w.abs() > border, w, torch.zeros_like(w)) for name, w in weights.items()}


def _factors(weights: Mapping[str, Any]) -> dict[str, tuple[Any, Any, Any]]:
    """Singular value decompositions of the matrices among the weights."""
    torch = torch_module()
    return {
        name: torch.linalg.svd(
            w.reshape(len(w), -1).to(torch.promote_types(w.dtype, torch.float32)), full_matrices=False
        )
        for name, w in weights.items()
        if w.ndim >= 2
    }


def _leading_singular(weights: Mapping[str, Any], factors: Mapping[str, Any], sparsity: float) -> dict[str, Any]:
    found = {}
    for name, (left, values, right) in factors.items():
        rank = max(1, round((1 - sparsity) * len(values)))
        found[name] = (
            ((left[:, :rank] * values[:rank]) @ right[:rank]).reshape(weights[name].shape).to(weights[name].dtype)
        )
    return found
