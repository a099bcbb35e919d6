"""Rigorous bounds on the whole quadrant 0 < lambda <= Lambda, t >= t0, and the theorems that follow from them."""
