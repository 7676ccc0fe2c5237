"""Reminders of people's own, once or recurring, previewed before they count."""
