"""Starting a network, getting it ready, and its settings."""
