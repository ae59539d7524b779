"""All that the bot's views are made of is drawn; what cannot be drawn says so where it stands."""

import ast
from collections.abc import Iterator

import slackblocks
from playwright.sync_api import expect
from slack_sdk import WebClient
from slackblocks import (
    ActionsBlock,
    AxisConfig,
    BarChart,
    Block,
    Button,
    CheckboxGroup,
    ContextBlock,
    ConversationSelectMenu,
    DataPoint,
    DataSeries,
    DataTableBlock,
    DataVisualizationBlock,
    DatePicker,
    ExternalMultiSelectMenu,
    ExternalSelectMenu,
    FileInput,
    HeaderBlock,
    InputBlock,
    NumberInput,
    Option,
    PlainText,
    PlainTextInput,
    RadioButtonGroup,
    RawNumber,
    RawText,
    RichText,
    RichTextBlock,
    RichTextCodeBlock,
    SectionBlock,
    StaticSelectMenu,
    UserMultiSelectMenu,
    UserSelectMenu,
)
from slackblocks.elements import Element

from bot.demo.stage import ROOT, Stage
from bot.views import common
from tests.browser.person import Person

CLAIRE = "U0CLAIRE01"
SERIES = [DataSeries("Élèves", [DataPoint("6A", 3)])]
OPTIONS = [Option(PlainText("Oui"), "yes"), Option(PlainText("Non"), "no")]

BLOCKS = (
    SectionBlock("une section", accessory=Button("à côté", action_id="beside")),
    HeaderBlock("un titre"),
    ContextBlock([PlainText("une note")]),
    ActionsBlock([Button("un bouton", action_id="button")]),
    RichTextBlock([RichTextCodeBlock([RichText("un texte à copier")])]),
    DataTableBlock(
        [[RawText("Nom"), RawText("Âge")], [RawText("une ligne"), RawNumber(12, "12")]],
        caption="un tableau",
    ),
    DataVisualizationBlock(
        "un graphique", BarChart(SERIES, AxisConfig(["6A"], "Classe", "Élèves"))
    ),
)
ELEMENTS: dict[str, Element] = {
    "un choix": StaticSelectMenu(action_id="a", options=OPTIONS),
    "une classe": ExternalSelectMenu(action_id="a", min_query_length=0),
    "des classes": ExternalMultiSelectMenu(action_id="a", min_query_length=0),
    "un canal": ConversationSelectMenu(action_id="a"),
    "quelqu’un": UserSelectMenu(action_id="a"),
    "des personnes": UserMultiSelectMenu(action_id="a"),
    "des réponses": RadioButtonGroup(action_id="a", options=OPTIONS),
    "des cases": CheckboxGroup(action_id="a", options=OPTIONS),
    "un fichier": FileInput(action_id="a"),
    "un nombre": NumberInput(action_id="a", is_decimal_allowed=True),
    "un jour": DatePicker(action_id="a"),
    "un mot": PlainTextInput(action_id="a"),
}
DRAW = """async (blocks) => {
  const { renderBlocks } = await import("/static/js/blocks.js");
  const { Surface } = await import("/static/js/surface.js");
  renderBlocks(document.querySelector("[role=log]"), blocks, new Surface({ key: "strange" }));
}"""
STRANGE = [{"type": "hologram"}, {"type": "actions", "elements": [{"type": "dial"}]}]
"""What nobody knows."""


def used() -> Iterator[type]:
    """The blocks and elements that the bot's own code takes from slackblocks."""
    for path in (ROOT / "bot").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module == "slackblocks":
                for name in node.names:
                    found = getattr(slackblocks, name.name)
                    if isinstance(found, type) and issubclass(found, Block | Element):
                        yield found


def test_samples_are_here_of_all_that_the_bot_uses():
    shown = {type(each) for each in (*BLOCKS, *ELEMENTS.values())}
    assert set(used()) - {Block, InputBlock, Button} == shown


def test_each_block_of_a_message_is_drawn(person: Person, client: WebClient):
    channel = client.conversations_open(users=CLAIRE)["channel"]["id"]
    client.chat_postMessage(channel=channel, text="tout", blocks=common.rendered(BLOCKS))
    message = person.reads("une section")
    expect(person.button("à côté", message)).to_be_visible()
    expect(message.get_by_role("heading", name="un titre")).to_be_visible()
    expect(message.get_by_text("une note")).to_be_visible()
    expect(person.button("un bouton", message)).to_be_visible()
    expect(message.get_by_text("un texte à copier")).to_be_visible()
    table = message.get_by_role("table", name="un tableau")
    expect(table.get_by_role("rowheader", name="une ligne")).to_be_visible()
    expect(message.get_by_role("img", name="un graphique")).to_be_visible()
    expect(message.locator(".unknown")).to_have_count(0)


def test_each_element_of_a_form_is_drawn_with_its_label(
    person: Person, client: WebClient, stage: Stage
):
    trigger = stage.running.on_loop(lambda: stage.workspace.triggers.issue(CLAIRE))
    blocks = [
        InputBlock(PlainText(label), element, optional=True) for label, element in ELEMENTS.items()
    ]
    view = slackblocks.ModalView("Tout", blocks, submit="Envoyer").to_dict()
    client.views_open(trigger_id=trigger, view=view)
    for label in ELEMENTS:
        field = person.modal.get_by_label(label).first
        field.scroll_into_view_if_needed()
        expect(field).to_be_visible()
    expect(person.modal.locator(".unknown")).to_have_count(0)


def test_what_cannot_be_drawn_says_so_where_it_stands(person: Person):
    person.page.evaluate(DRAW, STRANGE)
    said = person.page.get_by_role("log").get_by_role("note")
    expect(said.first).to_contain_text("ne sait pas montrer un bloc du type « hologram »")
    expect(said.last).to_contain_text("ne sait pas montrer un élément du type « dial »")
