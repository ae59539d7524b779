"""`/school-classes`: the classes as a table that turns its pages, and what is done with one."""

import re
from collections.abc import Callable

from slack_bolt import App

from bot import typed
from bot.context import Asker
from bot.jobs import BY_NAME
from bot.listeners import class_changes
from bot.refusals import classes as words_of
from bot.refusals import sentence
from bot.turn import Turn, View, listener
from bot.views import classes as views
from bot.views import common
from bot.views.live import option_values
from commands import class_names, classes
from commands.access import require_admin
from commands.class_changes import Act
from commands.errors import (
    BadFieldError,
    ClassNameTakenError,
    SameClassNameError,
    UnknownClassError,
)
from commands.fields import class_name

CREATING = {"create", "creer", "new", "nouvelle", "ajouter", "add"}
RENAMING = {"rename", "renommer"}
ACTS = {
    "merge": Act.MERGE,
    "fusionner": Act.MERGE,
    "move": Act.MOVE,
    "deplacer": Act.MOVE,
    "delete": Act.DELETE,
    "supprimer": Act.DELETE,
}


def register(app: App) -> None:
    app.action(re.compile(f"^{views.PAGE}:"))(listener(turn_page))
    app.action(views.OPEN)(listener(open_chosen))
    app.action(re.compile(f"^{views.SHOW}:"))(listener(show))
    app.action(views.CREATE)(listener(create))
    app.action(views.RENAME)(listener(rename))
    app.options(views.OPEN)(listener(suggest))
    app.view(views.NAME_FORM)(listener(submit_name))
    class_changes.register(app)


def start(turn: Turn, text: str) -> None:
    """Without words the table, in private; with words what they mean, in a modal."""
    if text:
        turn.show(lambda asker: view_for(asker, text))
        return
    asker = turn.who()
    told, blocks = _table(asker)
    turn.tell(told, blocks)
    if not turn.channel_id:
        turn.show(lambda asker: views.elsewhere_modal(asker.words))
    elif not turn.channel_id.startswith("D"):
        turn.whisper(views.elsewhere(asker.words))


def view_for(asker: Asker, text: str) -> View:
    """`6B`, `create Harp`, `rename 6B`, `merge 6B`; a class alone opens its card."""
    word, rest = typed.first_word(text)
    if word not in {*CREATING, *RENAMING, *ACTS} or _called(asker, text) is not None:
        return _meant(asker, text, _card)
    if word in CREATING:
        return _naming(asker, None, rest)
    if not rest:
        job, language = BY_NAME["classes"], asker.words.language
        example = f"{job.command(language)} {job.said(job.examples[2], language)}"
        raise typed.NotUnderstoodError(text, example)
    if word in RENAMING:
        return _meant(asker, rest, _naming)
    act = ACTS[word]
    return _meant(asker, rest, lambda asker, class_id: class_changes.starting(asker, act, class_id))


def _called(asker: Asker, text: str) -> int | None:
    """The class of exactly this name: one may be called *New music*."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        return classes.named(session, asker.school_id, text)


def _meant(asker: Asker, name: str, build: Callable[[Asker, int], View]) -> View:
    """What to show of the class that is meant; if there is none, those nearest, and making it."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        try:
            class_id = classes.by_typed_name(session, asker.school_id, name).id
        except UnknownClassError as error:
            near = [classes.by_typed_name(session, asker.school_id, each) for each in error.near]
            return views.unknown_modal(name, near[:4], asker.words)
    return build(asker, class_id)


def _table(
    asker: Asker, *, after_id: int | None = None, before_id: int | None = None
) -> tuple[str, common.Blocks]:
    with asker.services.sessions.reading() as session:
        page = classes.overview(
            session,
            asker.school_id,
            after_id=after_id,
            before_id=before_id,
            limit=views.ROWS,
            by=asker.actor,
        )
    return views.table(page, asker.words)


def turn_page(turn: Turn) -> None:
    """The next or previous page takes the place of this one, in the same message."""
    turn.ack()
    asker = turn.who()
    side, _, class_id = turn.action["value"].partition(":")
    edge = {f"{side}_id": int(class_id)}
    text, blocks = _table(asker, **edge)
    turn.client.chat_update(
        channel=turn.channel_id or "",
        ts=turn.body["message"]["ts"],
        text=text,
        blocks=blocks,
        parse="none",
    )


def suggest(turn: Turn) -> None:
    """Classes whose name, or past name, has what is typed."""
    asker = turn.who_admin()
    with asker.services.sessions.reading() as session:
        found = classes.search(session, asker.school_id, str(turn.body.get("value", "")))
    turn.ack(options=option_values([common.option(each.name, str(each.id)) for each in found]))


def open_chosen(turn: Turn) -> None:
    """A class chosen under the table."""
    turn.ack()
    class_id = int(turn.action["selected_option"]["value"])
    turn.open(lambda asker: _card(asker, class_id))


def show(turn: Turn) -> None:
    """A class's card, in the place of the view."""
    turn.ack()
    class_id = int(turn.action["value"])
    turn.show(lambda asker: _card(asker, class_id))


def _card(asker: Asker, class_id: int) -> View:
    with asker.services.sessions.reading() as session:
        found = classes.card(session, asker.school_id, class_id, by=asker.actor)
    return views.card_modal(found, asker.words)


def create(turn: Turn) -> None:
    """The form for a new class, with the name that was typed in vain, if any."""
    turn.ack()
    name = str(turn.action.get("value") or "")
    turn.show(lambda asker: _naming(asker, None, name))


def rename(turn: Turn) -> None:
    turn.ack()
    class_id = int(turn.action["value"])
    turn.show(lambda asker: _naming(asker, class_id))


def _naming(asker: Asker, class_id: int | None, typed_name: str = "") -> View:
    with asker.services.sessions.writing.begin() as session:
        draft_id = class_names.start(
            session, asker.school_id, class_id, by=asker.actor, now=asker.now
        )
    before = _name_of(asker, class_id)
    return views.naming_modal(draft_id, before, before or typed_name, asker.words)


def _name_of(asker: Asker, class_id: int | None) -> str | None:
    if class_id is None:
        return None
    with asker.services.sessions.reading() as session:
        return classes.card(session, asker.school_id, class_id, by=asker.actor).line.name


def submit_name(turn: Turn) -> None:
    """Create or rename; what is wrong with the name is said where it can be typed again."""
    name = views.read_name(turn.values)
    try:
        class_name(name)
    except BadFieldError as error:
        said = words_of.name_sentence(error, turn.form_words)
        turn.ack(response_action="errors", errors={views.NAME: said})
        return
    turn.wait()
    asker = turn.who(for_change=True)
    draft_id = turn.draft_id
    try:
        with asker.services.sessions.writing.begin() as session:
            done = class_names.apply(session, draft_id=draft_id, name=name, **asker.asking)
    except (ClassNameTakenError, SameClassNameError) as error:
        with asker.services.sessions.reading() as session:
            class_id = class_names.prepared(session, draft_id=draft_id, **asker.asking)
        before, problem = _name_of(asker, class_id), sentence(error, asker)
        turn.answer(views.naming_modal(draft_id, before, name, asker.words, problem))
        return
    turn.committed()
    turn.answer(views.named(done, asker.words))
