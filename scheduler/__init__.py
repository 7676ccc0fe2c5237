"""Time and sending: the clock that wakes Kring, and the pump that empties the outbox."""
