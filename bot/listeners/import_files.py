"""Files that go with a list: the complete preview, the lines to correct, the new people."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from slack_bolt import App

from bot import files
from bot.context import Asker
from bot.handing_over import NOT_SENT, hand_over, not_sent
from bot.listeners.import_acts import source_of
from bot.listeners.import_ended import puts_away
from bot.places import Kind, Place
from bot.postings import Named, figures_only
from bot.roster_lines import line_sentence
from bot.turn import Turn, View, listener
from bot.views import common, families
from bot.views import export as export_views
from bot.views.imports import buttons, cells, result
from commands import handovers, lists, schedule
from commands.lists import UnclearLine, sources
from commands.rosters.writing import WORDINGS, write_cells, write_spreadsheet
from store.session import Session

TOLD = 15
"""Reasons that stand in the message beside the file."""


@dataclass(frozen=True)
class Written:
    """What a file holds: its lines, and the message that carries it, which names nobody."""

    rows: int
    text: str


Write = Callable[[BinaryIO], Written]


def register(app: App) -> None:
    app.action(buttons.WHOLE)(listener(puts_away(click_whole)))
    app.action(buttons.UNCLEAR)(listener(puts_away(click_unclear)))
    app.action(result.NEW)(listener(click_new))
    app.action(result.NEW_TEXT)(listener(click_new_text))


def click_whole(turn: Turn) -> None:
    """The complete preview, every line with what it comes to."""
    turn.ack()
    asker = turn.who(for_change=True)
    words = asker.words
    source, preview_id = source_of(asker, str(turn.action["value"]))

    def write(file: BinaryIO) -> Written:
        with asker.services.sessions.reading() as session:
            rows = lists.full_rows(
                session, asker.school_id, preview_id, by=asker.actor, now=asker.now
            )
            number = write_cells(
                (cells.record(row, words) for row in rows),
                file,
                header=cells.header(words),
                separator=_separator(asker),
            )
        text = words.ngettext(
            "📋 Complete preview: {n} line. It holds personal data.",
            "📋 Complete preview: {n} lines. It holds personal data.",
            number,
        )
        return Written(number, text)

    about = handovers.About("preview", source.options.role)
    _send(turn, asker, words.gettext("preview"), about, write)


def click_unclear(turn: Turn) -> None:
    """The lines to correct, as the file has them; the reasons stand beside it."""
    turn.ack()
    asker = turn.who(for_change=True)
    words = asker.words
    source, preview_id = source_of(asker, str(turn.action["value"]))

    told: list[str] = []

    def write(file: BinaryIO) -> Written:
        with asker.services.sessions.reading() as session:
            header, found = lists.unclear_lines(
                session, asker.school_id, preview_id, by=asker.actor, now=asker.now
            )
            rows: Iterator[Sequence[str]] = _cells(found, told, asker)
            # a list without column names stays one: its first line stands where they would
            first = header if header is not None else next(rows, ())
            number = write_cells(
                rows, file, header=first, separator=_separator(asker), raw=header is None
            )
        number += header is None
        text = words.ngettext(
            "📋 {n} line to correct, as your list has it.",
            "📋 {n} lines to correct, as your list has them.",
            number,
        )
        return Written(number, text)

    about = handovers.About("unclear", source.options.role)
    written = _send(turn, asker, words.gettext("lines-to-correct"), about, write)
    if written is None:
        return
    lead = words.ngettext("⚠️ {n} line to correct:", "⚠️ {n} lines to correct:", written.rows)
    more = ["…"] if written.rows > len(told) else []
    text = "\n".join([lead, *told, *more])
    turn.tell_names(Named("unclear_lines", text, figures_only(lead, words)))


def _cells(
    found: Iterator[UnclearLine], told: list[str], asker: Asker
) -> Iterator[tuple[str, ...]]:
    """The cells of each line; the first reasons are noted in `told`."""
    first = list(islice(found, TOLD))
    told += [line_sentence(each.why, asker.words)[:200] for each in first]
    return (each.cells for each in chain(first, found))


def click_new(turn: Turn) -> None:
    """Those whom the list added: whom to send their first letter to."""
    turn.ack()
    asker = turn.who(for_change=True)
    operation_id = int(turn.action["value"])

    with asker.services.sessions.reading() as session:
        role = sources.role_of(session, asker.school_id, operation_id, by=asker.actor)
        links = schedule.settings(session, asker.school_id, asker.now)

    def write(file: BinaryIO) -> Written:
        with asker.services.sessions.reading() as session:
            rows = sources.added_by(session, asker.school_id, operation_id, by=asker.actor)
            language = asker.school.language
            number = write_spreadsheet(rows, file, language=language, zone=asker.school.zone)
        return Written(number, result.new_text(number, links.connection_guide, asker.words))

    about = handovers.About("added", role)
    _send(turn, asker, asker.words.gettext("new-people"), about, write)


def click_new_text(turn: Turn) -> None:
    """What the families of those whom the list added can be written, and their addresses."""
    turn.ack()
    operation_id = int(turn.action["value"])

    def build(asker: Asker) -> View:
        with asker.services.sessions.reading() as session:
            found = sources.contacts_of(session, asker.school_id, operation_id, by=asker.actor)
            links = schedule.settings(session, asker.school_id, asker.now)
        return families.families_modal(
            found, asker.school.name, asker.words, asker.school_words, links=links
        )

    turn.open(build)


def _separator(asker: Asker) -> str:
    return WORDINGS[asker.school.language].separator


def _send(
    turn: Turn, asker: Asker, name: str, about: handovers.About, write: Write
) -> Written | None:
    """Write it, note that it goes out, share it in the direct message; or say why not."""
    filename = f"{name}-{asker.today.isoformat()}.csv"
    words, days = asker.words, asker.school.file_days
    try:
        with files.spooled() as file:
            written = write(file)
            file_id = files.upload(turn.client, file, filename)
        text = f"{written.text} {export_views.removed_after(days, words)}"

        def record(session: Session) -> int:
            told = about.figures(written.rows)
            return handovers.record(
                session, asker.school_id, told, file_id=file_id, by=asker.actor, now=asker.now
            )

        def share() -> None:
            direct = files.direct_channel(turn.client, turn.user_id)
            files.share(turn.client, file_id, filename, direct, text)

        hand_over(turn, asker, record, share)
    except NOT_SENT as error:
        sentence = not_sent(error, Place(Kind.DIRECT), words)
        turn.say(common.refused(f"⚠️ {sentence}", words))
        return None
    return written
