"""The optional packages of the laboratory, and one clear line where they are missing."""

from __future__ import annotations

from typing import Any

from spectral_proofs.errors import InputError

_REMEDY = "in the project's folder: pip install -e '.[lab]'"


def torch_module() -> Any:
    """PyTorch; raises InputError where it is not installed."""
    try:
        import torch
    except ImportError:
        raise InputError(f"the laboratory needs PyTorch; {_REMEDY}") from None
    return torch


def require_scipy() -> None:
    """Raises InputError where SciPy, which has the quantiles of intervals, is not installed."""
    try:
        import scipy  # noqa: F401
    except ImportError:
        raise InputError(f"intervals need SciPy; {_REMEDY}") from None


def digits() -> tuple[Any, Any]:
    """scikit-learn's digits: 1,797 images of 64 pixels (0 to 16) and their labels; raises InputError without it."""
    try:
        from sklearn.datasets import load_digits
    except ImportError:
        raise InputError(f"the digits come with scikit-learn; {_REMEDY}") from None
    return load_digits(return_X_y=True)  # type: ignore[no-any-return]
