"""`/school-logins`: who never connected, as a message that turns its own pages."""

import re
from dataclasses import dataclass

from slack_bolt import App

from bot import admins_channel
from bot.admins_channel import ChannelRefusedError
from bot.context import Asker
from bot.postings import Named, figures_only
from bot.refusals import says
from bot.texts import Words, escaped
from bot.turn import Turn, View, listener
from bot.views import common, families
from bot.views import logins as views
from bot.views.live import option_values
from bot.views.logins import Asked, Shown
from commands import classes, logins, schedule
from commands.access import Role, require_admin
from commands.errors import ClassGoneError, CommandError, NotAllowedError, UnknownClassError
from store.keys import plain


@dataclass(eq=False)
class NotYourClassError(CommandError):
    """A teacher asks for a class that is none of theirs, or for none that there is."""

    name: str


@says(NotYourClassError)
def _not_yours(error: NotYourClassError, asker: Asker) -> str:
    text = asker.words.gettext("“{name}” is not one of your classes.")
    return text.format(name=escaped(error.name[:100]))


def register(app: App) -> None:
    app.action(re.compile(f"^{views.PAGE}:"))(listener(turn_page))
    app.action(views.CLASS)(listener(choose_class))
    app.action(views.FAMILIES)(listener(open_families))
    app.options(views.CLASS)(listener(suggest_classes))


def start(turn: Turn, text: str) -> None:
    """Answer in private, or in the admins' channel if it was asked there."""
    asker = turn.who()
    asked = Asked(_class_named(asker, text) if text else views.ALL)
    here = _may_answer_here(turn, asker)
    words = asker.school_words if here else asker.words
    told, blocks = _message(asker, asked, words)
    named = Named("logins", told, figures_only(told, words))
    posted = turn.tell_names(named, blocks, channel=here)
    _point_there(turn, asker, posted.channel)


def _class_named(asker: Asker, text: str) -> int:
    """The class that is meant; a teacher is told of no class but their own."""
    with asker.services.sessions.reading() as session:
        teachers = logins.scope_of(session, asker.school_id, asker.actor)
        if teachers is None:
            return classes.by_typed_name(session, asker.school_id, text).id
        own = classes.of_users(session, asker.school_id, teachers)
        try:
            return classes.by_typed_name(session, asker.school_id, text, among=own).id
        except UnknownClassError:
            raise NotYourClassError(text) from None


def _may_answer_here(turn: Turn, asker: Asker) -> str | None:
    """The admins' channel if an admin asked there and it is private and unshared still."""
    channel = asker.school.admins_channel
    if turn.channel_id != channel or asker.actor.role is not Role.ADMIN:
        return None
    try:
        admins_channel.check(turn.client, channel)
    except ChannelRefusedError:
        return None
    return channel


def _point_there(turn: Turn, asker: Asker, channel: str) -> None:
    """Where the answer is, if it is not where the person looks."""
    if channel == turn.channel_id:
        return
    if turn.channel_id:
        turn.whisper(views.elsewhere(asker.words))
    else:
        turn.show(lambda asker: views.elsewhere_modal(asker.words))


def _message(asker: Asker, asked: Asked, words: Words) -> tuple[str, common.Blocks]:
    return views.message(_shown(asker, asked), words)


def _shown(asker: Asker, asked: Asked) -> Shown:
    """Page and figures, of what this person may see."""
    school_id, now = asker.school_id, asker.now
    with asker.services.sessions.reading() as session:
        teachers = logins.scope_of(session, school_id, asker.actor)
        names = classes.names_of(session, school_id, [asked.class_id])
        if asked.class_id != views.ALL and not names:
            raise ClassGoneError
        class_id = asked.class_id if names else None
        page = logins.never_connected(
            session,
            school_id,
            class_id=class_id,
            teacher_user_ids=teachers,
            after=asked.after,
            before=asked.before,
            limit=views.ROWS,
            now=now,
        )
        totals = logins.totals(
            session, school_id, class_id=class_id, teacher_user_ids=teachers, now=now
        )
        cost = None
        if teachers is None and asker.school.meter_on:
            cost = logins.cost_so_far(session, school_id, class_id=class_id, now=now)
        by_class = []
        if not totals.never_connected:  # all have connected, or there is nobody
            by_class = logins.by_class(session, school_id, teacher_user_ids=teachers, now=now)
    return Shown(
        page=page,
        totals=totals,
        class_id=asked.class_id,
        class_name=names[0] if names else None,
        students=bool(totals.never_connected)
        or any(found.students for found in by_class if class_id in (None, found.class_id)),
        cost=cost,
        own=teachers is not None,
        today=asker.today,
    )


def turn_page(turn: Turn) -> None:
    """The next or previous page takes the place of this one, in the same message."""
    turn.ack()
    _redraw(turn, views.read_asked(turn.action["value"]))


def choose_class(turn: Turn) -> None:
    """Another class, from its first page."""
    turn.ack()
    chosen = turn.action.get("selected_option") or {}
    _redraw(turn, Asked(int(chosen.get("value", views.ALL))))


def _redraw(turn: Turn, asked: Asked) -> None:
    asker = turn.who()
    words = asker.words
    if turn.channel_id == asker.school.admins_channel:
        _require_admin(asker)  # a teacher there would narrow everybody's table to their classes
        words = asker.school_words
    text, blocks = _message(asker, asked, words)
    turn.client.chat_update(
        channel=turn.channel_id or "",
        ts=turn.body["message"]["ts"],
        text=text,
        blocks=blocks,
        parse="none",
    )


def _require_admin(asker: Asker) -> None:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)


def suggest_classes(turn: Turn) -> None:
    """Classes that have what is typed in their name, and all of them."""
    asker = turn.who()
    typed = str(turn.body.get("value", ""))
    try:
        found = _classes(asker, typed)
    except NotAllowedError:  # said when they choose; not at each letter
        turn.ack(options=[])
        return
    every = [] if typed else [(views.ALL, asker.words.gettext("All classes"))]
    options = [common.option(name, str(class_id)) for class_id, name in [*every, *found]]
    turn.ack(options=option_values(options[:100]))


def _classes(asker: Asker, typed: str) -> list[tuple[int, str]]:
    with asker.services.sessions.reading() as session:
        teachers = logins.scope_of(session, asker.school_id, asker.actor)
        if teachers is None:
            found = classes.search(session, asker.school_id, typed)
            return [(each.id, each.name) for each in found]
        own = logins.by_class(session, asker.school_id, teacher_user_ids=teachers, now=asker.now)
    named = [(each.class_id, each.name) for each in own]
    return [(id_, name) for id_, name in named if id_ and name and plain(typed) in plain(name)]


def open_families(turn: Turn) -> None:
    """The text for the families, and their addresses."""
    turn.ack()
    class_id = int(turn.action["value"]) or None

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            found = logins.contacts(
                session,
                asker.school_id,
                class_id=class_id,
                teacher_user_ids=logins.scope_of(session, asker.school_id, asker.actor),
                now=asker.now,
            )
            links = schedule.settings(session, asker.school_id, asker.now)
        return families.families_modal(
            found, asker.school.name, asker.words, asker.school_words, links=links
        )

    turn.open(build)
