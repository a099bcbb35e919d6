"""An independent check of derivations: re-verifies every step of a trace with none of the code that made it."""

from spectral_proofs.verifier.verify import failures, outcomes, verify

__all__ = ["failures", "outcomes", "verify"]
