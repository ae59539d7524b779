from bot.demo.screen import TABLE_ROWS, drawn


def text(words: str) -> dict[str, str]:
    return {"type": "plain_text", "text": words}


def button(words: str) -> dict[str, object]:
    return {"type": "button", "text": text(words), "action_id": words}


def section(words: str) -> dict[str, object]:
    return {"type": "section", "block_id": words[:9], "text": {"type": "mrkdwn", "text": words}}


def test_a_modal_has_its_title_above_and_its_buttons_in_a_row():
    actions = {"type": "actions", "block_id": "a", "elements": [button("Undo"), button("More")]}
    view = {
        "type": "modal",
        "title": text("Licences"),
        "close": text("Close"),
        "blocks": [section("*12 licences* revoked."), actions],
    }
    assert drawn(view).split("\n")[0].startswith("  ┌─ Licences ───")
    assert "  │ 12 licences revoked.\n  │ [Undo] [More] [Close]\n  └──" in drawn(view)


def test_of_a_message_the_blocks_are_seen_and_its_place():
    message = {"text": "for the notification", "blocks": [section("what is seen")], "ts": "1"}
    shown = drawn(message, "#secretariat")
    assert "─ #secretariat ─" in shown
    assert "what is seen" in shown
    assert "notification" not in shown
    assert "only text" in drawn({"text": "only text", "blocks": [], "ts": "1"}, "Préau")


def test_a_long_table_is_cut_and_counted():
    rows = [
        [{"type": "raw_text", "text": f"{n}"}, {"type": "raw_text", "text": "x" * 90}]
        for n in range(30)
    ]
    message = {"text": "", "blocks": [{"type": "table", "block_id": "t", "rows": rows}], "ts": "1"}
    lines = drawn(message, "Préau").split("\n")
    assert len(lines) == TABLE_ROWS + 3
    assert f"… (+{30 - TABLE_ROWS})" in lines[-2]
    assert all(len(line) <= 92 for line in lines)
