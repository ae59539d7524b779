"""Names of users, so that two alike can be told apart."""

from bot.texts import Words, cut, escaped
from bot.views.selection import quoted
from commands.users import NameLine


def plain_name(line: NameLine, words: Words) -> str:
    """First and last name, with class or address beside it where another is named alike.

    Not escaped: for plain text, such as a menu's option or a table's cell.
    """
    name = f"{line.first_name} {line.last_name}".strip() or words.gettext("(erased)")
    if not line.homonym:
        return name
    beside = ", ".join(line.classes[:2]) or line.email or line.external_id or ""
    return f"{name} ({beside})" if beside else name


def shown_name(line: NameLine, words: Words) -> str:
    """The same for formatted text."""
    return escaped(plain_name(line, words))


def option_text(line: NameLine, words: Words) -> str:
    """Name and classes (or address), as much as a menu's option holds."""
    beside = ", ".join(line.classes) or line.email or line.external_id or ""
    name = f"{line.first_name} {line.last_name}".strip()
    return cut(f"{name} · {beside}" if beside else name, 75)


def classes_text(names: tuple[str, ...], words: Words) -> str:
    """Class names in a sentence, quoted; *no class* for none."""
    if not names:
        return words.gettext("no class")
    return ", ".join(quoted(name, words) for name in names)
