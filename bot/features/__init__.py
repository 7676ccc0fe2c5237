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
    "evaluations",
    "intake",
    "polls",
    "remind",
    "commitments",
    "plan",
    "open",
    "joining",
    "history",
    "privacy",
    "administer",
    "help",
)
