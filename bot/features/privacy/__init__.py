"""What is kept about somebody: shown, taken along, and erased."""
