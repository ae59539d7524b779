"""The jobs that the tour plays. Each looks, in the database, whether it came to what it must."""

from datetime import datetime

from bot.demo.names import HARP
from bot.demo.scene import Scene
from bot.demo.school import ZONE
from commands.rosters.lines import Line
from commands.rosters.reading import read_roster
from commands.users import UserLine

PIANO, JAZZ = "Piano cycle 2", "Jazz & improvisation"
CHOIR = "Chœur d'enfants"
CHANNEL = "secretariat"


def pause(scene: Scene) -> None:
    """Pause the account, and resume it."""
    claire, before = scene.player("Claire"), scene.state.licences()
    claire.types("/ecole-compte")
    claire.sees("le compte est actif")
    claire.presses("Mettre en pause")
    claire.sees("cessent aussitôt de fonctionner")
    claire.submits()
    claire.sees("École en pause")
    claire.closes()
    claire.reads("École en pause", CHANNEL)
    scene.check("the school is paused, and no licence row was touched", scene.state.paused())
    scene.check_same("licences held", before, scene.state.licences())
    claire.types("/ecole-compte", "réactiver")
    claire.sees("fonctionnent de nouveau")
    claire.submits()
    claire.sees("École réactivée")
    claire.closes()
    scene.check("the school is active again", not scene.state.paused())
    scene.check_same("licences held", before, scene.state.licences())


def licences(scene: Scene) -> None:
    """Take the licences of a class back, and give them again."""
    claire, before = scene.player("Claire"), scene.state.licences()
    held = before & scene.state.in_class(PIANO)
    claire.types("/ecole-licences", f"retirer {PIANO}")
    claire.sees("licences à retirer")
    claire.submits()
    claire.sees("licences retirées")
    claire.closes()
    claire.reads("licences retirées", CHANNEL)
    scene.check(
        f"{len(held)} students of the class hold none, everybody else what they held",
        scene.state.licences() == before - held,
    )
    claire.types("/ecole-licences", "rendre")
    claire.sees("Quel retrait")
    claire.chooses("Quel retrait", PIANO)
    claire.sees("licences à rendre")
    claire.submits()
    claire.sees("licences rendues")
    claire.closes()
    scene.check_same("licences held", before, scene.state.licences())


def never_connected(scene: Scene) -> None:
    """Who never connected: all, then a class; and a teacher's own."""
    claire, newest = scene.player("Claire"), scene.state.newest()
    total, choir = scene.state.never_connected(), scene.state.never_connected(CHOIR)
    claire.types("/ecole-connexions", channel=CHANNEL)
    found = claire.reads(f"*{total} élèves*", CHANNEL)
    claire.chooses("Toutes les classes", CHOIR, in_=found)
    claire.reads(f"*{choir} élèves*", CHANNEL)
    scene.check(f"{total} students never connected, {choir} of them of this class", choir > 0)
    helene = scene.player("Hélène")
    helene.types("/ecole-connexions", PIANO)
    own = scene.state.never_connected(PIANO)
    helene.reads(f"*{own} de vos élèves*")
    scene.check("nobody's account was touched by looking", not scene.state.done_since(newest))


def restore(scene: Scene) -> None:
    """Restore what was deleted yesterday by mistake."""
    claire, before = scene.player("Claire"), scene.state.students()
    day, deleted = next(iter(scene.state.deleted().items()))
    claire.types("/ecole-restaurer", "hier")
    claire.sees("comptes à restaurer")
    claire.submits()
    claire.sees("comptes restaurés, avec leurs classes")
    claire.closes()
    claire.reads("comptes restaurés", CHANNEL)
    back = scene.state.students() - before
    scene.check(f"{deleted} students are back", len(back) == deleted)
    scene.check("they are in their class, with their licences", back == scene.state.in_class(HARP))
    scene.check("each of them holds a licence", back <= scene.state.licences())
    scene.check("nobody is left to restore of that day", day not in scene.state.deleted())


def export(scene: Scene) -> None:
    """The list of all students as a file in the channel."""
    claire, newest = scene.player("Claire"), scene.state.newest()
    claire.types("/ecole-exporter", "élèves", channel=CHANNEL)
    claire.sees("Récupérer la liste")
    claire.submits()
    claire.sees("✅")
    claire.closes()
    content = claire.downloads(claire.reads("Voici la liste", CHANNEL))
    listed = read_roster(content, zone=ZONE).lines
    there = scene.state.rows("student")
    scene.check(
        f"read again, the file holds the {len(there)} students of the school, as they are",
        {_listed(line) for line in listed} == {_listed(row) for row in there}
        and len(listed) == len(there),
    )
    scene.check("the journal says so", scene.state.done_since(newest) == ["export"])


def _listed(person: Line | UserLine) -> tuple[object, ...]:
    """What a file tells of somebody."""
    last_login = person.last_login if isinstance(person, Line) else person.last_login_at
    return (
        *(person.first_name, person.last_name, person.email, person.external_id),
        *(person.licence, frozenset(person.classes)),
        last_login.isoformat() if isinstance(last_login, datetime) else None,
    )


def in_english(scene: Scene) -> None:
    """Emma does it in English, and undoes it from the channel."""
    emma, before = scene.player("Emma"), scene.state.licences()
    held = before & scene.state.in_class(JAZZ)
    emma.types("/school-licences", "revoke")
    emma.sees("Nobody corresponds to this choice yet")
    emma.chooses("Classes", JAZZ)
    emma.sees(f"[Revoke ({len(held)})]")
    emma.submits()
    emma.sees("licences revoked")
    scene.check(
        f"{len(held)} students of the class hold none", scene.state.licences() == before - held
    )
    emma.presses("Undo")
    emma.sees("given back")
    emma.closes()
    scene.check_same("licences held", before, scene.state.licences())


def refusal(scene: Scene) -> None:
    """A teacher is refused, and told whom to ask."""
    helene, before = scene.player("Hélène"), scene.state.licences()
    newest = scene.state.newest()
    helene.types("/ecole-licences", f"retirer {PIANO}")
    helene.sees("réservée aux administrateurs")
    helene.closes()
    scene.check_same("licences held", before, scene.state.licences())
    scene.check("nothing stands in the journal", not scene.state.done_since(newest))
