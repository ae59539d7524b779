"""What cannot be told of a file for sure: shown with names from it, and how to answer."""

from collections.abc import Iterator

from bot.commandline.terminal import as_it_is
from bot.texts import Words
from commands.rosters.doubts import About, Doubt

OPTIONS = {
    About.ENCODING: "--encoding",
    About.SEPARATOR: "--separator",
    About.NAME_ORDER: "--name-order",
    About.DATE_ORDER: "--date-order",
}
"""The option that takes the answer."""


def doubt_lines(doubt: Doubt, words: Words) -> Iterator[str]:
    """The question, each reading with its option and its samples, and that nothing was done."""
    _ = words.gettext
    yield {
        About.ENCODING: _("How are the accents of this file to be read?"),
        About.SEPARATOR: _("What separates the columns of this file?"),
        About.NAME_ORDER: _("Which comes first in this file, the first name or the last name?"),
        About.DATE_ORDER: _("Which comes first in the dates of this file, the day or the month?"),
    }[doubt.about]
    for reading in doubt.readings:
        samples = ", ".join(_sample(doubt.about, pair, words) for pair in reading.samples)
        value = "tab" if reading.value == "\t" else reading.value
        shown = f'"{value}"' if value == ";" else value
        yield f"  {OPTIONS[doubt.about]} {shown}    {as_it_is(samples)}"
    yield _("Start again with the option whose names are right. Nothing was changed.")


def _sample(about: About, pair: tuple[str, str], words: Words) -> str:
    first, last = pair
    if about is About.NAME_ORDER:
        return words.gettext("first name {first}, last name {last}").format(first=first, last=last)
    if about is About.DATE_ORDER:
        return f"{first} = {last}"
    return f"{first} {last}".strip()
