"""Pre-reading for guest speakers, and the questions that a network asks them."""
