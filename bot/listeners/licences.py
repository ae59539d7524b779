"""`/school-licences`: assign, revoke and give back, with a live preview."""

from dataclasses import replace

from slack_bolt import App
from slackblocks import Option

from bot import typed
from bot.context import Asker
from bot.jobs import BY_NAME
from bot.turn import Turn, View, listener
from bot.views import common, licence_figures, live
from bot.views import licences as views
from bot.views.people import option_text
from commands import classes, licences, users
from commands.errors import FiguresMovedError
from commands.licences import Action, Revocation
from commands.selection import Selection
from store.keys import plain
from store.session import Session

VERBS = {
    "attribuer": Action.ASSIGN,
    "assign": Action.ASSIGN,
    "donner": Action.ASSIGN,
    "retirer": Action.REVOKE,
    "reprendre": Action.REVOKE,
    "revoke": Action.REVOKE,
    "rendre": Action.GIVE_BACK,
    "give": Action.GIVE_BACK,
}
GROUPS = {
    "eleves": views.STUDENTS,
    "students": views.STUDENTS,
    "professeurs": views.TEACHERS,
    "profs": views.TEACHERS,
    "teachers": views.TEACHERS,
    "tous": views.EVERYBODY,
    "everybody": views.EVERYBODY,
    "jamais": views.NEVER,
    "never": views.NEVER,
}


def register(app: App) -> None:
    for name in views.LIVE:
        app.action({"action_id": name, "block_id": live.block_pattern(name)})(listener(redraw))
    app.options(views.CLASSES)(listener(suggest_classes))
    app.options(views.LEFT_OUT)(listener(suggest_people))
    app.view(views.FORM)(listener(submit))


def view_for(asker: Asker, text: str) -> View:
    """What `/school-licences` with these words opens."""
    return start(asker, _typed(asker, text))


def start(asker: Asker, form: views.Form) -> View:
    """The form with a draft of its own."""
    with asker.services.sessions.writing.begin() as session:
        preview = licences.start(
            session,
            asker.school_id,
            form.action,
            _whom(form),
            given_back=form.given_back,
            by=asker.actor,
            now=asker.now,
        )
        revocations = _revocations(session, asker, form)
    return views.licences_modal(form, preview, revocations, asker)


def _typed(asker: Asker, text: str) -> views.Form:
    """`revoke 6B`, `rendre`, `attribuer élèves`; a class alone is looked at to revoke."""
    word, rest = typed.first_word(text)
    if not word:
        return views.Form(Action.REVOKE, views.IN_CLASSES, Selection(), None)
    action = VERBS.get(word)
    if action is None:
        raise typed.NotUnderstoodError(text, _example(asker))
    if action is Action.GIVE_BACK:
        return views.Form(action, views.EVERYBODY, Selection(), None)
    if not rest:
        return views.Form(action, views.IN_CLASSES, Selection(), None)
    if who := GROUPS.get(plain(rest)):
        return views.Form(action, who, views.selection_of(who), None)
    group, class_name = typed.first_word(rest)
    never = GROUPS.get(group) == views.NEVER
    with asker.services.sessions.reading() as session:
        found = classes.by_typed_name(session, asker.school_id, class_name if never else rest)
    chosen = common.option(found.name, str(found.id))
    selection = Selection(class_ids=(found.id,), never_connected=never)
    return views.Form(action, views.IN_CLASSES, selection, None, class_options=(chosen,))


def _example(asker: Asker) -> str:
    command = BY_NAME["licences"].command(asker.words.language)
    return f"{command} {asker.words.gettext('revoke 6B')}"


def _whom(form: views.Form) -> Selection:
    """The form's selection; one that is not complete yet matches nobody."""
    if views.is_complete(form):
        return form.selection
    return replace(form.selection, user_ids=(0,))


def redraw(turn: Turn) -> None:
    """An input changed: the draft and the preview follow."""
    turn.ack()
    asker = turn.who()
    turn.update(_changed(turn, asker))


def _changed(turn: Turn, asker: Asker) -> View:
    """Keep in the draft what the form holds now, and draw its preview."""
    with asker.services.sessions.writing.begin() as session:
        before = _kept(
            turn, asker, licences.prepared(session, draft_id=turn.draft_id, **asker.asking)
        )
        form = views.read_form(turn.values, before)
        preview = licences.change(
            session,
            action=form.action,
            selection=_whom(form),
            given_back=form.given_back,
            draft_id=turn.draft_id,
            **asker.asking,
        )
        revocations = _revocations(session, asker, form)
    return views.licences_modal(form, preview, revocations, asker)


def _revocations(session: Session, asker: Asker, form: views.Form) -> list[Revocation]:
    """What the form offers to give back, if it asks for that."""
    if form.action is not Action.GIVE_BACK:
        return []
    return licences.revocations(session, asker.school_id)


def _kept(turn: Turn, asker: Asker, prepared: tuple[Action, Selection, int | None]) -> views.Form:
    """The draft's form; a class chosen by what was typed is chosen still."""
    action, selection, given_back = prepared
    return views.Form(action, views.who_of(selection), selection, given_back)


def submit(turn: Turn) -> None:
    """The click on the figure; a form that says something else than its figure is drawn anew."""
    turn.wait()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        action, selection, given_back = licences.prepared(
            session, draft_id=turn.draft_id, **asker.asking
        )
    before = _kept(turn, asker, (action, selection, given_back))
    form = views.read_form(turn.values, before)
    promised = (action, selection, given_back) == (form.action, _whom(form), form.given_back)
    if not promised or not views.is_complete(form) or live.promises_nothing(turn.view):
        turn.answer(_changed(turn, asker))
        return
    try:
        with asker.services.sessions.writing.begin() as session:
            done = licences.apply(session, draft_id=turn.draft_id, **asker.asking)
    except FiguresMovedError:
        turn.answer(live.moved(_changed(turn, asker), asker.words))
        return
    turn.committed()
    turn.answer(licence_figures.done(done, asker.words))


def suggest_classes(turn: Turn) -> None:
    """Classes whose name contains what is typed."""
    asker = turn.who_admin()
    with asker.services.sessions.reading() as session:
        found = classes.search(session, asker.school_id, str(turn.body.get("value", "")))
    turn.ack(options=live.option_values([_class_option(asker, each) for each in found]))


def _class_option(asker: Asker, found: classes.ClassLine) -> Option:
    return common.option(found.name, str(found.id))


def suggest_people(turn: Turn) -> None:
    """Undeleted people by name or address, the class beside those named alike."""
    asker = turn.who_admin()
    with asker.services.sessions.reading() as session:
        found = users.names_like(session, asker.school_id, str(turn.body.get("value", "")))
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=live.option_values(options))
