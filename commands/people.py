"""People of Slack: what Slack says of them, how old that is, and who they are to the school.

Functions take an open session; callers commit.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from commands.access import FRESH_FOR_CHANGE, FRESH_FOR_LIST, Actor, Role
from store.keys import email_key
from store.models import Person
from store.queries import people, schools

ELIGIBLE = frozenset({"member", "guest"})
"""Of these standings one can be something to the school; bots, deactivated and strangers not."""


@dataclass(frozen=True)
class SlackFacts:
    """A person as Slack describes them now."""

    org_id: str
    """Their own enterprise id, or team id where there is none."""
    slack_id: str
    team_id: str
    """Their own team: somebody else's in a shared channel."""
    name: str
    email: str | None = None
    locale: str | None = None
    is_bot: bool = False
    deleted: bool = False
    is_stranger: bool = False
    is_restricted: bool = False
    """A guest, of one channel or of several."""
    runs_workspace: bool = False
    """Owner or admin of their own team; whether that is the school's is found out here."""


@dataclass(frozen=True)
class KnownPerson:
    """What is kept of a Slack person."""

    org_id: str
    slack_id: str
    team_id: str
    name: str
    locale: str | None
    standing: str
    """`member`, `guest`, `bot`, `deactivated` or `stranger`."""
    runs_workspace: bool
    fetched_at: datetime


def keep(session: Session, school_id: int, facts: SlackFacts, now: datetime) -> KnownPerson:
    """Keep what Slack says of a person now, in place of what it said before.

    Slack's own mark of a stranger is missing from people one shares a channel
    with: whoever is of none of the school's teams or enterprises is one as well.
    """
    workspaces = schools.workspaces(session, school_id)
    at_home = any(w.team_id == facts.team_id for w in workspaces)
    one_of_us = at_home or any(w.enterprise_id == facts.org_id for w in workspaces)
    standing = _standing(facts, one_of_us)
    people.put(
        session,
        school_id,
        facts.org_id,
        facts.slack_id,
        team_id=facts.team_id,
        name=facts.name,
        email_key=email_key(facts.email),
        locale=facts.locale,
        standing=standing,
        runs_workspace=facts.runs_workspace and at_home and standing == "member",
        fetched_at=now,
    )
    kept = people.get(session, school_id, facts.org_id, facts.slack_id)
    assert kept is not None  # noqa: S101 - it was written just now
    return _known(kept)


def _standing(facts: SlackFacts, one_of_us: bool) -> str:
    if facts.is_bot:
        return "bot"
    if facts.deleted:
        return "deactivated"
    if facts.is_stranger or not one_of_us:
        return "stranger"
    return "guest" if facts.is_restricted else "member"


def known(session: Session, school_id: int, org_id: str, slack_id: str) -> KnownPerson | None:
    """What is kept of a person, however old; None when they were never asked about."""
    person = people.get(session, school_id, org_id, slack_id)
    return _known(person) if person else None


def is_fresh(person: KnownPerson | None, now: datetime, for_change: bool) -> bool:
    """Whether what is kept is young enough: minutes for a change, a day for a list."""
    if person is None:
        return False
    return now - person.fetched_at < (FRESH_FOR_CHANGE if for_change else FRESH_FOR_LIST)


def actor(session: Session, school_id: int, org_id: str, slack_id: str) -> Actor:
    """Who this person is to the school, by what is kept of them.

    Admin wins over teacher over staff; the teachers they are go along whichever
    wins, and guests can be teachers. Who is not known gets nothing.
    """
    person = people.get(session, school_id, org_id, slack_id)
    if person is None or person.standing not in ELIGIBLE:
        return Actor(org_id, slack_id, Role.NOBODY)
    teachers = tuple(people.teacher_ids(session, school_id, person))
    if people.is_admin(session, school_id, org_id, slack_id):
        return Actor(org_id, slack_id, Role.ADMIN, teachers)
    return Actor(org_id, slack_id, Role.TEACHER if teachers else Role.STAFF, teachers)


def _known(person: Person) -> KnownPerson:
    return KnownPerson(
        org_id=person.org_id,
        slack_id=person.slack_id,
        team_id=person.team_id,
        name=person.name,
        locale=person.locale,
        standing=person.standing,
        runs_workspace=person.runs_workspace,
        fetched_at=person.fetched_at,
    )


def names_of(session: Session, school_id: int, slack_ids: Collection[str]) -> dict[str, str]:
    """By Slack id the name Slack last gave; who was never asked about is missing."""
    found = people.by_slack_ids(session, school_id, list(slack_ids)) if slack_ids else ()
    return {person.slack_id: person.name for person in found}


def name_of(session: Session, school_id: int, slack_id: str) -> str | None:
    """The name Slack last gave for a person of this school; None when never asked about."""
    return names_of(session, school_id, [slack_id]).get(slack_id)


def locale_of(session: Session, school_id: int, slack_id: str) -> str | None:
    """The Slack locale of a person, such as `fr-FR`; None when not known."""
    found = people.by_slack_ids(session, school_id, [slack_id])
    return found[0].locale if found else None
