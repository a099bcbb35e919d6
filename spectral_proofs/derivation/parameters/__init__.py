"""General theorems: a derivation with parameters, a and b left symbolic, and its regimes."""
