"""Small Excel workbooks, made in memory; what no program would write is patched in."""

import io
import re
import zipfile
from collections.abc import Callable, Sequence

from openpyxl import Workbook

HEADER = ("Prénom", "Nom", "Courriel", "Identifiant", "Classe", "Dernière connexion")
ZOE = ("Zoé", "Lefèvre", "zoe@ecole.example", 123, "6B", None)
SHEET = "xl/worksheets/sheet1.xml"
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_INLINE = re.compile('<c([^>]*) t="inlineStr"><is>(.*?)</is></c>')
_SHARED = (
    '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sharedStrings+xml"/></Types>'
)


def workbook(*rows: Sequence[object], change: Callable[[Workbook], None] | None = None) -> bytes:
    """One sheet, *Élèves*; `change` is given the workbook before it is saved."""
    made = Workbook()
    sheet = made.active
    sheet.title = "Élèves"
    for row in rows or (HEADER, ZOE):
        sheet.append(row)
    if change is not None:
        change(made)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)
    return out.getvalue()


def patched(data: bytes, old: str, new: str, part: str = SHEET) -> bytes:
    """With another text in one part."""
    parts = parts_of(data)
    assert old.encode() in parts[part]
    return packed(parts | {part: parts[part].replace(old.encode(), new.encode())})


def with_rows(rows: str) -> bytes:
    """A sheet with these rows, as they stand."""
    parts = parts_of(workbook())
    sheet = parts[SHEET].decode()
    before, after = sheet.partition("<sheetData>")[0], sheet.partition("</sheetData>")[2]
    parts[SHEET] = f"{before}<sheetData>{rows}</sheetData>{after}".encode()
    return packed(parts)


def texts(*cells: str) -> str:
    """A row of texts that stand in the cells themselves."""
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


def shared(data: bytes) -> bytes:
    """With its texts in a part of their own, as Excel writes them."""
    parts, found = parts_of(data), []

    def put(cell: re.Match[str]) -> str:
        found.append(f"<si>{cell[2]}</si>")
        return f'<c{cell[1]} t="s"><v>{len(found) - 1}</v></c>'

    parts[SHEET] = _INLINE.sub(put, parts[SHEET].decode()).encode()
    types = parts["[Content_Types].xml"].decode().replace("</Types>", _SHARED)
    strings = f'<sst xmlns="{_MAIN}">{"".join(found)}</sst>'
    changed = {"[Content_Types].xml": types.encode(), "xl/sharedStrings.xml": strings.encode()}
    return packed(parts | changed)
