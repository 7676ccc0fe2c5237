"""Pictures of results: drawn by matplotlib, which costs much, in a process that ends after it."""
