"""The slices of Kring: one folder a capability, each with its handlers, rules and cards."""

FEATURES: tuple[str, ...] = (
    "networks",
    "members",
    "meetings",
    "come",
    "prepare",
    "speakers",
    "takeaways",
    "checkin",
    "polls",
    "remind",
    "commitments",
    "plan",
    "history",
    "privacy",
    "help",
)
