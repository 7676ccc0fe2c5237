"""The core of Kring: what a network does, without a platform, a clock or a messenger."""
