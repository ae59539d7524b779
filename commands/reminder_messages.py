"""What a teacher's weekly message says, read when it is sent and whenever a page is turned."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.days import days_since
from commands.logins import LineKey
from commands.reminder_rows import message_key
from commands.teachers import Who
from store.models import School
from store.queries import reminder_lines, schools, wanted
from store.queries.reminder_lines import Audience, Line

PAGE = 20
"""Lines of a teacher's page: each has a menu."""


@dataclass(frozen=True)
class StudentLine:
    """A student in a teacher's message; one of several common classes stands under the first."""

    key: LineKey
    student_id: int
    first_name: str
    last_name: str
    email: str | None
    class_name: str
    days: int
    """Since the account was made, in days of the school's calendar."""
    connected: bool
    """Has connected since: nothing to do any more."""
    answer: str | None
    """As in commands.answers."""
    answered_by: str | None
    """Slack id; another teacher's answer settles it as well."""
    can_answer: bool
    """Until an admin has acted on it."""


@dataclass(frozen=True)
class TeacherMessage:
    school: str
    language: str
    week: str
    first_name: str
    """Of the teacher; of the first, for a person who is several."""
    lines: tuple[StudentLine, ...]
    students: int
    answered: int
    connected: int
    """Since the week was prepared."""
    previous: LineKey | None
    """Give it as `before` for the page before; None on the first page."""
    next: LineKey | None
    connection_guide: str | None
    login_recovery: str | None

    @property
    def waiting(self) -> int:
        """Those who have still not connected."""
        return self.students - self.connected


def teacher_message(
    session: Session,
    school_id: int,
    week: str,
    who: Who,
    *,
    after: LineKey | None = None,
    before: LineKey | None = None,
    limit: int = PAGE,
    now: datetime,
) -> TeacherMessage | None:
    """One page of a Slack person's message of that week; None when they got none."""
    found = wanted.get(session, school_id, message_key(week, who))
    if found is None:
        return None
    content = found.content
    audience = Audience(school_id, week, tuple(content["teachers"]), content["class_id"])
    return _message(session, audience, after, before, limit, now)


def message_of(
    session: Session,
    school_id: int,
    week: str,
    teacher_id: int,
    *,
    after: LineKey | None = None,
    before: LineKey | None = None,
    limit: int = PAGE,
    now: datetime,
) -> TeacherMessage | None:
    """The message of a teacher whom Slack does not know, for an admin to copy."""
    audience = Audience(school_id, week, (teacher_id,))
    return _message(session, audience, after, before, limit, now)


def _message(
    session: Session,
    audience: Audience,
    after: LineKey | None,
    before: LineKey | None,
    limit: int,
    now: datetime,
) -> TeacherMessage | None:
    school = schools.get(session, audience.school_id)
    names = reminder_lines.names_of(session, school.id, audience.teacher_ids)
    if not names:
        return None
    backward = before is not None
    found = reminder_lines.lines(
        session, audience, key=before or after, backward=backward, limit=limit + 1
    )
    more, shown = len(found) > limit, found[:limit]
    if backward:
        shown.reverse()
    totals = reminder_lines.totals(session, audience)
    further_back = more if backward else after is not None
    further_on = bool(shown) if backward else more
    return TeacherMessage(
        school=school.name,
        language=school.language,
        week=audience.week,
        first_name=names[min(names)].first_name,
        lines=tuple(_line(line, school, now) for line in shown),
        students=totals.students,
        answered=totals.answered,
        connected=totals.connected,
        previous=shown[0].key if shown and further_back else None,
        next=shown[-1].key if shown and further_on else None,
        connection_guide=school.connection_guide,
        login_recovery=school.login_recovery,
    )


def _line(line: Line, school: School, now: datetime) -> StudentLine:
    return StudentLine(
        key=line.key,
        student_id=line.key.user_id,
        first_name=line.first_name,
        last_name=line.last_name,
        email=line.email,
        class_name=line.class_name,
        days=days_since(line.key.created_at, now, school.zone),
        connected=line.last_login_at is not None,
        answer=line.answer,
        answered_by=line.answered_by,
        can_answer=line.settled_at is None and line.last_login_at is None,
    )
