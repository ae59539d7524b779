"""What came of a list: applied, dropped, ended; and the words that go with its files."""

from datetime import date

from slackblocks import Block

from bot.texts import Words, escaped
from bot.views import common
from bot.views.credits import run_out_sentence
from bot.views.import_preview import all_counted
from commands.credits import Forecast
from commands.list_values import ListApplied

NEW = "import_new"
"""A button: the list of new people; its value is the operation's id."""


def applied(
    result: ListApplied, day: date, file_note: str, words: Words
) -> tuple[str, common.Blocks]:
    """Figures first, then what to do now."""
    _, n, figures = words.gettext, words.ngettext, result.figures
    text = _("✅ List of {day} applied: {figures}.").format(
        day=words.day(day, weekday=False), figures=all_counted(figures, words)
    )
    lines = [text]
    if figures.given:
        lines.append(n("{n} licence assigned.", "{n} licences assigned.", figures.given))
    if result.classes_made:
        lines.append(n("{n} class made.", "{n} classes made.", len(result.classes_made)))
    if figures.ended:
        lines.append(n("{n} enrolment ended.", "{n} enrolments ended.", figures.ended))
    if figures.unclear:
        lines.append(
            n(
                "{n} line to correct was left out.",
                "{n} lines to correct were left out.",
                figures.unclear,
            )
        )
    if figures.paying and result.after.forecast is not Forecast.METER_OFF:
        lines.append(run_out_sentence(result.after, words))
    found = [common.undo_button(words, result.operation_id)]
    if figures.added:
        label = n("List of {n} new person", "List of {n} new people", figures.added)
        found.append(common.button(label, NEW, str(result.operation_id)))
    blocks: list[Block] = [common.section("\n".join(filter(None, lines)), "applied")]
    blocks.append(common.buttons(*found))
    if file_note:
        blocks.append(common.note(file_note))
    return text, common.rendered(blocks)


def file_note(removed: bool, link: str | None, words: Words) -> str:
    """What became of the file that was handed in."""
    _ = words.gettext
    if removed:
        return _("The file was removed from Slack.")
    if link is None:
        return ""
    text = _(
        "Your file is still in Slack, with its names: <{link}|open it>, "
        "then delete it if nobody needs it any more."
    )
    return text.format(link=escaped(link).replace("|", "%7C").replace(">", "%3E"))


def dropped(note: str, words: Words) -> tuple[str, common.Blocks]:
    text = words.gettext("The preview was dropped. Nothing was changed.")
    blocks: list[Block] = [common.section(text, "dropped")]
    if note:
        blocks.append(common.note(note))
    return text, common.rendered(blocks)


def replaced(words: Words) -> tuple[str, common.Blocks]:
    text = words.gettext("This preview was replaced by the one of the corrected list, below.")
    return text, common.rendered([common.section(text, "replaced")])


def said(done: str, words: Words) -> common.View:
    """A form turned into where the result stands."""
    return common.modal(words, words.gettext("Import a list"), [common.section(done, "said")])
