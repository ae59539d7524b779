from __future__ import annotations

import httpx
import pytest
from slack_sdk.errors import SlackApiError

from tests.bot.workspace.conftest import CLAIRE, NINA, House
from tests.bot.workspace.samples import field, manifest, modal

CONTENT = b"Nom;Classe\n" + b"Ad\xc3\xa9le;6A\n" * 20_000


def error(call, *args, **kwargs) -> str:
    with pytest.raises(SlackApiError) as caught:
        call(*args, **kwargs)
    return str(caught.value.response["error"])


def put(url: str, content: bytes) -> str:
    return httpx.post(url, content=content).text


def get(house: House, url: str, token: str | None = None) -> httpx.Response:
    token = house.running.bot_token if token is None else token
    return httpx.get(url, headers={"Authorization": f"Bearer {token}"})


def upload(house: House, channel: str | None = "C0SECRETAR") -> dict:
    client = house.client()
    step = client.files_getUploadURLExternal(filename="élèves.csv", length=len(CONTENT))
    put(step["upload_url"], CONTENT)
    files = [{"id": step["file_id"], "title": "Élèves"}]
    done = client.files_completeUploadExternal(
        files=files, channel_id=channel, initial_comment="Voici"
    )
    return done["files"][0]


def test_a_file_goes_up_in_three_steps_and_down_again(house):
    file = upload(house)
    assert (file["size"], file["mimetype"], file["filetype"]) == (len(CONTENT), "text/csv", "csv")
    person = house.person()
    message = person.wait_for_message("Voici", "secretariat")
    assert message["files"][0]["name"] == "élèves.csv"
    assert person.download(file["id"]) == CONTENT
    answer = get(house, file["url_private_download"])
    assert answer.headers["Content-Type"].split(";")[0] == "text/csv"
    assert answer.content == CONTENT


def test_the_usual_sdk_upload_works_too(house):
    answer = house.client().files_upload_v2(
        filename="a.csv", content="a;b", channel="C0SECRETAR", initial_comment="Small"
    )
    assert house.person().download(answer["file"]["id"]) == b"a;b"


def test_without_the_token_a_login_page_comes_with_status_200(house):
    file = upload(house)
    answer = get(house, file["url_private"], "xoxb-wrong")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Sign in" in answer.text


def test_an_upload_address_serves_once_and_needs_all_bytes(house):
    client = house.client()
    step = client.files_getUploadURLExternal(filename="a.csv", length=3)
    assert put(step["upload_url"], b"ab") == "length_mismatch"
    assert put(step["upload_url"], b"abc") == "invalid_upload_url"
    files = [{"id": step["file_id"]}]
    assert error(client.files_completeUploadExternal, files=files) == "file_update_failed"


def test_an_empty_file_cannot_be_announced(house):
    announce = house.client().files_getUploadURLExternal
    assert error(announce, filename="a.csv", length=0) == "missing_argument"


def test_a_file_is_shared_only_where_the_bot_is(house):
    client = house.client()
    step = client.files_getUploadURLExternal(filename="a.csv", length=3)
    put(step["upload_url"], b"abc")
    files = [{"id": step["file_id"]}]
    elsewhere = {"files": files, "channel_id": "C0GENERAL1"}
    assert error(client.files_completeUploadExternal, **elsewhere) == "not_in_channel"
    assert client.files_completeUploadExternal(files=files, channel_id=CLAIRE)["ok"]
    assert error(client.files_completeUploadExternal, files=files) == "file_not_found"


def test_a_file_is_only_for_those_who_are_in_its_channel(house):
    file = upload(house)
    with pytest.raises(AssertionError, match="file_not_found"):
        house.person(NINA).download(file["id"])


def test_a_deleted_file_is_gone_and_its_message_stays(house):
    client = house.client()
    file = upload(house)
    assert [f["id"] for f in client.files_list(channel="C0SECRETAR")["files"]] == [file["id"]]
    client.files_delete(file=file["id"])
    assert error(client.files_info, file=file["id"]) == "file_not_found"
    assert house.person().wait_for_message("Voici", "secretariat")["files"] == []


def test_uploading_needs_its_scope(make_house):
    client = make_house(manifest("/hello", scopes=["commands"])).client()
    assert error(client.files_getUploadURLExternal, filename="a", length=1) == "missing_scope"


def test_a_file_chosen_in_a_form_is_seen_by_the_app_once_submitted(house):
    chosen: list[dict] = []
    app = house.app()

    @app.command("/hello")
    def hello(ack, body, client):
        ack()
        pick = field({"type": "file_input", "action_id": "v"}, label="List", block_id="list")
        view = modal(pick, callback_id="form")
        client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.view("form")
    def submitted(ack, view):
        chosen.extend(view["state"]["values"]["list"]["v"]["files"])
        ack()

    house.connect(app)
    person = house.person()
    person.command("/hello")
    person.wait_for_modal()
    file_id = person.upload("liste.csv", CONTENT)
    assert error(house.client().files_info, file=file_id) == "file_not_found"
    person.fill("List", [file_id])
    assert person.submit() is None
    assert (chosen[0]["id"], chosen[0]["size"]) == (file_id, len(CONTENT))
    assert get(house, chosen[0]["url_private_download"]).content == CONTENT


def test_a_form_takes_no_file_over_ten_megabytes(house):
    with pytest.raises(AssertionError, match="file_too_large"):
        house.person().upload("big.bin", b"x" * (10 * 1024 * 1024 + 1))
