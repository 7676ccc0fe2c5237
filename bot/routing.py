"""What an event is about, before it is handled: a command, a network, its arguments."""

from bot.cards import COMMAND
from bot.dispatch import is_id
from bot.events import Command, Event, Joined, Left, Press, Submission
from bot.registry import Registry


def retyped(event: Event) -> Event:
    """Turn the press of a button that types a command into that command."""
    if isinstance(event, Press) and event.action == COMMAND and len(event.args) == 2:
        network, line = event.args
        return Command(event.origin, str(line), network if is_id(network) else 0)
    return event


def named(event: Event) -> int:
    """Return the network that an event names itself, 0 for none."""
    if isinstance(event, Command):
        return event.network
    first = event.args[0] if isinstance(event, Press | Submission) and event.args else 0
    return first if is_id(first) else 0


def is_straight(registry: Registry, event: Event) -> bool:
    """Say whether a press names all that it is about, so that nothing is looked up beforehand.

    What is said in its transaction is said in the person's language anyway.
    """
    if not isinstance(event, Press) or not named(event):
        return False
    route = registry.presses.get(event.action)
    return route is not None and route.parse is None


def arguments(event: Event, words: object) -> tuple[object, ...]:
    """Return what the handler gets: what was read of the words, and what the event carries."""
    match event:
        case Command():
            return (words,)
        case Press(args=args, value=value):
            return (*args[1:], value) if value else args[1:]
        case Submission(args=args):
            return (words, *args[1:])
        case Joined() | Left():
            return ()
