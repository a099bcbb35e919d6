"""Certificates: Coq files that state and prove bounds of L and S of one candidate, for a kernel to check."""

from spectral_proofs.certificate.document import Certificate, certify

__all__ = ["Certificate", "certify"]
