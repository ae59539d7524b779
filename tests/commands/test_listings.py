from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import listings
from commands.access import Actor, Role
from commands.errors import DraftEndedError, NotAllowedError
from commands.selection import Selection
from commands.users import Order
from tests.factories import NOW, Make


def test_a_kept_list_turns_its_pages_by_the_ids_of_its_edges(session: Session, make: Make):
    school = make.school()
    claire = make.admin(school)
    named = [make.user(school, last_name=name) for name in ("Adam", "Bel", "Chat", "Dor", "Eve")]
    make.user(last_name="Bel")  # of another school
    asked = {"by": claire, "now": NOW}
    kept = listings.keep(session, school.id, Selection(), **asked)

    def page(**edge: int) -> list[int]:
        found = listings.page(session, school.id, kept, limit=2, **edge, **asked)
        return [row.id for row in found.page.rows]

    ids = [user.id for user in named]
    assert page() == ids[:2]
    assert page(after_id=ids[1]) == ids[2:4]
    assert page(before_id=ids[2]) == ids[:2]
    assert page(after_id=99_999_999) == ids[:2]


def test_the_order_of_the_whole_list_is_chosen_and_its_pages_follow_it(
    session: Session, make: Make
):
    school = make.school()
    claire = make.admin(school)
    adam, _bel, chat, _dor, eve = [
        make.user(school, last_name=name, created_at=NOW - timedelta(days=days), last_login_at=at)
        for name, days, at in [
            ("Adam", 1, NOW - timedelta(days=2)),
            ("Bel", 4, None),
            ("Chat", 2, NOW - timedelta(days=9)),
            ("Dor", 9, None),
            ("Eve", 3, NOW),
        ]
    ]
    make.school_class(school, "Violon", adam, chat)
    make.school_class(school, "Alto", chat, eve)
    make.user(last_login_at=NOW)  # of another school
    asked = {"by": claire, "now": NOW}
    kept = listings.keep(session, school.id, Selection(), **asked)

    def names(order: Order) -> list[str]:
        """Page by page to the end, seen to be the same on the way back."""
        listings.reorder(session, school.id, kept, order, **asked)
        pages = [listings.page(session, school.id, kept, limit=2, **asked)]
        while pages[-1].page.has_next:
            edge = pages[-1].page.rows[-1].id
            pages.append(listings.page(session, school.id, kept, limit=2, after_id=edge, **asked))
        assert {each.order for each in pages} == {order}
        edge = pages[-1].page.rows[0].id
        back = listings.page(session, school.id, kept, limit=2, before_id=edge, **asked)
        assert back.page.rows == pages[-2].page.rows
        return [row.last_name for each in pages for row in each.page.rows]

    assert names(Order.CLASS) == ["Chat", "Eve", "Adam", "Bel", "Dor"]
    assert names(Order.LOGIN) == ["Dor", "Bel", "Chat", "Adam", "Eve"]
    assert names(Order.ACCOUNT) == ["Dor", "Bel", "Eve", "Chat", "Adam"]
    assert names(Order.NAME) == ["Adam", "Bel", "Chat", "Dor", "Eve"]


def test_a_kept_list_is_its_askers_alone_and_ends(session: Session, make: Make):
    school = make.school()
    claire, karim = make.admin(school), make.admin(school, name="Karim Benali")
    kept = listings.keep(session, school.id, Selection(role="student"), by=claire, now=NOW)
    assert listings.kept(session, school.id, kept, by=claire, now=NOW) == Selection(role="student")
    with pytest.raises(DraftEndedError):
        listings.kept(session, school.id, kept, by=karim, now=NOW)
    with pytest.raises(DraftEndedError):
        listings.kept(session, school.id, kept, by=claire, now=NOW + timedelta(hours=24))
    with pytest.raises(NotAllowedError):
        listings.keep(session, school.id, Selection(), by=Actor("T1", "U9", Role.TEACHER), now=NOW)
