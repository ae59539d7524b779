"""Who asks, and what a listener may use. The middleware does no I/O: it runs before the ack."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypedDict

from slack_bolt import BoltContext
from slack_sdk import WebClient

from bot.texts import Words, language_of
from commands import people, schools
from commands.access import Actor
from commands.people import SlackFacts
from commands.schools import SchoolFacts
from store.session import Sessions

Clock = Callable[[], datetime]
"""Gives the present, aware; made in app.py and handed in everywhere."""


@dataclass(frozen=True)
class Services:
    """What every listener may use."""

    sessions: Sessions
    clock: Clock
    fillers: ThreadPoolExecutor
    """Fills views while a loading one may already be shown."""
    kick_outbox: Callable[[], None]
    """Says that something was written to the outbox: send it now."""
    file_hosts: tuple[str, ...] = ()
    """Further hosts that files may come from, with the bot's token."""


class Asking(TypedDict):
    """What a command is told of who asks: of which school, who, when."""

    school_id: int
    by: Actor
    now: datetime


@dataclass(frozen=True)
class Asker:
    """The person of this interaction: school, role, language; as of now."""

    school: SchoolFacts
    actor: Actor
    name: str
    words: Words
    """In the person's language."""
    now: datetime
    services: Services

    @property
    def school_id(self) -> int:
        return self.school.id

    @property
    def asking(self) -> Asking:
        return {"school_id": self.school_id, "by": self.actor, "now": self.now}

    @property
    def today(self) -> date:
        return self.now.astimezone(self.words.zone).date()

    @property
    def school_words(self) -> Words:
        """In the school's language: what a channel is spoken to in."""
        return Words(self.school.language, self.words.zone)


def services_of(context: BoltContext) -> Services:
    found: Services = context["services"]
    return found


def who_asks(context: BoltContext, client: WebClient, *, for_change: bool) -> Asker:
    """The asker, after the acknowledgement: asks the store, and Slack if what it said is old.

    For a change what Slack said may be five minutes old, for a list a day.
    Raises SlackApiError or a connection error if Slack does not answer.
    """
    services = services_of(context)
    now = services.clock()
    team_id = context.team_id or ""
    org_id = context.enterprise_id or team_id
    slack_id = context.actor_user_id or context.user_id or ""
    with services.sessions.reading() as session:
        school = schools.of_team(session, team_id)
        person = people.known(session, school.id, org_id, slack_id) if school else None
        if school and person and people.is_fresh(person, now, for_change=for_change):
            actor = people.actor(session, school.id, org_id, slack_id)
            return _asker(school, actor, person.name, person.locale, now, services)
    facts = ask_slack(client, slack_id)
    team_name = "" if school else _team_name(client)
    with services.sessions.writing.begin() as session:
        found = school or schools.ensure(
            session, team_id, enterprise_id=context.enterprise_id, team_name=team_name, now=now
        )
        people.keep(session, found.id, facts, now=now)
        actor = people.actor(session, found.id, facts.org_id, slack_id)
    return _asker(found, actor, facts.name, facts.locale, now, services)


def ask_slack(client: WebClient, slack_id: str) -> SlackFacts:
    """What Slack says of a person now.

    Their organisation is their own, not that of the workspace they are met in:
    somebody of another team in a shared channel must not pass for one of ours.
    """
    user = client.users_info(user=slack_id, include_locale=True)["user"]
    profile = user.get("profile", {})
    enterprise = user.get("enterprise_user") or {}
    return SlackFacts(
        org_id=enterprise.get("enterprise_id") or user.get("team_id", ""),
        slack_id=slack_id,
        team_id=user.get("team_id", ""),
        name=profile.get("display_name") or user.get("real_name") or user.get("name", ""),
        email=profile.get("email"),
        locale=user.get("locale"),
        is_bot=bool(user.get("is_bot")) or slack_id == "USLACKBOT",
        deleted=bool(user.get("deleted")),
        is_stranger=bool(user.get("is_stranger")),
        is_restricted=bool(user.get("is_restricted")) or bool(user.get("is_ultra_restricted")),
        runs_workspace=bool(user.get("is_admin")) or bool(user.get("is_owner")),
    )


def _team_name(client: WebClient) -> str:
    """The name Slack knows the team by; shown in *First settings*, where it can be changed."""
    return str(client.auth_test().get("team", "")) or "École"


def _asker(
    school: SchoolFacts,
    actor: Actor,
    name: str,
    locale: str | None,
    now: datetime,
    services: Services,
) -> Asker:
    words = Words(language_of(locale, school.language), school.zone)
    return Asker(school, actor, name, words, now, services)
