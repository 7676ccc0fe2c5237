"""Meetings: their dates, places and parallel sessions, moving and cancelling."""
