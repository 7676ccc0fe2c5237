"""How it goes between meetings: a call list for facilitators, or a question of one line."""
