"""The empirical tangent kernel Theta = J J^T / n on a probe set, within a limit of memory.

1. J, the derivative of the n * c outputs by the weights, comes from ``torch.func`` in blocks of samples.
2. If all of J fits it is made once; otherwise one block of rows is held while the blocks of columns are made again:
   the time grows with the square of the number of blocks, the memory does not.
3. What cannot fit, the matrix or the derivative of a single sample, is refused before anything is computed.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from spectral_proofs.errors import InputError
from spectral_proofs.lab.extra import torch_module
from spectral_proofs.lab.network import Network

Matrix = NDArray[np.float64]

_WORK = 3  # a derivative is held twice more while it is made; so is a matrix while its eigenvectors are
_MIB = 1 << 20


def require_room(network: Network, points: int, outputs: int, memory: int) -> None:
    """Raises InputError when the kernel of ``points`` samples needs more than ``memory`` bytes."""
    matrix = _WORK * (points * outputs) ** 2 * 8
    if matrix > memory:
        fits = int((memory / (_WORK * 8)) ** 0.5) // outputs
        raise InputError(
            f"probe set of {points} points with {outputs} outputs each: the kernel needs {matrix // _MIB} MiB, the "
            f"limit is {memory // _MIB}; take at most {fits} points, or raise memory="
        )
    single = 2 * _WORK * outputs * network.count * network.itemsize
    if single > memory:
        raise InputError(
            f"the derivative of one sample by {network.count} weights needs {single // _MIB} MiB, the limit is "
            f"{memory // _MIB}; raise memory=, or record without the kernel (probe=0)"
        )


def tangent_kernel(network: Network, x: Any, memory: int) -> Matrix:
    """Theta, shape (n c, n c), sample by sample; ``memory`` in bytes, from :func:`require_room`."""
    torch = torch_module()
    trained = network.trainable

    def derivative(part: Any) -> Any:
        found = torch.func.vmap(torch.func.jacrev(network.sample), in_dims=(None, 0))(trained, part)
        return torch.cat([d.reshape(d.shape[0] * d.shape[1], -1) for d in found.values()], dim=1)

    outputs = len(network.sample(trained, x[0]))
    size = max(1, memory // (2 * _WORK * outputs * network.count * network.itemsize))
    parts = x.split(size)
    held = [derivative(parts[0])] if len(parts) == 1 else []
    rows = []
    for i, part in enumerate(parts):
        left = held[0] if held else derivative(part)
        rows.append([(left @ (left if j == i else derivative(parts[j])).T).double() for j in range(i, len(parts))])
    return _symmetric(rows) / len(x)


def _symmetric(rows: list[list[Any]]) -> Matrix:
    """The whole matrix of its blocks on and above the diagonal."""
    count = len(rows)
    blocks = [
        [rows[i][j - i].numpy() if j >= i else rows[j][i - j].numpy().T for j in range(count)] for i in range(count)
    ]
    whole: Matrix = np.block(blocks)
    return (whole + whole.T) / 2


def precision(itemsize: int) -> float:
    """Of numbers of so many bytes; of two bytes, bfloat16's."""
    return float({2: 2.0**-7, 4: 2.0**-23}.get(itemsize, 2.0**-52))


def resolution(eigenvalues: Matrix, itemsize: int) -> float:
    """Eigenvalues below this are noise of the arithmetic."""
    return float(eigenvalues.max(initial=0.0)) * precision(itemsize) * len(eigenvalues)
