"""What is open, for who looks and for their network, in one list."""
