"""Rows for the tests: each fills what the test does not speak of, adds and flushes."""

from datetime import UTC, date, datetime
from itertools import count
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from commands.access import COMMAND_LINE, Actor, Role
from store.keys import email_key, name_key, plain
from store.models import (
    Admin,
    Deletion,
    Enrolment,
    Operation,
    Person,
    School,
    SchoolClass,
    User,
    Workspace,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""A Monday, ten in the morning in Paris."""

CREDIT = 365 * 24 * 3600

ADMIN = COMMAND_LINE
"""Somebody who may, where a test is not about who."""

_numbers = count(1)

Row = TypeVar("Row")


class Make:
    """`make.user(school, last_login_at=NOW)`."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def school(self, **values: Any) -> School:
        defaults: dict[str, Any] = {
            "name": "Conservatoire de Tivoli",
            "language": "fr",
            "time_zone": "Europe/Paris",
            "created_at": NOW,
            "settled_at": NOW,
            "set_up_at": NOW,
            "balance": 1000 * CREDIT,
        }
        return self._add(School(**defaults | values))

    def workspace(self, school: School, **values: Any) -> Workspace:
        defaults: dict[str, Any] = {"school_id": school.id, "team_id": f"T{next(_numbers):08}"}
        return self._add(Workspace(**defaults | values))

    def user(self, school: School | None = None, **values: Any) -> User:
        """A student without licence; a held one counts as paying from the school's odometer."""
        school = school or self.school()
        number = next(_numbers)
        defaults: dict[str, Any] = {
            "school_id": school.id,
            "role": "student",
            "first_name": f"Prénom{number}",
            "last_name": f"Nom{number}",
            "email": f"eleve{number}@tivoli.example",
            "access": "internal",
            "created_at": NOW,
            "licence": False,
            "further": [],
        }
        values = defaults | values
        values.setdefault("email_key", email_key(values["email"]))
        values.setdefault("name_key", name_key(values["first_name"], values["last_name"]))
        pays = values["licence"] and values["access"] == "internal"
        if pays and values.get("deleted_at") is None:
            school.paying += 1
            values.setdefault("metered_from", school.odometer)
        return self._add(User(**values))

    def deleted(self, school: School, day: date | None = None, **values: Any) -> User:
        """A user deleted by an act of its own."""
        at = values.pop("deleted_at", NOW)
        deletion = self.deletion(school, day or at.date(), at)
        return self.user(
            school,
            deleted_at=at,
            deletion_id=deletion.id,
            existence_stamp=deletion.operation_id,
            **values,
        )

    def deletion(self, school: School, day: date, at: datetime = NOW) -> Deletion:
        operation = self.operation(school, "delete", at=at)
        return self._add(
            Deletion(school_id=school.id, operation_id=operation.id, day=day, deleted_at=at)
        )

    def operation(self, school: School, kind: str = "revoke", **values: Any) -> Operation:
        return self._add(Operation(**{"school_id": school.id, "kind": kind, "at": NOW} | values))

    def school_class(self, school: School, name: str, *users: User) -> SchoolClass:
        """A class with these users in it."""
        found = self._add(
            SchoolClass(school_id=school.id, name=name, name_key=plain(name), created_at=NOW)
        )
        for user in users:
            self.enrol(found, user)
        return found

    def enrol(self, school_class: SchoolClass, user: User) -> None:
        self._add(
            Enrolment(school_id=school_class.school_id, class_id=school_class.id, user_id=user.id)
        )

    def person(self, school: School, **values: Any) -> Person:
        """A member of the Slack workspace T1, known since just now."""
        defaults: dict[str, Any] = {
            "school_id": school.id,
            "org_id": "T1",
            "team_id": "T1",
            "slack_id": f"U{next(_numbers):08}",
            "name": "Claire Morel",
            "email_key": None,
            "locale": "fr-FR",
            "standing": "member",
            "runs_workspace": False,
            "fetched_at": NOW,
        }
        return self._add(Person(**defaults | values))

    def admin(self, school: School, **values: Any) -> Actor:
        """A named admin, as the actor they are."""
        person = self.person(school, **values)
        stamp = self.operation(school, "name_admin").id
        self._add(
            Admin(school_id=school.id, org_id=person.org_id, slack_id=person.slack_id, stamp=stamp)
        )
        return Actor(person.org_id, person.slack_id, Role.ADMIN)

    def _add(self, row: Row) -> Row:
        self.session.add(row)
        self.session.flush()
        return row
