"""`/school-restore`: the days, then everybody of one, or all but, or only some."""

import re
from collections.abc import Iterable
from datetime import date

from slack_bolt import App

from bot import typed
from bot.context import Asker
from bot.jobs import BY_NAME
from bot.refusals import people_named
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import deletion_days as day_views
from bot.views import restore as views
from bot.views.conflicts import JOIN
from bot.views.deletion_days import Names
from bot.views.live import block_pattern, moved, option_values, promises_nothing
from bot.views.people import option_text
from commands import deletions
from commands.access import require_admin
from commands.deletions import Choice, DeletionDay, RestorePreview
from commands.errors import (
    CommandError,
    FiguresMovedError,
    NothingDeletedError,
    NothingToChangeError,
)

LONGEST = 200
"""Of a name that is looked for: each word of it is a condition."""


def register(app: App) -> None:
    for name in views.LIVE:
        app.action({"action_id": name, "block_id": block_pattern(name)})(listener(redraw))
    app.action(re.compile(f"^{day_views.CHOOSE_DAY}(:|$)"))(listener(choose_day))
    app.action(re.compile(f"^{JOIN}:"))(listener(click_join))
    app.options(views.PEOPLE)(listener(suggest_people))
    app.view(views.FORM)(listener(submit))


def view_for(asker: Asker, text: str) -> View:
    """What `/school-restore` with these words opens: a day, a name, or the days."""
    days = _days(asker)
    if not days:
        raise NothingDeletedError
    if not text:
        return day_views.days_modal(days, _names(asker, days), asker)
    day = typed.day(text, asker.today, past=True)
    if day is not None:
        return _of_day(asker, days, day)
    if "/" in text:
        command = BY_NAME["restore"].command(asker.words.language)
        raise typed.NotUnderstoodError(text, f"{command} {asker.words.gettext('23/11')}")
    return _named(asker, days, text)


def _days(asker: Asker) -> list[DeletionDay]:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        return deletions.days(session, asker.school_id)


def _names(asker: Asker, days: Iterable[DeletionDay]) -> Names:
    """Who did the deletions that are shown, each asked for once."""
    return people_named({act.by for day in days for act in day.acts}, asker)


def _of_day(asker: Asker, days: list[DeletionDay], day: date) -> View:
    if all(each.day != day for each in days):
        near = day_views.nearest(days, day)
        lead = day_views.no_such_day(day, asker.words)
        return day_views.days_modal(near, _names(asker, near), asker, lead)
    return start(asker, views.Form(day))


def _named(asker: Asker, days: list[DeletionDay], text: str) -> View:
    """Who was deleted under this name, of whatever day; homonyms are taken out by hand."""
    with asker.services.sessions.reading() as session:
        found = deletions.names_of(
            session, asker.school_id, Choice(), text[:LONGEST], limit=views.AT_MOST
        )
    if not found:
        lead = day_views.nobody_named(text, asker.words)
        return day_views.days_modal(days, _names(asker, days), asker, lead)
    people = tuple(common.option(option_text(each, asker.words), str(each.id)) for each in found)
    return start(asker, views.Form(None, how=views.ONLY, people=people))


def start_one(asker: Asker, user_id: int) -> View:
    """The form for one deleted person, of whatever day."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = deletions.names_of(session, asker.school_id, Choice(user_ids=(user_id,)), "")
    people = tuple(common.option(option_text(each, asker.words), str(each.id)) for each in found)
    if not people:
        raise NothingDeletedError
    return start(asker, views.Form(None, how=views.ONLY, people=people))


def start(asker: Asker, form: views.Form) -> View:
    """The form with a draft of its own."""
    with asker.services.sessions.writing.begin() as session:
        preview = deletions.start_restore(
            session, asker.school_id, form.choice, by=asker.actor, now=asker.now
        )
    return _drawn(asker, form, preview.draft_id, preview)


def _drawn(
    asker: Asker,
    form: views.Form,
    draft_id: str,
    preview: RestorePreview | None,
    notice: str = "",
) -> View:
    day = next((each for each in _days(asker) if each.day == form.day), None)
    names = _names(asker, [day] if day else [])
    return views.restore_modal(form, draft_id, preview, day, names, asker, notice)


def choose_day(turn: Turn) -> None:
    """A day of the list takes the place of the list."""
    turn.ack()
    chosen = turn.action.get("value") or turn.action["selected_option"]["value"]
    asker = turn.who()
    turn.update(_of_day(asker, _days(asker), date.fromisoformat(chosen)))


def redraw(turn: Turn) -> None:
    """An input changed: the draft and the preview follow."""
    turn.ack()
    asker = turn.who()
    turn.update(_changed(turn, asker))


def _changed(turn: Turn, asker: Asker, notice: str = "") -> View:
    """Keep in the draft what the form holds now, and draw its preview."""
    form = views.read_form(turn.values, _prepared(turn, asker))
    preview: RestorePreview | None
    try:
        with asker.services.sessions.writing.begin() as session:
            preview = deletions.change_restore(
                session,
                asker.school_id,
                turn.draft_id,
                form.choice,
                by=asker.actor,
                now=asker.now,
            )
    except NothingDeletedError:  # all were taken out by hand, or are back meanwhile
        preview = None
    return _drawn(asker, form, turn.draft_id, preview, notice)


def _prepared(turn: Turn, asker: Asker) -> Choice:
    with asker.services.sessions.reading() as session:
        return deletions.prepared_restore(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )


def submit(turn: Turn) -> None:
    """The click on the figure; a form that says something else than its figure is drawn anew."""
    turn.wait()
    asker = turn.who(for_change=True)
    choice = _prepared(turn, asker)
    form = views.read_form(turn.values, choice)
    if form.choice != choice or not form.complete or promises_nothing(turn.view):
        turn.answer(_changed(turn, asker))
        return
    try:
        with asker.services.sessions.writing.begin() as session:
            done = deletions.apply_restore(
                session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
            )
    except (FiguresMovedError, NothingDeletedError, NothingToChangeError):
        turn.answer(moved(_changed(turn, asker), asker.words))
        return
    turn.committed()
    turn.answer(views.done(done, asker.words))


def click_join(turn: Turn) -> None:
    """Two accounts of one person become one; the form goes on with the others."""
    turn.ack()
    asker = turn.who(for_change=True)
    gone, _, live = turn.action["value"].partition(":")
    with asker.services.sessions.writing.begin() as session:
        done = deletions.join(
            session, asker.school_id, int(gone), int(live), by=asker.actor, now=asker.now
        )
    turn.committed()
    if turn.view.get("callback_id") == views.FORM:
        turn.update(_changed(turn, asker, views.joined_text(done, asker.words)))
    else:
        turn.update(views.joined(done, asker.words))


def suggest_people(turn: Turn) -> None:
    """Who was deleted that day by name; nobody once the preview has ended."""
    asker = turn.who_admin()
    typed_text = str(turn.body.get("value", ""))
    try:
        prepared = _prepared(turn, asker)
    except CommandError:  # said when the form is sent; a menu can only be empty
        turn.ack(options=[])
        return
    scope = Choice(prepared.day, prepared.deletion_id)
    with asker.services.sessions.reading() as session:
        found = deletions.names_of(session, asker.school_id, scope, typed_text)
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=option_values(options))
