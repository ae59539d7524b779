"""What can be pressed under the preview of a list."""

from typing import Any

from slackblocks import Block

from bot.texts import Words
from bot.views import common
from bot.views.imports.figures import counted, is_master
from commands.lists.safeguards import Guard, RefusedBecause
from commands.lists.values import ListFigures, ListKind, ListPreview, Toggle

APPLY, DROP, CORRECT = "import_apply", "import_drop", "import_correct"
WHOLE, UNCLEAR = "import_whole", "import_unclear"
"""Buttons that send a file; like the others their value begins with the source's id."""
SWITCH = "import_switch"
"""Buttons; their value is the source's id, the toggle, and `on` or nothing."""
LICENCE = "licence"


def buttons(preview: ListPreview, source_id: str, words: Words) -> list[Block]:
    """Switches, then acts; nothing applies what is refused or asks first."""
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
