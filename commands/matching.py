"""Whom the lines of a list mean: people, not addresses. Values only, no database.

Lines of one person are brought together first; then each person is looked for
among those the school has. What is not told for sure is `Unclear`, with the
reason, and is never guessed.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from commands.folding import Doubtful, Fold, Known, Listed, Unclear, addresses_of
from commands.rosters.columns import Column
from commands.rosters.lines import Line, Rejected

__all__ = ["Doubtful", "Known", "Listed", "Matcher", "Matching", "Unclear", "match"]


@dataclass(slots=True)
class Matching:
    """`listed` in the order of their first lines; `unclear` in the order of the lines."""

    listed: list[Listed] = field(default_factory=list)
    unclear: list[Unclear] = field(default_factory=list)
    deleted: list[Listed] = field(default_factory=list)
    """Deleted users, where they were asked for; unclear otherwise."""


def match(
    lines: Iterable[Line],
    role: str,
    known: Iterable[Known],
    *,
    rejected: Iterable[Rejected] = (),
    offer_deleted: bool = False,
    take_ids: bool = False,
) -> Matching:
    """Recognise the people of a list of this role among all whom a school has; see `Matcher`."""
    matcher = Matcher(lines, role, rejected, offer_deleted=offer_deleted, take_ids=take_ids)
    for user in known:
        matcher.meet(user)
    return matcher.matching()


_Doubt = tuple[Column, Doubtful]


class Matcher:
    """Recognises the people of a list of this role, once it has met everybody of the school.

    By external id if both have one; else by address when exactly one user and
    one person of the list carry it; else by address and name together. With
    `take_ids` address and name go first, and the list's identifier is the right
    one, unless somebody else keeps it. Of several deleted ones the last met counts.
    Who shares an address with a line that was `rejected` is not alone in having it.
    """

    def __init__(
        self,
        lines: Iterable[Line],
        role: str,
        rejected: Iterable[Rejected] = (),
        *,
        offer_deleted: bool = False,
        take_ids: bool = False,
    ) -> None:
        self._role, self._offer_deleted, self._take_ids = role, offer_deleted, take_ids
        self._found = Matching()
        folded = Fold(self._found.unclear)
        for line in lines:
            folded.take(line)
        self._people = folded.listed
        self._people_by_id = folded.by_id
        self._carriers = Counter(each.email_key for each in self._people if each.email_key)
        self._unsure = folded.unsure.union(*map(addresses_of, rejected))
        self._may_be_cut = any(key[0] != "0" for key in self._people_by_id)
        """Whether the list has an identifier that may have lost its zeros to a spreadsheet."""
        self._by_id: dict[str, Known] = {}
        self._by_bare_id: dict[str, list[Known]] = defaultdict(list)
        self._by_email: dict[str, list[Known]] = defaultdict(list)
        self._by_pair: dict[tuple[str, str], list[Known]] = defaultdict(list)
        """By address and name: a whole school may have one address."""
        self._gone_ids: dict[str, Known] = {}
        self._gone_pairs: dict[tuple[str, str], Known] = {}

    def meet(self, user: Known) -> Listed | None:
        """Take note of somebody of the school; the person of the list, if that is sure at once.

        It is when identifier, address and name agree. Everybody else is told by
        `matching`, which looks at all who were met together.
        """
        if user.deleted:
            self._meet_deleted(user)
            return None
        each = self._people_by_id.get(user.external_id or "")
        if (
            each is not None
            and each.email_key == user.email_key
            and each.name_key == user.name_key
            and user.role == self._role
        ):
            each.user, each.at_once = user, True
        else:
            if each is not None and user.external_id:
                self._by_id[user.external_id] = user
            each = None
        self._note(user, alone=each is not None)
        return each

    def _note(self, user: Known, *, alone: bool) -> None:
        """Remember a user whom another line may mean: by the address, or by a cut identifier."""
        external_id, email = user.external_id, user.email_key
        if self._may_be_cut and external_id is not None and external_id[0] == "0":
            bare = external_id.lstrip("0")
            if bare in self._people_by_id and external_id.isdigit():
                self._by_bare_id[bare].append(user)
        if email is not None and self._carriers.get(email, 0) > alone:
            self._by_email[email].append(user)
            self._by_pair[email, user.name_key].append(user)

    def _meet_deleted(self, user: Known) -> None:
        if user.role != self._role:
            return
        if user.external_id is not None:
            self._gone_ids[user.external_id] = user
        if user.email_key is not None:
            self._gone_pairs[user.email_key, user.name_key] = user

    def may_mean(self, user: Known) -> bool:
        """Whether any line has the identifier or the address of this undeleted user."""
        return (
            user.external_id in self._people_by_id
            or user.email_key in self._carriers
            or (user.external_id or "").lstrip("0") in self._people_by_id
        )

    def matching(self) -> Matching:
        """Who everybody of the list is."""
        found, people = self._found, self._people
        holders: dict[int, Listed] = {}
        doubts = {
            id(each): doubt
            for each in people
            if not each.at_once and (doubt := self._recognise(each))
        }
        doubts |= self._kept_ids(people)
        for each in people:
            doubt = doubts.get(id(each)) if doubts else None
            if self._offer_deleted and doubt is not None and doubt[1] is Doubtful.DELETED:
                each.user, doubt = self._gone(each), None
            if doubt is not None:
                column, reason = doubt
                found.unclear += [Unclear(line.number, column, reason) for line in each.lines]
            elif each.user is None:
                found.listed.append(each)
            elif (holder := holders.setdefault(each.user.id, each)) is each:
                (found.deleted if each.user.deleted else found.listed).append(each)
            elif holder.name_key == each.name_key:
                holder.lines += each.lines
                holder.at_once = False
            else:
                found.unclear += [
                    Unclear(line.number, Column.LAST_NAME, Doubtful.SAME_USER, holder.first.number)
                    for line in each.lines
                ]
        found.unclear.sort(key=lambda unclear: unclear.line)
        return found

    def _recognise(self, each: Listed) -> _Doubt | None:
        """Set the user that `each` is, or none for somebody new; the doubt if there is one."""
        holder = self._holder(each)
        if self._take_ids and self._moves_id(each, holder):
            return None
        if holder is None and each.email_key is None and len(self._cut_for(each)) > 1:
            return Column.EXTERNAL_ID, Doubtful.SEVERAL_IDS_FIT
        if holder is None:
            return self._recognise_by_address(each)
        pointed = self._carrier(each)
        if pointed is not None and pointed is not holder:
            return Column.EMAIL, Doubtful.ID_AND_ADDRESS
        if holder.role != self._role:
            return Column.EXTERNAL_ID, Doubtful.OTHER_ROLE
        each.user = holder
        return None

    def _recognise_by_address(self, each: Listed) -> _Doubt | None:
        named = self._named(each)
        if len(named) > 1:
            return Column.EMAIL, Doubtful.SEVERAL_FIT
        found = named[0] if named else self._alone(each)
        if found is None:
            each.address_is_new = not self._under(each)
            return self._doubt_if_deleted(each)
        differs = None not in (each.external_id, found.external_id)
        if not named and (differs or found.role != self._role):
            return self._doubt_if_deleted(each)  # a brother or sister, a parent
        if differs:
            return Column.EXTERNAL_ID, Doubtful.OTHER_ID
        if found.role != self._role:
            return Column.EMAIL, Doubtful.OTHER_ROLE
        if not named and each.email_key in self._unsure:
            return Column.EMAIL, Doubtful.UNSURE_ADDRESS
        each.user, each.by_address = found, not named
        return None

    def _holder(self, each: Listed) -> Known | None:
        """The user of this identifier, or of the one that a spreadsheet cut to this."""
        if each.external_id is None:
            return None
        found = self._by_id.get(each.external_id)
        if found is not None:
            return found
        fitting = self._cut_for(each)
        if len(fitting) != 1:
            return None
        each.id_was_cut = True
        return fitting[0]

    def _cut_for(self, each: Listed) -> list[Known]:
        """Users of this name or address whose identifier is that of `each` with zeros before it."""
        return [
            user
            for user in self._by_bare_id.get(each.external_id or "", ())
            if user.name_key == each.name_key
            or (each.email_key is not None and user.email_key == each.email_key)
        ]

    def _carrier(self, each: Listed) -> Known | None:
        """The one user whom the address points at."""
        named = self._named(each)
        return named[0] if len(named) == 1 else self._alone(each)

    def _named(self, each: Listed) -> list[Known]:
        """Users of this address and name; of both roles only where none is of the list's."""
        named = self._by_pair.get((each.email_key or "", each.name_key), [])
        return [user for user in named if user.role == self._role] or named

    def _alone(self, each: Listed) -> Known | None:
        """The only user of an address that one person of the list carries."""
        sharing = self._under(each)
        alone = len(sharing) == 1 and self._carriers[each.email_key or ""] == 1
        return sharing[0] if alone else None

    def _under(self, each: Listed) -> list[Known]:
        return self._by_email.get(each.email_key, []) if each.email_key else []

    def _moves_id(self, each: Listed, holder: Known | None) -> bool:
        """Set the user of this address and name, where the identifier is not theirs so far."""
        named = self._named(each)
        if len(named) != 1 or named[0] is holder or named[0].role != self._role:
            return False
        each.user = named[0]
        each.takes_id = each.external_id not in (None, named[0].external_id)
        return True

    def _kept_ids(self, listed: Sequence[Listed]) -> dict[int, _Doubt]:
        """Doubts of those whose new identifier somebody keeps, round the whole ring."""
        moving = {each.user.id: each for each in listed if each.takes_id and each.user}
        doubts: dict[int, _Doubt] = {}
        while True:
            stuck = [
                user_id
                for user_id, each in moving.items()
                if (holder := self._by_id.get(each.external_id or "")) and holder.id not in moving
            ]
            if not stuck:
                return doubts
            for user_id in stuck:
                doubts[id(moving.pop(user_id))] = Column.EXTERNAL_ID, Doubtful.ID_AND_ADDRESS

    def _gone(self, each: Listed) -> Known | None:
        """The deleted user that `each` is; an identifier alone may have gone to somebody new."""
        user = self._gone_pairs.get((each.email_key or "", each.name_key))
        if user is not None or each.external_id is None:
            return user
        user = self._gone_ids.get(each.external_id)
        if user is not None and user.name_key != each.name_key:
            return user if each.email_key and user.email_key == each.email_key else None
        return user

    def _doubt_if_deleted(self, each: Listed) -> _Doubt | None:
        if each.external_id in self._gone_ids:
            return Column.EXTERNAL_ID, Doubtful.DELETED
        if each.email_key and (each.email_key, each.name_key) in self._gone_pairs:
            return Column.EMAIL, Doubtful.DELETED
        return None
