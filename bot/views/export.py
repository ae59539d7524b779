"""The form for a list, what is asked before a public channel gets one, and what came of it."""

from dataclasses import dataclass

from slackblocks import (
    Block,
    InputBlock,
    Option,
    PlainText,
    RadioButtonGroup,
    StaticSelectMenu,
)

from bot import forms
from bot.places import Kind, Place
from bot.texts import Words, escaped
from bot.views import common, live
from bot.views.selection import quoted
from commands.exports import Cells, Figures, Form, Wanted
from commands.selection import Selection

FORM = "export_form"
WHO, CLASS, PURPOSE, WHERE = "export_who", "export_class", "export_purpose", "export_where"
CELLS = "export_cells"
STUDENTS, TEACHERS = "student", "teacher"
HERE, PRIVATE = "here", "private"
IN_PRIVATE, ANYWAY, RETRY = "export_in_private", "export_anyway", "export_retry"


@dataclass(frozen=True)
class Offer:
    """What the form begins with."""

    role: str
    place: Place
    cells: Cells
    school_class: Option | None = None


def export_modal(offer: Offer, draft_id: str, words: Words) -> common.View:
    """Who, which class, what for, where to."""
    _ = words.gettext
    blocks: list[Block] = [_who(offer, words), _class(offer, words), _purpose(words)]
    blocks.append(_cells(offer, words))
    blocks += _where(offer.place, words)
    return common.modal(
        words,
        _("Get the list"),
        blocks,
        submit=_("Get the list"),
        callback_id=FORM,
        metadata=draft_id,
    )


def read_form(values: forms.Values, before: Wanted) -> Wanted:
    """What the form asks for; `before` knows the channel it was opened in."""
    chosen, cells = forms.choice(values, CLASS), forms.choice(values, CELLS)
    here = forms.choice(values, WHERE) == HERE
    return Wanted(
        Selection(
            role=forms.choice(values, WHO) or before.selection.role,
            class_ids=(int(chosen),) if chosen else (),
        ),
        Form(forms.choice(values, PURPOSE) or before.form),
        before.place if here else None,
        Cells(cells) if cells else before.cells,
    )


def _who(offer: Offer, words: Words) -> InputBlock:
    _ = words.gettext
    options = [common.option(_("Students"), STUDENTS), common.option(_("Teachers"), TEACHERS)]
    chosen = next(option for option in options if option.value == offer.role)
    menu = StaticSelectMenu(action_id=WHO, options=options, initial_option=chosen)
    return InputBlock(PlainText(_("Who?")), menu, block_id=WHO)


def _class(offer: Offer, words: Words) -> InputBlock:
    _ = words.gettext
    return InputBlock(
        PlainText(_("Class")),
        live.class_menu(CLASS, offer.school_class, words),
        block_id=CLASS,
        optional=True,
        hint=PlainText(_("Leave it empty for the whole school.")),
    )


def _purpose(words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(
            _("To open in a spreadsheet"),
            Form.SPREADSHEET,
            _("All columns: classes, licence, last login"),
        ),
        common.option(
            _("To load into the application again"),
            Form.POSITIONAL,
            _("First name, last name, address; without column names"),
        ),
    ]
    group = RadioButtonGroup(action_id=PURPOSE, options=options, initial_option=options[0])
    return InputBlock(PlainText(_("What for?")), group, block_id=PURPOSE)


def _cells(offer: Offer, words: Words) -> InputBlock:
    """What fits the school's language is chosen already; the others are one click away."""
    _ = words.gettext
    texts = {
        Cells.SEMICOLONS: (_("Semicolons"), _("Excel in French opens it by a double click")),
        Cells.COMMAS: (_("Commas"), _("Excel in English, spreadsheets online")),
        Cells.UNMARKED: (
            _("Commas, without a mark at the start"),
            _("For other programs; Excel would show wrong accents"),
        ),
    }
    options = {cells: common.option(text, cells, more) for cells, (text, more) in texts.items()}
    menu = StaticSelectMenu(
        action_id=CELLS, options=list(options.values()), initial_option=options[offer.cells]
    )
    hint = PlainText(_("Of a spreadsheet only; to load again it is always commas."))
    return InputBlock(PlainText(_("Between the columns")), menu, block_id=CELLS, hint=hint)


def _where(place: Place, words: Words) -> list[Block]:
    """The channel, where it may have a file; else why not."""
    _ = words.gettext
    if not place.takes_files:
        note = elsewhere_sentence(place, words) or _("The file comes in a direct message.")
        return [common.note(note)]
    options = [
        common.option(_("To me, in private"), PRIVATE),
        common.option(_("Here, in #{name}").format(name=place.name), HERE),
    ]
    first = options[1] if place.kind is Kind.PRIVATE else options[0]
    group = RadioButtonGroup(action_id=WHERE, options=options, initial_option=first)
    return [InputBlock(PlainText(_("Where to?")), group, block_id=WHERE)]


def elsewhere_sentence(place: Place, words: Words) -> str:
    """Why the file cannot go into the channel, and what to do; empty where nobody wanted it to."""
    _ = words.gettext
    if place.kind is Kind.SHARED:
        return _(
            "#{name} is shared with another organisation: no list is put there. "
            "It comes in a direct message."
        ).format(name=escaped(place.name))
    if place.kind is Kind.OUTSIDE:
        return _(
            "I am not in #{name}. Type `/invite @Préau` there, then try again. "
            "The list comes in a direct message."
        ).format(name=escaped(place.name) or "…")
    return ""


def ask_public(place: Place, figures: Figures, draft_id: str, words: Words) -> common.View:
    """Before a public channel gets names and addresses."""
    _ = words.gettext
    text = words.ngettext(
        "⚠️ #{name} is public: {n} name and address could be read there by everybody.",
        "⚠️ #{name} is public: {n} names and addresses could be read there by everybody.",
        figures.rows,
    ).format(name=escaped(place.name))
    blocks: list[Block] = [
        common.section(text),
        common.buttons(
            common.button(_("Send it to me in private"), IN_PRIVATE, style="primary"),
            common.button(_("Put it here all the same"), ANYWAY),
        ),
    ]
    return common.modal(words, _("Get the list"), blocks, metadata=draft_id)


def working(words: Words) -> common.View:
    """While the file is written and sent."""
    _ = words.gettext
    text = _("⏳ The list is being written… You can close this window: the file comes by itself.")
    return common.modal(words, _("Get the list"), [common.section(text, "working")])


def done(wanted: Wanted, figures: Figures, place: Place, note: str, words: Words) -> common.View:
    """Where the file is, and who is not in it."""
    _ = words.gettext
    who = people(wanted.selection.role, figures.rows, words)
    if place.takes_files:
        text = _("✅ The list is in #{name}: {who}.").format(name=escaped(place.name), who=who)
    else:
        text = _("✅ The list is in your direct messages: {who}.").format(who=who)
    lines = [text, left_out(figures, words), note]
    again = common.job_button(_("Another list"), "export")
    return common.answered(words, _("Get the list"), "\n".join(filter(None, lines)), again)


def failed(text: str, draft_id: str, words: Words) -> common.View:
    """Slack refused the file, or it did not get through; one click tries again."""
    _ = words.gettext
    blocks: list[Block] = [
        common.section(f"⚠️ {text}", "failed"),
        common.buttons(common.button(_("Try again"), RETRY, style="primary")),
    ]
    return common.modal(words, _("Get the list"), blocks, metadata=draft_id)


def comment(
    wanted: Wanted, figures: Figures, class_name: str | None, days: int, words: Words
) -> str:
    """The message that carries the file, which stays there for so many days."""
    who = people(wanted.selection.role, figures.rows, words)
    if class_name is not None:
        who = f"{who}, {quoted(class_name, words)}"
    text = words.gettext(
        "📋 Here is the list: {who}. It holds personal data: keep it for those who need it."
    ).format(who=who)
    return " ".join(filter(None, (text, left_out(figures, words), removed_after(days, words))))


def removed_after(days: int, words: Words) -> str:
    """When a file goes again."""
    return words.ngettext(
        "This file is removed from Slack in {n} day.",
        "This file is removed from Slack in {n} days.",
        days,
    )


def people(role: str | None, number: int, words: Words) -> str:
    """`1 248 élèves`."""
    if role == TEACHERS:
        return words.ngettext("{n} teacher", "{n} teachers", number)
    return words.ngettext("{n} student", "{n} students", number)


def left_out(figures: Figures, words: Words) -> str:
    if not figures.left_out:
        return ""
    return words.ngettext(
        "{n} person without an address is not in it.",
        "{n} people without an address are not in it.",
        figures.left_out,
    )


def refusal(code: str, place: Place, words: Words) -> str:
    """What Slack's refusal of a file means, and what to do."""
    _ = words.gettext
    said = {
        "storage_limit_reached": _(
            "Slack has refused the file: the storage is full. Nothing is lost; "
            "make room, then try again."
        ),
        "file_uploads_disabled": _(
            "Slack has refused the file: this workspace allows no files. "
            "An owner of the workspace can allow them; then try again."
        ),
        "file_upload_size_restricted": _(
            "Slack has refused the file: it is too large for this workspace. "
            "Get the list class by class."
        ),
        "posting_to_channel_denied": _(
            "Slack has refused the file: I may not write in #{name}. Get the list in private."
        ).format(name=escaped(place.name) or "…"),
        "is_archived": _(
            "Slack has refused the file: #{name} is archived. Get the list in private."
        ).format(name=escaped(place.name) or "…"),
        "ratelimited": _("Slack asks for a little patience. Try again in a minute."),
        "missing_scope": _(
            "Slack has refused the file: I lack the right to send files. "
            "Whoever looks after the bot can tell why with `python app.py check`."
        ),
    }
    alike = {
        "file_uploads_except_images_disabled": "file_uploads_disabled",
        "file_type_not_allowed": "file_uploads_disabled",
        "restricted_action": "posting_to_channel_denied",
        "rate_limited": "ratelimited",
    }
    found = said.get(alike.get(code, code))
    return found or _("Slack has refused the file ({code}). Nothing is lost; try again.").format(
        code=code
    )


def broken(words: Words) -> str:
    return words.gettext("The file did not get through to Slack. Nothing is lost; try again.")


def unsure(words: Words) -> str:
    """The answer to the last call was lost: the file may be there."""
    return words.gettext(
        "The connection to Slack broke at the end: look whether the file is there, "
        "and try again if it is not."
    )
