"""Commitments: what somebody will do, by when, nudged kindly and carried along to the next meeting."""
