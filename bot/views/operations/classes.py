"""What the admins' channel is told of classes: their names, and how many people it was about."""

from typing import Any

from bot.texts import Words
from bot.views.operations import tells
from bot.views.selection import quoted
from commands.class_names import OperationNames


@tells("create_class")
def _created(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ Class created: {name}.").format(**_names(figures, words))


@tells("rename_class")
def _renamed(figures: dict[str, Any], words: Words) -> str:
    return words.gettext("✅ Class renamed: {before} is {name} now.").format(
        **_names(figures, words)
    )


@tells("merge_class")
def _merged(figures: dict[str, Any], words: Words) -> str:
    return words.ngettext(
        "✅ Classes merged: {name} into {into}, {n} person.",
        "✅ Classes merged: {name} into {into}, {n} people.",
        figures["matched"],
    ).format(**_names(figures, words))


@tells("move_people")
def _moved(figures: dict[str, Any], words: Words) -> str:
    text = words.ngettext(
        "✅ {n} person moved from {name} to {into}.",
        "✅ {n} people moved from {name} to {into}.",
        figures["matched"],
    ).format(**_names(figures, words))
    if figures["without_teacher"]:
        text += " " + words.gettext("{name} has no teacher any more.").format(
            **_names(figures, words)
        )
    return text


@tells("delete_class")
def _deleted(figures: dict[str, Any], words: Words) -> str:
    text = words.ngettext(
        "✅ Class deleted: {name}, {n} person was in it.",
        "✅ Class deleted: {name}, {n} people were in it.",
        figures["matched"],
    ).format(**_names(figures, words))
    return f"{text} {without_class(figures['without_class'], words)}".strip()


def without_class(number: int, words: Words) -> str:
    """How many are in no class any more; empty for none."""
    if not number:
        return ""
    return words.ngettext(
        "{n} person is in no class any more.", "{n} people are in no class any more.", number
    )


def _names(figures: dict[str, Any], words: Words) -> dict[str, str]:
    """Quoted; a class that is not told of by name is a dash."""
    names: OperationNames | None = figures.get("names")
    found = vars(names) if names else {"name": None, "before": None, "into": None}
    return {key: quoted(name, words) if name else "–" for key, name in found.items()}
