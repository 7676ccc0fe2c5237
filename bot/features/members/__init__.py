"""Who is in a network, how much reaches them, and in which language."""
