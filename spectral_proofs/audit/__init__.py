"""The paper's statements, one row each: as printed, verdict, correction, witness; re-derived at every run."""

from spectral_proofs.audit.base import Finding
from spectral_proofs.audit.registry import ITEMS, find
from spectral_proofs.audit.run import audit

__all__ = ["ITEMS", "Finding", "audit", "find"]
