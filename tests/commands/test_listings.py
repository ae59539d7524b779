from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from commands import listings
from commands.access import Actor, Role
from commands.errors import DraftEndedError, NotAllowedError
from commands.selection import Selection
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
