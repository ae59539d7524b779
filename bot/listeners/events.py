"""What Slack tells by itself of people: names, addresses, rights that changed."""

import logging

from slack_bolt import App

from bot.context import ask_slack, services_of
from bot.turn import Turn, listener
from commands import people, schools

log = logging.getLogger("preau")


def register(app: App) -> None:
    app.event("user_change")(listener(person_changed))


def person_changed(turn: Turn) -> None:
    """Renew what is kept of a person; of who never dealt with the bot nothing is kept.

    Slack is asked anew: the event may be late, or come again after a later one. Nobody asked
    for this, so that trouble is logged and said to nobody; what is kept grows old, and is
    renewed before the person's next change.
    """
    turn.ack()
    try:
        _renew(turn, str(turn.body["event"]["user"]["id"]))
    except Exception as error:
        log.warning("what is kept of a person was not renewed: %s", type(error).__qualname__)


def _renew(turn: Turn, slack_id: str) -> None:
    team_id = turn.context.team_id or ""
    org_id = turn.context.enterprise_id or team_id
    services = services_of(turn.context)
    now, sessions = services.clock(), services.sessions
    with sessions.reading() as session:
        school = schools.of_team(session, team_id)
        kept = school and people.known(session, school.id, org_id, slack_id)
    if school is None or kept is None:
        return
    facts = ask_slack(turn.client, slack_id)
    with sessions.writing.begin() as session:
        people.keep(session, school.id, facts, now=now)
