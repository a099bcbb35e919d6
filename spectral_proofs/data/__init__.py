"""What data say: measured spectra, loss curves and residuals are read, fitted, inverted and compared with the theory.

Floats throughout: nothing is proved about data, and no verdict of a claim reads anything from here.
"""
