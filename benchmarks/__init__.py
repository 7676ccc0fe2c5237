"""Measurements of Kring: each module prints one JSON line with its name and figures."""
