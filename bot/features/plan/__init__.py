"""The plan: what goes out, when, where, to whom and why."""
