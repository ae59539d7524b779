"""What keeps a tired person from deleting a school, and what was passed over, in their words."""

from bot.refusals.files import sheet_notes
from bot.roster_lines import quoted
from bot.texts import Words, cut, escaped
from bot.views.export import people as people_of
from bot.views.imports.figures import CLASSES_SHOWN, is_master
from commands.lists.safeguards import Guard, RefusedBecause
from commands.lists.values import ListPreview


def warnings(preview: ListPreview, words: Words) -> list[str]:
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
    return would_delete(guard.deleted, guard.of, preview.options.role, words)


def would_delete(deleted: int, of: int, role: str, words: Words) -> str:
    """The beginning of a sentence."""
    return words.gettext("This list would delete {people} of {all}").format(
        people=people_of(role, deleted, words), all=words.number(of)
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
