"""The words for files: a list that is refused whole, a list that nobody would be in."""

from bot.context import Asker
from bot.refusals import says
from bot.roster_lines import SHOWN, Show, column_name, quoted
from bot.texts import Words, cut, escaped
from commands.errors import NamesGoneError, NobodyHasAddressError
from commands.loading import InDoubtError
from commands.rosters import errors
from commands.rosters.columns import Column
from commands.rosters.errors import FileKind, RosterError
from commands.rosters.lines import SheetRead

SHEETS_SHOWN = 3
"""Names of further sheets."""


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
    told = [_what(error, words, show), *_other_sheets(error, words, show)]
    return " ".join([*told, words.gettext("Nothing was changed.")])


def lines_sentence(error: RosterError, words: Words) -> str:
    """The same of lines that were pasted: a spreadsheet is of no help to them."""
    match error:
        case (
            errors.OneColumnError() | errors.UnknownSeparatorError() | errors.UnknownColumnsError()
        ):
            text = words.gettext(
                "I cannot tell the columns of these lines: write first name, last name and "
                "address, with a comma between, or copy the cells from a spreadsheet."
            )
            return text + " " + words.gettext("Nothing was changed.")
    return file_sentence(error, words)


def _other_sheets(error: RosterError, words: Words, show: Show) -> list[str]:
    """Of a workbook with several sheets: perhaps the list stands in another one."""
    if error.sheet is None or not error.sheet.others:
        return []
    text = words.gettext(
        "I read the first sheet, {name}; there is also {others}. "
        "Move the list's sheet to the front."
    )
    return [sheets_named(text, error.sheet, words, show)]


def sheet_notes(sheet: SheetRead, words: Words, show: Show = escaped) -> list[str]:
    """Of a workbook that was read: what else is in it, and what it hides."""
    notes = []
    if sheet.others:
        text = words.gettext("Sheet read: {name}. Not read: {others}.")
        notes.append(sheets_named(text, sheet, words, show))
    if sheet.hidden_rows:
        text = words.ngettext(
            "{n} row that the sheet hides was read too.",
            "{n} rows that the sheet hides were read too.",
            sheet.hidden_rows,
        )
        notes.append(text)
    return notes


def sheets_named(text: str, sheet: SheetRead, words: Words, show: Show) -> str:
    """`text` with the sheet that was read and the others, between quotation marks."""
    name, *others = [
        quoted(cut(each, SHOWN), words, show) for each in (sheet.name, *sheet.others[:SHEETS_SHOWN])
    ]
    if len(sheet.others) > SHEETS_SHOWN:
        others.append("…")
    return text.format(name=name, others=words.joined(others))


def _what(error: RosterError, words: Words, show: Show) -> str:
    _ = words.gettext
    match error:
        case errors.NotTextError():
            return _kind(error.kind, words)
        case InDoubtError():
            return _("It cannot be told for sure how this file is to be read.")
        case errors.EmptyFileError():
            return _("This list is empty: check which file you chose.")
        case errors.HeaderOnlyError():
            return _(
                "This list has column names and nobody under them: check which file you chose."
            )
        case errors.TooLargeError():
            return _(
                "This file is larger than {n} MB: leave out the columns that are not needed, "
                "or cut it into several lists that only add."
            ).format(n=words.number(error.limit // 1024**2))
        case errors.TooManyLinesError():
            return _(
                "This list has more than {n} lines: cut it into several lists that only add."
            ).format(n=words.number(error.limit))
        case errors.OneColumnError() if error.sheet is not None:
            return _(
                "Everything stands in one column of the sheet, which begins with “{first}”. "
                "In Excel: Data, Text to Columns; save, then import the workbook again."
            ).format(first=show(error.first))
        case errors.OneColumnError():
            return _("I see only one column, which begins with “{first}”.").format(
                first=show(error.first)
            ) + _save_as(words)
        case errors.UnknownSeparatorError(separator=" "):
            return _("The columns are separated by spaces, which a name may hold too.") + _save_as(
                words
            )
        case errors.UnknownSeparatorError():
            return _("The columns are separated by “{separator}”, which I do not read.").format(
                separator=show(error.separator)
            ) + _save_as(words)
    return _workbook(error, words, show)


def _workbook(error: RosterError, words: Words, show: Show) -> str:
    """What is wrong with an Excel workbook."""
    _ = words.gettext
    match error:
        case errors.DamagedWorkbookError():
            return _(
                "I cannot read this Excel workbook, which may be damaged."
            ) + _save_as_workbook(words)
        case errors.HugeWorkbookError():
            return _(
                "This workbook holds far more than a list: copy the list alone "
                "into a new workbook, and import that one."
            )
        case errors.FormulaWithoutResultError():
            return _("Line {line}, cell {cell}: the formula has no result yet.").format(
                line=words.number(error.line), cell=show(error.cell)
            ) + _save_as_workbook(words)
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
            return _(
                "Line {line}, the columns' names: {names} is missing. "
                "Add that column, or name it so."
            ).format(
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
                "or made of two. Open it in Excel, look at that line, and save the list as .xlsx."
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
    if kind in (FileKind.XLSB, FileKind.XLS, FileKind.STRICT_WORKBOOK):
        return _("This is an Excel workbook of a form that I do not read.") + _save_as_workbook(
            words
        )
    if kind is FileKind.LOCKED_WORKBOOK:
        return _(
            "This workbook is locked by a password. In Excel: File, Info, Protect Workbook, "
            "Encrypt with Password, empty the field; save, then import it again."
        )
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
    if kind is FileKind.WEB_PAGE:
        return _("This is a web page, even if its name ends in .xls.") + _save_as_workbook(words)
    return {
        FileKind.DOCUMENT: _("This is a text document, not a list."),
        FileKind.PDF: _("This is a PDF, not a list."),
        FileKind.IMAGE: _("This is a picture, not a list."),
    }.get(kind, _("This file is not a list.")) + _put_into_a_sheet(words)


def _save_as(words: Words) -> str:
    return " " + words.gettext(
        "In Excel: File, Save as, “CSV (semicolon delimited)”, then import that file."
    )


def _save_as_workbook(words: Words) -> str:
    return " " + words.gettext(
        "Open it in Excel: File, Save as, “Excel Workbook (.xlsx)”, then import that file."
    )


def _put_into_a_sheet(words: Words) -> str:
    return " " + words.gettext(
        "Where the list comes from, export it as CSV or Excel; "
        "or copy it into a spreadsheet, save it as CSV or .xlsx, and import that file."
    )


@says(NobodyHasAddressError)
def _nobody_has_address(error: NobodyHasAddressError, asker: Asker) -> str:
    return asker.words.ngettext(
        "{n} person has no address, and cannot be in a list to load again.",
        "{n} people have no address, and cannot be in a list to load again.",
        error.left_out,
    )
