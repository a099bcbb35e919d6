"""Certificates: Coq files that state and prove bounds of L and S of one candidate, for a kernel to check."""

from spectral_proofs.certificate.document import certify
from spectral_proofs.certificate.parts import Certificate

__all__ = ["Certificate", "certify"]
