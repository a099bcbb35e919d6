"""An independent check of derivations: re-verifies every step of a trace with none of the code that made it."""

from spectral_proofs.verifier.document import read_document
from spectral_proofs.verifier.examine import examine, examined, given_up, titles
from spectral_proofs.verifier.verify import failures, outcomes, verify

__all__ = ["examine", "examined", "failures", "given_up", "outcomes", "read_document", "titles", "verify"]
