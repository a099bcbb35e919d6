"""Pure functions from results to output; nothing here computes a verdict."""
