"""`/school-export`: a list as a file, in the channel or in private."""

from dataclasses import replace

from slack_bolt import App
from slack_sdk.errors import SlackApiError
from slackblocks import Option

from bot import files, places, typed
from bot.context import Asker
from bot.handing_over import NOT_SENT, hand_over, not_sent
from bot.listeners.licences import suggest_classes
from bot.places import Kind, Place
from bot.turn import Turn, View, listener
from bot.views import common
from bot.views import export as views
from commands import classes, exports
from commands.exports import Cells, Figures, Form, Wanted
from commands.selection import Selection
from store.session import Session

GROUPS = {
    "eleves": views.STUDENTS,
    "eleve": views.STUDENTS,
    "students": views.STUDENTS,
    "professeurs": views.TEACHERS,
    "profs": views.TEACHERS,
    "teachers": views.TEACHERS,
}
NOT_THERE = {"not_in_channel", "channel_not_found"}


def register(app: App) -> None:
    app.options(views.CLASS)(listener(suggest_classes))
    app.view(views.FORM)(listener(submit))
    app.action(views.IN_PRIVATE)(listener(click_in_private))
    app.action(views.ANYWAY)(listener(click_anyway))
    app.action(views.RETRY)(listener(click_retry))


def start(turn: Turn, text: str) -> None:
    """What `/school-export` with these words opens: the form, with the channel it was typed in."""

    def build(asker: Asker) -> View:
        role, chosen = _typed(asker, text)
        place = places.look(
            turn.client, turn.channel_id, name=str(turn.body.get("channel_name", ""))
        )
        class_ids = (int(chosen.value),) if chosen else ()
        wanted = Wanted(Selection(role=role, class_ids=class_ids), Form.SPREADSHEET, place.id)
        with asker.services.sessions.writing.begin() as session:
            draft_id = exports.prepare(
                session, asker.school_id, wanted, by=asker.actor, now=asker.now
            )
        cells = Cells.of(asker.school.language)
        return views.export_modal(views.Offer(role, place, cells, chosen), draft_id, asker.words)

    turn.show(build)


def _typed(asker: Asker, text: str) -> tuple[str, Option | None]:
    """`élèves`, `teachers`, `students 6B`, `6B`: the role, and the class if one is named."""
    word, rest = typed.first_word(text)
    role = GROUPS.get(word)
    name = rest if role else text.strip()
    if not name:
        return role or views.STUDENTS, None
    with asker.services.sessions.reading() as session:
        found = classes.by_typed_name(session, asker.school_id, name)
    return role or views.STUDENTS, common.option(found.name, str(found.id))


def submit(turn: Turn) -> None:
    """The form: keep what it asks for, then send the file or ask about a public channel."""
    turn.wait()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        before = exports.prepared(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )
        wanted = views.read_form(turn.values, before)
        _keep(session, turn, asker, wanted)
    _deliver(turn, asker, wanted, sure=False)


def click_in_private(turn: Turn) -> None:
    """Not into the public channel."""
    turn.ack()
    asker = turn.who(for_change=True)
    with asker.services.sessions.writing.begin() as session:
        before = exports.prepared(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )
        wanted = replace(before, place=None)
        _keep(session, turn, asker, wanted)
    _deliver(turn, asker, wanted, sure=True)


def click_anyway(turn: Turn) -> None:
    """Into the public channel, knowing what it is."""
    turn.ack()
    asker = turn.who(for_change=True)
    _deliver(turn, asker, _prepared(turn, asker), sure=True)


def click_retry(turn: Turn) -> None:
    """Once more what Slack refused; a public channel is asked about again."""
    turn.ack()
    asker = turn.who(for_change=True)
    _deliver(turn, asker, _prepared(turn, asker), sure=False)


def _prepared(turn: Turn, asker: Asker) -> Wanted:
    with asker.services.sessions.reading() as session:
        return exports.prepared(
            session, asker.school_id, turn.draft_id, by=asker.actor, now=asker.now
        )


def _keep(session: Session, turn: Turn, asker: Asker, wanted: Wanted) -> None:
    exports.change(session, asker.school_id, turn.draft_id, wanted, by=asker.actor, now=asker.now)


def _deliver(turn: Turn, asker: Asker, wanted: Wanted, *, sure: bool) -> None:
    """Write the file, send it, note it; say where it is or why it is not."""
    place = places.look(turn.client, wanted.place)
    with asker.services.sessions.reading() as session:
        figures = exports.preview(session, asker.school_id, wanted, by=asker.actor)
    if place.kind is Kind.PUBLIC and not sure:
        turn.answer(views.ask_public(place, figures, turn.draft_id, asker.words))
        return
    turn.answer(views.working(asker.words))
    try:
        reached, figures = _send(turn, asker, wanted, place)
    except NOT_SENT as error:
        text = not_sent(error, place, asker.words)
        turn.answer(views.failed(text, turn.draft_id, asker.words))
        return
    outside = Place(Kind.OUTSIDE, place.id, place.name) if place.takes_files else place
    note = "" if reached == place else views.elsewhere_sentence(outside, asker.words)
    turn.answer(views.done(wanted, figures, reached, note, asker.words))


def _send(turn: Turn, asker: Asker, wanted: Wanted, place: Place) -> tuple[Place, Figures]:
    """Stream the file to Slack, note that it goes out, share it; the place that took it."""
    name, class_name = _names(asker, wanted)
    with files.spooled() as file:
        with asker.services.sessions.reading() as session:
            figures = exports.write(session, asker.school_id, wanted, file, by=asker.actor)
        file_id = files.upload(turn.client, file, name)

    def record(session: Session) -> int:
        return exports.record(
            session,
            asker.school_id,
            wanted,
            figures,
            file_id=file_id,
            draft_id=turn.draft_id,
            by=asker.actor,
            now=asker.now,
        )

    def share() -> Place:
        days = asker.school.file_days
        if place.takes_files and place.id is not None:
            text = views.comment(wanted, figures, class_name, days, asker.school_words)
            try:
                files.share(turn.client, file_id, name, place.id, text)
            except SlackApiError as error:
                if error.response["error"] not in NOT_THERE:
                    raise
            else:
                return place
        direct = files.direct_channel(turn.client, turn.user_id)
        text = views.comment(wanted, figures, class_name, days, asker.words)
        files.share(turn.client, file_id, name, direct, text)
        return Place(Kind.DIRECT, direct)

    return hand_over(turn, asker, record, share), figures


def _names(asker: Asker, wanted: Wanted) -> tuple[str, str | None]:
    """The name of the file, and of the class it is about."""
    with asker.services.sessions.reading() as session:
        found = classes.names_of(session, asker.school_id, wanted.selection.class_ids)
    class_name = found[0] if len(found) == 1 else None
    role = wanted.selection.role or views.STUDENTS
    return files.list_name(role, class_name, asker.today, asker.school.language), class_name
