"""A group joins a network by a code, and an account its person."""
