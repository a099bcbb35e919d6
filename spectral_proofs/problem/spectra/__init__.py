"""Spectra of every kind: what the eigenvalues lambda_k and the energies lambda_k w_k^2 of the modes are."""
