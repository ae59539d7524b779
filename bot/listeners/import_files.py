"""Files that go with a list: the complete preview, the lines to correct, the new people."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import BinaryIO

from slack_bolt import App
from slack_sdk.errors import SlackApiError, SlackClientError

from bot import files
from bot.context import Asker
from bot.files import UploadBrokenError
from bot.listeners.import_acts import source_of
from bot.places import Kind, Place
from bot.roster_lines import line_sentence
from bot.turn import Turn, listener
from bot.views import common, import_cells, import_preview, import_result
from bot.views import export as export_views
from commands import list_sources, lists
from commands.lists import UnclearLine
from commands.rosters.writing import WORDINGS, write_cells, write_spreadsheet

TOLD = 15
"""Reasons that stand in the message beside the file."""

Write = Callable[[BinaryIO], str]
"""Writes a file; gives the message that carries it."""


def register(app: App) -> None:
    app.action(import_preview.WHOLE)(listener(click_whole))
    app.action(import_preview.UNCLEAR)(listener(click_unclear))
    app.action(import_result.NEW)(listener(click_new))


def click_whole(turn: Turn) -> None:
    """The complete preview, every line with what it comes to."""
    turn.ack()
    asker = turn.who(for_change=True)
    words = asker.words
    _source, preview_id = source_of(asker, str(turn.action["value"]))

    def write(file: BinaryIO) -> str:
        with asker.services.sessions.reading() as session:
            rows = lists.full_rows(
                session, asker.school_id, preview_id, by=asker.actor, now=asker.now
            )
            number = write_cells(
                (import_cells.record(row, words) for row in rows),
                file,
                header=import_cells.header(words),
                separator=_separator(asker),
            )
        return words.ngettext(
            "📋 Complete preview: {n} line. It holds personal data.",
            "📋 Complete preview: {n} lines. It holds personal data.",
            number,
        )

    _send(turn, asker, words.gettext("preview"), write)


def click_unclear(turn: Turn) -> None:
    """The lines to correct, as the file has them; the reasons stand beside it."""
    turn.ack()
    asker = turn.who(for_change=True)
    words = asker.words
    _source, preview_id = source_of(asker, str(turn.action["value"]))

    def write(file: BinaryIO) -> str:
        told: list[str] = []
        with asker.services.sessions.reading() as session:
            header, found = lists.unclear_lines(
                session, asker.school_id, preview_id, by=asker.actor, now=asker.now
            )
            rows: Iterator[Sequence[str]] = _cells(found, told, asker)
            # a list without column names stays one: its first line stands where they would
            first = header if header is not None else next(rows, ())
            number = write_cells(rows, file, header=first, separator=_separator(asker))
        number += header is None
        lead = words.ngettext("⚠️ {n} line to correct:", "⚠️ {n} lines to correct:", number)
        more = ["…"] if number > len(told) else []
        return "\n".join([lead, *told, *more])

    _send(turn, asker, words.gettext("lines-to-correct"), write)


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

    def write(file: BinaryIO) -> str:
        with asker.services.sessions.reading() as session:
            rows = list_sources.added_by(session, asker.school_id, operation_id, by=asker.actor)
            language = asker.school.language
            number = write_spreadsheet(rows, file, language=language, zone=asker.school.zone)
        return asker.words.ngettext(
            "📋 {n} new person. This list holds personal data.",
            "📋 {n} new people. This list holds personal data.",
            number,
        )

    _send(turn, asker, asker.words.gettext("new-people"), write)


def _separator(asker: Asker) -> str:
    return WORDINGS[asker.school.language].separator


def _send(turn: Turn, asker: Asker, name: str, write: Write) -> None:
    """Write it, stream it to Slack, share it in the direct message; or say why not."""
    filename = f"{name}-{asker.today.isoformat()}.csv"
    words = asker.words
    try:
        with files.spooled() as file:
            text = write(file)
            file_id = files.upload(turn.client, file, filename)
        direct = files.direct_channel(turn.client, turn.user_id)
        files.share(turn.client, file_id, filename, direct, text)
        return
    except SlackApiError as error:
        code = str(error.response["error"])
        text = export_views.refusal(code, Place(Kind.DIRECT), words)
    except UploadBrokenError:
        text = export_views.broken(words)
    except (SlackClientError, OSError):
        text = export_views.unsure(words)
    turn.say(common.refused(f"⚠️ {text}", words))
