"""Orders of growth: transseries in one large variable, with a parameter of order one.

``domain``    the range of a cell's parameter, and the signals to divide it
``signs``     the sign of a coefficient over that range (proofs: ``interval_proof``; numbers: ``numeric``)
              with oscillations: ``phases``, ``wave_signs`` by ``torus`` (ranges in balls) and ``double_roots``
``monomial``  the ordered group of transmonomials t^r0 (log t)^r1 ... exp(...)
``series``    truncated transseries with error monomials
``functions`` elementary functions of transseries
``cells``     the subdivision of {0 < lambda <= Lambda, t -> oo} on which g is one series
``factors``   exp(-2g) and (1 - exp(-g))^2 on a cell
``laplace``   which cell dominates a spectral sum, and the resulting index
``kernels``   closed forms of leading constants (decimals: ``constants``; solutions on a ray: ``roots``)
"""
