"""What assigning or revoking licences would do, and what came of it: in figures."""

from bot.texts import Words
from bot.views import common
from bot.views.credits import credits_line, run_out_sentence
from commands.licences import Action, LicencePreview, LicenceResult


def submit_text(action: Action, number: int, words: Words) -> str:
    """Verb and figure; where nothing would change, what a click does."""
    _ = words.gettext
    if number == 0:
        return _("Preview")
    verb = {
        Action.ASSIGN: _("Assign ({number})"),
        Action.REVOKE: _("Revoke ({number})"),
        Action.GIVE_BACK: _("Give back ({number})"),
    }[action]
    return verb.format(number=words.number(number))


def figures(preview: LicencePreview, words: Words) -> list[str]:
    """What would be done, what would not, and what it does to the credits."""
    n = words.ngettext
    if preview.matched == 0:
        return [words.gettext("Nobody corresponds to this choice yet.")]
    number = preview.to_change
    text = {
        Action.ASSIGN: n("*{n} licence to assign*", "*{n} licences to assign*", number),
        Action.REVOKE: n("*{n} licence to revoke*", "*{n} licences to revoke*", number),
        Action.GIVE_BACK: n("*{n} licence to give back*", "*{n} licences to give back*", number),
    }[preview.action]
    people = n("{n} person chosen", "{n} people chosen", preview.matched)
    lines = [
        f"{people}: {text}." if words.language == "en" else f"{people}\u00a0: {text}.",
        *_rest(preview.action, preview.unchanged, preview.external, words),
    ]
    if preview.elsewhere and preview.action is Action.REVOKE:
        lines.append(
            n(
                "⚠️ {n} of them is also in another class and would lose the application there.",
                "⚠️ {n} of them are also in another class and would lose the application there.",
                preview.elsewhere,
            )
        )
    credits = credits_line(preview.before, preview.after, words) if number else ""
    return [text for text in ("\n".join(lines), credits) if text]


def _rest(action: Action, unchanged: int, external: int, words: Words) -> list[str]:
    n, lines = words.ngettext, []
    if unchanged and action is Action.REVOKE:
        lines.append(n("{n} has none already.", "{n} have none already.", unchanged))
    elif unchanged:
        lines.append(n("{n} has one already.", "{n} have one already.", unchanged))
    if external:
        lines.append(
            n(
                "{n} external user is left alone: they pay for their own access.",
                "{n} external users are left alone: they pay for their own access.",
                external,
            )
        )
    return lines


def done(result: LicenceResult, words: Words) -> common.View:
    """The form turned into its result."""
    _, n = words.gettext, words.ngettext
    text = {
        Action.ASSIGN: n("✅ {n} licence assigned.", "✅ {n} licences assigned.", result.changed),
        Action.REVOKE: n("✅ {n} licence revoked.", "✅ {n} licences revoked.", result.changed),
        Action.GIVE_BACK: n(
            "✅ {n} licence given back.", "✅ {n} licences given back.", result.changed
        ),
    }[result.action]
    lines = [text, *_rest(result.action, result.unchanged, result.left_alone, words)]
    lines.append(run_out_sentence(result.after, words))
    return common.answered(
        words,
        _("Licences"),
        "\n".join(line for line in lines if line),
        common.undo_button(words, result.operation_id),
        common.job_button(_("More licences"), "licences"),
    )
