"""What a file is that is no text: told by its first bytes, whatever its name ends in."""

import re

from commands.rosters.errors import FileKind

_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_ZIP = (
    # A zip holds the names of its files as they are, at the latest in its directory at the end.
    (b"xl/workbook.bin", FileKind.XLSB),
    (b"xl/workbook", FileKind.XLSX),
    (b"application/vnd.oasis.opendocument.spreadsheet", FileKind.ODS),
    (b"Index/Document.iwa", FileKind.NUMBERS),
    (b"Index.zip", FileKind.NUMBERS),
    (b"word/document", FileKind.DOCUMENT),
    (b"application/vnd.oasis.opendocument", FileKind.DOCUMENT),
)
_STARTS = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n", FileKind.IMAGE),
    (b"\xff\xd8\xff", FileKind.IMAGE),
    (b"GIF87a", FileKind.IMAGE),
    (b"GIF89a", FileKind.IMAGE),
    (b"II*\x00", FileKind.IMAGE),
    (b"MM\x00*", FileKind.IMAGE),
    (b"{\\rtf", FileKind.DOCUMENT),
    (b"PK\x05\x06", FileKind.ARCHIVE),
    (b"\x1f\x8b\x08", FileKind.ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", FileKind.ARCHIVE),
    (b"Rar!\x1a\x07", FileKind.ARCHIVE),
    (b"BZh", FileKind.ARCHIVE),
    (b"\xfd7zXZ\x00", FileKind.ARCHIVE),
)
_MARKUP = re.compile(rb"\s*<(?:!doctype|\?xml|html|svg|table)\b", re.IGNORECASE)
_CONTROL = bytes(c for c in range(1, 32) if c not in b"\t\n\v\f\r\x1a\x1b")
_SAMPLE = 65_536


def kind_of(data: bytes) -> FileKind | None:
    """The kind of a file that is no text, or None for what may be text."""
    if data.startswith(_ZIP):
        return next((kind for mark, kind in _IN_ZIP if mark in data), FileKind.ARCHIVE)
    if data.startswith(_OLE):
        locked = "EncryptedPackage".encode("utf-16-le") in data
        return FileKind.LOCKED_WORKBOOK if locked else FileKind.XLS
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return FileKind.IMAGE
    if data[4:8] == b"ftyp" or (data[:2] == b"BM" and data[6:10] == bytes(4)):
        return FileKind.IMAGE
    return FileKind.WEB_PAGE if _MARKUP.match(data) else None


def is_binary(data: bytes) -> bool:
    """Whether control characters are more than one byte in a hundred; null bytes are not meant."""
    sample = data[:_SAMPLE]
    return len(sample) - len(sample.translate(None, _CONTROL)) > len(sample) // 100
