"""The words for each refusal: what, where, what to do now."""

from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar

from slack_sdk.errors import SlackApiError, SlackClientError

from bot.context import Asker
from bot.jobs import BY_NAME
from bot.texts import escaped, translations
from bot.views.selection import quoted
from commands import errors, people
from commands.errors import CommandError
from store.session import UNAVAILABLE

Error = TypeVar("Error", bound=CommandError)
Say = Callable[[Any, Asker], str]

_SAID: dict[type[CommandError], Say] = {}


def says(kind: type[Error]) -> Callable[[Callable[[Error, Asker], str]], Callable[..., str]]:
    """Register the words for one kind of refusal."""

    def register(say: Callable[[Error, Asker], str]) -> Callable[[Error, Asker], str]:
        _SAID[kind] = say
        return say

    return register


def sentence(error: CommandError, asker: Asker) -> str:
    """The refusal in the asker's language; may hold Slack's formatting, data is escaped."""
    for kind in type(error).__mro__:
        if kind in _SAID:
            return _SAID[kind](error, asker)
    raise LookupError(f"no words for {type(error).__name__}")


def worded() -> frozenset[type[CommandError]]:
    """The refusals that have words; a test compares them with those there are."""
    return frozenset(_SAID)


TOO_LATE = frozenset({"expired_trigger_id", "trigger_expired"})
"""Slack opens a form within three seconds of a click or a command only."""


def sentence_of_trouble(error: BaseException, number: str, language: str | None) -> str:
    """What to say of something unexpected: in both languages while the person's is not known."""
    languages = [language] if language else ["fr", "en"]
    return "\n".join(_trouble(error, number, translations(each).gettext) for each in languages)


def _trouble(error: BaseException, number: str, _: Callable[[str], str]) -> str:
    if isinstance(error, UNAVAILABLE):
        return _(
            "I cannot reach the data at the moment. Nothing was changed. "
            "Try again in a few minutes."
        )
    if isinstance(error, SlackApiError) and error.response["error"] in TOO_LATE:
        return _("It took me too long to open this form: try again.")
    if isinstance(error, (SlackClientError, SlackApiError, OSError)):
        return _(
            "Slack does not answer me at the moment. "
            "Look in the school's account before you try again. "
            "If it goes on, give this number to whoever looks after the bot: {number}."
        ).format(number=number)
    return _(
        "Something went wrong on my side. Look in the school's account before you try again. "
        "If it happens again, give this number to whoever looks after the bot: {number}."
    ).format(number=number)


def person_named(slack_id: str | None, asker: Asker) -> str:
    """A Slack person's name, escaped; without a ping."""
    return people_named([slack_id], asker)[slack_id]


def people_named(slack_ids: Collection[str | None], asker: Asker) -> dict[str | None, str]:
    """Names of Slack people by id, escaped; without a ping. Nobody is the command line."""
    known = {each for each in slack_ids if each is not None}
    with asker.services.sessions.reading() as session:
        names = people.names_of(session, asker.school_id, known)
    found: dict[str | None, str] = {each: escaped(names.get(each, each)) for each in known}
    return found | {None: asker.words.gettext("the command line")}


def admins_named(slack_ids: Sequence[str], asker: Asker) -> list[str]:
    """The first five, in order: enough to write to."""
    names = people_named(slack_ids[:5], asker)
    return [names[each] for each in slack_ids[:5]]


@says(errors.NotAllowedError)
def _not_allowed(error: errors.NotAllowedError, asker: Asker) -> str:
    _ = asker.words.gettext
    if not error.admins:
        return _(
            "This is for the school's admins, and none is known yet. Ask an owner of this Slack."
        )
    names = asker.words.joined(admins_named(error.admins, asker))
    return _("This is for the school's admins: {names}. Write to them, they are on Slack.").format(
        names=names
    )


@says(errors.NobodyMatchesError)
def _nobody(_error: errors.NobodyMatchesError, asker: Asker) -> str:
    return asker.words.gettext("Nobody corresponds to this choice. Nothing was changed.")


@says(errors.NothingToChangeError)
def _nothing_to_change(error: errors.NothingToChangeError, asker: Asker) -> str:
    return asker.words.ngettext(
        "{n} person, already as wanted. Nothing was changed.",
        "{n} people, all already as wanted. Nothing was changed.",
        error.matched,
    )


@says(errors.UnknownClassError)
def _unknown_class(error: errors.UnknownClassError, asker: Asker) -> str:
    _ = asker.words.gettext
    text = _("No class is called “{name}”.").format(name=escaped(error.name))
    if error.near:
        near = asker.words.joined([quoted(name, asker.words) for name in error.near[:3]])
        return text + " " + _("Did you mean {names}?").format(names=near)
    return text + " " + _("Choose it from the list.")


@says(errors.ClassGoneError)
def _class_gone(_error: errors.ClassGoneError, asker: Asker) -> str:
    return asker.words.gettext("This class was deleted meanwhile. Nothing was changed.")


@says(errors.UnknownUserError)
def _unknown_user(_error: errors.UnknownUserError, asker: Asker) -> str:
    return asker.words.gettext("This account is not there any more. Nothing was changed.")


@says(errors.UserDeletedError)
def _user_deleted(error: errors.UserDeletedError, asker: Asker) -> str:
    return asker.words.gettext(
        "This account was deleted on {day}. Restore it first: {command}"
    ).format(
        day=asker.words.day(error.day),
        command=f"`{BY_NAME['restore'].command(asker.words.language)}`",
    )


@says(errors.UserNotDeletedError)
def _user_not_deleted(_error: errors.UserNotDeletedError, asker: Asker) -> str:
    return asker.words.gettext("This account is not deleted. Nothing was changed.")


@says(errors.NothingDeletedError)
def _nothing_deleted(error: errors.NothingDeletedError, asker: Asker) -> str:
    _ = asker.words.gettext
    if error.day is None:
        return _("No deleted users: there is nothing to restore.")
    return _("Nobody is left to restore of {day}.").format(day=asker.words.day(error.day))


@says(errors.ExternalIdTakenError)
def _id_taken(error: errors.ExternalIdTakenError, asker: Asker) -> str:
    return asker.words.gettext(
        "The identifier “{id}” belongs to another account already. Nothing was changed."
    ).format(id=escaped(error.external_id))


@says(errors.SamePersonExistsError)
def _same_person(_error: errors.SamePersonExistsError, asker: Asker) -> str:
    return asker.words.gettext(
        "An account with this name and this address exists already. Nothing was changed."
    )


@says(errors.ConfirmationMissesError)
def _confirmation(error: errors.ConfirmationMissesError, asker: Asker) -> str:
    return asker.words.gettext("To confirm, type exactly: {text}. Nothing was changed.").format(
        text=escaped(error.expected)
    )


@says(errors.DraftEndedError)
def _draft_ended(_error: errors.DraftEndedError, asker: Asker) -> str:
    return asker.words.gettext(
        "This preview is more than 24 hours old, or was replaced or dropped. "
        "Nothing was applied: begin again."
    )


@says(errors.FiguresMovedError)
def _figures_moved(_error: errors.FiguresMovedError, asker: Asker) -> str:
    return asker.words.gettext(
        "Meanwhile the accounts have changed, and these figures with them. Nothing was applied."
    )


@says(errors.AlreadyDoneError)
def _already_done(error: errors.AlreadyDoneError, asker: Asker) -> str:
    return asker.words.gettext("This is done already, at {time}.").format(
        time=asker.words.today_or_day(error.at, asker.today)
    )


@says(errors.UnknownOperationError)
def _unknown_operation(_error: errors.UnknownOperationError, asker: Asker) -> str:
    return asker.words.gettext("I do not find this operation. Nothing was changed.")


@says(errors.CannotBeUndoneError)
def _no_undo(_error: errors.CannotBeUndoneError, asker: Asker) -> str:
    return asker.words.gettext("This kind of operation cannot be undone. Nothing was changed.")


@says(errors.AlreadyUndoneError)
def _already_undone(error: errors.AlreadyUndoneError, asker: Asker) -> str:
    return asker.words.gettext("This was undone already, at {time}, by {name}.").format(
        time=asker.words.today_or_day(error.at, asker.today), name=person_named(error.by, asker)
    )


@says(errors.NothingLeftToUndoError)
def _nothing_to_undo(error: errors.NothingLeftToUndoError, asker: Asker) -> str:
    if error.left == 0:
        return asker.words.gettext("There is nothing left to undo. Nothing was changed.")
    if error.left == error.things:
        return asker.words.gettext(
            "What this operation did was changed since, or something stands in its place. "
            "Nothing was undone."
        )
    return asker.words.ngettext(
        "{n} account was changed since: it was left as it is. Nothing was undone.",
        "{n} accounts were changed since: they were left as they are. Nothing was undone.",
        error.left,
    )


@says(errors.LastAdminError)
def _last_admin(error: errors.LastAdminError, asker: Asker) -> str:
    return asker.words.gettext("Only one admin is left: {name}. Name another person first.").format(
        name=person_named(error.slack_id, asker)
    )


@says(errors.NotEligibleError)
def _not_eligible(error: errors.NotEligibleError, asker: Asker) -> str:
    return asker.words.gettext(
        "{name} cannot be chosen: a bot, a closed account, or somebody of another organisation."
    ).format(name=person_named(error.slack_id, asker))
