"""Quick polls with names: asked in one line, answered in one press, counted live."""
