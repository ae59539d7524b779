"""A school's life for the property tests: any command, after any gap, through the commands only."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from commands import (
    admins,
    class_changes,
    class_names,
    credits,
    licences,
    pause,
    profiles,
    restoring,
    settings,
    undo,
)
from commands import deletions as deleting
from commands.access import Actor
from commands.class_changes import Act, Plan
from commands.days import today
from commands.errors import CommandError
from commands.licences import Action
from commands.restoring import Choice
from commands.selection import Selection
from store.models import (
    Admin,
    ClassName,
    Enrolment,
    Operation,
    Pause,
    School,
    SchoolClass,
    SettingStamp,
    User,
)
from tests.factories import ADMIN, NOW, Make

DAY = timedelta(days=1)
CLASSES = ("6B", "6b", "Piano", "Chœur", "Harpe")
METERED = (
    "buy",
    "correct",
    "assign",
    "revoke",
    "give_back",
    "pause",
    "pause_until",
    "resume",
    "plan",
    "move",
    "cancel",
    "delete",
    "restore",
    "external",
    "meter",
    "undo",
)
"""Commands that the meter depends on."""

UNDOABLE = (*(kind for kind in METERED if kind != "undo"), "rename", "swap", "classes", "add")
UNDOABLE += ("setting", "admin", "zone")
UNDOABLE += ("new_class", "rename_class", "merge_class", "move_people", "delete_class")


@dataclass(frozen=True)
class Event:
    kind: str
    gap: timedelta
    """Since the event before."""
    who: tuple[int, ...]
    """Of the school's first people, by number."""
    number: int


def events(kinds: tuple[str, ...], gaps: st.SearchStrategy[timedelta], least: int, most: int):  # type: ignore[no-untyped-def]
    """Sequences of commands."""
    event = st.builds(
        Event,
        st.sampled_from(kinds),
        gaps,
        st.lists(st.integers(0, 4), min_size=1, max_size=3, unique=True).map(tuple),
        st.integers(0, 7),
    )
    return st.lists(event, min_size=least, max_size=most)


class Life:
    """Six people: two share address and name but for one letter, one is external."""

    def __init__(self, session: Session, balance: int, zone: str = "Europe/Paris") -> None:
        make = Make(session)
        self.session = session
        self.now = NOW
        self.school: School = make.school(balance=balance, time_zone=zone)
        same = {"email": "famille@tivoli.example", "last_name": "Morel"}
        self.people: list[int] = [
            make.user(self.school, licence=True, external_id="1").id,
            make.user(self.school, licence=True, external_id="2", first_name="Ana", **same).id,
            make.user(self.school, first_name="Léo", **same).id,
            make.user(self.school, licence=True, role="teacher").id,
            make.user(self.school, access="external", external_id="5").id,
        ]
        members = [session.get_one(User, user_id) for user_id in self.people[:3]]
        make.school_class(self.school, "6B", *members)
        make.school_class(self.school, "Piano", members[0])
        self.admins: list[Actor] = [make.admin(self.school) for _ in range(3)]
        self.operations: list[int] = []
        """Of all that was done, undos too, in order."""

    def do(self, event: Event) -> int | None:
        """The operation's id; None if it was refused."""
        self.now += event.gap
        command = getattr(self, f"_{event.kind}")
        try:
            with self.session.begin_nested():
                operation_id: int | None = command(event)
        except CommandError:
            return None
        self.session.expire_all()
        if operation_id is not None:
            self.operations.append(operation_id)
        return operation_id

    def undo(self, operation_id: int) -> int | None:
        """The undo's id; None if it was refused."""
        try:
            with self.session.begin_nested():
                found = undo.undo(
                    self.session, self.school.id, operation_id, by=ADMIN, now=self.now
                )
        except CommandError:
            return None
        self.session.expire_all()
        return found.operation_id

    def _undo(self, event: Event) -> int | None:
        if not self.operations:
            return None
        return self.undo(self.operations[event.number % len(self.operations)])

    def _buy(self, event: Event) -> int:
        amount = Decimal(event.number * 1800 + 1) / credits.CREDIT
        return credits.buy(
            self.session, self.school.id, credits=amount, by=ADMIN, now=self.now
        ).operation_id

    def _correct(self, event: Event) -> int:
        amount = Decimal((event.number - 4) * 900) / credits.CREDIT
        return credits.correct(
            self.session, self.school.id, credits=amount, reason="?", by=ADMIN, now=self.now
        ).operation_id

    def _licences(self, action: Action, chosen: Selection, given_back: int | None = None) -> int:
        at = {"by": ADMIN, "now": self.now}
        drafted = licences.start(
            self.session, self.school.id, action, chosen, given_back=given_back, **at
        )
        return licences.apply(self.session, self.school.id, drafted.draft_id, **at).operation_id

    def _assign(self, event: Event) -> int:
        return self._licences(Action.ASSIGN, Selection(user_ids=self._ids(event)))

    def _revoke(self, event: Event) -> int:
        return self._licences(Action.REVOKE, Selection(user_ids=self._ids(event)))

    def _give_back(self, event: Event) -> int | None:
        revoked = licences.revocations(self.session, self.school.id)
        if not revoked:
            return None
        chosen = revoked[event.number % len(revoked)]
        return self._licences(Action.GIVE_BACK, Selection(), chosen.operation_id)

    def _pause(self, _event: Event) -> int:
        return pause.pause_now(self.session, self.school.id, by=ADMIN, now=self.now).operation_id

    def _pause_until(self, event: Event) -> int:
        last_day = today(self.now, self.school.zone) + event.number * DAY
        return pause.pause_now(
            self.session, self.school.id, last_day=last_day, by=ADMIN, now=self.now
        ).operation_id

    def _resume(self, _event: Event) -> int:
        return pause.resume(self.session, self.school.id, by=ADMIN, now=self.now).operation_id

    def _plan(self, event: Event) -> int:
        first = today(self.now, self.school.zone) + DAY
        return pause.plan(
            self.session,
            self.school.id,
            first_day=first,
            last_day=first + event.number * DAY,
            by=ADMIN,
            now=self.now,
        ).operation_id

    def _move(self, event: Event) -> int:
        line = pause.planned_pause(self.session, self.school, self.now)
        first = today(self.now, self.school.zone) + 2 * DAY
        if line is not None and line.starts_at <= self.now:
            first = line.first_day
        return pause.move_plan(
            self.session,
            self.school.id,
            first_day=first,
            last_day=first + event.number * DAY,
            by=ADMIN,
            now=self.now,
        ).operation_id

    def _cancel(self, _event: Event) -> int:
        return pause.cancel_plan(self.session, self.school.id, by=ADMIN, now=self.now).operation_id

    def _delete(self, event: Event) -> int:
        at = {"by": ADMIN, "now": self.now}
        chosen = Selection(user_ids=self._ids(event))
        drafted = deleting.start(self.session, self.school.id, chosen, **at)
        return deleting.apply(self.session, self.school.id, drafted.draft_id, **at).operation_id

    def _restore(self, event: Event) -> int:
        at = {"by": ADMIN, "now": self.now}
        chosen = Choice(user_ids=self._ids(event))
        drafted = restoring.start_restore(self.session, self.school.id, chosen, **at)
        return restoring.apply_restore(
            self.session, self.school.id, drafted.draft_id, **at
        ).operation_id

    def _change(self, event: Event, **changes: object) -> int:
        return profiles.change(
            self.session,
            self.school.id,
            self.people[event.who[0]],
            profiles.UserChanges(**changes),  # type: ignore[arg-type]
            by=ADMIN,
            now=self.now,
        ).operation_id

    def _external(self, event: Event) -> int:
        return self._change(event, access="external" if event.number % 2 else "internal")

    def _rename(self, event: Event) -> int:
        return self._change(event, first_name=("Ana", "Léo", "Noé")[event.number % 3])

    def _swap(self, event: Event) -> int:
        return self._change(event, external_id=(None, "1", "2", "3")[event.number % 4])

    def _classes(self, event: Event) -> int:
        names = ("6B", "Piano", "Chœur")
        chosen = [name for i, name in enumerate(names) if event.number >> i & 1]
        return self._change(event, class_names=chosen)

    def _new_class(self, event: Event) -> int:
        name = CLASSES[event.number % len(CLASSES)]
        return class_names.create(
            self.session, self.school.id, name, by=ADMIN, now=self.now
        ).operation_id

    def _rename_class(self, event: Event) -> int | None:
        chosen = self._class(event.who[0])
        name = CLASSES[event.number % len(CLASSES)]
        return (
            chosen
            and class_names.rename(
                self.session, self.school.id, chosen, name, by=ADMIN, now=self.now
            ).operation_id
        )

    def _merge_class(self, event: Event) -> int | None:
        return self._class_change(event, Act.MERGE)

    def _move_people(self, event: Event) -> int | None:
        return self._class_change(event, Act.MOVE)

    def _delete_class(self, event: Event) -> int | None:
        return self._class_change(event, Act.DELETE)

    def _class_change(self, event: Event, act: Act) -> int | None:
        chosen, into = self._class(event.who[0]), self._class(event.number)
        if chosen is None:
            return None
        plan = Plan(act, chosen, into if act is not Act.DELETE else None)
        at = {"by": ADMIN, "now": self.now}
        drafted = class_changes.start(self.session, self.school.id, plan, **at)
        return class_changes.apply(
            self.session, self.school.id, drafted.draft_id, **at
        ).operation_id

    def _class(self, number: int) -> int | None:
        live = [key[1] for key in self.facets() if key[0] == "class"]
        return int(sorted(live, key=int)[number % len(live)]) if live else None  # type: ignore[call-overload]

    def past_names(self) -> set[tuple[int, str]]:
        rows = self.session.scalars(select(ClassName).where(ClassName.school_id == self.school.id))
        return {(row.class_id, row.name) for row in rows}

    def _add(self, event: Event) -> int:
        name = ("Ana", "Léo", "Noé")[event.number % 3]
        fields = profiles.UserFields(
            "student", name, "Morel", "famille@tivoli.example", (None, "1", "3")[event.number % 3]
        )
        saved = profiles.add(
            self.session,
            self.school.id,
            fields,
            class_names=["6B"],
            licence=event.number > 3,
            by=ADMIN,
            now=self.now,
        )
        return saved.operation_id

    def _settings(self, **values: object) -> int | None:
        return settings.change(
            self.session, self.school.id, values, by=ADMIN, now=self.now
        ).operation_id

    def _meter(self, event: Event) -> int | None:
        return self._settings(meter_on=event.number % 2 == 0)

    def _setting(self, event: Event) -> int | None:
        return self._settings(
            login_age_days=event.number + 1, language=("fr", "en")[event.number % 2]
        )

    def _zone(self, event: Event) -> int | None:
        return self._settings(time_zone=("Europe/Paris", "Indian/Reunion")[event.number % 2])

    def _admin(self, event: Event) -> int | None:
        wanted = [self.admins[i % 3] for i in event.who]
        whom = [(a.org_id or "", a.slack_id or "") for a in wanted]
        return admins.name_admins(
            self.session, self.school.id, whom, by=ADMIN, now=self.now
        ).operation_id

    def _ids(self, event: Event) -> tuple[int, ...]:
        return tuple(self.people[i] for i in event.who)

    def users(self) -> dict[int, User]:
        rows = self.session.scalars(select(User).where(User.school_id == self.school.id))
        return {user.id: user for user in rows}

    def pauses(self) -> list[Pause]:
        return list(
            self.session.scalars(
                select(Pause).where(Pause.school_id == self.school.id, Pause.cancelled_at.is_(None))
            )
        )

    def facets(self) -> dict[tuple[str, object], tuple[object, object]]:
        """Each thing that can be changed by itself: its stamp and value."""
        school_id = self.school.id
        found: dict[tuple[str, object], tuple[object, object]] = {}
        for user in self.users().values():
            profile = tuple(getattr(user, name) for name in PROFILE)
            found["licence", user.id] = (user.licence_stamp, user.licence)
            found["existence", user.id] = (user.existence_stamp, user.deletion_id)
            found["profile", user.id] = (user.profile_stamp, profile)
            found["login", user.id] = (user.login_stamp, user.last_login_at)
        for row in self.session.scalars(select(Enrolment).where(Enrolment.school_id == school_id)):
            found["enrolment", (row.user_id, row.class_id)] = (row.stamp, True)
        live = select(SchoolClass).where(
            SchoolClass.school_id == school_id, SchoolClass.deleted_at.is_(None)
        )
        for each in self.session.scalars(live):
            found["class", str(each.id)] = (each.stamp, each.name)
        for admin in self.session.scalars(select(Admin).where(Admin.school_id == school_id)):
            found["admin", admin.slack_id] = (admin.stamp, True)
        stamps = select(SettingStamp).where(SettingStamp.school_id == school_id)
        put = {row.name: row.operation_id for row in self.session.scalars(stamps)}
        for name in ("meter_on", "login_age_days", "language", "time_zone"):
            found["setting", name] = (put.get(name), getattr(self.school, name))
        return found

    def paused(self) -> object:
        """Now, and by which plan."""
        plan = pause.planned_pause(self.session, self.school, self.now)
        current = pause.current_pause(self.session, self.school, self.now)
        return (
            (current.ends_at if current else None, current is not None),
            (plan.first_day, plan.last_day) if plan and plan.starts_at > self.now else None,
        )

    def undos(self) -> dict[int, int]:
        rows = self.session.scalars(select(Operation).where(Operation.school_id == self.school.id))
        return {row.id: row.undoes_id for row in rows if row.undoes_id is not None}


PROFILE = ("first_name", "last_name", "email", "external_id", "access", "email_key", "name_key")

WITHIN_THE_DAY = st.integers(0, 1800).map(lambda s: timedelta(seconds=s))


def seconds(*choices: float) -> st.SearchStrategy[timedelta]:
    return st.sampled_from([timedelta(seconds=s) for s in choices])


def at_second(moment: datetime) -> int:
    return int((moment - NOW).total_seconds() // 1)
