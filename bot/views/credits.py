"""Credits: the form that enters them, and the sentence of how long they last."""

from decimal import Decimal

from slackblocks import (
    DispatchActionConfiguration,
    InputBlock,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
)

from bot import forms, typed
from bot.texts import Words
from bot.views import common
from commands.credits import CreditsEntered, Forecast, RunOut

ENTER = "enter_credits"
AMOUNT, KIND, REASON = "amount", "kind", "reason"
PURCHASE, CORRECTION = "purchase", "correction"


def run_out_sentence(run_out: RunOut, words: Words) -> str:
    """How long the credits last; empty for a school without a meter."""
    _ = words.gettext
    if run_out.forecast is Forecast.METER_OFF:
        return ""
    if run_out.forecast is Forecast.DAY and run_out.far:
        return _("Enough for more than ten years.")
    if run_out.forecast is Forecast.DAY and run_out.day:
        return _("Enough until {day}.").format(day=words.day(run_out.day))
    return {
        Forecast.EMPTY: _("No credit is left: internal users cannot connect."),
        Forecast.NO_LICENCES: _("No licence is in use, so none is consumed."),
        Forecast.OPEN_PAUSE: _("None is consumed while the school is paused."),
    }[run_out.forecast]


def credits_line(before: RunOut, after: RunOut, words: Words) -> str:
    """What a change of licences does to the credits; empty for a school without a meter."""
    _ = words.gettext
    if after.forecast is Forecast.METER_OFF:
        return ""
    if after.day and before.day and not after.far:
        if after.day == before.day:
            return _("Credits: still enough until {day}.").format(day=words.day(after.day))
        return _("Credits: enough until {after} instead of {before}.").format(
            after=words.day(after.day), before=words.day(before.day)
        )
    lasts = run_out_sentence(after, words)
    return _("Credits: {after}").format(after=lasts[:1].lower() + lasts[1:])


def credits_modal(
    words: Words, draft_id: str, balance: int, amount: str = "", kind: str = PURCHASE
) -> common.View:
    """The form that enters credits bought, or a correction with its reason."""
    _ = words.gettext
    options = [
        common.option(_("Credits bought"), PURCHASE),
        common.option(_("Correction (may be negative)"), CORRECTION),
    ]
    blocks = [
        common.section(_("{credits} left.").format(credits=words.in_credits(balance))),
        InputBlock(
            PlainText(_("What is it?")),
            RadioButtonGroup(
                action_id=KIND,
                options=options,
                initial_option=options[kind == CORRECTION],
            ),
            block_id=KIND,
        ),
        InputBlock(
            PlainText(_("Number of credits")),
            PlainTextInput(
                action_id=AMOUNT,
                initial_value=amount or None,
                max_length=20,
                placeholder=PlainText(_("500")),
                dispatch_action_config=DispatchActionConfiguration(["on_enter_pressed"]),
            ),
            block_id=AMOUNT,
            hint=PlainText(_("One credit pays one licence for 365 days.")),
        ),
        InputBlock(
            PlainText(_("Reason (for a correction)")),
            PlainTextInput(action_id=REASON, max_length=200),
            block_id=REASON,
            optional=True,
        ),
    ]
    return common.modal(
        words,
        _("Enter credits"),
        blocks,
        submit=_("Save"),
        callback_id=ENTER,
        metadata=draft_id,
    )


def read_credits(values: forms.Values) -> tuple[str, Decimal | None, str]:
    """Kind, number (None when it is none) and reason."""
    return (
        forms.choice(values, KIND) or PURCHASE,
        typed.amount(forms.text(values, AMOUNT)),
        forms.text(values, REASON),
    )


def entered(result: CreditsEntered, words: Words) -> common.View:
    _ = words.gettext
    text = _("✅ Saved: {amount}. {credits} left. {until}").format(
        amount=words.credits(result.amount),
        credits=words.in_credits(result.balance),
        until=run_out_sentence(result.run_out, words),
    )
    return common.answered(
        words, _("Enter credits"), text, common.undo_button(words, result.operation_id)
    )
