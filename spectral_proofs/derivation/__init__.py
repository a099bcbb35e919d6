"""From g to its exponents: hypotheses, growth condition, frontier, loss and perturbation energy."""

from spectral_proofs.derivation.stages import derive

__all__ = ["derive"]
