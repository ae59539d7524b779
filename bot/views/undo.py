"""What an undo came to."""

from bot.texts import Words, escaped
from bot.views import common
from commands.undo import LeftReason, Undone


def undone(result: Undone, words: Words) -> common.View:
    """The result, where the button was pressed."""
    done = "↩️ " + words.gettext("Operation undone.") + " " + figures(result, words)
    return common.answered(
        words,
        words.gettext("Undo"),
        "\n".join([done, *left_lines(result, words)]),
        common.undo_button(words, result.operation_id),
    )


def figures(result: Undone, words: Words) -> str:
    """What went back, each figure that is not zero."""
    n, r = words.ngettext, result
    told = [
        (
            r.licences_given,
            n("{n} licence given back", "{n} licences given back", r.licences_given),
        ),
        (
            r.licences_taken,
            n("{n} licence taken back", "{n} licences taken back", r.licences_taken),
        ),
        (r.restored, n("{n} account restored", "{n} accounts restored", r.restored)),
        (r.deleted, n("{n} account deleted", "{n} accounts deleted", r.deleted)),
        (r.profiles, n("{n} card as before", "{n} cards as before", r.profiles)),
        (r.logins, n("{n} last login as before", "{n} last logins as before", r.logins)),
        (
            r.enrolments_begun,
            n("{n} enrolment given back", "{n} enrolments given back", r.enrolments_begun),
        ),
        (
            r.enrolments_ended,
            n("{n} enrolment ended", "{n} enrolments ended", r.enrolments_ended),
        ),
        (
            r.credits,
            words.gettext("{credits} credits").format(credits=words.credits(r.credits)),
        ),
    ]
    parts = [text for number, text in told if number]
    return words.joined(parts) + "." if parts else ""


def left_lines(result: Undone, words: Words) -> list[str]:
    """Who was left alone and why; by name for the first few."""
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
    named = [f"{escaped(each.name)} ({reasons[each.reason]})" for each in result.left_alone[:20]]
    text = words.ngettext(
        "{n} account was left as it is", "{n} accounts were left as they are", result.left
    )
    if not named:
        return [text + "."]
    colon = "\u00a0: " if words.language == "fr" else ": "
    more = "…" if result.left > len(named) else "."
    return [text + colon + ", ".join(named) + more]
