"""What a meeting yielded, in five lines, and what each takes back to school."""
