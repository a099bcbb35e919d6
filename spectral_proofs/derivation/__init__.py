"""From g to its exponents: hypotheses, growth condition, frontier, loss and perturbation energy."""
