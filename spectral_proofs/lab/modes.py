"""The eigenbasis of the tangent kernel at a reference time, and what becomes of it.

With Theta v_k = lambda_k v_k at the reference, sorted downwards, r_k = v_k^T r / sqrt(n), so that sum r_k^2 is the mean
of |r|^2 over samples. Later:

- g_k(t) = -log |r_k(t)/r_k(0)| while r_k keeps its sign, not a number afterwards;
- distance = |Theta(t) - Theta(0)| / |Theta(0)| (Frobenius);
- alignment = r(0)^T Theta(t) r(0) / (|r(0)|^2 |Theta(t)|), between 0 and 1: how much the kernel has turned to the task;
- rotation = 1 - |V_0^T V_t|^2 / q for the q leading eigenvectors, between 0 (the same space) and 1 (orthogonal).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from spectral_proofs.lab.kernel import Matrix

LEADING = 10


@dataclass(frozen=True)
class Reference:
    """Eigenvalues (downwards), eigenvectors (columns) and residual at the reference time, of ``points`` samples."""

    values: Matrix
    vectors: Matrix
    residual: Matrix
    points: int

    def residuals(self, residual: Matrix) -> Matrix:
        """r_k of a residual of shape (points * outputs,)."""
        found: Matrix = self.vectors.T @ residual / np.sqrt(self.points)
        return found

    def drift(self, kernel: Matrix) -> tuple[Matrix, float, float, float]:
        """Eigenvalues of ``kernel``, downwards, and its distance, alignment and rotation."""
        values, vectors = spectrum(kernel)
        first = (self.vectors * self.values) @ self.vectors.T
        norm = float(np.linalg.norm(kernel))
        task = float(self.residual @ self.residual)
        alignment = float(self.residual @ kernel @ self.residual) / (task * norm) if task * norm > 0 else np.nan
        leading = min(LEADING, len(values))
        overlap = float(np.sum((self.vectors[:, :leading].T @ vectors[:, :leading]) ** 2))
        distance = float(np.linalg.norm(kernel - first) / np.linalg.norm(first))
        return values, distance, alignment, 1.0 - overlap / leading


def reference(kernel: Matrix, residual: Matrix, points: int) -> Reference:
    """The eigenbasis of ``kernel``."""
    values, vectors = spectrum(kernel)
    return Reference(values, vectors, residual, points)


def spectrum(kernel: Matrix) -> tuple[Matrix, Matrix]:
    """Eigenvalues downwards, and their eigenvectors as columns."""
    values, vectors = np.linalg.eigh(kernel)
    return values[::-1].copy(), vectors[:, ::-1].copy()
