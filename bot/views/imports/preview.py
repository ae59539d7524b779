"""The preview of a list as a message: figures, safeguards, questions, first changes, buttons."""

from slackblocks import Block, DataTableBlock, RawText

from bot.roster_lines import line_sentence, quoted
from bot.texts import Words, cut, escaped
from bot.views import common
from bot.views.imports.buttons import buttons
from bot.views.imports.cells import change_text, outcome_name
from bot.views.imports.figures import figures, what
from bot.views.imports.questions import question_blocks
from bot.views.imports.warnings import warnings
from commands.lists.values import ListPreview, PersonRow

TABLE_SIGNS = 5500
"""Of a table: a whole message takes 13 200, the rest of it about half."""
QUESTION_SIGNS = 230
"""So many fewer for each block of a question."""
UNCLEAR_SHOWN = 5


def preview_message(
    preview: ListPreview, source_id: str, words: Words, notice: str = ""
) -> tuple[str, common.Blocks]:
    """Text and blocks; the text holds no name."""
    text = what(preview, words)
    blocks: list[Block] = [common.section(f"⚠️ {notice}", "notice")] if notice else []
    head = f"*{text}*"
    if preview.filename:
        head += "\n" + quoted(cut(preview.filename, 100), words, escaped)
    blocks.append(common.section(head, "head"))
    blocks.append(common.section(figures(preview, words), "figures"))
    warned = warnings(preview, words)
    if warned:
        blocks.append(common.section("\n".join(warned), "warnings"))
    questions = question_blocks(preview, source_id, words)
    blocks += questions
    if preview.samples:
        room = TABLE_SIGNS - QUESTION_SIGNS * len(questions)
        blocks.append(_table(preview.samples, room, words))
    blocks += _unclear(preview, words)
    blocks += buttons(preview, source_id, words)
    return text, common.rendered(blocks)


def _table(samples: tuple[PersonRow, ...], room: int, words: Words) -> DataTableBlock:
    """As many of the first changes as a message holds."""
    _ = words.gettext
    rows = [[_("Line"), _("Name"), _("Result"), _("What changes")]]
    signs = sum(map(len, rows[0]))
    for row in samples:
        address = change_text(row, words) or row.email or "–"
        cells = [
            words.number(row.line) if row.line is not None else "–",
            cut(f"{row.first_name} {row.last_name}".strip() or "–", 60),
            outcome_name(row.outcome, words),
            cut(address, 160),
        ]
        signs += sum(map(len, cells))
        if signs > room and len(rows) > 1:
            break
        rows.append(cells)
    cells_ = [[RawText(text) for text in row] for row in rows]
    return DataTableBlock(
        cells_,  # type: ignore[arg-type]
        caption=_("First changes"),
        page_size=10,
        row_header_column_index=1,
        block_id="changes",
    )


def _unclear(preview: ListPreview, words: Words) -> list[Block]:
    """The first lines to correct."""
    number = preview.figures.unclear
    if not number:
        return []
    lead = words.ngettext(
        "*{n} line to correct*, which changes nothing:",
        "*{n} lines to correct*, which change nothing:",
        number,
    )
    shown = [cut(line_sentence(each, words), 300) for each in preview.unclear[:UNCLEAR_SHOWN]]
    more = ["…"] if number > len(shown) else []
    return [common.section("\n".join([lead, *shown, *more]), "unclear")]
