"""The demo's school, made by the commands themselves, each at its moment of the last months.

So its journal, its credits and its stamps are those of a school that is at work, and the admins'
channel has been told of each change on its day.
"""

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.demo.clock import Clock
from bot.demo.names import HARP, TRIAL
from bot.demo.people import Part, Student, students, teachers
from bot.workspace.people import DOMAIN, demo_people
from bot.workspace.state import Member, Team
from commands import (
    classes,
    connections,
    deletions,
    licences,
    loading,
    people,
    schools,
    settings,
    users,
)
from commands.access import COMMAND_LINE, Actor
from commands.connections import Connection
from commands.licences import Action
from commands.people import SlackFacts
from commands.rosters.lines import ExportRow
from commands.rosters.reading import read_roster
from commands.rosters.writing import write_spreadsheet
from commands.selection import Selection
from commands.users import UserFields
from store.session import Session, Sessions

NAME = "Conservatoire de Tivoli"
ZONE = ZoneInfo("Europe/Paris")
CREDITS = Decimal(800)
"""Bought four months ago; half of them are left."""

LOADED, NEWCOMERS, TRIAL_ENDED = timedelta(days=118), timedelta(days=23), timedelta(days=12)
"""How long ago the school was loaded, newcomers added, the trial's licences taken back."""
GUIDE = f"https://{DOMAIN}/connexion"
ADMINS = ("Claire Morel", "Karim Benali", "Emma Wilson")


@dataclass(frozen=True)
class Made:
    """What was made."""

    school_id: int
    user_ids: dict[str, int]
    """Of the students, by external id."""


def make_school(
    sessions: Sessions, clock: Clock, team: Team, channel_id: str, tell: Callable[[], object]
) -> Made:
    """Play the school's story up to now; `tell` says in Slack what the outbox holds."""
    story = Story(sessions, clock, team, tell)
    story.load()
    story.set_up(channel_id)
    for moment, step in sorted(story.steps(), key=lambda each: each[0]):
        with clock.held_at(moment), sessions.writing.begin() as session:
            step(session, moment)
        with clock.held_at(moment):
            tell()
    return Made(story.school_id, story.user_ids)


class Story:
    """What happened in the school, step by step."""

    def __init__(
        self, sessions: Sessions, clock: Clock, team: Team, tell: Callable[[], object]
    ) -> None:
        self._sessions = sessions
        self._clock = clock
        self._team = team
        self._tell = tell
        self._now = clock.now()
        self._cast = {member.real_name: member for member in demo_people()}
        self._students = students()
        self._reported_until = self._now - timedelta(days=365)
        self.school_id = 0
        self.user_ids: dict[str, int] = {}

    def load(self) -> None:
        """The first load from the command line, before there is a Slack."""
        moment = self._now - LOADED - timedelta(hours=1)
        with self._clock.held_at(moment), self._sessions.writing.begin() as session:
            made = schools.create(session, name=NAME, language="fr", time_zone=ZONE.key, now=moment)
            self.school_id = made.id
            self._load_rows(session, teachers(), "teacher", moment)
            later = (Part.NEWCOMER, Part.EXTERNAL)
            self._load_rows(session, self._rows(but=later), "student", moment)
            for row in self._rows(only=(Part.EXTERNAL,)):
                self._add_external(session, row, moment)
        with self._clock.held_at(moment):
            self._tell()  # there is nobody to tell yet

    def set_up(self, channel_id: str) -> None:
        """Claire sends the first settings: credits, admins, their channel."""
        moment = self._now - LOADED
        with self._clock.held_at(moment), self._sessions.writing.begin() as session:
            schools.ensure(session, self._team.id, None, self._team.name, now=moment)
            for member in self._cast.values():
                people.keep(session, self.school_id, self._facts(member), now=moment)
            settings.first_settings(
                session,
                self.school_id,
                name=NAME,
                language="fr",
                time_zone=ZONE.key,
                meter_on=True,
                credits=CREDITS,
                admins=[(self._team.id, self._cast[name].id) for name in ADMINS],
                admins_channel=channel_id,
                by=self._actor(session, "Claire Morel"),
                now=moment,
            )
        with self._clock.held_at(moment):
            self._tell()

    def steps(self) -> list[tuple[datetime, Callable[[Session, datetime], None]]]:
        """What happened since, and when."""
        return [
            (self._at(60, time(6)), self._report),
            (self._at(34, time(17, 5)), self._deletes("Claire Morel", Part.LEFT_LAST_MONTH)),
            (self._now - NEWCOMERS, self._newcomers),
            (self._now - TRIAL_ENDED, self._end_trial),
            (self._at(8, time(6)), self._report),
            (self._at(7, time(10, 15)), self._deletes("Emma Wilson", Part.LEFT_LAST_WEEK)),
            (self._at(1, time(16, 42)), self._delete_harp),
            (self._this_morning(), self._report),
            (self._after_the_last_hour(), self._switch_reminders_on),
        ]

    def _at(self, days_ago: int, clock_time: time) -> datetime:
        """That time of a day in the school's calendar."""
        day = self._now.astimezone(ZONE).date() - timedelta(days=days_ago)
        return datetime.combine(day, clock_time, ZONE)

    def _this_morning(self) -> datetime:
        """Six o'clock, or just now in the middle of the night."""
        return min(self._at(0, time(6)), self._now - timedelta(minutes=1))

    def _after_the_last_hour(self) -> datetime:
        """Soon after the hour of the reminders came last: they begin when it comes again."""
        days = self._now.astimezone(ZONE).weekday()
        monday = self._at(days, time(8))
        last = monday if monday <= self._now else self._at(days + 7, time(8))
        return min(last + timedelta(minutes=20), self._now - timedelta(seconds=30))

    def _switch_reminders_on(self, session: Session, now: datetime) -> None:
        by = self._actor(session, "Claire Morel")
        values = {"reminders_on": True, "connection_guide": GUIDE}
        settings.change(session, self.school_id, values, by=by, now=now)

    def _newcomers(self, session: Session, now: datetime) -> None:
        self._load_rows(session, self._rows(only=(Part.NEWCOMER,)), "student", now)

    def _rows(
        self, *, only: Sequence[Part] = tuple(Part), but: Sequence[Part] = ()
    ) -> list[ExportRow]:
        return [s.row for s in self._students if s.part in only and s.part not in but]

    def _load_rows(
        self, session: Session, rows: Sequence[ExportRow], role: str, now: datetime
    ) -> None:
        """As the office's own file would be loaded."""
        file = io.BytesIO()
        write_spreadsheet(rows, file, language="fr", zone=ZONE)
        roster = read_roster(
            file.getvalue(),
            zone=ZONE,
            known_classes=loading.known_classes(session, self.school_id),
        )
        loading.load(session, self.school_id, roster, role, by=COMMAND_LINE, now=now)
        found = users.search(
            session, self.school_id, Selection(role="student"), now=now, limit=len(self._students)
        )
        self.user_ids |= {row.external_id: row.id for row in found.rows if row.external_id}

    def _add_external(self, session: Session, row: ExportRow, now: datetime) -> None:
        fields = UserFields(
            "student", row.first_name, row.last_name, row.email, row.external_id, "external"
        )
        saved = users.add(
            session, self.school_id, fields, class_names=row.classes, by=COMMAND_LINE, now=now
        )
        self.user_ids[row.external_id or ""] = saved.user_id

    def _report(self, session: Session, now: datetime) -> None:
        """The learning application asks who may connect, and tells who did since it last told."""
        events = [
            Connection(self._id_of(student), at)
            for student in self._students
            if student.days_ago is not None
            and self._reported_until < (at := self._at(student.days_ago, student.at)) <= now
        ]
        connections.can_connect(session, self.school_id, events[0].user_id, now)
        connections.record_many(session, self.school_id, events, now)
        self._reported_until = now

    def _end_trial(self, session: Session, now: datetime) -> None:
        by = self._actor(session, "Karim Benali")
        selection = self._class(session, TRIAL)
        shown = licences.start(session, self.school_id, Action.REVOKE, selection, by=by, now=now)
        licences.apply(session, self.school_id, shown.draft_id, by=by, now=now)

    def _deletes(self, who: str, part: Part) -> Callable[[Session, datetime], None]:
        """These left the school."""
        ids = tuple(s.row.external_id or "" for s in self._students if s.part is part)

        def step(session: Session, now: datetime) -> None:
            selection = Selection(user_ids=tuple(self.user_ids[each] for each in ids))
            self._delete(session, who, selection, now)

        return step

    def _delete_harp(self, session: Session, now: datetime) -> None:
        """The mistake: the students of a class, where one was meant."""
        self._delete(session, "Karim Benali", self._class(session, HARP), now)

    def _delete(self, session: Session, who: str, selection: Selection, now: datetime) -> None:
        by = self._actor(session, who)
        shown = deletions.start(session, self.school_id, selection, by=by, now=now)
        deletions.apply(session, self.school_id, shown.draft_id, by=by, now=now)

    def _class(self, session: Session, name: str) -> Selection:
        return Selection(class_ids=(classes.by_typed_name(session, self.school_id, name).id,))

    def _actor(self, session: Session, name: str) -> Actor:
        return people.actor(session, self.school_id, self._team.id, self._cast[name].id)

    def _facts(self, member: Member) -> SlackFacts:
        return SlackFacts(
            org_id=member.team_id,
            slack_id=member.id,
            team_id=member.team_id,
            name=member.real_name,
            email=member.email,
            locale=member.locale,
            is_bot=member.is_bot,
            deleted=member.deleted,
            is_stranger=member.is_stranger,
            is_restricted=member.is_restricted,
            runs_workspace=member.is_admin or member.is_owner,
        )

    def _id_of(self, student: Student) -> int:
        return self.user_ids[student.row.external_id or ""]
