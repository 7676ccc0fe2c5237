"""The administrators' page: how everything stands, in counts, and sending again."""
