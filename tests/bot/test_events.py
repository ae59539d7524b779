"""What Slack tells of people by itself."""

import time
from typing import Any

from sqlalchemy import select

from store.models import Person
from tests.bot.conftest import House


def kept(house: House, slack_id: str) -> Any:
    return house.read(
        lambda session: session.scalars(select(Person).filter_by(slack_id=slack_id)).one_or_none()
    )


def wait_until(house: House, slack_id: str, **wanted: str) -> None:
    ends_at = time.monotonic() + 10
    while True:
        person = kept(house, slack_id)
        if all(getattr(person, name) == value for name, value in wanted.items()):
            return
        assert time.monotonic() < ends_at, f"still not {wanted}"
        time.sleep(0.02)


def change(house: House, slack_id: str, **fields: Any) -> None:
    workspace = house.workspace.workspace
    house.workspace.on_loop(lambda: workspace.change_person(slack_id, **fields))


def test_a_changed_name_and_a_closed_account_are_known_at_once(house: House):
    change(house, "U0KARIM001", real_name="Karim Benali-Roux", locale="en-GB")
    wait_until(house, "U0KARIM001", name="Karim Benali-Roux", locale="en-GB")
    claire = house.person("Claire")
    claire.command("/ecole-reglages")
    claire.wait_for_modal(containing="Karim Benali-Roux")
    claire.close()
    change(house, "U0EMMA0001", deleted=True)
    wait_until(house, "U0EMMA0001", standing="deactivated")
    claire.command("/ecole-reglages")
    claire.wait_for_modal(containing="Emma Wilson (plus sur ce Slack)")


def test_of_people_who_never_dealt_with_the_bot_nothing_is_kept(house: House):
    change(house, "U0NINA0001", real_name="Nina Grand")
    change(house, "U0CLAIRE01", real_name="Claire Morel-Diaz")
    wait_until(house, "U0CLAIRE01", name="Claire Morel-Diaz")
    assert kept(house, "U0NINA0001") is None


def test_when_slack_does_not_answer_nobody_is_bothered(house: House):
    house.fail("users.info", kind="refuse", code="internal_error")
    change(house, "U0CLAIRE01", real_name="Claire Autre")
    ends_at = time.monotonic() + 10
    while house.workspace.workspace.faults.waiting:
        assert time.monotonic() < ends_at, "Slack was not asked"
        time.sleep(0.02)
    claire = house.person("Claire")
    claire.command("/ecole-aide")
    claire.wait_for_modal("Aide")
    assert kept(house, "U0CLAIRE01").name == "Claire Morel"
    assert claire.messages() == []
