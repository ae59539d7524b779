from __future__ import annotations

from typing import Any

import pytest

from bot.workspace.validate_blocks import check_blocks
from tests.bot.workspace.samples import bar_chart, button, data_table

Json = dict[str, Any]


def problems(block: Json) -> list[str]:
    return [f"{p.pointer}: {p.message}" for p in check_blocks([block], "message")]


def with_cell(cell: Json, row: int = 1) -> Json:
    table = data_table()
    table["rows"][row][0] = cell
    return table


def pie(count: int = 1, value: float = 1, label: str = "x") -> Json:
    segments = [{"label": label, "value": value}] * count
    chart = {"type": "pie", "segments": segments}
    return {"type": "data_visualization", "title": "Share", "chart": chart}


def series(*names: str, points: int = 1) -> Json:
    labels = [f"c{index}" for index in range(points)]
    data = [{"label": label, "value": -1} for label in labels]
    return bar_chart(
        series=[{"name": name, "data": data} for name in names],
        axis_config={"categories": labels},
    )


LIMITS = [
    ("rows", data_table(201), data_table(202)),
    ("a header and a row", data_table(2), data_table(1)),
    ("columns", data_table(2, 20), data_table(2, 21)),
    ("page size", data_table(page_size=100), data_table(page_size=101)),
    ("characters", data_table(2, 2, "x" * 5000), data_table(2, 2, "x" * 5001)),
    ("row header", data_table(row_header_column_index=1), data_table(row_header_column_index=2)),
    ("pie segments", pie(12), pie(13)),
    ("pie values", pie(value=0.1), pie(value=0)),
    ("pie labels", pie(label="x" * 20), pie(label="x" * 21)),
    ("series", series(*"abcdefghijkl"), series(*"abcdefghijklm")),
    ("names of series", series("a", "b"), series("a", "a")),
    ("points", series("a", points=20), series("a", points=21)),
]


@pytest.mark.parametrize(
    ("allowed", "refused"), [r[1:] for r in LIMITS], ids=[r[0] for r in LIMITS]
)
def test_what_is_just_allowed_passes_and_one_more_is_refused(allowed, refused):
    assert problems(allowed) == []
    assert problems(refused) != []


def test_the_chart_title_has_fifty_characters():
    assert problems({**bar_chart(), "title": "x" * 50}) == []
    assert len(problems({**bar_chart(), "title": "x" * 51})) == 1


def test_a_data_table_needs_a_caption():
    table = data_table()
    del table["caption"]
    assert problems(table) == ["/blocks/0: missing required field: caption"]


def test_all_rows_have_the_length_of_the_header():
    table = data_table()
    table["rows"][1].pop()
    assert problems(table) == ["/blocks/0/rows/1: every row must have the same length"]


def test_an_empty_cell_is_refused():
    assert problems(with_cell({"type": "raw_text", "text": ""})) == [
        "/blocks/0/rows/1/0/text: must be more than 0 characters"
    ]


def test_a_row_may_hold_rich_text_and_a_button_but_the_header_not():
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    rich = {"type": "rich_text", "elements": [words]}
    pressed = {
        "type": "action_cell",
        "element": button(action_id="open"),
        "fallback": {"type": "raw_text", "text": "–"},
    }
    assert problems(with_cell(rich)) == []
    assert problems(with_cell(pressed)) == []
    assert problems(with_cell(rich, row=0)) != []
    assert problems(with_cell(pressed, row=0)) != []


def test_a_number_cell_needs_its_number():
    assert problems(with_cell({"type": "raw_number", "value": 12.5, "text": "12,5 €"})) == []
    assert problems(with_cell({"type": "raw_number", "text": "12"})) != []


def test_each_series_has_one_point_for_each_category():
    assert problems(bar_chart(axis_config={"categories": ["6A", "6B"]})) == [
        "/blocks/0/chart/series/0/data: must have exactly one point per category"
    ]


def test_a_bar_chart_needs_its_axes():
    chart = bar_chart()
    del chart["chart"]["axis_config"]
    assert problems(chart) == ["/blocks/0/chart: missing required field: axis_config"]
