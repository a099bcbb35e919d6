"""Phase diagrams: the regimes of a general theorem over a grid of parameters, and certified spots in them."""
