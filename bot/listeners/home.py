"""The Home tab, drawn each time that somebody comes to it."""

from slack_bolt import App

from bot.context import Asker
from bot.listeners.help import admin_names
from bot.refusals import sentence, sentence_of_trouble
from bot.refusals.settings import NotSetUpError
from bot.turn import Turn, View, listener
from bot.views import home as views
from commands import access, account, events, logins
from commands.access import Role
from commands.errors import CommandError
from store.session import UNAVAILABLE


def register(app: App) -> None:
    app.event("app_home_opened")(listener(opened))


def opened(turn: Turn) -> None:
    """Draw the tab; an event that comes a second time draws nothing."""
    turn.ack()
    if turn.body["event"].get("tab") != "home":
        return
    try:
        asker = turn.who()
        view = view_for(asker) if _is_first(turn, asker) else None
    except UNAVAILABLE as error:
        view = views.sentence_home(sentence_of_trouble(error, "", None))
    if view is not None:
        turn.client.views_publish(user_id=turn.user_id, view=view)


def _is_first(turn: Turn, asker: Asker) -> bool:
    with asker.services.sessions.writing.begin() as session:
        return events.is_first(session, asker.school_id, turn.body["event_id"], asker.now)


def view_for(asker: Asker) -> View:
    """What this person sees there."""
    role = asker.actor.role
    if role is Role.NOBODY:
        return views.sentence_home(views.stranger_sentence(asker.words))
    if not asker.school.set_up:
        return _before_set_up(asker)
    try:
        return _BUILD[role](asker)
    except CommandError as error:  # a right withdrawn between two questions
        return views.sentence_home(sentence(error, asker))


def _before_set_up(asker: Asker) -> View:
    if asker.actor.role is Role.ADMIN:
        return views.new_home(asker.words)
    with asker.services.sessions.reading() as session:
        error = NotSetUpError(access.admin_ids(session, asker.school_id))
    return views.sentence_home(sentence(error, asker))


def _admin(asker: Asker) -> View:
    with asker.services.sessions.reading() as session:
        access.require_admin(session, asker.school_id, asker.actor)
        found = account.view(session, asker.school_id, now=asker.now)
    return views.admin_home(found, admin_names(asker), asker)


def _teacher(asker: Asker) -> View:
    with asker.services.sessions.reading() as session:
        teachers = logins.scope_of(session, asker.school_id, asker.actor)
        found = logins.totals(session, asker.school_id, teacher_user_ids=teachers, now=asker.now)
    return views.teacher_home(found, admin_names(asker), asker)


def _staff(asker: Asker) -> View:
    return views.staff_home(admin_names(asker), asker)


_BUILD = {Role.ADMIN: _admin, Role.TEACHER: _teacher, Role.STAFF: _staff}
