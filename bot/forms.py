"""Reading what a form holds: `state.values` by block and action, both named alike."""

from typing import Any

Values = dict[str, dict[str, Any]]


def _element(values: Values, name: str) -> dict[str, Any]:
    """The input of a block whose id is `name`, or begins with `name` and a colon."""
    for block_id, actions in values.items():
        if block_id.partition(":")[0] == name:
            for action_id, element in actions.items():
                if action_id == name:
                    found: dict[str, Any] = element
                    return found
    return {}


def text(values: Values, name: str) -> str:
    """What was typed, without white space around it; empty for nothing."""
    return (_element(values, name).get("value") or "").strip()


def choice(values: Values, name: str) -> str | None:
    """The value of the chosen option."""
    option = _element(values, name).get("selected_option")
    return option["value"] if option else None


def choices(values: Values, name: str) -> list[str]:
    """The values of the ticked or chosen options, in their order."""
    return [option["value"] for option in _element(values, name).get("selected_options") or []]


def chosen_options(values: Values, name: str) -> list[dict[str, Any]]:
    """The chosen options whole: what has to be shown as chosen again."""
    return list(_element(values, name).get("selected_options") or [])


def day(values: Values, name: str) -> str | None:
    """The picked date, ISO."""
    return _element(values, name).get("selected_date")


def users(values: Values, name: str) -> list[str]:
    """The chosen people's Slack ids, of a menu for one or for several."""
    found = _element(values, name)
    one = found.get("selected_user")
    return list(found.get("selected_users") or ([one] if one else []))


def conversation(values: Values, name: str) -> str | None:
    return _element(values, name).get("selected_conversation")


def present(values: Values, name: str) -> bool:
    """Whether the form had this input at all."""
    return bool(_element(values, name))
