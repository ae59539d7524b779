"""Merge a class, move its people, delete it: the forms with a live preview."""

from collections.abc import Callable

from slack_bolt import App

from bot.context import Asker
from bot.turn import Turn, View, listener
from bot.views import class_changes as views
from bot.views import classes as class_views
from bot.views import common
from bot.views.live import block_pattern, moved, option_values, promises_nothing
from bot.views.people import option_text
from commands import class_changes, classes, users
from commands.class_changes import Act, Plan
from commands.errors import CommandError, FiguresMovedError, NobodyMatchesError
from commands.selection import Selection


def register(app: App) -> None:
    opens = {
        class_views.MERGE: Act.MERGE,
        class_views.MOVE: Act.MOVE,
        class_views.DELETE: Act.DELETE,
    }
    for action_id, act in opens.items():
        app.action(action_id)(listener(_opens(act)))
    for name in views.LIVE:
        app.action({"action_id": name, "block_id": block_pattern(name)})(listener(redraw))
    app.options(views.INTO)(listener(suggest_classes))
    for name in (views.ONLY, views.LEFT_OUT):
        app.options(name)(listener(suggest_people))
    app.view(views.FORM)(listener(submit))


def _opens(act: Act) -> Callable[[Turn], None]:
    def run(turn: Turn) -> None:
        turn.ack()
        class_id = int(turn.action["value"])
        turn.show(lambda asker: starting(asker, act, class_id))

    return run


def starting(asker: Asker, act: Act, class_id: int) -> View:
    """The form, with a draft of its own."""
    people = views.STUDENTS_ONLY if act is Act.MOVE else views.EVERYBODY
    with asker.services.sessions.writing.begin() as session:
        preview = class_changes.start(
            session,
            asker.school_id,
            Plan(act, class_id, people=people),
            by=asker.actor,
            now=asker.now,
        )
    return views.plan_modal(preview, [], [], asker.words)


def redraw(turn: Turn) -> None:
    """The preview follows what is chosen."""
    turn.ack()
    asker = turn.who()
    turn.update(_changed(turn, asker))


def _changed(turn: Turn, asker: Asker) -> View:
    plan = views.read_plan(turn.values, _prepared(turn, asker))
    with asker.services.sessions.writing.begin() as session:
        preview = class_changes.change(
            session, asker.school_id, turn.draft_id, plan, by=asker.actor, now=asker.now
        )
    only, left_out = (
        views.read_options(turn.values, name) for name in (views.ONLY, views.LEFT_OUT)
    )
    return views.plan_modal(preview, only, left_out, asker.words)


def _prepared(turn: Turn, asker: Asker) -> Plan:
    with asker.services.sessions.reading() as session:
        return class_changes.prepared(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )


def submit(turn: Turn) -> None:
    """The click on the figure; a form that says something else than its figure is drawn anew."""
    turn.wait()
    asker = turn.who(for_change=True)
    plan = _prepared(turn, asker)
    if views.read_plan(turn.values, plan) != plan or promises_nothing(turn.view):
        turn.answer(_changed(turn, asker))
        return
    try:
        with asker.services.sessions.writing.begin() as session:
            done = class_changes.apply(
                session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
            )
    except (FiguresMovedError, NobodyMatchesError):
        turn.answer(moved(_changed(turn, asker), asker.words))
        return
    turn.committed()
    turn.answer(views.done(done, asker.words))


def suggest_classes(turn: Turn) -> None:
    """The other classes whose name has what is typed."""
    asker = turn.who_admin()
    try:
        own = _prepared(turn, asker).class_id
    except CommandError:  # said when the form is sent
        turn.ack(options=[])
        return
    with asker.services.sessions.reading() as session:
        found = classes.search(session, asker.school_id, str(turn.body.get("value", "")))
    options = [common.option(each.name, str(each.id)) for each in found if each.id != own]
    turn.ack(options=option_values(options))


def suggest_people(turn: Turn) -> None:
    """People of the class by name."""
    asker = turn.who_admin()
    try:
        plan = _prepared(turn, asker)
    except CommandError:  # said when the form is sent
        turn.ack(options=[])
        return
    chosen = Selection(
        class_ids=(plan.class_id,),
        role=plan.people.role,
        with_teachers=plan.people.with_teachers,
        text=str(turn.body.get("value", "")),
    )
    with asker.services.sessions.reading() as session:
        found = users.search(session, asker.school_id, chosen, now=asker.now).rows
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=option_values(options))
