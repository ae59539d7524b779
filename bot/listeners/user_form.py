"""Add a person, or change one; what is wrong is said at its field."""

from slack_bolt import App

from bot.context import Asker
from bot.listeners.cards import refresh_below
from bot.refusals import sentence
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import user_form as views
from bot.views.live import option_values
from commands import classes, user_forms, users
from commands.access import require_admin
from commands.errors import BadFieldError, ExternalIdTakenError, SamePersonExistsError
from commands.fields import problems
from commands.users import UserSaved

Refused = BadFieldError | ExternalIdTakenError | SamePersonExistsError


def register(app: App) -> None:
    app.options(views.CLASSES)(listener(suggest_classes))
    app.view(views.ADD)(listener(submit_new))
    app.view(views.CHANGE)(listener(submit_change))


def adding(asker: Asker, entered: views.Entered | None = None) -> View:
    """The form for somebody new."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
    return views.form_modal(entered or views.read_typed_name(""), asker.words)


def changing(asker: Asker, user_id: int) -> View:
    """The form for one person, as they are now."""
    with asker.services.sessions.writing.begin() as session:
        draft_id, card = user_forms.start(
            session, asker.school_id, user_id, by=asker.actor, now=asker.now
        )
    return views.form_modal(views.of_card(card), asker.words, draft_id=draft_id)


def submit_new(turn: Turn) -> None:
    entered = views.read_form(turn.values)
    if _wrong_at_a_field(turn, entered, frozenset()):
        return
    turn.wait()
    asker = turn.who(for_change=True)
    try:
        saved = _add(asker, entered)
    except (BadFieldError, ExternalIdTakenError, SamePersonExistsError) as error:
        turn.answer(views.form_modal(entered, asker.words, problem=_problem(error, asker)))
        return
    turn.committed()
    turn.answer(views.added(saved, _name(entered), asker.words))


def submit_change(turn: Turn) -> None:
    """Change what differs from what the form showed, however long ago that was."""
    entered = views.read_form(turn.values)
    if _wrong_at_a_field(turn, entered, views.untouched(turn.view)):
        return
    turn.wait()
    asker = turn.who(for_change=True)
    try:
        saved = _change(asker, turn.draft_id, entered)
    except (BadFieldError, ExternalIdTakenError, SamePersonExistsError) as error:
        problem = _problem(error, asker)
        turn.answer(views.form_modal(entered, asker.words, draft_id=turn.draft_id, problem=problem))
        return
    turn.committed()
    turn.answer(views.changed(saved, _name(entered), asker.words))
    refresh_below(turn, asker, saved.user_id)


def _wrong_at_a_field(turn: Turn, entered: views.Entered, kept: frozenset[str]) -> bool:
    """Acknowledge with an error at each field that the form alone can tell; whether there was."""
    found = problems(entered.fields, [entered.new_class])
    said = views.errors([each for each in found if each.column not in kept], turn.form_words)
    if said:
        turn.ack(response_action="errors", errors=said)
    return bool(said)


def _add(asker: Asker, entered: views.Entered) -> UserSaved:
    with asker.services.sessions.writing.begin() as session:
        names = classes.names_by_id(session, asker.school_id, entered.class_ids)
        return users.add(
            session,
            asker.school_id,
            entered.fields,
            class_names=[name for _id, name in names] + _new(entered),
            licence=entered.licence,
            by=asker.actor,
            now=asker.now,
        )


def _change(asker: Asker, draft_id: str, entered: views.Entered) -> UserSaved:
    with asker.services.sessions.writing.begin() as session:
        was = user_forms.shown(session, asker.school_id, draft_id, by=asker.actor, now=asker.now)
        names = classes.names_by_id(session, asker.school_id, entered.class_ids)
        wanted = [name for _id, name in names] + _new(entered)
        return users.change(
            session,
            asker.school_id,
            was.user_id,
            user_forms.changes(was, entered.fields, wanted),
            by=asker.actor,
            now=asker.now,
        )


def _new(entered: views.Entered) -> list[str]:
    return [entered.new_class] if entered.new_class else []


def _problem(error: Refused, asker: Asker) -> views.Problem:
    user_id = None if isinstance(error, BadFieldError) else error.user_id
    return views.Problem(sentence(error, asker), user_id)


def _name(entered: views.Entered) -> str:
    return f"{entered.fields.first_name} {entered.fields.last_name}".strip()


def suggest_classes(turn: Turn) -> None:
    """Classes whose name contains what is typed."""
    asker = turn.who_admin()
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = classes.search(session, asker.school_id, str(turn.body.get("value", "")))
    options = [common.option(each.name, str(each.id)) for each in found]
    turn.ack(options=option_values(options))
