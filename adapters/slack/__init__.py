"""Slack: what comes in, how it is drawn, and what goes out."""
