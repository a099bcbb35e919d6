"""The paper's statements, one row each: as printed, verdict, correction, witness; re-derived at every run."""
