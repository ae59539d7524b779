"""A selection in words: whom a licence, a deletion or an export is about."""

from typing import Any

from bot.texts import Words, escaped
from commands.selection import Selection, from_values


def quoted(name: str, words: Words) -> str:
    """A class name between the language's own quotation marks."""
    return f"«\u00a0{escaped(name)}\u00a0»" if words.language == "fr" else f"“{escaped(name)}”"


def described(selection: Selection, class_names: list[str], words: Words) -> str:
    """Whom the selection means, as the subject of a sentence."""
    _ = words.gettext
    if selection.class_ids:
        names = words.joined([quoted(name, words) for name in class_names[:3]])
        if len(class_names) > 3 or not class_names:
            number = len(selection.class_ids)
            names = words.ngettext("{n} class", "{n} classes", number)
        if selection.never_connected:
            return _("{classes}, those who never connected").format(classes=names)
        return names
    if selection.user_ids:
        return words.ngettext("{n} person", "{n} people", len(selection.user_ids))
    if selection.text:
        return _("a search")
    if selection.without_class:
        return _("those without a class")
    if selection.never_connected:
        return _("those who never connected")
    return {
        "student": _("all students"),
        "teacher": _("all teachers"),
    }.get(selection.role or "", _("everybody"))


def of_figures(kept: dict[str, Any] | None, class_names: list[str], words: Words) -> str:
    """The same for what the journal kept of a selection."""
    return described(from_values(kept or {}), class_names, words)
