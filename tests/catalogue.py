"""The French catalogue against the texts in the source: `make texts` brings it up to date."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.texts import catalogue_file

ROOT = Path(__file__).parent.parent
FRENCH = catalogue_file("fr")
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "marked": None,
    "n": (1, 2),
    "ngettext": (1, 2),
}


def in_source() -> Catalog:
    """Every text that the bot's source marks, with where it stands."""
    found = Catalog(charset="utf-8")
    for name, _line, message, comments, context in _marked():
        found.add(message, None, [(f"bot/{name}", 0)], auto_comments=comments, context=context)
    return found


def _marked() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    yield from extract_from_dir(
        ROOT / "bot", method_map=[("**.py", "python")], keywords=KEYWORDS, strip_comment_tags=True
    )


def french() -> Catalog:
    """What stands in the catalogue now."""
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def merged() -> Catalog:
    """The French catalogue with the source's texts: new ones empty, gone ones dropped."""
    have, wanted = french(), in_source()
    fresh = Catalog(locale="fr", charset="utf-8", fuzzy=False)
    for message in wanted:
        if message.id:
            known = have.get(message.id if isinstance(message.id, str) else message.id[0])
            fresh.add(
                message.id,
                known.string if known else None,
                message.locations,
                context=message.context,
            )
    return fresh


HEADER = """\
# Préau in French. `make texts` brings it up to date with the texts in the source.
msgid ""
msgstr ""
"Language: fr\\n"
"Plural-Forms: nplurals=2; plural=(n > 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> None:
    fresh = merged()
    empty = [m.id for m in fresh if m.id and not all(m.string if m.pluralizable else (m.string,))]
    with FRENCH.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, fresh, width=0, sort_by_file=True, omit_header=True)
    sys.stdout.write(f"{len(fresh)} texts, {len(empty)} without French\n")


if __name__ == "__main__":
    main()
