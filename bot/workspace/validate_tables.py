"""Tables and charts: blocks with budgets of their own."""

from __future__ import annotations

from typing import Any

from bot.workspace.problems import (
    Check,
    Report,
    anything,
    boolean,
    integer,
    list_of,
    number,
    one_of,
    shape,
    string,
    text_length,
    typed,
)
from bot.workspace.refusal import Json
from bot.workspace.validate_elements import ELEMENTS
from bot.workspace.validate_texts import ID

TABLE_ROWS, TABLE_COLUMNS, TABLE_CHARACTERS = 100, 20, 10_000
DATA_ROWS, DATA_COLUMNS, DATA_CHARACTERS = 201, 20, 20_000

RAW_TEXT = shape({"type": anything, "text": string(1, 20_000)}, {"emoji": boolean})
RAW_NUMBER = shape({"type": anything, "value": number}, {"text": string(1, 20_000)})
RICH_TEXT = shape({"type": anything, "elements": list_of(anything, 1, 1000)}, {"block_id": ID})
PLAIN_CELLS: dict[str, Check] = {"raw_text": RAW_TEXT, "raw_number": RAW_NUMBER}
ACTION_CELL = shape(
    {
        "type": anything,
        "element": typed({"button": ELEMENTS["button"]}, "action_cell"),
        "fallback": typed(PLAIN_CELLS, "fallback"),
    },
    {},
)
HEADER_CELL = typed(PLAIN_CELLS, "header cell")
DATA_CELL = typed(
    {**PLAIN_CELLS, "rich_text": RICH_TEXT, "action_cell": ACTION_CELL}, "data_table cell"
)
TABLE_CELL = typed({**PLAIN_CELLS, "rich_text": RICH_TEXT}, "table cell")


def _column_setting(report: Report, at: str, value: Any) -> None:
    if value is not None:
        COLUMN_SETTING(report, at, value)


COLUMN_SETTING = shape({}, {"align": one_of("left", "center", "right"), "is_wrapped": boolean})
TABLE = shape(
    {
        "type": anything,
        "rows": list_of(list_of(TABLE_CELL, 1, TABLE_COLUMNS), 1, TABLE_ROWS),
    },
    {"block_id": ID, "column_settings": list_of(_column_setting, 0, TABLE_COLUMNS)},
)
DATA_TABLE_SHAPE = shape(
    {
        "type": anything,
        "caption": string(1, 3000),
        "rows": list_of(list_of(DATA_CELL, 1, DATA_COLUMNS), 2, DATA_ROWS),
    },
    {
        "block_id": ID,
        "page_size": integer(1, 100),
        "row_header_column_index": integer(0, DATA_COLUMNS - 1),
    },
)


def data_table(report: Report, at: str, block: Json) -> None:
    """A data table: also its header, the length of its rows, and all its characters."""
    DATA_TABLE_SHAPE(report, at, block)
    rows = block.get("rows")
    if not isinstance(rows, list) or not rows or not all(isinstance(row, list) for row in rows):
        return
    for index, cell in enumerate(rows[0]):
        HEADER_CELL(report, f"{at}/rows/0/{index}", cell)
    for index, row in enumerate(rows):
        if len(row) != len(rows[0]):
            report.add(f"{at}/rows/{index}", "row_length", "every row must have the same length")
    head = block.get("row_header_column_index", 0)
    if isinstance(head, int) and head >= len(rows[0]):
        report.add(f"{at}/row_header_column_index", "out_of_range", "there is no such column")
    if cell_characters(block) > DATA_CHARACTERS:
        report.add(
            f"{at}/rows", "too_long", f"no more than {DATA_CHARACTERS} characters in all cells"
        )


def cell_characters(block: Json) -> int:
    """What the cells of a table count against its budget."""
    return text_length(block.get("rows"))


LABEL = string(1, 20)
POINT = shape({"label": LABEL, "value": number}, {})
SERIES = shape({"name": LABEL, "data": list_of(POINT, 1, 20)}, {})
AXES = shape(
    {"categories": list_of(LABEL, 1, 20)}, {"x_label": string(1, 50), "y_label": string(1, 50)}
)
AXIS_CHART = shape({"type": anything, "series": list_of(SERIES, 1, 12), "axis_config": AXES}, {})
PIE = shape({"type": anything, "segments": list_of(POINT, 1, 12)}, {})
CHART_SHAPE = typed({"pie": PIE, **dict.fromkeys(("bar", "line", "area"), AXIS_CHART)}, "chart")


def chart(report: Report, at: str, value: Any) -> None:
    """The chart of a data_visualization block."""
    before = len(report.problems)
    CHART_SHAPE(report, at, value)
    if len(report.problems) > before:
        return
    if value["type"] == "pie":
        for index, segment in enumerate(value["segments"]):
            if segment["value"] <= 0:
                pointer = f"{at}/segments/{index}/value"
                report.add(pointer, "out_of_range", "must be more than 0")
        return
    names = [series["name"] for series in value["series"]]
    if len(set(names)) < len(names):
        report.add(f"{at}/series", "duplicate", "series names must be unique")
    categories = value["axis_config"]["categories"]
    for index, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            pointer = f"{at}/series/{index}/data"
            report.add(pointer, "categories", "must have exactly one point per category")


DATA_VISUALIZATION = shape(
    {"type": anything, "title": string(1, 50), "chart": chart}, {"block_id": ID}
)
