"""Who may command, and who can connect to the learning application and why not."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from commands.errors import NotAllowedError
from store.queries import people


class Role(StrEnum):
    ADMIN = "admin"
    TEACHER = "teacher"
    STAFF = "staff"
    NOBODY = "nobody"
    """Bots, deactivated people and those of other organisations get nothing."""


@dataclass(frozen=True)
class Actor:
    """Who asks, with the role as known at that moment."""

    org_id: str | None
    """Enterprise id, or team id where there is none; None for the command line."""
    slack_id: str | None
    role: Role
    user_ids: tuple[int, ...] = ()
    """The teachers of the school that this person is."""


COMMAND_LINE = Actor(org_id=None, slack_id=None, role=Role.ADMIN)
"""Whoever may start the program on the school's own machine."""

FRESH_FOR_CHANGE = timedelta(minutes=5)
FRESH_FOR_LIST = timedelta(days=1)


def require_admin(session: Session, school_id: int, by: Actor) -> None:
    """Raise NotAllowedError unless `by` is an admin now, whatever they were when asked.

    Admins are the people an admin named; until the first one is named, the
    owners and admins of the Slack workspace.
    """
    if by.slack_id is None and by.org_id is None and by.role is Role.ADMIN:
        return
    if by.slack_id is None or by.org_id is None or by.role is not Role.ADMIN:
        raise NotAllowedError(admin_ids(session, school_id))
    if not people.is_admin(session, school_id, by.org_id, by.slack_id):
        raise NotAllowedError(admin_ids(session, school_id))


def admin_ids(session: Session, school_id: int) -> tuple[str, ...]:
    """Slack ids of the admins in the order they were named; empty when nobody is known yet."""
    return tuple(people.admin_slack_ids(session, school_id))


class CannotConnect(StrEnum):
    """Why a user cannot connect; the first that holds."""

    DELETED = "deleted"
    NO_LICENCE = "no_licence"
    PAUSED = "paused"
    NO_CREDITS = "no_credits"


@dataclass(frozen=True)
class SchoolState:
    """What connecting depends on beside the user, computed for one moment."""

    at: datetime
    paused: bool
    meter_on: bool
    balance: int
    """Licence-seconds at that moment, not the last settled ones."""


def why_not(
    state: SchoolState, *, deleted: bool, access: str, licence: bool
) -> CannotConnect | None:
    """Why a user cannot connect at that moment; None if they can. Everything else asks this."""
    if deleted:
        return CannotConnect.DELETED
    if access == "external":
        return None
    if not licence:
        return CannotConnect.NO_LICENCE
    if state.paused:
        return CannotConnect.PAUSED
    if state.meter_on and state.balance <= 0:
        return CannotConnect.NO_CREDITS
    return None
