"""Who changed what in a network, for its facilitators."""
