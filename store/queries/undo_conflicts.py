"""Who cannot have their former identity back, because somebody else has it now (rule 12)."""

from dataclasses import dataclass

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    String,
    and_,
    case,
    cast,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from store.models import Change, User


@dataclass(frozen=True)
class Wanted:
    """Conditions on (Change, User): what an undo would do if nobody stood in its way."""

    profile: ColumnElement[bool]
    """The profile goes back."""
    returns: ColumnElement[bool]
    """The user comes back from a deletion."""
    leaves: ColumnElement[bool]
    """The user is taken out."""


def blocked(school_id: int, undone_id: int, wanted: Wanted) -> Select[int]:
    """Users whose former external id, or address and name, a live user holds and keeps.

    Those of the same undo who move away do not stand in the way: they lived
    side by side before. But whoever is blocked keeps what they have, which may
    block the next one, round the whole ring.
    """
    going = _going(school_id, undone_id, wanted)
    leaving = (_rows(school_id, undone_id).with_only_columns(User.id).where(wanted.leaves)).cte(
        "leaving"
    )
    other = aliased(User)
    stands = and_(
        other.school_id == school_id,
        other.deleted_at.is_(None),
        other.id != going.c.id,
        other.id.not_in(select(going.c.id)),
        other.id.not_in(select(leaving.c.id)),
    )
    has_id = select(other.id).where(
        stands, going.c.id_moves, other.external_id == going.c.external_id
    )
    has_name = select(other.id).where(
        stands,
        going.c.name_moves,
        other.role == going.c.role,
        other.email_key == going.c.email_key,
        other.name_key == going.c.name_key,
    )
    stuck = (
        select(going.c.id)
        .where(or_(has_id.exists(), has_name.exists()))
        .cte("stuck", recursive=True)
    )
    wants = union_all(
        select(going.c.id, _id_key(going.c.external_id).label("key")).where(going.c.id_moves),
        select(going.c.id, _name_key(going.c.role, going.c.email_key, going.c.name_key)).where(
            going.c.name_moves
        ),
    ).cte("wants")
    holds = union_all(
        select(going.c.id, _id_key(going.c.held_external_id).label("key")).where(going.c.live),
        select(
            going.c.id,
            _name_key(going.c.role, going.c.held_email_key, going.c.held_name_key),
        ).where(going.c.live),
    ).cte("holds")
    stuck = stuck.union(
        select(wants.c.id)
        .join(holds, and_(holds.c.key == wants.c.key, holds.c.id != wants.c.id))
        .join(stuck, stuck.c.id == holds.c.id)
    )
    return select(stuck.c.id)


def _rows(school_id: int, undone_id: int) -> Select[User, Change]:
    return (
        select(User, Change)
        .select_from(Change)
        .join(User, and_(User.school_id == Change.school_id, User.id == Change.user_id))
        .where(Change.school_id == school_id, Change.operation_id == undone_id)
    )


def _going(school_id: int, undone_id: int, wanted: Wanted) -> CTE:
    """Who would get an identity back: the one wanted and the one held now."""
    live = User.deleted_at.is_(None)
    target = {
        name: case(
            (wanted.profile, Change.profile_before[name].as_string()), else_=getattr(User, name)
        )
        for name in ("external_id", "email_key", "name_key")
    }
    name_moves = or_(
        target["email_key"].is_distinct_from(User.email_key),
        target["name_key"].is_distinct_from(User.name_key),
    )
    return (
        _rows(school_id, undone_id)
        .with_only_columns(
            User.id,
            User.role,
            *(column.label(name) for name, column in target.items()),
            *(getattr(User, name).label(f"held_{name}") for name in target),
            live.label("live"),
            or_(~live, target["external_id"].is_distinct_from(User.external_id)).label("id_moves"),
            or_(~live, name_moves).label("name_moves"),
        )
        .where(or_(wanted.profile, wanted.returns))
        .cte("going")
    )


def _id_key(external_id: ColumnElement[str]) -> ColumnElement[str]:
    """Empty, and so equal to nothing, without an id."""
    return literal("id ") + cast(external_id, String)


def _name_key(
    role: ColumnElement[str], email_key: ColumnElement[str], name_key: ColumnElement[str]
) -> ColumnElement[str]:
    """Empty without an address: people without one are told apart by their ids only."""
    return role + " " + email_key + " " + name_key
