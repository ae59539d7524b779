"""Small roster files, made in memory."""

from typing import Any
from zoneinfo import ZoneInfo

from commands.rosters.reading import Roster, read_roster

PARIS = ZoneInfo("Europe/Paris")

FRENCH = """Prénom;Nom;Courriel;Identifiant;Classes;Licence;Dernière connexion
Zoé;Lefèvre;zoe@ecole.example;000123;Chœur d'enfants | 6B;oui;25/09/2026 13:44
Noël;D'Été;noel@ecole.example;000124;6B;non;Jamais
"""
POSITIONAL = "Zoé,Lefèvre,zoe@ecole.example\nNoël,Ète,noel@ecole.example,alto,2e étage\n"


def read(content: str | bytes, written: str = "utf-8", **options: Any) -> Roster:
    data = content.encode(written) if isinstance(content, str) else content
    return read_roster(data, zone=PARIS, **options)


def names(roster: Roster) -> list[tuple[str, str]]:
    return [(line.first_name, line.last_name) for line in roster.lines]
