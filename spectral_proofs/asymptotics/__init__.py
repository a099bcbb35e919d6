"""Orders of growth: transseries in one large variable, with a parameter of order one.

``signs``     decides the sign of a coefficient over the range of its parameter
``monomial``  the ordered group of transmonomials t^r0 (log t)^r1 ... exp(...)
``series``    truncated transseries with error monomials
``functions`` elementary functions of transseries
``cells``     the subdivision of {0 < lambda <= Lambda, t -> oo} on which g is one series
``laplace``   which cell dominates a spectral sum, and the resulting index and constant
"""
