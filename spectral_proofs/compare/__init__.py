"""What was derived beside what was enclosed: laws, the universal trade-off."""
