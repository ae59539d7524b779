"""`/school-settings`: every value, and a small form to change each."""

import re
from collections.abc import Callable
from typing import Any

from slack_bolt import App
from slack_sdk.errors import SlackApiError

from bot import admins_channel, typed
from bot.context import Asker
from bot.jobs import BY_NAME
from bot.listeners import first_settings, people
from bot.refusals import sentence
from bot.turn import Turn, View, listener
from bot.views import reminder_settings
from bot.views import settings as views
from commands import erasure, schedule, settings
from commands import people as slack_people
from commands.access import Role, require_admin
from commands.errors import CommandError, NotAllowedError
from commands.schedule import ReminderSettings
from commands.settings import Settings

WORDS = {
    "administrateurs": views.ADMINS,
    "admins": views.ADMINS,
    "canal": views.CHANNEL,
    "channel": views.CHANNEL,
    "langue": views.GENERAL,
    "language": views.GENERAL,
    "compteur": views.METER,
    "meter": views.METER,
    "conservation": views.RETENTION,
    "retention": views.RETENTION,
    "noms": views.NAMES,
    "names": views.NAMES,
    "professeurs": views.LINKS,
    "teachers": views.LINKS,
    "rappels": reminder_settings.REMINDERS,
    "reminders": reminder_settings.REMINDERS,
}


def register(app: App) -> None:
    first_settings.register(app)
    app.action(re.compile(f"^{views.CHANGE}:"))(listener(click))
    for which, submit in SUBMITS.items():
        app.view(f"{views.SEND}:{which}")(listener(submit))
    app.view(views.CONFIRM_RETENTION)(listener(confirm_retention))


def view_for(asker: Asker, text: str) -> View:
    """What `/school-settings` with these words opens."""
    if asker.actor.role is not Role.ADMIN and may_name(asker):
        return _form(asker, views.ADMINS)
    word = typed.first_word(text)[0]
    if not word:
        return _overview(asker, current(asker))
    if word not in WORDS:
        example = f"{BY_NAME['settings'].command(asker.words.language)} {_example(asker)}"
        raise typed.NotUnderstoodError(text, example)
    return _form(asker, WORDS[word])


def _overview(asker: Asker, found: Settings) -> View:
    return views.overview_modal(found, asker.words, _reminders(asker))


def _reminders(asker: Asker) -> ReminderSettings:
    with asker.services.sessions.reading() as session:
        return schedule.settings(session, asker.school_id, asker.now)


def _example(asker: Asker) -> str:
    return "admins" if asker.words.language == "en" else "administrateurs"


def may_name(asker: Asker) -> bool:
    """Whoever runs the school's own Slack may name admins, without being one."""
    actor = asker.actor
    with asker.services.sessions.reading() as session:
        person = slack_people.known(
            session, asker.school_id, actor.org_id or "", actor.slack_id or ""
        )
    return person is not None and person.runs_workspace


def current(asker: Asker) -> Settings:
    with asker.services.sessions.reading() as session:
        if not may_name(asker):
            require_admin(session, asker.school_id, asker.actor)
        return settings.current(session, asker.school_id)


def _form(asker: Asker, which: str) -> View:
    """The form of one setting, holding the present value."""
    found, words = current(asker), asker.words
    if which == views.ADMINS:
        return views.admins_modal(_admins(found, asker), words)
    if which == views.CHANNEL:
        return views.channel_modal(found.admins_channel, words)
    if which == views.LINKS:
        return views.links_modal(found.links, words)
    if which == reminder_settings.REMINDERS:
        entered = reminder_settings.of_settings(_reminders(asker), words)
        return reminder_settings.form_modal(entered, words)
    build: dict[str, Callable[..., View]] = {
        views.GENERAL: views.general_modal,
        views.METER: views.meter_modal,
        views.RETENTION: views.retention_modal,
        views.LOGIN_AGE: views.login_age_modal,
        views.NAMES: views.names_modal,
    }
    return build[which](found, words)


def _admins(found: Settings, asker: Asker) -> tuple[str, ...]:
    return tuple(admin.slack_id for admin in found.admins) or (asker.actor.slack_id or "",)


def click(turn: Turn) -> None:
    """A row of the overview: its form comes on top."""
    turn.ack()
    which = turn.action["value"]
    turn.push(lambda asker: _form(asker, which))


Change = Callable[[Asker], int | None]
"""Does it; the operation's id, or None when it was so already."""


def send(turn: Turn, change: Change, again: Callable[[Asker, str], View]) -> None:
    """Change something and say so; what cannot be is said above the form, shown `again`."""
    turn.wait()
    _send(turn, turn.who(for_change=True), change, again)


def _send(turn: Turn, asker: Asker, change: Change, again: Callable[[Asker, str], View]) -> None:
    title = turn.view["title"]["text"]
    try:
        operation_id = change(asker)
    except NotAllowedError:
        raise
    except CommandError as error:
        turn.answer(again(asker, sentence(error, asker)))
        return
    turn.committed()
    found = after(asker)
    told = found.admins_channel is not None
    turn.answer(views.changed(operation_id, title, told, asker.words))
    redraw_below(turn, asker, found)


def after(asker: Asker) -> Settings:
    """The settings after a change, whose author may have taken the right from themselves."""
    with asker.services.sessions.reading() as session:
        return settings.current(session, asker.school_id)


def redraw_below(turn: Turn, asker: Asker, found: Settings) -> None:
    """The overview from which the form was opened shows the new value."""
    below = turn.view.get("previous_view_id")
    if not below or asker.actor.role is not Role.ADMIN:
        return
    try:
        turn.client.views_update(view_id=below, view=_overview(asker, found))
    except SlackApiError as error:
        if error.response["error"] != "not_found":  # closed meanwhile
            raise


def put(asker: Asker, values: dict[str, Any]) -> int | None:
    with asker.services.sessions.writing.begin() as session:
        return settings.change(
            session, asker.school_id, values, by=asker.actor, now=asker.now
        ).operation_id


def submit_general(turn: Turn) -> None:
    values = views.read_general(turn.values)
    send(
        turn,
        lambda asker: put(asker, values),
        lambda asker, text: views.general_modal(current(asker), asker.words, text),
    )


def submit_admins(turn: Turn) -> None:
    slack_ids = views.read_admins(turn.values)

    def name(asker: Asker) -> int | None:
        wanted = people.known(turn, asker, slack_ids)
        with asker.services.sessions.writing.begin() as session:
            return settings.name_admins(
                session, asker.school_id, wanted, by=asker.actor, now=asker.now
            ).operation_id

    send(turn, name, lambda asker, text: views.admins_modal(slack_ids, asker.words, text))


def submit_channel(turn: Turn) -> None:
    channel = views.read_channel(turn.values)

    def choose(asker: Asker) -> int | None:
        admins_channel.check(turn.client, channel)
        return put(asker, {"admins_channel": channel})

    send(turn, choose, lambda asker, text: views.channel_modal(channel, asker.words, text))


def submit_meter(turn: Turn) -> None:
    meter_on = views.read_meter(turn.values)
    send(
        turn,
        lambda asker: put(asker, {"meter_on": meter_on}),
        lambda asker, text: views.meter_modal(current(asker), asker.words, text),
    )


def submit_login_age(turn: Turn) -> None:
    days = views.read_days(turn.values)
    send(
        turn,
        lambda asker: put(asker, {"login_age_days": days}),
        lambda asker, text: views.login_age_modal(current(asker), asker.words, text),
    )


def submit_names(turn: Turn) -> None:
    values = views.read_names(turn.values)
    errors = views.names_errors(values, turn.form_words)
    if errors:
        turn.ack(response_action="errors", errors=errors)
        return
    send(
        turn,
        lambda asker: put(asker, values),
        lambda asker, text: views.names_modal(current(asker), asker.words, text),
    )


def submit_retention(turn: Turn) -> None:
    """A shorter retention that would erase somebody asks again first."""
    days = views.read_days(turn.values)
    turn.wait()
    asker = turn.who(for_change=True)
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        before = settings.current(session, asker.school_id).retention_days
        erased = erasure.would_erase(session, asker.school_id, days, now=asker.now)
    shorter = days > 0 and (before == 0 or days < before)
    if shorter and erased:
        turn.answer(views.confirm_retention_modal(days, erased, asker.words))
        return
    _keep_for(turn, asker, days)


def confirm_retention(turn: Turn) -> None:
    days = int(turn.view["private_metadata"])
    turn.wait()
    _keep_for(turn, turn.who(for_change=True), days)


def _keep_for(turn: Turn, asker: Asker, days: int) -> None:
    _send(
        turn,
        asker,
        lambda asker: put(asker, {"retention_days": days}),
        lambda asker, text: views.retention_modal(current(asker), asker.words, text),
    )


SUBMITS = {
    views.GENERAL: submit_general,
    views.ADMINS: submit_admins,
    views.CHANNEL: submit_channel,
    views.METER: submit_meter,
    views.RETENTION: submit_retention,
    views.LOGIN_AGE: submit_login_age,
    views.NAMES: submit_names,
}
