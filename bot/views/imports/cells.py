"""A line of a list's preview as a table or a file shows it: what it comes to, and what changes."""

from bot.roster_lines import column_name, line_sentence, quoted
from bot.texts import Words
from commands.lists.values import CellChange, Outcome, PersonRow


def outcome_name(outcome: Outcome, words: Words) -> str:
    _ = words.gettext
    return {
        Outcome.ADDED: _("addition"),
        Outcome.CHANGED: _("change"),
        Outcome.UNCHANGED: _("no change"),
        Outcome.RESTORED: _("restoration"),
        Outcome.OFFERED: _("deleted account"),
        Outcome.AGAIN: _("same person, further line"),
        Outcome.UNCLEAR: _("to be corrected"),
        Outcome.DELETED: _("deletion"),
        Outcome.MISSING: _("not in the list, kept"),
    }[outcome]


def change_text(row: PersonRow, words: Words) -> str:
    """Each cell with its old and its new value, classes, licence and login."""
    _ = words.gettext
    parts = [_cell(each, words) for each in row.cells]
    parts += [_("into {name}").format(name=quoted(name, words, str)) for name in row.begun]
    parts += [_("out of {name}").format(name=quoted(name, words, str)) for name in row.ended]
    if row.licence is not None:
        parts.append(_("licence assigned") if row.licence else _("licence revoked"))
    if row.login is not None:
        parts.append(_("last login {day}").format(day=words.short_day(row.login)))
    if row.unclear is not None:
        parts.append(line_sentence(row.unclear, words, str))
    return "; ".join(parts) if words.language == "en" else "\u202f; ".join(parts)


def _cell(change: CellChange, words: Words) -> str:
    if change.column is None:
        name = words.gettext("Further column")
    else:
        name = column_name(change.column, words)
    colon = "\u00a0: " if words.language == "fr" else ": "
    return f"{name}{colon}{change.old or '–'} → {change.new or '–'}"


def header(words: Words) -> tuple[str, ...]:
    """The columns of the complete preview."""
    _ = words.gettext
    return (
        _("Line"),
        _("Result"),
        _("First name"),
        _("Last name"),
        _("Email"),
        _("What changes"),
    )


def record(row: PersonRow, words: Words) -> tuple[str, ...]:
    """A line of the complete preview."""
    return (
        str(row.line) if row.line is not None else "",
        outcome_name(row.outcome, words),
        row.first_name,
        row.last_name,
        row.email or "",
        change_text(row, words),
    )
