"""Commitments: what somebody will do, nudged kindly and carried along to the next meeting."""
