"""The preview of a list as a message: figures, safeguards, questions, first changes, buttons."""

from typing import Any

from slackblocks import Block, DataTableBlock, InputBlock, PlainText, PlainTextInput, RawText

from bot import forms
from bot.refusals.files import sheet_notes
from bot.roster_lines import line_sentence, quoted
from bot.texts import Words, cut, escaped
from bot.views import common
from bot.views.credits import credits_line
from bot.views.export import people as people_of
from bot.views.import_cells import change_text, outcome_name
from bot.views.import_questions import question_blocks
from commands.credits import Forecast
from commands.lists.safeguards import Guard, RefusedBecause
from commands.lists.values import ListFigures, ListKind, ListPreview, PersonRow, Toggle

APPLY, DROP, CORRECT = "import_apply", "import_drop", "import_correct"
WHOLE, UNCLEAR = "import_whole", "import_unclear"
"""Buttons that send a file; like the others their value begins with the source's id."""
SWITCH = "import_switch"
"""Buttons; their value is the source's id, the toggle, and `on` or nothing."""
LICENCE = "licence"
NUMBER_FORM, NUMBER = "import_number_form", "import_number"

TABLE_SIGNS = 5500
"""Of a table: a whole message takes 13 200, the rest of it about half."""
QUESTION_SIGNS = 230
"""So many fewer for each block of a question."""
UNCLEAR_SHOWN = 5
CLASSES_SHOWN = 8


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
    warnings = _warnings(preview, words)
    if warnings:
        blocks.append(common.section("\n".join(warnings), "warnings"))
    questions = question_blocks(preview, source_id, words)
    blocks += questions
    if preview.samples:
        room = TABLE_SIGNS - QUESTION_SIGNS * len(questions)
        blocks.append(_table(preview.samples, room, words))
    blocks += _unclear(preview, words)
    blocks += _buttons(preview, source_id, words)
    return text, common.rendered(blocks)


def figures(preview: ListPreview, words: Words) -> str:
    """What the list comes to, without anybody's name."""
    return "\n".join(_figures(preview, words))


def is_master(preview: ListPreview) -> bool:
    return preview.options.kind is ListKind.MASTER and Toggle.ADDITIVE not in preview.toggles


def what(preview: ListPreview, words: Words) -> str:
    """Which list this is."""
    _ = words.gettext
    teachers = preview.options.role == "teacher"
    if is_master(preview):
        return (
            _("📋 Preview: master list of teachers (replaces everything)")
            if teachers
            else _("📋 Preview: master list of students (replaces everything)")
        )
    return (
        _("📋 Preview: additive list of teachers (only adds)")
        if teachers
        else _("📋 Preview: additive list of students (only adds)")
    )


def counted(figures: ListFigures, words: Words) -> list[str]:
    """Each figure of a list that is not zero, as a noun."""
    n = words.ngettext
    told = (
        (figures.added, n("{n} addition", "{n} additions", figures.added)),
        (figures.changed, n("{n} change", "{n} changes", figures.changed)),
        (figures.restored, n("{n} restoration", "{n} restorations", figures.restored)),
        (figures.deleted, n("{n} deletion", "{n} deletions", figures.deleted)),
    )
    return [text for number, text in told if number]


def all_counted(figures: ListFigures, words: Words) -> str:
    """The same, with those who stay as they are."""
    same = figures.unchanged + figures.offered
    parts = counted(figures, words)
    if same or not parts:
        parts.append(words.ngettext("{n} without change", "{n} without change", same))
    return ", ".join(parts)


# What is read ---------------------------------------------------------------------------


def _figures(preview: ListPreview, words: Words) -> list[str]:
    _, n, figures = words.gettext, words.ngettext, preview.figures
    people = people_of(preview.options.role, figures.people, words)
    told = _("{people} in the list: *{figures}*.")
    lines = [told.format(people=people, figures=all_counted(figures, words))]
    if not figures.changes:
        lines.append(_("There is nothing to apply."))
    moves = []
    if figures.begun:
        moves.append(n("{n} enrolment begins", "{n} enrolments begin", figures.begun))
    if figures.ended:
        moves.append(n("{n} enrolment ends", "{n} enrolments end", figures.ended))
    if figures.given:
        moves.append(n("{n} licence assigned", "{n} licences assigned", figures.given))
    if figures.taken:
        moves.append(n("{n} licence revoked", "{n} licences revoked", figures.taken))
    if figures.freed:
        moves.append(n("{n} licence freed", "{n} licences freed", figures.freed))
    if figures.logins:
        moves.append(n("{n} last login noted", "{n} last logins noted", figures.logins))
    if moves:
        lines.append(", ".join(moves) + ".")
    if preview.classes_made:
        lines.append(_made(preview.classes_made, words))
    return [*lines, *_credits(preview, words)]


def _made(names: tuple[str, ...], words: Words) -> str:
    shown = [quoted(cut(name, 60), words, escaped) for name in names[:CLASSES_SHOWN]]
    text = words.ngettext("{n} new class: {names}", "{n} new classes: {names}", len(names))
    more = "…" if len(names) > len(shown) else "."
    return text.format(names=", ".join(shown)) + more


def _credits(preview: ListPreview, words: Words) -> list[str]:
    """What it costs a day, and until when the credits last."""
    if preview.after.forecast is Forecast.METER_OFF:
        return []
    if preview.per_day_after == preview.per_day_before:
        return []
    text = words.gettext("Licences in use: {after} instead of {before}.").format(
        after=words.number(preview.per_day_after // 86_400),
        before=words.number(preview.per_day_before // 86_400),
    )
    return [text, credits_line(preview.before, preview.after, words)]


def _warnings(preview: ListPreview, words: Words) -> list[str]:
    """The safeguards, and what was passed over, in words a secretary understands."""
    _, n = words.gettext, words.ngettext
    guard, figures = preview.safeguard, preview.figures
    lines = [_refused(preview, words)] if guard.guard is Guard.REFUSED else []
    if guard.guard is Guard.TYPE_NUMBER:
        lines.append(
            _("⚠️ {deletions}. The number will have to be typed.").format(
                deletions=_would_delete(preview, words)
            )
        )
    if guard.held_back:
        text = n(
            "⚠️ {n} deletion is held back as long as these lines are not corrected.",
            "⚠️ {n} deletions are held back as long as these lines are not corrected.",
            figures.missing,
        )
        lines.append(text)
    if guard.one_class is not None and is_master(preview):
        lines.append(
            _(
                "⚠️ All lines are of the class {name}. This looks like one class, not the school."
            ).format(name=quoted(guard.one_class, words, escaped))
        )
    elif guard.classes_missing:
        first = guard.classes_missing[:CLASSES_SHOWN]
        names = [quoted(cut(name, 60), words, escaped) for name in first]
        more = "…" if len(guard.classes_missing) > CLASSES_SHOWN else "."
        text = n(
            "⚠️ {n} class has nobody in this list: {names}",
            "⚠️ {n} classes have nobody in this list: {names}",
            len(guard.classes_missing),
        )
        lines.append(text.format(names=", ".join(names)) + more)
    return lines + _notes(preview, words)


def _would_delete(preview: ListPreview, words: Words) -> str:
    guard = preview.safeguard
    role = preview.options.role
    return words.gettext("This list would delete {people} of {all}").format(
        people=people_of(role, guard.deleted, words), all=words.number(guard.of)
    )


def _refused(preview: ListPreview, words: Words) -> str:
    _, guard = words.gettext, preview.safeguard
    if guard.because is RefusedBecause.EMPTY:
        return _("⛔ This list is empty. An empty master list would delete everybody: refused.")
    if guard.because is RefusedBecause.NO_ADDRESS:
        return words.ngettext(
            "⛔ {n} account has no address, and this list knows people by their address only: "
            "as a master list it is refused. Add a column of identifiers, or let it only add.",
            "⛔ {n} accounts have no address, and this list knows people by their address only: "
            "as a master list it is refused. Add a column of identifiers, or let it only add.",
            guard.without_address,
        )
    return _(
        "⛔ {deletions}, more than half: it is refused. "
        "Let it only add, or delete by hand in *Users*."
    ).format(deletions=_would_delete(preview, words))


def _notes(preview: ListPreview, words: Words) -> list[str]:
    """What was passed over or recognised all the same."""
    n, figures = words.ngettext, preview.figures
    told = (
        (
            figures.offered,
            n(
                "{n} person of this list has a deleted account, which stays deleted.",
                "{n} people of this list have deleted accounts, which stay deleted.",
                figures.offered,
            ),
        ),
        (
            figures.differing,
            n(
                "{n} account is written differently, and stays as it is.",
                "{n} accounts are written differently, and stay as they are.",
                figures.differing,
            ),
        ),
        (
            figures.ids_cut,
            n(
                "{n} identifier has lost its zeros; it was recognised, and stays as it was.",
                "{n} identifiers have lost their zeros; they were recognised, "
                "and stay as they were.",
                figures.ids_cut,
            ),
        ),
        (
            figures.future_logins,
            n(
                "{n} last login lies in the future and was left out.",
                "{n} last logins lie in the future and were left out.",
                figures.future_logins,
            ),
        ),
    )
    sheet = sheet_notes(preview.sheet, words) if preview.sheet is not None else []
    return [*sheet, *(text for number, text in told if number)]


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


# What can be pressed --------------------------------------------------------------------


def _buttons(preview: ListPreview, source_id: str, words: Words) -> list[Block]:
    _ = words.gettext
    switches = _switches(preview, source_id, words)
    blocks: list[Block] = [common.buttons(*switches, block_id="switches")] if switches else []
    found = []
    if can_apply(preview):
        value = f"{source_id}|{promise(preview.figures)}"
        found.append(common.button(apply_text(preview, words), APPLY, value, style="primary"))
    elif preview.open_questions:
        text = words.ngettext(
            "Answer {n} question about a class first.",
            "Answer {n} questions about classes first.",
            preview.open_questions,
        )
        blocks.append(common.note(text))
    if preview.figures.people or preview.figures.unclear:
        found.append(common.button(_("Complete preview (file)"), WHOLE, source_id))
    if preview.figures.unclear:
        found.append(common.button(_("Lines to correct (file)"), UNCLEAR, source_id))
        found.append(common.button(_("Give the corrected list"), CORRECT, source_id))
    if preview.safeguard.because is RefusedBecause.MORE_THAN_HALF:
        found.append(common.job_button(_("Users"), "users"))
    found.append(common.button(_("Drop the preview"), DROP, source_id))
    blocks.append(common.buttons(*found, block_id="acts"))
    return blocks


def can_apply(preview: ListPreview) -> bool:
    return bool(
        preview.safeguard.guard is not Guard.REFUSED
        and not preview.open_questions
        and preview.figures.changes
    )


def promise(figures: ListFigures) -> str:
    """What a button promises, to be compared with what stands when it is pressed."""
    f = figures
    return ".".join(map(str, (f.added, f.changed, f.restored, f.deleted, f.given, f.ended)))


def apply_text(preview: ListPreview, words: Words) -> str:
    """The figures on the button; their sum where they do not fit."""
    _, figures = words.gettext, preview.figures
    if preview.safeguard.held_back:
        text = _("Apply without deleting: {figures}")
    else:
        text = _("Apply: {figures}")
    whole = text.format(figures=", ".join(counted(figures, words)))
    if len(whole) <= common.BUTTON:
        return whole
    return words.ngettext("Apply {n} change", "Apply {n} changes", figures.changes)


def _switches(preview: ListPreview, source_id: str, words: Words) -> list[Any]:
    """What can be decided otherwise, each with one click."""
    figures, on = preview.figures, preview.toggles
    master = is_master(preview)
    offered = {
        Toggle.ADDITIVE: preview.options.kind is ListKind.MASTER,
        Toggle.KEEP_ENROLMENTS: master and figures.would_end > 0,
        Toggle.WITHOUT_DELETING: master and figures.missing > 0 and figures.unclear == 0,
        Toggle.RESTORE: figures.offered > 0 or Toggle.RESTORE in on,
        Toggle.TAKE_DIFFERENCES: figures.differing > 0 or Toggle.TAKE_DIFFERENCES in on,
        Toggle.TAKE_IDS: figures.ids_differ > 0 or Toggle.TAKE_IDS in on,
    }
    found = [
        common.button(
            _switch_text(toggle, preview, words),
            f"{SWITCH}:{toggle}",
            f"{source_id}|{toggle}|{'' if toggle in on else 'on'}",
        )
        for toggle, shown in offered.items()
        if shown
    ]
    if figures.added:
        held = preview.options.licence_for_new
        _ = words.gettext
        text = _("New people without a licence") if held else _("A licence for each new person")
        value = f"{source_id}|{LICENCE}|{'' if held else 'on'}"
        found.append(common.button(text, f"{SWITCH}:{LICENCE}", value))
    return found


def _switch_text(toggle: Toggle, preview: ListPreview, words: Words) -> str:
    _, n, figures = words.gettext, words.ngettext, preview.figures
    return {
        (Toggle.ADDITIVE, False): _("Only add"),
        (Toggle.ADDITIVE, True): _("Replace everything after all"),
        (Toggle.KEEP_ENROLMENTS, False): n(
            "Keep {n} enrolment that would end",
            "Keep {n} enrolments that would end",
            figures.would_end,
        ),
        (Toggle.KEEP_ENROLMENTS, True): n(
            "End {n} enrolment after all", "End {n} enrolments after all", figures.would_end
        ),
        (Toggle.WITHOUT_DELETING, False): _("Apply without deleting"),
        (Toggle.WITHOUT_DELETING, True): n(
            "Delete {n} account after all", "Delete {n} accounts after all", figures.missing
        ),
        (Toggle.RESTORE, False): n(
            "Restore {n} deleted account", "Restore {n} deleted accounts", figures.offered
        ),
        (Toggle.RESTORE, True): _("Restore nobody"),
        (Toggle.TAKE_DIFFERENCES, False): n(
            "Correct {n} account too", "Correct {n} accounts too", figures.differing
        ),
        (Toggle.TAKE_DIFFERENCES, True): _("Correct no account"),
        (Toggle.TAKE_IDS, False): _("The list's identifiers are right"),
        (Toggle.TAKE_IDS, True): _("The accounts' identifiers are right"),
    }[toggle, toggle in preview.toggles]


# The number to type ---------------------------------------------------------------------


def number_modal(
    deleted: int, of: int, role: str, value: str, words: Words, notice: str = ""
) -> common.View:
    """Asks for the number of deletions; `value` is the pressed button's."""
    _ = words.gettext
    text = _("This list would delete {people} of {all}").format(
        people=people_of(role, deleted, words), all=words.number(of)
    )
    ask = _("To confirm, type this number: *{number}*").format(number=words.number(deleted))
    blocks: list[Block] = [common.section(notice, "notice")] if notice else []
    blocks += [
        common.section(f"{text}.\n{ask}", "ask"),
        InputBlock(
            PlainText(_("Number of deletions")),
            PlainTextInput(action_id=NUMBER, max_length=20),
            block_id=NUMBER,
        ),
    ]
    return common.modal(
        words,
        _("Confirm"),
        blocks,
        submit=_("Apply"),
        callback_id=NUMBER_FORM,
        metadata=value,
    )


def read_number(values: forms.Values) -> int | None:
    digits = "".join(each for each in forms.text(values, NUMBER) if each not in "\u00a0\u202f ,.'’")
    return int(digits) if digits.isascii() and digits.isdigit() else None
