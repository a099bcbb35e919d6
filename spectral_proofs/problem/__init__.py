"""What is asked: candidates, spectra, check files, the catalogue, and the safe reader of expressions."""
