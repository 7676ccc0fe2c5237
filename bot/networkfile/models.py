"""What a network file holds once it was read and found sound."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from bot.calendar.quiet import Period, Quiet
from bot.calendar.wallclock import to_utc
from bot.networkfile import words
from bot.networkfile.fields import (
    Brings,
    Clock,
    Day,
    FormName,
    Language,
    Least,
    Less,
    Line,
    LineName,
    Local,
    Minutes,
    Name,
    Offset,
    Paragraphs,
    Preparers,
    Role,
    Seats,
    Template,
    Url,
    YesNo,
    Zone,
)
from bot.texts import _, long_moment

LONGEST_HOLIDAY = timedelta(days=125)
LONGEST = timedelta(days=31)
WEEKEND = frozenset({5, 6})
# Whoever has not said when the network was ready is taken to have known everything in time.
LONG_BEFORE = timedelta(days=365)
NO_SEASON = datetime(2000, 1, 1, tzinfo=UTC)


class Part(BaseModel):
    """A part of a file: unchangeable, and without a field nobody knows."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Item(Part):
    """Something to read before a meeting: a link or a note, and its reading time (0: unsaid)."""

    title: Name
    url: Url = ""
    note: Paragraphs = ""
    minutes: Minutes = 0


class GuestSpeaker(Part):
    """A guest speaker of a meeting; `session` is the title of one of its sessions or ''."""

    name: Name
    organisation: Line = ""
    topic: Line = ""
    brings: Brings = ""
    language: Language = ""
    session: Line = ""
    items: tuple[Item, ...] = ()


class Session(Part):
    """One of the parallel sessions of a meeting, with its number of places (0: no limit)."""

    title: Name
    place: Line = ""
    seats: Seats = 0


class MeetingPart(Part):
    """A meeting; all moments are wall-clock times in the network's zone."""

    title: Line = ""
    begins: Local
    ends: Local
    place: Line = ""
    bring: Line = ""
    announced: Local | None = None
    volunteers: tuple[Name, ...] = ()
    sessions: tuple[Session, ...] = ()
    speakers: tuple[GuestSpeaker, ...] = ()

    @field_validator("ends")
    @classmethod
    def _ends_later(cls, ends: datetime, info: ValidationInfo) -> datetime:
        begins = info.data.get("begins")
        if begins and ends <= begins:
            sentence = _(
                "The meeting ends before it begins ({moment}). Look at both.",
                moment=long_moment(begins),
            )
            raise ValueError(sentence)
        if begins and ends - begins > LONGEST:
            raise ValueError(_("The meeting lasts over a month. Look at the month and the year."))
        return ends

    @field_validator("announced")
    @classmethod
    def _announced_before(cls, announced: datetime | None, info: ValidationInfo) -> datetime | None:
        begins = info.data.get("begins")
        if announced and begins and announced >= begins:
            raise ValueError(
                _(
                    "A meeting is announced before it begins ({moment}). Choose an earlier moment.",
                    moment=long_moment(begins),
                )
            )
        return announced


class Member(Part):
    """Somebody in the network; a member without a language of their own speaks the network's."""

    name: Name
    role: Role = "participant"
    organisation: Line = ""
    language: Language = ""
    less: Less = "all"
    pool: YesNo | None = None
    joins: Local | None = None
    leaves: Local | None = None

    @field_validator("leaves")
    @classmethod
    def _leaves_later(cls, leaves: datetime | None, info: ValidationInfo) -> datetime | None:
        joins = info.data.get("joins")
        if leaves and joins and leaves <= joins:
            raise ValueError(
                _(
                    "Somebody leaves after joining ({moment}). Look at both moments.",
                    moment=long_moment(joins),
                )
            )
        return leaves

    @property
    def facilitates(self) -> bool:
        """Whether this is a facilitator."""
        return self.role == "facilitator"


class QuietTimes(Part):
    """When nothing goes out; from and until the same means that every hour is fine."""

    start: Clock = Field(time(18), alias="from")
    until: Clock = time(8)
    weekends: YesNo = True


class Holiday(Part):
    """Days without messages, first and last included."""

    first: Day
    last: Day
    name: Line = ""

    @field_validator("last")
    @classmethod
    def _last_is_later(cls, last: date, info: ValidationInfo) -> date:
        first = info.data.get("first")
        if first and last < first:
            raise ValueError(_("The last day is before the first ({day}). Swap them.", day=first))
        if first and last - first > LONGEST_HOLIDAY:
            raise ValueError(_("These holidays last over four months. Look at their years."))
        return last


class Evaluating(Part):
    """What is asked after each meeting, and from how many answers on results are shown."""

    form: FormName = "aspects"
    least: Least = 4


class NetworkFile(Part):
    """A network for a season. Meetings are in order of beginning, whatever the file's order."""

    name: Name
    goal: Paragraphs = ""
    agreements: Paragraphs = ""
    language: Language = "en"
    zone: Zone = "Europe/Amsterdam"
    template: Template = "monthly"
    country: Line = "NL"
    region: Line = ""
    quiet: QuietTimes = Field(default_factory=lambda: QuietTimes.model_validate({}))
    holidays: tuple[Holiday, ...] = ()
    co_preparers: Preparers | None = None
    facilitator_rotates: YesNo = False
    evaluation: Evaluating | None = None
    lines: dict[LineName, Offset] = {}
    ready_at: Local | None = None
    members: tuple[Member, ...]
    rooms: tuple[Name, ...] = ()
    meetings: tuple[MeetingPart, ...] = ()

    @field_validator("country")
    @classmethod
    def _known_country(cls, country: str) -> str:
        if words.NONE.find(country) is not None:
            return ""
        return Quiet.checked(country=country).country or ""

    @field_validator("region")
    @classmethod
    def _known_region(cls, region: str, info: ValidationInfo) -> str:
        country = info.data.get("country")
        if not region or country is None:
            return region
        if not country:
            raise ValueError(_("A region needs its country. Add the country, or leave both out."))
        return Quiet.checked(country=country, region=region).region or ""

    @field_validator("meetings")
    @classmethod
    def _in_order(cls, meetings: tuple[MeetingPart, ...]) -> tuple[MeetingPart, ...]:
        return tuple(sorted(meetings, key=lambda meeting: meeting.begins))

    @property
    def zone_info(self) -> ZoneInfo:
        """The zone of all wall-clock times in the file."""
        return ZoneInfo(self.zone)

    @property
    def room_names(self) -> tuple[str, ...]:
        """The rooms, one named after the network where the file names none."""
        return self.rooms or (self.name,)

    @property
    def quiet_times(self) -> Quiet:
        """The quiet times as the calendar reckons with them."""
        weekends = WEEKEND if self.quiet.weekends else frozenset[int]()
        periods = tuple(Period(one.first, one.last, one.name) for one in self.holidays)
        country, region = self.country or None, self.region or None
        return Quiet(self.quiet.start, self.quiet.until, weekends, country, region, periods)

    def starts_at(self, now: datetime | None = None) -> datetime:
        """From when (UTC) people and meetings are known, unless they say otherwise."""
        if self.ready_at:
            return to_utc(self.ready_at, self.zone_info)
        if now or not self.meetings:
            return now or NO_SEASON
        return to_utc(self.meetings[0].begins - LONG_BEFORE, self.zone_info)

    def utc(self, local: datetime | None) -> datetime | None:
        """Turn a wall-clock time of the file into a moment (UTC), None into None."""
        return to_utc(local, self.zone_info) if local else None
