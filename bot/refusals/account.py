"""The words for what pausing, resuming and entering credits refuse."""

from bot.context import Asker
from bot.refusals import person_named, says
from commands import errors


@says(errors.AlreadyPausedError)
def _already_paused(error: errors.AlreadyPausedError, asker: Asker) -> str:
    _ = asker.words.gettext
    return _("The school is paused since {since}, by {name}. Nothing was changed.").format(
        since=asker.words.day(error.since), name=person_named(error.by, asker)
    )


@says(errors.NotPausedError)
def _not_paused(_error: errors.NotPausedError, asker: Asker) -> str:
    return asker.words.gettext("The school is not paused. Nothing was changed.")


@says(errors.PauseAlreadyPlannedError)
def _already_planned(error: errors.PauseAlreadyPlannedError, asker: Asker) -> str:
    _ = asker.words.gettext
    return _(
        "A pause is planned already, from {first} to {last}, by {name}. Move it or drop it first."
    ).format(
        first=asker.words.day(error.first_day),
        last=asker.words.day(error.last_day),
        name=person_named(error.by, asker),
    )


@says(errors.NoPlannedPauseError)
def _no_plan(_error: errors.NoPlannedPauseError, asker: Asker) -> str:
    return asker.words.gettext("No pause is planned any more. Nothing was changed.")


@says(errors.PauseHasBegunError)
def _begun(error: errors.PauseHasBegunError, asker: Asker) -> str:
    return asker.words.gettext(
        "This pause has begun on {day}: only its end can be moved, or the school resumed."
    ).format(day=asker.words.day(error.first_day))


@says(errors.PauseEndsBeforeItStartsError)
def _ends_before(error: errors.PauseEndsBeforeItStartsError, asker: Asker) -> str:
    return asker.words.gettext("The last day must be {day} or later. Nothing was changed.").format(
        day=asker.words.day(error.earliest)
    )


@says(errors.PauseInThePastError)
def _in_the_past(error: errors.PauseInThePastError, asker: Asker) -> str:
    return asker.words.gettext(
        "A pause can be planned from {day} on. To pause today, choose “now”."
    ).format(day=asker.words.day(error.earliest))


@says(errors.MeterOffError)
def _meter_off(_error: errors.MeterOffError, asker: Asker) -> str:
    return asker.words.gettext(
        "This school's licences are not paid with credits. "
        "An admin can change that in the settings."
    )


@says(errors.BadAmountError)
def _bad_amount(_error: errors.BadAmountError, asker: Asker) -> str:
    return asker.words.gettext("This is not a number of credits. For example: 500 or 12.5")


@says(errors.NotEnoughCreditsError)
def _not_enough(error: errors.NotEnoughCreditsError, asker: Asker) -> str:
    return asker.words.gettext(
        "Only {left} left: {wanted} cannot be taken away. Nothing was changed."
    ).format(left=asker.words.in_credits(error.balance), wanted=asker.words.credits(error.wanted))
