"""What Kring can do, in a list whose lines can be pressed."""
