"""Soundness hunt: random candidates, and an oracle that shares no code with the derivation."""
