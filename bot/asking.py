"""Whether a form made earlier may be opened: its asking is not done again, so this looks."""

from datetime import datetime

from bot.dispatch import ALONE, Several, check_role, find_route, known, place_of
from bot.errors import Refusal
from bot.events import Submission
from bot.registry import Registry
from bot.routing import named
from bot.steering import with_role
from storage.people import Who
from storage.unit import Unit


def refusal(unit: Unit, registry: Registry, event: Submission, now: datetime) -> str:
    """Return why somebody may not hand a form in at a moment (UTC), '' when they may."""
    origin = event.origin
    try:
        route, _args = find_route(registry, event)
        if route.role in ALONE:
            return ""
        who = known(unit, origin) or Who(0, "", origin.language, origin.zone)
        place = place_of(unit, origin, who, named(event))
        check_role(unit, route, with_role(unit.connection, place, who.id, now), origin, now)
    except Several:
        return ""  # handing it in asks which network
    except Refusal as refused:
        return refused.text
    return ""
