"""How fast Teams may be sent to, with its limits never reached in any second, minute or hour."""

from datetime import timedelta

from scheduler.lanes import Limit, Rate

SECOND = timedelta(seconds=1)

RATE = Rate(
    # In one conversation 7 in a second, 8 in two, 60 in thirty and 1,800 in an hour, posts and
    # edits together: 5 + 1 at once, and 590 + 1,200 in the hour after that.
    post_conversation=Limit(6.1 * SECOND, 5),
    edit_conversation=Limit(3 * SECOND),
    # For a tenant about 50 in a second: 27 posts and 22 edits in the fullest.
    post_tenant=Limit(SECOND / 25, 2),
    edit_tenant=Limit(SECOND / 20, 2),
)
