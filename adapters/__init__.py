"""The doors of Kring: chat platforms, the command line and the settings."""
