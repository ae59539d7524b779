"""What a list comes to, in figures and without a name."""

from bot.roster_lines import quoted
from bot.texts import Words, cut, escaped
from bot.views.credits import credits_line
from bot.views.export import people as people_of
from commands.credits import Forecast
from commands.lists.values import ListFigures, ListKind, ListPreview, Toggle

CLASSES_SHOWN = 8


def figures(preview: ListPreview, words: Words) -> str:
    """What the list comes to, without anybody's name."""
    return "\n".join(_lines(preview, words))


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


def _lines(preview: ListPreview, words: Words) -> list[str]:
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
