"""What people tell about themselves as they begin: named, and theirs to change."""
