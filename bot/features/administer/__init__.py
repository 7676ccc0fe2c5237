"""The administrator's page: the link to it, in a private chat."""
