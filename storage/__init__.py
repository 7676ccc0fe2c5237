"""What Kring remembers: SQLModel tables and the statements that read and write them."""
