"""What is wrong with a database in a way that an administrator can mend."""


class Fault(Exception):  # noqa: N818 - those below say what is so
    """Its words are one sentence for an administrator: what is wrong, and what to do."""
