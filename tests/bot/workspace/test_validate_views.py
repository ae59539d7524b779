from __future__ import annotations

import pytest

from bot.workspace.refusal import Refusal
from bot.workspace.validate_views import VIEW_BYTES, check_view, require_view
from bot.workspace.views import view_bytes
from tests.bot.workspace.samples import field, home, modal, plain, section, text_input


def said(view) -> list[str]:
    return [f"{p.pointer}: {p.message}" for p in check_view(view)]


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_title_and_buttons_have_24_characters(name):
    assert said(modal(section(), **{name: plain("x" * 24)})) == []
    assert said(modal(section(), **{name: plain("x" * 25)})) == [
        f"/view/{name}/text: must be less than 25 characters"
    ]


@pytest.mark.parametrize(
    ("name", "most"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)]
)
def test_the_strings_of_a_view_have_their_limits(name, most):
    assert said(modal(section(), **{name: "x" * most})) == []
    assert len(said(modal(section(), **{name: "x" * (most + 1)}))) == 1


def test_inputs_need_a_submit_button():
    view = modal(field(text_input()))
    assert said(view) == []
    del view["submit"]
    assert said(view) == ["/view: missing required field: submit"]


def test_a_home_tab_has_neither_title_nor_submit():
    assert said(home(section())) == []
    assert said(home(section(), title=plain("x"))) == ["/view: invalid additional property: title"]


def test_problems_of_blocks_point_into_the_view():
    view = modal(section(), section("x" * 3001))
    assert said(view) == ["/view/blocks/1/text/text: must be less than 3001 characters"]


def test_a_view_of_another_type_is_refused():
    with pytest.raises(Refusal, match="must be of type home"):
        require_view(modal(section()), [], "home")


def test_a_view_may_have_250_kilobytes_and_not_more():
    blocks = [section("x" * 2437) for _ in range(100)]
    room = VIEW_BYTES - view_bytes(modal(*blocks))
    blocks[-1] = section("x" * (2437 + room))
    assert view_bytes(modal(*blocks)) == VIEW_BYTES
    assert require_view(modal(*blocks), []) == modal(*blocks)
    blocks[0] = section("x" * 2438)
    with pytest.raises(Refusal, match="view_too_large"):
        require_view(modal(*blocks), [])


def test_choosing_files_needs_the_right_to_read_them():
    view = modal(field({"type": "file_input"}))
    assert require_view(view, ["files:read"]) == view
    with pytest.raises(Refusal, match="missing_scope"):
        require_view(view, ["chat:write"])


@pytest.mark.parametrize("view", [None, "", "{", "[]", 3, {}, {"type": "poem"}])
def test_what_is_no_view_is_refused_without_a_crash(view):
    with pytest.raises(Refusal, match="invalid_arguments"):
        require_view(view, [])
