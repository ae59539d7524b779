"""In which encoding a text is written, and whether that is sure.

A byte order mark and strict UTF-8 are proofs. The 8-bit encodings prove
nothing, since every byte is a letter in each of them; they are told apart by
the words that come out: a capital or a sign in the middle of small letters
(*RenÈ*, *Zo‘*) is no name. When more than one reading makes good words, both
are shown to a person. Nothing is ever decoded with replacement characters.
"""

import codecs
import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from commands.rosters.errors import (
    FileKind,
    MixedEncodingsError,
    NotTextError,
    NullByteError,
    WrongEncodingError,
)
from commands.rosters.kinds import is_binary


class Encoding(StrEnum):
    """The encodings that a roster is read in."""

    UTF8 = "utf-8"
    UTF16_LE = "utf-16-le"
    UTF16_BE = "utf-16-be"
    UTF32_LE = "utf-32-le"
    UTF32_BE = "utf-32-be"
    WINDOWS_1252 = "cp1252"
    MAC_ROMAN = "mac-roman"
    DOS_850 = "cp850"
    LATIN_9 = "iso8859-15"
    UTF8_TWICE = "utf-8-twice"
    """UTF-8 that a program took for Windows' letters, and wrote in UTF-8 again (*ZoÃ©*)."""

    @property
    def codec(self) -> str:
        """Python's name; of what was written twice, once `written_once` has undone that."""
        return "utf-8" if self is Encoding.UTF8_TWICE else self.value


EIGHT_BIT = (Encoding.WINDOWS_1252, Encoding.MAC_ROMAN, Encoding.DOS_850, Encoding.LATIN_9)
"""The likelier first: where two readings are the same text, the first one is taken."""


@dataclass(frozen=True)
class Detected:
    """How to decode a file."""

    encoding: Encoding
    skip: int = 0
    """Bytes of the byte order mark."""
    others: tuple[Encoding, ...] = ()
    """Other readings that make words too: a person is to be asked. The best one is `encoding`."""


_MARKS = (
    (codecs.BOM_UTF8, Encoding.UTF8),
    (codecs.BOM_UTF32_LE, Encoding.UTF32_LE),
    (codecs.BOM_UTF32_BE, Encoding.UTF32_BE),
    (codecs.BOM_UTF16_LE, Encoding.UTF16_LE),
    (codecs.BOM_UTF16_BE, Encoding.UTF16_BE),
)
_CHUNK = 1 << 20
_WORD = re.compile(rb"[A-Za-z]{0,20}[\x80-\xff][A-Za-z\x80-\xff]{0,30}")
_WORDS = 20_000
_FRENCH = frozenset("àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ")
_SMALL = frozenset("àâäáãåæçéèêëíìîïñóòôöõœøúùûüýÿšžß")
_CAPITAL = frozenset("ÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕŒØÚÙÛÜÝŸŠŽ")
_OPENING = frozenset("«“‘¿¡")
_CLOSING = frozenset("»”…°²³ºª€™®©")


def detect(data: bytes) -> Detected:
    """The encoding of `data`, which is no known binary file.

    Raises NotTextError, NullByteError and MixedEncodingsError.
    """
    mark, marked = next(((m, e) for m, e in _MARKS if data.startswith(m)), (b"", None))
    if marked is not None:
        failed = first_failure(data, marked, len(mark))
        if failed is not None:
            raise MixedEncodingsError(failed)
        detected = (
            _utf8(data, len(mark)) if marked is Encoding.UTF8 else Detected(marked, len(mark))
        )
        return _without_null(data, detected)
    if b"\0" in data:
        return _without_null(data, _unmarked_utf16(data))
    if is_binary(data):
        raise NotTextError(FileKind.BINARY)
    if first_failure(data, Encoding.UTF8) is None:
        return _utf8(data)
    _refuse_mixed(data)
    return _eight_bit(data)


def forced(data: bytes, encoding: Encoding) -> Detected:
    """Decode as a person said. Raises WrongEncodingError and NullByteError."""
    if encoding is Encoding.UTF8_TWICE and written_once(data) is None:
        raise WrongEncodingError(encoding, 1)
    mark = next((m for m, e in _MARKS if e is encoding and data.startswith(m)), b"")
    failed = first_failure(data, encoding, len(mark))
    if failed is not None:
        raise WrongEncodingError(encoding, failed)
    return _without_null(data, Detected(encoding, len(mark)))


def _utf8(data: bytes, skip: int = 0) -> Detected:
    """UTF-8; a person is asked when it looks as if it had been written twice."""
    begins = any(letter.encode() in data for letter in "ÃÂÅ")  # how é, °, œ then begin
    if not begins or written_once(data) is None:
        return Detected(Encoding.UTF8, skip)
    return Detected(Encoding.UTF8_TWICE, others=(Encoding.UTF8,))


def written_once(data: bytes) -> bytes | None:
    """The UTF-8 that was there before it was written as UTF-8 again; None when it was not."""
    try:
        text = once(data.decode("utf-8-sig"))
    except UnicodeError:
        return None
    return None if text is None else text.encode()


def once(text: str) -> str | None:
    """The same of a text: *ZoÃ©* is Zoé; *Zoé* is none."""
    try:
        return text.encode("cp1252", "preau.c1").decode("utf-8")
    except UnicodeError:
        return None


def _c1(error: UnicodeError) -> tuple[str | bytes, int]:
    """The five bytes that are no letter of Windows' are taken through as they are."""
    if isinstance(error, UnicodeEncodeError) and "\x80" <= error.object[error.start] <= "\x9f":
        return error.object[error.start].encode("latin-1"), error.start + 1
    if isinstance(error, UnicodeDecodeError):
        return chr(error.object[error.start]), error.start + 1
    raise error


codecs.register_error("preau.c1", _c1)


def first_failure(data: bytes, encoding: Encoding, skip: int = 0) -> int | None:
    """The line, counted from 1, where `data` is not in this encoding; None when it is."""
    decoder = codecs.getincrementaldecoder(encoding.codec)("strict")
    lines = 1
    for start in range(skip, len(data) + 1, _CHUNK):
        chunk = data[start : start + _CHUNK]
        try:
            lines += count_breaks(decoder.decode(chunk, final=start + _CHUNK > len(data)))
        except UnicodeDecodeError as error:
            valid = error.object[: error.start].decode(encoding.codec, "ignore")
            return lines + count_breaks(valid)
    return None


def count_breaks(text: str) -> int:
    """The line breaks of a text, be they LF, CR LF or CR."""
    return text.count("\n") + text.count("\r") - text.count("\r\n")


def _without_null(data: bytes, detected: Detected) -> Detected:
    """Refuse a text that holds U+0000, which no roster does."""
    if b"\0" in data:
        null = "\0".encode(detected.encoding.codec)
        width = len(null)
        place = data.find(null, detected.skip)
        while place >= 0 and (place - detected.skip) % width:
            place = data.find(null, place + 1)
        if place >= 0:
            before = data[detected.skip : place].decode(detected.encoding.codec)
            raise NullByteError(count_breaks(before) + 1)
    return detected


def _unmarked_utf16(data: bytes) -> Detected:
    """UTF-16 without a mark: every second byte of its separators, digits and addresses is 0."""
    even, odd = data[0::2].count(0), data[1::2].count(0)
    half = len(data) // 2
    for encoding, zeros, others in (
        (Encoding.UTF16_LE, odd, even),
        (Encoding.UTF16_BE, even, odd),
    ):
        if zeros > half * 0.3 and others < half * 0.05 and first_failure(data, encoding) is None:
            return Detected(encoding)
    if is_binary(data):
        raise NotTextError(FileKind.BINARY)
    raise NullByteError(len((data[: data.index(0)] + b".").splitlines()))


def _refuse_mixed(data: bytes) -> None:
    """Refuse a file that has both lines in UTF-8 and lines that are not."""
    first: bool | None = None
    for number, line in enumerate(data.splitlines(), 1):
        if line.isascii():
            continue
        is_utf8 = _is_utf8(line)
        if first is None:
            first = is_utf8
        elif first is not is_utf8:
            raise MixedEncodingsError(number)


def _is_utf8(line: bytes) -> bool:
    """Whether a line is UTF-8, and not by chance: *d’é* in Mac Roman is an Armenian letter."""
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return not any("\u0180" <= c <= "\u02ff" or "\u0370" <= c <= "\u07ff" for c in text)


def _eight_bit(data: bytes) -> Detected:
    """The reading that makes the best words, and those that make words too."""
    words = list(dict.fromkeys(islice((m.group() for m in _WORD.finditer(data)), _WORDS)))
    readings: dict[Encoding, _Judged] = {}
    for encoding in EIGHT_BIT:
        if first_failure(data, encoding) is None:
            reading = _Judged("\n".join(word.decode(encoding.value) for word in words))
            if not reading.impossible and reading not in readings.values():
                readings[encoding] = reading
    if not readings:
        raise NotTextError(FileKind.BINARY)
    best = min(readings, key=lambda encoding: readings[encoding].rank)
    poor = len(readings[best].odd) > readings[best].beyond_ascii * 0.2
    others = (other for other in readings if other is not best)
    return Detected(
        best, others=tuple(o for o in others if poor or readings[best].is_rivalled_by(readings[o]))
    )


class _Judged:
    """The words of a file in one encoding, and which of their letters stand where none would."""

    def __init__(self, text: str) -> None:
        self.text = text
        places = [place for place, char in enumerate(text) if not char.isascii()]
        padded = f"\n\n{text}\n"
        self.beyond_ascii = len(places)
        self.odd = {p for p in places if _is_odd(text[p], padded[p : p + 2], padded[p + 3])}
        self.rank = len(self.odd), -sum(char in _FRENCH for char in text)
        """The lower the better; of equals the one with more of the letters that French has."""
        self.impossible = any("\x80" <= char <= "\x9f" for char in text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Judged) and self.text == other.text

    def is_rivalled_by(self, other: "_Judged") -> bool:
        """Whether the other reading is about as good, where the two are not the same."""
        pairs = enumerate(zip(self.text, other.text, strict=True))
        unlike = {place for place, (mine, theirs) in pairs if mine != theirs}
        worse = len(unlike & other.odd) - len(unlike & self.odd)
        return worse < max(1.0, len(unlike) * 0.25)


def _is_odd(char: str, before: str, after: str) -> bool:
    last = before[-1]
    if char in _SMALL:
        return after.isupper() or (before.isupper() and before.isalpha())
    if char in _CAPITAL:
        return last.islower() or (last.isupper() and after.islower())
    if char in _OPENING:
        return last.isalpha()
    if char in _CLOSING:
        return after.isalpha()
    if char in "–—\xa0·":
        return last.isalpha() and after.isalpha()
    return char != "’"


def sample_in(encoding: Encoding, text: str, read_in: Encoding) -> str | None:
    """What `text`, decoded as `read_in`, is in another encoding; None when it is nothing."""
    if encoding is read_in:
        return text
    try:
        if read_in is Encoding.UTF8_TWICE:
            return text.encode().decode("cp1252", "preau.c1")
        return text.encode(read_in.codec).decode(encoding.codec)
    except UnicodeError:
        return None
