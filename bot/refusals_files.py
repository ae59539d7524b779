"""The words for files: a list that is refused whole, a list that nobody would be in."""

from bot.context import Asker
from bot.refusals import says
from bot.roster_lines import Show, column_name, quoted
from bot.texts import Words, escaped
from commands.errors import NamesGoneError, NobodyHasAddressError
from commands.loading import InDoubtError
from commands.rosters import errors
from commands.rosters.columns import Column
from commands.rosters.errors import FileKind, RosterError


@says(NamesGoneError)
def _names_gone(error: NamesGoneError, asker: Asker) -> str:
    return asker.words.ngettext(
        "This message is older than {n} day: the names in it were removed. "
        "Nothing was changed; begin again from the command.",
        "This message is older than {n} days: the names in it were removed. "
        "Nothing was changed; begin again from the command.",
        error.days,
    )


@says(RosterError)
def _refused_file(error: RosterError, asker: Asker) -> str:
    return file_sentence(error, asker.words)


def file_sentence(error: RosterError, words: Words, show: Show = escaped) -> str:
    """Why the whole file is refused, and what to do; nothing was changed."""
    return _what(error, words, show) + " " + words.gettext("Nothing was changed.")


def _what(error: RosterError, words: Words, show: Show) -> str:
    _ = words.gettext
    match error:
        case errors.NotTextError():
            return _kind(error.kind, words)
        case InDoubtError():
            return _("It cannot be told for sure how this file is to be read.")
        case errors.EmptyFileError():
            return _("This list is empty.")
        case errors.HeaderOnlyError():
            return _("This list has column names and nobody under them.")
        case errors.TooLargeError():
            return _("This file is larger than {n} MB: cut it into several lists.").format(
                n=words.number(error.limit // 1024**2)
            )
        case errors.TooManyLinesError():
            return _("This list has more than {n} lines: cut it into several lists.").format(
                n=words.number(error.limit)
            )
        case errors.OneColumnError():
            return _("I see only one column, which begins with “{first}”.").format(
                first=show(error.first)
            ) + _save_as(words)
        case errors.UnknownSeparatorError():
            return _("The columns are separated by “{separator}”, which I do not read.").format(
                separator=show(error.separator)
            ) + _save_as(words)
    return _columns(error, words, show)


def _columns(error: RosterError, words: Words, show: Show) -> str:
    """What is wrong with the columns or the letters."""
    _ = words.gettext
    match error:
        case errors.UnknownColumnsError():
            return _(
                "I do not recognise the columns: put their names in the first line, for example "
                "First name, Last name, Email. The first line begins with {cells}."
            ).format(cells=", ".join(quoted(cell, words, show) for cell in error.first[:3]) or "…")
        case errors.MissingColumnsError():
            return _("Line {line}, the columns' names: {names} is missing.").format(
                line=words.number(error.line),
                names=_missing(error.missing, words),
            )
        case errors.DuplicateColumnsError():
            return _("Line {line}: the columns {names} mean the same. Keep one.").format(
                line=words.number(error.line),
                names=words.joined([quoted(name, words, show) for name in error.names]),
            )
        case errors.TwoHeadersError():
            return _(
                "Line {line} holds names of columns once more: these look like two lists. "
                "Import them one by one."
            ).format(line=words.number(error.line))
        case errors.WrongEncodingError():
            return _("Read this way, line {line} is no text. Try another reading.").format(
                line=words.number(error.line)
            )
        case errors.MixedEncodingsError() | errors.NullByteError():
            return _(
                "From line {line} on the letters are written in another way: the file is damaged, "
                "or made of two. Save the list again as CSV."
            ).format(line=words.number(error.line))
    raise LookupError(f"no words for {type(error).__name__}")


def _missing(columns: tuple[Column, ...], words: Words) -> str:
    """The columns' names; of address and identifier one is enough."""
    names = {each: quoted(column_name(each, words), words, str) for each in columns}
    if Column.EMAIL in names and Column.EXTERNAL_ID in names:
        names[Column.EMAIL] = words.gettext("{one} or {other}").format(
            one=names[Column.EMAIL], other=names.pop(Column.EXTERNAL_ID)
        )
    return words.joined(list(names.values()))


def _kind(kind: FileKind, words: Words) -> str:
    _ = words.gettext
    if kind in (FileKind.XLSX, FileKind.XLS):
        return _("This is an Excel workbook.") + _save_as(words)
    if kind is FileKind.LOCKED_WORKBOOK:
        return _("This workbook is locked by a password.") + _save_as(words)
    if kind is FileKind.ODS:
        return _(
            "This is a LibreOffice sheet. In LibreOffice: File, Save as, “Text CSV”, "
            "then import that file."
        )
    if kind is FileKind.NUMBERS:
        return _(
            "This is a Numbers sheet. In Numbers: File, Export to, CSV, then import that file."
        )
    if kind is FileKind.ARCHIVE:
        return _("This is an archive: open it, and import the list that is in it.")
    return {
        FileKind.DOCUMENT: _("This is a text document, not a list: save the list as CSV."),
        FileKind.PDF: _("This is a PDF, not a list: save the list as CSV."),
        FileKind.IMAGE: _("This is a picture, not a list: save the list as CSV."),
        FileKind.WEB_PAGE: _("This is a web page, not a list: save the list as CSV."),
    }.get(kind, _("This file is not a list: save the list as CSV."))


def _save_as(words: Words) -> str:
    return " " + words.gettext(
        "In Excel: File, Save as, “CSV (semicolon delimited)”, then import that file."
    )


@says(NobodyHasAddressError)
def _nobody_has_address(error: NobodyHasAddressError, asker: Asker) -> str:
    return asker.words.ngettext(
        "{n} person has no address, and cannot be in a list to load again.",
        "{n} people have no address, and cannot be in a list to load again.",
        error.left_out,
    )
