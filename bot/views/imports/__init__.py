"""`/school-import`: the form, the question how a file is to be read, and where the answer is."""

from dataclasses import dataclass
from typing import Any

from slackblocks import (
    Block,
    CheckboxGroup,
    FileInput,
    InputBlock,
    Option,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
)

from bot import forms
from bot.roster_lines import quoted
from bot.texts import Words, cut, escaped
from bot.views import common, live
from commands.lists.values import ListKind
from commands.rosters.doubts import About, Doubt
from commands.rosters.reading import FORM_BYTES

FORM = "import_form"
FILE, LINES, WHO, KIND = "import_file", "import_lines", "import_who", "import_kind"
CLASS, OPTIONS = "import_class", "import_options"
LICENCE, FOLLOW = "licence", "follow"
STUDENTS, TEACHERS = "student", "teacher"
READING = "import_reading"
"""Buttons of the question how to read a file."""

FILE_TYPES = [
    *("csv", "txt", "tsv", "xlsx", "xlsm"),
    *("xls", "xlsb", "ods", "numbers", "pdf", "zip"),  # not read, but told how to save the list
]
LONGEST = 3000
"""Signs that Slack takes in a field."""


@dataclass(frozen=True)
class Form:
    """What the form holds, read or to be shown."""

    role: str = STUDENTS
    kind: ListKind = ListKind.ADDITIVE
    class_option: Option | None = None
    licence: bool = False
    follow: bool = False
    file: dict[str, Any] | None = None
    """As Slack describes it."""
    lines: str = ""

    @property
    def class_id(self) -> int | None:
        return int(self.class_option.value) if self.class_option else None


def import_modal(form: Form, words: Words, source_id: str = "") -> common.View:
    """The file or the lines, whose list, and what it may do; `source_id` is of one to correct."""
    _ = words.gettext
    blocks: list[Block] = []
    if source_id:
        text = _("The corrected list takes the place of the one before; your answers stay.")
        blocks.append(common.section(text, "corrected"))
    blocks += [
        InputBlock(
            PlainText(_("File")),
            FileInput(action_id=FILE, filetypes=FILE_TYPES, max_files=1),
            block_id=FILE,
            hint=PlainText(_("CSV or Excel (.xlsx), at most 10 MB.")),
            optional=True,
        ),
        InputBlock(
            PlainText(_("Or lines pasted here")),
            PlainTextInput(action_id=LINES, multiline=True, max_length=LONGEST),
            block_id=LINES,
            hint=PlainText(_("First name, last name, address: one person a line.")),
            optional=True,
        ),
        _who(form, words),
        _kind(form, words),
        _class(form, words),
        _options(form, words),
    ]
    return common.modal(
        words,
        _("Import a list"),
        blocks,
        submit=_("Preview"),
        callback_id=FORM,
        metadata=source_id,
    )


def read_form(values: forms.Values) -> Form:
    """What the form holds now."""
    chosen = values.get(CLASS, {}).get(CLASS, {}).get("selected_option")
    files = values.get(FILE, {}).get(FILE, {}).get("files") or []
    ticked = forms.choices(values, OPTIONS)
    return Form(
        role=TEACHERS if forms.choice(values, WHO) == TEACHERS else STUDENTS,
        kind=ListKind(forms.choice(values, KIND) or ListKind.ADDITIVE),
        class_option=Option(PlainText(chosen["text"]["text"]), chosen["value"]) if chosen else None,
        licence=LICENCE in ticked,
        follow=FOLLOW in ticked,
        file=files[0] if files else None,
        lines=forms.text(values, LINES),
    )


def errors_of(form: Form, words: Words) -> dict[str, str]:
    """What the form alone tells is wrong, by block."""
    _ = words.gettext
    if form.file is None and not form.lines:
        return {FILE: _("Choose a file, or paste lines below.")}
    if form.file is not None and form.lines:
        return {LINES: _("A file or lines, not both: empty this field or take the file away.")}
    if form.file is not None and int(form.file.get("size") or 0) > FORM_BYTES:
        return {
            FILE: _("Larger than 10 MB: leave out columns, or cut it into lists that only add.")
        }
    return {}


def _who(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    options = [common.option(_("Students"), STUDENTS), common.option(_("Teachers"), TEACHERS)]
    chosen = options[form.role == TEACHERS]
    group = RadioButtonGroup(action_id=WHO, options=options, initial_option=chosen)
    return InputBlock(PlainText(_("Whose list is it?")), group, block_id=WHO)


def _kind(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(
            _("Additive list: only adds"),
            ListKind.ADDITIVE,
            _("Adds people and their classes; deletes nobody"),
        ),
        common.option(
            _("Master list: replaces everything"),
            ListKind.MASTER,
            _("The whole school; who is missing from it is deleted"),
        ),
    ]
    chosen = options[form.kind is ListKind.MASTER]
    group = RadioButtonGroup(action_id=KIND, options=options, initial_option=chosen)
    return InputBlock(PlainText(_("What does it do?")), group, block_id=KIND)


def _class(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    return InputBlock(
        PlainText(_("Into which class?")),
        live.class_menu(CLASS, form.class_option, words),
        block_id=CLASS,
        optional=True,
        hint=PlainText(_("Leave it empty where the list itself names the classes.")),
    )


def _options(form: Form, words: Words) -> InputBlock:
    _ = words.gettext
    options = [
        common.option(_("Assign a licence to each new person"), LICENCE),
        common.option(_("Follow the list's licence column"), FOLLOW),
    ]
    ticked = [each for each, on in zip(options, (form.licence, form.follow), strict=True) if on]
    boxes = CheckboxGroup(action_id=OPTIONS, options=options, initial_options=ticked or None)
    return InputBlock(PlainText(_("Licences")), boxes, block_id=OPTIONS, optional=True)


# While it is read -----------------------------------------------------------------------


def waiting(words: Words) -> common.View:
    """The form turned into where the answer will be."""
    text = words.gettext(
        "⏳ The list is being read. You can close this window: "
        "the preview comes as a direct message."
    )
    return common.modal(
        words, words.gettext("Import a list"), [common.section(text, "waiting_import")]
    )


def ready(words: Words) -> common.View:
    """The same, once the message stands there."""
    text = words.gettext("I have answered you in a direct message: the answer holds names.")
    return common.modal(
        words, words.gettext("Import a list"), [common.section(text, "import_ready")]
    )


def message(text: str, *found: Any) -> tuple[str, common.Blocks]:
    """A message of one sentence, with what to do next."""
    blocks: list[Block] = [common.section(text, "import_said")]
    if found:
        blocks.append(common.buttons(*found))
    return text, common.rendered(blocks)


def reading_text(percent: int, words: Words) -> str:
    return words.gettext("⏳ Reading the list: {percent}%").format(percent=percent)


def applying_text(percent: int, words: Words) -> str:
    return words.gettext("⏳ Applying the list: {percent}%").format(percent=percent)


def again_button(words: Words) -> Any:
    return common.job_button(words.gettext("Import another list"), "import")


# How to read it -------------------------------------------------------------------------


def doubt_message(
    doubt: Doubt, filename: str | None, source_id: str, words: Words
) -> tuple[str, common.Blocks]:
    """The question with names as each reading has them; nothing was guessed."""
    _ = words.gettext
    text = {
        About.ENCODING: _("❓ How are the accents of this list to be read?"),
        About.SEPARATOR: _("❓ What separates the columns of this list?"),
        About.NAME_ORDER: _("❓ What comes first in this list, the first name or the last name?"),
        About.DATE_ORDER: _("❓ What comes first in the dates of this list, the day or the month?"),
    }[doubt.about]
    blocks: list[Block] = [common.section(text, "doubt")]
    if filename:
        blocks.append(common.note(quoted(cut(filename, 100), words, escaped)))
    for place, reading in enumerate(doubt.readings):
        samples = "\n".join(escaped(_sample(doubt.about, pair, words)) for pair in reading.samples)
        value = f"{source_id}|{doubt.about}|{reading.value}"
        button = common.button(_("It is right like this"), f"{READING}:{place}", value)
        blocks.append(common.section(samples or "–", f"reading_{place}", button))
    blocks.append(common.note(_("Choose the right one. Nothing was changed.")))
    return text, common.rendered(blocks)


def read_reading(value: str) -> tuple[str, About, str]:
    """The source's id, what was asked, and the answer."""
    source_id, about, answer = value.split("|", 2)
    return source_id, About(about), answer


def _sample(about: About, pair: tuple[str, str], words: Words) -> str:
    first, last = pair
    if about in (About.NAME_ORDER, About.SEPARATOR):
        text = words.gettext("first name {first}, last name {last}")
        return text.format(first=first or "–", last=last or "–")
    return f"{first} = {last}" if about is About.DATE_ORDER else f"{first} {last}".strip()
