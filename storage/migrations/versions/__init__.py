"""The revisions themselves, oldest to newest by their down_revision."""
