"""What the admins' channel is told of people added, changed, deleted, restored; no names."""

from datetime import date
from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.selection import of_figures


@tells("add_user")
def _added(figures: dict[str, Any], words: Words) -> str:
    _ = words.gettext
    teacher = figures["role"] == "teacher"
    if figures["licence"]:
        return _("✅ A teacher added, with a licence.") if teacher else _with_licence(words)
    return _("✅ A teacher added.") if teacher else _("✅ A student added.")


def _with_licence(words: Words) -> str:
    return words.gettext("✅ A student added, with a licence.")


@tells("change_user")
def _changed(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ A person's card changed.")


@tells("delete")
def _deleted(figures: dict[str, Any], words: Words) -> str:
    if (figures.get("selection") or {}).get("user_ids"):  # chosen one by one: the figure says it
        text = words.ngettext(
            "✅ {n} account deleted.", "✅ {n} accounts deleted.", figures["matched"]
        )
    else:
        text = words.ngettext(
            "✅ {n} account deleted: {who}.", "✅ {n} accounts deleted: {who}.", figures["matched"]
        ).format(who=of_figures(figures.get("selection"), figures["class_names"], words))
    return _and_licences(text, "freed", figures["licences"], words)


@tells("restore")
def _restored(figures: dict[str, Any], words: Words) -> str:
    if figures.get("day"):
        text = words.ngettext(
            "✅ {n} account restored, deleted on {day}.",
            "✅ {n} accounts restored, deleted on {day}.",
            figures["restorable"],
        ).format(day=words.day(date.fromisoformat(figures["day"])))
    else:
        text = words.ngettext(
            "✅ {n} deleted account restored.",
            "✅ {n} deleted accounts restored.",
            figures["restorable"],
        )
    return _and_licences(text, "back", figures["licences"], words)


@tells("join")
def _joined(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ Two accounts of one person joined.")


@tells("erase")
def _erased(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "✅ {n} deleted account erased for good.",
        "✅ {n} deleted accounts erased for good.",
        figures["erased"],
    )


def _and_licences(text: str, what: str, licences: int, words: Words) -> str:
    """The sentence, and the licences that it freed or brought back."""
    if not licences:
        return text
    if what == "freed":
        freed = words.ngettext("{n} licence freed.", "{n} licences freed.", licences)
        return f"{text} {freed}"
    back = words.ngettext("{n} licence is back.", "{n} licences are back.", licences)
    return f"{text} {back}"
