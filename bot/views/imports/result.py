"""What came of a list: applied, dropped, ended; and the words that go with its files."""

from datetime import date

from slackblocks import Block

from bot.jobs import BY_NAME
from bot.texts import Words, escaped
from bot.views import common
from bot.views.credits import run_out_sentence
from bot.views.imports.figures import all_counted
from commands.credits import Forecast
from commands.lists.values import ListApplied

NEW = "import_new"
NEW_TEXT = "import_new_text"
"""Buttons: the list of new people, and what to write to them; their value is the operation's id."""


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
        if result.role == "student":
            label = _("Text for their families")
            found.append(common.button(label, NEW_TEXT, str(result.operation_id)))
    blocks: list[Block] = [common.section("\n".join(filter(None, lines)), "applied")]
    blocks.append(common.buttons(*found))
    if file_note:
        blocks.append(common.note(file_note))
    return text, common.rendered(blocks)


def new_text(number: int, guide: str | None, words: Words) -> str:
    """The message that carries the list of new people, with what they need next."""
    _ = words.gettext
    text = words.ngettext(
        "📋 {n} new person: name, address and classes. This list holds personal data.",
        "📋 {n} new people: names, addresses and classes. This list holds personal data.",
        number,
    )
    if guide:
        link = _("Connection guide to send them: {link}").format(link=f"<{escaped(guide)}>")
    else:
        command = f"`{BY_NAME['settings'].command(words.language)}`"
        link = _("Give the address of your connection guide in {command}, to send it along.")
        link = link.format(command=command)
    return f"{text} {link}"


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


def left(link: str, words: Words) -> tuple[str, common.Blocks]:
    """A day later: the file of a list is still there."""
    text = words.gettext("📎 Your list is not being prepared any more.")
    note = file_note(False, link, words)
    return text, common.rendered([common.section(f"{text} {note}", "left")])


def dropped(note: str, words: Words) -> tuple[str, common.Blocks]:
    return _ended(words.gettext("The preview was dropped. Nothing was changed."), "dropped", note)


def replaced(note: str, words: Words) -> tuple[str, common.Blocks]:
    text = words.gettext("This preview was replaced by the one of the corrected list, below.")
    return _ended(text, "replaced", note)


def _ended(text: str, block_id: str, note: str) -> tuple[str, common.Blocks]:
    blocks: list[Block] = [common.section(text, block_id)]
    if note:
        blocks.append(common.note(note))
    return text, common.rendered(blocks)


def said(done: str, words: Words) -> common.View:
    """A form turned into where the result stands."""
    return common.modal(words, words.gettext("Import a list"), [common.section(done, "said")])
