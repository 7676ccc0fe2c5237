"""How fast Slack may be sent to, with its limits never reached in any minute."""

from datetime import timedelta

from scheduler.lanes import Limit, Rate

SECOND = timedelta(seconds=1)
# Slack counts changes and look-ups by the minute, at least 50 for a workspace and method:
# ten at once and then one each 1.5 seconds is 50 in the fullest minute.
TIER_3 = Limit(1.5 * SECOND, 10)

RATE = Rate(
    # One message a second in a channel. Two at once would go well mostly, and not always.
    post_conversation=Limit(SECOND),
    # For a workspace Slack names no number but "several hundred" messages a minute.
    post_tenant=Limit(SECOND / 4, 4),
    edit_tenant=TIER_3,
    find_tenant=TIER_3,
)
