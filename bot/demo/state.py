"""The school as it really is, asked from the database by commands, whatever the screen says."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.demo.clock import Clock
from commands import account, classes, deletions, journal, logins, users
from commands.account import Account
from commands.selection import Selection
from commands.users import UserLine
from store.session import Sessions

EVERYBODY = 1_000_000


@dataclass(frozen=True)
class State:
    """Reads anew at each call."""

    sessions: Sessions
    school_id: int
    clock: Clock

    def now(self) -> datetime:
        return self.clock.now()

    def account(self) -> Account:
        with self.sessions.reading() as session:
            return account.view(session, self.school_id, self.now())

    def paused(self) -> bool:
        return self.account().paused is not None

    def who(self, selection: Selection) -> frozenset[int]:
        """The ids of those whom a selection means."""
        with self.sessions.reading() as session:
            found = users.search(
                session, self.school_id, selection, now=self.now(), limit=EVERYBODY
            )
        return frozenset(row.id for row in found.rows)

    def licences(self) -> frozenset[int]:
        """Who holds one."""
        return self.who(Selection(licence=True))

    def students(self) -> frozenset[int]:
        return self.who(Selection(role="student"))

    def rows(self, role: str) -> tuple[UserLine, ...]:
        """Everybody of a role, as the school has them."""
        with self.sessions.reading() as session:
            found = users.search(
                session, self.school_id, Selection(role=role), now=self.now(), limit=EVERYBODY
            )
        return found.rows

    def class_id(self, name: str) -> int:
        with self.sessions.reading() as session:
            return classes.by_typed_name(session, self.school_id, name).id

    def in_class(self, name: str) -> frozenset[int]:
        """Its students."""
        return self.who(Selection(class_ids=(self.class_id(name),)))

    def deleted(self) -> dict[date, int]:
        """How many can be restored, by day."""
        with self.sessions.reading() as session:
            return {each.day: each.count for each in deletions.days(session, self.school_id)}

    def never_connected(self, class_name: str | None = None) -> int:
        """Students without a last login who could connect, each counted once."""
        class_id = None if class_name is None else self.class_id(class_name)
        with self.sessions.reading() as session:
            found = logins.totals(session, self.school_id, class_id=class_id, now=self.now())
        return found.listed

    def done_since(self, operation_id: int) -> list[str]:
        """The kinds of the operations after that one, in order."""
        with self.sessions.reading() as session:
            found = journal.latest(session, self.school_id, limit=100)
        return [line.kind for line in reversed(found) if line.id > operation_id]

    def newest(self) -> int:
        """The id of the newest operation."""
        with self.sessions.reading() as session:
            return journal.latest(session, self.school_id, limit=1)[0].id
