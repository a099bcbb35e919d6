"""What a derivation may take of a run's time, and values beyond the grid of the processor's."""

#: Of the time limit, for the derivation.
DERIVING = 0.75
#: Of processor time, so that what comes out does not depend on what else the machine does.
LATER_SECONDS = 20.0
