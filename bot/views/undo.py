"""What an undo came to."""

from collections.abc import Mapping

from bot.texts import Words
from bot.views import common
from bot.views.people import shown_name
from commands.undo import LeftReason, Undone
from commands.undo_pause import ThingLeft
from commands.undo_school import ThingUndone

FIGURES = (
    "licences_given",
    "licences_taken",
    "restored",
    "deleted",
    "profiles",
    "logins",
    "enrolments_begun",
    "enrolments_ended",
    "credits",
)


def undone(result: Undone, words: Words) -> common.View:
    """The result, where the button was pressed."""
    came_to = {name: getattr(result, name) for name in FIGURES}
    done = what_was_undone(result.undone_kind, words)
    return common.answered(
        words,
        words.gettext("Undo"),
        "\n".join([f"{done} {figures(came_to, words)}".strip(), *left_lines(result, words)]),
        common.undo_button(words, result.operation_id),
    )


def what_was_undone(kind: str, words: Words) -> str:
    """Which operation it was; every kind that can be undone has a name here."""
    _ = words.gettext
    names = {
        "pause": _("pause"),
        "resume": _("resuming the school"),
        "plan_pause": _("planning a pause"),
        "move_plan": _("moving a planned pause"),
        "cancel_plan": _("dropping a planned pause"),
        "purchase": _("credits entered"),
        "correction": _("a correction of credits"),
        "assign": _("licences assigned"),
        "revoke": _("licences revoked"),
        "give_back": _("licences given back"),
        "add_user": _("an account added"),
        "change_user": _("a card changed"),
        "delete": _("a deletion"),
        "restore": _("a restoration"),
        "join": _("two accounts joined"),
        "import": _("a list loaded"),
        "change_settings": _("settings"),
        "name_admins": _("the admins"),
        "link_teacher": _("a teacher linked"),
        "unlink_teacher": _("a teacher unlinked"),
        "create_class": _("a class created"),
        "rename_class": _("a class renamed"),
        "merge_class": _("two classes merged"),
        "move_people": _("people moved to another class"),
        "delete_class": _("a class deleted"),
        "undo": _("an undoing"),
    }
    return _("↩️ Undone: {what}.").format(what=names[kind])


def figures(came_to: Mapping[str, int], words: Words) -> str:
    """What went back, each figure that is not zero."""
    n, f = words.ngettext, came_to
    told = {
        "licences_given": n(
            "{n} licence given back", "{n} licences given back", f["licences_given"]
        ),
        "licences_taken": n(
            "{n} licence taken back", "{n} licences taken back", f["licences_taken"]
        ),
        "restored": n("{n} account restored", "{n} accounts restored", f["restored"]),
        "deleted": n("{n} account deleted", "{n} accounts deleted", f["deleted"]),
        "profiles": n("{n} card as before", "{n} cards as before", f["profiles"]),
        "logins": n("{n} last login as before", "{n} last logins as before", f["logins"]),
        "enrolments_begun": n(
            "{n} enrolment given back", "{n} enrolments given back", f["enrolments_begun"]
        ),
        "enrolments_ended": n("{n} enrolment ended", "{n} enrolments ended", f["enrolments_ended"]),
        "credits": words.in_credits(f["credits"]),
    }
    parts = [told[name] for name in FIGURES if f[name]]
    return words.joined(parts) + "." if parts else ""


def left_sentence(left: int, words: Words) -> str:
    """How many were left alone."""
    return words.ngettext(
        "{n} account was left as it is", "{n} accounts were left as they are", left
    )


def left_lines(result: Undone, words: Words) -> list[str]:
    """Who was left alone and why; by name for the first few. And what of the school was."""
    left = [_thing_left(thing, words) for thing in result.things if thing.left is not None]
    return [*_people_left(result, words), *dict.fromkeys(left)]


def _thing_left(thing: ThingUndone, words: Words) -> str:
    _ = words.gettext
    said = {
        ("class", ThingLeft.TAKEN): _("⚠️ A class did not come back: another one has its name."),
        ("class", ThingLeft.NOT_EMPTY): _("⚠️ A class stays: somebody is in it."),
        ("admin", ThingLeft.LAST_ADMIN): _("⚠️ An admin stays: nobody else could act."),
        ("teacher_link", ThingLeft.GONE): _("⚠️ A link did not come back: no such teacher is left."),
    }
    otherwise = {
        "class": _("⚠️ A class was left as it is: it has changed since."),
        "admin": _("⚠️ The rights of a person were left as they are: they have changed since."),
        "teacher_link": _("⚠️ A teacher's link was left as it is: it has changed since."),
        "setting": _("⚠️ A setting was left as it is: it has changed since."),
        "pause": _("⚠️ A pause was left as it is: begun, over, or changed since."),
    }
    return said.get((thing.thing, thing.left or ThingLeft.CHANGED), otherwise[thing.thing])


def _people_left(result: Undone, words: Words) -> list[str]:
    if not result.left:
        return []
    _ = words.gettext
    reasons = {
        LeftReason.DELETED: _("deleted since"),
        LeftReason.IN_USE: _("in use since"),
        LeftReason.SAME_PERSON: _("exists again"),
        LeftReason.EXTERNAL: _("external"),
        LeftReason.CHANGED: _("changed since"),
    }
    named = [
        f"{shown_name(each.user, words)} ({reasons[each.reason]})"
        for each in result.left_alone[:20]
    ]
    text = left_sentence(result.left, words)
    if not named:
        return [text + "."]
    colon = "\u00a0: " if words.language == "fr" else ": "
    more = "…" if result.left > len(named) else "."
    return [text + colon + ", ".join(named) + more]
