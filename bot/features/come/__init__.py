"""Who comes to a meeting, never with reasons; its calendar file; places in sessions."""
