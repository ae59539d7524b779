"""The commands of the terminal, on both databases and against the embedded workspace."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.commandline.main import main
from bot.manifest import SCOPES, manifest
from bot.workspace.server import RunningWorkspace
from bot.workspace.workspace import Workspace
from commands import schools
from store.session import make_sessions
from tests.databases import Databases
from tests.factories import NOW, Make

FULL = """Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion
Inès;Martin;famille.martin@tivoli.example;000001;Piano | Chœur;oui;Jamais
Hugo;Martin;famille.martin@tivoli.example;000002;Piano;non;25/09/2026 13:44
Zoé;Martin;famille.martin@tivoli.example;000003;;oui;01/11/2026 08:00
"""


def clock():
    return NOW


@pytest.fixture
def environment(databases: Databases) -> Iterator[dict[str, str]]:
    address = databases.fresh()
    yield {"DATABASE_URL": address}
    databases.drop(address)


@pytest.fixture
def workspace() -> Iterator[RunningWorkspace]:
    with RunningWorkspace(Workspace(manifest(("fr", "en")))) as running:
        yield running


def settings_for(workspace: RunningWorkspace, environment: dict[str, str]) -> dict[str, str]:
    return environment | {
        "SLACK_BOT_TOKEN": workspace.bot_token,
        "SLACK_APP_TOKEN": workspace.app_token,
        "SLACK_API_URL": workspace.api_url,
        "LANG": "fr_FR.UTF-8",
    }


def put(folder: Path, text: str, encoding: str = "cp1252") -> str:
    path = folder / "liste.csv"
    path.write_bytes(text.encode(encoding))
    return str(path)


def test_a_list_goes_in_and_comes_out_as_it_was(environment, tmp_path, capsys):
    assert main(["import", put(tmp_path, FULL), "--students"], environment, clock) == 0
    said = capsys.readouterr().out
    assert "3 élèves dans la liste\u00a0: 3 ajouts." in said
    assert "2 licences attribuées, 2 dernières connexions notées" in said
    out = tmp_path / "sortie.csv"
    assert main(["export", str(out), "--students"], environment, clock) == 0
    assert "3 élèves" in capsys.readouterr().out
    lines = sorted(out.read_text("utf-8-sig").splitlines()[1:])
    assert lines == [
        "Hugo;Martin;famille.martin@tivoli.example;000002;Piano;non;25/09/2026 13:44",
        "Inès;Martin;famille.martin@tivoli.example;000001;Chœur | Piano;oui;Jamais",
        "Zoé;Martin;famille.martin@tivoli.example;000003;;oui;01/11/2026 08:00",
    ]
    assert main(["import", str(out), "--students"], environment, clock) == 0
    assert "L’école a déjà tout cela. Rien n’a changé." in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"liste.csv", "sortie.csv"}
    asked = ["export", str(out), "--students", "--cells", "unmarked"]
    assert main(asked, environment, clock) == 0
    assert out.read_bytes().startswith("Prénom,Nom,Courriel,".encode())  # no mark before it
    capsys.readouterr()
    assert main([*asked, "--form", "positional"], environment, clock) == 2
    assert "a toujours des virgules" in capsys.readouterr().err


def test_refused_lines_are_told_one_by_one_in_both_languages(environment, tmp_path, capsys):
    text = (
        "Prénom;Nom;Courriel\nZoé;Lefèvre;zoe@tivoli.example\n;Sans;s@tivoli.example\n"
        "Paul;Mal;paul(at)tivoli.example\nCourt;Ligne\n"
    )
    assert main(["import", put(tmp_path, text), "--students"], environment, clock) == 1
    said = capsys.readouterr().out.splitlines()
    assert (
        said[0]
        == "Ligne 3, colonne «\u00a0Prénom\u00a0»\u00a0: il manque le prénom\u00a0; complétez-le."
    )
    assert "«\u00a0paul(at)tivoli.example\u00a0» n’est pas une adresse" in said[1]
    assert said[2].startswith("Ligne 5\u00a0: ")
    assert "3 lignes refusées" in said[-1]
    given = ["import", put(tmp_path, text), "--students", "--language", "en"]
    assert main(given, environment, clock) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "Line 3, column “First name”: the first name is missing; fill it in."
    assert "1 student read: 1 unchanged." in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Cette liste est vide"),
        (b"PK\x03\x04 xl/workbook.xml", "Je n’arrive pas à lire ce classeur Excel"),
        (b"\x89PNG\r\n\x1a\n", "C’est une image, pas une liste"),
        (b"nom unique\nautre ligne\n", "Je ne vois qu’une colonne, qui commence par"),
        (b"Nom;Courriel\nA;a@b.example\n", "il manque «\u00a0Prénom\u00a0»"),
        (b"a" * (20 * 1024 * 1024 + 1), "Ce fichier dépasse 20\u00a0Mo"),
    ],
)
def test_a_file_that_is_no_list_gets_a_sentence_and_changes_nothing(
    environment, tmp_path, capsys, data, words
):
    path = tmp_path / "fichier"
    path.write_bytes(data)
    assert main(["import", str(path), "--students"], environment, clock) == 2
    said = capsys.readouterr().err
    assert words in said
    assert "Rien n’a changé." in said
    sessions = make_sessions(environment["DATABASE_URL"])
    with sessions.reading() as session:
        assert schools.every(session) == []
    sessions.dispose()


def test_what_is_in_doubt_is_asked_with_the_option_that_answers(environment, tmp_path, capsys):
    path = put(tmp_path, "MARTIN,Inès,ines.martin@tivoli.example\n")
    assert main(["import", path, "--students"], environment, clock) == 2
    said = capsys.readouterr().err
    assert "--name-order last_first    prénom Inès, nom MARTIN" in said
    given = ["import", path, "--students", "--name-order", "last_first"]
    assert main(given, environment, clock) == 0
    assert "1 ajout" in capsys.readouterr().out


def test_a_missing_file_an_unknown_class_and_no_school_get_a_sentence(
    environment, tmp_path, capsys
):
    assert main(["import", str(tmp_path / "rien.csv"), "--students"], environment, clock) == 2
    assert "ce fichier ou ce dossier n’existe pas" in capsys.readouterr().err
    out = str(tmp_path / "sortie.csv")
    assert main(["export", out, "--students"], environment, clock) == 2
    assert "importez d’abord une liste" in capsys.readouterr().err
    main(["import", put(tmp_path, FULL), "--students"], environment, clock)
    assert main(["export", out, "--students", "--class", "pianos"], environment, clock) == 2
    assert "Vouliez-vous dire «\u00a0Piano\u00a0»" in capsys.readouterr().err
    assert main(["export", out, "--teachers"], environment, clock) == 2
    assert "Il n’y a personne dans cette liste." in capsys.readouterr().err
    elsewhere = str(tmp_path / "nulle" / "part.csv")
    assert main(["export", elsewhere, "--students"], environment, clock) == 2
    assert not Path(out).exists()


def test_of_several_schools_one_is_to_be_named(environment, tmp_path, capsys):
    sessions = make_sessions(environment["DATABASE_URL"])
    with sessions.writing.begin() as session:
        make = Make(session)
        make.school(name="Une")
        make.school(name="Deux", language="en")
    sessions.dispose()
    given = ["import", put(tmp_path, FULL), "--students"]
    assert main(given, environment, clock) == 2
    assert "--school" in capsys.readouterr().err
    assert main([*given, "--school", "Deux"], environment, clock) == 0
    assert "School: Deux." in capsys.readouterr().out


def test_missing_settings_name_themselves_and_say_where_they_are(environment, capsys):
    assert main([], environment, clock) == 2
    said = capsys.readouterr().err
    assert "SLACK_BOT_TOKEN is not set: begins with xoxb-" in said
    assert "SLACK_APP_TOKEN is not set: begins with xapp-" in said
    assert main(["migrate"], {"DATABASE_URL": "mysql://somewhere"}, clock) == 2
    assert "DATABASE_URL is not right" in capsys.readouterr().err


def test_a_database_that_is_away_gets_a_sentence(databases, tmp_path, capsys):
    address = f"sqlite:///{tmp_path / 'nulle' / 'part.db'}"
    if databases.kind == "postgresql":
        address = "postgresql://preau@127.0.0.1:1/preau"
    given = ["import", put(tmp_path, FULL), "--students"]
    assert main(given, {"DATABASE_URL": address}, clock) == 1
    assert "Je n’arrive pas à joindre la base de données" in capsys.readouterr().err


def test_migrate_makes_the_database_ready_and_again_is_harmless(environment, capsys):
    assert main(["migrate"], environment, clock) == 0
    assert main(["migrate"], environment, clock) == 0
    assert "déjà prête" in capsys.readouterr().out


@pytest.mark.parametrize(("language", "first"), [("fr", "/ecole-"), ("en", "/school-")])
def test_the_manifest_has_the_commands_of_the_language_asked_for(capsys, language, first):
    assert main(["manifest", "--language", language], {}, clock) == 0
    printed = json.loads(capsys.readouterr().out)
    commands = [each["command"] for each in printed["features"]["slash_commands"]]
    assert all(command.startswith(first) for command in commands)
    assert printed["oauth_config"]["scopes"]["bot"] == list(SCOPES)
    assert main(["manifest", "--language", "both"], {}, clock) == 0
    both = json.loads(capsys.readouterr().out)["features"]["slash_commands"]
    assert len(both) == 2 * len(commands)


def test_check_says_that_all_is_right(environment, workspace, capsys):
    given = settings_for(workspace, environment)
    sessions = make_sessions(environment["DATABASE_URL"])
    with sessions.writing.begin() as session:
        make = Make(session)
        school = make.school(admins_channel="C0SECRETAR")
        make.workspace(school, team_id=workspace.workspace.team.id)
    sessions.dispose()
    assert main(["check"], given, clock) == 0
    said = capsys.readouterr().out
    assert "SLACK_BOT_TOKEN est bon" in said
    assert "SLACK_APP_TOKEN est bon" in said
    assert "#secretariat est privé, et le robot y est" in said
    assert "[!!]" not in said


@pytest.mark.parametrize(
    ("channel", "words"),
    [
        ("C0GENERAL1", "#general est public"),
        ("C0ECHANGE1", "#echange-ecoles est public"),
        ("C0NOWHERE1", "n’existe plus, ou le robot n’y est pas"),
    ],
)
def test_check_names_what_is_wrong_with_the_admins_channel(
    environment, workspace, capsys, channel, words
):
    sessions = make_sessions(environment["DATABASE_URL"])
    with sessions.writing.begin() as session:
        make = Make(session)
        school = make.school(admins_channel=channel)
        make.workspace(school, team_id=workspace.workspace.team.id)
    sessions.dispose()
    assert main(["check"], settings_for(workspace, environment), clock) == 1
    assert words in capsys.readouterr().out


def test_check_names_tokens_and_scopes_that_are_wrong(environment, workspace, capsys):
    given = settings_for(workspace, environment)
    workspace.workspace.scopes.remove("files:write")
    assert main(["check"], given | {"SLACK_APP_TOKEN": "xapp-wrong"}, clock) == 1
    said = capsys.readouterr().out
    assert "Il manque au jeton\u00a0: files:write" in said
    assert "Slack refuse SLACK_APP_TOKEN (invalid_auth). Ce jeton commence par xapp-" in said
    assert (
        "[..] Le canal du secrétariat n’est pas encore choisi\u00a0: tapez /ecole-reglages" in said
    )
    assert main(["check"], given | {"SLACK_API_URL": "http://127.0.0.1:1/api/"}, clock) == 1
    assert "Je n’arrive pas à joindre http://127.0.0.1:1/api/" in capsys.readouterr().out


def test_the_demo_says_when_its_packages_are_missing(capsys, monkeypatch):
    for name in [name for name in sys.modules if name.startswith(("bot.demo", "bot.workspace"))]:
        monkeypatch.delitem(sys.modules, name)
    for name in ("uvicorn", "starlette", "starlette.applications"):
        monkeypatch.setitem(sys.modules, name, None)
    assert main(["demo", "--tour"], {"LANG": "fr_FR.UTF-8"}, clock) == 2
    assert "make demo les installe" in capsys.readouterr().err


def test_the_bot_does_not_start_with_a_token_that_slack_refuses(environment, workspace, capsys):
    given = settings_for(workspace, environment) | {"SLACK_BOT_TOKEN": "xoxb-wrong"}
    assert main([], given, clock) == 2
    assert "Slack refuse SLACK_BOT_TOKEN (invalid_auth)" in capsys.readouterr().err
