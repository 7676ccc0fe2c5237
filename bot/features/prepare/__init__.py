"""Whose turn it is to help prepare a meeting: planned fairly, asked privately, swapped freely."""
