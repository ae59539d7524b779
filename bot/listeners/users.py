"""`/school-users`: look for people; one opens their card, several come as a table."""

import re
from dataclasses import replace

from slack_bolt import App

from bot import typed
from bot.context import Asker
from bot.listeners import delete, user_card, user_form
from bot.listeners.cards import card_view
from bot.postings import Named, figures_only
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import users as views
from bot.views.live import option_values
from bot.views.people import option_text
from bot.views.user_form import read_typed_name
from commands import classes, listings, users
from commands.access import require_admin
from commands.errors import CommandError, UnknownClassError
from commands.listings import Listing
from commands.selection import Selection
from commands.users import Order
from store.keys import plain

ADDING = {"add", "ajouter", "nouveau", "new", "creer"}

LONGEST = 200
"""Of what is looked for: each word of it is a condition."""


def register(app: App) -> None:
    app.view(views.SEARCH)(listener(submit))
    app.action(views.OPEN_CARD)(listener(open_card))
    app.action(re.compile(f"^{views.PAGE}:"))(listener(turn_page))
    app.action(views.ORDER)(listener(reorder))
    app.action(views.DELETE_LISTED)(listener(delete_listed))
    app.action(views.ADD)(listener(add))
    app.options(views.OPEN_CARD)(listener(suggest_listed))
    app.options(views.CLASSES)(listener(suggest_classes))
    for job in (user_card, user_form, delete):
        job.register(app)


def view_for(asker: Asker, text: str) -> View:
    """What `/school-users` with these words opens, where a modal is to be opened."""
    word, rest = typed.first_word(text)
    if word in ADDING:
        return user_form.adding(asker, read_typed_name(rest))
    if not text:
        _require_admin(asker)
        return views.search_modal(views.Form(), asker.words)
    selection = _meant(asker, text)
    return _shown(asker, selection) or _form_for(asker, selection)


def start(turn: Turn, text: str) -> None:
    """`/school-users` with words: several people come as a table, without any modal."""
    asker = turn.who()
    if plain(text).partition(" ")[0] in ADDING:
        turn.open(lambda asker: view_for(asker, text))
        return
    selection = _meant(asker, text)
    view = _shown(asker, selection)
    if view is not None:
        turn.open(lambda _asker: view)
        return
    _send(turn, asker, selection)
    if not (turn.channel_id or "").startswith("D"):
        turn.whisper(views.elsewhere(asker.words))


def _meant(asker: Asker, text: str) -> Selection:
    """A class by its name, with its teachers; anything else is a name or an address."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        try:
            found = classes.by_typed_name(session, asker.school_id, text)
        except UnknownClassError:
            return Selection(text=text[:LONGEST])
    return Selection(class_ids=(found.id,), with_teachers=True)


def _shown(asker: Asker, selection: Selection) -> View | None:
    """The card where one person fits, the form again where nobody does; None for several."""
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = users.search(session, asker.school_id, selection, now=asker.now, limit=2).rows
    if len(found) == 1:
        return card_view(asker, found[0].id)
    if found:
        return None
    return _deleted_card(asker, selection) or _form_for(asker, selection, nobody=True)


def _deleted_card(asker: Asker, selection: Selection) -> View | None:
    """The card of the only deleted person of this name, if nobody else is called so."""
    if not selection.text or selection.class_ids:
        return None
    with asker.services.sessions.reading() as session:
        gone = users.names_like(
            session, asker.school_id, selection.text, role=selection.role, deleted=True, limit=2
        )
    return card_view(asker, gone[0].id) if len(gone) == 1 else None


def _form_for(asker: Asker, selection: Selection, *, nobody: bool = False) -> View:
    """The search form with this selection in it, and why it is shown again."""
    near: tuple[str, ...] = ()
    with asker.services.sessions.reading() as session:
        if selection.text and not selection.class_ids:
            try:
                classes.by_typed_name(session, asker.school_id, selection.text)
            except UnknownClassError as error:
                near = error.near
        names = classes.names_by_id(session, asker.school_id, selection.class_ids)
    options = tuple(common.option(name, str(found)) for found, name in names)
    notice = views.nobody(selection.text, near, asker.words) if nobody else ""
    return views.search_modal(views.Form(selection, options), asker.words, notice)


def submit(turn: Turn) -> None:
    """The search: one person's card, the form again, or a table in private."""
    selection = views.read_search(turn.values).selection
    turn.wait()
    asker = turn.who()
    view = _shown(asker, selection)
    if view is None:
        total = _send(turn, asker, selection)
        view = views.sent(total, asker.words)
    turn.answer(view)


def _send(turn: Turn, asker: Asker, selection: Selection) -> int:
    """The first page of the table, as a direct message; how many there are in all."""
    with asker.services.sessions.writing.begin() as session:
        kept = listings.keep(session, selection=selection, **asker.asking)
    listing = _page(asker, kept)
    text, blocks = _message(asker, listing)
    turn.tell_names(Named("users", text, figures_only(text, asker.words)), blocks)
    return listing.page.total


def _page(
    asker: Asker, listing_id: str, *, after_id: int | None = None, before_id: int | None = None
) -> Listing:
    with asker.services.sessions.reading() as session:
        return listings.page(
            session,
            asker.school_id,
            listing_id,
            after_id=after_id,
            before_id=before_id,
            limit=views.ROWS,
            by=asker.actor,
            now=asker.now,
        )


def _message(asker: Asker, listing: Listing) -> tuple[str, list[dict[str, object]]]:
    with asker.services.sessions.reading() as session:
        names = classes.names_of(session, asker.school_id, listing.selection.class_ids)
    return views.table(listing, list(names), asker.words)


def turn_page(turn: Turn) -> None:
    """The next or previous page takes the place of this one, in the same message."""
    turn.ack()
    asker = turn.who()
    listing_id, side, user_id = turn.action["value"].split(":")
    edge = {f"{side}_id": int(user_id)}
    _redraw(turn, asker, _page(asker, listing_id, **edge))


def reorder(turn: Turn) -> None:
    """The whole list in another order, from its first page."""
    turn.ack()
    asker = turn.who()
    order = Order(turn.action["selected_option"]["value"])
    listing_id = views.read_listing(turn.action["block_id"])
    with asker.services.sessions.writing.begin() as session:
        listings.reorder(session, listing_id=listing_id, order=order, **asker.asking)
    _redraw(turn, asker, _page(asker, listing_id))


def _redraw(turn: Turn, asker: Asker, listing: Listing) -> None:
    text, blocks = _message(asker, listing)
    turn.client.chat_update(
        channel=turn.channel_id or "",
        ts=turn.body["message"]["ts"],
        text=text,
        blocks=blocks,
        parse="none",
    )


def open_card(turn: Turn) -> None:
    """Somebody chosen under the table."""
    turn.ack()
    user_id = int(turn.action["selected_option"]["value"])
    turn.open(lambda asker: card_view(asker, user_id))


def delete_listed(turn: Turn) -> None:
    """Everybody of the table: a preview first."""
    turn.ack()
    listing_id = turn.action["value"]

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            selection = listings.kept(
                session, asker.school_id, listing_id, by=asker.actor, now=asker.now
            )
        return delete.start(asker, selection)

    turn.open(build)


def add(turn: Turn) -> None:
    """The form for somebody new; in the search form's place."""
    turn.ack()
    turn.show(user_form.adding)


def suggest_listed(turn: Turn) -> None:
    """People of the table whose name or address has what is typed."""
    asker = turn.who_admin()
    listing_id = views.read_listing(str(turn.body.get("block_id", "")))
    looked_for = str(turn.body.get("value", ""))
    try:
        with asker.services.sessions.reading() as session:
            selection = listings.kept(
                session, asker.school_id, listing_id, by=asker.actor, now=asker.now
            )
            narrowed = replace(selection, text=f"{selection.text} {looked_for}".strip())
            found = users.search(session, asker.school_id, narrowed, now=asker.now).rows
    except CommandError:  # the list has ended, or its reader is no admin any more
        turn.ack(options=[])
        return
    options = [common.option(option_text(each, asker.words), str(each.id)) for each in found]
    turn.ack(options=option_values(options))


def suggest_classes(turn: Turn) -> None:
    """Classes whose name contains what is typed."""
    asker = turn.who_admin()
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
        found = classes.search(session, asker.school_id, str(turn.body.get("value", "")))
    options = [common.option(each.name, str(each.id)) for each in found]
    turn.ack(options=option_values(options))


def _require_admin(asker: Asker) -> None:
    with asker.services.sessions.reading() as session:
        require_admin(session, asker.school_id, asker.actor)
