"""The tables with nothing of anybody in them, each with the reason."""

IMPERSONAL: dict[str, str] = {
    "evaluationchoice": "what a network asks after its meetings",
    "evaluationoutcome": "what may be shown of many answers; nobody knows whose",
    "holidayperiod": "days of a network",
    "item": "what a network gives to read",
    "joinattempt": "hashes of accounts that typed a wrong code, for a day",
    "linesetting": "times of a network",
    "meeting": "a meeting of a network",
    "moment": "when something falls due, by numbers",
    "network": "the network itself",
    "organisation": "a school, forgotten when nobody in a network comes from it",
    "parallelsession": "a part of a meeting",
    "preparing": "a number of a network",
    "room": "a room of a network",
    "sealedballot": "sealed boxes under random keys; nobody knows whose",
    "scrubwish": "names of tables",
    "secretmark": "which secret signs links",
    "seen": "hashed keys of events",
    "slackworkspace": "an installation of Kring, with its tokens encrypted; nobody's own",
    "showncard": "which message shows which card, by numbers",
    "speaker": "a guest, who has no account; facilitators take them out",
}
