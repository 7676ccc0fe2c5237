"""The pure rules of time."""
